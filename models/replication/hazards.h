// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/arguments.h"
#include "models/replication/fleetmemory.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// A danger of an operation that its own cluster does not show, only the others of the fleet.
/// Vault itself prevents none of them.
struct Hazard
{
    enum class Kind {
        SecondPrimary,    ///< another cluster is primary of the set now
        PrimaryAlive,     ///< it was primary, does not answer here, and a secondary hears from it
        UnknownPrimary,   ///< it was primary, does not answer here, and nobody hears from it
        LosesWrites,      ///< a promotion loses writes of the former primary, or may
        NotLevel,         ///< a demotion keeps from a secondary what it has not received yet
        Followers,        ///< secondaries lose their primary
        CutsOff,          ///< the secondary that an id belongs to
        UnknownSecondary, ///< the primary does not know the id
        ErasesFollowers,  ///< what is erased here is erased on its own secondaries too
        NotAPrimary,      ///< it would be pointed to a cluster that is no primary of its set
        RemovesData,      ///< a filter takes data away from a secondary
        MayRemoveData,    ///< a filter may: the stored one or the mounts are not all known
        SendsData,        ///< a filter lets data go out to a secondary
        MaySendData,
    };
    Kind kind {};
    ClusterId cluster;       ///< the other cluster; invalid if it is not registered, or several
    QString text;            ///< what is so now, and what the operation would make of it
    QString acknowledgement; ///< what the operator has to agree to; "" if nothing
    QString phrase;          ///< what the operator has to confirm by typing it; "" if nothing
    /// How much is missing, where that is what is accepted; nullopt: unknown, or not a matter of
    /// numbers.
    std::optional<quint64> wals {};
    QStringList paths {}; ///< the mounts and namespaces that a filter moves

    /// Has to be accepted explicitly, on a page of its own.
    [[nodiscard]] bool isGrave() const { return !acknowledgement.isEmpty() || !phrase.isEmpty(); }
    /// Stops the operation. The operator can override that in words: a box of its own, and the
    /// phrase.
    [[nodiscard]] bool blocks() const { return !acknowledgement.isEmpty() && !phrase.isEmpty(); }
    /// Whoever accepted this one accepted the other, too: it is the same, whatever the times and
    /// figures in its text, and not much more is missing.
    [[nodiscard]] bool covers(const Hazard &other) const;

    friend bool operator==(const Hazard &, const Hazard &) = default;
};

/// Judges by the newest snapshots, and by what is remembered of former roles. Unknown is never
/// taken for harmless.
[[nodiscard]] QList<Hazard> hazardsOf(const Operation &operation, const Arguments &arguments,
                                      const ClusterSnapshot &target,
                                      const QList<ClusterSnapshot> &fleet, const QDateTime &now,
                                      const FleetMemory &memory = {});

/// The clusters whose present state decides on the hazards, to be read afresh before sending.
[[nodiscard]] QList<ClusterId> decidingClusters(const Operation &operation,
                                                const ClusterSnapshot &target,
                                                const QList<ClusterSnapshot> &fleet,
                                                const FleetMemory &memory = {});

/// The grave ones that none of the accepted covers.
[[nodiscard]] QList<Hazard> notAccepted(const QList<Hazard> &hazards,
                                        const QList<Hazard> &accepted);

/// What is so and would become of it, of those that have to be accepted and of the others.
[[nodiscard]] QStringList graveTexts(const QList<Hazard> &hazards);
[[nodiscard]] QStringList otherTexts(const QList<Hazard> &hazards);

/// What the operation costs with these dangers.
[[nodiscard]] Severity severityOf(const Operation &operation, const Arguments &arguments,
                                  const QList<Hazard> &hazards);

} // namespace switchover
