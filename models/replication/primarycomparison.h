// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/fleetmemory.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// A promotion that this Switchover carried out.
struct OwnPromotion
{
    ClusterId cluster;
    ReplicationType type = ReplicationType::Performance;
    QDateTime at;
};

/// One of several primaries of a set, by what can help to choose among them.
struct PrimarySide
{
    enum class PromotedBy {
        Unknown, ///< it was primary when Switchover first read it
        ThisSwitchover,
        SomeoneElse, ///< Switchover saw the role change and did not cause it
    };

    ClusterId cluster;
    QString name;
    /// Counts this cluster's own log entries. Not comparable between two primaries (api.md 2.6).
    std::optional<quint64> lastWal;
    QDateTime lastWrite;    ///< beyond the canary, as seen since `watchedSince`; invalid: none seen
    QDateTime watchedSince; ///< since when Switchover sees it in this role
    QStringList connectedSecondaries; ///< names of clusters, or ids; at most `namesShown`
    qsizetype connectedCount = 0;
    std::optional<qsizetype> knownCount; ///< known_secondaries; nullopt: not reported
    QDateTime primarySince;
    bool sinceIsExact = false; ///< false: it is primary at least since then
    PromotedBy promotedBy = PromotedBy::Unknown;
    /// The operation that ends this cluster's part of the conflict. A DR demotion takes the whole
    /// cluster out, performance included, so it comes first where both sets have two primaries.
    OperationId demote = OperationId::PerformanceDemote;

    static constexpr qsizetype namesShown = 5;
    friend bool operator==(const PrimarySide &, const PrimarySide &) = default;
};

/// Why one primary should stay.
enum class KeepReason {
    TakesWrites,    ///< the only one that was seen to be written to
    HasSecondaries, ///< the only one with a connected secondary
    PromotedLater,  ///< the other one was primary before: it is the old primary that came back
};

struct PrimaryComparison
{
    ReplicationType type = ReplicationType::Performance;
    QString setId;
    QList<PrimarySide> sides;
    ClusterId keep;            ///< invalid: nothing can be recommended
    QList<KeepReason> reasons; ///< all speak for `keep`
    enum class NoAdvice {
        None,        ///< there is a recommendation
        BothWritten, ///< either choice loses writes
        Contradictory,
        NotEnough, ///< nothing seen so far tells them apart
    } noAdvice = NoAdvice::NotEnough;

    friend bool operator==(const PrimaryComparison &, const PrimaryComparison &) = default;
};

/// Pure. nullopt if this set has no conflict (any more).
[[nodiscard]] std::optional<PrimaryComparison>
comparePrimaries(ReplicationType type, const QString &setId,
                 const QList<ClusterSnapshot> &snapshots, const Topology &topology,
                 const FleetMemory &memory, const QList<OwnPromotion> &promotions);

[[nodiscard]] QString keepReasonText(KeepReason reason, const QString &name);
[[nodiscard]] QString noAdviceText(PrimaryComparison::NoAdvice why);

} // namespace switchover
