// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems.h"
#include "models/replication/topology.h"

namespace switchover::ui {

/// The problems with those of a whole set (two primaries) repeated for each cluster they are about,
/// so that every one of these clusters is marked and none of them looks well.
[[nodiscard]] QList<Problem> spreadOverClusters(const QList<Problem> &problems,
                                                const Topology &topology);

} // namespace switchover::ui
