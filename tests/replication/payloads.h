// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/snapshot.h"

#include <QTest>

// Values the tests of this folder build their cases from.

namespace switchover::testing {

inline QDateTime noon()
{
    return QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
}

inline ReplicationStatus statusFrom(const QByteArray &body)
{
    auto status = decodeReplicationStatus(body);
    if (!status)
        qFatal("bad payload in a test: %s", qPrintable(errorSentence(status.error())));
    return std::move(*status);
}

inline ReplicationStatus nested(const QByteArray &performance, const QByteArray &dr)
{
    return statusFrom("{\"data\":{\"performance\":" + performance + ",\"dr\":" + dr + "}}");
}

/// A reachable, unsealed, signed-in cluster that was read at noon.
inline ClusterSnapshot cluster(const QString &name, const ReplicationStatus &status,
                               const QString &version = QStringLiteral("1.17.2+ent"))
{
    ClusterSnapshot snapshot;
    snapshot.identity = { .id = { QStringLiteral("id-") + name },
                          .name = name,
                          .address = QStringLiteral("https://%1.example:8200").arg(name) };
    snapshot.revision = 1;
    snapshot.takenAt = snapshot.statusAt = snapshot.healthAt = noon();
    snapshot.status = status;
    Health health { .httpStatus = 200, .initialized = true, .sealed = false, .standby = false };
    health.serverTimeUtc = noon().toSecsSinceEpoch();
    health.version = version;
    health.haClusterId = QStringLiteral("ha-") + name;
    snapshot.health = health;
    snapshot.signIn = SignInState::SignedIn;
    if (const auto *dr = snapshot.block(ReplicationType::DisasterRecovery);
        dr && dr->isSecondary()) {
        snapshot.signIn = SignInState::Impossible;
        snapshot.health->httpStatus = 472;
    }
    return snapshot;
}

inline Error silence()
{
    return { .kind = Error::Kind::Timeout, .where = QStringLiteral("a.example:8200") };
}

/// The cluster stopped answering after it was read.
inline ClusterSnapshot silenced(ClusterSnapshot snapshot)
{
    snapshot.statusError = silence();
    snapshot.healthError = silence();
    return snapshot;
}

inline const QByteArray off = R"({"mode":"disabled"})";

/// A primary that knows `secondaries` (a JSON array) and wrote up to `wal`.
inline QByteArray primary(const QByteArray &set, const QByteArray &known, int wal = 500,
                          const QByteArray &entries = "[]", const QByteArray &root = "aa")
{
    const QByteArray number = QByteArray::number(wal);
    return R"({"mode":"primary","state":"running","cluster_id":")" + set
        + R"(","known_secondaries":)" + known + R"(,"last_wal":)" + number + R"(,"last_dr_wal":)"
        + number + R"(,"last_performance_wal":)" + number + R"(,"merkle_root":")" + root
        + R"(","primary_cluster_addr":"","secondaries":)" + entries + "}";
}

inline QByteArray secondary(const QByteArray &set, const QByteArray &id, int remoteWal = 500,
                            const QByteArray &state = "stream-wals",
                            const QByteArray &connection = "ready",
                            const QByteArray &entries = "[]", const QByteArray &root = "aa")
{
    return R"({"mode":"secondary","state":")" + state + R"(","cluster_id":")" + set
        + R"(","secondary_id":")" + id + R"(","last_remote_wal":)" + QByteArray::number(remoteWal)
        + R"(,"connection_state":")" + connection + R"(","merkle_root":")" + root
        + R"(","primary_cluster_addr":"https://p.example:8201","known_primary_cluster_addrs":["https://p.example:8201"],"primaries":)"
        + entries + "}";
}

inline QByteArray detached(const QByteArray &set)
{
    return R"({"mode":"secondary","state":"idle","cluster_id":")" + set
        + R"(","secondary_id":"","merkle_root":"aa","primary_cluster_addr":"","known_primary_cluster_addrs":null,"primaries":[]})";
}

inline QByteArray entry(const QByteArray &id, const QByteArray &status = "connected",
                        const QByteArray &more = {})
{
    return R"({"node_id":")" + id + R"(","api_address":"https://)" + id
        + R"(.example:8200","cluster_address":"https://)" + id
        + R"(.example:8201","connection_status":")" + status
        + R"(","last_heartbeat":"2026-03-01T12:59:58+01:00")" + more + "}";
}

/// `block` with more members at its end.
inline QByteArray withMembers(QByteArray block, const QByteArray &members)
{
    return block.insert(block.size() - 1, ',' + members);
}

} // namespace switchover::testing
