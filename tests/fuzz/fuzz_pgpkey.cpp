// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/replication/pgppublickey.h"

using namespace switchover;

// A key holder's public key as it was pasted: armoured, base64 or binary.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto key = pgpPublicKeyFrom(fuzz::bytes(data, size).toByteArray());
    if (!key) {
        fuzz::require(!key.error().detail.isEmpty(), "a refusal says why");
        return 0;
    }
    // What goes to the server is the same key, and no other.
    const auto again = pgpPublicKeyFrom(key->forServer().toLatin1());
    fuzz::require(again && *again == *key, "the key comes back");
    return 0;
}
