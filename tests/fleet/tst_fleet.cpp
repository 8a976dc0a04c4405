// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleet.h"
#include "models/fleet/fleetanalysis.h"
#include "models/fleet/observedchanges.h"
#include "models/fleet/signindesk.h"
#include "tests/fleet/labfleet.h"
#include "tests/fleet/scriptedvault.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::LabFleet;
using test::ScriptedVault;
using Answer = ScriptedVault::Answer;
using Kind = ActivityEntry::Kind;

namespace {

const QByteArray lookupPath = "auth/token/lookup-self";

ClusterRecord recordOf(const QString &name, const QString &address)
{
    ClusterRecord record;
    record.identity.id = { u"id-"_s + name };
    record.identity.name = name;
    record.identity.address = address;
    return record;
}

QByteArray primaryOf(const QByteArray &secondary, int wal)
{
    return R"({"mode":"primary","state":"running","cluster_id":"set-1","known_secondaries":[")"
        + secondary + R"("],"last_wal":)" + QByteArray::number(wal) + R"(,"last_performance_wal":)"
        + QByteArray::number(wal) + R"(,"merkle_root":"aa","secondaries":[{"node_id":")" + secondary
        + R"(","connection_status":"connected"}]})";
}

QByteArray secondaryOf(const QByteArray &id, int wal)
{
    return R"({"mode":"secondary","state":"stream-wals","cluster_id":"set-1","secondary_id":")" + id
        + R"(","connection_state":"ready","last_remote_wal":)" + QByteArray::number(wal)
        + R"(,"merkle_root":"aa"})";
}

/// A keychain that is not there.
class BrokenCredentials final : public CredentialStore
{
public:
    void read(const ClusterId &, const QObject *context,
              std::function<void(Result<SecretString>)> done) override
    {
        QTimer::singleShot(0, context, [done] { done(Failure(error())); });
    }
    void write(const ClusterId &, SecretString, const QObject *context,
               std::function<void(Result<void>)> done) override
    {
        QTimer::singleShot(0, context, [done] { done(Failure(error())); });
    }
    void remove(const ClusterId &, const QObject *context,
                std::function<void(Result<void>)> done) override
    {
        QTimer::singleShot(0, context, [done] { done(Failure(error())); });
    }
    [[nodiscard]] bool isPersistent() const override { return true; }

private:
    static Error error()
    {
        return { .kind = Error::Kind::Keychain, .detail = u"no such service"_s };
    }
};

struct Desk
{
    ClusterRegistry registry { QString() };
    MemoryCredentialStore credentials;
    ActivityLog activity { QString() };
    SystemClock clock;

    [[nodiscard]] std::unique_ptr<Fleet> fleet() { return fleet(credentials); }
    [[nodiscard]] std::unique_ptr<Fleet> fleet(CredentialStore &store)
    {
        SessionMeans means;
        means.readTimeout = 2s;
        means.random = [] { return 0.5; };
        return std::make_unique<Fleet>(registry, store, activity, clock, means);
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

Lag walLag(quint64 wals)
{
    Lag lag;
    lag.wals = wals;
    return lag;
}

} // namespace

class FleetTest : public QObject
{
    Q_OBJECT

private:
    // Polls all until each was read at least once.
    static bool readAll(Fleet &fleet)
    {
        fleet.refreshAll();
        return QTest::qWaitFor([&] {
            const QList<ClusterSnapshot> all = fleet.snapshots();
            return std::all_of(all.begin(), all.end(),
                               [](const ClusterSnapshot &one) { return one.takenAt.isValid(); });
        });
    }

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
            const QDateTime at = fleet->snapshot({ u"id-east"_s })->statusAt;
            QTRY_VERIFY(fleet->snapshot({ u"id-east"_s })->statusAt > at
                        || fleet->snapshot({ u"id-east"_s })->statusAt
                            > fleet->snapshot({ u"id-west"_s })->statusAt);
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
        QVERIFY(watched.update(clusterIn(false, start), start).isEmpty());
        const QList<Problem> fresh =
            watched.update(clusterIn(true, start.addSecs(10)), start.addSecs(10));
        QVERIFY(!fresh.isEmpty());
        QVERIFY(watched.update(clusterIn(true, start.addSecs(20)), start.addSecs(20)).isEmpty());
        // Away for a moment is the same problem, away for long is not.
        QVERIFY(watched.update(clusterIn(false, start.addSecs(30)), start.addSecs(30)).isEmpty());
        QVERIFY(watched.update(clusterIn(true, start.addSecs(40)), start.addSecs(40)).isEmpty());
        QVERIFY(watched.update(clusterIn(false, start.addSecs(50)), start.addSecs(50)).isEmpty());
        QVERIFY(watched.update(clusterIn(false, start.addSecs(700)), start.addSecs(700)).isEmpty());
        QVERIFY(!watched.update(clusterIn(true, start.addSecs(710)), start.addSecs(710)).isEmpty());

