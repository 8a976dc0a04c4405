// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/arguments.h"
#include "models/replication/filtereffect.h"
#include "models/replication/hazards.h"
#include "models/replication/operation.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace switchover {

class Fleet;

/// All that a form says of one operation on one cluster, from one look at the fleet.
struct OperationBriefing
{
    /// What avoids a danger, and is better done first.
    enum class WayOut {
        None,
        PrepareBatchToken, ///< before a DR demotion: afterwards nobody can
        PromoteFormer,     ///< the demoted primary again, instead of one that lacks its writes
    };

    QList<Hazard> hazards;
    QStringList dangers;       ///< the grave ones, and what else has to be known first
    QStringList filterDangers; ///< of the data that a filter moves
    QStringList readings;
    QStringList consequences;
    QStringList followUps;
    WayOut wayOut = WayOut::None;
    ClusterId former; ///< of PromoteFormer
    QString formerName;
};

/// `filter` is the change of a path filter that the operation makes or begins with.
[[nodiscard]] OperationBriefing briefingOf(const Operation &operation, const Arguments &arguments,
                                           const ClusterSnapshot &target, const Fleet &fleet,
                                           const std::optional<FilterChange> &filter = {});

} // namespace switchover
