// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/replication/health.h"

using namespace switchover;

// sys/health under each of its codes, sys/seal-status and sys/leader: what is asked of a node
// nobody signed in to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView body = fuzz::bytes(data, size);
    for (const int code : { 0, 200, 429, 472, 473, 503 }) {
        if (const auto health = decodeHealth(code, body)) {
            fuzz::require(health->httpStatus == code, "the code is part of the answer");
            (void)health->isEnterprise();
            (void)health->isDrSecondary();
            (void)VaultVersion::parse(health->version);
        }
    }
    (void)decodeSealStatus(body);
    (void)decodeLeader(body);
    return 0;
}
