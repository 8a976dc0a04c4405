// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/json.h"
#include "models/replication/words.h"

#include <QByteArrayView>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// An entry of `secondaries[]` (on a primary) or `primaries[]` (on a secondary). Since Vault 1.5.
struct Peer
{
    std::optional<QString> nodeId; ///< in secondaries[]: the id given to secondary-token
    std::optional<QString> apiAddress;
    std::optional<QString> clusterAddress;
    std::optional<Word<ConnectionStatus>> connectionStatus;
    std::optional<QDateTime> lastHeartbeat;        ///< nullopt also for text that is no date
    std::optional<QString> lastHeartbeatText;      ///< as the server wrote it, with its offset
    std::optional<qint64> clockSkewMs;             ///< may be negative; since 1.17
    std::optional<qint64> lastHeartbeatDurationMs; ///< since 1.17
    std::optional<qint64> canaryAgeMs; ///< replication_primary_canary_age_ms, since 1.17
    QList<RawField> unknownFields;

    friend bool operator==(const Peer &, const Peer &) = default;
};

/// What one cluster says about one replication type. Absent stays absent: which members a role
/// has is part of the information. WAL indexes count log entries of one cluster and may only be
/// compared between a primary and its currently attached secondary, see lag.h.
struct ReplicationBlock
{
    Word<Mode> mode { Mode::Missing, {} };
    std::optional<Word<State>> state;
    std::optional<QString>
        setId; ///< wire: cluster_id; the same on all members of a replication set
    std::optional<QString> merkleRoot;
    std::optional<quint64> lastWal;
    std::optional<quint64> lastDrWal;          ///< since 1.4
    std::optional<quint64> lastPerformanceWal; ///< since 1.4
    std::optional<quint64> lastRemoteWal;
    std::optional<qint64> lastReindexEpoch; ///< Unix seconds; 0 is never
    std::optional<bool> corruptedMerkleTree;
    std::optional<qint64> lastCorruptionCheckEpoch; ///< Unix seconds; Go's zero time is never
    std::optional<quint64> ssctGenerationCounter;
    std::optional<QString> primaryClusterAddress;
    std::optional<QString> secondaryId;
    std::optional<QStringList> knownSecondaries;             ///< null is an empty list
    std::optional<QStringList> knownPrimaryClusterAddresses; ///< null is an empty list
    std::optional<QList<Peer>> secondaries;
    std::optional<QList<Peer>> primaries;
    std::optional<Word<ConnectionState>> connectionState;
    std::optional<QDateTime> lastStart;
    std::optional<bool> reindexInProgress;
    std::optional<QString> reindexStage;
    std::optional<quint64> reindexProgress; ///< keys built so far
    std::optional<quint64> reindexTotal;
    std::optional<quint64> syncProgress; ///< keys fetched by merkle-sync
    std::optional<quint64> syncTotalKeys;
    QList<RawField> unknownFields;

    /// The last WAL its secondaries of `type` have to reach: the field for the type since 1.4,
    /// before it last_wal.
    [[nodiscard]] std::optional<quint64> lastWalFor(ReplicationType type) const;
    [[nodiscard]] bool isPrimary() const { return mode == Mode::Primary; }
    [[nodiscard]] bool isSecondary() const { return mode == Mode::Secondary; }
    [[nodiscard]] bool isDisabled() const { return mode == Mode::Disabled; }

    friend bool operator==(const ReplicationBlock &, const ReplicationBlock &) = default;
};

/// The shape in which a status came. Found in the answer itself, never from the version.
enum class StatusDialect {
    Flat,        ///< Vault 0.7 and 0.8: one block, repeated at top level
    Nested,      ///< data.dr and data.performance
    Block,       ///< one block as data, from .../performance/status or .../dr/status
    Community,   ///< data.mode "disabled" and nothing else
    Unsupported, ///< data.mode "unsupported": the storage cannot do transactions
};
[[nodiscard]] QString
wireName(StatusDialect dialect); ///< lower case, as in the command line's JSON

struct ReplicationStatus
{
    StatusDialect dialect = StatusDialect::Nested;
    std::optional<ReplicationBlock> performance; ///< nullopt: this answer does not say
    std::optional<ReplicationBlock> dr;
    QStringList warnings;
    QList<RawField> unknownFields; ///< of `data`, beside dr and performance
    bool typeWasAssumed = false;   ///< nothing in the answer said that a lone block is performance

    [[nodiscard]] const ReplicationBlock *block(ReplicationType type) const;

    friend bool operator==(const ReplicationStatus &, const ReplicationStatus &) = default;
};

/// Decodes any shape of GET sys/replication/status. `blockType` says which type a lone block
/// belongs to when the caller asked a per-type endpoint; without it the block's own fields decide
/// and performance is assumed last. A value of the wrong type is BadAnswer with its JSON path.
[[nodiscard]] Result<ReplicationStatus>
decodeReplicationStatus(QByteArrayView body,
                        std::optional<ReplicationType> blockType = std::nullopt);

} // namespace switchover
