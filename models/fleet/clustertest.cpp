// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustertest.h"

#include "models/fleet/clustersession.h"
#include "models/fleet/recordconnection.h"
#include "models/store/clusterregistry.h"
#include "models/vault/vaultclient.h"

namespace switchover {

std::unique_ptr<ConnectionTest> makeConnectionTest(const ClusterRecord &record,
                                                   const SecretString &keyPassphrase,
                                                   const ClusterSession *session)
{
    std::optional<Error> flaw;
    QString address = record.identity.address;
    if (const Result<QString> normalized = ClusterRegistry::normalizedAddress(address))
        address = *normalized;
    else
        flaw = normalized.error();
    Trust trust;
    // The session may hold a pass phrase that was entered before.
    const bool same = session && sameWay(session->record(), record);
    if (Result<Trust> read = readTrust(trustSourcesOf(record), keyPassphrase))
        trust = *std::move(read);
    else if (same && keyPassphrase.isEmpty()
             && !session->client().connection().clientIdentity.isNull())
        trust = { .caPem = session->client().connection().caPem,
                  .clientIdentity = session->client().connection().clientIdentity };
    else if (!flaw)
        flaw = read.error();
    auto test = std::make_unique<ConnectionTest>(
        connectionOf(record, address, trust, std::chrono::seconds(10), std::chrono::seconds(60)),
        flaw);
    test->setKnownAddresses(record.moreAddresses);
    if (same)
        test->askNodesWith(&session->client());
    return test;
}

} // namespace switchover
