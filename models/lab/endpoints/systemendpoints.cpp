// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Around replication: licence, capabilities, policies, the HA cluster.
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/policy.h"
#include "models/lab/endpoints/license.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

Answer seal(Context &context)
{
    if (context.cluster.isStandby(context.node))
        return errorAnswer(500,
                           u"vault cannot seal when in standby mode; please restart instead"_s);
    sealNode(context.estate, context.cluster, context.node);
    return noContent();
}

Answer stepDownActive(Context &context)
{
    stepDown(context.estate, context.cluster);
    return noContent();
}

Answer haStatus(Context &context)
{
    QJsonArray nodes;
    const Cluster &cluster = context.cluster;
    for (int i = 0; i < int(cluster.nodes.size()); ++i) {
        const Node &node = cluster.nodes.at(size_t(i));
        if (node.stopped)
            continue;
        const bool active = i == cluster.leader;
        QJsonObject entry { { u"hostname"_s, node.name },
                            { u"api_address"_s, node.apiAddress },
                            { u"cluster_address"_s, node.clusterAddress },
                            { u"active_node"_s, active },
                            { u"last_echo"_s,
                              active ? QJsonValue()
                                     : QJsonValue(goTime(context.estate.nowMs() - 400)) },
                            { u"version"_s, cluster.options.version.section(u'+', 0, 0) },
                            { u"upgrade_version"_s, cluster.options.version.section(u'+', 0, 0) },
                            { u"redundancy_zone"_s, QString() } };
        if (context.version() >= Version { 1, 17, 0 }) {
            entry.insert(u"echo_duration_ms"_s, active ? 0 : 1);
            entry.insert(u"clock_skew_ms"_s, 0);
            entry.insert(u"replication_primary_canary_age_ms"_s, 0);
        }
        nodes.append(entry);
    }
    return envelopeAnswer(context,
                          { .data = QJsonObject { { u"Nodes"_s, nodes } }, .repeatsData = true });
}

Answer hostInfo(Context &context)
{
    const Node &node = context.cluster.nodes.at(size_t(context.node));
    return dataAnswer(context,
                      { { u"cpu"_s, QJsonArray {} },
                        { u"cpu_times"_s, QJsonArray {} },
                        { u"disk"_s, QJsonArray {} },
                        { u"host"_s,
                          QJsonObject { { u"hostname"_s, node.name },
                                        { u"os"_s, u"linux"_s },
                                        { u"platform"_s, u"simulated"_s } } },
                        { u"memory"_s,
                          QJsonObject { { u"total"_s, qint64(8589934592) },
                                        { u"available"_s, qint64(6442450944) } } },
                        { u"timestamp"_s, goTime(context.estate.nowMs()) } });
}

Answer capabilitiesSelf(Context &context)
{
    QStringList paths = context.parameters.list("paths"_L1);
    paths += context.parameters.list("path"_L1);
    if (paths.isEmpty())
        return errorAnswer(400, u"paths must be supplied"_s);
    QJsonObject data;
    for (const QString &path : std::as_const(paths)) {
        const QStringList granted = capabilitiesOf(context.cluster, *context.token,
                                                   path.startsWith(u'/') ? path.mid(1) : path);
        data.insert(path, QJsonArray::fromStringList(granted));
        if (paths.size() == 1)
            data.insert(u"capabilities"_s, QJsonArray::fromStringList(granted));
    }
    return envelopeAnswer(context, { .data = data, .repeatsData = true });
}

/// What the token's policies come to. Rules with "+" are left out, as older servers do.
Answer resultantAcl(Context &context)
{
    if (context.token->isRoot())
        return dataAnswer(context, { { u"root"_s, true } });
    QJsonObject exact;
    QJsonObject prefixes;
    const QMap<QString, QStringList> rules = rulesOf(context.cluster, *context.token);
    for (auto rule = rules.cbegin(); rule != rules.cend(); ++rule) {
        const bool isDenied = rule->isEmpty() || rule->contains("deny"_L1);
        const QJsonObject words { { u"capabilities"_s,
                                    QJsonArray::fromStringList(isDenied ? QStringList { u"deny"_s }
                                                                        : *rule) } };
        if (rule.key().contains(u'+'))
            continue;
        if (rule.key().endsWith(u'*'))
            prefixes.insert(rule.key().chopped(1), words);
        else
            exact.insert(rule.key(), words);
    }
    return dataAnswer(
        context,
        { { u"root"_s, false }, { u"exact_paths"_s, exact }, { u"glob_paths"_s, prefixes } });
}

