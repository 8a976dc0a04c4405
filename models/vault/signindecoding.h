// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/vault/signin.h"

#include <QByteArrayView>
#include <QDateTime>

namespace switchover {

/// GET auth/token/lookup-self. `now` dates a ttl that comes without expire_time.
[[nodiscard]] Result<TokenInfo> decodeTokenLookup(QByteArrayView body, const QDateTime &now);

/// POST auth/token/renew-self: `auth` has no display name, and a duration instead of a date.
[[nodiscard]] Result<TokenInfo> decodeTokenRenewal(QByteArrayView body, const QDateTime &now);

/// POST sys/wrapping/lookup.
[[nodiscard]] Result<WrappingInfo> decodeWrappingLookup(QByteArrayView body);

} // namespace switchover
