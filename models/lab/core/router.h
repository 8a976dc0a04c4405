// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/call.h"

namespace switchover::lab {

class Estate;
struct Cluster;

/// Takes a call the way a Vault node does: absence, seal, forwarding, the DR secondary's closed
/// door, token and policy, method, parameters, and only then the endpoint itself.
[[nodiscard]] Answer route(Estate &estate, Cluster &cluster, int node, const Call &call);

} // namespace switchover::lab