        FleetAnalysis first;
        QVERIFY(
            first.update(clusterIn(true, start), start).isEmpty()); // it was there before we looked
        QVERIFY(!first.problems().isEmpty());
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

    void remembersATokenOnlyIfAsked()
    {
        Desk desk;
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        QVERIFY(desk.registry.add(recordOf(u"amber"_s, server.address())));
        const ClusterId id { u"id-amber"_s };
        const auto saved = [&] {
            QByteArray token = "unread";
            const ClusterId key = SignInDesk::keyOf(*desk.registry.cluster(id));
            desk.credentials.read(key, this, [&token](Result<SecretString> secret) {
                token = secret ? secret->reveal().toByteArray() : "error";
            });
            (void)QTest::qWaitFor([&] { return token != "unread"; });
            return token;
        };
        auto fleet = desk.fleet();
        const auto signIn = [&](Fleet::Remember remember) {
            std::optional<bool> good;
            fleet->signIn(id, SecretString("hvs.kim"), remember, this,
                          [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
            (void)QTest::qWaitFor([&] { return good.has_value(); });
            return good.value_or(false);
        };
        QVERIFY(signIn(Fleet::Remember::No));
        QCOMPARE(saved(), QByteArray());
        QVERIFY(signIn(Fleet::Remember::Yes));
        QTRY_VERIFY(desk.registry.cluster(id)->rememberToken);
        QCOMPARE(saved(), QByteArray("hvs.kim"));
        QVERIFY(fleet->session(id)->hasToken());

        // The next start of the program.
        fleet = desk.fleet();
        fleet->start();
        QTRY_COMPARE(fleet->snapshot(id)->signIn, SignInState::SignedIn);

        fleet->signOut(id, ClusterSession::Revoke::No);
        QTRY_COMPARE(saved(), QByteArray());
        QVERIFY(!desk.registry.cluster(id)->rememberToken);
        QVERIFY(!desk.texts(Kind::Note).join(u'\n').contains("hvs.kim"_L1));
    }

    void aSavedTokenGoesToTheServersItWasGivenToOnly()
    {
        ScriptedVault known;
        ScriptedVault more;
        ScriptedVault stranger;
        for (ScriptedVault *server : { &known, &more, &stranger })
            server->say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        MemoryCredentialStore keychain;
        ClusterRecord record = recordOf(u"amber"_s, known.address());
        const ClusterId id = record.identity.id;
        Desk desk;
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet(keychain);
        std::optional<bool> good;
        fleet->signIn(id, SecretString("hvs.kim"), Fleet::Remember::Yes, this,
                      [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
        QTRY_VERIFY(good.has_value());
        QTRY_VERIFY(desk.registry.cluster(id)->rememberToken);

        // A file that somebody else wrote, with the same id.
        ClusterRecord forged = *desk.registry.cluster(id);
        for (const bool isBesides : { false, true }) {
            forged.identity.address = isBesides ? known.address() : stranger.address();
            forged.moreAddresses = isBesides ? QStringList { stranger.address() } : QStringList();
            Desk other;
            QVERIFY(other.registry.add(forged));
            auto opened = other.fleet(keychain);
            opened->start();
            QTRY_VERIFY(opened->snapshot(id)->takenAt.isValid());
            QVERIFY(!opened->session(id)->hasToken());
        }
        QCOMPARE(stranger.count(lookupPath), 0);

        // A node more is no other cluster.
        record = *desk.registry.cluster(id);
        record.moreAddresses = { more.address() };
        QVERIFY(desk.registry.update(record));
        QByteArray saved;
        QTRY_VERIFY((keychain.read(SignInDesk::keyOf(record), this,
                                   [&saved](Result<SecretString> token) {
                                       if (token)
                                           saved = token->reveal().toByteArray();
                                   }),
                     saved == "hvs.kim"));

        record.identity.address = stranger.address();
        record.moreAddresses.clear();
        QVERIFY(desk.registry.update(record));
        fleet = desk.fleet(keychain);
        fleet->start();
        QTRY_VERIFY(fleet->snapshot(id)->takenAt.isValid());
        QVERIFY(!fleet->session(id)->hasToken());
        QCOMPARE(stranger.count(lookupPath), 0);
    }

    void aTokenThatIsRefusedIsForgottenOnDiskToo()
    {
        Desk desk;
        ScriptedVault server;
        server.say(lookupPath,
                   Answer { .status = 403, .body = ScriptedVault::errors("permission denied") });
        ClusterRecord record = recordOf(u"amber"_s, server.address());
        record.rememberToken = true;
        QVERIFY(desk.registry.add(record));
        desk.credentials.write(SignInDesk::keyOf(record), SecretString("hvs.dead"), this,
                               [](const Result<void> &) {});
        auto fleet = desk.fleet();
        fleet->start();
        QTRY_COMPARE(fleet->snapshot(record.identity.id)->signIn, SignInState::Refused);
        QTRY_VERIFY(!desk.registry.cluster(record.identity.id)->rememberToken);
        QVERIFY(desk.texts(Kind::Note).join(u'\n').contains("permission denied"_L1));
    }

    void aMissingKeychainIsANoteAndNoFailure()
    {
        Desk desk;
        BrokenCredentials broken;
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        for (const QString &name : { u"amber"_s, u"basalt"_s, u"cobalt"_s }) {
            ClusterRecord record =
                recordOf(name,
                         QString(server.address())
                             .replace("127.0.0.1"_L1, u"127.0.0.%1"_s.arg(name.size())));
            record.rememberToken = true;
            record.identity.address =
                name == "amber"_L1 ? server.address() : record.identity.address;
            QVERIFY(desk.registry.add(record));
        }
        auto fleet = desk.fleet(broken);
        fleet->start();
        QTRY_COMPARE(desk.texts(Kind::Note).filter(u"could not be read"_s).size(),
                     1); // one keychain, one note
        std::optional<bool> good;
        fleet->signIn({ u"id-amber"_s }, SecretString("hvs.kim"), Fleet::Remember::Yes, this,
                      [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
        QTRY_VERIFY(good.has_value());
        QVERIFY(*good);
        QTRY_COMPARE(desk.texts(Kind::Note).filter(u"could not be saved"_s).size(), 1);
        QVERIFY(fleet->session({ u"id-amber"_s })->hasToken());
        QVERIFY(!desk.registry.cluster({ u"id-amber"_s })->rememberToken);
    }

    void signingInToAnUnknownClusterFails()
    {
        Desk desk;
        auto fleet = desk.fleet();
        std::optional<Error> error;
        fleet->signIn(
            { u"nobody"_s }, SecretString("x"), Fleet::Remember::No, this,
            [&error](const Result<TokenInfo> &info) { error = info ? Error {} : info.error(); });
        QVERIFY(!error);
        QTRY_VERIFY(error.has_value());
        QCOMPARE(error->kind, Error::Kind::InvalidInput);
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

    void anAddressMayGoWhileACallToItIsUnderWay()
    {
        const QByteArray enablePath = "sys/replication/performance/primary/enable";
        Desk desk;
        ScriptedVault standby;
        ScriptedVault active;
        QByteArray waiting = ScriptedVault::health();
        waiting.replace(R"("standby":false)", R"("standby":true)");
        standby.say("sys/health", Answer { .status = 429, .body = waiting });
        for (ScriptedVault *node : { &standby, &active }) {
            node->say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
            node->say(enablePath, Answer { .manner = Answer::Manner::Hang });
        }
        ClusterRecord record = recordOf(u"amber"_s, standby.address());
        record.moreAddresses = { active.address() };
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        bool signedIn = false;
        ClusterSession *session = fleet->session(record.identity.id);
        session->signIn(SecretString("hvs.root"), this,
                        [&](const Result<TokenInfo> &info) { signedIn = info.has_value(); });
        QTRY_VERIFY(signedIn);
        QTRY_COMPARE(fleet->snapshot(record.identity.id)->signIn, SignInState::SignedIn);

        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnablePrimary, {},
                         *fleet->snapshot(record.identity.id));
        run.setNoEffectAfter(200ms);
        run.setSettlingInterval(50ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(active.count(enablePath), 1);
        record.moreAddresses.clear();
        QVERIFY(desk.registry.update(record));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 5000);
        QCOMPARE(run.outcome().end, OperationOutcome::End::LostNoEffect);
        QCOMPARE(standby.count(enablePath) + active.count(enablePath), 1);
    }

    void whatAnotherClusterSaysIsNotTheEffect()
    {
        const QByteArray enablePath = "sys/replication/performance/primary/enable";
        Desk desk;
        ScriptedVault server;
        ScriptedVault other;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        server.say(enablePath, Answer { .body = R"({"data":null,"warnings":["W"]})" });
        QByteArray health = ScriptedVault::health("primary");
        health.replace("0b2c7c1e", "ffffffff");
        other.say("sys/health", Answer { .body = health });
        other.say("sys/replication/status",
                  Answer { .body = ScriptedVault::status(primaryOf("x", 5)) });
        ClusterRecord record = recordOf(u"amber"_s, server.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        bool signedIn = false;
        fleet->session(record.identity.id)
            ->signIn(SecretString("hvs.root"), this,
                     [&](const Result<TokenInfo> &info) { signedIn = info.has_value(); });
        QTRY_VERIFY(signedIn);

        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnablePrimary, {},
                         *fleet->snapshot(record.identity.id));
        run.setSettlingInterval(50ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(run.stage(), OperationRun::Stage::Waiting);
        record.identity.address = other.address();
        QVERIFY(desk.registry.update(record));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 5000);
        QCOMPARE(run.outcome().end, OperationOutcome::End::AcceptedNotSeen);
        QCOMPARE(other.count(enablePath), 0);
    }

    void addressesAreNotSentToAVaultThatWouldIgnoreThem_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<int>("sent");
        QTest::newRow("1.12") << QByteArray("1.12.4+ent") << 0;
        QTest::newRow("1.13") << QByteArray("1.13.0+ent") << 1;
    }
    // Unknown fields are ignored, and without a token Vault forgets its primary.
    void addressesAreNotSentToAVaultThatWouldIgnoreThem()
    {
        QFETCH(QByteArray, version);
        QFETCH(int, sent);
        const QByteArray path = "sys/replication/performance/secondary/update-primary";
        Desk desk;
        ScriptedVault server;
        QByteArray health = ScriptedVault::health("secondary");
        health.replace("1.21.0+ent", version);
        server.say("sys/health", Answer { .body = health });
        server.say("sys/replication/status",
                   Answer { .body = ScriptedVault::status(secondaryOf("x", 5)) });
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        server.say(path, Answer { .status = 400, .body = ScriptedVault::errors("no") });
        const ClusterRecord record = recordOf(u"amber"_s, server.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        bool signedIn = false;
        fleet->session(record.identity.id)
            ->signIn(SecretString("hvs.root"), this,
                     [&](const Result<TokenInfo> &info) { signedIn = info.has_value(); });
        QTRY_VERIFY(signedIn);
        Arguments arguments;
        arguments.set("update_primary_addrs"_L1, QStringList { u"10.0.0.2:8201"_s });
        OperationRun run(*fleet, desk.activity, OperationId::PerformanceUpdatePrimary,
                         std::move(arguments), *fleet->snapshot(record.identity.id));
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(server.count(path), sent);
        QVERIFY2(sent || run.outcome().sentence.contains("1.13"_L1),
                 qPrintable(run.outcome().sentence));
    }
};

QTEST_GUILESS_MAIN(FleetTest)
#include "tst_fleet.moc"
