// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/handover.h"
#include "models/replication/membership.h"
#include "tests/replication/payloads.h"

#include <QTest>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

namespace {

using Verdict = PromotionLoss::Verdict;

constexpr auto ofPerformance = ReplicationType::Performance;
constexpr auto ofDr = ReplicationType::DisasterRecovery;

ClusterSnapshot handoverCluster(const QString &name, ReplicationType type, const QByteArray &block)
{
    return cluster(name, type == ofPerformance ? nested(block, off) : nested(off, block));
}

QByteArray behind(const QByteArray &id, int remoteWal, const QByteArray &root = "bb",
                  const QByteArray &connection = "ready")
{
    return secondary("s", id, remoteWal, "stream-wals", connection, "[]", root);
}

QByteArray demoted(const QByteArray &root)
{
    return detached("s").replace("\"aa\"", '"' + root + '"');
}

ClusterSnapshot moved(ClusterSnapshot snapshot, int seconds)
{
    snapshot.statusAt = snapshot.healthAt = snapshot.takenAt = noon().addSecs(seconds);
    return snapshot;
}

SecondaryStanding only(const ClusterSnapshot &primary, const ClusterSnapshot &other,
                       ReplicationType type = ofPerformance)
{
    const auto found = standingsOf(primary, type, { primary, other }, {}, noon());
    return found.size() == 1 ? found.first() : SecondaryStanding();
}

} // namespace

class TestHandover final : public QObject
{
    Q_OBJECT

private slots:
    void standingComesFromBothEnds_data()
    {
        QTest::addColumn<QByteArray>("there");
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<Standing>("standing");
        QTest::addColumn<int>("wals");
        const QByteArray none = "[]";
        QTest::newRow("equal roots") << behind("b", 100, "aa") << none << Standing::Level << 400;
        QTest::newRow("equal WALs, as with a path filter")
            << behind("b", 500) << none << Standing::Level << 0;
        QTest::newRow("behind") << behind("b", 197) << none << Standing::Behind << 303;
        QTest::newRow("read a moment later") << behind("b", 503) << none << Standing::Level << 0;
        QTest::newRow("another log") << behind("b", 99000) << none << Standing::Unknown << -1;
        QTest::newRow("counts nothing yet") << behind("b", 0) << none << Standing::Unknown << -1;
        QTest::newRow("cut off") << behind("b", 500, "bb", "transient_failure") << none
                                 << Standing::Unknown << 0;
        QTest::newRow("250 s late")
            << behind("b", 500)
            << QByteArray(
                   "["
                   + entry(
                       "b", "connected",
                       ",\"replication_primary_canary_age_ms\":\"250000\",\"clock_skew_ms\":\"1\"")
                   + "]")
            << Standing::Behind << 0;
    }
    void standingComesFromBothEnds()
    {
        QFETCH(QByteArray, there);
        QFETCH(QByteArray, entry);
        QFETCH(Standing, standing);
        QFETCH(int, wals);
        for (const ReplicationType type : { ofPerformance, ofDr }) {
            const auto found =
                only(handoverCluster(u"amber"_s, type, primary("s", R"(["b"])", 500, entry)),
                     handoverCluster(u"basalt"_s, type, there), type);
            QCOMPARE(found.standing, standing);
            QCOMPARE(found.wals, wals < 0 ? std::nullopt : std::optional<quint64>(wals));
            QCOMPARE(found.primaryWal, std::optional<quint64>(500));
            QCOMPARE(found.whyUnknown.isEmpty(), standing != Standing::Unknown);
        }
    }

    void aBrokenConnectionHasNoAgeOfItsOwn()
    {
        const QByteArray entries = "["
            + entry("b", "disconnected",
                    ",\"replication_primary_canary_age_ms\":\"1000\",\"clock_skew_ms\":\"1\"")
            + "]";
        const QByteArray there =
            secondary("s", "b", 400, "stream-wals", "ready",
                      QByteArray(entries).replace("disconnected", "connected"), "bb");
        const auto found =
            only(cluster(u"amber"_s, nested(primary("s", R"(["b"])", 500, entries), off)),
                 cluster(u"basalt"_s, nested(there, off)));
        QCOMPARE(found.isConnected, std::optional(false));
        QCOMPARE(found.standing, Standing::Behind);
        QVERIFY(!found.timeBehind);
    }

