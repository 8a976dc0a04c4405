// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httptransport.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/calls.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

const QByteArray health =
    R"({"initialized":true,"sealed":false,"standby":false,"version":"1.17.0+ent"})";

} // namespace

/// When an answer comes: once, later, and never to somebody who is gone.
class TestClientContract : public QObject
{
    Q_OBJECT

private slots:
    void anAnswerComesOnceAndNeverBeforeTheCallReturns();
    void anErrorFoundBeforeSendingAlsoComesLater();
    void nothingComesAfterTheContextDied_data();
    void nothingComesAfterTheContextDied();
    void theContextMayDieInsideItsOwnAnswer();
    void destroyingTheClientEndsItsRequestsQuietly();
    void theClientMayBeDestroyedInsideAnAnswer();
    void theClientMayBeDestroyedByTheRequestLog();
    void everyReadHasATimeout();
    void manyRequestsAreAnsweredEachToItsOwn();
    void clientsShareConnectionsThroughATransport();
};

void TestClientContract::anAnswerComesOnceAndNeverBeforeTheCallReturns()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health) });
    VaultClient client({ .address = server.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QCOMPARE(outcome.calls(), 0);
    QVERIFY(outcome.wait());
    QVERIFY(outcome.isGood());
    QCOMPARE(outcome.value().version, u"1.17.0+ent"_s);

    Outcome<Health> second;
    client.readHealth(this, second.handler());
    QVERIFY(second.wait());
    QCOMPARE(outcome.calls(), 1);
    QCOMPARE(server.connections(), 1); // reads keep their connection
}

void TestClientContract::anErrorFoundBeforeSendingAlsoComesLater()
{
    VaultClient client({ .address = QUrl(u"ftp://vault.example"_s) });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QCOMPARE(outcome.calls(), 0);
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::InvalidInput);

    Outcome<Health> never;
    {
        QObject context;
        client.readHealth(&context, never.handler());
    }
    {
        VaultClient shortLived({ .address = QUrl(u"ftp://vault.example"_s) });
        shortLived.readHealth(this, never.handler());
    }
    Outcome<Health> last;
    client.readHealth(this, last.handler());
    QVERIFY(last.wait());
    QCOMPARE(never.calls(), 0);
}

void TestClientContract::nothingComesAfterTheContextDied_data()
{
    QTest::addColumn<bool>("isWrite");
    QTest::addRow("read") << false;
    QTest::addRow("write") << true;
}

void TestClientContract::nothingComesAfterTheContextDied()
{
    QFETCH(bool, isWrite);
    ScriptedServer server;
    server.setScript({ ScriptedServer::silence() });
    VaultClient client({ .address = server.url() });
    Outcome<Health> read;
    Outcome<OperationAnswer> write;
    auto context = std::make_unique<QObject>();
    if (isWrite)
        client.send(demoteCall(), context.get(), write.handler());
    else
        client.readHealth(context.get(), read.handler());
    QTRY_COMPARE(server.requests().size(), 1);
    QSignalSpy log(&client, &VaultClient::requestFinished);
    context.reset();
    QTRY_COMPARE(server.openConnections(), 0); // the request ended with it
    QTRY_COMPARE(log.size(), 1);               // which the log still hears of
    QCOMPARE(log.constFirst().at(2).toInt(), 0);
    QCOMPARE(read.calls() + write.calls(), 0);
}

void TestClientContract::theContextMayDieInsideItsOwnAnswer()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health) });
    VaultClient client({ .address = server.url() });
    auto context = std::make_unique<QObject>();
    int calls = 0;
    client.readHealth(context.get(), [&](const Result<Health> &) {
        ++calls;
        context.reset();
    });
    QTRY_COMPARE(calls, 1);
    Outcome<Health> after;
    client.readHealth(this, after.handler());
    QVERIFY(after.wait());
    QCOMPARE(calls, 1);
}

void TestClientContract::destroyingTheClientEndsItsRequestsQuietly()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::silence() });
    Outcome<Health> read;
    Outcome<OperationAnswer> write;
    auto client = std::make_unique<VaultClient>(Connection { .address = server.url() });
    client->readHealth(this, read.handler());
    client->send(demoteCall(), this, write.handler());
    QTRY_COMPARE(server.requests().size(), 2);
    client.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(read.calls() + write.calls(), 0);
}

void TestClientContract::theClientMayBeDestroyedInsideAnAnswer()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health) });
    auto client = std::make_unique<VaultClient>(Connection { .address = server.url() });
    int calls = 0;
    Outcome<OperationAnswer> write;
    server.setScript({ ScriptedServer::silence(), ScriptedServer::http(200, health) });
    client->send(demoteCall(), this, write.handler());
    QTRY_COMPARE(server.requests().size(), 1);
    client->readHealth(this, [&](const Result<Health> &) {
        ++calls;
        client.reset();
    });
    QTRY_COMPARE(calls, 1);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(write.calls(), 0);
}

void TestClientContract::theClientMayBeDestroyedByTheRequestLog()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health) });
    auto client = std::make_unique<VaultClient>(Connection { .address = server.url() });
    connect(client.get(), &VaultClient::requestFinished, this, [&] { client.reset(); });
    Outcome<Health> outcome;
    client->readHealth(this, outcome.handler());
    QTRY_VERIFY(!client);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(outcome.calls(), 0);
}

void TestClientContract::everyReadHasATimeout()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::silence() });
    VaultClient client({ .address = server.url(), .timeout = std::chrono::seconds(1) });
    client.setToken(SecretString("hvs.test"));
    Outcome<Health> health;
    Outcome<ReplicationStatus> status;
    Outcome<SealStatus> seal;
    Outcome<Leader> leader;
    Outcome<TokenInfo> lookup;
    client.readHealth(this, health.handler());
    client.readStatus(this, status.handler());
    client.readSealStatus(this, seal.handler());
    client.readLeader(this, leader.handler());
    client.lookupSelf(this, lookup.handler());
    QVERIFY(health.wait() && status.wait() && seal.wait() && leader.wait() && lookup.wait());
    for (const Error &error :
         { health.error(), status.error(), seal.error(), leader.error(), lookup.error() })
        QCOMPARE(error.kind, Error::Kind::Timeout);
}

void TestClientContract::manyRequestsAreAnsweredEachToItsOwn()
{
    ScriptedServer server;
    QList<ScriptedServer::Answer> script;
    VaultClient client({ .address = server.url() });
    int answered = 0;
    server.setScript({ ScriptedServer::http(200, R"({"data":{"mode":"disabled"}})") });
    for (int i = 0; i < 40; ++i)
        client.readStatus(
            this, [&](const Result<ReplicationStatus> &status) { answered += status ? 1 : 0; });
    QTRY_COMPARE(answered, 40);
    QVERIFY(server.connections() <= 6);
}

void TestClientContract::clientsShareConnectionsThroughATransport()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health) });
    HttpTransport transport;
    for (int i = 0; i < 3; ++i) {
        VaultClient client({ .address = server.url() }, transport);
        Outcome<Health> outcome;
        client.readHealth(this, outcome.handler());
        QVERIFY(outcome.wait());
    }
    QCOMPARE(server.connections(), 1);
}

QTEST_GUILESS_MAIN(TestClientContract)
#include "tst_clientcontract.moc"
