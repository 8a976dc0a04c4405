// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace switchover {

/// "host:port" in lower case and ASCII (punycode), with the scheme's port where the URL names none.
[[nodiscard]] QString hostAndPort(const QUrl &url);

/// True for the statuses after which method and body could be sent again elsewhere.
[[nodiscard]] bool isRedirectStatus(int status);

/// Where `location` leads from `from`, if Vault could have sent it: the same request at another
/// address. A standby that cannot forward answers 307 with the active node's address (api.md 6.13).
/// Error kinds:
/// - Redirected: no http or https address, user info, or an end of TLS;
/// - Misredirected: another path or query, or the address that was just asked.
[[nodiscard]] Result<QUrl> redirectTarget(const QUrl &from, int status, const QByteArray &location);

/// A write repeats only after 307 and 308, which keep method and body. Vault sends 307.
[[nodiscard]] bool mayRepeatWrite(int status);

/// Is `to` the host of `from`, or one of `hosts` ("host:port")?
[[nodiscard]] bool isAmongHosts(const QUrl &from, const QUrl &to, const QStringList &hosts);

} // namespace switchover
