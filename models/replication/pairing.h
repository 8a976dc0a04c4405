// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QDateTime>
#include <QHash>
#include <QSet>
#include <QString>

#include <optional>

namespace switchover {

// What topology, lag and problems ask of a pair of ends alike. Not for others.

/// The newest reading of the status succeeded.
[[nodiscard]] bool isCurrent(const ClusterSnapshot &snapshot);

/// A secondary that says that it knows no cluster address of a primary, and nothing says that it is
/// connected: a state like stream-wals is then a memory. False where old servers leave the
/// addresses out.
[[nodiscard]] bool knowsNoPrimary(const ReplicationBlock &block);

/// A secondary that has no primary: demoted, or told to forget it. It is idle then: one that calls
/// itself streaming means to follow, whatever it has forgotten.
[[nodiscard]] bool isDetached(const ReplicationBlock &block);

/// The primary's entry for a secondary. Only ids that the primary knows count: up to Vault 1.13.1
/// `secondaries` may hold the data of the cluster's own primary.
[[nodiscard]] const Peer *entryFor(const ReplicationBlock &primary, const QString &secondaryId);

/// The same for all ids at once: a primary may have thousands.
[[nodiscard]] QHash<QString, const Peer *> entriesById(const ReplicationBlock &primary);

/// Looks up in the lists of primaries, each of which is put in order once: servers decide how long
/// they are. For one pass over snapshots that stay where they are.
class KnownSecondaries
{
public:
    /// Whether the primary knows the id; nullopt if it lists none.
    [[nodiscard]] std::optional<bool> mayKnow(const ReplicationBlock &primary, const QString &id);
    /// As the function of this name.
    [[nodiscard]] const Peer *entryFor(const ReplicationBlock &primary, const QString &id);

private:
    struct Index
    {
        QSet<QString> known;
        QHash<QString, const Peer *> entries;
    };
    [[nodiscard]] const Index &indexOf(const ReplicationBlock &primary);

    QHash<const ReplicationBlock *, Index> m_indexes;
};

/// As in topology.h, for many pairs.
[[nodiscard]] Lag lagBetween(ReplicationType type, const ClusterSnapshot &primary,
                             const ClusterSnapshot &secondary, KnownSecondaries &known);

/// The server's clock when its status was read; nullopt if it does not tell the time.
[[nodiscard]] std::optional<QDateTime> serverTimeOfStatus(const ClusterSnapshot &snapshot);

/// Id of the HA cluster; empty if it is not reported.
[[nodiscard]] QString haClusterId(const ClusterSnapshot &snapshot);

/// The entry of the primary that the secondary is connected to, else its first.
[[nodiscard]] const Peer *primaryEntry(const ReplicationBlock &secondary);

[[nodiscard]] bool isConnected(const Peer *peer);
[[nodiscard]] bool isDisconnected(const Peer *peer);

/// Host and port, lower case, for comparing addresses that are written in several ways.
[[nodiscard]] QString addressKey(const QString &address);

/// Whether the addresses that the secondary holds for its primary are those of this one; nullopt
/// if either does not say.
[[nodiscard]] std::optional<bool> pointsTo(const ReplicationBlock &secondary,
                                           const ClusterSnapshot &primary);

/// The same HA cluster, registered twice.
[[nodiscard]] bool isSameCluster(const ClusterSnapshot &left, const ClusterSnapshot &right);

} // namespace switchover
