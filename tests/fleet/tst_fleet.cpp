// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleet.h"
#include "models/fleet/observedchanges.h"
#include "tests/fleet/desk.h"
#include "tests/fleet/labfleet.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/patience.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using namespace switchover::test;
using Answer = ScriptedVault::Answer;

class FleetTest : public QObject
{
    Q_OBJECT

private slots:
    void followsTheRegistry()
    {
        Desk desk;
        ScriptedVault server;
        QVERIFY(desk.registry.add(recordOf(u"amber"_s, server.address())));
        auto fleet = desk.fleet();
        QSignalSpy added(fleet.get(), &Fleet::clusterAdded);
        QSignalSpy removed(fleet.get(), &Fleet::clusterRemoved);
        QCOMPARE(fleet->snapshots().size(), 1);
        fleet->start();
        ScriptedVault second;
        QVERIFY(desk.registry.add(recordOf(u"basalt"_s, second.address())));
        QCOMPARE(added.size(), 1);
        QTRY_VERIFY(fleet->snapshots().at(1).status.has_value());
        ClusterRecord record = *desk.registry.cluster({ u"id-basalt"_s });
        record.identity.name = u"cobalt"_s;
        QVERIFY(desk.registry.update(record));
        QCOMPARE(fleet->snapshot({ u"id-basalt"_s })->identity.name, u"cobalt"_s);
        QVERIFY(desk.registry.remove({ u"id-amber"_s }));
        QCOMPARE(removed.size(), 1);
        QVERIFY(!fleet->session({ u"id-amber"_s }) && !fleet->snapshot({ u"id-amber"_s }));
        QCOMPARE(fleet->snapshots().size(), 1);
    }

    void aClusterMayBeRemovedFromWithinItsOwnNews()
    {
        Desk desk;
        ScriptedVault server;
        QVERIFY(desk.registry.add(recordOf(u"amber"_s, server.address())));
        auto fleet = desk.fleet();
        connect(fleet.get(), &Fleet::snapshotChanged, this, [&](const ClusterSnapshot &snapshot) {
            (void)desk.registry.remove(snapshot.identity.id);
        });
        QSignalSpy analysed(fleet.get(), &Fleet::analysed);
        fleet->start();
        QTRY_VERIFY(!analysed.isEmpty());
        QVERIFY(fleet->snapshots().isEmpty());
    }

    // The lock view promises that reading goes on.
    void anEncryptedKeyStaysOpenWhileLocked_data()
    {
        QTest::addColumn<bool>("runs");
        QTest::newRow("idle") << false;
        QTest::newRow("an operation is under way and the key is renewed") << true;
    }

    void anEncryptedKeyStaysOpenWhileLocked()
    {
        QFETCH(bool, runs);
        QTemporaryDir folder;
        ScriptedVault server;
        ClusterRecord record = recordOf(u"amber"_s, server.address());
        record.clientCertificateFile = folder.filePath(u"me.pem"_s);
        record.clientKeyFile = folder.filePath(u"me.key"_s);
        QCOMPARE(
            QProcess::execute(u"openssl"_s,
                              { u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-passout"_s,
                                u"pass:open sesame"_s, u"-subj"_s, u"/CN=me"_s, u"-keyout"_s,
                                record.clientKeyFile, u"-out"_s, record.clientCertificateFile }),
            0);
        const auto renew = [&record] {
            QFile key(record.clientKeyFile);
            return key.open(QIODevice::Append) && key.write("\n") == 1;
        };
        Desk desk;
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        const ClusterId id = record.identity.id;
        ClusterSession *session = fleet->session(id);
        const auto reads = [&] {
            bool done = false;
            session->pollAfresh(this, [&done] { done = true; });
            return QTest::qWaitFor([&done] { return done; }, test::patience)
                && fleet->snapshot(id)->isReachable() && !session->wantsKeyPassphrase();
        };
        fleet->setKeyPassphrase(id, SecretString("open sesame"), Fleet::Remember::No);
        QVERIFY(reads());
        if (runs)
            fleet->beginRun(id, u"r1"_s);
        fleet->lock();
        QVERIFY(reads());
        record.note = u"edited"_s;
        QVERIFY(desk.registry.update(record));
        QVERIFY(reads());
        if (!runs)
            return;
        QVERIFY(renew());
        QVERIFY(reads());
        fleet->endRun(id, u"r1"_s);
        QVERIFY(renew());
        QVERIFY(!reads());
        QVERIFY(session->wantsKeyPassphrase());
    }

