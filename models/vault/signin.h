// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// GET auth/token/lookup-self without the token.
struct TokenInfo
{
    QString displayName;
    QString accessor;
    QStringList policies;
    std::optional<QDateTime> expires; ///< nullopt: never
    qint64 ttlSeconds = 0;            ///< 0: does not expire
    qint64 creationTtlSeconds = 0;
    bool renewable = false;
    QString type; ///< "service", "batch"
    /// num_uses after the look-up, which itself spends one; nullopt: as often as one likes.
    std::optional<qint64> usesLeft {};

    [[nodiscard]] bool isRoot() const { return policies.contains(QStringLiteral("root")); }
    friend bool operator==(const TokenInfo &, const TokenInfo &) = default;
};

/// Answer of wrapping/lookup.
struct WrappingInfo
{
    QString creationPath; ///< names the replication type the token is for
    QDateTime createdAt;
    qint64 ttlSeconds = 0;

    friend bool operator==(const WrappingInfo &, const WrappingInfo &) = default;
};

} // namespace switchover
