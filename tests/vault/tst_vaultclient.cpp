// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/logging.h"
#include "models/vault/httptransport.h"
#include "models/vault/vaultclient.h"
#include "tests/vault/calls.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

const QByteArray health =
    R"({"initialized":true,"sealed":false,"standby":false,"version":"1.17.0+ent"})";
const QByteArray accepted = R"({"data":null,"warnings":["W"]})";
const QByteArray tokenLookup =
    R"({"data":{"display_name":"token-ops","accessor":"acc1","policies":["default","ops"],
    "ttl":3600,"creation_ttl":7200,"expire_time":"2026-05-01T10:00:00.123456789+02:00","renewable":true,
    "type":"service","path":"auth/token/create","orphan":true,"num_uses":0}})";

} // namespace

class TestVaultClient : public QObject
{
    Q_OBJECT

private slots:
    // The contract
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
    // What is sent
    void theHeadersAreThoseVaultWants();
    void theTokenGoesOnlyWhereItIsWanted_data();
    void theTokenGoesOnlyWhereItIsWanted();
    void pathsAndQueriesAreEncoded_data();
    void pathsAndQueriesAreEncoded();
    void impossiblePathsAreRefused_data();
    void impossiblePathsAreRefused();
    void impossibleAddressesAreRefused_data();
    void impossibleAddressesAreRefused();
    void aTokenThatFitsNoHeaderIsRefused();
    void lookOnlyRefusesWritesBeforeAnythingIsSent_data();
    void lookOnlyRefusesWritesBeforeAnythingIsSent();
    void lookOnlyAllowsReadsAndSignIn();
    void cookiesAreNeitherKeptNorSent();
    // What comes back
    void healthIsReadUnderEachOfItsStatuses_data();
    void healthIsReadUnderEachOfItsStatuses();
    void anErrorBodyOnHealthIsAnError();
    void theReadsGoToTheirPaths();
    void tokenLookupIsDecoded();
    void aRootTokenNeverExpires();
    void aTokenLookupWithoutTtlIsABadAnswer();
    void renewalIsDecoded();
    void revokingAnswersWithNothing();
    void withoutATokenItsAffairsAreNotAsked();
    void wrappingLookupTellsTypeAndAge();
    void unsealSendsTheShareAndReadsTheState();
    void everyRequestIsLoggedWithoutSecrets();
    void networkFailuresAreNamed();
};

void TestVaultClient::anAnswerComesOnceAndNeverBeforeTheCallReturns()
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

void TestVaultClient::anErrorFoundBeforeSendingAlsoComesLater()
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

void TestVaultClient::nothingComesAfterTheContextDied_data()
{
    QTest::addColumn<bool>("isWrite");
    QTest::addRow("read") << false;
    QTest::addRow("write") << true;
}

void TestVaultClient::nothingComesAfterTheContextDied()
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

void TestVaultClient::theContextMayDieInsideItsOwnAnswer()
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

void TestVaultClient::destroyingTheClientEndsItsRequestsQuietly()
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

void TestVaultClient::theClientMayBeDestroyedInsideAnAnswer()
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

void TestVaultClient::theClientMayBeDestroyedByTheRequestLog()
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

void TestVaultClient::everyReadHasATimeout()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::silence() });
    VaultClient client({ .address = server.url(), .timeout = std::chrono::milliseconds(200) });
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

void TestVaultClient::manyRequestsAreAnsweredEachToItsOwn()
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

void TestVaultClient::clientsShareConnectionsThroughATransport()
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

void TestVaultClient::theHeadersAreThoseVaultWants()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(R"({"primary_cluster_addr":"ü"})"), this, outcome.handler());
    QVERIFY(outcome.wait());
    const ScriptedServer::Request request = server.request(0);
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.target, QByteArray("/v1/sys/replication/performance/primary/demote"));
    QCOMPARE(request.header("X-Vault-Request"), QByteArray("true"));
    QCOMPARE(request.header("X-Vault-Token"), QByteArray("hvs.test"));
    QCOMPARE(request.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(request.header("User-Agent"), "Switchover/" + programVersion().toLatin1());
    QCOMPARE(request.header("Host"), server.hostAndPort().toLatin1());
    QCOMPARE(request.body, QByteArray("{\"primary_cluster_addr\":\"ü\"}"));
    QVERIFY(!request.has("X-Vault-Namespace"));
    QVERIFY(!request.has("Authorization"));
    QVERIFY(!request.has("Cookie"));
    QVERIFY(!request.has("Upgrade"));
    QVERIFY(!request.has("HTTP2-Settings"));
}

