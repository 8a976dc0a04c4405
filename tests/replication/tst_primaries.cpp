// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/fleetmemory.h"
#include "models/replication/primarycomparison.h"
#include "models/replication/problems/problems.h"
#include "models/replication/topology.h"
#include "tests/replication/payloads.h"

#include <QTest>

#include <chrono>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto performance = ReplicationType::Performance;
constexpr auto dr = ReplicationType::DisasterRecovery;

ClusterId id(const QString &name)
{
    return { u"id-"_s + name };
}

/// The next reading of the same cluster.
ClusterSnapshot later(ClusterSnapshot next, const ClusterSnapshot &before,
                      std::chrono::seconds after)
{
    next.revision = before.revision + 1;
    next.takenAt = next.statusAt = next.healthAt = before.statusAt.addSecs(after.count());
    return next;
}

const ReplicationLink *linkTo(const Topology &topology, const QString &secondaryId)
{
    for (const ReplicationLink &link : topology.links) {
        if (link.secondaryId == secondaryId)
            return &link;
    }
    return nullptr;
}

bool hasGhost(const Topology &topology)
{
    return std::ranges::any_of(topology.links, [](const ReplicationLink &link) {
        return !link.primary.isValid() || !link.secondary.isValid();
    });
}

QStringList ids(const QList<Problem> &problems)
{
    QStringList list;
    for (const Problem &problem : problems)
        list.append(problem.key.detector);
    return list;
}

/// `a` is DR primary, `b` its secondary; then `b` is promoted and `a` still believes it is primary.
struct SplitBrain
{
    ClusterSnapshot oldPrimary =
        cluster(u"a"_s, nested(off, primary("s", R"(["b"])", 100, "[" + entry("b") + "]")));
    ClusterSnapshot secondaryBefore = cluster(u"b"_s, nested(off, secondary("s", "b", 100)));
    ClusterSnapshot promoted =
        later(cluster(u"b"_s, nested(off, primary("s", "[]", 100))), secondaryBefore, 60s);
    ClusterSnapshot oldPrimaryAfter = later(
        cluster(u"a"_s,
                nested(off, primary("s", R"(["b"])", 100, "[" + entry("b", "disconnected") + "]"))),
        oldPrimary, 60s);
};

} // namespace

/// Names by which clusters know each other, and sets with two primaries.
class TestPrimaries final : public QObject
{
    Q_OBJECT

private slots:
    void aPromotedSecondaryIsNoGhostOfItsOldPrimary()
    {
        const SplitBrain split;
        FleetMemory memory;
        memory.learn({ split.oldPrimary, split.secondaryBefore });
        const QList<ClusterSnapshot> now { split.oldPrimaryAfter, split.promoted };
        memory.learn(now);
        const Topology topology = topologyOf(now, memory);
        QVERIFY(!hasGhost(topology));
        QVERIFY(!linkTo(topology, u"b"_s));
        QCOMPARE(topology.conflicts.size(), 1);
        QCOMPARE(topology.conflicts.first().primaries, (QList { id(u"a"_s), id(u"b"_s) }));
        QCOMPARE(topology.leftovers.size(), 1);
        QCOMPARE(topology.leftovers.first().cluster, id(u"b"_s));
        QVERIFY(
            ids(problemsOf(now, topology, { .now = noon() })).contains(u"leftover-secondary-id"_s));
        QVERIFY(!ids(problemsOf(now, topology, { .now = noon() }))
                     .contains(u"unregistered-secondary"_s));
    }

    // Nothing was read before, as after a start: the entry's address tells.
    void theAddressInTheEntryTellsWhoItIs()
    {
        SplitBrain split;
        const QList<ClusterSnapshot> now { split.oldPrimaryAfter, split.promoted };
        QVERIFY(!hasGhost(topologyOf(now)));
    }

    // A half-open connection can outlive the promotion.
    void aPrimaryIsNoSecondaryThoughItsEntrySaysConnected()
    {
        SplitBrain split;
        const QList<ClusterSnapshot> now { split.oldPrimary, split.promoted };
        const Topology topology = topologyOf(now);
        QVERIFY(!linkTo(topology, u"b"_s));
        QCOMPARE(topology.conflicts.size(), 1);
    }

    void anIdWithoutAnyMatchStaysAGhost()
    {
        SplitBrain split;
        split.promoted.identity.address = u"https://elsewhere.example:8200"_s;
        const QList<ClusterSnapshot> now { split.oldPrimaryAfter, split.promoted };
        QVERIFY(hasGhost(topologyOf(now)));
    }

