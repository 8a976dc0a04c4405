// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What each node answers for itself, sealed or not: health, leader, seal status, unseal.
#include "models/base/jsonwriter.h"
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/otp.h"
#include "models/lab/endpoints/license.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

Node &nodeOf(const Context &context)
{
    return context.cluster.nodes.at(size_t(context.node));
}

bool isActive(const Context &context)
{
    return context.node == context.cluster.leader && !nodeOf(context).sealed
        && !inOutage(context.estate, context.cluster);
}

bool isPerformanceStandby(const Context &context)
{
    // A standby serves reads only while it follows an active node.
    return !isActive(context) && context.cluster.hasPerformanceStandbys()
        && context.cluster.activeNode() != nullptr && !inOutage(context.estate, context.cluster);
}

/// The code for a state, unless the query asks for another; nullopt: the query is nonsense.
std::optional<int> healthCode(const Context &context)
{
    const QUrlQuery &query = context.call.query;
    const auto code = [&query](const QString &name, int usual) -> std::optional<int> {
        if (!query.hasQueryItem(name))
            return usual;
        bool ok = false;
        const int wanted = query.queryItemValue(name).toInt(&ok);
        return ok && wanted >= 100 && wanted <= 999 ? std::optional(wanted) : std::nullopt;
    };
    const auto isTrue = [&query](const QString &name) {
        const QString value = query.queryItemValue(name);
        return query.hasQueryItem(name) && value != "false"_L1 && value != "0"_L1;
    };
    for (const char *name : { "activecode", "standbycode", "sealedcode", "uninitcode",
                              "drsecondarycode", "performancestandbycode" }) {
        if (!code(QString::fromLatin1(name), 200))
            return std::nullopt;
    }
    const auto active = code(u"activecode"_s, 200);
    if (!context.cluster.initialized)
        return code(u"uninitcode"_s, 501);
    if (nodeOf(context).sealed)
        return code(u"sealedcode"_s, 503);
    if (context.cluster.isDrSecondary())
        return code(u"drsecondarycode"_s, 472);
    if (isPerformanceStandby(context))
        return isTrue(u"perfstandbyok"_s) ? active : code(u"performancestandbycode"_s, 473);
    if (!isActive(context)) {
        const bool cutOff =
            context.version() >= Version { 1, 19, 0 } && context.cluster.activeNode() == nullptr;
        if (cutOff)
            return code(u"haunhealthycode"_s, 474);
        return isTrue(u"standbyok"_s) ? active : code(u"standbycode"_s, 429);
    }
    return active;
}

void addModes(JsonWriter &json, const Context &context)
{
    const Cluster &cluster = context.cluster;
    const bool sealed = nodeOf(context).sealed;
    if (context.version() < Version { 0, 9, 2 }) {
        if (context.version() >= Version { 0, 8, 0 })
            json.member("replication_dr_secondary"_L1, cluster.isDrSecondary());
        return;
    }
    const auto word = [&cluster, sealed](Type type) {
        if (cluster.isCommunity())
            return u"disabled"_s;
        if (sealed)
            return u"unknown"_s;
        return cluster.canReplicate() ? modeName(cluster.replication(type).mode) : u"unsupported"_s;
    };
    json.member("replication_performance_mode"_L1, word(Type::Performance))
        .member("replication_dr_mode"_L1, word(Type::Dr));
}

void addRecentHealth(JsonWriter &json, const Context &context)
{
    const Cluster &cluster = context.cluster;
    if (context.version() >= Version { 1, 17, 0 }) {
        qint64 canaryAge = 0;
        for (const Type type : { Type::Performance, Type::Dr }) {
            const Replication &state = cluster.replication(type);
            if (state.mode == Mode::Secondary && state.canaryMs != 0)
                canaryAge = std::max(canaryAge, context.estate.nowMs() - state.canaryMs);
        }
        json.member("echo_duration_ms"_L1, isActive(context) ? 0 : 1)
            .member("clock_skew_ms"_L1, 0)
            .member("replication_primary_canary_age_ms"_L1, canaryAge);
    }
    if (context.version() >= Version { 1, 19, 0 }) {
        json.member("removed_from_cluster"_L1, false);
        if (!isActive(context) && !nodeOf(context).sealed) {
            json.member("ha_connection_healthy"_L1, cluster.activeNode() != nullptr)
                .member("last_request_forwarding_heartbeat_ms"_L1, 600);
        }
    }
}

