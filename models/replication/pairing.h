// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/snapshot.h"

#include <QHash>
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
