// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace switchover {

enum class ProblemSeverity {
    Info,
    Attention,
    Danger,
};
[[nodiscard]] QString wireName(ProblemSeverity severity); ///< "info", "attention", "danger"

/// Something an operator should know, found by rules over what clusters say.
struct Problem
{
    QString id; ///< stable, kebab case: "two-primaries", "secondary-idle"
    ProblemSeverity severity = ProblemSeverity::Attention;
    ClusterId cluster;            ///< invalid for a problem of a whole set
    QList<ClusterId> clusters {}; ///< of a problem between several: all of them, else empty
    std::optional<ReplicationType> type;
    QString text;   ///< what is wrong, one sentence
    QString advice; ///< what to do, one or two sentences

    /// Every cluster it is about, for links; empty offline.
    [[nodiscard]] QList<ClusterId> concerned() const;

    friend bool operator==(const Problem &, const Problem &) = default;
};

/// Rules over one cluster's own words only. `now` judges ages; an invalid `now` (offline help)
/// leaves the age rules out instead of guessing.
[[nodiscard]] QList<Problem> problemsOf(const ClusterSnapshot &snapshot, const QDateTime &now);

/// All problems of the fleet, worst first: each cluster's own and those seen only from both ends
/// (two primaries, versions in the wrong order, unknown secondaries, duplicate registration).
[[nodiscard]] QList<Problem> problemsOf(const QList<ClusterSnapshot> &snapshots,
                                        const Topology &topology, const QDateTime &now);

} // namespace switchover
