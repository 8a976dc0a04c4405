// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems/detectors.h"
#include "models/replication/problems/problem.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QSet>

namespace switchover {

/// An activation token that was generated here, so its secondary is expected.
struct PendingSecondary
{
    ClusterId primary;
    ReplicationType type = ReplicationType::Performance;
    QString secondaryId;
    QDateTime expires; ///< UTC

    friend bool operator==(const PendingSecondary &, const PendingSecondary &) = default;
};

enum class OwnOperationState {
    UnderWay,
    Ended, ///< a moment ago
};

/// What the rules know beside the clusters' words.
struct ProblemContext
{
    /// Judges ages; invalid (offline help) leaves the rules about ages out instead of guessing.
    QDateTime now {};
    /// Clusters that Switchover itself changes or just changed.
    QHash<ClusterId, OwnOperationState> ownOperations {};
    QList<PendingSecondary> pendingSecondaries {};
};

/// Evidence that a cluster that does not answer here is alive: its secondary hears from it.
struct SignOfLife
{
    ClusterId primary;
    ClusterId secondary;
    ReplicationType type = ReplicationType::Performance;
    qint64 heartbeatAgeS = 0; ///< by the secondary's own clock, when its status was read

    friend bool operator==(const SignOfLife &, const SignOfLife &) = default;
};

/// Each silent primary whose secondary proves that it lives, see isProofOfLife().
[[nodiscard]] QHash<ClusterId, SignOfLife> signsOfLife(const QList<ClusterSnapshot> &snapshots,
                                                       const Topology &topology,
                                                       const QDateTime &now);

/// Rules over one cluster's own words only.
[[nodiscard]] QList<Problem> problemsOf(const ClusterSnapshot &snapshot,
                                        const ProblemContext &context);

/// All problems of the fleet, worst first: each cluster's own and those seen only from both ends
/// (two primaries, versions in the wrong order, unknown secondaries, duplicate registration).
/// Those that only follow from another one name it as their cause. Pure; each key is there once,
/// and the number is bounded by that of clusters and sets, whatever servers list.
[[nodiscard]] QList<Problem> problemsOf(const QList<ClusterSnapshot> &snapshots,
                                        const Topology &topology, const ProblemContext &context);

/// The problems that are shown: those that do not only follow from another.
[[nodiscard]] QList<Problem> causesAmong(const QList<Problem> &problems);

/// The worst problem of each cluster that one concerns. Consequences count: each has its cause.
[[nodiscard]] QHash<ClusterId, ProblemSeverity> worstByCluster(const QList<Problem> &problems);

} // namespace switchover
