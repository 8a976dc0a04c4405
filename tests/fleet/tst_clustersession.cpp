// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/fleet/pollschedule.h"
#include "models/fleet/requestgate.h"
#include "models/vault/vaultclient.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/fleet/sessions.h"
#include "tests/patience.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::lookupPath;
using test::recordOf;
using test::ScriptedVault;
using test::statusPath;
using test::withoutJitter;
using Answer = ScriptedVault::Answer;

namespace {

} // namespace

class ClusterSessionTest : public QObject
{
    Q_OBJECT

private:
    SystemClock m_clock;

    // Polls once and waits until it is over.
    void poll(ClusterSession &session)
    {
        bool done = false;
        session.pollAfresh(this, [&done] { done = true; });
        QTRY_VERIFY(done);
    }

    Result<TokenInfo> signIn(ClusterSession &session, const char *token)
    {
        std::optional<Result<TokenInfo>> result;
        session.signIn(SecretString(token), this,
                       [&result](const Result<TokenInfo> &info) { result = info; });
        [&] { QTRY_VERIFY(result.has_value()); }();
        return result.value_or(Failure(Error {}));
    }

private slots:
    void readsHealthBeforeStatus()
    {
        ScriptedVault server;
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QCOMPARE(session.snapshot().revision, quint64(0));
        QCOMPARE(session.snapshot().freshness(m_clock.now()), Freshness::Never);
        poll(session);
        const QList<QByteArray> expected { "sys/health", statusPath, "sys/seal-status",
                                           "sys/leader" };
        QCOMPARE(server.order(), expected);
        QCOMPARE(session.snapshot().identity.name, u"amber"_s);
        QVERIFY(session.snapshot().health && session.snapshot().status && session.snapshot().seal
                && session.snapshot().leader);
        QCOMPARE(session.snapshot().nodes.size(), 1);
        QCOMPARE(session.snapshot().freshness(m_clock.now()), Freshness::Live);
        for (const auto &request : server.requests())
            QVERIFY2(request.token().isEmpty() && !request.headers.contains("x-vault-namespace"),
                     request.path.constData());
    }

    void takesTheHealthBodyAtAnyCode_data()
    {
        QTest::addColumn<int>("code");
        for (const int code : { 200, 429, 472, 473, 474, 501, 503, 530 })
            QTest::addRow("%d", code) << code;
    }

    void takesTheHealthBodyAtAnyCode()
    {
        QFETCH(int, code);
        ScriptedVault server;
        server.say("sys/health", Answer { .status = code, .body = ScriptedVault::health() });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(session.snapshot().health);
        QVERIFY(!session.snapshot().healthError);
        QCOMPARE(session.snapshot().health->httpStatus, code);
    }

    void knowsADrSecondaryByItsHealth()
    {
        ScriptedVault server;
        server.say(
            "sys/health",
            Answer { .status = 472, .body = ScriptedVault::health("disabled", "secondary") });
        server.say(statusPath,
                   Answer { .status = 500, .body = ScriptedVault::errors("internal error") });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(session.snapshot().isDrSecondary());
        QVERIFY(session.snapshot().statusError);
        QCOMPARE(session.snapshot().signIn, SignInState::Impossible);
    }

    void keepsOldValuesBesideTheErrorAndNotAsLive()
    {
        ScriptedVault server;
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        const ClusterSnapshot before = session.snapshot();
        server.goAway();
        poll(session);
        const ClusterSnapshot &after = session.snapshot();
        QVERIFY(after.healthError && after.statusError);
        QCOMPARE(after.healthError->kind, Error::Kind::Refused);
        QCOMPARE(after.status, before.status);
        QCOMPARE(after.statusAt, before.statusAt);
        QVERIFY(!after.isReachable());
        QCOMPARE(after.freshness(m_clock.now()), Freshness::Stale);
        QCOMPARE(after.revision, before.revision + 1);
        QVERIFY(after.nodes.constFirst().error && after.nodes.constFirst().health);

        server.comeBack();
        poll(session);
        QVERIFY(!session.snapshot().healthError && !session.snapshot().statusError);
        QCOMPARE(session.snapshot().freshness(m_clock.now()), Freshness::Live);
    }

