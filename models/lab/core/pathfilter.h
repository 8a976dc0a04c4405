// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/replicationstate.h"
#include "models/lab/core/storage.h"

namespace switchover::lab {

// What a paths filter keeps away from a performance secondary. Filters name mounts as people do:
// "secret/", "auth/userpass/", "retail/auth/userpass/", and namespaces: "retail/".

/// "retail/userpass/" among the auth mounts is "retail/auth/userpass/" in a filter.
[[nodiscard]] QString filterPathOfAuth(const SharedData &shared, const QString &mount);

/// System, token, identity and cubbyhole are there everywhere.
[[nodiscard]] bool isFilterable(const Mount &mount);

[[nodiscard]] bool isFilteredMount(const PathFilter &filter, const Mount &mount,
                                   const QString &path);
/// A namespace stays while anything below it is allowed.
[[nodiscard]] bool isFilteredNameSpace(const PathFilter &filter, const QString &nameSpace);

} // namespace switchover::lab