void TestVaultClient::theTokenGoesOnlyWhereItIsWanted_data()
{
    QTest::addColumn<Authorization>("authorization");
    QTest::addColumn<bool>("isSent");
    QTest::addRow("none") << Authorization::None << false;
    QTest::addRow("token") << Authorization::Token << true;
    QTest::addRow("sudo") << Authorization::SudoToken << true;
    QTest::addRow("DR operation token") << Authorization::DrOperationToken << false;
    QTest::addRow("optional") << Authorization::OptionalToken << true;
}

void TestVaultClient::theTokenGoesOnlyWhereItIsWanted()
{
    QFETCH(Authorization, authorization);
    QFETCH(bool, isSent);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    ApiCall call = demoteCall();
    call.authorization = authorization;
    Outcome<OperationAnswer> outcome;
    client.send(std::move(call), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(server.request(0).has("X-Vault-Token"), isSent);
    QCOMPARE(server.request(0).raw.contains("hvs.test"), isSent);

    client.clearToken();
    ApiCall again = demoteCall();
    again.authorization = authorization;
    Outcome<OperationAnswer> without;
    client.send(std::move(again), this, without.handler());
    QVERIFY(without.wait());
    QVERIFY(!server.request(1).has("X-Vault-Token"));
}

void TestVaultClient::pathsAndQueriesAreEncoded_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("encoded");
    QTest::addRow("plain") << u"dr-east_1.b~"_s << QByteArray("dr-east_1.b~");
    QTest::addRow("space") << u"a b"_s << QByteArray("a%20b");
    QTest::addRow("query mark") << u"a?b=c&d"_s << QByteArray("a%3Fb%3Dc%26d");
    QTest::addRow("hash") << u"a#b"_s << QByteArray("a%23b");
    QTest::addRow("percent") << u"a%2Fb"_s << QByteArray("a%252Fb");
    QTest::addRow("plus") << u"a+b"_s << QByteArray("a%2Bb");
    QTest::addRow("letters beyond ASCII") << u"süd"_s << QByteArray("s%C3%BCd");
    QTest::addRow("line break") << u"a\r\nX-Vault-Token: b"_s
                                << QByteArray("a%0D%0AX-Vault-Token%3A%20b");
    QTest::addRow("three dots") << u"..."_s << QByteArray("...");
}

void TestVaultClient::pathsAndQueriesAreEncoded()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, encoded);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(204, {}) });
    VaultClient client({ .address = server.url() });
    Outcome<OperationAnswer> inPath;
    client.send(deleteFilterCall(id), this, inPath.handler());
    QVERIFY(inPath.wait());
    QCOMPARE(server.request(0).method, QByteArray("DELETE"));
    QCOMPARE(server.request(0).target,
             "/v1/sys/replication/performance/primary/paths-filter/" + encoded);
    QCOMPARE(server.request(0).body, QByteArray());

    Outcome<OperationAnswer> inQuery;
    client.send(legacyMintCall(id), this, inQuery.handler());
    QVERIFY(inQuery.wait());
    QCOMPARE(server.request(1).method, QByteArray("GET"));
    QCOMPARE(server.request(1).target, "/v1/sys/replication/primary/secondary-token?id=" + encoded);
}

void TestVaultClient::impossiblePathsAreRefused_data()
{
    QTest::addColumn<QString>("id");
    QTest::addRow("empty") << u""_s;
    QTest::addRow("slash") << u"a/b"_s;
    QTest::addRow("leading slash") << u"/a"_s;
    QTest::addRow("trailing slash") << u"a/"_s;
    QTest::addRow("dot") << u"."_s;
    QTest::addRow("dots") << u".."_s;
    QTest::addRow("up and away") << u"../../primary/disable"_s;
}

