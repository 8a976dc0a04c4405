// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/bootstrap.h"
#include "models/lab/core/cluster.h"
#include "models/lab/core/refusal.h"

#include <tl/expected.hpp>

namespace switchover::lab {

class Estate;

// The transitions between replication roles. Refusals carry the HTTP status and Vault's text.

[[nodiscard]] Outcome enablePrimary(Estate &estate, Cluster &cluster, Type type,
                                    const QString &primaryClusterAddr);
[[nodiscard]] Outcome demotePrimary(Estate &estate, Cluster &cluster, Type type);
/// Of a primary or of a secondary.
[[nodiscard]] Outcome disableReplication(Estate &estate, Cluster &cluster, Type type,
                                         Mode expected);

enum class Force { No, Yes };
[[nodiscard]] Outcome promoteSecondary(Estate &estate, Cluster &cluster, Type type,
                                       const QString &primaryClusterAddr, Force force);

/// Registers the id; the result is what the activation carries as proof.
[[nodiscard]] tl::expected<QString, Refusal> admitSecondary(Cluster &primary, Type type,
                                                            const QString &secondaryId);
void revokeSecondary(Cluster &primary, Type type, const QString &secondaryId);

[[nodiscard]] Outcome enableSecondary(Estate &estate, Cluster &cluster, Type type,
                                      const QString &token, const PrimaryApi &api);
[[nodiscard]] Outcome updatePrimaryByToken(Estate &estate, Cluster &cluster, Type type,
                                           const QString &token, const PrimaryApi &api);
[[nodiscard]] Outcome updatePrimaryByAddresses(Estate &estate, Cluster &cluster, Type type,
                                               const QStringList &addresses);
/// Stays a secondary, forgets its primary.
[[nodiscard]] Outcome forgetPrimary(Estate &estate, Cluster &cluster, Type type);

struct ReindexOptions
{
    bool diff = false;      ///< slower: compares keys
    bool force = false;     ///< from storage alone: slower, and the tree is locked longer
    bool skipFlush = false; ///< shortens the lock
};
void reindex(Estate &estate, Cluster &cluster, Type type, const ReindexOptions &options = {});
/// While a reindex holds the tree, calls that read it wait: the status falls silent.
[[nodiscard]] bool isTreeLocked(const Estate &estate, const Cluster &cluster);
void recoverReplication(Estate &estate, Cluster &cluster, Type type);

} // namespace switchover::lab
