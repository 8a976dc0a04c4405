// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/cluster.h"

namespace switchover::lab {

// X-Vault-Index: what a client has written must be there when it reads (1.7 and later, Enterprise).

[[nodiscard]] bool tellsIndex(const Cluster &cluster);
/// "v1:<set>:<local>:<replicated>:" with a seal, in base64.
[[nodiscard]] QByteArray indexOf(const Cluster &cluster);
/// False if one of them is of this set and beyond what the cluster has; others say nothing.
[[nodiscard]] bool hasIndexes(const Cluster &cluster, const QList<QByteArray> &indexes);

} // namespace switchover::lab
