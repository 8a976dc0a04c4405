// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/replication/status.h"

using namespace switchover;

// GET sys/replication/status in every shape, also as the answer of a type's own endpoint.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView body = fuzz::bytes(data, size);
    const auto status = decodeReplicationStatus(body);
    if (status) {
        const auto again = decodeReplicationStatus(body.toByteArray() + "\n");
        fuzz::require(again && *again == *status, "the same bytes give the same status");
        for (const auto type :
             { ReplicationType::Performance, ReplicationType::DisasterRecovery }) {
            if (const ReplicationBlock *block = status->block(type))
                (void)block->lastWalFor(type);
        }
    }
    (void)decodeReplicationStatus(body, ReplicationType::Performance);
    (void)decodeReplicationStatus(body, ReplicationType::DisasterRecovery);
    return 0;
}
