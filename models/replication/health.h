// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/json.h"
#include "models/replication/words.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <compare>
#include <optional>

namespace switchover {

/// GET sys/health. The HTTP status is part of the answer (200, 429, 472, 473, 474, 501, 503, 530)
/// and the body is JSON for all of them.
struct Health
{
    int httpStatus = 0;
    bool initialized = false;
    bool sealed = true;
    bool standby = true;
    bool performanceStandby = false;
    std::optional<Word<Mode>> performanceMode;
    std::optional<Word<Mode>> drMode;
    std::optional<qint64> serverTimeUtc; ///< Unix seconds
    QString version;                     ///< "1.21.0+ent"; may be ""
    std::optional<bool> enterprise;      ///< since 1.16; isEnterprise() also looks at the version
    std::optional<QString> clusterName;
    std::optional<QString> haClusterId; ///< wire: cluster_id; one HA cluster, not a replication set
    std::optional<quint64> lastWal;
    std::optional<QString> licenseState;
    std::optional<QDateTime> licenseExpiry;
    std::optional<bool> licenseTerminated;
    std::optional<qint64> clockSkewMs;
    std::optional<qint64> echoDurationMs;
    std::optional<qint64> canaryAgeMs;
    std::optional<bool> haConnectionHealthy;
    std::optional<bool> removedFromCluster;
    QList<RawField> unknownFields;

    [[nodiscard]] bool isActive() const
    {
        return initialized && !sealed && !standby && !performanceStandby;
    }
    [[nodiscard]] std::optional<bool> isEnterprise() const;
    /// By the body or, for 530, by the code alone. Such a node says sealed as well, and unsealing
    /// does not help it.
    [[nodiscard]] bool isRemoved() const;
    /// A standby that says it cannot reach its active node; by the body or, for 474, by the code.
    [[nodiscard]] bool hasLostActiveNode() const;
    /// By the body or, for 472, by the code alone.
    [[nodiscard]] bool isDrSecondary() const;

    friend bool operator==(const Health &, const Health &) = default;
};

[[nodiscard]] Result<Health> decodeHealth(int httpStatus, QByteArrayView body);

/// GET sys/seal-status, and the answer of sys/unseal.
struct SealStatus
{
    QString type;
    bool initialized = false;
    bool sealed = true;
    int threshold = 0;
    int shares = 0;
    int progress = 0;
    QString nonce;
    QString version;
    std::optional<bool> recoverySeal; ///< true: auto-unseal, so key holders own recovery keys
    std::optional<QString> storageType;
    std::optional<bool> removedFromCluster; ///< since 1.19
    std::optional<QString> clusterName;
    std::optional<QString> haClusterId;
    QList<RawField> unknownFields;

    friend bool operator==(const SealStatus &, const SealStatus &) = default;
};

[[nodiscard]] Result<SealStatus> decodeSealStatus(QByteArrayView body);

/// GET sys/leader.
struct Leader
{
    bool haEnabled = false;
    bool isSelf = false;
    QString leaderAddress; ///< "" if redacted or none
    QString leaderClusterAddress;
    std::optional<QDateTime> activeTime;

    friend bool operator==(const Leader &, const Leader &) = default;
};

[[nodiscard]] Result<Leader> decodeLeader(QByteArrayView body);

/// "1.13.4+ent" as numbers; nullopt if it does not start with two numbers.
struct VaultVersion
{
    int major = 0;
    int minor = 0;
    int patch = 0;

    [[nodiscard]] static std::optional<VaultVersion> parse(const QString &text);
    friend bool operator==(const VaultVersion &, const VaultVersion &) = default;
    friend auto operator<=>(const VaultVersion &, const VaultVersion &) = default;
};

} // namespace switchover
