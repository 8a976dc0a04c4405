// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/problems.h"

#include "models/replication/problems/fleetrules.h"
#include "models/replication/problems/folding.h"

#include <algorithm>

namespace switchover {

QList<Problem> problemsOf(const ClusterSnapshot &snapshot, const ProblemContext &context)
{
    Findings findings;
    findServerProblems(snapshot, context, {}, findings);
    // What a cluster said before it fell silent is no news.
    if (!snapshot.statusError)
        findReplicationProblems(snapshot, context, {}, findings);
    QList<Problem> problems = findings.take();
    sortWorstFirst(problems);
    return problems;
}

QList<Problem> problemsOf(const QList<ClusterSnapshot> &snapshots, const Topology &topology,
                          const ProblemContext &context)
{
    Findings findings;
    findFleetProblems(snapshots, topology, context, findings);
    const HeardElsewhere heard = heardElsewhere(snapshots, topology);
    const QHash<ClusterId, SignOfLife> signs = signsOfLife(snapshots, topology, context.now);
    for (const ClusterSnapshot &snapshot : snapshots) {
        const auto sign = signs.constFind(snapshot.identity.id);
        findServerProblems(snapshot, context,
                           sign == signs.cend() ? std::nullopt : std::optional(*sign), findings);
        if (!snapshot.statusError)
            findReplicationProblems(snapshot, context, heard, findings);
    }
    QList<Problem> problems = findings.take();
    fold(problems, topology);
    calm(problems, topology, context);
    sortWorstFirst(problems);
    return problems;
}

QList<Problem> causesAmong(const QList<Problem> &problems)
{
    QList<Problem> causes;
    std::ranges::copy_if(problems, std::back_inserter(causes),
                         [](const Problem &problem) { return !problem.isConsequence(); });
    return causes;
}

QHash<ClusterId, ProblemSeverity> worstByCluster(const QList<Problem> &problems)
{
    QHash<ClusterId, ProblemSeverity> worst;
    for (const Problem &problem : problems) {
        for (const ClusterId &id : problem.clusters) {
            ProblemSeverity &known = worst[id]; // at first the mildest there is
            known = std::max(known, problem.severity);
        }
    }
    return worst;
}

} // namespace switchover