void TestVaultClient::impossiblePathsAreRefused()
{
    QFETCH(QString, id);
    ScriptedServer server;
    VaultClient client({ .address = server.url() });
    Outcome<OperationAnswer> outcome;
    client.send(deleteFilterCall(id), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::InvalidInput);
    QCOMPARE(server.connections(), 0);
}

void TestVaultClient::impossibleAddressesAreRefused_data()
{
    QTest::addColumn<QString>("address");
    QTest::addRow("none") << u""_s;
    QTest::addRow("no scheme") << u"127.0.0.1"_s;
    QTest::addRow("file") << u"file:///etc/passwd"_s;
    QTest::addRow("socket") << u"unix:///run/vault.sock"_s;
    QTest::addRow("no host") << u"https:///v1"_s;
    QTest::addRow("user") << u"https://root:pw@vault.example"_s;
    QTest::addRow("path") << u"https://vault.example/ui"_s;
    QTest::addRow("query") << u"https://vault.example?x"_s;
}

void TestVaultClient::impossibleAddressesAreRefused()
{
    QFETCH(QString, address);
    VaultClient client({ .address = QUrl(address) });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::InvalidInput);
    QCOMPARE(outcome.error().where, u"address"_s);
    QVERIFY(!errorSentence(outcome.error()).contains(u"pw"));
}

void TestVaultClient::aTokenThatFitsNoHeaderIsRefused()
{
    ScriptedServer server;
    VaultClient client({ .address = server.url() });
    for (const char *token : { "hvs.a\r\nX-Evil: 1", "hvs.a b", "hvs.\xc3\xa4", "hvs.a\n" }) {
        client.setToken(SecretString(token));
        Outcome<OperationAnswer> outcome;
        client.send(demoteCall(), this, outcome.handler());
        QVERIFY(outcome.wait());
        QCOMPARE(outcome.error().kind, Error::Kind::InvalidInput);
        QVERIFY(!errorSentence(outcome.error()).contains(u"hvs"));
    }
    QCOMPARE(server.connections(), 0);
}

void TestVaultClient::lookOnlyRefusesWritesBeforeAnythingIsSent_data()
{
    QTest::addColumn<QByteArray>("which");
    for (const char *which : { "post", "delete", "get that mints", "unseal" })
        QTest::addRow("%s", which) << QByteArray(which);
}

void TestVaultClient::lookOnlyRefusesWritesBeforeAnythingIsSent()
{
    QFETCH(QByteArray, which);
    ScriptedServer server;
    VaultClient client({ .address = server.url(), .lookOnly = true });
    client.setToken(SecretString("hvs.test"));
    Outcome<OperationAnswer> outcome;
    Outcome<SealStatus> unsealed;
    if (which == "unseal")
        client.unseal(this, SecretString("c2hhcmU="), unsealed.handler());
    else
        client.send(which == "post"         ? demoteCall()
                        : which == "delete" ? deleteFilterCall()
                                            : legacyMintCall(),
                    this, outcome.handler());
    QTRY_COMPARE(outcome.calls() + unsealed.calls(), 1);
    QCOMPARE(which == "unseal" ? unsealed.error().kind : outcome.error().kind,
             Error::Kind::ReadOnly);
    QCOMPARE(server.connections(), 0);
}

void TestVaultClient::lookOnlyAllowsReadsAndSignIn()
{
    ScriptedServer server;
    server.setScript(
        { ScriptedServer::http(200, R"({"data":{"mode":"allow","paths":["a/"]}})"),
          ScriptedServer::http(200, tokenLookup),
          ScriptedServer::http(200, R"({"auth":{"lease_duration":60,"renewable":true}})"),
          ScriptedServer::http(204, {}),
          ScriptedServer::http(200, R"({"data":{"creation_ttl":60}})") });
    VaultClient client({ .address = server.url(), .lookOnly = true });
    client.setToken(SecretString("hvs.test"));
    Outcome<OperationAnswer> filter;
    client.send(readFilterCall(), this, filter.handler());
    QVERIFY(filter.wait() && filter.isGood());
    Outcome<TokenInfo> lookup;
    client.lookupSelf(this, lookup.handler());
    QVERIFY(lookup.wait() && lookup.isGood());
    Outcome<TokenInfo> renewal;
    client.renewSelf(this, renewal.handler());
    QVERIFY(renewal.wait() && renewal.isGood());
    Outcome<void> revoked;
    client.revokeSelf(this, revoked.handler());
    QVERIFY(revoked.wait() && revoked.isGood());
    Outcome<WrappingInfo> wrapping;
    client.lookupWrapping(this, SecretString("t"), wrapping.handler());
    QVERIFY(wrapping.wait() && wrapping.isGood());
}

