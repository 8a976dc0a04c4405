// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/arguments.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

namespace switchover {

/// A danger of an operation that its own cluster does not show, only the others of the fleet.
/// Vault itself prevents none of them.
struct Hazard
{
    enum class Kind {
        SecondPrimary,   ///< another cluster is primary of the set now
        UnknownPrimary,  ///< another may be primary: it was, and does not say what it is now
        Followers,       ///< secondaries lose their primary
        ErasesFollowers, ///< what is erased here is erased on its own secondaries too
        NotAPrimary,     ///< it would be pointed to a cluster that is no primary of its set
    };
    Kind kind {};
    ClusterId cluster;       ///< the other cluster; invalid if it is not registered, or several
    QString text;            ///< what is so now, and what the operation would make of it
    QString acknowledgement; ///< what the operator has to agree to; "" if nothing
    QString phrase;          ///< what the operator has to confirm by typing it; "" if nothing

    /// Has to be accepted explicitly, on a page of its own.
    [[nodiscard]] bool isGrave() const { return !acknowledgement.isEmpty() || !phrase.isEmpty(); }
    /// The same danger, whatever the times and figures in its text.
    [[nodiscard]] bool isSameAs(const Hazard &other) const
    {
        return kind == other.kind && cluster == other.cluster;
    }

    friend bool operator==(const Hazard &, const Hazard &) = default;
};

/// Judges by the newest snapshots. What an unreachable cluster is now cannot be known, and unknown
/// is never taken for harmless.
[[nodiscard]] QList<Hazard> hazardsOf(const Operation &operation, const Arguments &arguments,
                                      const ClusterSnapshot &target,
                                      const QList<ClusterSnapshot> &fleet, const QDateTime &now);

/// The clusters whose present role decides on the hazards, to be read afresh before sending.
[[nodiscard]] QList<ClusterId> decidingClusters(const Operation &operation,
                                                const ClusterSnapshot &target,
                                                const QList<ClusterSnapshot> &fleet);

/// The grave ones that are not among the accepted.
[[nodiscard]] QList<Hazard> notAccepted(const QList<Hazard> &hazards,
                                        const QList<Hazard> &accepted);

/// What is so and would become of it, of those that have to be accepted and of the others.
[[nodiscard]] QStringList graveTexts(const QList<Hazard> &hazards);
[[nodiscard]] QStringList otherTexts(const QList<Hazard> &hazards);

/// What the operation costs with these dangers.
[[nodiscard]] Severity severityOf(const Operation &operation, const Arguments &arguments,
                                  const QList<Hazard> &hazards);

} // namespace switchover
