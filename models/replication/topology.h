// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/fleetmemory.h"
#include "models/replication/snapshot.h"

#include <QList>
#include <QSet>
#include <QString>

#include <chrono>
#include <optional>
#include <utility>

namespace switchover {

/// How far a secondary is behind its primary, from both ends. Members are absent when they cannot
/// be compared; absent is not zero.
struct Lag
{
    std::optional<quint64>
        wals; ///< primary's last WAL for the type minus the secondary's last_remote_wal
    std::optional<std::chrono::milliseconds> canaryAge; ///< since 1.17; about 1 s is healthy
    std::optional<bool> rootsEqual;                     ///< differ nearly always while writes go on
    QString whyNot;                                     ///< why `wals` is absent, for people

    friend bool operator==(const Lag &, const Lag &) = default;
};

enum class LinkState {
    Unknown, ///< one end does not say
    Good,
    CatchingUp, ///< merkle-diff, merkle-sync, connecting, bootstrapping
    Broken,
};

/// An arrow from a primary to one of its secondaries. An end that is not registered is a ghost:
/// its ClusterId is invalid and only what the other end says is known.
struct ReplicationLink
{
    ReplicationType type = ReplicationType::Performance;
    QString setId;
    ClusterId primary;        ///< invalid: ghost
    ClusterId secondary;      ///< invalid: ghost
    QString secondaryId;      ///< "" if unknown
    QString primaryAddress;   ///< what is known of a ghost primary
    QString secondaryAddress; ///< what is known of a ghost secondary
    LinkState state = LinkState::Unknown;
    Lag lag;

    friend bool operator==(const ReplicationLink &, const ReplicationLink &) = default;
};

/// All registered clusters sharing one replication cluster_id of one type.
struct ReplicationSet
{
    ReplicationType type = ReplicationType::Performance;
    QString setId;
    QList<ClusterId> primaries; ///< more than one is a split brain
    QList<ClusterId> secondaries;

    friend bool operator==(const ReplicationSet &, const ReplicationSet &) = default;
};

/// Two or more clusters that answer as primary of one set: their data diverges with every write.
struct PrimaryConflict
{
    ReplicationType type = ReplicationType::Performance;
    QString setId;
    QList<ClusterId> primaries; ///< different clusters, none registered twice

    friend bool operator==(const PrimaryConflict &, const PrimaryConflict &) = default;
};

/// An id that a primary still admits, though the registered cluster that followed under it has
/// another place in the set now.
struct LeftoverSecondaryId
{
    ReplicationType type = ReplicationType::Performance;
    QString setId;
    ClusterId primary;
    QString secondaryId;
    ClusterId cluster; ///< that followed under it

    friend bool operator==(const LeftoverSecondaryId &, const LeftoverSecondaryId &) = default;
};

struct Topology
{
    QList<ReplicationSet> sets;
    QList<ReplicationLink> links;
    QList<PrimaryConflict> conflicts;
    QList<LeftoverSecondaryId> leftovers;

    friend bool operator==(const Topology &, const Topology &) = default;
};

/// The secondary's own words prove that it is linked to a primary: the connection is ready, or it
/// lists a node of the primary as connected. Since Vault 1.4; state words prove nothing.
[[nodiscard]] bool hasProofOfLink(const ReplicationBlock &secondary);

/// Secondaries whose links are Good, be it by what the primary says of them.
using ProvenLinks = QSet<std::pair<ClusterId, ReplicationType>>;
[[nodiscard]] ProvenLinks provenLinks(const Topology &topology);

/// Pure: the same snapshots give the same topology in the same order. `memory` has learned these
/// snapshots and knows by which ids and addresses other clusters may still call the registered
/// ones.
[[nodiscard]] Topology topologyOf(const QList<ClusterSnapshot> &snapshots,
                                  const FleetMemory &memory);
/// Without a memory of earlier readings.
[[nodiscard]] Topology topologyOf(const QList<ClusterSnapshot> &snapshots);

/// Lag of one attached pair; whyNot is set after a role change, on negative differences and when
/// an end does not say.
[[nodiscard]] Lag lagBetween(ReplicationType type, const ClusterSnapshot &primary,
                             const ClusterSnapshot &secondary);

} // namespace switchover
