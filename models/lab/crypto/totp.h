// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

/// Time-based one-time passwords (RFC 6238): SHA-1, six digits, a new one every thirty seconds.
namespace switchover::lab::totp {

inline constexpr qint64 periodSeconds = 30;

[[nodiscard]] QString code(const QByteArray &secret, qint64 unixSeconds);

/// Base32 without padding (RFC 4648), the form in which people enter secrets.
[[nodiscard]] QString toBase32(const QByteArray &bytes);
[[nodiscard]] QByteArray fromBase32(const QString &text);

} // namespace switchover::lab::totp
