// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/estate.h"
#include "models/lab/lab.h"

namespace switchover::lab {

/// What people and tests may know about a cluster without asking it.
[[nodiscard]] ClusterInfo describeCluster(const Estate &estate, const Cluster &cluster);

/// {"observer":"hvs.…",…}
[[nodiscard]] QByteArray roleTokensJson(const ClusterInfo &info);

/// Lab::description()
[[nodiscard]] QByteArray describeLab(const Lab &lab);

} // namespace switchover::lab
