// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/replication/arguments.h"
#include "models/replication/operation.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

namespace switchover {

enum class ApiDialect {
    Legacy, ///< Vault 0.7
    Typed,  ///< 0.8 and later
};

/// A value of a call as people may see it. `variable` names the shell variable that stands for a
/// secret; `value` is then its placeholder.
struct ShownArgument
{
    QString name;
    QString value;
    QString variable;
};

/// One HTTP call, ready to be sent exactly once.
struct ApiCall
{
    OperationId operation {};
    HttpMethod method = HttpMethod::Post;
    QString path; ///< below /v1/, percent-encoding still to be done per segment by the sender
    QList<QPair<QString, QString>> query;
    SecretString body;    ///< JSON; empty for GET and DELETE
    QByteArray shownBody; ///< the same with placeholders for secrets, for people and logs
    QList<ShownArgument> shownArguments; ///< body or query, in the order sent
    Authorization authorization = Authorization::Token;
};

/// Builds the call from the catalogue row. Parameters left at their default are not sent, so that
/// old servers do not meet fields they do not know.
[[nodiscard]] Result<ApiCall> apiCall(const Operation &operation, ApiDialect dialect,
                                      const Arguments &arguments);

/// The equivalent command lines with placeholders for secrets, for one cluster's address.
[[nodiscard]] QString asVaultCli(const ApiCall &call, const QString &address);
[[nodiscard]] QString asCurl(const ApiCall &call, const QString &address);

} // namespace switchover