void TestVaultClient::cookiesAreNeitherKeptNorSent()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(
        200, health, "Set-Cookie: session=1; Path=/\r\nCache-Control: max-age=3600\r\n") });
    VaultClient client({ .address = server.url() });
    for (int i = 0; i < 2; ++i) {
        Outcome<Health> outcome;
        client.readHealth(this, outcome.handler());
        QVERIFY(outcome.wait());
    }
    QCOMPARE(server.requests().size(), 2); // not from a cache either
    QVERIFY(!server.request(1).has("Cookie"));
}

void TestVaultClient::healthIsReadUnderEachOfItsStatuses_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 200, 429, 472, 473, 474, 501, 503, 530 })
        QTest::addRow("%d", status) << status;
}

void TestVaultClient::healthIsReadUnderEachOfItsStatuses()
{
    QFETCH(int, status);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(status, health) });
    VaultClient client({ .address = server.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    QCOMPARE(outcome.value().httpStatus, status);
    QCOMPARE(outcome.value().version, u"1.17.0+ent"_s);
    QCOMPARE(server.request(0).target, QByteArray("/v1/sys/health"));
}

void TestVaultClient::anErrorBodyOnHealthIsAnError()
{
    ScriptedServer server;
    server.setScript(
        { ScriptedServer::http(400, R"({"errors":[]})"),
          ScriptedServer::http(429, R"({"errors":["request path x: rate limit quota exceeded"]})"),
          ScriptedServer::http(503, R"({"errors":["Vault is sealed"]})") });
    VaultClient client({ .address = server.url() });
    for (const Error::Kind kind :
         { Error::Kind::Rejected, Error::Kind::Throttled, Error::Kind::Sealed }) {
        Outcome<Health> outcome;
        client.readHealth(this, outcome.handler());
        QVERIFY(outcome.wait());
        QVERIFY(!outcome.isGood());
        QCOMPARE(outcome.error().kind, kind);
    }
}

void TestVaultClient::theReadsGoToTheirPaths()
{
    ScriptedServer server;
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    server.setScript(
        { ScriptedServer::http(200, R"({"data":{"mode":"disabled"}})"),
          ScriptedServer::http(
              200,
              R"({"type":"shamir","initialized":true,"sealed":true,"t":3,"n":5,"progress":1})"),
          ScriptedServer::http(
              200, R"({"ha_enabled":true,"is_self":true,"leader_address":"https://a:8200"})") });
    Outcome<ReplicationStatus> status;
    client.readStatus(this, status.handler());
    QVERIFY(status.wait() && status.isGood());
    Outcome<SealStatus> seal;
    client.readSealStatus(this, seal.handler());
    QVERIFY(seal.wait() && seal.isGood());
    QCOMPARE(seal.value().threshold, 3);
    Outcome<Leader> leader;
    client.readLeader(this, leader.handler());
    QVERIFY(leader.wait() && leader.isGood());
    QVERIFY(leader.value().isSelf);

    QCOMPARE(server.request(0).target, QByteArray("/v1/sys/replication/status"));
    QCOMPARE(server.request(1).target, QByteArray("/v1/sys/seal-status"));
    QCOMPARE(server.request(2).target, QByteArray("/v1/sys/leader"));
    for (const ScriptedServer::Request &request : server.requests()) {
        QCOMPARE(request.method, QByteArray("GET"));
        QVERIFY(!request.has("X-Vault-Token"));
        QCOMPARE(request.header("X-Vault-Request"), QByteArray("true"));
    }
}

void TestVaultClient::tokenLookupIsDecoded()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, tokenLookup) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<TokenInfo> outcome;
    client.lookupSelf(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    const TokenInfo info = outcome.value();
    QCOMPARE(info.displayName, u"token-ops"_s);
    QCOMPARE(info.accessor, u"acc1"_s);
    QCOMPARE(info.policies, QStringList({ u"default"_s, u"ops"_s }));
    QCOMPARE(info.ttlSeconds, 3600);
    QCOMPARE(info.creationTtlSeconds, 7200);
    QCOMPARE(info.expires->toUTC().toString(Qt::ISODate), u"2026-05-01T08:00:00Z"_s);
    QVERIFY(info.renewable);
    QVERIFY(!info.isRoot());
    QCOMPARE(info.type, u"service"_s);
    QCOMPARE(server.request(0).target, QByteArray("/v1/auth/token/lookup-self"));
    QCOMPARE(server.request(0).header("X-Vault-Token"), QByteArray("hvs.test"));
}

void TestVaultClient::aRootTokenNeverExpires()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(
        200,
        R"({"data":{"display_name":"root","policies":["root"],"ttl":0,"creation_ttl":0,"expire_time":null}})") });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<TokenInfo> outcome;
    client.lookupSelf(this, outcome.handler());
    QVERIFY(outcome.wait() && outcome.isGood());
    QVERIFY(outcome.value().isRoot());
    QVERIFY(!outcome.value().expires);
    QCOMPARE(outcome.value().ttlSeconds, 0);
    QVERIFY(!outcome.value().renewable);
}

