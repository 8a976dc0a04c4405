// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/endpoint.h"

/// What the calls of sys/replication/… do; which paths lead to them is replicationendpoints.cpp.
namespace switchover::lab::calls {

[[nodiscard]] Answer status(Context &context);
[[nodiscard]] Answer typeStatus(Context &context);
[[nodiscard]] Answer primaryEnable(Context &context);
[[nodiscard]] Answer primaryDemote(Context &context);
[[nodiscard]] Answer primaryDisable(Context &context);
[[nodiscard]] Answer primarySecondaryToken(Context &context);
[[nodiscard]] Answer primaryRevoke(Context &context);
[[nodiscard]] Answer secondaryPublicKey(Context &context);
[[nodiscard]] Answer secondaryEnable(Context &context);
[[nodiscard]] Answer secondaryPromote(Context &context);
[[nodiscard]] Answer secondaryDisable(Context &context);
[[nodiscard]] Answer secondaryUpdatePrimary(Context &context);
[[nodiscard]] Answer operationTokenDelete(Context &context);
[[nodiscard]] Answer reindexTrees(Context &context);
[[nodiscard]] Answer recoverLinks(Context &context);
[[nodiscard]] Answer merkleCheck(Context &context);
[[nodiscard]] Answer drLicenseStatus(Context &context);
[[nodiscard]] Answer storeLicense(Context &context);
[[nodiscard]] Answer reloadLicense(Context &context);

} // namespace switchover::lab::calls
