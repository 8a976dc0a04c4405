// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"

#include <QString>

#include <optional>

namespace switchover {

/// Answer of generate-operation-token/attempt and /update: bare JSON without envelope.
struct OperationTokenAttempt
{
    QString nonce;
    bool started = false;
    int progress = 0;
    int required = 0;
    bool complete = false;
    QString pgpFingerprint;
    int otpLength = 0; ///< take it from the attempt: the update's answer has 0
    SecretString otp; ///< only in the answer that started the attempt, only when the server made it
    SecretString encodedToken; ///< only when complete
};

[[nodiscard]] Result<OperationTokenAttempt> decodeOperationTokenAttempt(QByteArrayView body);

/// XOR of the encoded token with the OTP, in the format the length selects: base64 of both and a
/// UUID for otpLength 0 (before Vault 0.11), else ASCII OTP and base64 token. InvalidInput if the
/// lengths do not match or the result is not printable, which means the OTP is another one.
[[nodiscard]] Result<SecretString> decodeOperationToken(const SecretString &encodedToken,
                                                        const SecretString &otp, int otpLength);

} // namespace switchover
