// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustersession.h"
#include "tests/fleet/scriptedvault.h"

namespace switchover::test {

/// The registry's entry of one cluster "amber" that `server` and `more` addresses serve.
inline ClusterRecord recordOf(const ScriptedVault &server, const QStringList &more = {})
{
    ClusterRecord record;
    record.identity.id = { QStringLiteral("c1") };
    record.identity.name = QStringLiteral("amber");
    record.identity.address = server.address();
    record.moreAddresses = more;
    return record;
}

/// Nothing left to chance. The time limits are the program's own, which no loaded machine reaches;
/// a test about a server that hangs sets its own.
inline SessionMeans withoutJitter()
{
    SessionMeans means;
    means.random = [] { return 0.5; };
    return means;
}

} // namespace switchover::test