    void asksNoMoreThan64ThingsAtOnce()
    {
        Desk desk;
        ScriptedVault server;
        server.say("sys/health", Answer { .body = ScriptedVault::health(), .delay = 5ms });
        for (int i = 0; i < 90; ++i) {
            // Each name of this computer is a host of its own, with connections of its own.
            const QString address =
                QString(server.address()).replace("127.0.0.1"_L1, u"127.0.0.%1"_s.arg(i + 1));
            QVERIFY(
                desk.registry.add(recordOf(u"c%1"_s.arg(i), i == 0 ? server.address() : address)));
        }
        auto fleet = desk.fleet();
        fleet->start();
        QTRY_VERIFY([&] {
            const QList<ClusterSnapshot> all = fleet->snapshots();
            return std::all_of(all.begin(), all.end(),
                               [](const ClusterSnapshot &one) { return one.takenAt.isValid(); });
        }());
        QCOMPARE(fleet->mostRequestsInFlight(), Fleet::requestLimit);
    }

    void keepsAPoliteInterval()
    {
        Desk desk;
        ClusterRecord slow = recordOf(u"slow"_s, u"http://127.0.0.1:2"_s);
        slow.pollSeconds = 60;
        QVERIFY(desk.registry.add(slow)
                && desk.registry.add(recordOf(u"plain"_s, u"http://127.0.0.1:3"_s)));
        auto fleet = desk.fleet();
        fleet->start();
        const auto interval = [&](const char *name) {
            return fleet->snapshot({ u"id-"_s + QString::fromLatin1(name) })->pollInterval;
        };
        QTRY_COMPARE(interval("slow"), 60000ms);
        QTRY_COMPARE(interval("plain"), 10000ms);
        Settings settings;
        settings.polling.interval = 30s;
        settings.safety.lookOnly = true;
        fleet->setSettings(settings);
        QVERIFY(fleet->snapshot({ u"id-plain"_s })->lookOnly);
        fleet->refreshAll();
        QTRY_COMPARE(interval("plain"), 30000ms);
        settings.polling.interval = 1s; // whatever the settings say
        fleet->setSettings(settings);
        fleet->refreshAll();
        QTRY_COMPARE(interval("plain"), 5000ms);
    }

    void readsASecondaryAfterItsPrimary()
    {
        Desk desk;
        ScriptedVault primary;
        ScriptedVault secondary;
        QList<QByteArray> order;
        primary.say("sys/health", [&](const ScriptedVault::Request &) {
            return Answer { .body = ScriptedVault::health("primary"), .delay = 20ms };
        });
        primary.say("sys/replication/status", [&](const ScriptedVault::Request &) {
            order.append("primary");
            return Answer { .body = ScriptedVault::status(primaryOf("east", 40)) };
        });
        secondary.say("sys/health", Answer { .body = ScriptedVault::health("secondary") });
        secondary.say("sys/replication/status", [&](const ScriptedVault::Request &) {
            order.append("secondary");
            return Answer { .body = ScriptedVault::status(secondaryOf("east", 40)) };
        });
        QVERIFY(desk.registry.add(recordOf(u"east"_s, secondary.address())));
        QVERIFY(desk.registry.add(recordOf(u"west"_s, primary.address())));
        auto fleet = desk.fleet();
        QSignalSpy analysed(fleet.get(), &Fleet::analysed);
        QVERIFY(readAll(*fleet));
        QTRY_COMPARE(fleet->topology().links.size(), 1);
        QCOMPARE(fleet->topology().links.first().lag.wals, std::optional<quint64>(0));
        for (int round = 0; round < 3; ++round) {
            order.clear();
            fleet->refreshAll();
            QTRY_COMPARE(order.size(), 2);
            const QList<QByteArray> expected { "primary", "secondary" };
            QCOMPARE(order, expected);
            const ClusterSession *east = fleet->session({ u"id-east"_s });
            QTRY_COMPARE(east->snapshotPoll(), east->pollsBegun());
        }
        // A primary that is gone does not keep its secondary from being read.
        primary.goAway();
        order.clear();
        fleet->refreshAll();
        QTRY_COMPARE(order, QList<QByteArray> { "secondary" });
        QTRY_VERIFY(!fleet->lagHistory({ u"id-east"_s }, ReplicationType::Performance).isEmpty());
    }

