// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems/rules.h"

namespace switchover {

/// The registered secondaries that answer themselves.
[[nodiscard]] HeardElsewhere heardElsewhere(const QList<ClusterSnapshot> &snapshots,
                                            const Topology &topology);

/// What only several clusters together show.
void findFleetProblems(const QList<ClusterSnapshot> &snapshots, const Topology &topology,
                       const ProblemContext &context, Findings &findings);

} // namespace switchover
