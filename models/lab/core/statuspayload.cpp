// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/statuspayload.h"

#include "models/lab/core/answers.h"

#include <QCryptographicHash>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

// Vault 1.13 and later write Go's zero time for "never checked".
constexpr qint64 goZeroTime = -62135596800;

QJsonObject peerEntry(const Peer &peer, const Cluster &cluster)
{
    QJsonObject entry { { u"api_address"_s, peer.apiAddress },
                        { u"cluster_address"_s, peer.clusterAddress },
                        { u"connection_status"_s,
                          peer.connected ? u"connected"_s : u"disconnected"_s },
                        { u"last_heartbeat"_s, goTimeSeconds(peer.lastHeartbeatMs) } };
    if (!peer.id.isEmpty())
        entry.insert(u"node_id"_s, peer.id);
    if (cluster.version >= Version { 1, 17, 0 } && (peer.connected || peer.id.isEmpty())) {
        entry.insert(u"clock_skew_ms"_s, u"0"_s);
        entry.insert(u"last_heartbeat_duration_ms"_s, u"1"_s);
        entry.insert(u"replication_primary_canary_age_ms"_s, QString::number(peer.canaryAgeMs));
    }
    return entry;
}

void addCommon(QJsonObject &block, const Cluster &cluster, const Replication &state, Type type)
{
    const Version &version = cluster.version;
    block.insert(u"cluster_id"_s, state.setId);
    block.insert(u"merkle_root"_s, QString::fromLatin1(cluster.merkleRoot(type)));
    block.insert(u"primary_cluster_addr"_s, state.primaryClusterAddr);
    if (version >= Version { 0, 11, 0 })
        block.insert(u"last_reindex_epoch"_s, QString::number(state.lastReindexS));
    if (version >= Version { 1, 10, 0 })
        block.insert(u"ssct_generation_counter"_s, 0);
    if (version >= Version { 1, 13, 0 }) {
        block.insert(u"corrupted_merkle_tree"_s, state.foundCorrupt);
        block.insert(u"last_corruption_check_epoch"_s,
                     QString::number(state.lastCheckMs ? *state.lastCheckMs / 1000 : goZeroTime));
    }
    if (state.reindexing && version >= Version { 1, 1, 3 }) {
        block.insert(u"reindex_in_progress"_s, true);
        block.insert(u"reindex_stage"_s, state.reindexStage);
        block.insert(u"reindex_building_progress"_s, state.reindexDone);
        block.insert(u"reindex_building_total"_s, state.reindexTotal);
    }
}

void addPrimary(QJsonObject &block, const Cluster &cluster, const Replication &state, Type type)
{
    const Version &version = cluster.version;
    if (version >= Version { 1, 1, 0 })
        block.insert(u"state"_s, u"running"_s);
    block.insert(u"known_secondaries"_s, QJsonArray::fromStringList(state.knownSecondaries));
    block.insert(u"last_wal"_s, qint64(cluster.lastWal));
    if (version >= Version { 1, 4, 0 })
        block.insert(type == Type::Dr ? u"last_dr_wal"_s : u"last_performance_wal"_s,
                     qint64(state.lastTypeWal));
    if (version >= Version { 1, 5, 0 }) {
        QJsonArray entries;
        for (const Peer &peer : state.secondaries)
            entries.append(peerEntry(peer, cluster));
        block.insert(u"secondaries"_s, entries);
    }
}

void addSecondary(QJsonObject &block, const Cluster &cluster, const Replication &state)
{
    const Version &version = cluster.version;
    block.insert(u"state"_s, linkStateName(state.link));
    block.insert(u"secondary_id"_s, state.secondaryId);
    block.insert(u"known_primary_cluster_addrs"_s,
                 state.knownPrimaryAddrs
                     ? QJsonValue(QJsonArray::fromStringList(*state.knownPrimaryAddrs))
                     : QJsonValue());
    if (version >= Version { 1, 5, 0 }) {
        QJsonArray entries;
        for (const Peer &peer : state.primaries)
            entries.append(peerEntry(peer, cluster));
        block.insert(u"primaries"_s, entries);
    }
    if (!state.upstream)
        return;
    block.insert(u"last_remote_wal"_s, qint64(state.lastRemoteWal));
    if (version < Version { 1, 0, 0 })
        block.insert(u"last_wal"_s, qint64(cluster.lastWal));
    if (version >= Version { 1, 4, 0 })
        block.insert(u"connection_state"_s, state.connectionState);
    if (version >= Version { 1, 17, 0 })
        block.insert(u"last_start"_s, goTimeSeconds(state.lastStartMs));
    if (state.link == LinkState::MerkleSync) {
        block.insert(u"merkle_sync_progress"_s,
                     QJsonObject { { u"sync_total_keys"_s, state.syncTotal },
                                   { u"sync_progress"_s, state.syncDone } });
    }
}