    void aStatusThatCannotBeDecodedLeavesTheHealthLive()
    {
        ScriptedVault server;
        server.say(statusPath, Answer { .body = R"({"data":{"dr":{"mode":7},"performance":[]}})" });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(session.snapshot().health && !session.snapshot().healthError);
        QVERIFY(session.snapshot().isReachable());
        QCOMPARE(session.snapshot().statusError->kind, Error::Kind::BadAnswer);
        QVERIFY2(session.snapshot().statusError->where.contains("data"_L1),
                 qPrintable(session.snapshot().statusError->where));
    }

    void aHiddenStatusIsNotCalledNoReplication()
    {
        ScriptedVault server;
        server.say(statusPath,
                   Answer { .status = 403, .body = ScriptedVault::errors("disabled path") });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(!session.snapshot().status);
        QCOMPARE(session.snapshot().statusError->kind, Error::Kind::Unsupported);
        QVERIFY(errorSentence(*session.snapshot().statusError)
                    .contains("disable_replication_status_endpoints"_L1));
        QVERIFY(session.snapshot().isReachable());
    }

    void triesTheOtherAddressesAndStaysWithTheOneThatAnswers()
    {
        ScriptedVault first;
        ScriptedVault second;
        first.goAway();
        ClusterSession session(recordOf(first, { second.address() }), m_clock, withoutJitter());
        poll(session);
        QVERIFY(session.snapshot().status && !session.snapshot().statusError);
        QCOMPARE(session.client().connection().address.toString(), second.address());
        QCOMPARE(session.snapshot().nodes.size(), 2);
        QVERIFY(session.snapshot().nodes.first().error);

        first.comeBack();
        poll(session);
        QCOMPARE(session.client().connection().address.toString(), second.address());
        QCOMPARE(first.count(statusPath), 0);
        QVERIFY(!session.snapshot().nodes.first().error);
    }

    void prefersTheActiveNodeAndSeesSealedStandbys()
    {
        ScriptedVault standby;
        ScriptedVault active;
        QByteArray sealed = ScriptedVault::health();
        sealed.replace(R"("sealed":false,"standby":false)", R"("sealed":true,"standby":true)");
        standby.say("sys/health", Answer { .status = 503, .body = sealed });
        ClusterSession session(recordOf(standby, { active.address() }), m_clock, withoutJitter());
        poll(session);
        QCOMPARE(session.client().connection().address.toString(), active.address());
        QVERIFY(!session.snapshot().health->sealed);
        QVERIFY(session.snapshot().nodes.first().health->sealed);
        QVERIFY(session.snapshot().nodes.first().seal);

        QByteArray waiting = ScriptedVault::health();
        waiting.replace(R"("standby":false)", R"("standby":true)");
        ScriptedVault plainStandby;
        plainStandby.say("sys/health", Answer { .status = 429, .body = waiting });
        ClusterSession other(recordOf(plainStandby, { active.address() }), m_clock,
                             withoutJitter());
        poll(other);
        QCOMPARE(other.client().connection().address.toString(), active.address());
    }

    void aHangingNodeDoesNotHoldUpTheServingOne()
    {
        ScriptedVault hanging;
        hanging.say("sys/health", Answer { .manner = Answer::Manner::Hang });
        ScriptedVault serving;
        SessionMeans means = withoutJitter();
        ClusterSession session(recordOf(hanging, { serving.address() }), m_clock, std::move(means));
        session.setSettling(true, 10ms);
        QSignalSpy snapshots(&session, &ClusterSession::snapshotChanged);
        QTRY_VERIFY(session.snapshot().status.has_value());
        QCOMPARE(session.snapshot().nodes.first().error->kind, Error::Kind::Timeout);
    }

    void neverPollsTwiceAtOnce()
    {
        ScriptedVault server;
        server.say("sys/health", Answer { .body = ScriptedVault::health(), .delay = 50ms });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QSignalSpy snapshots(&session, &ClusterSession::snapshotChanged);
        for (int i = 0; i < 5; ++i)
            session.pollNow();
        QCOMPARE(session.pollsBegun(), quint64(1));
        int fresh = 0;
        session.pollAfresh(this, [&] {
            ++fresh;
            QCOMPARE(session.snapshotPoll(), quint64(2));
        });
        QTRY_COMPARE(fresh, 1);
        QCOMPARE(server.count("sys/health"), 2);
        QCOMPARE(server.mostAtOnce(), 1);
        QCOMPARE(snapshots.size(), 2);
    }

