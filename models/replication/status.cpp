// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/status.h"

#include "models/replication/decoding.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct StatusText
{
    Q_DECLARE_TR_FUNCTIONS(Status)
};

Peer readPeer(JsonReader &json)
{
    Peer peer;
    peer.nodeId = json.text("node_id"_L1);
    peer.apiAddress = json.text("api_address"_L1);
    peer.clusterAddress = json.text("cluster_address"_L1);
    if (const auto word = json.text("connection_status"_L1))
        peer.connectionStatus = connectionStatusFrom(*word);
    peer.lastHeartbeatText = json.text("last_heartbeat"_L1);
    if (peer.lastHeartbeatText)
        peer.lastHeartbeat = momentFrom(*peer.lastHeartbeatText);
    peer.clockSkewMs = differenceFrom(json, "clock_skew_ms"_L1);
    peer.lastHeartbeatDurationMs = differenceFrom(json, "last_heartbeat_duration_ms"_L1);
    peer.canaryAgeMs = differenceFrom(json, "replication_primary_canary_age_ms"_L1);
    peer.unknownFields = json.rest();
    return peer;
}

std::optional<QList<Peer>> readPeers(JsonReader &json, QLatin1StringView name)
{
    if (!json.has(name))
        return std::nullopt;
    QList<Peer> peers;
    json.objects(name, [&peers](JsonReader &entry) { peers.append(readPeer(entry)); });
    return peers;
}

std::optional<QStringList> readTexts(JsonReader &json, QLatin1StringView name)
{
    if (!json.has(name))
        return std::nullopt;
    return json.texts(name).value_or(QStringList());
}

void readProgress(JsonReader &json, ReplicationBlock &block)
{
    block.reindexInProgress = json.boolean("reindex_in_progress"_L1);
    block.reindexStage = json.text("reindex_stage"_L1);
    block.reindexProgress = json.count("reindex_building_progress"_L1);
    block.reindexTotal = json.count("reindex_building_total"_L1);
    block.syncProgress = json.count("sync_progress"_L1);
    block.syncTotalKeys = json.count("sync_total_keys"_L1);
    if (json.isObject("merkle_sync_progress"_L1)) {
        json.object("merkle_sync_progress"_L1, [&block](JsonReader &sync) {
            block.syncProgress = sync.count("sync_progress"_L1);
            block.syncTotalKeys = sync.count("sync_total_keys"_L1);
        });
    }
}

/// Everything but the fields left over, which depend on where the block stands.
ReplicationBlock readMembers(JsonReader &json)
{
    ReplicationBlock block;
    if (const auto word = json.text("mode"_L1))
        block.mode = modeFrom(*word);
    if (const auto word = json.text("state"_L1))
        block.state = stateFrom(*word);
    if (const auto word = json.text("connection_state"_L1))
        block.connectionState = connectionStateFrom(*word);
    block.setId = json.text("cluster_id"_L1);
    block.merkleRoot = json.text("merkle_root"_L1);
    block.lastWal = json.count("last_wal"_L1);
    block.lastDrWal = json.count("last_dr_wal"_L1);
    block.lastPerformanceWal = json.count("last_performance_wal"_L1);
    block.lastRemoteWal = json.count("last_remote_wal"_L1);
    block.lastReindexEpoch = json.integer("last_reindex_epoch"_L1);
    block.corruptedMerkleTree = json.boolean("corrupted_merkle_tree"_L1);
    block.lastCorruptionCheckEpoch = json.integer("last_corruption_check_epoch"_L1);
    block.ssctGenerationCounter = json.count("ssct_generation_counter"_L1);
    block.primaryClusterAddress = json.text("primary_cluster_addr"_L1);
    block.secondaryId = json.text("secondary_id"_L1);
    block.knownSecondaries = readTexts(json, "known_secondaries"_L1);
    block.knownPrimaryClusterAddresses = readTexts(json, "known_primary_cluster_addrs"_L1);
    block.secondaries = readPeers(json, "secondaries"_L1);
    block.primaries = readPeers(json, "primaries"_L1);
    if (const auto text = json.text("last_start"_L1))
        block.lastStart = momentFrom(*text);
    readProgress(json, block);
    return block;
}

ReplicationBlock readBlock(JsonReader &json)
{
    ReplicationBlock block = readMembers(json);
    block.unknownFields = json.rest();
    return block;
}

bool hasTypedBlocks(const JsonReader &json)
{
    return json.has("dr"_L1) || json.has("performance"_L1);
}

