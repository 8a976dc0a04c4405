// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clientset.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/nodememory.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/fleet/sessions.h"
#include "tests/patience.h"

#include <QTest>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::recordOf;
using test::ScriptedVault;
using Answer = ScriptedVault::Answer;

namespace {

const QByteArray nodesPath = "sys/ha-status";

QByteArray naming(const QByteArrayList &addresses)
{
    QByteArrayList nodes;
    for (const QByteArray &address : addresses)
        nodes.append("{\"api_address\":\"" + address + "\"}");
    return "{\"data\":{\"nodes\":[" + nodes.join(',') + "]}}";
}

ClusterSnapshot signedIn()
{
    ClusterSnapshot snapshot;
    snapshot.signIn = SignInState::SignedIn;
    snapshot.status = *decodeReplicationStatus(ScriptedVault::status());
    return snapshot;
}

} // namespace

/// Which nodes a cluster named, and how long that is remembered.
class NodeMemoryTest : public QObject
{
    Q_OBJECT

private:
    FakeClock m_clock;
    std::unique_ptr<ScriptedVault> m_server;
    std::unique_ptr<ClientSet> m_clients;
    std::unique_ptr<NodeMemory> m_memory;

    bool ask(const ClusterSnapshot &snapshot = signedIn())
    {
        bool done = false;
        m_memory->ask(snapshot, this, [&done] { done = true; });
        return QTest::qWaitFor([&done] { return done; }, test::patience);
    }
    void name(const QByteArrayList &addresses)
    {
        m_server->say(nodesPath, Answer { .body = naming(addresses) });
    }

private slots:
    void init()
    {
        m_server = std::make_unique<ScriptedVault>();
        m_clients = std::make_unique<ClientSet>(recordOf(*m_server),
                                                ClientSet::Setup { nullptr, 15s, 60s });
        m_clients->setToken(SecretString("hvs.kim"));
        m_memory = std::make_unique<NodeMemory>(*m_clients, m_clock);
        name({ "https://a:8200", "https://b:8200" });
    }

    void aShorterAnswerTakesNothingAway()
    {
        QVERIFY(ask());
        QCOMPARE(m_memory->addresses(), QStringList({ u"https://a:8200"_s, u"https://b:8200"_s }));
        QVERIFY(m_memory->isComplete());
        name({ "https://a:8200" });
        m_clock.advance(23h);
        QVERIFY(ask());
        QCOMPARE(m_memory->addresses().size(), 2);
    }

    void whatNobodyNamedForADayIsForgotten()
    {
        QVERIFY(ask());
        name({ "https://a:8200" });
        m_clock.advance(13h);
        QVERIFY(ask());
        m_clock.advance(12h);
        QVERIFY(ask());
        QCOMPARE(m_memory->addresses(), QStringList({ u"https://a:8200"_s }));
    }

    // A secondary whose other nodes are sealed names itself alone, day after day.
    void theListIsWholeNoMoreOnceANodeIsForgotten()
    {
        QVERIFY(ask());
        QVERIFY(m_memory->isComplete());
        ClusterSnapshot secondary = signedIn();
        secondary.status = *decodeReplicationStatus(ScriptedVault::status(test::drSecondary));
        name({ "https://a:8200" });
        for (int i = 0; i < 2; ++i) {
            m_clock.advance(13h);
            QVERIFY(ask(secondary));
        }
        QCOMPARE(m_memory->addresses(), QStringList({ u"https://a:8200"_s }));
        QVERIFY(!m_memory->isComplete());
    }

    // After a secondary was enabled nobody is signed in who could ask again.
    void aDayIsADayWithoutAnotherAnswerToo()
    {
        QVERIFY(ask());
        m_clock.advance(NodeMemory::keptFor);
        QCOMPARE(m_memory->addresses().size(), 2);
        QVERIFY(m_memory->isComplete());
        m_clock.advance(1min);
        QVERIFY(m_memory->addresses().isEmpty());
        QVERIFY(!m_memory->isComplete());
    }

    void aTokenThatCannotBeSparedIsNotUsed_data()
    {
        QTest::addColumn<ClusterSnapshot>("snapshot");
        ClusterSnapshot limited = signedIn();
        limited.signInUsesLeft = 3;
        QTest::newRow("limited uses") << limited;
        ClusterSnapshot doubtful = signedIn();
        doubtful.signInDoubtful = true;
        QTest::newRow("doubtful") << doubtful;
        ClusterSnapshot out = signedIn();
        out.signIn = SignInState::SignedOut;
        QTest::newRow("signed out") << out;
        ClusterSnapshot impossible = signedIn();
        impossible.signIn = SignInState::Impossible;
        QTest::newRow("kept unchecked") << impossible;
    }
    void aTokenThatCannotBeSparedIsNotUsed()
    {
        QFETCH(ClusterSnapshot, snapshot);
        m_memory->follow(snapshot);
        bool done = false;
        m_memory->ask(snapshot, this, [&done] { done = true; });
        QVERIFY(done); // at once: nothing is waited for
        // Whatever had been sent would come before this.
        QVERIFY(ask());
        QCOMPARE(m_server->count(nodesPath), 1);
    }

    void itIsAskedRarely()
    {
        const auto followed = [this](int times) {
            m_memory->follow(signedIn());
            return QTest::qWaitFor([&] { return m_server->count(nodesPath) == times; },
                                   test::patience);
        };
        QVERIFY(followed(1));
        m_clock.advance(NodeMemory::askInterval - 1s);
        QVERIFY(followed(1));
        m_clock.advance(1s);
        QVERIFY(followed(2));
        m_clients->setToken(SecretString("hvs.lee")); // may see more
        QVERIFY(followed(3));
        QCOMPARE(m_server->requests().constLast().token(), QByteArray("hvs.lee"));
    }

    void anotherClusterStartsAnew()
    {
        QVERIFY(ask());
        m_memory->forget();
        QVERIFY(m_memory->addresses().isEmpty());
        QVERIFY(!m_memory->isComplete());
    }

    void ofALimitedTokenTheSessionSpendsNothing()
    {
        QByteArray lookup = ScriptedVault::token("kim", 36000, false);
        lookup.replace(R"("ttl":)", R"("num_uses":3,"ttl":)");
        m_server->say("auth/token/lookup-self", Answer { .body = lookup });
        ClusterSession session(recordOf(*m_server), m_clock, test::withoutJitter());
        const auto poll = [&] {
            bool done = false;
            session.pollAfresh(this, [&done] { done = true; });
            return QTest::qWaitFor([&done] { return done; }, test::patience);
        };
        QVERIFY(poll());
        std::optional<bool> good;
        session.signIn(SecretString("hvs.few"), this,
                       [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
        QTRY_VERIFY(good.has_value());
        QVERIFY(*good);
        bool done = false;
        session.askNodes(this, [&done] { done = true; });
        QVERIFY(done);
        m_clock.advance(1h);
        QVERIFY(poll() && poll());
        QCOMPARE(session.snapshot().signInUsesLeft, 3);
        QCOMPARE(m_server->count(nodesPath), 0);
    }
};

QTEST_GUILESS_MAIN(NodeMemoryTest)
#include "tst_nodememory.moc"
