// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleetanalysis.h"

#include <QHash>

#include <algorithm>

namespace switchover {

QList<Problem> FleetAnalysis::update(const QList<ClusterSnapshot> &snapshots,
                                     const FleetMemory &memory, const ProblemContext &context)
{
    m_topology = topologyOf(snapshots, memory);
    m_problems = problemsOf(snapshots, m_topology, context);
    m_followers.clear();
    for (const ReplicationLink &link : std::as_const(m_topology.links)) {
        if (link.primary.isValid() && link.secondary.isValid())
            m_followers.insert(link.secondary);
    }
    recordLags(snapshots);
    return takeNewProblems(snapshots, context.now);
}

QList<Problem> FleetAnalysis::takeNewProblems(const QList<ClusterSnapshot> &snapshots,
                                              const QDateTime &now)
{
    for (Known &known : m_known)
        known.present = false;
    QList<Problem> fresh;
    for (const Problem &problem : std::as_const(m_problems)) {
        // Its cause is news; what follows from that is not.
        if (problem.isConsequence())
            continue;
        const bool isNew = !m_known.contains(problem.key);
        m_known.insert(problem.key, { now, true });
        // What was there when we first looked did not change before our eyes.
        const bool wasWatched = std::ranges::all_of(
            problem.clusters, [this](const ClusterId &id) { return m_readBefore.contains(id); });
        if (isNew && wasWatched)
            fresh.append(problem);
    }
    m_known.removeIf([&](const auto &entry) {
        return !entry.value().present && entry.value().seen.msecsTo(now) > flapping.count();
    });

    for (const ClusterSnapshot &snapshot : snapshots) {
        if (snapshot.takenAt.isValid())
            m_readBefore.insert(snapshot.identity.id);
    }
    return fresh;
}

void FleetAnalysis::recordLags(const QList<ClusterSnapshot> &snapshots)
{
    QHash<ClusterId, const ClusterSnapshot *> byId;
    byId.reserve(snapshots.size());
    for (const ClusterSnapshot &snapshot : snapshots)
        byId.insert(snapshot.identity.id, &snapshot);
    for (const ReplicationLink &link : std::as_const(m_topology.links)) {
        const ClusterSnapshot *secondary = byId.value(link.secondary);
        if (!secondary || secondary->statusError || !secondary->statusAt.isValid())
            continue;
        // A secondary read before its primary would seem to lag by what was written in between.
        const ClusterSnapshot *primary = byId.value(link.primary);
        if (primary && (primary->statusError || primary->statusAt > secondary->statusAt))
            continue;
        LagHistory &history = m_lags[{ link.secondary, link.type }];
        if (!history.newest().isValid() || history.newest() < secondary->statusAt)
            history.add(secondary->statusAt, link.lag);
    }
}

QList<LagSample> FleetAnalysis::lagHistory(const ClusterId &secondary, ReplicationType type) const
{
    const auto found = m_lags.find({ secondary, type });
    return found == m_lags.end() ? QList<LagSample>() : found->second.samples();
}

QList<ClusterId> FleetAnalysis::secondariesOf(const ClusterId &primary) const
{
    QList<ClusterId> secondaries;
    QSet<ClusterId> seen;
    for (const ReplicationLink &link : m_topology.links) {
        if (link.primary != primary || !link.secondary.isValid() || seen.contains(link.secondary))
            continue;
        seen.insert(link.secondary);
        secondaries.append(link.secondary);
    }
    return secondaries;
}

void FleetAnalysis::forget(const ClusterId &id)
{
    m_readBefore.remove(id);
    std::erase_if(m_lags, [&](const auto &entry) { return entry.first.first == id; });
    m_known.removeIf([&](const auto &entry) { return entry.key().cluster == id; });
}

} // namespace switchover
