// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/fleet/tokenkeeper.h"
#include "models/replication/apicall.h"
#include "models/replication/catalogue.h"
#include "models/vault/vaultclient.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/fleet/sessions.h"
#include "tests/patience.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::drDoor;
using test::drSecondary;
using test::lookupPath;
using test::recordOf;
using test::ScriptedVault;
using test::statusPath;
using test::withoutJitter;
using Answer = ScriptedVault::Answer;

namespace {

void refuse(ScriptedVault &server)
{
    server.say(lookupPath,
               Answer { .status = 403, .body = ScriptedVault::errors("permission denied") });
}

QByteArray limited(int uses)
{
    QByteArray body = ScriptedVault::token("kim", 3600, true);
    body.replace(R"("ttl":)", R"("num_uses":)" + QByteArray::number(uses) + R"(,"ttl":)");
    return body;
}

} // namespace

/// What becomes of the token of one cluster.
class TokenKeeperTest : public QObject
{
    Q_OBJECT

private:
    FakeClock m_clock;

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
    void signsInWithATokenThatLookupSelfKnows()
    {
        ScriptedVault server;
        server.say(lookupPath, [](const ScriptedVault::Request &request) {
            return request.token() == "hvs.good"
                ? Answer { .body = ScriptedVault::token("userpass-kim", 3600, true) }
                : Answer { .status = 403, .body = ScriptedVault::errors("permission denied") };
        });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        const Result<TokenInfo> refused = signIn(session, "hvs.bad");
        QVERIFY(!refused);
        QVERIFY(!session.hasToken());
        QCOMPARE(session.snapshot().signIn, SignInState::Refused);
        QVERIFY2(session.snapshot().signInProblem.contains("permission denied"_L1),
                 qPrintable(session.snapshot().signInProblem));

        QVERIFY(signIn(session, "hvs.good"));
        QCOMPARE(session.snapshot().signIn, SignInState::SignedIn);
        QCOMPARE(session.snapshot().signedInAs, u"userpass-kim"_s);
        QVERIFY(session.snapshot().signInExpires
                && *session.snapshot().signInExpires > m_clock.now().addSecs(3500));

        // A worse token does not cost the good one.
        QVERIFY(!signIn(session, "hvs.bad"));
        QVERIFY(session.hasToken());
        QCOMPARE(session.snapshot().signIn, SignInState::SignedIn);

        session.signOut(ClusterSession::Revoke::No);
        QVERIFY(!session.hasToken());
        QCOMPARE(session.snapshot().signIn, SignInState::SignedOut);
    }

