// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/fleetmemory.h"
#include "models/replication/snapshot.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace switchover {

// Which registered cluster an id, an address or a set belongs to. For the rules of this folder.

/// "amber (https://…)".
[[nodiscard]] QString nameAndAddress(const ClusterSnapshot &snapshot);
/// "performance" or "DR", inside a sentence.
[[nodiscard]] QString typeNoun(ReplicationType type);

/// Every address that the secondary holds for its primary.
[[nodiscard]] QStringList primaryAddresses(const ReplicationBlock &secondary);
/// One of the addresses is an API address of this cluster: registered, of a node or of its leader.
[[nodiscard]] bool answersAt(const ClusterSnapshot &snapshot, const QStringList &addresses);
/// The secondary names this cluster as its primary.
[[nodiscard]] bool isNamedBy(const ReplicationBlock &secondary, const ClusterSnapshot &primary);
/// The two blocks belong to one set. Where one does not name its set, the addresses decide.
[[nodiscard]] bool isSameSet(const ReplicationBlock &secondary, const ReplicationBlock &other,
                             const ClusterSnapshot &otherCluster);
/// A cluster that follows a primary of its type, or means to.
[[nodiscard]] bool isFollower(const ReplicationBlock &block);

/// The registered cluster that uses a secondary id of this primary: it says so itself, the
/// primary's entry shows one of its addresses, or it used the id before its role changed. nullptr:
/// no registered cluster is known to use it.
[[nodiscard]] const ClusterSnapshot *clusterBehind(const QString &secondaryId, ReplicationType type,
                                                   const ClusterSnapshot &primary,
                                                   const QList<ClusterSnapshot> &fleet,
                                                   const FleetMemory &memory = {});

/// The registered cluster that this secondary follows. nullptr: not registered, or not known.
[[nodiscard]] const ClusterSnapshot *primaryOf(const ClusterSnapshot &secondary,
                                               ReplicationType type,
                                               const QList<ClusterSnapshot> &fleet);

} // namespace switchover
