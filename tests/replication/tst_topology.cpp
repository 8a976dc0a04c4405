// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/problems.h"
#include "models/replication/topology.h"
#include "tests/replication/payloads.h"

#include <QTest>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr auto performance = ReplicationType::Performance;
constexpr auto dr = ReplicationType::DisasterRecovery;

/// A: primary of both. B: DR of A. C: performance secondary of A and DR primary. D: DR of C.
QList<ClusterSnapshot> chain()
{
    return { cluster(u"a"_s,
                     nested(primary("p", R"(["c"])", 100), primary("dr1", R"(["b"])", 110))),
             cluster(u"b"_s, nested(off, secondary("dr1", "b", 107))),
             cluster(u"c"_s, nested(secondary("p", "c", 100), primary("dr2", R"(["d"])", 50))),
             cluster(u"d"_s, nested(off, secondary("dr2", "d", 50))) };
}

/// "p:a>c Good 0" for each link, in order.
QStringList written(const Topology &topology)
{
    QStringList lines;
    for (const ReplicationLink &link : topology.links) {
        static const char *const states[] { "Unknown", "Good", "CatchingUp", "Broken" };
        const auto end = [](const ClusterId &id) {
            return id.isValid() ? id.value.mid(3) : u"?"_s;
        };
        lines.append(
            u"%1:%2>%3 %4 %5"_s.arg(link.setId, end(link.primary), end(link.secondary),
                                    QString::fromLatin1(states[int(link.state)]),
                                    link.lag.wals ? QString::number(*link.lag.wals) : u"-"_s));
    }
    return lines;
}

QStringList ids(const QList<Problem> &problems)
{
    QStringList list;
    for (const Problem &problem : problems)
        list.append(problem.key.detector);
    list.sort();
    return list;
}

QStringList fleetProblems(const QList<ClusterSnapshot> &snapshots)
{
    return ids(problemsOf(snapshots, topologyOf(snapshots), ProblemContext { .now = noon() }));
}

} // namespace

class TestTopology final : public QObject
{
    Q_OBJECT

private slots:
    void aWholeChainIsLinked()
    {
        const Topology topology = topologyOf(chain());
        QCOMPARE(written(topology),
                 (QStringList { u"p:a>c Good 0"_s, u"dr1:a>b Good 3"_s, u"dr2:c>d Good 0"_s }));
        QCOMPARE(topology.sets.size(), 3);
        QCOMPARE(topology.sets.first().primaries, QList { ClusterId { u"id-a"_s } });
        QCOMPARE(topology.sets.first().secondaries, QList { ClusterId { u"id-c"_s } });
        QCOMPARE(topology.links.first().lag.rootsEqual, true);
        QCOMPARE(topologyOf(chain()), topology);
        // The primaries list no entries, as after their restart; the secondaries speak for
        // themselves.
        QCOMPARE(fleetProblems(chain()), QStringList());
    }

    void endsThatAreNotRegisteredAreGhosts()
    {
        const QByteArray entries = "["
            + entry("far", "connected", R"(,"replication_primary_canary_age_ms":"700")") + ","
            + entry("gone", "disconnected") + "]";
        const QList<ClusterSnapshot> fleet {
            cluster(u"a"_s, nested(primary("p", R"(["far","gone","unused"])", 10, entries), off)),
            cluster(u"s"_s, nested(secondary("other", "s"), off))
        };
        const Topology topology = topologyOf(fleet);
        QCOMPARE(written(topology),
                 (QStringList { u"p:a>? Good -"_s, u"p:a>? Broken -"_s, u"p:a>? Unknown -"_s,
                                u"other:?>s Good -"_s }));
        QCOMPARE(topology.links.at(0).secondaryId, u"far"_s);
        QCOMPARE(topology.links.at(0).secondaryAddress, u"https://far.example:8200"_s);
        QCOMPARE(topology.links.at(0).lag.canaryAge, std::chrono::milliseconds(700));
        QCOMPARE(topology.links.at(3).primaryAddress, u"https://p.example:8201"_s);
        QVERIFY(!topology.links.at(3).lag.whyNot.isEmpty());
        QCOMPARE(fleetProblems(fleet),
                 (QStringList { u"disconnected-peer"_s, u"never-connected-secondary"_s,
                                u"unregistered-primary"_s, u"unregistered-secondary"_s,
                                u"unregistered-secondary"_s, u"unregistered-secondary"_s }));
    }

    void aRegisteredClusterThatWasNeverReadIsNoGhost()
    {
        ClusterSnapshot unread;
        unread.identity = { .id = { u"id-far"_s },
                            .name = u"far"_s,
                            .address = u"https://far.example:8200"_s };
        const QList<ClusterSnapshot> fleet {
            cluster(u"a"_s, nested(primary("p", R"(["far"])", 10, "[" + entry("far") + "]"), off)),
            unread
        };
        QCOMPARE(written(topologyOf(fleet)), QStringList { u"p:a>far Good -"_s });
    }

