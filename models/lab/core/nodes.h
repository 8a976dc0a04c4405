// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/cluster.h"

#include <tl/expected.hpp>

#include <chrono>

namespace switchover::lab {

class Estate;

// What happens to nodes: seals, stops, elections and the short absences after a change of role.

/// The active node is away: services restart, or the nodes elect a new one.
[[nodiscard]] bool inOutage(const Estate &estate, const Cluster &cluster);
/// Where in the absence we are, from 0 to 1.
[[nodiscard]] double outageProgress(const Estate &estate, const Cluster &cluster);
void beginOutage(Estate &estate, Cluster &cluster, std::chrono::milliseconds length);

/// True while nothing listens on the node's port.
[[nodiscard]] bool isRefusing(const Estate &estate, const Cluster &cluster, int node);

void sealNode(Estate &estate, Cluster &cluster, int node);
void stopNode(Estate &estate, Cluster &cluster, int node);
/// A started node is sealed, unless the cluster unseals itself.
void startNode(Estate &estate, Cluster &cluster, int node);
/// Opens the node without asking for shares: for people who use the lab.
void openNode(Estate &estate, Cluster &cluster, int node);
/// One share by sys/unseal; the error is Vault's text.
[[nodiscard]] tl::expected<void, QString> provideUnsealShare(Estate &estate, Cluster &cluster,
                                                             int node, const QByteArray &share);
/// The active node gives up; another takes over if there is one.
void stepDown(Estate &estate, Cluster &cluster);

/// A write by a client or by the cluster itself: the log grows.
enum class Reach { Shared, Local };
void noteWrite(Cluster &cluster, Reach reach);

/// The background load of a scenario.
void keepBusy(Estate &estate, Cluster &cluster);

} // namespace switchover::lab
