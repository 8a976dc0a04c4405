// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/replication/activationtoken.h"

using namespace switchover;

// Claims of an activation token: the input as the token itself, and as the claims inside one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input = fuzz::bytes(data, size).toByteArray();
    (void)decodeActivationToken(SecretString(input));

    constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    const QByteArray token = "eyJhbGciOiJFUzUxMiJ9." + input.toBase64(base64) + ".c2ln";
    if (const auto claims = decodeActivationToken(SecretString(token))) {
        fuzz::require(!claims->expires || claims->expires->isValid(), "an expiry is a moment");
        const auto padded = decodeActivationToken(SecretString(
            "eyJhbGciOiJFUzUxMiJ9." + input.toBase64(QByteArray::Base64UrlEncoding) + ".c2ln"));
        fuzz::require(padded == claims, "padding changes nothing");
    }
    return 0;
}