    // stream-wals can outlive the link.
    void aSecondaryThatKnowsNoPrimaryIsCutOff_data()
    {
        QTest::addColumn<QByteArray>("addresses");
        QTest::addColumn<QString>("link");
        QTest::newRow("null") << QByteArray(R"(,"known_primary_cluster_addrs":null)")
                              << u"s:a>b Broken"_s;
        QTest::newRow("left out, as old servers do") << QByteArray() << u"s:a>b Good"_s;
        QTest::newRow("null, and connected")
            << QByteArray(R"(,"known_primary_cluster_addrs":null,"connection_state":"ready")")
            << u"s:a>b Good"_s;
    }
    void aSecondaryThatKnowsNoPrimaryIsCutOff()
    {
        QFETCH(QByteArray, addresses);
        QFETCH(QString, link);
        const QList<ClusterSnapshot> fleet {
            cluster(u"a"_s, nested(primary("s", R"(["b"])", 10), off)),
            cluster(
                u"b"_s,
                nested(
                    R"({"mode":"secondary","state":"stream-wals","cluster_id":"s","secondary_id":"b","last_remote_wal":10)"
                        + addresses + "}",
                    off))
        };
        const QStringList links = written(topologyOf(fleet));
        QCOMPARE(links.size(), 1);
        QVERIFY2(links.first().startsWith(link), qPrintable(links.first()));
    }

    // Before Vault 1.4 only the numbers can prove a link: all there is has arrived.
    void anOldLinkIsGoodOnlyWithProof_data()
    {
        QTest::addColumn<int>("arrived");
        QTest::addColumn<bool>("answers");
        QTest::addColumn<LinkState>("state");
        QTest::newRow("level") << 10 << true << LinkState::Good;
        QTest::newRow("behind") << 9 << true << LinkState::Unknown;
        QTest::newRow("level with a primary that is silent") << 10 << false << LinkState::Unknown;
    }
    void anOldLinkIsGoodOnlyWithProof()
    {
        QFETCH(int, arrived);
        QFETCH(bool, answers);
        QFETCH(LinkState, state);
        const ClusterSnapshot a =
            cluster(u"a"_s,
                    nested("{\"mode\":\"primary\",\"state\":\"running\",\"cluster_id\":\"s\","
                           "\"known_secondaries\":[\"b\"],\"last_wal\":10}",
                           off));
        const ClusterSnapshot b =
            cluster(u"b"_s,
                    nested("{\"mode\":\"secondary\",\"state\":\"stream-wals\",\"cluster_id\":\"s\","
                           "\"secondary_id\":\"b\",\"last_remote_wal\":"
                               + QByteArray::number(arrived) + "}",
                           off));
        const Topology topology = topologyOf({ answers ? a : silenced(a), b });
        QCOMPARE(topology.links.size(), 1);
        QCOMPARE(topology.links.first().state, state);
        QCOMPARE(provenLinks(topology).contains({ b.identity.id, performance }),
                 state == LinkState::Good);
    }

    void theStepsOfAFailoverAreSeen()
    {
        // Planned: demote A, promote B, attach A to B.
        QList<ClusterSnapshot> fleet {
            cluster(u"a"_s, nested(off, detached("dr1"))),
            cluster(u"b"_s,
                    nested(off, secondary("dr1", "b", 107, "stream-wals", "transient_failure")))
        };
        QCOMPARE(written(topologyOf(fleet)), QStringList { u"dr1:?>b Broken -"_s });
        QVERIFY(fleetProblems(fleet).contains(u"no-primary-in-set"_s));
        QVERIFY(fleetProblems(fleet).contains(u"detached"_s));

        fleet = { cluster(u"a"_s, nested(off, detached("dr1"))),
                  cluster(u"b"_s, nested(off, primary("dr1", "[]", 90))) };
        QCOMPARE(written(topologyOf(fleet)), QStringList());
        QCOMPARE(fleetProblems(fleet), QStringList { u"detached"_s });

        fleet = { cluster(u"a"_s, nested(off, secondary("dr1", "a", 90, "merkle-diff"))),
                  cluster(u"b"_s,
                          nested(off, primary("dr1", R"(["a"])", 95, "[" + entry("a") + "]"))) };
        QCOMPARE(written(topologyOf(fleet)), QStringList { u"dr1:b>a CatchingUp 5"_s });
    }

