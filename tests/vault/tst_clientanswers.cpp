// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/logging.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/calls.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QLoggingCategory>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

const QByteArray health =
    R"({"initialized":true,"sealed":false,"standby":false,"version":"1.17.0+ent"})";
const QByteArray tokenLookup =
    R"({"data":{"display_name":"token-ops","accessor":"acc1","policies":["default","ops"],
    "ttl":3600,"creation_ttl":7200,"expire_time":"2026-05-01T10:00:00.123456789+02:00","renewable":true,
    "type":"service","path":"auth/token/create","orphan":true,"num_uses":0}})";

} // namespace

/// What each call makes of an answer.
class TestClientAnswers : public QObject
{
    Q_OBJECT

private slots:
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

void TestClientAnswers::healthIsReadUnderEachOfItsStatuses_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 200, 429, 472, 473, 474, 501, 503, 530 })
        QTest::addRow("%d", status) << status;
}

void TestClientAnswers::healthIsReadUnderEachOfItsStatuses()
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

void TestClientAnswers::anErrorBodyOnHealthIsAnError()
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

void TestClientAnswers::theReadsGoToTheirPaths()
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

void TestClientAnswers::tokenLookupIsDecoded()
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

void TestClientAnswers::aRootTokenNeverExpires()
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

void TestClientAnswers::aTokenLookupWithoutTtlIsABadAnswer()
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

void TestClientAnswers::renewalIsDecoded()
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

void TestClientAnswers::revokingAnswersWithNothing()
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

void TestClientAnswers::withoutATokenItsAffairsAreNotAsked()
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

void TestClientAnswers::wrappingLookupTellsTypeAndAge()
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

void TestClientAnswers::unsealSendsTheShareAndReadsTheState()
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

void TestClientAnswers::everyRequestIsLoggedWithoutSecrets()
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

void TestClientAnswers::networkFailuresAreNamed()
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
    QVERIFY(unknown.wait(test::patience));
    QCOMPARE(unknown.error().kind, Error::Kind::NameNotFound);
    QCOMPARE(unknown.error().where, u"no-such-host.invalid:8200"_s);
}

QTEST_GUILESS_MAIN(TestClientAnswers)
#include "tst_clientanswers.moc"