    void aDemotedPrimaryIsNoGhostOfItsSecondary_data()
    {
        QTest::addColumn<bool>("remembered");
        QTest::newRow("its cluster address was seen") << true;
        QTest::newRow("an entry names its API address") << false;
    }
    void aDemotedPrimaryIsNoGhostOfItsSecondary()
    {
        QFETCH(bool, remembered);
        ClusterSnapshot was = cluster(u"a"_s, nested(off, primary("s", R"(["b"])", 100)));
        was.leader = Leader { .haEnabled = true,
                              .isSelf = true,
                              .leaderAddress = u"https://a.example:8200"_s,
                              .leaderClusterAddress = u"https://10.0.0.1:8201"_s };
        const QByteArray named = R"(,"known_primary_cluster_addrs":["https://10.0.0.1:8201"])";
        const QByteArray entries = R"(,"primaries":[{"api_address":"https://a.example:8200",)"
                                   R"("cluster_address":"https://10.0.0.1:8201",)"
                                   R"("connection_status":"disconnected"}])";
        const ClusterSnapshot follower =
            cluster(u"b"_s,
                    nested(off,
                           R"({"mode":"secondary","state":"stream-wals","cluster_id":"s",)"
                           R"("secondary_id":"b","last_remote_wal":100)"
                               + named + (remembered ? QByteArray() : entries) + "}"));
        const ClusterSnapshot demoted =
            later(cluster(u"a"_s,
                          nested(off,
                                 R"({"mode":"secondary","state":"idle","cluster_id":"s",)"
                                 R"("secondary_id":"","known_primary_cluster_addrs":null,)"
                                 R"("primary_cluster_addr":""})")),
                  was, 60s);
        FleetMemory memory;
        if (remembered)
            memory.learn({ was, follower });
        const QList<ClusterSnapshot> now { demoted, follower };
        memory.learn(now);
        const Topology topology = topologyOf(now, memory);
        QVERIFY(!hasGhost(topology));
        const ReplicationLink *link = linkTo(topology, u"b"_s);
        QVERIFY(link);
        QCOMPARE(link->primary, id(u"a"_s));
        QCOMPARE(link->state, LinkState::Broken);
        QVERIFY(
            !ids(problemsOf(now, topology, { .now = noon() })).contains(u"unregistered-primary"_s));
    }

    void anotherClusterAtTheAddressVoidsWhatWasLearned()
    {
        ClusterSnapshot was = cluster(u"a"_s, nested(off, secondary("s", "one", 5)));
        FleetMemory memory;
        memory.learn({ was });
        QCOMPARE(memory.followedAs(dr, u"s"_s, u"one"_s), id(u"a"_s));
        ClusterSnapshot other = later(cluster(u"a"_s, nested(off, off)), was, 60s);
        other.health->haClusterId = u"ha-other"_s;
        memory.learn({ other });
        QVERIFY(!memory.followedAs(dr, u"s"_s, u"one"_s).isValid());
        memory.learn({});
        QVERIFY(!memory.clusterAt(u"https://a.example:8200"_s).isValid());
    }

    void anAddressOfTwoClustersNamesNeither()
    {
        ClusterSnapshot one = cluster(u"a"_s, nested(off, off));
        ClusterSnapshot two = cluster(u"b"_s, nested(off, off));
        for (ClusterSnapshot *each : { &one, &two })
            each->leader = Leader { .leaderAddress = u"https://vault.example:8200"_s };
        FleetMemory memory;
        memory.learn({ one, two });
        QVERIFY(!memory.clusterAt(u"https://vault.example:8200"_s).isValid());
        QCOMPARE(memory.clusterAt(u"https://A.example:8200/"_s), id(u"a"_s));
    }

    void whatServersNameIsBounded()
    {
        ClusterSnapshot one = cluster(u"a"_s, nested(off, off));
        FleetMemory memory;
        for (int i = 0; i < 1000; ++i) {
            one = later(one, one, 5s);
            one.leader = Leader { .leaderAddress = u"https://n%1.example:8200"_s.arg(i) };
            memory.learn({ one });
        }
        QCOMPARE(memory.clusterAt(u"https://n999.example:8200"_s), id(u"a"_s));
        QVERIFY(!memory.clusterAt(u"https://n0.example:8200"_s).isValid());
    }

    void oneClusterRegisteredTwiceIsNoConflict()
    {
        ClusterSnapshot one = cluster(u"a"_s, nested(off, primary("s", "[]")));
        ClusterSnapshot two = cluster(u"b"_s, nested(off, primary("s", "[]")));
        two.health->haClusterId = one.health->haClusterId;
        QCOMPARE(topologyOf({ one, two }).conflicts.size(), 0);
        QVERIFY(!comparePrimaries(dr, u"s"_s, { one, two }, topologyOf({ one, two }), {}, {}));
    }