/// 0.7 and 0.8: one flat block, which is performance.
QJsonObject flatBlock(const Cluster &cluster, const Replication &state)
{
    QJsonObject block { { u"mode"_s, modeName(state.mode) } };
    if (state.isPrimary() && cluster.version >= Version { 0, 8, 0 })
        block.insert(u"mode"_s, u"perf-primary"_s);
    if (state.mode == Mode::Disabled || state.mode == Mode::Bootstrapping)
        return block;
    block.insert(u"cluster_id"_s, state.setId);
    block.insert(u"merkle_root"_s, QString::fromLatin1(cluster.merkleRoot(Type::Performance)));
    if (state.isPrimary()) {
        block.insert(u"known_secondaries"_s, QJsonArray::fromStringList(state.knownSecondaries));
        block.insert(u"last_wal"_s, qint64(cluster.lastWal));
        return block;
    }
    block.insert(u"state"_s, linkStateName(state.link));
    block.insert(u"secondary_id"_s, state.secondaryId);
    block.insert(u"last_remote_wal"_s, qint64(state.lastRemoteWal));
    block.insert(u"known_primary_cluster_addrs"_s,
                 QJsonArray::fromStringList(state.knownPrimaryAddrs.value_or(QStringList())));
    return block;
}

QJsonObject subtree(const QByteArray &rootHex, QLatin1StringView treeType, bool corrupted)
{
    QJsonObject tree { { u"tree_type"_s, treeType },
                       { u"root_hash"_s,
                         QString::fromLatin1(QByteArray::fromHex(rootHex).toBase64()) },
                       { u"corrupted_subtree_root"_s, false },
                       { u"corrupted_index_tuples_map"_s, QJsonValue() } };
    if (corrupted) {
        tree.insert(u"corrupted_index_tuples_map"_s,
                    QJsonObject { { u"5"_s,
                                    QJsonObject { { u"corrupted"_s, false },
                                                  { u"subpages"_s, QJsonArray { 28 } } } },
                                  { u"23"_s,
                                    QJsonObject { { u"corrupted"_s, true },
                                                  { u"subpages"_s, QJsonArray { 3, 141 } } } } });
    }
    return tree;
}

} // namespace

QJsonObject statusBlock(const Estate &, const Cluster &cluster, Type type)
{
    if (cluster.isCommunity())
        return { { u"mode"_s, u"disabled"_s } };
    if (!cluster.canReplicate())
        return { { u"mode"_s, u"unsupported"_s } };
    const Replication &state = cluster.replication(type);
    if (cluster.version < Version { 0, 9, 0 } && type == Type::Performance)
        return flatBlock(cluster, state);
    QJsonObject block { { u"mode"_s, modeName(state.mode) } };
    if (state.mode == Mode::Disabled || state.mode == Mode::Bootstrapping)
        return block;
    addCommon(block, cluster, state, type);
    if (state.isPrimary())
        addPrimary(block, cluster, state, type);
    else
        addSecondary(block, cluster, state);
    return block;
}

QJsonObject statusData(const Estate &estate, const Cluster &cluster)
{
    if (cluster.isCommunity() || !cluster.canReplicate() || cluster.version < Version { 0, 8, 0 })
        return statusBlock(estate, cluster, Type::Performance);
    return { { u"dr"_s, statusBlock(estate, cluster, Type::Dr) },
             { u"performance"_s, statusBlock(estate, cluster, Type::Performance) } };
}

QJsonObject checkMerkleTree(const Estate &estate, Cluster &cluster, Type type)
{
    for (const Type each : { Type::Performance, Type::Dr }) {
        Replication &state = cluster.replication(each);
        state.foundCorrupt = cluster.treeCorrupted;
        state.lastCheckMs = estate.nowMs();
    }
    const QByteArray local =
        QCryptographicHash::hash(cluster.merkleRoot(type) + "local", QCryptographicHash::Sha1)
            .toHex();
    return { { u"merkle_corruption_report"_s,
               QJsonObject { { u"corrupted_root"_s, false },
                             { u"corrupted_tree_map"_s,
                               QJsonObject { { u"1"_s,
                                               subtree(cluster.merkleRoot(type), "replicated"_L1,
                                                       cluster.treeCorrupted) },
                                             { u"2"_s, subtree(local, "local"_L1, false) } } },
                             { u"last_corruption_check_epoch"_s, goTime(estate.nowMs()) } } } };
}

} // namespace switchover::lab