    void twoPrimariesAreASplit()
    {
        const QList<ClusterSnapshot> fleet { cluster(u"a"_s,
                                                     nested(off, primary("dr1", R"(["b"])"))),
                                             cluster(u"b"_s, nested(off, primary("dr1", "[]"))) };
        const Topology topology = topologyOf(fleet);
        QCOMPARE(topology.sets.first().primaries.size(), 2);
        QVERIFY(fleetProblems(fleet).contains(u"two-primaries"_s));
        const QList<Problem> problems =
            problemsOf(fleet, topology, ProblemContext { .now = noon() });
        QCOMPARE(problems.first().key.detector, u"two-primaries"_s); // worst first
        QVERIFY(problems.first().text.contains(u"a and b"_s));
        QVERIFY(!problems.first().key.cluster.isValid());
    }

    void theSecondaryInASplitFollowsWhoHasTheConnection()
    {
        const QList<ClusterSnapshot> fleet {
            cluster(
                u"a"_s,
                nested(primary("p", R"(["s"])", 10, "[" + entry("s", "disconnected") + "]"), off)),
            cluster(u"b"_s, nested(primary("p", R"(["s"])", 20, "[" + entry("s") + "]"), off)),
            cluster(u"s"_s, nested(secondary("p", "s", 20), off))
        };
        QCOMPARE(written(topologyOf(fleet)), QStringList { u"p:b>s Good 0"_s });
    }

    void aSilentFormerPrimaryIsNoSecondPrimary()
    {
        const QList<ClusterSnapshot> fleet { silenced(cluster(
                                                 u"a"_s, nested(off, primary("dr1", R"(["b"])")))),
                                             cluster(u"b"_s, nested(off, primary("dr1", "[]"))) };
        QCOMPARE(topologyOf(fleet).sets.first().primaries, QList { ClusterId { u"id-b"_s } });
        QCOMPARE(fleetProblems(fleet),
                 (QStringList { u"former-primary-silent"_s, u"unreachable"_s }));
    }

    void aClusterRegisteredTwiceIsNoSplit()
    {
        ClusterSnapshot twin = cluster(u"b"_s, nested(off, primary("dr1", "[]")));
        twin.health->haClusterId = u"ha-a"_s;
        const QList<ClusterSnapshot> fleet { cluster(u"a"_s, nested(off, primary("dr1", "[]"))),
                                             twin };
        QCOMPARE(fleetProblems(fleet), QStringList { u"duplicate-registration"_s });
    }

    void aRevokedSecondaryIsBroken()
    {
        const QList<ClusterSnapshot> fleet { cluster(u"a"_s, nested(primary("p", "[]"), off)),
                                             cluster(u"s"_s, nested(secondary("p", "s"), off)) };
        QCOMPARE(written(topologyOf(fleet)), QStringList { u"p:a>s Broken -"_s });
        QCOMPARE(fleetProblems(fleet), QStringList { u"revoked-secondary"_s });
    }

    void streamingWordsOfAnOrphanAreNotBelieved()
    {
        // Before Vault 1.4 nothing but the addresses tells that the secondary follows a lost
        // primary.
        const QByteArray orphan =
            "{\"mode\":\"secondary\",\"state\":\"stream-wals\",\"cluster_id\":\"p\",\"secondary_"
            "id\":\"s\",\"last_remote_wal\":90,\"merkle_root\":\"x\",\"known_primary_cluster_"
            "addrs\":[\"https://old.example:8201\"],\"primary_cluster_addr\":\"https://"
            "old.example:8201\"}";
        ClusterSnapshot promoted = cluster(
            u"b"_s,
            nested(
                R"({"mode":"primary","state":"running","cluster_id":"p","known_secondaries":["s"],"last_wal":100,"merkle_root":"y"})",
                off),
            u"1.2.3+ent"_s);
        promoted.leader = Leader { .haEnabled = true,
                                   .isSelf = true,
                                   .leaderAddress = u"https://new.example:8200"_s,
                                   .leaderClusterAddress = u"https://new.example:8201"_s };
        const QList<ClusterSnapshot> fleet { promoted,
                                             cluster(u"s"_s, nested(orphan, off), u"1.2.3+ent"_s) };
        QCOMPARE(written(topologyOf(fleet)), QStringList { u"p:b>s Broken -"_s });
        QCOMPARE(fleetProblems(fleet), QStringList { u"follows-former-primary"_s });
    }

    void versionsAreOrdered()
    {
        const QList<ClusterSnapshot> fleet {
            cluster(u"a"_s, nested(primary("p", R"(["s"])", 10, "[" + entry("s") + "]"), off),
                    u"1.17.2+ent"_s),
            cluster(u"s"_s, nested(secondary("p", "s", 10), off), u"1.16.9+ent"_s)
        };
        QCOMPARE(fleetProblems(fleet), QStringList { u"version-order"_s });
    }