    void afreshIsNotSaidToADeadContext()
    {
        ScriptedVault server;
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        bool called = false;
        auto context = std::make_unique<QObject>();
        session.pollAfresh(context.get(), [&called] { called = true; });
        context.reset();
        poll(session);
        QVERIFY(!called);
    }

    void publishesAnAnswerThatIsTheSame()
    {
        ScriptedVault server;
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        const ClusterSnapshot first = session.snapshot();
        poll(session);
        QCOMPARE(session.snapshot().revision, first.revision + 1);
        QVERIFY(session.snapshot().statusAt >= first.statusAt);
        QCOMPARE(session.snapshot().status, first.status);
    }

    void spacesPollsByFailures_data()
    {
        QTest::addColumn<int>("failures");
        QTest::addColumn<double>("random");
        QTest::addColumn<int>("milliseconds");
        QTest::newRow("none") << 0 << 0.9 << 10000;
        QTest::newRow("one") << 1 << 1.0 << 20000;
        QTest::newRow("one, early") << 1 << 0.0 << 15000;
        QTest::newRow("two") << 2 << 1.0 << 30000;
        QTest::newRow("four: half a minute") << 4 << 1.0 << 30000;
        QTest::newRow("a hundred") << 100 << 1.0 << 30000;
        QTest::newRow("a hundred, early") << 100 << 0.0 << 22500;
    }

    void spacesPollsByFailures()
    {
        QFETCH(int, failures);
        QFETCH(double, random);
        PollSchedule schedule;
        schedule.setInterval(10s);
        for (int i = 0; i < failures; ++i)
            schedule.failed();
        QTEST(int(schedule.nextDelay(random).count()), "milliseconds");
        schedule.setSettling(500ms);
        QCOMPARE(schedule.nextDelay(random), 500ms);
        schedule.setSettling(0ms);
        schedule.succeeded();
        QCOMPARE(schedule.nextDelay(random), 10000ms);
    }

    // Vault counts status reads against its rate limits, and a reindex may take hours.
    void settlesMoreSlowlyTheLongerItTakes()
    {
        PollSchedule schedule;
        schedule.setInterval(10s);
        schedule.setSettling(500ms);
        const auto pollAgain = [&schedule](int times) {
            for (int i = 0; i < times; ++i)
                i % 2 ? schedule.failed() : schedule.succeeded();
            return schedule.nextDelay(0.0);
        };
        QCOMPARE(pollAgain(39), 500ms);
        QCOMPARE(pollAgain(1), 1000ms);
        QCOMPARE(pollAgain(40), 2000ms);
        QCOMPARE(pollAgain(5000), 5000ms);
        schedule.setSettling(500ms);
        QCOMPARE(schedule.nextDelay(0.0), 500ms);
    }

    void settlesQuicklyWhateverFails()
    {
        ScriptedVault server;
        server.goAway();
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QSignalSpy snapshots(&session, &ClusterSession::snapshotChanged);
        session.start(1h);
        QTRY_VERIFY(!snapshots.isEmpty());
        session.setSettling(true, 5ms);
        QVERIFY(session.snapshot().settling);
        QTRY_VERIFY(snapshots.size() > 8);
        session.setSettling(false);
        QVERIFY(!session.snapshot().settling);
    }

    void limitsRequestsOverAllSessions()
    {
        RequestGate gate(3);
        std::vector<std::unique_ptr<ScriptedVault>> servers;
        std::vector<std::unique_ptr<ClusterSession>> sessions;
        SessionMeans means = withoutJitter();
        means.gate = &gate;
        for (int i = 0; i < 8; ++i) {
            servers.push_back(std::make_unique<ScriptedVault>());
            sessions.push_back(
                std::make_unique<ClusterSession>(recordOf(*servers.back()), m_clock, means));
            sessions.back()->pollNow();
        }
        for (const auto &session : sessions)
            QTRY_VERIFY(session->snapshot().status.has_value());
        QCOMPARE(gate.mostInFlight(), 3);
        QTRY_COMPARE(gate.inFlight(), 0);
    }

