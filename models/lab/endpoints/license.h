// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/endpoint.h"

namespace switchover::lab {

/// sys/license/status and dr/secondary/license/status.
[[nodiscard]] Answer licenseStatus(Context &context);
/// The license member of sys/health.
[[nodiscard]] qint64 licenseExpiryMs(const Estate &estate, const Cluster &cluster);

} // namespace switchover::lab
