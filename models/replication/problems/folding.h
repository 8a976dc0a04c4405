// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems/problems.h"

namespace switchover {

// Steps of problemsOf(). Not for others.

/// Names the cause of each problem that only follows from another one: symptoms on the links of a
/// cluster that is down, or of the members of a set without a primary or with two. The cause then
/// concerns the clusters of its consequences, too.
void fold(QList<Problem> &problems, const Topology &topology);

/// Makes mild what an operation of the operator's own explains.
void calm(QList<Problem> &problems, const Topology &topology, const ProblemContext &context);

} // namespace switchover