void TestVaultClient::aTokenLookupWithoutTtlIsABadAnswer()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, R"({"data":{"display_name":"x"}})"),
                       ScriptedServer::http(200, R"({"data":null})"),
                       ScriptedServer::http(200, R"({"data":{"ttl":"soon"}})") });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    for (const QString &where : { u"data.ttl"_s, u"data"_s, u"data.ttl"_s }) {
        Outcome<TokenInfo> outcome;
        client.lookupSelf(this, outcome.handler());
        QVERIFY(outcome.wait());
        QCOMPARE(outcome.error().kind, Error::Kind::BadAnswer);
        QVERIFY2(outcome.error().where.endsWith(where), qPrintable(outcome.error().where));
    }
}

void TestVaultClient::renewalIsDecoded()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(
        200, R"({"data":null,"auth":{"client_token":"hvs.test","accessor":"acc1",
        "policies":["ops"],"token_policies":["ops"],"lease_duration":1800,"renewable":true,"token_type":"service"}})") });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<TokenInfo> outcome;
    const QDateTime before = QDateTime::currentDateTimeUtc();
    client.renewSelf(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    QCOMPARE(outcome.value().ttlSeconds, 1800);
    QCOMPARE(outcome.value().policies, QStringList(u"ops"_s));
    QCOMPARE(outcome.value().type, u"service"_s);
    QVERIFY(outcome.value().renewable);
    QVERIFY(before.secsTo(*outcome.value().expires) >= 1799);
    QCOMPARE(server.request(0).method, QByteArray("POST"));
    QCOMPARE(server.request(0).target, QByteArray("/v1/auth/token/renew-self"));
    QCOMPARE(server.request(0).body, QByteArray("{}"));
}

void TestVaultClient::revokingAnswersWithNothing()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(204, {}) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<void> outcome;
    client.revokeSelf(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(outcome.isGood());
    QCOMPARE(server.request(0).target, QByteArray("/v1/auth/token/revoke-self"));
}

void TestVaultClient::withoutATokenItsAffairsAreNotAsked()
{
    ScriptedServer server;
    VaultClient client({ .address = server.url() });
    Outcome<TokenInfo> lookup;
    Outcome<TokenInfo> renewal;
    Outcome<void> revoked;
    client.lookupSelf(this, lookup.handler());
    client.renewSelf(this, renewal.handler());
    client.revokeSelf(this, revoked.handler());
    QVERIFY(lookup.wait() && renewal.wait() && revoked.wait());
    for (const Error &error : { lookup.error(), renewal.error(), revoked.error() })
        QCOMPARE(error.kind, Error::Kind::InvalidInput);
    QCOMPARE(server.connections(), 0);
}

