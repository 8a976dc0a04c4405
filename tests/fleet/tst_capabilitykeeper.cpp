// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/capabilitykeeper.h"
#include "models/fleet/clustersession.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/fleet/sessions.h"
#include "tests/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::lookupPath;
using test::recordOf;
using test::ScriptedVault;
using test::withoutJitter;
using Answer = ScriptedVault::Answer;
using Verdict = Capabilities::Verdict;

namespace {

const QByteArray askPath = "sys/capabilities-self";
const QByteArray rulesPath = "sys/internal/ui/resultant-acl";
const QString filters = u"sys/replication/performance/primary/paths-filter/"_s;

/// The same words for every path that is asked about, but for some.
ScriptedVault::Script everywhere(const QByteArray &words, const QByteArray &path = {},
                                 const QByteArray &itsWords = {})
{
    return [=](const ScriptedVault::Request &request) {
        QJsonObject data;
        const QJsonArray paths = QJsonDocument::fromJson(request.body)["paths"_L1].toArray();
        for (const QJsonValue &each : paths) {
            const bool isIt = each.toString() == QString::fromLatin1(path);
            data.insert(each.toString(),
                        QJsonArray { QString::fromLatin1(isIt ? itsWords : words) });
        }
        return Answer { .body = QJsonDocument(QJsonObject { { u"data"_s, data } }).toJson() };
    };
}

CapabilityNeed filterOf(const QString &id = {})
{
    Arguments arguments;
    arguments.set("id"_L1, id);
    return *capabilityNeed(operation(OperationId::PathsFilterRead), ApiDialect::Typed, arguments);
}

CapabilityNeed reindex()
{
    return *capabilityNeed(operation(OperationId::Reindex), ApiDialect::Typed);
}

} // namespace

class CapabilityKeeperTest : public QObject
{
    Q_OBJECT

private:
    SystemClock m_clock;
    ScriptedVault *m_server = nullptr;
    ClusterSession *m_session = nullptr;

    void poll()
    {
        bool done = false;
        m_session->pollAfresh(this, [&done] { done = true; });
        QTRY_VERIFY(done);
    }
    void signIn(const char *token)
    {
        bool done = false;
        m_session->signIn(SecretString(token), this, [&done](const auto &) { done = true; });
        QTRY_VERIFY(done);
    }
    Verdict verdict() const { return m_session->snapshot().capabilities.judge(reindex()); }

private slots:
    void init()
    {
        m_server = new ScriptedVault(this);
        m_server->say(lookupPath, Answer { .body = ScriptedVault::token("eve", 3600, false) });
        m_session = new ClusterSession(recordOf(*m_server), m_clock, withoutJitter(), this);
        poll();
    }
    void cleanup()
    {
        delete m_session;
        delete m_server;
    }

    void isAskedOnceAfterSigningIn()
    {
        m_server->say(askPath,
                      Answer { .body = R"({"data":{"sys/replication/reindex":["update"]}})" });
        QCOMPARE(verdict(), Verdict::NotKnown);
        QCOMPARE(m_server->count(askPath), 0);
        signIn("s.eve");
        QTRY_COMPARE(verdict(), Verdict::No);
        poll();
        poll();
        QCOMPARE(m_server->count(askPath), 1);
        const auto &requests = m_server->requests();
        const auto asked = std::ranges::find(requests, askPath, &ScriptedVault::Request::path);
        QCOMPARE(asked->method, QByteArray("POST"));
        QCOMPARE(asked->token(), QByteArray("s.eve"));
        QVERIFY(asked->body.contains("\"sys/replication/performance/primary/secondary-token\""));
        QVERIFY(!asked->body.contains("/v1/"));
    }

    void isForgottenWithTheToken()
    {
        m_server->say(askPath,
                      Answer { .body = R"({"data":{"sys/replication/reindex":["deny"]}})" });
        signIn("s.eve");
        QTRY_COMPARE(verdict(), Verdict::No);
        m_session->signOut(ClusterSession::Revoke::No);
        QTRY_COMPARE(verdict(), Verdict::NotKnown);
        m_server->say(askPath,
                      Answer { .body = R"({"data":{"sys/replication/reindex":["root"]}})" });
        signIn("s.adam");
        QTRY_COMPARE(verdict(), Verdict::Yes);
        QCOMPARE(m_server->count(askPath), 2);
    }