Answer health(Context &context)
{
    const std::optional<int> code = healthCode(context);
    if (!code)
        return errorAnswer(400);
    const Cluster &cluster = context.cluster;
    const bool sealed = nodeOf(context).sealed;
    JsonWriter json;
    json.beginObject()
        .member("initialized"_L1, cluster.initialized)
        .member("sealed"_L1, sealed)
        .member("standby"_L1, !isActive(context));
    if (context.version() >= Version { 0, 11, 0 })
        json.member("performance_standby"_L1, !sealed && isPerformanceStandby(context));
    addModes(json, context);
    json.member("server_time_utc"_L1, context.estate.nowMs() / 1000)
        .member("version"_L1, cluster.options.version);
    if (context.version() >= Version { 1, 16, 0 })
        json.member("enterprise"_L1, cluster.options.enterprise);
    if (!sealed)
        json.member("cluster_name"_L1, cluster.haClusterName)
            .member("cluster_id"_L1, cluster.haClusterId);
    if (isActive(context) && cluster.lastWal > 0 && cluster.options.enterprise
        && context.version() >= Version { 0, 11, 0 })
        json.member("last_wal"_L1, cluster.lastWal);
    if (cluster.options.enterprise && context.version() >= Version { 1, 8, 0 } && !sealed) {
        json.key("license"_L1)
            .beginObject()
            .member("state"_L1, cluster.licenceExpired ? u"expired"_s : u"autoloaded"_s)
            .member("expiry_time"_L1, goTimeSeconds(licenseExpiryMs(context.estate, cluster)))
            .member("terminated"_L1, false)
            .endObject();
    }
    addRecentHealth(json, context);
    json.endObject();
    Answer answer = bareAnswer(json.result() + '\n');
    answer.status = *code;
    return answer;
}

Answer leader(Context &context)
{
    const Cluster &cluster = context.cluster;
    if (nodeOf(context).sealed)
        return errorAnswer(503, u"Vault is sealed"_s);
    const Node *active = inOutage(context.estate, cluster) ? nullptr : cluster.activeNode();
    JsonWriter json;
    json.beginObject()
        .member("ha_enabled"_L1, cluster.options.storageType != "inmem"_L1)
        .member("is_self"_L1, isActive(context));
    if (context.version() >= Version { 1, 8, 0 })
        json.member("active_time"_L1,
                    isActive(context) ? goTimeSeconds(cluster.leaderSinceMs)
                                      : u"0001-01-01T00:00:00Z"_s);
    json.member("leader_address"_L1, active != nullptr ? active->apiAddress : QString())
        .member("leader_cluster_address"_L1,
                active != nullptr ? active->clusterAddress : QString());
    if (context.version() >= Version { 0, 11, 0 })
        json.member("performance_standby"_L1, isPerformanceStandby(context))
            .member("performance_standby_last_remote_wal"_L1,
                    isPerformanceStandby(context) ? cluster.lastWal : quint64(0));
    if (cluster.lastWal > 0 && isActive(context) && context.version() >= Version { 0, 11, 0 })
        json.member("last_wal"_L1, cluster.lastWal);
    if (cluster.options.storageType == "raft"_L1 && context.version() >= Version { 1, 5, 0 })
        json.member("raft_committed_index"_L1, cluster.lastWal * 3 + 50)
            .member("raft_applied_index"_L1, cluster.lastWal * 3 + 50);
    json.endObject();
    return bareAnswer(json.result() + '\n');
}

Answer sealStatus(Context &context)
{
    const Cluster &cluster = context.cluster;
    const Node &node = nodeOf(context);
    const Version &version = context.version();
    JsonWriter json;
    json.beginObject();
    if (version >= Version { 0, 11, 0 })
        json.member("type"_L1, cluster.options.sealType)
            .member("initialized"_L1, cluster.initialized);
    json.member("sealed"_L1, node.sealed)
        .member("t"_L1, cluster.initialized ? cluster.storage.keyring->threshold : 0)
        .member("n"_L1, cluster.initialized ? int(cluster.storage.keyring->shares.size()) : 0)
        .member("progress"_L1, int(node.unsealShares.size()))
        .member("nonce"_L1, node.unsealNonce)
        .member("version"_L1, cluster.options.version);
    if (version >= Version { 1, 11, 0 })
        json.member("build_date"_L1, u"2025-06-18T14:11:00Z"_s);
    if (version >= Version { 1, 0, 0 })
        json.member("migration"_L1, false);
    if (!node.sealed)
        json.member("cluster_name"_L1, cluster.haClusterName)
            .member("cluster_id"_L1, cluster.haClusterId);
    if (version >= Version { 0, 11, 0 })
        json.member("recovery_seal"_L1, cluster.options.hasAutoSeal());
    if (version >= Version { 1, 3, 0 })
        json.member("storage_type"_L1, cluster.options.storageType);
    if (version >= Version { 1, 19, 0 })
        json.member("removed_from_cluster"_L1, false);
    json.endObject();
    return bareAnswer(json.result() + '\n');
}

