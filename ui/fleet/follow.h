// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/fleet.h"

#include <QTimer>

#include <chrono>

namespace switchover::ui {

/// Keeps FleetTableModel or FleetTreeModel in step with the fleet: snapshots as they come, problems
/// and topology after each analysis, ages every second.
template <typename Model>
void follow(Model *model, Fleet *fleet)
{
    const auto analysed = [model, fleet] {
        model->setProblems(fleet->problems());
        if constexpr (requires { model->setTopology(fleet->topology()); })
            model->setTopology(fleet->topology());
    };
    model->setNow(fleet->clock().now());
    model->setSnapshots(fleet->snapshots());
    analysed();
    QObject::connect(fleet, &Fleet::snapshotChanged, model,
                     [model](const ClusterSnapshot &snapshot) { model->merge(snapshot); });
    QObject::connect(fleet, &Fleet::clusterAdded, model, [model, fleet](const ClusterId &id) {
        if (const ClusterSnapshot *snapshot = fleet->snapshot(id))
            model->merge(*snapshot);
    });
    QObject::connect(fleet, &Fleet::clusterRemoved, model,
                     [model](const ClusterId &id) { model->removeCluster(id); });
    QObject::connect(fleet, &Fleet::analysed, model, analysed);
    auto *seconds = new QTimer(model);
    seconds->setInterval(std::chrono::seconds(1));
    QObject::connect(seconds, &QTimer::timeout, model,
                     [model, fleet] { model->setNow(fleet->clock().now()); });
    seconds->start();
}

} // namespace switchover::ui
