// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/hazards.h"

#include <QStringList>

namespace switchover {

// The rules behind hazards.h. Not for others.

[[nodiscard]] QList<Hazard> hazardsOfPromotion(ReplicationType type, const ClusterSnapshot &target,
                                               const QList<ClusterSnapshot> &fleet,
                                               const QDateTime &now, const FleetMemory &memory);
[[nodiscard]] QList<Hazard> hazardsOfDemotion(ReplicationType type, const ClusterSnapshot &target,
                                              const QList<ClusterSnapshot> &fleet,
                                              const QDateTime &now, const FleetMemory &memory);
[[nodiscard]] QList<Hazard> hazardsOfRevoking(ReplicationType type, const Arguments &arguments,
                                              const ClusterSnapshot &target,
                                              const QList<ClusterSnapshot> &fleet,
                                              const FleetMemory &memory);

/// The performance set whose primary a promoted DR secondary becomes: that of the cluster which it
/// copies. nullopt: none, or not known.
[[nodiscard]] std::optional<QString> wakenedSet(const ClusterSnapshot &drSecondary,
                                                const QList<ClusterSnapshot> &fleet,
                                                const FleetMemory &memory);

/// "basalt (https://…)", or the id of one that is not registered, with what it is where it no
/// longer follows.
[[nodiscard]] QStringList followerNames(const ClusterSnapshot &primary, ReplicationType type,
                                        const QList<ClusterSnapshot> &fleet,
                                        const FleetMemory &memory);

} // namespace switchover
