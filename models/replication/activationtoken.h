// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/replication/words.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace switchover {

/// What an activation token says about itself. Its signature cannot be checked here: the key
/// never leaves the primary. Whoever has the token can obtain all data of the primary.
struct ActivationTokenClaims
{
    std::optional<QString>
        address; ///< `addr`: API address of the issuing node; "" if none was configured
    std::optional<QDateTime> expires; ///< `exp`
    std::optional<QDateTime> issued;  ///< `iat`
    QString type;                     ///< "wrapping"

    friend bool operator==(const ActivationTokenClaims &, const ActivationTokenClaims &) = default;
};

/// nullopt if the token is not a JWT: Vault 0.7 used bare UUIDs, and bundles made with a
/// public key are opaque. Such tokens are valid all the same.
[[nodiscard]] std::optional<ActivationTokenClaims> decodeActivationToken(const SecretString &token);

/// An activation token as secondary-token handed it out.
struct MintedToken
{
    SecretString token;
    QString accessor;
    std::optional<qint64> ttlSeconds; ///< nullopt for a bundle made with a public key
    QDateTime createdAt;
    QString creationPath; ///< names the replication type
    bool isPublicKeyBundle = false;

    [[nodiscard]] std::optional<QDateTime> expiresAt() const;
};

} // namespace switchover
