// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationrun.h"
#include "models/replication/filtereffect.h"
#include "models/replication/snapshot.h"

#include <QList>
#include <QString>

#include <optional>

namespace switchover::ui {

/// A button after an operation ended.
struct NextStep
{
    enum class Kind {
        OpenOperation, ///< of `cluster`, or else of the same cluster
        RestoreFilter, ///< the form with the filter that was replaced or deleted
        UnsealNodes,
        SignIn,
        TryAgain, ///< back to the form
        ShowActivity,
    };
    Kind kind = Kind::OpenOperation;
    OperationId operation {};
    QString text;
    QString objectName;
    ClusterId cluster {};
};

/// What the operator most likely does next, most likely first.
[[nodiscard]] QList<NextStep> nextStepsAfter(OperationId operation, const OperationOutcome &outcome,
                                             const OperationAnswer &answer);

/// After a demotion: the members of its set that can take over, and the way back. Each names its
/// cluster.
[[nodiscard]] QList<NextStep> stepsAfterDemotion(OperationId demotion,
                                                 const ClusterSnapshot &demoted,
                                                 const QList<ClusterSnapshot> &fleet);

/// The way back after a filter was saved or deleted; nullopt: nothing was changed, or what was
/// stored before is unknown.
[[nodiscard]] std::optional<NextStep> restoreFilterStep(OperationId operation,
                                                        const OperationOutcome &outcome,
                                                        const StoredFilter &replaced);

/// The primary's form for a token that is made with a public key.
[[nodiscard]] NextStep mintStep(const ClusterIdentity &primary, OperationId mint);

} // namespace switchover::ui
