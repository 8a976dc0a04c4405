// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clusteridentity.h"
#include "models/base/error.h"
#include "models/replication/capabilities.h"
#include "models/replication/health.h"
#include "models/replication/status.h"

#include <QDateTime>
#include <QList>

#include <chrono>
#include <optional>

namespace switchover {

enum class SignInState {
    SignedOut,
    SignedIn,
    Impossible, ///< a DR secondary: every login is closed there
    Refused,    ///< the server no longer accepts the token
};

/// How much a value may be trusted now.
enum class Freshness {
    Never, ///< not read yet
    Live,
    Stale, ///< the newest reading failed or is overdue; show the age
};

/// One node as it answered on its own address.
struct NodeSnapshot
{
    QString address;
    std::optional<Health> health;
    std::optional<SealStatus> seal;
    std::optional<Error> error; ///< of the newest attempt

    friend bool operator==(const NodeSnapshot &, const NodeSnapshot &) = default;
};

/// What one cluster answered at one time. An immutable value: everything that is shown or decided
/// comes from one of these. Old values are kept when a newer reading fails, with the error beside
/// them, and freshness() tells them apart.
struct ClusterSnapshot
{
    ClusterIdentity identity;
    quint64 revision = 0; ///< counts the snapshots of this cluster; 0 is before the first poll
    QDateTime takenAt;    ///< end of the newest poll, UTC; invalid before the first
    std::optional<Health> health;
    QDateTime healthAt;               ///< when `health` was read
    std::optional<Error> healthError; ///< of the newest poll
    std::optional<ReplicationStatus> status;
    QDateTime statusAt;               ///< when `status` was read
    std::optional<Error> statusError; ///< of the newest poll
    std::optional<SealStatus> seal;
    std::optional<Leader> leader;
    QList<NodeSnapshot> nodes;
    SignInState signIn = SignInState::SignedOut;
    QString signedInAs; ///< display name of the token; never the token
    std::optional<QDateTime> signInExpires;
    bool signInEnding =
        false; ///< the token ends soon, and was not renewed at two thirds of its life
    bool signInRenewable = false; ///< asking for more time makes sense
    QString signInProblem; ///< why the token was refused, dropped or is doubtful; "" if it was not
    bool signInDoubtful = false; ///< a token is held, but the server refused it and may be wrong
    /// Of a token with limited uses, counted here: asking the server would spend one.
    std::optional<qint64> signInUsesLeft;
    Capabilities capabilities; ///< of the signed-in token; empty: not known
    bool lookOnly = false;     ///< the client refuses writes to this cluster
    bool settling = false; ///< an operation was sent here and is waited for: silence is expected
    std::chrono::milliseconds pollInterval { 0 };

    [[nodiscard]] const ReplicationBlock *block(ReplicationType type) const;
    /// Of the replication status. Stale after the newest attempt failed or three poll intervals
    /// passed.
    [[nodiscard]] Freshness freshness(const QDateTime &now) const;
    [[nodiscard]] bool isReachable() const; ///< the newest poll got some answer from Vault
    [[nodiscard]] bool isDrSecondary() const;
    /// True for Vault 0.7, which knows only sys/replication/primary|secondary/... .
    [[nodiscard]] bool speaksLegacyApi() const;

    friend bool operator==(const ClusterSnapshot &, const ClusterSnapshot &) = default;
};

} // namespace switchover