    void whatCannotBeReadIsUnknown()
    {
        const ClusterSnapshot amber =
            cluster(u"amber"_s, nested(primary("s", R"(["b","x"])"), off));
        const ClusterSnapshot basalt =
            silenced(cluster(u"basalt"_s, nested(secondary("s", "b"), off)));
        const auto found = standingsOf(amber, ofPerformance, { amber, basalt }, {}, noon());
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.at(0).cluster, basalt.identity.id);
        QCOMPARE(found.at(0).standing, Standing::Unknown);
        QVERIFY(!found.at(1).cluster.isValid());
        QCOMPARE(found.at(1).secondaryId, u"x"_s);
        QCOMPARE(found.at(1).standing, Standing::Unknown);
    }

    void theHeartbeatIsAgedByTheServersOwnClock()
    {
        // This computer's clock says noon; the server's is an hour ahead, and so is its heartbeat.
        ClusterSnapshot amber =
            cluster(u"amber"_s,
                    nested(primary("s", R"(["b"])", 500,
                                   "[" + entry("b").replace("12:59:58+01:00", "12:59:58Z") + "]"),
                           off));
        amber.health->serverTimeUtc = noon().addSecs(3600).toSecsSinceEpoch();
        const ClusterSnapshot basalt = cluster(u"basalt"_s, nested(behind("b", 500), off));
        QCOMPARE(only(amber, basalt).heartbeatAge, std::optional(std::chrono::milliseconds(2000)));
        amber.health->serverTimeUtc.reset();
        QCOMPARE(only(amber, basalt).heartbeatAge, std::optional<std::chrono::milliseconds>());
    }

    void aRegisteredClusterBehindAnIdIsFound()
    {
        const ClusterSnapshot amber = cluster(
            u"amber"_s, nested(primary("s", R"(["b","c"])", 500, "[" + entry("b") + "]"), off));
        ClusterSnapshot basalt = cluster(u"basalt"_s, nested(primary("s", "[]"), off));
        basalt.identity.address = u"https://b.example:8200"_s;
        const ClusterSnapshot cobalt = cluster(u"cobalt"_s, nested(detached("s"), off));
        FleetMemory memory;
        memory.remember(cluster(u"cobalt"_s, nested(secondary("s", "c"), off)));
        const QList<ClusterSnapshot> fleet { amber, basalt, cobalt };
        const auto *b = clusterBehind(u"b"_s, ofPerformance, amber, fleet, memory);
        QVERIFY(b);
        QCOMPARE(b->identity.id, basalt.identity.id);
        const auto *c = clusterBehind(u"c"_s, ofPerformance, amber, fleet, memory);
        QVERIFY(c);
        QCOMPARE(c->identity.id, cobalt.identity.id);
        QVERIFY(!clusterBehind(u"c"_s, ofPerformance, amber, fleet, {}));
    }

    void theMemoryKeepsWhatADemotionTakesAway()
    {
        FleetMemory memory;
        ClusterSnapshot amber = cluster(u"amber"_s, nested(primary("s", "[]", 700), off));
        memory.remember(amber);
        memory.remember(silenced(amber));
        memory.remember(moved(cluster(u"amber"_s, nested(detached("s"), off)), 5));
        const PrimaryReading *was = memory.asPrimary(amber.identity.id, ofPerformance);
        QVERIFY(was);
        QCOMPARE(was->lastWal, std::optional<quint64>(700));
        QCOMPARE(was->at, noon());
        QVERIFY(!memory.asPrimary(amber.identity.id, ofDr));
        amber.identity.address = u"https://elsewhere.example:8200"_s;
        amber.status = nested(detached("s"), off);
        memory.remember(amber);
        QVERIFY(!memory.asPrimary(amber.identity.id, ofPerformance));
    }

    void aPromotionIsComparedWithTheFormerPrimary_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<bool>("remembered");
        QTest::addColumn<Verdict>("verdict");
        QTest::addColumn<int>("wals");
        QTest::newRow("equal roots")
            << demoted("cc") << behind("b", 10, "cc") << true << Verdict::Level << -1;
        QTest::newRow("equal roots, not remembered")
            << demoted("cc") << behind("b", 10, "cc") << false << Verdict::Level << -1;
        QTest::newRow("all up to the reading")
            << demoted("cc") << behind("b", 700) << true << Verdict::UpToReading << -1;
        QTest::newRow("behind") << demoted("cc") << behind("b", 450) << true << Verdict::Lost
                                << 250;
        QTest::newRow("not remembered")
            << demoted("cc") << behind("b", 450) << false << Verdict::Unknown << -1;
        QTest::newRow("does not count")
            << demoted("cc") << behind("b", 0) << true << Verdict::Unknown << -1;
        QTest::newRow("detached itself")
            << demoted("cc") << detached("s") << true << Verdict::Unknown << -1;
    }
    void aPromotionIsComparedWithTheFormerPrimary()
    {
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, target);
        QFETCH(bool, remembered);
        QFETCH(Verdict, verdict);
        QFETCH(int, wals);
        for (const ReplicationType type : { ofPerformance, ofDr }) {
            FleetMemory memory;
            if (remembered)
                memory.remember(
                    handoverCluster(u"amber"_s, type, primary("s", "[]", 700, "[]", "old")));
            const ClusterSnapshot amber = moved(handoverCluster(u"amber"_s, type, now), 5);
            const ClusterSnapshot basalt = moved(handoverCluster(u"basalt"_s, type, target), 5);
            const auto loss = lossOfPromotion(basalt, type, { amber, basalt }, memory);
            QCOMPARE(loss.verdict, verdict);
            QCOMPARE(loss.former, amber.identity.id);
            QCOMPARE(loss.state, PromotionLoss::Former::Demoted);
            QCOMPARE(loss.wals, wals < 0 ? std::nullopt : std::optional<quint64>(wals));
            QCOMPARE(mayPromoteFormer(loss),
                     verdict == Verdict::Lost || verdict == Verdict::Unknown);
        }
    }

    void aSilentPrimarysLastReadingIsCompared()
    {
        const ClusterSnapshot amber =
            silenced(cluster(u"amber"_s, nested(primary("s", R"(["b"])", 700), off)));
        const auto lossWith = [&](const QByteArray &block) {
            const ClusterSnapshot basalt = cluster(u"basalt"_s, nested(block, off));
            return lossOfPromotion(basalt, ofPerformance, { amber, basalt }, {});
        };
        QCOMPARE(lossWith(behind("b", 650)).verdict, Verdict::Lost);
        QCOMPARE(lossWith(behind("b", 650)).state, PromotionLoss::Former::Silent);
        QVERIFY(!mayPromoteFormer(lossWith(behind("b", 650))));
        // What it wrote after the reading is not known, even with equal roots.
        QCOMPARE(lossWith(behind("b", 650, "aa")).verdict, Verdict::UpToReading);
    }

    void theLastPrimaryItselfLosesNothing()
    {
        FleetMemory memory;
        memory.remember(cluster(u"amber"_s, nested(primary("s", "[]", 700), off)));
        const ClusterSnapshot amber = cluster(u"amber"_s, nested(demoted("cc"), off));
        const ClusterSnapshot basalt = cluster(u"basalt"_s, nested(behind("b", 10), off));
        QCOMPARE(lossOfPromotion(amber, ofPerformance, { amber, basalt }, memory).verdict,
                 Verdict::Itself);
    }

    void withoutAFormerPrimaryNothingIsClaimed()
    {
        const ClusterSnapshot basalt = cluster(u"basalt"_s, nested(behind("b", 10), off));
        const auto loss = lossOfPromotion(basalt, ofPerformance, { basalt }, {});
        QCOMPARE(loss.verdict, Verdict::NoFormerPrimary);
        QVERIFY(!loss.former.isValid());
    }
};

QTEST_GUILESS_MAIN(TestHandover)

#include "tst_handover.moc"
