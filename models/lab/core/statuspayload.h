// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/estate.h"

#include <QJsonObject>

namespace switchover::lab {

// What sys/replication/status says, in the shape of the cluster's version.

/// One type's block: {"mode":"disabled"} or the members that role and version call for.
[[nodiscard]] QJsonObject statusBlock(const Estate &estate, const Cluster &cluster, Type type);

/// `data` of GET sys/replication/status.
[[nodiscard]] QJsonObject statusData(const Estate &estate, const Cluster &cluster);

/// The report of merkle-check; the verdict is noted for later status answers.
[[nodiscard]] QJsonObject checkMerkleTree(const Estate &estate, Cluster &cluster, Type type);

} // namespace switchover::lab