    void anotherTokenIsAskedAboutAnew()
    {
        m_server->say(askPath, [](const ScriptedVault::Request &request) {
            return Answer { .body = request.token() == "s.root"
                                ? R"({"data":{"sys/replication/reindex":["root"]}})"
                                : R"({"data":{"sys/replication/reindex":["deny"]}})" };
        });
        signIn("s.eve");
        QTRY_COMPARE(verdict(), Verdict::No);
        signIn("s.root");
        QTRY_COMPARE(verdict(), Verdict::Yes);
    }

    void aRefusalToAnswerLeavesThemUnknown_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("denied") << 403 << ScriptedVault::errors("permission denied");
        QTest::newRow("a DR secondary")
            << 400 << ScriptedVault::errors("path disabled in replication DR secondary mode");
        QTest::newRow("a page") << 200 << QByteArray("<html>login</html>");
        QTest::newRow("another type")
            << 200 << QByteArray(R"({"data":{"sys/replication/reindex":1}})");
    }
    void aRefusalToAnswerLeavesThemUnknown()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        m_server->say(askPath, Answer { .status = status, .body = body });
        signIn("s.eve");
        QTRY_COMPARE(m_server->count(askPath), 1);
        poll();
        QCOMPARE(verdict(), Verdict::NotKnown);
        QCOMPARE(m_session->snapshot().signIn, SignInState::SignedIn);
        QCOMPARE(m_server->count(askPath), 1);
    }

    void aTokenWithLimitedUsesIsNotSpentOnIt()
    {
        m_server->say(lookupPath, Answer { .body = R"({"data":{"display_name":"eve","ttl":60,
            "creation_ttl":60,"renewable":false,"type":"service","policies":["p"],"num_uses":3}})" });
        signIn("s.eve");
        poll();
        QCOMPARE(m_session->snapshot().signIn, SignInState::SignedIn);
        QCOMPARE(m_server->count(askPath), 0);
    }

    void theRulesMayLeaveIdsToComeOpen_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("rules");
        QTest::addColumn<bool>("ruledOut");
        QTest::newRow("none") << 200 << QByteArray(R"({"data":{"exact_paths":{},"glob_paths":{}}})")
                              << true;
        QTest::newRow("for some") << 200 << QByteArray(R"({"data":{"glob_paths":{
                "sys/replication/performance/primary/paths-filter/eu-":{"capabilities":["read"]}}}})")
                                  << false;
        QTest::newRow("not told") << 403 << ScriptedVault::errors("permission denied") << true;
        QTest::newRow("too old") << 404 << QByteArray(R"({"errors":[]})") << true;
        QTest::newRow("a page") << 200 << QByteArray("<html>") << true;
    }
    void theRulesMayLeaveIdsToComeOpen()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, rules);
        QFETCH(bool, ruledOut);
        m_server->say(askPath, everywhere("deny"));
        m_server->say(rulesPath, Answer { .status = status, .body = rules });
        signIn("s.eve");
        QTRY_COMPARE(verdict(), Verdict::No); // what needs no id
        QTRY_COMPARE(m_session->snapshot().capabilities.judge(filterOf()),
                     ruledOut ? Verdict::No : Verdict::NotKnown);
        poll();
        QCOMPARE(m_server->count(rulesPath), 1);
        QCOMPARE(m_server->count(askPath), 1);
    }

    void whoMayAllIsNotAskedForRules()
    {
        m_server->say(askPath, everywhere("root"));
        signIn("s.root");
        QTRY_COMPARE(verdict(), Verdict::Yes);
        QCOMPARE(m_session->snapshot().capabilities.judge(filterOf()), Verdict::Yes);
        poll();
        QCOMPARE(m_server->count(rulesPath), 0);
    }

    void aTypedIdIsAskedAboutOnce()
    {
        m_server->say(askPath, everywhere("deny", filters.toLatin1() + "eu-1", "read"));
        const auto ask = [this](const QString &id) {
            bool done = false;
            m_session->askRights(filterOf(id).path, this, [&done] { done = true; });
            return QTest::qWaitFor([&done] { return done; }, test::patience);
        };
        QVERIFY(ask(u"eu-1"_s)); // nobody is signed in
        QCOMPARE(m_server->count(askPath), 0);
        signIn("s.eve");
        QTRY_COMPARE(verdict(), Verdict::No);
        const auto judge = [this](const QString &id) {
            return m_session->snapshot().capabilities.judge(filterOf(id));
        };
        QCOMPARE(judge(u"eu-1"_s), Verdict::NotKnown);
        QVERIFY(ask(u"eu-1"_s) && ask(u"us-1"_s));
        QCOMPARE(judge(u"eu-1"_s), Verdict::Yes);
        QCOMPARE(judge(u"us-1"_s), Verdict::No);
        QCOMPARE(judge({}), Verdict::Yes); // there is an id that may be
        QCOMPARE(verdict(), Verdict::No);
        QVERIFY(ask(u"eu-1"_s) && ask(u"us-1"_s));
        QCOMPARE(m_server->count(askPath), 3);
        // It is asked about again with the rest.
        m_session->verifyToken();
        QTRY_COMPARE(m_server->count(askPath), 4);
        QVERIFY(std::ranges::any_of(m_server->requests(), [](const auto &request) {
            return request.path == askPath && request.body.contains("paths-filter/us-1")
                && request.body.contains("sys/replication/reindex");
        }));
    }

    void whoeverWaitsHearsOfASignOut()
    {
        m_server->say(askPath, everywhere("deny"));
        signIn("s.eve");
        QTRY_COMPARE(verdict(), Verdict::No);
        m_server->say(askPath, Answer { .manner = Answer::Manner::Hang });
        bool done = false;
        m_session->askRights(filterOf(u"eu-1"_s).path, this, [&done] { done = true; });
        QVERIFY(!done);
        m_session->signOut(ClusterSession::Revoke::No);
        QTRY_VERIFY(done);
        QCOMPARE(m_session->snapshot().capabilities.judge(filterOf(u"eu-1"_s)), Verdict::NotKnown);
    }

    // Its request goes unanswered with it.
    void whoeverWaitsHearsOfAnAddressThatIsRemoved()
    {
        ScriptedVault other;
        m_session->setRecord(recordOf(*m_server, { other.address() }));
        m_server->say(askPath, everywhere("deny"));
        other.say(lookupPath, Answer { .body = ScriptedVault::token("eve", 3600, false) });
        signIn("s.eve");
        QTRY_COMPARE(verdict(), Verdict::No);
        m_server->say(askPath, Answer { .manner = Answer::Manner::Hang });
        bool done = false;
        m_session->askRights(filterOf(u"eu-1"_s).path, this, [&done] { done = true; });
        QVERIFY(!done);
        m_session->setRecord(recordOf(other));
        QTRY_VERIFY(done);
        QCOMPARE(m_session->snapshot().capabilities.judge(filterOf(u"eu-1"_s)), Verdict::NotKnown);
    }

    void aTypedIdCostsALimitedTokenNothing()
    {
        m_server->say(askPath, everywhere("deny"));
        m_server->say(lookupPath, Answer { .body = R"({"data":{"display_name":"eve","ttl":60,
            "creation_ttl":60,"renewable":false,"type":"service","policies":["p"],"num_uses":3}})" });
        signIn("s.eve");
        bool done = false;
        m_session->askRights(filterOf(u"eu-1"_s).path, this, [&done] { done = true; });
        QVERIFY(done);
        poll();
        QCOMPARE(m_server->count(askPath), 0);
    }

    void lookOnlyDoesNotAskBecauseTheQuestionIsAPost()
    {
        m_session->setLookOnly(true);
        m_server->say(askPath,
                      Answer { .body = R"({"data":{"sys/replication/reindex":["root"]}})" });
        signIn("s.eve");
        poll();
        QCOMPARE(verdict(), Verdict::NotKnown);
        QCOMPARE(m_server->count(askPath), 0);
    }
};

QTEST_GUILESS_MAIN(CapabilityKeeperTest)
#include "tst_capabilitykeeper.moc"
