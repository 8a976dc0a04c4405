// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustersession.h"
#include "tests/fleet/scriptedvault.h"

namespace switchover::test {

inline const QByteArray statusPath = "sys/replication/status";
inline const QByteArray lookupPath = "auth/token/lookup-self";
/// What a DR secondary says to nearly everything.
inline const QByteArray drDoor = "path disabled in replication DR secondary mode";
/// The block of a secondary that streams.
inline const QByteArray drSecondary =
    R"({"mode":"secondary","state":"stream-wals","cluster_id":"s1","connection_state":"ready","last_remote_wal":7})";

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
