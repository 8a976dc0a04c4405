// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/apicall.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <QString>

#include <optional>

namespace switchover {

/// Whether an operation fits a cluster's state, and if not, why in words. Used by the buttons, by
/// the runner right before sending, and by failover plans.
struct Permission
{
    bool allowed = false;
    QString reason; ///< why not; "" if allowed

    explicit operator bool() const { return allowed; }
    friend bool operator==(const Permission &, const Permission &) = default;
};

/// Judges by the newest status. A cluster whose state is not known is not allowed anything but
/// reading: there is no default for replication state.
/// What the signed-in token may not do is refused with the missing capability; where its
/// capabilities are not known the call decides.
[[nodiscard]] Permission allowed(const Operation &operation, const ClusterSnapshot &snapshot);

/// What the signed-in token lacks for the operation on this cluster; nullopt if nothing, or not
/// known. For showing the policy lines that would allow it.
[[nodiscard]] std::optional<CapabilityNeed> lackedCapability(const Operation &operation,
                                                             const ClusterSnapshot &snapshot);
/// With the identifier that was given. A policy may be for some only.
[[nodiscard]] std::optional<CapabilityNeed> lackedCapability(const Operation &operation,
                                                             const Arguments &arguments,
                                                             const ClusterSnapshot &snapshot);

/// Also judges what the values mean to the token's policies, and to the cluster's version, which
/// ignores fields it does not know.
[[nodiscard]] Permission allowed(const Operation &operation, const Arguments &arguments,
                                 const ClusterSnapshot &snapshot);

/// True if the row belongs on this cluster's page at all: its role matches or could, and the
/// cluster's API dialect has it. A row that is not relevant is left out; one that is relevant but
/// not allowed is shown disabled with its reason.
[[nodiscard]] bool isRelevant(const Operation &operation, const ClusterSnapshot &snapshot);

[[nodiscard]] ApiDialect dialectFor(const ClusterSnapshot &snapshot);

} // namespace switchover