// Policies.

Answer readPolicy(Context &context)
{
    if (context.tail == "root"_L1)
        return dataAnswer(context, { { u"name"_s, u"root"_s }, { u"policy"_s, QString() } });
    const auto &policies = context.cluster.storage.shared.policies;
    const auto found = policies.find(context.nameSpace() + context.tail);
    if (found == policies.end())
        return errorAnswer(404);
    return dataAnswer(context, { { u"name"_s, context.tail }, { u"policy"_s, found.value() } });
}

Answer writePolicy(Context &context)
{
    QString text = context.parameters.text("policy"_L1);
    const QByteArray decoded =
        QByteArray::fromBase64(text.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded.isEmpty() && !text.contains(u'"'))
        text = QString::fromUtf8(decoded);
    if (text.isEmpty())
        return errorAnswer(400, u"'policy' parameter not supplied or empty"_s);
    if (!Policy::parse(text))
        return errorAnswer(400,
                           u"failed to parse policy: 1 error occurred:\n\t* invalid syntax\n\n"_s);
    if (context.tail == "root"_L1)
        return errorAnswer(400, u"cannot update \"root\" policy"_s);
    context.cluster.storage.shared.policies.insert(context.nameSpace() + context.tail, text);
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer deletePolicy(Context &context)
{
    if (context.tail == "root"_L1 || context.tail == "default"_L1)
        return errorAnswer(400, u"cannot delete \"%1\" policy"_s.arg(context.tail));
    if (context.cluster.storage.shared.policies.remove(context.nameSpace() + context.tail) > 0)
        noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer listPolicies(Context &context)
{
    const QString prefix = context.nameSpace();
    QStringList names;
    for (const QString &name : context.cluster.storage.shared.policies.keys()) {
        if (name.startsWith(prefix) && !name.mid(prefix.size()).contains(u'/'))
            names.append(name.mid(prefix.size()));
    }
    if (prefix.isEmpty())
        names.append(u"root"_s);
    return dataAnswer(context, { { u"keys"_s, QJsonArray::fromStringList(names) } });
}

} // namespace

std::vector<Endpoint> systemEndpoints()
{
    return {
        { .path = u"sys/seal"_s, .update = seal, .access = Access::Sudo },
        { .path = u"sys/step-down"_s, .update = stepDownActive, .access = Access::Sudo },
        { .path = u"sys/ha-status"_s, .read = haStatus, .since = { 1, 10, 0 } },
        { .path = u"sys/host-info"_s, .read = hostInfo, .since = { 1, 3, 0 } },
        { .path = u"sys/license/status"_s,
          .read = licenseStatus,
          .enterpriseOnly = true,
          .since = { 1, 8, 0 } },
        { .path = u"sys/capabilities-self"_s,
          .update = capabilitiesSelf,
          .fields = { { "paths"_L1, FieldType::List }, { "path"_L1, FieldType::List } } },
        { .path = u"sys/internal/ui/resultant-acl"_s, .read = resultantAcl, .since = { 0, 11, 0 } },
        { .path = u"sys/policies/acl/*"_s,
          .read = readPolicy,
          .update = writePolicy,
          .remove = deletePolicy,
          .fields = { { "policy"_L1 } },
          .createsOrUpdates = true,
          .writesShared = true },
        { .path = u"sys/policies/acl/"_s, .list = listPolicies },
        { .path = u"sys/policies/acl"_s, .list = listPolicies },
    };
}

} // namespace switchover::lab
