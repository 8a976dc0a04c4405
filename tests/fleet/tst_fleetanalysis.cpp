// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleetanalysis.h"
#include "models/fleet/laghistory.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;

namespace {

ProblemContext at(const QDateTime &now)
{
    return { .now = now };
}

ClusterSnapshot primaryOf(const QString &name, const QString &set, const QDateTime &now)
{
    ClusterSnapshot snapshot;
    snapshot.identity = { .id = { name }, .name = name, .address = u"https://"_s + name };
    snapshot.takenAt = snapshot.statusAt = now;
    ReplicationBlock block;
    block.mode = { Mode::Primary, u"primary"_s };
    block.setId = set;
    snapshot.status = ReplicationStatus {};
    snapshot.status->performance = block;
    return snapshot;
}

Lag walLag(quint64 wals)
{
    Lag lag;
    lag.wals = wals;
    return lag;
}

} // namespace

/// What is computed from snapshots over time, without any server.
class FleetAnalysisTest : public QObject
{
    Q_OBJECT

private slots:
    void aProblemIsNewOnce()
    {
        const QDateTime start(QDate(2026, 3, 1), QTime(2, 0), Qt::UTC);
        const auto clusterIn = [&](bool sealed, const QDateTime &now) {
            ClusterSnapshot snapshot;
            snapshot.identity = { .id = { u"c"_s },
                                  .name = u"amber"_s,
                                  .address = u"https://a:8200"_s };
            snapshot.takenAt = now;
            snapshot.healthAt = now;
            snapshot.health = Health { .httpStatus = sealed ? 503 : 200,
                                       .initialized = true,
                                       .sealed = sealed,
                                       .standby = false,
                                       .version = u"1.21.0+ent"_s };
            return QList<ClusterSnapshot> { snapshot };
        };
        FleetAnalysis watched;
        QVERIFY(watched.update(clusterIn(false, start), {}, at(start)).isEmpty());
        const QList<Problem> fresh =
            watched.update(clusterIn(true, start.addSecs(10)), {}, at(start.addSecs(10)));
        QVERIFY(!fresh.isEmpty());
        QVERIFY(watched.update(clusterIn(true, start.addSecs(20)), {}, at(start.addSecs(20)))
                    .isEmpty());
        // Away for a moment is the same problem, away for long is not.
        QVERIFY(watched.update(clusterIn(false, start.addSecs(30)), {}, at(start.addSecs(30)))
                    .isEmpty());
        QVERIFY(watched.update(clusterIn(true, start.addSecs(40)), {}, at(start.addSecs(40)))
                    .isEmpty());
        QVERIFY(watched.update(clusterIn(false, start.addSecs(50)), {}, at(start.addSecs(50)))
                    .isEmpty());
        QVERIFY(watched.update(clusterIn(false, start.addSecs(700)), {}, at(start.addSecs(700)))
                    .isEmpty());
        QVERIFY(!watched.update(clusterIn(true, start.addSecs(710)), {}, at(start.addSecs(710)))
                     .isEmpty());

        FleetAnalysis first;
        QVERIFY(first.update(clusterIn(true, start), {}, at(start))
                    .isEmpty()); // it was there before we looked
        QVERIFY(!first.problems().isEmpty());
    }

    // Also if another set of the type is split already, and a third cluster was never reached.
    void eachSplitIsNewOnce()
    {
        const QDateTime start(QDate(2026, 3, 1), QTime(2, 0), Qt::UTC);
        ClusterSnapshot unread;
        unread.identity = { .id = { u"z"_s }, .name = u"z"_s, .address = u"https://z"_s };
        const auto fleet = [&](const QDateTime &now, const QString &ofB, const QString &ofD) {
            return QList<ClusterSnapshot> { primaryOf(u"a"_s, u"s"_s, now),
                                            primaryOf(u"b"_s, ofB, now),
                                            primaryOf(u"c"_s, u"t"_s, now),
                                            primaryOf(u"d"_s, ofD, now), unread };
        };
        FleetAnalysis watched;
        QVERIFY(watched.update(fleet(start, u"u"_s, u"v"_s), {}, at(start)).isEmpty());
        const QDateTime second = start.addSecs(10);
        const QList<Problem> one = watched.update(fleet(second, u"s"_s, u"v"_s), {}, at(second));
        QCOMPARE(one.size(), 1);
        QCOMPARE(one.first().key.set, u"s"_s);
        const QDateTime third = start.addSecs(20);
        const QList<Problem> two = watched.update(fleet(third, u"s"_s, u"t"_s), {}, at(third));
        QCOMPARE(two.size(), 1);
        QCOMPARE(two.first().key.set, u"t"_s);
        QVERIFY(two.first().concerns({ u"d"_s }));
        const QDateTime fourth = start.addSecs(30);
        QVERIFY(watched.update(fleet(fourth, u"s"_s, u"t"_s), {}, at(fourth)).isEmpty());
    }

    void lagHistoryIsFullForAnHourAndThinForADay()
    {
        LagHistory history;
        const QDateTime start(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        for (int second = 0; second <= 30 * 3600; second += 10)
            history.add(start.addSecs(second), walLag(second == 20 * 3600 + 70 ? 900 : 1));
        const QList<LagSample> samples = history.samples();
        QVERIFY2(samples.size() < 360 + 290, qPrintable(QString::number(samples.size())));
        const QDateTime end = start.addSecs(30 * 3600);
        QCOMPARE(samples.last().time, end);
        QVERIFY(samples.first().time >= end.addDays(-1));
        QVERIFY(samples.first().time <= end.addDays(-1).addSecs(600));
        int lastHour = 0;
        bool peak = false;
        for (qsizetype i = 0; i < samples.size(); ++i) {
            if (i > 0)
                QVERIFY(samples[i - 1].time < samples[i].time);
            lastHour += samples[i].time >= end.addSecs(-3600) ? 1 : 0;
            peak = peak || samples[i].lag.wals == 900;
        }
        QCOMPARE(lastHour, 361);
        QVERIFY(peak); // a short peak does not vanish when it grows old
    }

    void lagHistoryKeepsWhatALagSays()
    {
        LagHistory history;
        const QDateTime start(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        Lag full;
        full.wals = 18446744073709551615ULL;
        full.canaryAge = -1500ms;
        full.rootsEqual = false;
        Lag none;
        none.whyNot = u"The primary is not registered."_s;
        history.add(start, full);
        history.add(start.addSecs(10), none);
        const QList<LagSample> expected { { start, full }, { start.addSecs(10), none } };
        QCOMPARE(history.samples(), expected);
        // Quick polls of an operation do not fill the memory; the newest value is there all the
        // same.
        for (int i = 0; i < 1000; ++i)
            history.add(start.addSecs(20).addMSecs(i), walLag(quint64(i)));
        QVERIFY(history.size() < 8);
        QCOMPARE(history.samples().last().lag.wals, std::optional<quint64>(999));
        history.add(start, full); // the clock was set back
        QCOMPARE(history.samples().last().lag.wals, std::optional<quint64>(999));
    }
};

QTEST_GUILESS_MAIN(FleetAnalysisTest)
#include "tst_fleetanalysis.moc"
