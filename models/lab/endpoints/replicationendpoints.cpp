// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// sys/replication/…: the paths of both types, and the aliases of Vault 0.7.
#include "models/lab/endpoints/replicationcalls.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

using namespace calls;

namespace {

const std::vector<Field> addressField { { "primary_cluster_addr"_L1 } };
const std::vector<Field> activationFields {
    { "token"_L1 }, { "primary_api_addr"_L1 }, { "ca_file"_L1 }, { "ca_path"_L1 }
};
const std::vector<Field> tokenFields { { "id"_L1 },
                                       { "ttl"_L1, FieldType::Duration },
                                       { "secondary_public_key"_L1 } };
const std::vector<Field> promoteFields { { "primary_cluster_addr"_L1 },
                                         { "force"_L1, FieldType::Boolean } };
const std::vector<Field> reindexFields { { "diff"_L1, FieldType::Boolean },
                                         { "force"_L1, FieldType::Boolean },
                                         { "skip_flush"_L1, FieldType::Boolean } };

std::vector<Field> with(std::vector<Field> fields, const Field &more)
{
    fields.push_back(more);
    return fields;
}

constexpr Field operationToken { "dr_operation_token"_L1 };

class Builder
{
public:
    void add(Endpoint endpoint)
    {
        endpoint.enterpriseOnly = endpoint.enterpriseOnly || endpoint.access != Access::Open;
        m_endpoints.push_back(std::move(endpoint));
    }
    std::vector<Endpoint> take() { return std::move(m_endpoints); }

private:
    std::vector<Endpoint> m_endpoints;
};

void addGeneral(Builder &builder)
{
    builder.add({ .path = u"sys/replication/status"_s,
                  .read = status,
                  .access = Access::Open,
                  .onDrSecondary = true });
    builder.add({ .path = u"sys/replication/recover"_s, .update = recoverLinks });
    builder.add({ .path = u"sys/replication/reindex"_s,
                  .update = reindexTrees,
                  .access = Access::Sudo,
                  .fields = reindexFields });
    // Backported to two older branches.
    builder.add({ .path = u"sys/replication/merkle-check"_s,
                  .update = merkleCheck,
                  .since = { 1, 13, 7 },
                  .before = { 1, 14, 0 } });
    builder.add({ .path = u"sys/replication/merkle-check"_s,
                  .update = merkleCheck,
                  .since = { 1, 14, 3 } });
}

/// Where the calls of one type are, and since when.
struct Family
{
    QString base;
    QString feature;
    Version since = { 0, 0, 0 };
};

void addPrimarySide(Builder &builder, const Family &family)
{
    const auto add = [&builder, &family](QLatin1StringView call, Handler update,
                                         std::vector<Field> fields = {}) {
        builder.add({ .path = family.base + "/primary/"_L1 + call,
                      .update = update,
                      .fields = std::move(fields),
                      .feature = family.feature,
                      .since = family.since });
    };
    add("enable"_L1, primaryEnable, addressField);
    add("demote"_L1, primaryDemote);
    add("disable"_L1, primaryDisable);
    add("revoke-secondary"_L1, primaryRevoke, { { "id"_L1 } });
    builder.add({ .path = family.base + "/primary/secondary-token"_L1,
                  .update = primarySecondaryToken,
                  .access = Access::Sudo,
                  .fields = tokenFields,
                  .feature = family.feature,
                  .since = { 0, 8, 0 } });
}

void addSecondaryEnable(Builder &builder, const Family &family)
{
    builder.add({ .path = family.base + "/secondary/enable"_L1,
                  .update = secondaryEnable,
                  .fields = activationFields,
                  .feature = family.feature,
                  .since = family.since });
}

/// As they are where a usual token is asked for.
void addSecondarySide(Builder &builder, const Family &family,
                      const std::vector<Field> &updatePrimaryFields)
{
    addSecondaryEnable(builder, family);
    const auto add = [&builder, &family](QLatin1StringView call, Handler update,
                                         const std::vector<Field> &fields) {
        builder.add({ .path = family.base + "/secondary/"_L1 + call,
                      .update = update,
                      .fields = fields,
                      .feature = family.feature,
                      .since = family.since });
    };
    add("promote"_L1, secondaryPromote, promoteFields);
    add("disable"_L1, secondaryDisable, {});
    add("update-primary"_L1, secondaryUpdatePrimary, updatePrimaryFields);
}

void addStatus(Builder &builder, const Family &family)
{
    builder.add({ .path = family.base + "/status"_L1,
                  .read = typeStatus,
                  .access = Access::Open,
                  .onDrSecondary = true,
                  .enterpriseOnly = true,
                  .since = family.since });
}

void addPerformance(Builder &builder)
{
    const Family family { .base = u"sys/replication/performance"_s,
                          .feature = u"Performance Replication"_s,
                          .since = { 0, 8, 0 } };
    addStatus(builder, family);
    addPrimarySide(builder, family);
    builder.add({ .path = family.base + "/secondary/generate-public-key"_L1,
                  .update = secondaryPublicKey,
                  .feature = family.feature,
                  .since = { 1, 3, 0 } });
    addSecondarySide(builder, family,
                     with(activationFields, { "update_primary_addrs"_L1, FieldType::List }));
}

void addDr(Builder &builder)
{
    const Family family { .base = u"sys/replication/dr"_s,
                          .feature = u"DR Replication"_s,
                          .since = { 0, 8, 0 } };
    const auto &[base, feature, since] = family;
    addStatus(builder, family);
    addPrimarySide(builder, family);
    builder.add({ .path = base + "/secondary/generate-public-key"_L1,
                  .update = secondaryPublicKey,
                  .feature = feature,
                  .since = { 1, 3, 0 },
                  .before = { 1, 3, 1 } });
    // Since 1.3.1 a DR secondary answers it as well, to a token of the set in the usual header.
    builder.add({ .path = base + "/secondary/generate-public-key"_L1,
                  .update = secondaryPublicKey,
                  .access = Access::Token,
                  .onDrSecondary = true,
                  .feature = feature,
                  .since = { 1, 3, 1 } });
    addSecondaryEnable(builder, family);
    const auto byOperationToken = [&builder, &family](QLatin1StringView call, Handler handler,
                                                      std::vector<Field> fields, Version first,
                                                      Version gone = { 99, 0, 0 }) {
        builder.add({ .path = family.base + call,
                      .update = handler,
                      .access = Access::OperationToken,
                      .fields = with(std::move(fields), operationToken),
                      .onDrSecondary = true,
                      .since = first,
                      .before = gone });
    };
    byOperationToken("/secondary/promote"_L1, secondaryPromote, promoteFields, since);
    byOperationToken("/secondary/disable"_L1, secondaryDisable, {}, since);
    byOperationToken("/secondary/update-primary"_L1, secondaryUpdatePrimary,
                     with(activationFields, { "update_primary_addrs"_L1, FieldType::List }), since);
    byOperationToken("/secondary/operation-token/delete"_L1, operationTokenDelete, {}, { 0, 9, 0 });
    byOperationToken("/secondary/recover"_L1, recoverLinks, {}, { 1, 4, 0 });
    byOperationToken("/secondary/reindex"_L1, reindexTrees, reindexFields, since);
    byOperationToken("/secondary/merkle-check"_L1, merkleCheck, {}, { 1, 13, 7 }, { 1, 14, 0 });
    byOperationToken("/secondary/merkle-check"_L1, merkleCheck, {}, { 1, 14, 3 });
    byOperationToken("/secondary/config/reload/*"_L1, reloadLicense, {}, { 1, 8, 0 });
    for (const auto call : { "/secondary/license"_L1, "/secondary/license/signed"_L1 })
        byOperationToken(call, storeLicense, { { "text"_L1 } }, since, { 1, 11, 0 });
    builder.add({ .path = base + "/secondary/license/status"_L1,
                  .read = drLicenseStatus,
                  .access = Access::Open,
                  .onDrSecondary = true,
                  .enterpriseOnly = true,
                  .since = { 1, 8, 0 } });
}

/// Vault 0.7's paths, kept as aliases of performance.
void addLegacy(Builder &builder)
{
    const Family family { .base = u"sys/replication"_s, .feature = u"Performance Replication"_s };
    addPrimarySide(builder, family);
    builder.add({ .path = family.base + "/primary/secondary-token"_L1,
                  .read = primarySecondaryToken,
                  .access = Access::Sudo,
                  .fields = tokenFields,
                  .feature = family.feature,
                  .before = { 0, 8, 0 } });
    addSecondarySide(builder, family, activationFields);
}

} // namespace

std::vector<Endpoint> replicationEndpoints()
{
    Builder builder;
    addGeneral(builder);
    addPerformance(builder);
    addDr(builder);
    addLegacy(builder);
    return builder.take();
}

} // namespace switchover::lab
