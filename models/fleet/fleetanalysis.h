// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/laghistory.h"
#include "models/replication/fleetmemory.h"
#include "models/replication/problems/problems.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QDateTime>
#include <QList>
#include <QSet>
#include <QString>

#include <map>

namespace switchover {

/// What only all clusters together show, and what of it is new.
class FleetAnalysis
{
public:
    /// A problem that went away and is back within this time is the same one.
    static constexpr std::chrono::milliseconds flapping = std::chrono::minutes(10);

    /// Returns the problems that arose since a cluster was read for the first time.
    QList<Problem> update(const QList<ClusterSnapshot> &snapshots, const FleetMemory &memory,
                          const ProblemContext &context);

    [[nodiscard]] const Topology &topology() const { return m_topology; }
    [[nodiscard]] const QList<Problem> &problems() const { return m_problems; }
    [[nodiscard]] QList<LagSample> lagHistory(const ClusterId &secondary,
                                              ReplicationType type) const;
    /// True if a primary of this cluster is registered too.
    [[nodiscard]] bool hasPrimary(const ClusterId &secondary) const
    {
        return m_followers.contains(secondary);
    }
    [[nodiscard]] QList<ClusterId> secondariesOf(const ClusterId &primary) const;
    void forget(const ClusterId &id);

private:
    struct Known
    {
        QDateTime seen;
        bool present = false;
    };

    [[nodiscard]] QList<Problem> takeNewProblems(const QList<ClusterSnapshot> &snapshots,
                                                 const QDateTime &now);
    void recordLags(const QList<ClusterSnapshot> &snapshots);

    Topology m_topology;
    QList<Problem> m_problems;
    QHash<ProblemKey, Known> m_known;
    QSet<ClusterId> m_followers;
    QSet<ClusterId> m_readBefore;
    std::map<std::pair<ClusterId, ReplicationType>, LagHistory> m_lags;
};

} // namespace switchover
