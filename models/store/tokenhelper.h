// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <functional>

namespace switchover {

/// Runs `<helper> get`, as `vault` does, and takes the token it prints; empty if it prints none.
/// Same contract as CredentialStore: `done` runs once, never before the call returns, and not at
/// all once `context` died, which ends the program too. Error::File if it cannot be run, fails,
/// says too much or takes too long.
void readTokenFromHelper(const QString &helper, const QObject *context,
                         std::function<void(Result<SecretString>)> done,
                         std::chrono::milliseconds patience = std::chrono::seconds(20));

} // namespace switchover