// A block that is being set up may lack its mode, so other members tell it too.
bool looksLikeBlock(const JsonReader &json)
{
    return json.has("mode"_L1) || json.has("merkle_root"_L1) || json.has("known_secondaries"_L1)
        || json.has("last_remote_wal"_L1) || json.has("connection_state"_L1);
}

void readNested(JsonReader &json, ReplicationStatus &status)
{
    status.dialect = StatusDialect::Nested;
    json.object("performance"_L1,
                [&](JsonReader &block) { status.performance = readBlock(block); });
    json.object("dr"_L1, [&](JsonReader &block) { status.dr = readBlock(block); });
}

void assign(ReplicationStatus &status, ReplicationBlock block, std::optional<ReplicationType> type)
{
    if (block.mode == Mode::Unsupported || (block.mode == Mode::Disabled && !type)) {
        // Said of the whole cluster.
        status.performance = block;
        status.dr = std::move(block);
        return;
    }
    if (!type) {
        if (block.lastDrWal) {
            type = ReplicationType::DisasterRecovery;
        } else {
            // Flat answers come from versions whose only status was that of performance.
            status.typeWasAssumed =
                !block.lastPerformanceWal && status.dialect == StatusDialect::Block;
            type = ReplicationType::Performance;
        }
    }
    (type == ReplicationType::DisasterRecovery ? status.dr : status.performance) = std::move(block);
}

StatusDialect loneDialect(const ReplicationBlock &block, bool repeatedAtTop, bool typeIsKnown)
{
    if (block.mode == Mode::Unsupported)
        return StatusDialect::Unsupported;
    if (repeatedAtTop)
        return StatusDialect::Flat;
    if (block.mode == Mode::Disabled && !typeIsKnown)
        return StatusDialect::Community;
    return StatusDialect::Block;
}

// Members of Vault's envelope around `data`; whatever else stands there in a flat answer is its
// own.
void readEnvelope(JsonReader &root)
{
    for (const QLatin1StringView name :
         { "request_id"_L1, "lease_id"_L1, "renewable"_L1, "lease_duration"_L1, "data"_L1,
           "wrap_info"_L1, "auth"_L1, "mount_type"_L1 })
        root.skip(name);
}

} // namespace

std::optional<quint64> ReplicationBlock::lastWalFor(ReplicationType type) const
{
    const auto &own = type == ReplicationType::DisasterRecovery ? lastDrWal : lastPerformanceWal;
    return own ? own : lastWal;
}

QString wireName(StatusDialect dialect)
{
    switch (dialect) {
    case StatusDialect::Flat:
        return u"flat"_s;
    case StatusDialect::Nested:
        return u"nested"_s;
    case StatusDialect::Block:
        return u"block"_s;
    case StatusDialect::Community:
        return u"community"_s;
    case StatusDialect::Unsupported:
        return u"unsupported"_s;
    }
    Q_UNREACHABLE();
}

const ReplicationBlock *ReplicationStatus::block(ReplicationType type) const
{
    const auto &found = type == ReplicationType::DisasterRecovery ? dr : performance;
    return found ? &*found : nullptr;
}

Result<ReplicationStatus> decodeReplicationStatus(QByteArrayView body,
                                                  std::optional<ReplicationType> blockType)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    ReplicationStatus status;
    status.warnings = root.texts("warnings"_L1).value_or(QStringList());

    bool found = false;
    const bool topIsBlock = looksLikeBlock(root);
    if (root.isObject("data"_L1)) {
        root.object("data"_L1, [&](JsonReader &data) {
            if (hasTypedBlocks(data)) {
                readNested(data, status);
                status.unknownFields = data.rest();
                found = true;
            } else if (looksLikeBlock(data)) {
                ReplicationBlock block = readBlock(data);
                status.dialect = loneDialect(block, topIsBlock, blockType.has_value());
                assign(status, std::move(block), blockType);
                found = true;
            }
        });
    } else if (root.has("data"_L1) && !root.isNull("data"_L1)) {
        root.object("data"_L1, [](JsonReader &) {}); // records the wrong type
    }
    if (!found && hasTypedBlocks(root)) {
        readNested(root, status);
        found = true;
    }
    if (!found && topIsBlock) {
        readEnvelope(root);
        ReplicationBlock block = readBlock(root);
        status.dialect = loneDialect(block, true, blockType.has_value());
        assign(status, std::move(block), blockType);
        found = true;
    }
    if (!found)
        root.fail("data"_L1,
                  StatusText::tr("expected a replication status with mode, dr or performance"));
    if (root.error())
        return Failure(*root.error());
    return status;
}

} // namespace switchover
