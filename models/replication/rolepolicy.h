// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/operation.h"

#include <QList>
#include <QString>

#include <array>
#include <span>

namespace switchover {

/// Ways of splitting the work on replication between people. Each has the rights of those before
/// it only where its own work needs them: the policies can be combined on one token.
enum class OperatorRole {
    Observer,  ///< looks; replication status itself is open to everybody
    Operator,  ///< revoke, filters, recover, merkle-check
    Failover,  ///< demote, promote, update-primary, activation tokens, batch DR operation tokens
    Architect, ///< enable, disable, public keys, reindex
};
inline constexpr std::array allOperatorRoles { OperatorRole::Observer, OperatorRole::Operator,
                                               OperatorRole::Failover, OperatorRole::Architect };

[[nodiscard]] QString roleName(OperatorRole role);    ///< "Operator"
[[nodiscard]] QString roleSummary(OperatorRole role); ///< one sentence on what it is for

/// The operations of the catalogue that a token's policy decides about and that belong to the role.
[[nodiscard]] QList<OperationId> operationsOf(OperatorRole role);

/// The least policy for the role in Vault's policy language, for the root namespace, with comments.
/// Paths are written out for both types, as `+` needs Vault 1.1.
[[nodiscard]] QString rolePolicy(OperatorRole role);

} // namespace switchover
