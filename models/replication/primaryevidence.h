// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace switchover {

/// What one secondary reports of the primary that it follows. While the primary does not answer
/// here, this is the only evidence of whether it lives.
struct HeardOfPrimary
{
    ClusterId witness;
    QString witnessName;
    ReplicationType type = ReplicationType::Performance; ///< of the link
    std::optional<bool> isConnected; ///< connection_state, or the status of its entry
    /// Since the last heartbeat, until now: by the clock of the witness's own server up to its
    /// reading, and by ours from then on. nullopt: no heartbeat, or no clock to compare it with.
    std::optional<std::chrono::milliseconds> heartbeatAge;

    friend bool operator==(const HeardOfPrimary &, const HeardOfPrimary &) = default;
};

/// A primary sends a heartbeat every few seconds. One that was heard within this time lives.
inline constexpr std::chrono::milliseconds heartbeatLimit = std::chrono::seconds(30);

/// It proves that the primary was alive within the limit. A state word is no proof: a secondary
/// keeps its "ready" for a while, and without a heartbeat's age only that is left.
[[nodiscard]] bool isProofOfLife(const HeardOfPrimary &heard);

/// The age of a heartbeat by the clock of the server that reported it. nullopt if that server did
/// not tell its time with the same reading, or if the heartbeat is ahead of it.
[[nodiscard]] std::optional<std::chrono::milliseconds>
heartbeatAge(const ClusterSnapshot &reporter, const Peer &entry, const QDateTime &now);

/// What this secondary reports of its primary. nullopt: it is none, or was not read just now.
[[nodiscard]] std::optional<HeardOfPrimary> heardBy(const ClusterSnapshot &secondary,
                                                    ReplicationType type, const QDateTime &now);

/// What the registered secondaries of either type report of this cluster, the newest heartbeat
/// first. Only live readings count.
[[nodiscard]] QList<HeardOfPrimary>
heardOf(const ClusterSnapshot &primary, const QList<ClusterSnapshot> &fleet, const QDateTime &now);

/// The same of a primary that is not registered: what the registered members of the secondary's set
/// report that follow the same addresses.
[[nodiscard]] QList<HeardOfPrimary> heardOfPrimaryOf(const ClusterSnapshot &secondary,
                                                     ReplicationType type,
                                                     const QList<ClusterSnapshot> &fleet,
                                                     const QDateTime &now);

/// "basalt received the last DR heartbeat of amber 2 s ago. Its connection to amber is ready."
[[nodiscard]] QString evidenceText(const HeardOfPrimary &heard, const QString &primary);
/// "2 s", "4 min".
[[nodiscard]] QString ageText(std::chrono::milliseconds age);

} // namespace switchover