    void clustersThatCallEachOtherPrimaryAreReadAllTheSame()
    {
        Desk desk;
        ScriptedVault first;
        ScriptedVault second;
        // Performance one way, DR the other: nonsense, but nobody may hang on it.
        first.say("sys/replication/status",
                  Answer { .body = ScriptedVault::status(primaryOf("b", 4), secondaryOf("a", 4)) });
        second.say(
            "sys/replication/status",
            Answer { .body = ScriptedVault::status(secondaryOf("b", 4), primaryOf("a", 4)) });
        QVERIFY(desk.registry.add(recordOf(u"a"_s, first.address())));
        QVERIFY(desk.registry.add(recordOf(u"b"_s, second.address())));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QTRY_COMPARE(fleet->topology().links.size(), 2);
        first.clearRequests();
        second.clearRequests();
        fleet->refreshAll();
        QTRY_COMPARE(first.count("sys/replication/status"), 1);
        QTRY_COMPARE(second.count("sys/replication/status"), 1);
    }

    void analysesOnceForManySnapshots()
    {
        Desk desk;
        std::vector<std::unique_ptr<ScriptedVault>> servers;
        for (int i = 0; i < 30; ++i) {
            servers.push_back(std::make_unique<ScriptedVault>());
            QVERIFY(desk.registry.add(recordOf(u"c%1"_s.arg(i), servers.back()->address())));
        }
        auto fleet = desk.fleet();
        QSignalSpy analysed(fleet.get(), &Fleet::analysed);
        QSignalSpy snapshots(fleet.get(), &Fleet::snapshotChanged);
        Settings settings;
        settings.safety.lookOnly = true; // all snapshots change in one turn
        fleet->setSettings(settings);
        QCOMPARE(snapshots.size(), 30);
        QCOMPARE(analysed.size(), 0);
        QTRY_COMPARE(analysed.size(), 1);
    }

    void saysWhatChangedWithoutUs()
    {
        Desk desk;
        ScriptedVault server;
        server.say("sys/replication/status",
                   Answer { .body = ScriptedVault::status(secondaryOf("east", 4)) });
        QVERIFY(desk.registry.add(recordOf(u"amber"_s, server.address())));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QVERIFY(desk.texts(Kind::Observed).isEmpty());

        QByteArray cut = secondaryOf("east", 4);
        cut.replace(R"("ready")", R"("transient_failure")");
        server.say("sys/replication/status", Answer { .body = ScriptedVault::status(cut) });
        fleet->refreshAll();
        QTRY_VERIFY(
            desk.texts(Kind::Observed)
                .join(u'\n')
                .contains("connection to the primary changed from ready to transient_failure"_L1));

        server.say("sys/replication/status",
                   Answer { .body = ScriptedVault::status(primaryOf("west", 4)) });
        fleet->refreshAll();
        QTRY_VERIFY(desk.texts(Kind::Observed)
                        .join(u'\n')
                        .contains("the mode changed from secondary to primary"_L1));
        for (const ActivityEntry &entry : desk.activity.entries()) {
            if (entry.kind == Kind::Observed) {
                QVERIFY(entry.run.isEmpty());
                QVERIFY(!entry.cluster.isValid() || entry.cluster == ClusterId { u"id-amber"_s });
            }
        }

        // A reading that fails is no change, and neither is its end.
        const qsizetype before = desk.activity.entries().size();
        QByteArray sealed = ScriptedVault::health();
        server.say("sys/replication/status",
                   Answer { .status = 500, .body = ScriptedVault::errors("x") });
        fleet->refreshAll();
        QTRY_VERIFY(fleet->snapshot({ u"id-amber"_s })->statusError);
        server.say("sys/replication/status",
                   Answer { .body = ScriptedVault::status(primaryOf("west", 9)) });
        fleet->refreshAll();
        QTRY_VERIFY(!fleet->snapshot({ u"id-amber"_s })->statusError);
        QStringList later;
        for (const ActivityEntry &entry : desk.activity.entries().sliced(before))
            later.append(entry.text);
        QVERIFY2(!later.join(u'\n').contains("mode changed"_L1), qPrintable(later.join(u'\n')));

        sealed.replace(R"("sealed":false)", R"("sealed":true)");
        server.say("sys/health", Answer { .status = 503, .body = sealed });
        fleet->refreshAll();
        QTRY_VERIFY(desk.texts(Kind::Observed).contains(u"The node was sealed."_s));
    }

    void readsAWholeLab()
    {
        LabFleet f(LabFleet::options(u"full"_s));
        QVERIFY(f.start());
        QTRY_COMPARE(f.fleet->topology().links.size(), 3);
        for (const ReplicationLink &link : f.fleet->topology().links) {
            QVERIFY(link.primary.isValid() && link.secondary.isValid());
            QCOMPARE(link.state, LinkState::Good);
        }
    }
};

QTEST_GUILESS_MAIN(FleetTest)
#include "tst_fleet.moc"
