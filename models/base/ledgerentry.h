// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// What became of an activation token that was minted here. Never the token.
struct LedgerEntry
{
    QString id; ///< of the entry
    ClusterId primary;
    QString primaryName;
    QString type;        ///< "performance" or "dr"
    QString secondaryId; ///< the id given to secondary-token
    QString accessor;
    QDateTime mintedAt;
    std::optional<QDateTime> expiresAt;
    std::optional<QDateTime> copiedAt;
    std::optional<QDateTime> usedAt;
    QString usedOn; ///< name of the cluster it was used on from here
    std::optional<QDateTime> seenConnectedAt;
    std::optional<QDateTime> revokedAt;
    bool publicKeyBundle = false;
    QString filterMode; ///< of the path filter last seen stored for the id; "" if none was
    QStringList filterPaths;

    friend bool operator==(const LedgerEntry &, const LedgerEntry &) = default;
};

} // namespace switchover
