// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/replication/answer.h"
#include "models/replication/catalogue.h"

using namespace switchover;

// The answers that carry something: activation tokens in wrap_info or as a bundle, public keys,
// filters, attempts to generate an operation token, and Vault's errors.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using Id = OperationId;
    const QByteArrayView body = fuzz::bytes(data, size);
    for (const Id id : { Id::PerformanceMintToken, Id::DrMintToken }) {
        const auto answer = decodeAnswer(operation(id), 200, body);
        if (!answer)
            continue;
        fuzz::require(answer->mintedToken.has_value() && !answer->mintedToken->token.isEmpty(),
                      "a token call's answer has a token");
        (void)answer->mintedToken->expiresAt();
        (void)decodeActivationToken(answer->mintedToken->token);
    }
    for (const Id id : { Id::PerformanceGeneratePublicKey, Id::PathsFilterRead,
                         Id::DynamicFilterRead, Id::DrStartAttempt, Id::PerformanceDemote })
        (void)decodeAnswer(operation(id), 200, body);
    for (const QString &text : decodeErrors(body))
        (void)friendlyText(text);
    return 0;
}
