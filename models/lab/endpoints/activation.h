// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/endpoint.h"

namespace switchover::lab {

/// secondary-token: an activation token, or a bundle for a public key.
[[nodiscard]] Answer issueActivation(Context &context);

/// generate-public-key: replaces the pair, so that bundles for the older one stop working.
[[nodiscard]] QString makePublicKey(Cluster &cluster, Type type);

} // namespace switchover::lab