    void revokesOnRequestWhenSigningOut()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, true) });
        server.say("auth/token/revoke-self", Answer { .status = 204, .body = {} });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QVERIFY(signIn(session, "hvs.good"));
        session.signOut(ClusterSession::Revoke::Yes);
        QVERIFY(!session.hasToken());
        QTRY_COMPARE(server.count("auth/token/revoke-self"), 1);
        QCOMPARE(server.requests().constLast().token(), QByteArray("hvs.good"));
    }

    void keepsATokenUncheckedOnADrSecondary()
    {
        ScriptedVault server;
        server.say(
            "sys/health",
            Answer { .status = 472, .body = ScriptedVault::health("disabled", "secondary") });
        server.say(statusPath,
                   Answer { .body = ScriptedVault::status(R"({"mode":"disabled"})", drSecondary) });
        server.say(lookupPath, Answer { .status = 400, .body = ScriptedVault::errors(drDoor) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QCOMPARE(session.snapshot().signIn, SignInState::Impossible);
        const Result<TokenInfo> result = signIn(session, "hvs.root");
        QVERIFY(!result);
        QVERIFY(session.hasToken());
        QCOMPARE(session.snapshot().signIn, SignInState::Impossible);

        // Promoted: the door opens, and the token turns out to be good.
        server.say("sys/health", Answer { .body = ScriptedVault::health("disabled", "primary") });
        server.say(
            statusPath,
            Answer { .body = ScriptedVault::status(R"({"mode":"disabled"})",
                                                   R"({"mode":"primary","state":"running"})") });
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        poll(session);
        QTRY_COMPARE(session.snapshot().signIn, SignInState::SignedIn);
    }

    void warnsBeforeATokenEndsThatIsNotRenewed()
    {
        const auto left = [](int seconds) {
            return Answer {
                .body = R"({"data":{"display_name":"kim","ttl":)" + QByteArray::number(seconds)
                    + R"(,"creation_ttl":3600,"renewable":false,"type":"service","policies":["p"]}})"
            };
        };
        ScriptedVault server;
        server.say(lookupPath, left(3600));
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QSignalSpy noticed(&session, &ClusterSession::noticed);
        poll(session);
        QVERIFY(signIn(session, "hvs.short"));
        QVERIFY(!session.snapshot().signInRenewable);
        m_clock.advance(49min);
        // Each look-up shortens the life a little, which shows that its answer has come: one that
        // comes after the clock was turned would promise a longer life.
        server.say(lookupPath, left(11 * 60 - 2));
        poll(session);
        QTRY_COMPARE(session.snapshot().signInExpires, m_clock.now().addSecs(11 * 60 - 2));
        QVERIFY(!session.snapshot().signInEnding);
        m_clock.advance(2min);
        poll(session);
        QTRY_VERIFY(session.snapshot().signInEnding);
        QCOMPARE(server.count(lookupPath), 2); // it is looked up every five minutes
        QCOMPARE(session.snapshot().signIn, SignInState::SignedIn);
        QCOMPARE(noticed.size(), 1);
        QVERIFY(noticed.at(0).at(0).toString().contains("cannot be renewed"_L1));
        // Looking at it again is no reason to say so again.
        m_clock.advance(6min);
        server.say(lookupPath, left(3 * 60 - 4));
        poll(session);
        QTRY_COMPARE(session.snapshot().signInExpires, m_clock.now().addSecs(3 * 60 - 4));
        QVERIFY(session.snapshot().signInEnding);
        QCOMPARE(noticed.size(), 1);
        m_clock.advance(4min);
        poll(session);
        QTRY_COMPARE(session.snapshot().signIn, SignInState::Refused);
        QVERIFY(!session.snapshot().signInEnding);
    }

    void renewsWhenAsked()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 60, true) });
        server.say(
            "auth/token/renew-self",
            Answer {
                .body =
                    R"({"auth":{"client_token":"x","lease_duration":3600,"renewable":true}})" });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        session.renewToken(); // nobody is signed in
        QVERIFY(signIn(session, "hvs.good"));
        QVERIFY(session.snapshot().signInRenewable);
        QSignalSpy noticed(&session, &ClusterSession::noticed);
        session.renewToken();
        QVERIFY(noticed.wait(test::patience));
        QVERIFY2(noticed.at(0).at(0).toString().startsWith("The token was renewed"_L1),
                 qPrintable(noticed.at(0).at(0).toString()));
        QCOMPARE(server.count("auth/token/renew-self"), 1);
        QVERIFY(*session.snapshot().signInExpires > m_clock.now().addSecs(3000));
    }

    void dropsTheTokenThatAnEnabledSecondaryKilled()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QSignalSpy noticed(&session, &ClusterSession::noticed);
        QSignalSpy lost(&session, &ClusterSession::tokenLost);
        poll(session);
        QVERIFY(signIn(session, "hvs.root"));
        server.say(statusPath, Answer { .body = ScriptedVault::status(drSecondary) });
        server.say(lookupPath,
                   Answer { .status = 403, .body = ScriptedVault::errors("permission denied") });
        poll(session);
        QTRY_COMPARE(session.snapshot().signIn, SignInState::Refused);
        QVERIFY(!session.hasToken());
        QVERIFY2(session.snapshot().signInProblem.contains("enabled as a secondary"_L1),
                 qPrintable(session.snapshot().signInProblem));
        QCOMPARE(lost.size(), 1);
        QCOMPARE(noticed.size(), 1);
    }

    void keepsTheTokenWhileTheServerCannotSay()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(signIn(session, "hvs.root"));
        server.say(lookupPath,
                   Answer { .status = 503, .body = ScriptedVault::errors("node is not active") });
        session.verifyToken();
        QTRY_COMPARE(server.count(lookupPath), 2);
        poll(session);
        QVERIFY(session.hasToken());
        QCOMPARE(session.snapshot().signIn, SignInState::SignedIn);
    }

    void takesUpASavedTokenOnceTheClusterAnswers()
    {
        ScriptedVault server;
        server.goAway();
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        session.resume(SecretString("hvs.saved"));
        poll(session);
        QCOMPARE(session.snapshot().signIn, SignInState::SignedOut);
        server.comeBack();
        poll(session);
        QTRY_COMPARE(session.snapshot().signIn, SignInState::SignedIn);
    }

    void renewsAtTwoThirdsOfTheTtl()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, true) });
        server.say(
            "auth/token/renew-self",
            Answer {
                .body =
                    R"({"auth":{"client_token":"hvs.short","accessor":"a","policies":["default"],"lease_duration":7200,"renewable":true,"token_type":"service"}})" });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QSignalSpy noticed(&session, &ClusterSession::noticed);
        QVERIFY(signIn(session, "hvs.short"));
        m_clock.advance(39min);
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 21 * 60 - 2, true) });
        poll(session);
        QTRY_COMPARE(session.snapshot().signInExpires, m_clock.now().addSecs(21 * 60 - 2));
        QCOMPARE(server.count(lookupPath), 2);
        QCOMPARE(server.count("auth/token/renew-self"), 0);
        m_clock.advance(2min);
        poll(session);
        QTRY_COMPARE(noticed.size(), 1);
        QCOMPARE(server.count("auth/token/renew-self"), 1);
        QCOMPARE(session.snapshot().signIn, SignInState::SignedIn);
        QCOMPARE(session.snapshot().signedInAs, u"kim"_s);
        QVERIFY(*session.snapshot().signInExpires > m_clock.now().addSecs(7000));
    }

    void noticesThatTheTokenEnded()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QSignalSpy lost(&session, &ClusterSession::tokenLost);
        QVERIFY(signIn(session, "hvs.short"));
        m_clock.advance(61min);
        poll(session);
        QTRY_COMPARE(lost.size(), 1);
        QCOMPARE(session.snapshot().signIn, SignInState::Refused);
        QVERIFY(session.snapshot().signInProblem.contains("ended"_L1));
        QVERIFY(!session.hasToken());
    }

    // The server's clock may be hours away from this computer's.
    void theEndIsCountedFromTheTimeToLive()
    {
        ScriptedVault server;
        QByteArray answer = ScriptedVault::token("kim", 3600, false);
        answer.replace(R"("expire_time":null)", R"("expire_time":"2001-01-01T00:00:00Z")");
        server.say(lookupPath, Answer { .body = answer });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QVERIFY(signIn(session, "hvs.good"));
        poll(session);
        QCOMPARE(session.snapshot().signIn, SignInState::SignedIn);
        QCOMPARE(session.snapshot().signInExpires, m_clock.now().addSecs(3600));
    }

    void oneRefusalIsNoProof()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 0, false) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QSignalSpy lost(&session, &ClusterSession::tokenLost);
        poll(session);
        QVERIFY(signIn(session, "hvs.good"));
        refuse(server);
        session.verifyToken();
        QTRY_VERIFY(session.snapshot().signInDoubtful);
        QCOMPARE(session.snapshot().signIn, SignInState::SignedIn);
        QVERIFY2(session.snapshot().signInProblem.contains("so it is kept"_L1),
                 qPrintable(session.snapshot().signInProblem));
        for (int i = 0; i < 4; ++i)
            poll(session); // in quick succession, as while an operation settles
        QCOMPARE(server.count(lookupPath), 2);
        QVERIFY(session.hasToken());

        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 0, false) });
        m_clock.advance(TokenKeeper::certainAfter);
        poll(session);
        QTRY_VERIFY(!session.snapshot().signInDoubtful);
        QVERIFY(session.snapshot().signInProblem.isEmpty());

        // The earlier doubt is over: it takes two refusals once more.
        refuse(server);
        session.verifyToken();
        QTRY_VERIFY(session.snapshot().signInDoubtful);
        QVERIFY(session.hasToken() && lost.isEmpty());
        m_clock.advance(TokenKeeper::certainAfter);
        poll(session);
        QTRY_COMPARE(lost.size(), 1);
        QCOMPARE(session.snapshot().signIn, SignInState::Refused);
        QVERIFY(!session.hasToken() && !session.snapshot().signInDoubtful);
    }

    void onlyAnActiveNodeKnowsThatATokenIsDead_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("flag");
        QTest::newRow("standby") << 429 << QByteArray(R"("standby")");
        QTest::newRow("performance standby") << 473 << QByteArray(R"("performance_standby")");
    }
    void onlyAnActiveNodeKnowsThatATokenIsDead()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, flag);
        ScriptedVault server;
        QByteArray health = ScriptedVault::health();
        health.replace(flag + ":false", flag + ":true");
        server.say("sys/health", Answer { .status = code, .body = health });
        refuse(server);
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        session.resume(SecretString("hvs.saved"));
        for (int i = 1; i <= 4; ++i) {
            poll(session);
            QTRY_COMPARE(server.count(lookupPath), i);
            QTRY_VERIFY(session.snapshot().signInDoubtful);
            m_clock.advance(1min);
        }
        QVERIFY(session.hasToken());
    }

    void anElectionBetweenTwoRefusalsProvesNothing()
    {
        ScriptedVault server;
        refuse(server);
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        session.resume(SecretString("hvs.saved"));
        poll(session);
        QTRY_VERIFY(session.snapshot().signInDoubtful);
        server.goAway();
        m_clock.advance(1min);
        poll(session);
        server.comeBack();
        poll(session);
        QTRY_COMPARE(server.count(lookupPath), 2);
        poll(session);
        QVERIFY(session.hasToken());
    }

    void aTokenWithLimitedUsesIsLookedUpOnce()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = limited(5) });
        server.say("sys/replication/performance/primary/enable",
                   Answer { .status = 400, .body = ScriptedVault::errors("no") });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(signIn(session, "hvs.few"));
        QCOMPARE(session.snapshot().signInUsesLeft, 5);
        for (int i = 0; i < 4; ++i) {
            m_clock.advance(10min);
            poll(session);
        }
        server.say(statusPath, Answer { .body = ScriptedVault::status(R"({"mode":"primary"})") });
        poll(session);
        session.verifyToken();
        QTRY_VERIFY(session.snapshot().signInDoubtful);
        QCOMPARE(server.count(lookupPath), 1);
        QCOMPARE(server.count("auth/token/renew-self"), 0);
        for (const auto &request : server.requests())
            QVERIFY2(request.path == lookupPath || request.token().isEmpty(),
                     request.path.constData());
    }

    void usesAreCountedAsTheyAreSpent()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = limited(2) });
        server.say("sys/replication/performance/primary/enable",
                   Answer { .status = 400, .body = ScriptedVault::errors("no") });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(signIn(session, "hvs.few"));
        const auto enable = [&] {
            bool answered = false;
            session.client().send(
                *apiCall(operation(OperationId::PerformanceEnablePrimary), ApiDialect::Typed, {}),
                this, [&](const Result<OperationAnswer> &) { answered = true; });
            return QTest::qWaitFor([&] { return answered; }, test::patience);
        };
        QVERIFY(enable());
        QCOMPARE(session.snapshot().signInUsesLeft, 1);
        QVERIFY(!session.snapshot().signInDoubtful);
        QVERIFY(enable());
        QCOMPARE(session.snapshot().signInUsesLeft, 0);
        QVERIFY(session.snapshot().signInDoubtful);
        QVERIFY2(session.snapshot().signInProblem.contains("last use"_L1),
                 qPrintable(session.snapshot().signInProblem));
    }

    void aLateAnswerAboutAFormerTokenCostsTheNewOneNothing()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = limited(5) });
        server.say("sys/replication/performance/primary/enable",
                   Answer { .status = 400,
                            .body = ScriptedVault::errors("no"),
                            .delay = std::chrono::seconds(1) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        poll(session);
        QVERIFY(signIn(session, "hvs.former"));
        bool answered = false;
        session.client().send(
            *apiCall(operation(OperationId::PerformanceEnablePrimary), ApiDialect::Typed, {}), this,
            [&answered](const Result<OperationAnswer> &) { answered = true; });
        QTRY_COMPARE(server.count("sys/replication/performance/primary/enable"), 1);
        QVERIFY(signIn(session, "hvs.new"));
        QCOMPARE(session.snapshot().signInUsesLeft, 5);
        QTRY_VERIFY(answered);
        QCOMPARE(session.snapshot().signInUsesLeft, 5);
    }

    void theLookUpItselfMayBeTheLastUse()
    {
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = limited(-3) });
        ClusterSession session(recordOf(server), m_clock, withoutJitter());
        QVERIFY(!signIn(session, "hvs.once"));
        QVERIFY(!session.hasToken());
        QVERIFY(session.snapshot().signInProblem.contains("last use"_L1));
    }
};

QTEST_GUILESS_MAIN(TokenKeeperTest)
#include "tst_tokenkeeper.moc"
