// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/memorycredentialstore.h"
#include "tests/fleet/sessions.h"
#include "tests/patience.h"

#include <QTest>

#include <algorithm>
#include <memory>

// A fleet without a lab, for the tests of this folder.

namespace switchover::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = ActivityEntry::Kind;

inline ClusterRecord recordOf(const QString &name, const QString &address)
{
    ClusterRecord record;
    record.identity.id = { u"id-"_s + name };
    record.identity.name = name;
    record.identity.address = address;
    return record;
}

inline QByteArray primaryOf(const QByteArray &secondary, int wal)
{
    return R"({"mode":"primary","state":"running","cluster_id":"set-1","known_secondaries":[")"
        + secondary + R"("],"last_wal":)" + QByteArray::number(wal) + R"(,"last_performance_wal":)"
        + QByteArray::number(wal) + R"(,"merkle_root":"aa","secondaries":[{"node_id":")" + secondary
        + R"(","connection_status":"connected"}]})";
}

inline QByteArray secondaryOf(const QByteArray &id, int wal)
{
    return R"({"mode":"secondary","state":"stream-wals","cluster_id":"set-1","secondary_id":")" + id
        + R"(","connection_state":"ready","last_remote_wal":)" + QByteArray::number(wal)
        + R"(,"merkle_root":"aa"})";
}

/// What a fleet needs, all in memory.
struct Desk
{
    ClusterRegistry registry { QString() };
    MemoryCredentialStore credentials;
    ActivityLog activity { QString() };
    SystemClock system;
    FakeClock turned; ///< for tests that turn the time by hand
    bool usesTurned = false;

    [[nodiscard]] std::unique_ptr<Fleet> fleet() { return fleet(credentials); }
    [[nodiscard]] std::unique_ptr<Fleet> fleet(CredentialStore &store)
    {
        SessionMeans means;
        means.random = [] { return 0.5; };
        return std::make_unique<Fleet>(registry, store, activity,
                                       usesTurned ? static_cast<const Clock &>(turned) : system,
                                       means);
    }
    [[nodiscard]] QStringList texts(Kind kind) const
    {
        QStringList texts;
        for (const ActivityEntry &entry : activity.entries()) {
            if (entry.kind == kind)
                texts.append(entry.text);
        }
        return texts;
    }
};

/// Polls all until each was read at least once.
inline bool readAll(Fleet &fleet)
{
    fleet.refreshAll();
    return QTest::qWaitFor(
        [&] {
            const QList<ClusterSnapshot> all = fleet.snapshots();
            return std::ranges::all_of(
                all, [](const ClusterSnapshot &one) { return one.takenAt.isValid(); });
        },
        test::patience);
}

} // namespace switchover::test
