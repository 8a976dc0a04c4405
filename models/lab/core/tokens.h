// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/cluster.h"
#include "models/lab/core/policy.h"

#include <QMap>

#include <optional>
#include <vector>

namespace switchover::lab {

// Tokens, and what they may do.

struct TokenRequest
{
    QString displayName = QStringLiteral("token");
    QString path = QStringLiteral("auth/token/create");
    QStringList policies;
    qint64 ttlSeconds = 0;
    bool renewable = true;
    bool orphan = false;
    QString parentAccessor;
    QString nameSpace = {};
    qint64 periodSeconds = 0;
    qint64 explicitMaxSeconds = 0;
    int uses = 0;
    QMap<QString, QString> meta = {};
};

/// A service token that nobody has stored yet.
[[nodiscard]] Token makeServiceToken(const Cluster &cluster, const TokenRequest &request,
                                     qint64 nowMs);
/// Stores a service token.
Token createServiceToken(Cluster &cluster, const TokenRequest &request, qint64 nowMs);
/// A batch token carries everything in itself and is stored nowhere.
[[nodiscard]] Token createBatchToken(const Cluster &cluster, const TokenRequest &request,
                                     qint64 nowMs);

/// A live token, of either kind.
[[nodiscard]] std::optional<Token> findToken(const Cluster &cluster, const QString &id,
                                             qint64 nowMs);
[[nodiscard]] QList<Token> tokensByAccessor(const Cluster &cluster, const QString &accessor);
/// With all its children.
void revokeToken(Cluster &cluster, const Token &token);

/// The policies of a token, as far as they exist and can be read.
[[nodiscard]] std::vector<Policy> policiesOf(const Cluster &cluster, const Token &token);
/// "root", or what its policies say about the path.
[[nodiscard]] QStringList capabilitiesOf(const Cluster &cluster, const Token &token,
                                         const QString &path);

/// The rules of all its policies, united where they name the same path; of a root token none.
[[nodiscard]] QMap<QString, QStringList> rulesOf(const Cluster &cluster, const Token &token);

enum class OperationTokenVerdict { Missing, Accepted, Refused };
/// Judges a dr_operation_token for a call to `path` on a DR secondary.
[[nodiscard]] OperationTokenVerdict judgeOperationToken(const Cluster &cluster,
                                                        const QString &token, const QString &path,
                                                        qint64 nowMs);

/// The policy, the role and a long-lived batch token for DR operations, as an operator prepares
/// them on the primary.
void prepareDrBatchToken(Cluster &primary, qint64 nowMs);

} // namespace switchover::lab
