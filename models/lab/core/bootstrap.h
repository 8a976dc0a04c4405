// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/cluster.h"
#include "models/lab/core/refusal.h"

namespace switchover::lab {

class Estate;

// How a secondary gets from an activation token to its first data.

/// True if secondary-token of that type made what this creation path belongs to.
[[nodiscard]] bool isActivationPath(const QString &path, Type type);

/// What an activation token turned out to hold.
struct Activation
{
    int primary = 0;
    QString secondaryId;
    QString credential;
};
/// How the secondary reaches the primary's API: parameters of enable and update-primary. The paths
/// are on the secondary server's disk, which is this computer's.
struct PrimaryApi
{
    QString address;
    QString caFile;
    QString caPath;
};

/// Unwraps the token at the primary's API address, or opens a bundle made for the own public key.
[[nodiscard]] tl::expected<Activation, Refusal> openActivation(Estate &estate, Cluster &cluster,
                                                               Type type, const QString &token,
                                                               const PrimaryApi &api);

/// The cluster address in the activation must lead to an active primary that knows the secondary.
[[nodiscard]] Outcome checkBootstrap(Estate &estate, Cluster &cluster, Type type,
                                     const Activation &activation);

/// The wipe, and the copy that follows it. If the primary is out of reach by now, the cluster goes
/// back to disabled with its data untouched.
void startBootstrap(Estate &estate, Cluster &cluster, Type type, int primaryIndex,
                    const QString &credential);

} // namespace switchover::lab
