// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace switchover {

/// "host:port" in lower case, with the scheme's port where the URL names none.
[[nodiscard]] QString hostAndPort(const QUrl &url);

/// True for the statuses after which method and body are sent again elsewhere.
[[nodiscard]] bool isFollowedRedirect(int status);

/// Where `location` leads from `from`, if that is somewhere to go: Redirected if it is no
/// http or https address, has user info, or leaves TLS.
[[nodiscard]] Result<QUrl> redirectTarget(const QUrl &from, int status, const QByteArray &location);

/// May the token go to `to`, after it was meant for `from`?
[[nodiscard]] bool isTrustedWithToken(const QUrl &from, const QUrl &to,
                                      const QStringList &trustedHosts);

} // namespace switchover
