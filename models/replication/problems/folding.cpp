// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/folding.h"

#include <QSet>

#include <algorithm>
#include <vector>

namespace switchover {

namespace {

using Side = std::pair<ClusterId, ReplicationType>; ///< one type of a cluster's replication
using SetKey = std::pair<ReplicationType, QString>;
using Place = qsizetype; ///< in the list of problems
constexpr Place none = -1;

/// Where a cluster has its symptoms from, for one type of replication.
struct Surroundings
{
    QSet<QString> sets;
    QSet<ClusterId> primaries;
};

class Folding
{
public:
    Folding(QList<Problem> &problems, const Topology &topology);
    void run();

private:
    [[nodiscard]] Place causeOf(const Problem &problem) const;
    [[nodiscard]] Place downEndOf(const Problem &problem) const;
    [[nodiscard]] Place brokenSetOf(const Problem &problem) const;
    [[nodiscard]] Place otherEndsWordOf(const Problem &problem) const;
    static void attach(Problem &consequence, Problem &cause);

    QList<Problem> &m_problems;
    QHash<Side, Surroundings> m_around;
    QHash<std::pair<Side, QString>, ClusterId> m_secondaries; ///< of a primary, by their ids
    QHash<ClusterId, Place> m_down;
    QHash<SetKey, Place> m_brokenSets;
    QHash<Side, Place> m_failing; ///< of secondaries without a link, from 1
};

const Detector *detectorOf(const Problem &problem)
{
    return detectorNamed(problem.key.detector);
}

bool isPart(const Problem &problem, ProblemPart part)
{
    const Detector *by = detectorOf(problem);
    return by && by->part == part;
}

/// Of what a secondary says of its lost link, the more telling has the higher rank; 0 is nothing.
int rankOf(const Problem &problem)
{
    if (!problem.key.peer.isEmpty() || problem.key.isRest)
        return 0;
    if (isFrom(problem, DetectorId::TransientFailure)
        || isFrom(problem, DetectorId::ConnectionShutdown))
        return 3;
    if (isFrom(problem, DetectorId::DisconnectedPeer))
        return 2;
    return isFrom(problem, DetectorId::SecondaryIdle) ? 1 : 0;
}

Folding::Folding(QList<Problem> &problems, const Topology &topology)
    : m_problems(problems)
{
    for (const ReplicationSet &set : topology.sets) {
        for (const auto *members : { &set.primaries, &set.secondaries }) {
            for (const ClusterId &id : *members)
                m_around[{ id, set.type }].sets.insert(set.setId);
        }
    }
    for (const ReplicationLink &link : topology.links) {
        if (!link.secondary.isValid() || !link.primary.isValid())
            continue;
        m_around[{ link.secondary, link.type }].primaries.insert(link.primary);
        m_secondaries.insert({ { link.primary, link.type }, link.secondaryId }, link.secondary);
    }
    for (Place place = 0; place < problems.size(); ++place) {
        const Problem &problem = problems.at(place);
        const ProblemKey &key = problem.key;
        if (isPart(problem, ProblemPart::ClusterDown) && !m_down.contains(key.cluster))
            m_down.insert(key.cluster, place);
        else if (isPart(problem, ProblemPart::SetBroken) && key.type)
            m_brokenSets.insert({ *key.type, key.set }, place);
        else if (const int rank = rankOf(problem); rank > 0 && key.type) {
            Place &best = m_failing[{ key.cluster, *key.type }]; // counted from 1
            if (best == 0 || rankOf(problems.at(best - 1)) < rank)
                best = place + 1;
        }
    }
}

void Folding::run()
{
    std::vector<Place> causes(size_t(m_problems.size()), none);
    for (Place place = 0; place < m_problems.size(); ++place) {
        const Problem &problem = m_problems.at(place);
        if (isPart(problem, ProblemPart::Symptom) && problem.key.type)
            causes[size_t(place)] = causeOf(problem);
        if (causes[size_t(place)] == place)
            causes[size_t(place)] = none;
    }
    for (Place place = 0; place < m_problems.size(); ++place) {
        Place root = causes[size_t(place)];
        // A symptom may have its cause in another one. Two that name each other have none.
        for (int step = 0; root != none && causes[size_t(root)] != none && step < 4; ++step)
            root = causes[size_t(root)];
        if (root != none && causes[size_t(root)] == none)
            attach(m_problems[place], m_problems[root]);
    }
}

Place Folding::causeOf(const Problem &problem) const
{
    if (const Place broken = brokenSetOf(problem); broken != none)
        return broken;
    if (const Place down = downEndOf(problem); down != none)
        return down;
    return otherEndsWordOf(problem);
}

Place Folding::brokenSetOf(const Problem &problem) const
{
    // A link's data doesn't tell which cluster is primary.
    const bool isRevoked = isFrom(problem, DetectorId::RevokedSecondary)
        || isFrom(problem, DetectorId::FollowsFormerPrimary);
    const auto around = m_around.constFind({ problem.key.cluster, *problem.key.type });
    if (around == m_around.cend())
        return none;
    for (const QString &set : around->sets) {
        const Place place = m_brokenSets.value({ *problem.key.type, set }, none);
        if (place == none)
            continue;
        // With two primaries only what is left of the old links follows from that.
        if (isFrom(m_problems.at(place), DetectorId::NoPrimaryInSet) || isRevoked
            || isFrom(problem, DetectorId::DisconnectedPeer)
            || isFrom(problem, DetectorId::NeverConnectedSecondary))
            return place;
    }
    return none;
}

Place Folding::downEndOf(const Problem &problem) const
{
    const ProblemKey &key = problem.key;
    if (const auto around = m_around.constFind({ key.cluster, *key.type });
        around != m_around.cend()
        && (key.peer.isEmpty() || around->primaries.contains({ key.peer }))) {
        for (const ClusterId &primary : around->primaries) {
            if (const Place down = m_down.value(primary, none); down != none)
                return down;
        }
    }
    const auto secondary = m_secondaries.constFind({ { key.cluster, *key.type }, key.peer });
    if (!key.peer.isEmpty() && secondary != m_secondaries.cend())
        return m_down.value(*secondary, none);
    // Its own words on its links are of before.
    return m_down.value(key.cluster, none);
}

/// The same broken link, told from both ends: the secondary's word is the one to act on.
Place Folding::otherEndsWordOf(const Problem &problem) const
{
    const ProblemKey &key = problem.key;
    if (key.peer.isEmpty() || key.isRest) {
        const bool isEcho = rankOf(problem) > 0
            || isFrom(problem, DetectorId::StreamingWithoutConnection)
            || isFrom(problem, DetectorId::NoKnownPrimaries)
            || isFrom(problem, DetectorId::HeartbeatStale);
        return isEcho ? m_failing.value({ key.cluster, *key.type }) - 1 : none;
    }
    const auto secondary = m_secondaries.constFind({ { key.cluster, *key.type }, key.peer });
    return secondary == m_secondaries.cend() ? none
                                             : m_failing.value({ *secondary, *key.type }) - 1;
}

void Folding::attach(Problem &consequence, Problem &cause)
{
    consequence.cause = cause.key;
    ++cause.consequences;
    cause.severity = std::max(cause.severity, consequence.severity);
    for (const ClusterId &id : std::as_const(consequence.clusters)) {
        if (!cause.clusters.contains(id))
            cause.clusters.append(id);
    }
}

} // namespace

void fold(QList<Problem> &problems, const Topology &topology)
{
    Folding(problems, topology).run();
}

void calm(QList<Problem> &problems, const Topology &topology, const ProblemContext &context)
{
    if (context.ownOperations.isEmpty())
        return;
    // What happens on one cluster is felt by those on its links.
    QHash<ClusterId, OwnOperationState> touched = context.ownOperations;
    for (const ReplicationSet &set : topology.sets) {
        const QList<ClusterId> members = set.primaries + set.secondaries;
        for (const ClusterId &id : members) {
            const auto own = context.ownOperations.constFind(id);
            if (own == context.ownOperations.cend())
                continue;
            for (const ClusterId &other : members) {
                if (!touched.contains(other) || *own == OwnOperationState::UnderWay)
                    touched.insert(other, *own);
            }
        }
    }
    for (Problem &problem : problems) {
        const Detector *by = detectorOf(problem);
        if (!by || by->ownOperation != OwnOperation::Explains)
            continue;
        if (by->part != ProblemPart::Symptom && by->part != ProblemPart::SetBroken) {
            // A cluster is away while it is changed itself, and has to come back.
            if (context.ownOperations.value(problem.key.cluster, OwnOperationState::Ended)
                == OwnOperationState::UnderWay)
                problem.severity = ProblemSeverity::Info;
            continue;
        }
        std::optional<OwnOperationState> state;
        for (const ClusterId &id : std::as_const(problem.clusters)) {
            const auto own = touched.constFind(id);
            if (own != touched.cend() && (!state || *own == OwnOperationState::UnderWay))
                state = *own;
        }
        if (state) {
            problem.severity =
                std::min(problem.severity,
                         *state == OwnOperationState::UnderWay ? ProblemSeverity::Info
                                                               : ProblemSeverity::Attention);
        }
    }
}

} // namespace switchover