    void lagIsComparedOrTheReasonGiven_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<int>("wals"); // -1: not comparable
        QTest::newRow("behind") << primary("s", R"(["x"])", 500) << secondary("s", "x", 490) << 10;
        QTest::newRow("in sync") << primary("s", R"(["x"])", 500) << secondary("s", "x", 500) << 0;
        QTest::newRow("ahead") << primary("s", R"(["x"])", 500) << secondary("s", "x", 501) << -1;
        QTest::newRow("demoted") << primary("s", R"(["x"])", 500) << detached("s") << -1;
        QTest::newRow("other set")
            << primary("s", R"(["x"])", 500) << secondary("t", "x", 500) << -1;
        QTest::newRow("unknown id")
            << primary("s", R"(["y"])", 500) << secondary("s", "x", 500) << -1;
        QTest::newRow("just bootstrapped")
            << primary("s", R"(["x"])", 500) << secondary("s", "x", 0) << -1;
        QTest::newRow("nothing written yet")
            << primary("s", R"(["x"])", 0) << secondary("s", "x", 0) << 0;
        QTest::newRow("no primary") << secondary("s", "y", 500) << secondary("s", "x", 500) << -1;
        QTest::newRow("bootstrapping")
            << primary("s", R"(["x"])", 500) << QByteArray(R"({"mode":"bootstrapping"})") << -1;
        QTest::newRow("before 1.4") << QByteArray(
            R"({"mode":"primary","cluster_id":"s","known_secondaries":["x"],"last_wal":70})")
                                    << secondary("s", "x", 60) << 10;
        QTest::newRow("the field of its type") << QByteArray(
            R"({"mode":"primary","cluster_id":"s","known_secondaries":["x"],"last_wal":73,"last_performance_wal":72,"last_dr_wal":72})")
                                               << secondary("s", "x", 72) << 0;
        QTest::newRow("no number")
            << QByteArray(R"({"mode":"primary","cluster_id":"s","known_secondaries":["x"]})")
            << secondary("s", "x", 60) << -1;
    }
    void lagIsComparedOrTheReasonGiven()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(int, wals);
        for (const ReplicationType type : allReplicationTypes) {
            const bool isDr = type == dr;
            const ClusterSnapshot a = cluster(u"a"_s, isDr ? nested(off, from) : nested(from, off));
            const ClusterSnapshot b = cluster(u"b"_s, isDr ? nested(off, to) : nested(to, off));
            const Lag lag = lagBetween(type, a, b);
            QCOMPARE(lag.wals, wals < 0 ? std::nullopt : std::optional(quint64(wals)));
            QCOMPARE(lag.whyNot.isEmpty(), wals >= 0);
            QCOMPARE(lagBetween(type, silenced(a), b).wals, std::nullopt);
            QCOMPARE(lagBetween(type, a, silenced(b)).wals, std::nullopt);
        }
    }

    void canaryAndRootsAreOfTheSamePair_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<int>("age"); // -1: not known
        QTest::newRow("healthy") << QByteArray(
            R"(,"replication_primary_canary_age_ms":"697","clock_skew_ms":"-1")")
                                 << 697;
        QTest::newRow("switched off")
            << QByteArray(R"(,"replication_primary_canary_age_ms":"0")") << -1;
        QTest::newRow("absent") << QByteArray() << -1;
        QTest::newRow("clocks differ")
            << QByteArray(R"(,"replication_primary_canary_age_ms":"9000","clock_skew_ms":"-8000")")
            << -1;
        QTest::newRow("negative") << QByteArray(R"(,"replication_primary_canary_age_ms":"-20")")
                                  << -1;
    }
    void canaryAndRootsAreOfTheSamePair()
    {
        QFETCH(QByteArray, members);
        QFETCH(int, age);
        const std::optional<std::chrono::milliseconds> expected =
            age < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(age));
        const ClusterSnapshot a =
            cluster(u"a"_s, nested(primary("s", R"(["x"])", 5, "[]", "r1"), off));
        const ClusterSnapshot b =
            cluster(u"b"_s,
                    nested(secondary("s", "x", 5, "stream-wals", "ready",
                                     "[" + entry("", "connected", members) + "]", "r2"),
                           off));
        const Lag lag = lagBetween(performance, a, b);
        QCOMPARE(lag.canaryAge, expected);
        QCOMPARE(lag.rootsEqual, false);
        // The primary's entry serves if the secondary says nothing.
        const ClusterSnapshot a2 = cluster(
            u"a"_s,
            nested(primary("s", R"(["x"])", 5, "[" + entry("x", "connected", members) + "]"), off));
        QCOMPARE(lagBetween(performance, a2, cluster(u"b"_s, nested(secondary("s", "x", 5), off)))
                     .canaryAge,
                 expected);
    }
};

QTEST_GUILESS_MAIN(TestTopology)
#include "tst_topology.moc"
