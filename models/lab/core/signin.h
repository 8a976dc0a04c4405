// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/answers.h"

namespace switchover::lab {

inline constexpr qint64 systemTtl = 768 * 3600;

/// Somebody whose credentials were right.
struct SignIn
{
    QString login; ///< key in SharedData::logins
    QString displayName;
    QJsonObject metadata = {};
};

/// A token, or the demand for second factors, or the wait for them.
[[nodiscard]] Answer completeSignIn(Context &context, const SignIn &who);

/// `auth` of an answer.
[[nodiscard]] QByteArray authBlock(const Token &token, const QJsonObject &metadata = {});

/// The user or role of the called mount: "userpass/users/jo"; nullptr if there is none.
[[nodiscard]] const Login *findLogin(const Context &context, const QString &key);

// After five wrong passwords a user is locked for a quarter of an hour (1.13 and later).
[[nodiscard]] bool isLockedOut(const Context &context, const QString &login);
void noteFailure(Context &context, const QString &login);

} // namespace switchover::lab