void TestVaultClient::wrappingLookupTellsTypeAndAge()
{
    ScriptedServer server;
    server.setScript(
        { ScriptedServer::http(
              200, R"({"data":{"creation_path":"sys/replication/dr/primary/secondary-token",
        "creation_time":"2026-02-03T04:05:06.022804034Z","creation_ttl":1800}})"),
          ScriptedServer::http(
              400, R"({"errors":["wrapping token is not valid or does not exist"]})") });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<WrappingInfo> outcome;
    client.lookupWrapping(this, SecretString("eyJ\"odd\\.x.y"), outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    QCOMPARE(outcome.value().creationPath, u"sys/replication/dr/primary/secondary-token"_s);
    QCOMPARE(outcome.value().ttlSeconds, 1800);
    QCOMPARE(outcome.value().createdAt.toUTC().toString(Qt::ISODate), u"2026-02-03T04:05:06Z"_s);
    QCOMPARE(server.request(0).method, QByteArray("POST"));
    QCOMPARE(server.request(0).target, QByteArray("/v1/sys/wrapping/lookup"));
    QCOMPARE(server.request(0).body, QByteArray("{\"token\":\"eyJ\\\"odd\\\\.x.y\"}"));
    QVERIFY(!server.request(0).has("X-Vault-Token"));

    Outcome<WrappingInfo> spent;
    client.lookupWrapping(this, SecretString("eyJ.x.y"), spent.handler());
    QVERIFY(spent.wait());
    QCOMPARE(spent.error().kind, Error::Kind::Rejected);
    QCOMPARE(spent.error().serverMessages,
             QStringList(u"wrapping token is not valid or does not exist"_s));
}

void TestVaultClient::unsealSendsTheShareAndReadsTheState()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(
        200,
        R"({"type":"shamir","initialized":true,"sealed":true,"t":3,"n":5,"progress":2,"nonce":"n1"})") });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<SealStatus> outcome;
    client.unseal(this, SecretString("c2hhcmU="), outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    QCOMPARE(outcome.value().progress, 2);
    QCOMPARE(server.request(0).method, QByteArray("POST"));
    QCOMPARE(server.request(0).target, QByteArray("/v1/sys/unseal"));
    QCOMPARE(server.request(0).body, QByteArray(R"({"key":"c2hhcmU="})"));
    QVERIFY(!server.request(0).has("X-Vault-Token"));
}

void TestVaultClient::everyRequestIsLoggedWithoutSecrets()
{
    QLoggingCategory::setFilterRules(u"switchover.http.debug=true"_s);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(403, R"({"errors":["permission denied"]})") });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    QSignalSpy log(&client, &VaultClient::requestFinished);
    QTest::ignoreMessage(
        QtDebugMsg,
        QRegularExpression(u"^POST sys/replication/performance/primary/demote 403 \\d+ ms$"_s));
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(R"({"token":"eyJsecret"})"), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(log.size(), 1);
    QCOMPARE(log.constFirst().at(0).toString(), u"POST"_s);
    QCOMPARE(log.constFirst().at(1).toString(), u"sys/replication/performance/primary/demote"_s);
    QCOMPARE(log.constFirst().at(2).toInt(), 403);
    QVERIFY(log.constFirst().at(3).toLongLong() >= 0);
    QLoggingCategory::setFilterRules({});
}

void TestVaultClient::networkFailuresAreNamed()
{
    ScriptedServer server;
    const QUrl closed = server.url();
    server.stopListening();
    VaultClient client({ .address = closed });
    Outcome<Health> refused;
    client.readHealth(this, refused.handler());
    QVERIFY(refused.wait());
    QCOMPARE(refused.error().kind, Error::Kind::Refused);
    QCOMPARE(refused.error().where,
             server.hostAndPort().section(u':', 0, 0) + u':' + QString::number(closed.port()));

    client.setConnection({ .address = QUrl(u"http://no-such-host.invalid:8200"_s) });
    Outcome<Health> unknown;
    client.readHealth(this, unknown.handler());
    QVERIFY(unknown.wait(20000));
    QCOMPARE(unknown.error().kind, Error::Kind::NameNotFound);
    QCOMPARE(unknown.error().where, u"no-such-host.invalid:8200"_s);
}

QTEST_GUILESS_MAIN(TestVaultClient)
#include "tst_vaultclient.moc"
