// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/operation.h"

#include <span>

namespace switchover {

/// The one table of every replication call. Buttons, forms, confirmations, requests, tooltips,
/// the activity log and the help read it; adding a call to the product is adding a row.
[[nodiscard]] std::span<const Operation> operationCatalogue();

[[nodiscard]] const Operation &operation(OperationId id);
[[nodiscard]] const Operation *operationByKey(QStringView key);

} // namespace switchover
