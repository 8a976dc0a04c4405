// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/answers.h"

#include <QJsonArray>

namespace switchover::lab {

// Second factors of a login: passcodes, and questions on a telephone.

/// What was given for each method, by its id or its name.
using Credentials = QMap<QString, QString>;

/// `mfa_requirement` of an answer.
[[nodiscard]] QByteArray requirementOf(const Context &context, const QString &requestId,
                                       const QStringList &enforcements);

struct FactorVerdict
{
    QString refusal;    ///< empty: nothing against it
    QStringList pushes; ///< methods whose telephone has to be asked still
};
/// Judges the passcodes that the enforcements of this login ask for.
[[nodiscard]] FactorVerdict judgeFactors(Context &context, const QString &login,
                                         const Credentials &credentials);

/// Asks somebody's telephone; gives the request's id. What it does by itself is in the user's name.
[[nodiscard]] QString askTelephone(Context &context, const QString &login, const QString &method,
                                   const QString &nonce = {});
enum class Telephone { Waiting, Approved, Denied, TimedOut };
/// Once it is answered, the request is forgotten.
[[nodiscard]] Telephone lookAtTelephone(Context &context, const QString &request);

/// {"user":["123456"]} and "<method>:<passcode>" as credentials.
[[nodiscard]] Credentials credentialsFrom(const QJsonObject &payload);
[[nodiscard]] Credentials credentialsFrom(const QList<QByteArray> &headers);

} // namespace switchover::lab