    void theOneWithWritesSecondariesAndTheNewerRoleIsKept()
    {
        const SplitBrain split;
        FleetMemory memory;
        memory.learn({ split.oldPrimary, split.secondaryBefore });
        memory.learn({ split.oldPrimaryAfter, split.promoted });
        ClusterSnapshot written = later(
            cluster(u"b"_s, nested(off, primary("s", R"(["c"])", 400, "[" + entry("c") + "]"))),
            split.promoted, 60s);
        const QList<ClusterSnapshot> now { split.oldPrimaryAfter, written };
        memory.learn(now);
        const auto comparison = comparePrimaries(
            dr, u"s"_s, now, topologyOf(now, memory), memory,
            { { .cluster = id(u"b"_s), .type = dr, .at = split.promoted.statusAt.addSecs(-5) } });
        QVERIFY(comparison);
        QCOMPARE(comparison->keep, id(u"b"_s));
        QCOMPARE(comparison->noAdvice, PrimaryComparison::NoAdvice::None);
        QCOMPARE(comparison->reasons,
                 (QList { KeepReason::TakesWrites, KeepReason::HasSecondaries,
                          KeepReason::PromotedLater }));
        const PrimarySide &oldSide = comparison->sides.at(0);
        const PrimarySide &newSide = comparison->sides.at(1);
        QVERIFY(!oldSide.sinceIsExact);
        QVERIFY(!oldSide.lastWrite.isValid());
        QCOMPARE(oldSide.promotedBy, PrimarySide::PromotedBy::Unknown);
        QVERIFY(newSide.sinceIsExact);
        QCOMPARE(newSide.promotedBy, PrimarySide::PromotedBy::ThisSwitchover);
        QCOMPARE(newSide.lastWrite, written.statusAt);
        QCOMPARE(newSide.connectedCount, 1);
        QCOMPARE(newSide.demote, OperationId::DrDemote);
    }

    // One WAL a second is the canary's, since Vault 1.17.
    void theCanaryIsNoWrite_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<int>("wals");
        QTest::addColumn<bool>("isWrite");
        QTest::newRow("canary only") << u"1.17.2+ent"_s << 60 << false;
        QTest::newRow("more than the canary") << u"1.17.2+ent"_s << 90 << true;
        QTest::newRow("before the canary") << u"1.16.1+ent"_s << 1 << true;
        QTest::newRow("version unknown") << u""_s << 60 << false;
    }
    void theCanaryIsNoWrite()
    {
        QFETCH(QString, version);
        QFETCH(int, wals);
        QFETCH(bool, isWrite);
        const ClusterSnapshot before =
            cluster(u"a"_s, nested(off, primary("s", "[]", 100)), version);
        const ClusterSnapshot after = later(
            cluster(u"a"_s, nested(off, primary("s", "[]", 100 + wals)), version), before, 60s);
        FleetMemory memory;
        memory.learn({ before });
        memory.learn({ after });
        QCOMPARE(memory.tenure(id(u"a"_s), dr)->lastWriteAt.isValid(), isWrite);
    }

    void nothingIsRecommendedWithoutEvidence()
    {
        const QList<ClusterSnapshot> now {
            cluster(u"a"_s, nested(primary("s", "[]", 9000), off)),
            cluster(u"b"_s, nested(primary("s", "[]", 5), off)),
        };
        FleetMemory memory;
        memory.learn(now);
        const auto comparison =
            comparePrimaries(performance, u"s"_s, now, topologyOf(now, memory), memory, {});
        QVERIFY(comparison);
        QVERIFY(!comparison->keep.isValid());
        QCOMPARE(comparison->noAdvice, PrimaryComparison::NoAdvice::NotEnough);
        QCOMPARE(comparison->sides.first().demote, OperationId::PerformanceDemote);
    }

    void twoThatAreWrittenToHaveNoWinner()
    {
        QList<ClusterSnapshot> now {
            cluster(u"a"_s, nested(primary("s", R"(["c"])", 10, "[" + entry("c") + "]"), off)),
            cluster(u"b"_s, nested(primary("s", "[]", 10), off)),
        };
        FleetMemory memory;
        memory.learn(now);
        for (ClusterSnapshot &snapshot : now) {
            ClusterSnapshot next = snapshot;
            next.status = nested(primary("s", "[]", 1000), off);
            snapshot = later(next, snapshot, 10s);
        }
        memory.learn(now);
        const auto comparison =
            comparePrimaries(performance, u"s"_s, now, topologyOf(now, memory), memory, {});
        QVERIFY(comparison);
        QVERIFY(!comparison->keep.isValid());
        QCOMPARE(comparison->noAdvice, PrimaryComparison::NoAdvice::BothWritten);
    }
};

QTEST_GUILESS_MAIN(TestPrimaries)
#include "tst_primaries.moc"
