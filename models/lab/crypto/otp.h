// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

/// One-time passwords that hide a freshly generated DR operation or root token.
///
/// `length` is Vault's otp_length: 26 for tokens "s." + 24, 28 for "hvs." + 24. Zero means the old
/// form of Vault 0.9 and 0.10, where the token is a UUID and the password 16 bytes in base64.
namespace switchover::lab::otp {

[[nodiscard]] QString generate(int length);

/// Whether a password supplied by the caller can be used at all.
[[nodiscard]] bool isUsable(QStringView otp, int length);

/// The token hidden by the password: base64, without '=' in the newer form. Errors: InvalidInput.
[[nodiscard]] Result<QString> encode(QStringView token, QStringView otp, int length);

/// The way back, which tolerates padding. Errors: InvalidInput, also if the result is not
/// printable.
[[nodiscard]] Result<QString> decode(QStringView encoded, QStringView otp, int length);

/// A key share as people type it: hexadecimal if it can be read so, otherwise base64, as Vault
/// tries them. Nothing if it is neither, or empty.
[[nodiscard]] std::optional<QByteArray> parseShare(QByteArrayView text);

} // namespace switchover::lab::otp
