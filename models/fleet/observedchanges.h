// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/activityentry.h"
#include "models/replication/snapshot.h"

#include <QList>
#include <QString>

namespace switchover {

struct ObservedChange
{
    ActivityEntry::Outcome outcome = ActivityEntry::Outcome::Neutral;
    QString text;

    friend bool operator==(const ObservedChange &, const ObservedChange &) = default;
};

/// What became different on a cluster between two readings: role, set, state, connection, seal.
/// Values that one of the two did not read are no change.
[[nodiscard]] QList<ObservedChange> observedChanges(const ClusterSnapshot &before,
                                                    const ClusterSnapshot &now);

/// The values of a snapshot that its newest poll really read; what failed is left out.
[[nodiscard]] ClusterSnapshot freshPartOf(ClusterSnapshot snapshot);

/// Why what the operator reviewed is not what is there now, in one sentence; "" if role, set and
/// cluster are the same.
[[nodiscard]] QString changeSinceReview(const ClusterSnapshot &reviewed,
                                        const ClusterSnapshot &now);

} // namespace switchover
