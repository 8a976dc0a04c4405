// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/labdescription.h"

#include "models/base/jsonwriter.h"
#include "models/lab/core/nodes.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

NodeState stateOf(const Estate &estate, const Cluster &cluster, int index)
{
    const Node &node = cluster.nodes.at(size_t(index));
    if (node.stopped)
        return NodeState::Stopped;
    if (node.sealed)
        return NodeState::Sealed;
    if (index == cluster.leader)
        return inOutage(estate, cluster) ? NodeState::Standby : NodeState::Active;
    return cluster.hasPerformanceStandbys() && cluster.activeNode() != nullptr
        ? NodeState::PerformanceStandby
        : NodeState::Standby;
}

} // namespace

QString nodeStateName(NodeState state)
{
    switch (state) {
    case NodeState::Active:
        return u"active"_s;
    case NodeState::Standby:
        return u"standby"_s;
    case NodeState::PerformanceStandby:
        return u"perfstandby"_s;
    case NodeState::Sealed:
        return u"sealed"_s;
    case NodeState::Stopped:
        return u"stopped"_s;
    }
    Q_UNREACHABLE();
}

ClusterInfo describeCluster(const Estate &estate, const Cluster &cluster)
{
    ClusterInfo info { .name = cluster.options.name,
                       .version = cluster.options.version,
                       .edition = cluster.options.enterprise ? u"enterprise"_s : u"community"_s,
                       .threshold = cluster.storage.keyring->threshold,
                       .drBatchToken = cluster.drBatchToken,
                       .performanceMode = modeName(cluster.performance.mode),
                       .drMode = modeName(cluster.dr.mode),
                       .secretsCount = cluster.secretsCount(),
                       .dataMark = cluster.dataMark(),
                       .licenceExpired = cluster.licenceExpired,
                       .slowLink = cluster.slowLink,
                       .treeCorrupted = cluster.treeCorrupted };
    for (int i = 0; i < int(cluster.nodes.size()); ++i) {
        const Node &node = cluster.nodes.at(size_t(i));
        info.nodes.append({ .name = node.name,
                            .address = node.apiAddress,
                            .clusterAddress = node.clusterAddress,
                            .state = stateOf(estate, cluster, i) });
    }
    info.address = cluster.activeNode() != nullptr ? cluster.activeNode()->apiAddress
                                                   : cluster.nodes.front().apiAddress;
    if (cluster.initialized && !cluster.isDrSecondary()
        && cluster.storage.local.tokens.contains(cluster.rootToken))
        info.rootToken = cluster.rootToken;
    for (auto it = cluster.roleTokens.begin(); it != cluster.roleTokens.end(); ++it) {
        if (!cluster.isDrSecondary() && cluster.storage.local.tokens.contains(it.value()))
            info.roleTokens.insert(it.key(), it.value());
    }
    for (const QByteArray &share : cluster.storage.keyring->shares)
        info.unsealKeys.append(QString::fromLatin1(share.toBase64()));
    const auto &secrets = cluster.storage.shared.secrets;
    for (auto it = secrets.begin(); it != secrets.end() && info.sampleEntries.size() < 5; ++it)
        info.sampleEntries.append(it.key());
    for (const auto &other : estate.clusters()) {
        if (estate.isPartitioned(cluster, *other))
            info.partitionedFrom.append(other->options.name);
    }
    return info;
}

QByteArray roleTokensJson(const ClusterInfo &info)
{
    JsonWriter json;
    json.beginObject();
    for (auto it = info.roleTokens.begin(); it != info.roleTokens.end(); ++it)
        json.member(it.key(), it.value());
    json.endObject();
    return json.result();
}

QByteArray describeLab(const Lab &lab)
{
    constexpr qsizetype mostWithSignIns = 20;
    const QList<ClusterInfo> clusters = lab.clusters();
    JsonWriter json;
    json.beginObject().key("clusters"_L1).beginArray();
    for (const ClusterInfo &info : clusters) {
        json.beginObject()
            .member("name"_L1, info.name)
            .member("address"_L1, info.address)
            .member("version"_L1, info.version)
            .member("edition"_L1, info.edition)
            .key("nodes"_L1)
            .beginArray();
        for (const NodeInfo &node : info.nodes) {
            json.beginObject()
                .member("name"_L1, node.name)
                .member("address"_L1, node.address)
                .member("cluster_address"_L1, node.clusterAddress)
                .member("state"_L1, nodeStateName(node.state))
                .endObject();
        }
        json.endArray()
            .member("root_token"_L1, info.rootToken)
            .member("unseal_keys"_L1, info.unsealKeys)
            .member("threshold"_L1, info.threshold)
            .member("dr_batch_token"_L1, info.drBatchToken)
            .member("performance_mode"_L1, info.performanceMode)
            .member("dr_mode"_L1, info.drMode)
            .member("secrets_count"_L1, info.secretsCount)
            .member("sample_entries"_L1, info.sampleEntries)
            .member("data_mark"_L1, info.dataMark)
            .member("licence_expired"_L1, info.licenceExpired)
            .member("slow_link"_L1, info.slowLink)
            .member("tree_corrupted"_L1, info.treeCorrupted)
            .member("partitioned_from"_L1, info.partitionedFrom)
            .key("role_tokens"_L1)
            .raw(roleTokensJson(info));
        if (clusters.size() <= mostWithSignIns)
            json.key("sign_ins"_L1).raw(lab.signInsJson(info.name));
        json.endObject();
    }
    json.endArray()
        .member("control"_L1, lab.controlAddress().toString())
        .member("identity_provider"_L1, lab.identityProvider().toString());
    json.key("ca_file"_L1);
    if (lab.caFile().isEmpty()) // without TLS
        json.value(nullptr);
    else
        json.value(lab.caFile());
    json.member("scenario"_L1, lab.options().scenario).member("now"_L1, lab.now()).endObject();
    return json.result();
}

} // namespace switchover::lab
