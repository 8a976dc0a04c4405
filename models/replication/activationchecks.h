// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/activationtoken.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace switchover {

/// Where a host can be reached from, as far as its address tells.
enum class AddressScope {
    Unspecified, ///< "0.0.0.0": nobody can be reached there
    Loopback,    ///< only from the same machine
    Private,     ///< from the same network
    Public,
    Name, ///< a host name tells nothing
};
[[nodiscard]] AddressScope addressScope(const QString &address);

/// What the primary said to sys/wrapping/lookup, which does not use the token up.
enum class TokenUse {
    NotAsked, ///< no registered cluster can be asked
    Asking,
    Unused,
    Spent,  ///< used, expired or revoked: Vault does not say which
    Forged, ///< its signature is not the asked cluster's
    Unanswered,
};

/// All that is known before an activation token is sent to the cluster that shall follow.
struct ActivationCase
{
    ReplicationType type = ReplicationType::Performance; ///< of the operation
    bool updatesPrimary = false;                         ///< else enables a secondary
    std::optional<ActivationTokenClaims> claims;         ///< nullopt: the token is opaque
    std::optional<QDateTime> expires; ///< from the claims, or from where it was made
    QString givenAddress;             ///< primary_api_addr, which wins over the token's
    QDateTime now;
    const ClusterSnapshot *target = nullptr;
    const ClusterSnapshot *issuer = nullptr;  ///< nullptr: not registered, or not known
    std::optional<ReplicationType> mintedFor; ///< of a token generated here
    QString secondaryId;                      ///< of a token generated here; "" unknown
    bool isPublicKeyBundle = false;           ///< of a token generated here
    ClusterId bundleFor;      ///< the cluster whose public key it was made with; invalid: unknown
    QString bundleForName;    ///< its name
    bool bundleIsOld = false; ///< that cluster has made another key pair since
    TokenUse use = TokenUse::NotAsked;
    QString useDetail;    ///< why it is unanswered
    QString creationPath; ///< of an unused token
};

/// One answer, in words. Unknown is never good.
struct ActivationCheck
{
    enum class Verdict { Pass, Warn, Block, Unknown };

    QString
        id; ///< "expiry", "use", "type", "address", "reach", "self", "set", "id", "version", "key"
    Verdict verdict = Verdict::Unknown;
    QString text; ///< what is so, and what to do where it is bad

    friend bool operator==(const ActivationCheck &, const ActivationCheck &) = default;
};

/// The checks that apply, in order. Empty without a target.
[[nodiscard]] QList<ActivationCheck> activationChecks(const ActivationCase &known);

/// The registered cluster that answers at this API address: one of its nodes, or its active node by
/// its own word. nullptr if none does, or several.
[[nodiscard]] const ClusterSnapshot *clusterAt(const QString &address,
                                               const QList<ClusterSnapshot> &fleet);

} // namespace switchover
