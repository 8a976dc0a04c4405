// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/fleetmemory.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace switchover {

/// How far a secondary is, compared with its primary.
enum class Standing {
    Level,   ///< it has everything that the primary had written when it was read
    Behind,  ///< some of that is missing
    Unknown, ///< an end does not say, or its connection is down
};

/// One secondary of a primary, from both ends' readings. Absent is unknown.
struct SecondaryStanding
{
    ClusterId cluster;   ///< invalid: not registered
    QString name;        ///< "basalt (https://…)"; of an unregistered one what its primary says
    QString shortName;   ///< "basalt", or its id
    QString secondaryId; ///< "" if it does not say
    Standing standing = Standing::Unknown;
    std::optional<quint64> primaryWal; ///< the last that the primary wrote for this type
    std::optional<quint64> remoteWal;  ///< the last that the secondary received
    std::optional<quint64> wals;       ///< that are missing
    std::optional<std::chrono::milliseconds> timeBehind; ///< since Vault 1.17
    std::optional<bool> rootsEqual; ///< never, where a path filter keeps data away
    std::optional<bool> isConnected;
    std::optional<std::chrono::milliseconds> heartbeatAge;
    QString whyUnknown; ///< a sentence

    friend bool operator==(const SecondaryStanding &, const SecondaryStanding &) = default;
};

/// What a demotion does to each secondary of the type: it stops the stream, so what is missing then
/// never arrives. Registered ones first, then the ids that no registered cluster uses. A path
/// filter makes roots differ for good, so WALs alone decide where roots are not equal.
[[nodiscard]] QList<SecondaryStanding> standingsOf(const ClusterSnapshot &primary,
                                                   ReplicationType type,
                                                   const QList<ClusterSnapshot> &fleet,
                                                   const FleetMemory &memory, const QDateTime &now);
/// All that is known of it, in a few sentences.
[[nodiscard]] QString standingText(const SecondaryStanding &standing);

/// What a promotion would lose of what the former primary had written.
struct PromotionLoss
{
    enum class Verdict {
        NoFormerPrimary, ///< no registered cluster is known to have been the primary
        Itself,          ///< the cluster was the last primary itself
        Level,           ///< the Merkle roots are equal: nothing
        UpToReading,     ///< nothing of what had been written by the last reading; later: unknown
        Lost,            ///< `wals` at least
        Unknown,
    };
    enum class Former {
        Primary, ///< still primary
        Demoted,
        Silent, ///< does not answer, or not with a status
    };
    Verdict verdict = Verdict::NoFormerPrimary;
    Former state = Former::Silent;
    ClusterId former; ///< invalid: NoFormerPrimary
    QString formerName;
    QString name;     ///< of the cluster to be promoted
    QDateTime readAt; ///< when the former primary was last read as primary; invalid: never
    std::optional<quint64> primaryWal;
    std::optional<quint64> remoteWal;
    std::optional<quint64> wals;
    std::optional<bool> rootsEqual;
    QString whyUnknown; ///< a sentence

    friend bool operator==(const PromotionLoss &, const PromotionLoss &) = default;
};

/// Compares the cluster's reading now with the last one of the primary that was demoted or is
/// silent. Roots count only as far as they are of the same data: equal roots prove that nothing is
/// missing, different ones prove nothing.
[[nodiscard]] PromotionLoss lossOfPromotion(const ClusterSnapshot &target, ReplicationType type,
                                            const QList<ClusterSnapshot> &fleet,
                                            const FleetMemory &memory);
/// All that is known of it, or its verdict alone.
[[nodiscard]] QString lossText(const PromotionLoss &loss);
[[nodiscard]] QString lossVerdict(const PromotionLoss &loss);

/// The former primary could become primary again instead: it was demoted, and the cluster to be
/// promoted is not known to have everything.
[[nodiscard]] bool mayPromoteFormer(const PromotionLoss &loss);

} // namespace switchover
