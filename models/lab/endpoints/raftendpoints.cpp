// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// sys/storage/raft/…: the peers of one cluster. A DR secondary answers these calls, too, to its
// operation token in the body.
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"

#include <QJsonArray>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

Answer withoutRaft()
{
    return errorAnswer(400, u"raft storage is not in use"_s);
}

bool usesRaft(const Context &context)
{
    return context.cluster.options.storageType == "raft"_L1;
}

QString peerAddress(const Node &node)
{
    const QUrl url(node.clusterAddress);
    return u"%1:%2"_s.arg(url.host()).arg(url.port());
}

Answer configuration(Context &context)
{
    if (!usesRaft(context))
        return withoutRaft();
    QJsonArray servers;
    const Cluster &cluster = context.cluster;
    for (int i = 0; i < int(cluster.nodes.size()); ++i) {
        const Node &node = cluster.nodes.at(size_t(i));
        servers.append(QJsonObject { { u"address"_s, peerAddress(node) },
                                     { u"leader"_s, i == cluster.leader },
                                     { u"node_id"_s, node.name },
                                     { u"protocol_version"_s, u"3"_s },
                                     { u"voter"_s, true } });
    }
    return dataAnswer(
        context, { { u"config"_s, QJsonObject { { u"index"_s, 0 }, { u"servers"_s, servers } } } });
}

Answer autopilotState(Context &context)
{
    if (!usesRaft(context))
        return withoutRaft();
    const Cluster &cluster = context.cluster;
    QJsonObject servers;
    QJsonArray voters;
    int healthy = 0;
    for (int i = 0; i < int(cluster.nodes.size()); ++i) {
        const Node &node = cluster.nodes.at(size_t(i));
        const bool alive = !node.stopped && !node.sealed;
        healthy += alive;
        voters.append(node.name);
        servers.insert(
            node.name,
            QJsonObject { { u"address"_s, peerAddress(node) },
                          { u"healthy"_s, alive },
                          { u"id"_s, node.name },
                          { u"last_contact"_s, alive ? u"0s"_s : u"30s"_s },
                          { u"last_index"_s, qint64(cluster.lastWal) },
                          { u"name"_s, node.name },
                          { u"node_status"_s, alive ? u"alive"_s : u"left"_s },
                          { u"node_type"_s, u"voter"_s },
                          { u"status"_s, i == cluster.leader ? u"leader"_s : u"voter"_s },
                          { u"version"_s, cluster.options.version.section(u'+', 0, 0) } });
    }
    const int all = int(cluster.nodes.size());
    return dataAnswer(context,
                      { { u"failure_tolerance"_s, qMax(healthy - (all / 2 + 1), 0) },
                        { u"healthy"_s, healthy == all },
                        { u"leader"_s, cluster.nodes.at(size_t(cluster.leader)).name },
                        { u"servers"_s, servers },
                        { u"voters"_s, voters } });
}

Answer autopilotConfiguration(Context &context)
{
    if (!usesRaft(context))
        return withoutRaft();
    return dataAnswer(context,
                      { { u"cleanup_dead_servers"_s, false },
                        { u"dead_server_last_contact_threshold"_s, u"24h0m0s"_s },
                        { u"disable_upgrade_migration"_s, false },
                        { u"last_contact_threshold"_s, u"10s"_s },
                        { u"max_trailing_logs"_s, 1000 },
                        { u"min_quorum"_s, 0 },
                        { u"server_stabilization_time"_s, u"10s"_s } });
}

} // namespace

std::vector<Endpoint> raftEndpoints()
{
    const std::vector<Field> fields { { "dr_operation_token"_L1 } };
    const auto peers = [&fields](const QString &path, Handler handler, Version since) {
        return Endpoint { .path = path,
                          .read = handler,
                          .update = handler,
                          .access = Access::TokenOrOperationToken,
                          .fields = fields,
                          .onDrSecondary = true,
                          .since = since };
    };
    return {
        peers(u"sys/storage/raft/configuration"_s, configuration, { 1, 2, 0 }),
        peers(u"sys/storage/raft/autopilot/state"_s, autopilotState, { 1, 7, 0 }),
        peers(u"sys/storage/raft/autopilot/configuration"_s, autopilotConfiguration, { 1, 7, 0 }),
    };
}

} // namespace switchover::lab
