// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/logging.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/calls.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

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

/// What goes out, and what does not.
class TestClientRequests : public QObject
{
    Q_OBJECT

private slots:
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
};

void TestClientRequests::theHeadersAreThoseVaultWants()
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

void TestClientRequests::theTokenGoesOnlyWhereItIsWanted_data()
{
    QTest::addColumn<Authorization>("authorization");
    QTest::addColumn<bool>("isSent");
    QTest::addRow("none") << Authorization::None << false;
    QTest::addRow("token") << Authorization::Token << true;
    QTest::addRow("sudo") << Authorization::SudoToken << true;
    QTest::addRow("DR operation token") << Authorization::DrOperationToken << false;
    QTest::addRow("optional") << Authorization::OptionalToken << true;
}

void TestClientRequests::theTokenGoesOnlyWhereItIsWanted()
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

void TestClientRequests::pathsAndQueriesAreEncoded_data()
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

void TestClientRequests::pathsAndQueriesAreEncoded()
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

void TestClientRequests::impossiblePathsAreRefused_data()
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

void TestClientRequests::impossiblePathsAreRefused()
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

void TestClientRequests::impossibleAddressesAreRefused_data()
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

void TestClientRequests::impossibleAddressesAreRefused()
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

void TestClientRequests::aTokenThatFitsNoHeaderIsRefused()
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

void TestClientRequests::lookOnlyRefusesWritesBeforeAnythingIsSent_data()
{
    QTest::addColumn<QByteArray>("which");
    for (const char *which : { "post", "delete", "get that mints", "unseal", "renewal",
                               "revocation", "wrapping look-up", "question by post", "side write" })
        QTest::addRow("%s", which) << QByteArray(which);
}

void TestClientRequests::lookOnlyRefusesWritesBeforeAnythingIsSent()
{
    QFETCH(QByteArray, which);
    ScriptedServer server;
    VaultClient client({ .address = server.url(), .lookOnly = true });
    client.setToken(SecretString("hvs.test"));
    Outcome<OperationAnswer> outcome;
    Outcome<SealStatus> unsealed;
    Outcome<TokenInfo> renewed;
    Outcome<void> revoked;
    Outcome<WrappingInfo> wrapping;
    Outcome<SideAnswer> side;
    if (which == "unseal")
        client.unseal(this, SecretString("c2hhcmU="), unsealed.handler());
    else if (which == "renewal")
        client.renewSelf(this, renewed.handler());
    else if (which == "revocation")
        client.revokeSelf(this, revoked.handler());
    else if (which == "wrapping look-up")
        client.lookupWrapping(this, SecretString("t"), wrapping.handler());
    else if (which == "question by post")
        client.call({ .verb = "POST", .path = u"sys/capabilities-self"_s }, this, side.handler());
    else if (which == "side write")
        client.call({ .path = u"sys/x"_s, .kind = SideCall::Kind::Writes }, this, side.handler());
    else
        client.send(which == "post"         ? demoteCall()
                        : which == "delete" ? deleteFilterCall()
                                            : legacyMintCall(),
                    this, outcome.handler());
    const auto refused = [](auto &each) {
        return each.calls() == 1 && each.error().kind == Error::Kind::ReadOnly;
    };
    QTRY_VERIFY(refused(outcome) || refused(unsealed) || refused(renewed) || refused(revoked)
                || refused(wrapping) || refused(side));
    QCOMPARE(server.connections(), 0);
}

void TestClientRequests::lookOnlyAllowsReadsAndSignIn()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, R"({"data":{"mode":"allow","paths":["a/"]}})"),
                       ScriptedServer::http(200, tokenLookup),
                       ScriptedServer::http(200, R"({"auth":{"client_token":"hvs.x"}})"),
                       ScriptedServer::http(200, R"({"data":{"keys":["a"]}})") });
    VaultClient client({ .address = server.url(), .lookOnly = true });
    client.setToken(SecretString("hvs.test"));
    Outcome<OperationAnswer> filter;
    client.send(readFilterCall(), this, filter.handler());
    QVERIFY(filter.wait() && filter.isGood());
    Outcome<TokenInfo> lookup;
    client.lookupSelf(this, lookup.handler());
    QVERIFY(lookup.wait() && lookup.isGood());
    Outcome<SideAnswer> login;
    client.call({ .verb = "POST",
                  .path = u"auth/userpass/login/ada"_s,
                  .body = SecretString("{}"),
                  .kind = SideCall::Kind::SignsIn,
                  .token = SideCall::Token::None },
                this, login.handler());
    QVERIFY(login.wait() && login.isGood());
    Outcome<SideAnswer> list;
    client.call({ .verb = "LIST", .path = u"sys/policies/acl"_s }, this, list.handler());
    QVERIFY(list.wait() && list.isGood());
}

void TestClientRequests::cookiesAreNeitherKeptNorSent()
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

QTEST_GUILESS_MAIN(TestClientRequests)
#include "tst_clientrequests.moc"