    void givesItsPlacesBackWhenItDies()
    {
        RequestGate gate(1);
        ScriptedVault hanging;
        hanging.say("sys/health", Answer { .manner = Answer::Manner::Hang });
        ScriptedVault serving;
        SessionMeans means = withoutJitter();
        means.gate = &gate;
        auto dying = std::make_unique<ClusterSession>(recordOf(hanging), m_clock, means);
        ClusterSession waiting(recordOf(serving), m_clock, means);
        dying->pollNow();
        waiting.pollNow();
        QTRY_COMPARE(hanging.count("sys/health"), 1);
        dying.reset();
        QTRY_VERIFY(waiting.snapshot().status.has_value());
    }

    void otherServersStartUnreadAndDoNotGetTheToken()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        ScriptedVault other;
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(signIn(session, "hvs.root"));
        const quint64 revision = session.snapshot().revision;
        session.setRecord(recordOf(other));
        QVERIFY(!session.snapshot().health && !session.snapshot().status);
        QVERIFY(session.snapshot().revision > revision);
        QVERIFY(!session.hasToken());
        poll(session);
        QVERIFY(session.snapshot().status);
        QCOMPARE(other.count(lookupPath), 0);
        for (const auto &request : other.requests())
            QVERIFY2(request.token().isEmpty(), request.path.constData());
    }

    void aNewNameChangesNothingElse()
    {
        ScriptedVault server;
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        ClusterRecord record = session.record();
        record.identity.name = u"beryl"_s;
        session.setRecord(record);
        QCOMPARE(session.snapshot().identity.name, u"beryl"_s);
        QVERIFY(session.snapshot().status);
    }

    void lookOnlyIsBothSwitches()
    {
        ScriptedVault server;
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QVERIFY(!session.client().connection().lookOnly);
        session.setLookOnly(true);
        QVERIFY(session.snapshot().lookOnly && session.client().connection().lookOnly);
        session.setLookOnly(false);
        ClusterRecord record = session.record();
        record.lookOnly = true;
        session.setRecord(record);
        QVERIFY(session.snapshot().lookOnly && session.client().connection().lookOnly);
    }

    void withoutItsCaNothingIsAsked()
    {
        QTemporaryDir folder;
        ScriptedVault server;
        ClusterRecord record = recordOf(server);
        record.caFile = folder.filePath(u"gone.pem"_s);
        ClusterSession session(record, m_clock, withoutJitter());
        poll(session);
        QCOMPARE(session.snapshot().healthError->kind, Error::Kind::File);
        QCOMPARE(session.snapshot().healthError->where, record.caFile);
        QVERIFY(!signIn(session, "hvs.root"));
        QVERIFY(server.requests().isEmpty());
    }

    void callsGoToTheActiveNodeOfTheClusterThatWasRead()
    {
        ScriptedVault standby;
        ScriptedVault active;
        ScriptedVault stranger;
        QByteArray waiting = ScriptedVault::health();
        waiting.replace(R"("standby":false)", R"("standby":true)");
        standby.say("sys/health", Answer { .status = 429, .body = waiting });
        QByteArray other = ScriptedVault::health();
        other.replace("0b2c7c1e", "ffffffff");
        stranger.say("sys/health", Answer { .body = other });

        ClusterSession mixed(recordOf(standby, { stranger.address() }), m_clock, withoutJitter());
        poll(mixed);
        QCOMPARE(mixed.client().connection().address.toString(), standby.address());
        ClusterSession sound(recordOf(standby, { stranger.address(), active.address() }), m_clock,
                             withoutJitter());
        poll(sound);
        QCOMPARE(sound.client().connection().address.toString(), active.address());
    }

    void diesInTheMiddleOfAPoll()
    {
        ScriptedVault server;
        server.say(statusPath, Answer { .manner = Answer::Manner::Hang });
        auto session = std::make_unique<ClusterSession>(recordOf(server), m_clock, withoutJitter());
        session->start(10s);
        QTRY_COMPARE(server.count(statusPath), 1);
        session.reset();
        QTRY_COMPARE(server.count(statusPath), 1);
    }
};

QTEST_GUILESS_MAIN(ClusterSessionTest)
#include "tst_clustersession.moc"
