// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/arguments.h"
#include "models/replication/fleetmemory.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QList>
#include <QStringList>

namespace switchover {

/// What an operation is judged on: the cluster, all registered ones, and their former roles.
struct OperationScene
{
    const ClusterSnapshot &target;
    const QList<ClusterSnapshot> &fleet;
    const FleetMemory &memory;
    QDateTime now;
};

/// What will happen, as facts of this cluster with names: the row's own sentences, and those that
/// depend on roles, versions or values. A general sentence ("If it is…") stands only where no
/// reading answers it.
[[nodiscard]] QStringList consequencesOf(const Operation &operation, const Arguments &arguments,
                                         const OperationScene &scene);

/// What remains to be done afterwards, with names.
[[nodiscard]] QStringList followUpsOf(const Operation &operation, const Arguments &arguments,
                                      const OperationScene &scene);

/// The readings to decide a change of roles on. Of a demotion: each secondary of the type, from
/// both ends. Of a promotion: what the former primary had, and what this cluster has. Else empty.
[[nodiscard]] QStringList readingsOf(const Operation &operation, const OperationScene &scene);

/// By its prefix. A batch token can be neither deleted nor renewed.
[[nodiscard]] bool isBatchToken(const SecretString &token);

/// update-primary could lose local data on this version (fixed in 1.14.1, 1.13.5, 1.12.9, 1.11.12).
[[nodiscard]] bool losesLocalData(const VaultVersion &version);

} // namespace switchover
