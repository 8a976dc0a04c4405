// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/findings.h"
#include "models/replication/problems/problems.h"
#include "tests/replication/payloads.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

namespace {

ProblemContext atNoon()
{
    return { .now = noon() };
}

QStringList found(const ClusterSnapshot &snapshot, const QDateTime &now = noon())
{
    QStringList list;
    for (const Problem &problem : problemsOf(snapshot, ProblemContext { .now = now }))
        list.append(problem.key.detector + u' ' + wireName(problem.severity));
    return list;
}

qsizetype restOf(const QList<Problem> &problems)
{
    qsizetype rest = 0;
    for (const Problem &problem : problems)
        rest += problem.more;
    return rest;
}

QByteArray primaryWith(const QByteArray &entryMembers, const QByteArray &status = "connected")
{
    return primary("s", R"(["x"])", 5, "[" + entry("x", status, entryMembers) + "]");
}

QByteArray secondaryWith(const QByteArray &state, const QByteArray &connection,
                         const QByteArray &entries = "[]")
{
    return secondary("s", "x", 5, state, connection, entries);
}

} // namespace

class TestProblems final : public QObject
{
    Q_OBJECT

private slots:
    void eachSignIsFoundOnce_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const QByteArray &block,
                            const QStringList &expected) {
            QTest::newRow(name) << block << expected;
        };
        row("disabled", off, {});
        row("healthy primary", primaryWith({}), {});
        row("healthy secondary", secondaryWith("stream-wals", "ready", "[" + entry("") + "]"), {});
        row("primary before 1.5 lists no entries",
            R"({"mode":"primary","state":"running","cluster_id":"s","known_secondaries":["x"],"last_wal":5})",
            {});
        row("primary with null lists",
            R"({"mode":"primary","cluster_id":"s","known_secondaries":null,"secondaries":null})",
            {});
        row("a secondary of 0.10",
            R"({"mode":"secondary","state":"stream-wals","cluster_id":"s","last_remote_wal":3})",
            {});
        row("bootstrapping", R"({"mode":"bootstrapping"})", { u"bootstrapping info"_s });
        row("being set up", "{}", { u"mode-missing info"_s });
        row("unknown mode", R"({"mode":"tertiary"})", { u"unknown-word info"_s });
        row("unknown state", R"({"mode":"primary","state":"dancing"})", { u"unknown-word info"_s });
        row("unknown connection words",
            withMembers(secondaryWith("stream-wals", "perhaps"),
                        R"("secondaries":[{"connection_status":"maybe"}])"),
            { u"unknown-word info"_s, u"unknown-word info"_s });
        row("detached", detached("s"), { u"detached attention"_s });
        row("idle and attached", secondaryWith("idle", "idle"), { u"secondary-idle danger"_s });
        row("idle but connected, as 1.5.0 says", secondaryWith("idle", "ready"), {});
        row("transient failure", secondaryWith("merkle-diff", "transient_failure"),
            { u"transient-failure danger"_s, u"catching-up info"_s });
        row("transient failure in the state",
            "{\"mode\":\"secondary\",\"state\":\"transient_failure\",\"cluster_id\":\"s\","
            "\"primary_cluster_addr\":\"https://p:8201\"}",
            { u"transient-failure danger"_s });
        row("shutdown in the state",
            "{\"mode\":\"secondary\",\"state\":\"shutdown\",\"cluster_id\":\"s\",\"primary_cluster_"
            "addr\":\"https://p:8201\"}",
            { u"connection-shutdown danger"_s });
        row("streams without connection", secondaryWith("stream-wals", "transient_failure"),
            { u"transient-failure danger"_s, u"streaming-without-connection danger"_s });
        row("streams after shutdown", secondaryWith("stream-wals", "shutdown"),
            { u"connection-shutdown danger"_s, u"streaming-without-connection danger"_s });
        row("streams, but every node is disconnected",
            secondaryWith("stream-wals", "ready", "[" + entry("", "disconnected") + "]"),
            { u"streaming-without-connection danger"_s });
        row("disconnected while comparing",
            secondaryWith("merkle-diff", "ready", "[" + entry("", "disconnected") + "]"),
            { u"disconnected-peer danger"_s, u"catching-up info"_s });
        row("one node of the primary is connected",
            secondaryWith("stream-wals", "ready",
                          "[" + entry("", "disconnected") + "," + entry("") + "]"),
            {});
        row("syncing",
            withMembers(secondaryWith("merkle-sync", "ready"),
                        R"("merkle_sync_progress":{"sync_progress":3,"sync_total_keys":9})"),
            { u"catching-up info"_s });
        row("no known primaries",
            "{\"mode\":\"secondary\",\"state\":\"stream-wals\",\"connection_state\":\"ready\","
            "\"cluster_id\":\"s\",\"primary_cluster_addr\":\"https://"
            "p:8201\",\"known_primary_cluster_addrs\":[]}",
            { u"no-known-primaries danger"_s });
        // Only an idle one was demoted: this one means to follow, whatever it has forgotten.
        row("streams and knows no address at all",
            "{\"mode\":\"secondary\",\"state\":\"stream-wals\",\"cluster_id\":\"s\","
            "\"primary_cluster_addr\":\"\",\"known_primary_cluster_addrs\":null,\"primaries\":[]}",
            { u"no-known-primaries danger"_s });
        row("disconnected secondary", primaryWith({}, "disconnected"),
            { u"disconnected-peer danger"_s });
        row("never connected secondary", primary("s", R"(["x"])"),
            { u"never-connected-secondary attention"_s });
        row("entries of its own primary do not count",
            primary("s", "[]", 5, "[" + entry("other", "disconnected") + "]"), {});
        row("primary idle", R"({"mode":"primary","state":"idle"})",
            { u"primary-not-running danger"_s });
        row("corrupt tree", withMembers(primaryWith({}), R"("corrupted_merkle_tree":true)"),
            { u"corrupted-merkle-tree danger"_s });
        row("tree not corrupt", withMembers(primaryWith({}), R"("corrupted_merkle_tree":false)"),
            {});
        row("reindexing",
            withMembers(
                primaryWith({}),
                R"("reindex_in_progress":true,"reindex_building_progress":1,"reindex_building_total":2)"),
            { u"reindex-running info"_s });
        row("canary 4.9 s", primaryWith(R"(,"replication_primary_canary_age_ms":"4999")"), {});
        row("canary 5 s", primaryWith(R"(,"replication_primary_canary_age_ms":"5000")"),
            { u"canary-late attention"_s });
        row("canary 60 s",
            secondaryWith(
                "stream-wals", "ready",
                "[" + entry("", "connected", R"(,"replication_primary_canary_age_ms":"60000")")
                    + "]"),
            { u"canary-late danger"_s });
        row("canary with clocks apart is not believed",
            primaryWith(R"(,"replication_primary_canary_age_ms":"60000","clock_skew_ms":"-9000")"),
            { u"clock-skew danger"_s });
        row("skew 1 s", primaryWith(R"(,"clock_skew_ms":"-1000")"), { u"clock-skew attention"_s });
        row("skew below 1 s", primaryWith(R"(,"clock_skew_ms":"999")"), {});
        row("skew 2 s", primaryWith(R"(,"clock_skew_ms":"2000")"), { u"clock-skew danger"_s });
        row("old figures of a lost peer",
            primaryWith(R"(,"replication_primary_canary_age_ms":"99000")", "disconnected"),
            { u"disconnected-peer danger"_s });
    }
    void eachSignIsFoundOnce()
    {
        QFETCH(QByteArray, block);
        QFETCH(QStringList, expected);
        for (const bool isDr : { false, true }) {
            const ClusterSnapshot snapshot =
                cluster(u"a"_s, isDr ? nested(off, block) : nested(block, off));
            QCOMPARE(found(snapshot), expected);
            for (const Problem &problem : problemsOf(snapshot, atNoon())) {
                QVERIFY(problem.text.endsWith(u'.') && problem.advice.endsWith(u'.'));
                QVERIFY2(!problem.text.contains(u'%') && !problem.advice.contains(u'%'),
                         qPrintable(problem.text));
                QCOMPARE(problem.key.type,
                         isDr ? ReplicationType::DisasterRecovery : ReplicationType::Performance);
                QVERIFY(problem.concerns({ u"id-a"_s }));
            }
        }
    }

    void heartbeatsAreAgedByTheServersClock_data()
    {
        QTest::addColumn<int>("serverAhead"); // seconds the server's clock is past the heartbeat
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("fresh") << 5 << QStringList();
        QTest::newRow("20 s") << 20 << QStringList();
        QTest::newRow("21 s") << 21 << QStringList { u"heartbeat-stale attention"_s };
        QTest::newRow("61 s") << 61 << QStringList { u"heartbeat-stale danger"_s };
    }
    void heartbeatsAreAgedByTheServersClock()
    {
        QFETCH(int, serverAhead);
        QFETCH(QStringList, expected);
        ClusterSnapshot snapshot = cluster(u"a"_s, nested(primaryWith({}), off));
        const QDateTime heartbeat(QDate(2026, 3, 1), QTime(11, 59, 58), Qt::UTC);
        snapshot.health->serverTimeUtc = heartbeat.addSecs(serverAhead).toSecsSinceEpoch();
        // The desktop's clock may be a year off.
        QCOMPARE(found(snapshot, noon().addYears(1)), expected);
        QCOMPARE(found(snapshot, {}), QStringList());
        snapshot.health->serverTimeUtc.reset();
        QCOMPARE(found(snapshot), QStringList());
    }

    void aFreshFailureIsNoAlarmYet()
    {
        const QByteArray block =
            secondaryWith("connecting", "transient_failure", "[" + entry("", "disconnected") + "]");
        ClusterSnapshot snapshot = cluster(u"a"_s, nested(block, off));
        QVERIFY(found(snapshot).contains(u"transient-failure attention"_s));
        snapshot.health->serverTimeUtc = noon().addSecs(60).toSecsSinceEpoch();
        QVERIFY(found(snapshot).contains(u"transient-failure danger"_s));
    }

    void whatWasNeverReadIsNotCalledOld()
    {
        ClusterSnapshot snapshot = cluster(u"a"_s, nested(off, off));
        snapshot.statusError = Error { .kind = Error::Kind::BadAnswer, .where = u"data.dr"_s };
        const QString ofOld = problemsOf(snapshot, ProblemContext {}).value(0).advice;
        snapshot.status.reset();
        const QList<Problem> problems = problemsOf(snapshot, ProblemContext {});
        QCOMPARE(problems.size(), 1);
        QVERIFY(isFrom(problems.constFirst(), DetectorId::StatusUnreadable));
        QVERIFY(problems.constFirst().advice != ofOld);
    }

    void serversAreJudgedToo_data()
    {
        QTest::addColumn<ClusterSnapshot>("snapshot");
        QTest::addColumn<QStringList>("expected");
        const ClusterSnapshot good = cluster(u"a"_s, nested(off, off));
        QTest::newRow("good") << good << QStringList();
        QTest::newRow("never read") << ClusterSnapshot {} << QStringList();
        QTest::newRow("silent") << silenced(good) << QStringList { u"unreachable danger"_s };
        ClusterSnapshot garbled = silenced(good);
        garbled.healthError = garbled.statusError = Error { .kind = Error::Kind::BadAnswer };
        QTest::newRow("not Vault's words")
            << garbled << QStringList { u"unusable-answer danger"_s };
        ClusterSnapshot settling = silenced(good);
        settling.settling = true;
        QTest::newRow("silent after a change") << settling << QStringList();
        ClusterSnapshot hidden = good;
        hidden.statusError = Error { .kind = Error::Kind::Rejected,
                                     .httpStatus = 400,
                                     .serverMessages = { u"disabled path"_s } };
        QTest::newRow("hidden status") << hidden << QStringList { u"status-hidden attention"_s };
        for (const auto &[kind, status] :
             { std::pair(Error::Kind::NotFound, 404), std::pair(Error::Kind::Unsupported, 405),
               std::pair(Error::Kind::Denied, 403) }) {
            hidden.statusError = Error { .kind = kind, .httpStatus = status };
            QTest::addRow("status kept back with %d", status)
                << hidden << QStringList { u"status-hidden attention"_s };
        }
        hidden.statusError = Error { .kind = Error::Kind::Unsupported,
                                     .httpStatus = 401,
                                     .serverMessages = { u"Feature Not Enabled"_s } };
        QTest::newRow("no licence for it")
            << hidden << QStringList { u"status-unreadable attention"_s };
        ClusterSnapshot unreadable = good;
        unreadable.statusError = Error { .kind = Error::Kind::BadAnswer, .where = u"data.dr"_s };
        QTest::newRow("unreadable status")
            << unreadable << QStringList { u"status-unreadable attention"_s };
        ClusterSnapshot sealed = good;
        sealed.health->sealed = true;
        sealed.statusError = Error { .kind = Error::Kind::Sealed, .httpStatus = 503 };
        QTest::newRow("sealed") << sealed << QStringList { u"sealed danger"_s };
        ClusterSnapshot uninitialised = good;
        uninitialised.health->initialized = false;
        QTest::newRow("not initialised")
            << uninitialised << QStringList { u"not-initialized attention"_s };
        ClusterSnapshot removed = good;
        removed.health->removedFromCluster = true;
        QTest::newRow("removed") << removed << QStringList { u"node-removed danger"_s };
        ClusterSnapshot removedByCode = sealed;
        removedByCode.health->httpStatus = 530;
        QTest::newRow("removed, by the code alone")
            << removedByCode << QStringList { u"node-removed danger"_s };
        ClusterSnapshot alone = good;
        alone.health->httpStatus = 474;
        alone.health->standby = true;
        QTest::newRow("lonely standby, by the code alone")
            << alone << QStringList { u"standby-without-active attention"_s };
        ClusterSnapshot outcast = good;
        outcast.nodes = { NodeSnapshot {
            .address = u"https://n3:8200"_s,
            .health = Health { .httpStatus = 530, .initialized = true, .sealed = true } } };
        QTest::newRow("removed node") << outcast << QStringList { u"removed-node attention"_s };
        ClusterSnapshot standby = good;
        standby.health->standby = true;
        standby.health->haConnectionHealthy = false;
        QTest::newRow("lonely standby")
            << standby << QStringList { u"standby-without-active attention"_s };
        ClusterSnapshot nodes = good;
        nodes.nodes = {
            NodeSnapshot { .address = u"https://n1:8200"_s, .seal = SealStatus { .sealed = true } },
            NodeSnapshot { .address = u"https://n2:8200"_s, .seal = SealStatus { .sealed = false } }
        };
        QTest::newRow("sealed node") << nodes << QStringList { u"sealed-node attention"_s };
        ClusterSnapshot ended = good;
        ended.health->licenseTerminated = true;
        QTest::newRow("licence ended") << ended << QStringList { u"licence-terminated danger"_s };
        ClusterSnapshot expired = good;
        expired.health->licenseExpiry = noon().addDays(-1);
        QTest::newRow("licence expired") << expired << QStringList { u"licence-expired danger"_s };
        ClusterSnapshot expiring = good;
        expiring.health->licenseExpiry = noon().addDays(30);
        QTest::newRow("licence expiring")
            << expiring << QStringList { u"licence-expiring attention"_s };
        ClusterSnapshot later = good;
        later.health->licenseExpiry = noon().addDays(31);
        QTest::newRow("licence good") << later << QStringList();
        QTest::newRow("unsupported storage")
            << cluster(u"a"_s, statusFrom(R"({"data":{"mode":"unsupported"}})"))
            << QStringList { u"storage-unsupported info"_s };
        ClusterSnapshot old = silenced(cluster(u"a"_s, nested(detached("s"), off)));
        QTest::newRow("what it said before it fell silent is no news")
            << old << QStringList { u"unreachable danger"_s };
    }
    void serversAreJudgedToo()
    {
        QFETCH(ClusterSnapshot, snapshot);
        QFETCH(QStringList, expected);
        QCOMPARE(found(snapshot), expected);
    }

    // Sealed is what it says as well, but unsealing brings it nowhere.
    void aRemovedNodeIsNotToBeUnsealed()
    {
        ClusterSnapshot snapshot = cluster(u"a"_s, nested(off, off));
        snapshot.health->httpStatus = 530;
        snapshot.health->sealed = true;
        const QList<Problem> problems = problemsOf(snapshot, atNoon());
        QCOMPARE(problems.size(), 1);
        QVERIFY(isFrom(problems.first(), DetectorId::NodeRemoved));
    }

    void aProblemBetweenClustersNamesThemAll()
    {
        const auto idsOf = [](const QList<ClusterSnapshot> &fleet, const QString &id) {
            QStringList ids;
            for (const Problem &problem : problemsOf(fleet, topologyOf(fleet), atNoon())) {
                if (problem.key.detector == id) {
                    for (const ClusterId &cluster : problem.clusters)
                        ids.append(cluster.value);
                }
            }
            ids.sort();
            return ids;
        };
        const QStringList both { u"id-a"_s, u"id-b"_s };
        const ClusterSnapshot a = cluster(u"a"_s, nested(primary("s", "[]"), off));
        const ClusterSnapshot b = cluster(u"b"_s, nested(primary("s", "[]"), off));
        QCOMPARE(idsOf({ a, b }, u"two-primaries"_s), both);
        const QList<ClusterSnapshot> three { a, b,
                                             cluster(u"c"_s, nested(primary("s", "[]"), off)) };
        QCOMPARE(idsOf(three, u"two-primaries"_s).size(), 3);
        QCOMPARE(idsOf({ a, silenced(b) }, u"former-primary-silent"_s), both);
        const ClusterSnapshot follower = cluster(u"b"_s, nested(secondary("s", "gone"), off));
        QCOMPARE(idsOf({ a, follower }, u"revoked-secondary"_s), both);
        QCOMPARE(idsOf({ cluster(u"a"_s, nested(detached("s"), off)),
                         cluster(u"b"_s, nested(detached("s"), off)) },
                       u"no-primary-in-set"_s),
                 both);
        ClusterSnapshot twin = a;
        twin.identity.id = { u"id-b"_s };
        QCOMPARE(idsOf({ a, twin }, u"duplicate-registration"_s), both);
        QCOMPARE(idsOf({ cluster(u"a"_s, nested(detached("s"), off)) }, u"detached"_s),
                 QStringList { u"id-a"_s });
    }

    void aBigFleetIsJudgedWhole()
    {
        QByteArray known;
        QByteArray entries;
        for (int i = 0; i < 10000; ++i) {
            const QByteArray id = "secondary-" + QByteArray::number(i);
            known += (i ? ",\"" : "\"") + id + '"';
            entries += (i ? "," : "") + entry(id);
        }
        const QList<ClusterSnapshot> fleet { cluster(
            u"a"_s, nested(primary("s", "[" + known + "]", 5, "[" + entries + "]"), off)) };
        const Topology topology = topologyOf(fleet);
        QCOMPARE(topology.links.size(), 10000);
        // Each is unregistered: some are listed, the others counted.
        const QList<Problem> problems = problemsOf(fleet, topology, atNoon());
        QCOMPARE(problems.size(), qsizetype(Findings::limit) + 1);
        QCOMPARE(restOf(problems), qsizetype(10000 - Findings::limit));
    }

    // What a server lists decides neither how many problems there are nor how often one is put in
    // words.
    void aListOfAServerHasNoLongListOfProblems()
    {
        constexpr int count = 10000;
        QByteArray known;
        QByteArray entries;
        for (int i = 0; i < count; ++i) {
            const QByteArray id = QByteArray::number(i);
            known += (i ? ",\"" : "\"") + id + '"';
            entries += (i ? "," : "")
                + entry(id, i % 2 ? "disconnected" : "connected",
                        ",\"clock_skew_ms\":9000,\"replication_primary_canary_age_ms\":"
                            + QByteArray::number(10000 + i));
        }
        const QList<ClusterSnapshot> fleet { cluster(
            u"a"_s, nested(primary("s", "[" + known + "]", 5, "[" + entries + "]"), off)) };
        const QList<Problem> problems = problemsOf(fleet, topologyOf(fleet), atNoon());
        QVERIFY2(problems.size() < 60, qPrintable(QString::number(problems.size())));
        QSet<ProblemKey> keys;
        for (const Problem &problem : problems)
            keys.insert(problem.key);
        QCOMPARE(keys.size(), problems.size());
    }

    // Whatever one server lists, and however many clusters say that they follow it: judging it may
    // cost what reading it costs.
    void aHostileListCostsNoMoreThanItsReading()
    {
        QByteArray known;
        QByteArray entries;
        for (int i = 0; i < 10000; ++i) {
            const QByteArray id = "secondary-" + QByteArray::number(i);
            known += (i ? ",\"" : "\"") + id + '"';
            entries += (i ? "," : "") + entry(id);
        }
        const QByteArray block = primary("s", "[" + known + "]", 5, "[" + entries + "]");
        QElapsedTimer timer;
        timer.start();
        QList<ClusterSnapshot> fleet { cluster(u"a"_s, nested(block, off)) };
        const qint64 reading = std::max<qint64>(timer.elapsed(), 10);
        for (int i = 0; i < 60; ++i) {
            const QString name = QString::number(i);
            fleet.append(cluster(name, nested(secondary("s", "secondary-9999"), off)));
            ClusterSnapshot unread = silenced(fleet.last());
            unread.identity.id = { u"unread-"_s + name };
            unread.status.reset();
            fleet.append(unread);
        }
        timer.restart();
        const QList<Problem> problems = problemsOf(fleet, topologyOf(fleet), atNoon());
        QVERIFY(!problems.isEmpty());
        QVERIFY2(timer.elapsed() <= 10 * reading,
                 qPrintable(u"%1 ms, reading %2 ms"_s.arg(timer.elapsed()).arg(reading)));
    }

    void theWorstOfManyAreListedAndTheOthersCounted()
    {
        Findings findings;
        int worded = 0;
        constexpr int count = 100000;
        for (int i = 0; i < count; ++i) {
            const bool isBad = i == 70000;
            findings.add({ .detector = DetectorId::ClockSkew,
                           .severity = isBad ? ProblemSeverity::Danger : ProblemSeverity::Attention,
                           .cluster = { u"a"_s },
                           .type = ReplicationType::Performance,
                           .peer = QString::number(i),
                           .weight = i == 80000 ? 7 : 0 },
                         [&worded] {
                             ++worded;
                             return ProblemWords { u"Text."_s, u"Advice."_s };
                         });
        }
        QVERIFY2(worded <= 2 * int(Findings::limit), qPrintable(QString::number(worded)));
        const QList<Problem> problems = findings.take();
        QCOMPARE(problems.size(), qsizetype(Findings::limit) + 1);
        QCOMPARE(problems.at(0).key.peer, u"70000"_s);
        QCOMPARE(problems.at(1).key.peer, u"80000"_s);
        QCOMPARE(restOf(problems), qsizetype(count - Findings::limit));
        QVERIFY(problems.last().key.isRest);
        QCOMPARE(problems.last().severity, ProblemSeverity::Attention);
    }

    void equalFindingsAreOneProblem()
    {
        Findings findings;
        for (int i = 0; i < 100000; ++i) {
            findings.add({ .detector = DetectorId::UnknownWord, .cluster = { u"a"_s } },
                         ProblemWords { QString::number(i), {} });
        }
        const QList<Problem> problems = findings.take();
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().more, 0);
    }

    void everyDetectorIsARowOfTheTable()
    {
        QSet<QString> names;
        for (const Detector &row : detectors()) {
            names.insert(QString(row.name));
            QCOMPARE(&detector(row.id), &row);
            QCOMPARE(detectorNamed(QString(row.name)), &row);
            QVERIFY(!row.displayTitle().isEmpty());
        }
        QCOMPARE(names.size(), qsizetype(detectors().size()));
        QCOMPARE(detectorNamed(u"accepted"_s), nullptr);
    }

    void keysTellProblemsApart()
    {
        const ProblemKey key { .detector = u"d"_s,
                               .cluster = { u"c"_s },
                               .type = ReplicationType::Performance,
                               .peer = u"p"_s };
        QList<ProblemKey> others(7, key);
        others[0].detector = u"e"_s;
        others[1].cluster = { u"e"_s };
        others[2].type = ReplicationType::DisasterRecovery;
        others[3].type.reset();
        others[4].peer = u"p/rest"_s;
        others[5].isRest = true;
        others[6].cluster = {};
        others[6].set = u"c"_s;
        QSet<QString> forms { key.wireForm() };
        QSet<ProblemKey> keys { key };
        for (const ProblemKey &other : std::as_const(others)) {
            QVERIFY(!(other == key));
            QVERIFY((other < key) != (key < other));
            forms.insert(other.wireForm());
            keys.insert(other);
        }
        QCOMPARE(forms.size(), others.size() + 1);
        QCOMPARE(keys.size(), others.size() + 1);
        QCOMPARE(key.wireForm(), u"d/cluster:c/performance/p"_s);
    }

    // Before Vault 1.4 a secondary has neither connection_state nor primaries[].
    void aSetWithoutAPrimaryIsFoundWhateverOldStatesSay_data()
    {
        QTest::addColumn<QList<ClusterSnapshot>>("fleet");
        QTest::addColumn<QStringList>("expected");
        const QString old = u"1.2.3+ent"_s;
        const QByteArray streaming =
            "{\"mode\":\"secondary\",\"state\":\"stream-wals\",\"cluster_id\":\"s\","
            "\"secondary_id\":\"b\",\"last_remote_wal\":5}";
        const QByteArray demoted =
            "{\"mode\":\"secondary\",\"state\":\"idle\",\"cluster_id\":\"s\","
            "\"primary_cluster_addr\":\"\",\"known_primary_cluster_addrs\":null}";
        const QByteArray living =
            "{\"mode\":\"primary\",\"state\":\"running\",\"cluster_id\":\"s\","
            "\"known_secondaries\":[\"b\"],\"last_wal\":5}";
        const ClusterSnapshot b = cluster(u"b"_s, nested(streaming, off), old);
        const ClusterSnapshot c = cluster(u"c"_s, nested(streaming, off), old);
        const ClusterSnapshot proven = cluster(u"c"_s, nested(secondary("s", "c"), off));
        const QStringList danger { u"no-primary-in-set danger"_s };
        QTest::newRow("primary demoted")
            << QList { cluster(u"a"_s, nested(demoted, off), old), b } << danger;
        QTest::newRow("two that follow nobody who is registered")
            << QList { b, c } << QStringList { u"no-primary-in-set attention"_s };
        QTest::newRow("one that follows nobody who is registered") << QList { b } << QStringList();
        QTest::newRow("another proves that a primary lives")
            << QList { b, proven } << QStringList();
        QTest::newRow("primary answers")
            << QList { cluster(u"a"_s, nested(living, off), old), b } << QStringList();
        QTest::newRow("primary is silent")
            << QList { silenced(cluster(u"a"_s, nested(living, off), old)), b } << QStringList();
    }
    void aSetWithoutAPrimaryIsFoundWhateverOldStatesSay()
    {
        QFETCH(QList<ClusterSnapshot>, fleet);
        QFETCH(QStringList, expected);
        QStringList found;
        for (const Problem &problem : problemsOf(fleet, topologyOf(fleet), atNoon())) {
            if (isFrom(problem, DetectorId::NoPrimaryInSet))
                found.append(problem.key.detector + u' ' + wireName(problem.severity));
        }
        QCOMPARE(found, expected);
    }

    void eachRegisteredNodeIsJudged_data()
    {
        QTest::addColumn<NodeSnapshot>("node");
        QTest::addColumn<QStringList>("expected");
        const auto node = [](const Health &health) {
            return NodeSnapshot { .address = u"https://n2:8200"_s, .health = health };
        };
        const Health standby { .httpStatus = 429, .initialized = true, .sealed = false };
        QTest::newRow("standby") << node(standby) << QStringList();
        NodeSnapshot silent = node(standby);
        silent.error = silence();
        QTest::newRow("silent") << silent << QStringList { u"node-unreachable attention"_s };
        Health cut = standby;
        cut.httpStatus = 474;
        QTest::newRow("474") << node(cut) << QStringList { u"node-cut-off attention"_s };
        cut = standby;
        cut.haConnectionHealthy = false;
        QTest::newRow("unhealthy") << node(cut) << QStringList { u"node-cut-off attention"_s };
        QTest::newRow("sealed") << node({ .httpStatus = 503, .initialized = true, .sealed = true })
                                << QStringList { u"sealed-node attention"_s };
        QTest::newRow("not initialized")
            << node({ .httpStatus = 501 }) << QStringList { u"node-uninitialized attention"_s };
        QTest::newRow("removed") << node({ .httpStatus = 530, .initialized = true })
                                 << QStringList { u"removed-node attention"_s };
    }
    void eachRegisteredNodeIsJudged()
    {
        QFETCH(NodeSnapshot, node);
        QFETCH(QStringList, expected);
        ClusterSnapshot snapshot = cluster(u"a"_s, nested(off, off));
        snapshot.nodes = {
            NodeSnapshot { .address = snapshot.identity.address, .health = snapshot.health }, node
        };
        QCOMPARE(found(snapshot), expected);
        for (const Problem &problem : problemsOf(snapshot, atNoon()))
            QCOMPARE(problem.key.peer, node.address);
        // The registered address itself may be the silent one, while another node answers.
        snapshot.identity.address = node.address;
        snapshot.nodes[0].address = u"https://n1:8200"_s;
        QCOMPARE(found(snapshot), expected);
        // While an operation takes effect, nodes come and go.
        snapshot.settling = true;
        if (node.error || (node.health && node.health->hasLostActiveNode()))
            QCOMPARE(found(snapshot), QStringList());
        // If none answers, that is one problem.
        snapshot.settling = false;
        QCOMPARE(found(silenced(snapshot)), QStringList { u"unreachable danger"_s });
    }

    void whatADeadPrimaryCausesIsFoldedUnderIt()
    {
        const QByteArray lost = secondaryWith("stream-wals", "transient_failure",
                                              "[" + entry("", "disconnected") + "]");
        const QList<ClusterSnapshot> fleet {
            silenced(cluster(u"a"_s, nested(primary("s", R"(["x"])"), off))),
            cluster(u"b"_s, nested(lost, off)), cluster(u"c"_s, nested(lost, off))
        };
        const QList<Problem> problems = problemsOf(fleet, topologyOf(fleet), atNoon());
        const QList<Problem> causes = causesAmong(problems);
        QCOMPARE(causes.size(), 1);
        QVERIFY(isFrom(causes.first(), DetectorId::Unreachable));
        QCOMPARE(causes.first().consequences, problems.size() - 1);
        QVERIFY(problems.size() > 3);
        for (const QString &id : { u"id-a"_s, u"id-b"_s, u"id-c"_s })
            QVERIFY(causes.first().concerns({ id }));
        for (const Problem &problem : problems)
            QVERIFY(problem.cause.value_or(problem.key) == causes.first().key);
    }

    // As at the start of the program: the primary never answered, but its secondary names it.
    void aPrimaryThatWasNeverReadIsOneProblem()
    {
        ClusterSnapshot unread = silenced(cluster(u"a"_s, nested(off, off)));
        unread.status.reset();
        unread.health.reset();
        const QByteArray lost =
            secondaryWith("idle", "transient_failure", "[" + entry("a", "disconnected") + "]");
        const QList<ClusterSnapshot> fleet { unread, cluster(u"b"_s, nested(lost, off)) };
        const QList<Problem> causes = causesAmong(problemsOf(fleet, topologyOf(fleet), atNoon()));
        QCOMPARE(causes.size(), 1);
        QVERIFY(isFrom(causes.first(), DetectorId::Unreachable));
        QVERIFY(causes.first().consequences > 0);
    }

    // Both ends live; only the network between them is cut.
    void aCutLinkIsOneProblem()
    {
        const QByteArray lost =
            secondaryWith("idle", "transient_failure", "[" + entry("", "disconnected") + "]");
        const QList<ClusterSnapshot> fleet {
            cluster(
                u"a"_s,
                nested(primary("s", R"(["x"])", 5, "[" + entry("x", "disconnected") + "]"), off)),
            cluster(u"b"_s, nested(lost, off))
        };
        const QList<Problem> causes = causesAmong(problemsOf(fleet, topologyOf(fleet), atNoon()));
        QCOMPARE(causes.size(), 1);
        QVERIFY(isFrom(causes.first(), DetectorId::TransientFailure));
    }

    void whatAPlannedDemotionCausesIsOneProblem()
    {
        const QByteArray lost = secondary("s", "b", 5, "stream-wals", "transient_failure",
                                          "[" + entry("", "disconnected") + "]");
        const QList<ClusterSnapshot> fleet { cluster(u"a"_s, nested(detached("s"), off)),
                                             cluster(u"b"_s, nested(lost, off)),
                                             cluster(u"c"_s, nested(lost, off)) };
        const Topology topology = topologyOf(fleet);
        const auto worst = [&](const ProblemContext &context) {
            const QList<Problem> causes = causesAmong(problemsOf(fleet, topology, context));
            return causes.size() == 1 && isFrom(causes.first(), DetectorId::NoPrimaryInSet)
                ? std::optional(causes.first().severity)
                : std::nullopt;
        };
        QCOMPARE(worst(atNoon()), ProblemSeverity::Danger);
        // One's own operation explains it: while it runs, and for a moment after.
        ProblemContext own = atNoon();
        own.ownOperations.insert({ u"id-a"_s }, OwnOperationState::UnderWay);
        QCOMPARE(worst(own), ProblemSeverity::Info);
        own.ownOperations.insert({ u"id-a"_s }, OwnOperationState::Ended);
        QCOMPARE(worst(own), ProblemSeverity::Attention);
        own.ownOperations = { { { u"id-other"_s }, OwnOperationState::UnderWay } };
        QCOMPARE(worst(own), ProblemSeverity::Danger);
    }

    void anOwnOperationDoesNotExplainEverything()
    {
        ProblemContext own = atNoon();
        own.ownOperations = { { { u"id-a"_s }, OwnOperationState::UnderWay },
                              { { u"id-b"_s }, OwnOperationState::UnderWay } };
        const QList<ClusterSnapshot> fleet { cluster(u"a"_s, nested(primary("s", "[]"), off)),
                                             cluster(u"b"_s, nested(primary("s", "[]"), off)) };
        QCOMPARE(problemsOf(fleet, topologyOf(fleet), own).first().severity,
                 ProblemSeverity::Danger);
        // A member that is not changed has no reason to be away.
        const QList<ClusterSnapshot> other { cluster(u"a"_s, nested(primary("s", R"(["c"])"), off)),
                                             silenced(cluster(u"c"_s,
                                                              nested(secondary("s", "c"), off))) };
        for (const Problem &problem : problemsOf(other, topologyOf(other), own)) {
            if (isFrom(problem, DetectorId::Unreachable))
                QCOMPARE(problem.severity, ProblemSeverity::Danger);
        }
    }

    void aSecondaryWhoseTokenIsStillGoodIsNotMissed()
    {
        const QList<ClusterSnapshot> fleet { cluster(
            u"a"_s, nested(primary("s", R"(["new","old"])"), off)) };
        ProblemContext context = atNoon();
        context.pendingSecondaries = {
            { { u"id-a"_s }, ReplicationType::Performance, u"new"_s, noon().addSecs(60) }
        };
        const auto of = [&](const QString &peer) {
            QStringList found;
            for (const Problem &problem : problemsOf(fleet, topologyOf(fleet), context)) {
                if (problem.key.peer == peer)
                    found.append(problem.key.detector + u' ' + wireName(problem.severity));
            }
            found.sort();
            return found;
        };
        QCOMPARE(of(u"new"_s), QStringList { u"never-connected-secondary info"_s });
        const QStringList missed { u"never-connected-secondary attention"_s,
                                   u"unregistered-secondary info"_s };
        QCOMPARE(of(u"old"_s), missed);
        context.now = noon().addSecs(60);
        QCOMPARE(of(u"new"_s), missed);
        context.now = noon();
        context.pendingSecondaries[0].type = ReplicationType::DisasterRecovery;
        QCOMPARE(of(u"new"_s), missed);
    }

    void aSilentPrimaryThatItsSecondaryHearsIsAlive()
    {
        const ClusterSnapshot silent =
            silenced(cluster(u"a"_s, nested(primary("s", R"(["x"])"), off)));
        // Its heartbeat was 2 s ago.
        ClusterSnapshot hears = cluster(
            u"b"_s, nested(secondaryWith("stream-wals", "ready", "[" + entry("") + "]"), off));
        const auto signIn = [&] {
            const QList<ClusterSnapshot> fleet { silent, hears };
            return signsOfLife(fleet, topologyOf(fleet), noon()).value(silent.identity.id);
        };
        const auto adviceWith = [&](const ClusterSnapshot &secondary) {
            const QList<ClusterSnapshot> fleet { silent, secondary };
            for (const Problem &problem : problemsOf(fleet, topologyOf(fleet), atNoon())) {
                if (isFrom(problem, DetectorId::Unreachable))
                    return problem.advice;
            }
            return QString();
        };
        QCOMPARE(signIn().secondary, hears.identity.id);
        QCOMPARE(signIn().heartbeatAgeS, 2);
        const QString ofLiving = adviceWith(hears);
        hears.health->serverTimeUtc = noon().addSecs(120).toSecsSinceEpoch(); // an old heartbeat
        QVERIFY(!signIn().secondary.isValid());
        const QString ofUnknown = adviceWith(hears);
        QVERIFY(!ofUnknown.isEmpty() && !ofLiving.isEmpty() && ofLiving != ofUnknown);
        const ClusterSnapshot deaf = cluster(
            u"b"_s,
            nested(secondaryWith("stream-wals", "transient_failure", "[" + entry("") + "]"), off));
        QCOMPARE(adviceWith(deaf), ofUnknown);
        QCOMPARE(adviceWith(silenced(hears)), ofUnknown);
    }

    // Two sets of one type may be split at the same time.
    void eachSplitSetIsAProblemOfItsOwn()
    {
        const QList<ClusterSnapshot> fleet { cluster(u"a"_s, nested(primary("s", "[]"), off)),
                                             cluster(u"b"_s, nested(primary("s", "[]"), off)),
                                             cluster(u"c"_s, nested(primary("t", "[]"), off)),
                                             cluster(u"d"_s, nested(primary("t", "[]"), off)) };
        QSet<ProblemKey> keys;
        for (const Problem &problem : problemsOf(fleet, topologyOf(fleet), atNoon())) {
            QVERIFY(isFrom(problem, DetectorId::TwoPrimaries));
            QCOMPARE(problem.concerns({ u"id-a"_s }), problem.key.set == u"s"_s);
            QCOMPARE(problem.concerns({ u"id-d"_s }), problem.key.set == u"t"_s);
            keys.insert(problem.key);
        }
        QCOMPARE(keys.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestProblems)
#include "tst_problems.moc"
