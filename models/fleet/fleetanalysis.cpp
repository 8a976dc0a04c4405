// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleetanalysis.h"

#include <QHash>

#include <algorithm>

namespace switchover {

QList<Problem> FleetAnalysis::update(const QList<ClusterSnapshot> &snapshots,
                                     const FleetMemory &memory, const QDateTime &now)
{
    m_topology = topologyOf(snapshots, memory);
    m_problems = problemsOf(snapshots, m_topology, now);
    m_followers.clear();
    for (const ReplicationLink &link : std::as_const(m_topology.links)) {
        if (link.primary.isValid() && link.secondary.isValid())
            m_followers.insert(link.secondary);
    }
    recordLags(snapshots);
    return takeNewProblems(snapshots, now);
}

QList<Problem> FleetAnalysis::takeNewProblems(const QList<ClusterSnapshot> &snapshots,
                                              const QDateTime &now)
{
    for (auto &[key, known] : m_known)
        known.present = false;
    QList<Problem> fresh;
    for (const Problem &problem : std::as_const(m_problems)) {
        const ProblemKey key { problem.id, problem.cluster,
                               problem.type ? int(*problem.type) : -1 };
        const auto [entry, isNew] = m_known.try_emplace(key);
        entry->second = { now, true };
        // What was there when we first looked did not change before our eyes.
        const bool wasWatched =
            problem.cluster.isValid() ? m_readBefore.contains(problem.cluster) : m_allReadBefore;
        if (isNew && wasWatched)
            fresh.append(problem);
    }
    std::erase_if(m_known, [&](const auto &entry) {
        return !entry.second.present && entry.second.seen.msecsTo(now) > flapping.count();
    });

    m_allReadBefore = true;
    for (const ClusterSnapshot &snapshot : snapshots) {
        if (snapshot.takenAt.isValid())
            m_readBefore.insert(snapshot.identity.id);
        else
            m_allReadBefore = false;
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
    for (const ReplicationLink &link : m_topology.links) {
        if (link.primary == primary && link.secondary.isValid()
            && !secondaries.contains(link.secondary))
            secondaries.append(link.secondary);
    }
    return secondaries;
}

void FleetAnalysis::forget(const ClusterId &id)
{
    m_readBefore.remove(id);
    std::erase_if(m_lags, [&](const auto &entry) { return entry.first.first == id; });
    std::erase_if(m_known, [&](const auto &entry) { return std::get<1>(entry.first) == id; });
}

} // namespace switchover
