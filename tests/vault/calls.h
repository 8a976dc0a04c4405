// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/apicall.h"

namespace switchover {

// Calls written out by hand, so that these tests stand on nothing but the client.

inline ApiCall demoteCall(const QByteArray &body = "{}")
{
    return { .operation = OperationId::PerformanceDemote,
             .method = HttpMethod::Post,
             .path = QStringLiteral("sys/replication/performance/primary/demote"),
             .body = SecretString(body),
             .shownBody = body,
             .authorization = Authorization::Token };
}

inline ApiCall deleteFilterCall(const QString &id = QStringLiteral("eu"))
{
    return { .operation = OperationId::PathsFilterDelete,
             .method = HttpMethod::Delete,
             .path = QStringLiteral("sys/replication/performance/primary/paths-filter/") + id,
             .authorization = Authorization::Token };
}

/// Vault 0.7 mints by GET.
inline ApiCall legacyMintCall(const QString &id = QStringLiteral("eu"))
{
    return { .operation = OperationId::PerformanceMintToken,
             .method = HttpMethod::Get,
             .path = QStringLiteral("sys/replication/primary/secondary-token"),
             .query = { { QStringLiteral("id"), id } },
             .authorization = Authorization::SudoToken };
}

inline ApiCall drPromoteCall()
{
    return { .operation = OperationId::DrPromote,
             .method = HttpMethod::Post,
             .path = QStringLiteral("sys/replication/dr/secondary/promote"),
             .body = SecretString("{\"dr_operation_token\":\"hvs.dr-operation\"}"),
             .shownBody = "{\"dr_operation_token\":\"<DR operation token>\"}",
             .authorization = Authorization::DrOperationToken };
}

inline ApiCall readFilterCall()
{
    return { .operation = OperationId::PathsFilterRead,
             .method = HttpMethod::Get,
             .path = QStringLiteral("sys/replication/performance/primary/paths-filter/eu"),
             .authorization = Authorization::Token };
}

} // namespace switchover