Answer unseal(Context &context)
{
    Node &node = nodeOf(context);
    if (!context.cluster.initialized)
        return errorAnswer(400, u"server is not yet initialized"_s);
    if (!node.sealed && context.cluster.isDrSecondary())
        return errorAnswer(400, u"path disabled in replication DR secondary mode"_s);
    if (context.parameters.boolean("reset"_L1)) {
        node.unsealShares.clear();
        node.unsealNonce.clear();
        return sealStatus(context);
    }
    const QString key = context.parameters.text("key"_L1);
    if (key.isEmpty())
        return errorAnswer(
            400, u"'key' must be specified in request body as JSON, or 'reset' set to true"_s);
    const std::optional<QByteArray> share = otp::parseShare(key.toUtf8());
    if (!share)
        return errorAnswer(400, u"'key' must be a valid hex or base64 string"_s);
    if (const auto given =
            provideUnsealShare(context.estate, context.cluster, context.node, *share);
        !given)
        return errorAnswer(400, given.error());
    return sealStatus(context);
}

Answer initStatus(Context &context)
{
    return bareAnswer(context.cluster.initialized ? "{\"initialized\":true}\n"
                                                  : "{\"initialized\":false}\n");
}

/// Makes new keys of as many shares as asked. A Shamir cluster stays sealed until it gets them.
Answer initialize(Context &context)
{
    Cluster &cluster = context.cluster;
    if (cluster.initialized)
        return errorAnswer(400, u"Vault is already initialized"_s);
    const bool recovery = cluster.options.hasAutoSeal();
    const auto number = [&](QLatin1StringView shamir, QLatin1StringView automatic, int usual) {
        return int(context.parameters.number(recovery ? automatic : shamir).value_or(usual));
    };
    const int shares = number("secret_shares"_L1, "recovery_shares"_L1, 5);
    const int threshold = number("secret_threshold"_L1, "recovery_threshold"_L1, 3);
    if (shares < 1 || shares > 255 || threshold < 1 || threshold > shares
        || (shares > 1 && threshold == 1)) {
        return errorAnswer(400,
                           u"invalid seal configuration: threshold cannot be larger than shares"_s);
    }
    cluster.storage.keyring = Keyring::create(shares, threshold);
    cluster.initialized = true;
    QStringList hex;
    QStringList base64;
    for (const QByteArray &share : cluster.storage.keyring->shares) {
        hex.append(QString::fromLatin1(share.toHex()));
        base64.append(QString::fromLatin1(share.toBase64()));
    }
    if (recovery) {
        for (int i = 0; i < int(cluster.nodes.size()); ++i)
            openNode(context.estate, cluster, i);
    }
    JsonWriter json;
    json.beginObject()
        .member(recovery ? "recovery_keys"_L1 : "keys"_L1, hex)
        .member(recovery ? "recovery_keys_base64"_L1 : "keys_base64"_L1, base64)
        .member("root_token"_L1, cluster.rootToken)
        .endObject();
    return bareAnswer(json.result() + '\n');
}

} // namespace

std::vector<Endpoint> nodeEndpoints()
{
    return {
        { .path = u"sys/health"_s,
          .read = health,
          .access = Access::Open,
          .onDrSecondary = true,
          .nodeLocal = true },
        { .path = u"sys/leader"_s,
          .read = leader,
          .access = Access::Open,
          .onDrSecondary = true,
          .nodeLocal = true },
        { .path = u"sys/seal-status"_s,
          .read = sealStatus,
          .access = Access::Open,
          .onDrSecondary = true,
          .nodeLocal = true },
        { .path = u"sys/unseal"_s,
          .update = unseal,
          .access = Access::Open,
          .fields = { { "key"_L1 },
                      { "reset"_L1, FieldType::Boolean },
                      { "migrate"_L1, FieldType::Boolean } },
          .onDrSecondary = true,
          .nodeLocal = true },
        { .path = u"sys/init"_s,
          .read = initStatus,
          .update = initialize,
          .access = Access::Open,
          .fields = { { "secret_shares"_L1, FieldType::Number },
                      { "secret_threshold"_L1, FieldType::Number },
                      { "recovery_shares"_L1, FieldType::Number },
                      { "recovery_threshold"_L1, FieldType::Number } },
          .onDrSecondary = true,
          .nodeLocal = true },
    };
}

} // namespace switchover::lab
