// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/clusterproblems.h"

namespace switchover::ui {

QList<Problem> spreadOverClusters(const QList<Problem> &problems, const Topology &topology)
{
    QList<Problem> spread;
    for (const Problem &problem : problems) {
        spread.append(problem);
        if (problem.cluster.isValid() || !problem.type)
            continue;
        for (const ReplicationSet &set : topology.sets) {
            if (set.type != *problem.type || set.primaries.size() < 2)
                continue;
            for (const ClusterId &primary : set.primaries) {
                Problem own = problem;
                own.cluster = primary;
                spread.append(own);
            }
        }
    }
    return spread;
}

} // namespace switchover::ui
