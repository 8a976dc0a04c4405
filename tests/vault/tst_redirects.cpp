// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/redirect.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/calls.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

const QByteArray accepted = R"({"data":null,"warnings":["W"]})";
const QByteArray token = "hvs.operator";

const QByteArray status =
    R"({"data":{"dr":{"mode":"disabled"},"performance":{"mode":"disabled"}}})";

QByteArray leaderAt(const ScriptedServer &server)
{
    return R"({"ha_enabled":true,"is_self":false,"leader_address":")" + server.url().toEncoded()
        + R"("})";
}

QByteArray address(const ScriptedServer &server, const QByteArray &path)
{
    return server.url().toEncoded() + path;
}

} // namespace

class TestRedirects : public QObject
{
    Q_OBJECT

private slots:
    void oneRedirectIsFollowedWithMethodAndBody_data();
    void oneRedirectIsFollowedWithMethodAndBody();
    void aWriteIsNotRepeatedAfterStatusesThatVaultDoesNotUse_data();
    void aWriteIsNotRepeatedAfterStatusesThatVaultDoesNotUse();
    void anotherPathOrTheSameAddressIsNotAsked_data();
    void anotherPathOrTheSameAddressIsNotAsked();
    void nothingGoesToAnotherHost_data();
    void nothingGoesToAnotherHost();
    void anotherHostGetsTheTokenIfItWasNamed();
    void aBodyWithASecretStaysWithTheHostItWasMeantFor();
    void aBodyWithASecretGoesToANamedHost();
    void aKeyShareStaysWithItsNode();
    void aReadStaysWithTheAddressesOfTheCluster_data();
    void aReadStaysWithTheAddressesOfTheCluster();
    void theStatusOfTheActiveNodeIsThisClusters();
    void theStatusOfAStrangerIsNotThisClusters_data();
    void theStatusOfAStrangerIsNotThisClusters();
    void aStrangerIsNotAskedForTheStatus();
    void theStatusOfAConfiguredAddressNeedsNoFurtherQuestion();
    void aStatusIsDroppedWithItsReceiverWhileItIsVerified();
    void aWriteThatADeadHostWasNamedForIsNotUnsent();
    void aSecondRedirectEndsTheRequest();
    void twoNodesThatNameEachOtherLeaveAWriteOpen();
    void aLoopEndsTheRequest();
    void placesThatAreNotFollowed_data();
    void placesThatAreNotFollowed();
    void otherRedirectStatusesAreNoAnswer_data();
    void otherRedirectStatusesAreNoAnswer();
    void theDeadlineCoversBothHops();
    void httpsIsNeverLeft();
    void hostsAreComparedWithPortAndWithoutCase_data();
    void hostsAreComparedWithPortAndWithoutCase();
};

void TestRedirects::oneRedirectIsFollowedWithMethodAndBody_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 307, 308 })
        QTest::addRow("%d", status) << status;
}

void TestRedirects::oneRedirectIsFollowedWithMethodAndBody()
{
    QFETCH(int, status);
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript({ ScriptedServer::redirect(
        status, address(active, "/v1/sys/replication/performance/primary/demote")) });
    active.setScript({ ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = standby.url() });
    client.setToken(SecretString(token));
    client.setTokenForwardingHosts({ active.hostAndPort() });

    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(R"({"a":1})"), this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    QCOMPARE(standby.requests().size(), 1);
    QCOMPARE(active.requests().size(), 1);
    QCOMPARE(active.request(0).method, QByteArray("POST"));
    QCOMPARE(active.request(0).body, QByteArray(R"({"a":1})"));
    QCOMPARE(active.request(0).target,
             QByteArray("/v1/sys/replication/performance/primary/demote"));
    QCOMPARE(active.request(0).header("X-Vault-Token"), token);
    QCOMPARE(active.request(0).header("X-Vault-Request"), QByteArray("true"));
}

void TestRedirects::aWriteIsNotRepeatedAfterStatusesThatVaultDoesNotUse_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 301, 302 })
        QTest::addRow("%d", status) << status;
}

// A form that was carried out ends with 302.
void TestRedirects::aWriteIsNotRepeatedAfterStatusesThatVaultDoesNotUse()
{
    QFETCH(int, status);
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript({ ScriptedServer::redirect(
        status, address(active, "/v1/sys/replication/performance/primary/demote")) });
    active.setScript({ ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = standby.url() });
    client.setToken(SecretString(token));
    client.setTokenForwardingHosts({ active.hostAndPort() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Misredirected);
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QCOMPARE(active.connections(), 0);
}

void TestRedirects::anotherPathOrTheSameAddressIsNotAsked_data()
{
    QTest::addColumn<QByteArray>("location");
    const QByteArray demote = "/v1/sys/replication/performance/primary/demote";
    QTest::addRow("another path") << QByteArray("/v1/elsewhere");
    QTest::addRow("a query") << demote + "?force=true";
    QTest::addRow("another relative path") << QByteArray("promote");
    QTest::addRow("a slash more") << demote + "/";
    QTest::addRow("other letters") << demote.toUpper();
    QTest::addRow("escaped") << QByteArray("/v1/sys/replication/performance/primary/%64emote");
    QTest::addRow("itself") << demote;
    QTest::addRow("itself, relative") << QByteArray("demote");
    QTest::addRow("itself, with dots")
        << QByteArray("/v1/sys/x/../replication/performance/./primary/demote");
    QTest::addRow("itself, with a fragment") << demote + "#again";
    QTest::addRow("itself, with a space") << demote + " ";
    QTest::addRow("itself, as an address") << QByteArray("SELF") + demote;
    QTest::addRow("itself, in capitals") << QByteArray("SELF-CAPITALS") + demote;
}

// A 307 to itself made a write happen twice, and the outcome was "nothing was changed".
void TestRedirects::anotherPathOrTheSameAddressIsNotAsked()
{
    QFETCH(QByteArray, location);
    ScriptedServer server;
    const QByteArray self = server.url().toEncoded();
    location.replace("SELF-CAPITALS", self.toUpper()).replace("SELF", self);
    server.setScript(
        { ScriptedServer::redirect(307, location), ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString(token));
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Misredirected);
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QCOMPARE(server.requests().size(), 1);
}

void TestRedirects::nothingGoesToAnotherHost_data()
{
    QTest::addColumn<bool>("withToken");
    QTest::newRow("with a token") << true;
    QTest::newRow("without") << false;
}

// A blind POST could be carried out there.
void TestRedirects::nothingGoesToAnotherHost()
{
    QFETCH(bool, withToken);
    ScriptedServer standby;
    ScriptedServer stranger;
    standby.setScript({ ScriptedServer::redirect(
        307, address(stranger, "/v1/sys/replication/performance/primary/demote")) });
    stranger.setScript({ ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = standby.url() });
    if (withToken)
        client.setToken(SecretString(token));
    client.setTokenForwardingHosts({ u"127.0.0.1"_s, u"active.example:8200"_s });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QVERIFY(outcome.error().detail.contains(stranger.hostAndPort()));
    QCOMPARE(stranger.connections(), 0);
}

void TestRedirects::anotherHostGetsTheTokenIfItWasNamed()
{
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript(
        { ScriptedServer::redirect(307, address(active, "/v1/auth/token/lookup-self")) });
    VaultClient client({ .address = standby.url() });
    client.setToken(SecretString(token));
    client.setTokenForwardingHosts({ u" "_s + active.hostAndPort().toUpper() });
    Outcome<TokenInfo> outcome;
    client.lookupSelf(this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(active.request(0).header("X-Vault-Token"), token);
}

void TestRedirects::aBodyWithASecretStaysWithTheHostItWasMeantFor()
{
    ScriptedServer standby;
    ScriptedServer stranger;
    standby.setScript({ ScriptedServer::redirect(
        307, address(stranger, "/v1/sys/replication/dr/secondary/promote")) });
    VaultClient client({ .address = standby.url() });
    Outcome<OperationAnswer> outcome;
    client.send(drPromoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QCOMPARE(outcome.error().httpStatus, 307);
    QVERIFY(outcome.error().detail.contains(stranger.hostAndPort()));
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QCOMPARE(stranger.connections(), 0);
}

void TestRedirects::aBodyWithASecretGoesToANamedHost()
{
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript({ ScriptedServer::redirect(
        307, address(active, "/v1/sys/replication/dr/secondary/promote")) });
    active.setScript({ ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = standby.url() });
    client.setTokenForwardingHosts({ active.hostAndPort() });
    Outcome<OperationAnswer> outcome;
    client.send(drPromoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(outcome.isGood());
    QVERIFY(active.request(0).body.contains("hvs.dr-operation"));
}

void TestRedirects::aKeyShareStaysWithItsNode()
{
    ScriptedServer node;
    ScriptedServer stranger;
    node.setScript({ ScriptedServer::redirect(307, address(stranger, "/v1/sys/unseal")) });
    VaultClient client({ .address = node.url() });
    Outcome<SealStatus> outcome;
    client.unseal(this, SecretString("c2hhcmU="), outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QCOMPARE(stranger.connections(), 0);
}

void TestRedirects::aReadStaysWithTheAddressesOfTheCluster_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<std::function<void(VaultClient &, Outcome<bool> &)>>("ask");
    using Ask = std::function<void(VaultClient &, Outcome<bool> &)>;
    const auto into = [](Outcome<bool> &outcome) {
        return [done = outcome.handler()](const auto &result) {
            done(result ? Result<bool>(true) : Result<bool>(Failure(result.error())));
        };
    };
    QTest::addRow("health") << QByteArray("/v1/sys/health")
                            << Ask([into](VaultClient &client, Outcome<bool> &outcome) {
                                   client.readHealth(&client, into(outcome));
                               });
    QTest::addRow("seal status") << QByteArray("/v1/sys/seal-status")
                                 << Ask([into](VaultClient &client, Outcome<bool> &outcome) {
                                        client.readSealStatus(&client, into(outcome));
                                    });
    QTest::addRow("leader") << QByteArray("/v1/sys/leader")
                            << Ask([into](VaultClient &client, Outcome<bool> &outcome) {
                                   client.readLeader(&client, into(outcome));
                               });
    QTest::addRow("token") << QByteArray("/v1/auth/token/lookup-self")
                           << Ask([into](VaultClient &client, Outcome<bool> &outcome) {
                                  client.lookupSelf(&client, into(outcome));
                              });
    QTest::addRow("filter") << QByteArray("/v1/sys/replication/performance/primary/paths-filter/eu")
                            << Ask([into](VaultClient &client, Outcome<bool> &outcome) {
                                   client.send(readFilterCall(), &client, into(outcome));
                               });
    QTest::addRow("side call") << QByteArray(
        "/v1/sys/init") << Ask([into](VaultClient &client, Outcome<bool> &outcome) {
        client.call({ .path = u"sys/init"_s }, &client, into(outcome));
    });
}

void TestRedirects::aReadStaysWithTheAddressesOfTheCluster()
{
    // These are answered by the node itself, or need the token that a stranger does not get.
    QFETCH(QByteArray, path);
    QFETCH(std::function<void(VaultClient &, Outcome<bool> &)>, ask);
    ScriptedServer node;
    ScriptedServer stranger;
    node.setScript({ ScriptedServer::redirect(307, address(stranger, path)) });
    VaultClient client({ .address = node.url() });
    client.setToken(SecretString(token));
    Outcome<bool> outcome;
    ask(client, outcome);
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QCOMPARE(outcome.error().httpStatus, 307);
    QCOMPARE(outcome.error().where, node.hostAndPort());
    QVERIFY(outcome.error().detail.contains(stranger.hostAndPort()));
    QCOMPARE(stranger.connections(), 0);
}

void TestRedirects::theStatusOfTheActiveNodeIsThisClusters()
{
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript(
        { ScriptedServer::redirect(307, address(active, "/v1/sys/replication/status")),
          ScriptedServer::http(200, leaderAt(active)),
          ScriptedServer::redirect(307, address(active, "/v1/sys/replication/status")) });
    active.setScript({ ScriptedServer::http(200, status) });
    VaultClient client({ .address = standby.url() });
    client.setToken(SecretString(token));
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    QCOMPARE(outcome.calls(), 1);
    QCOMPARE(standby.requests().size(), 3);
    QCOMPARE(standby.request(1).target, QByteArray("/v1/sys/leader"));
    QCOMPARE(active.requests().size(), 1);
    QVERIFY(!active.request(0).has("X-Vault-Token"));
}

void TestRedirects::theStatusOfAStrangerIsNotThisClusters_data()
{
    QTest::addColumn<ScriptedServer::Answer>("leader");
    ScriptedServer elsewhere;
    QTest::addRow("another leader") << ScriptedServer::http(200, leaderAt(elsewhere));
    QTest::addRow("no leader known")
        << ScriptedServer::http(200, R"({"ha_enabled":true,"is_self":false,"leader_address":""})");
    QTest::addRow("the leader is not told") << ScriptedServer::http(503, R"({"errors":[]})");
    QTest::addRow("no answer") << ScriptedServer::close();
}

void TestRedirects::theStatusOfAStrangerIsNotThisClusters()
{
    QFETCH(ScriptedServer::Answer, leader);
    ScriptedServer node;
    ScriptedServer stranger;
    node.setScript(
        { ScriptedServer::redirect(302, address(stranger, "/v1/sys/replication/status")), leader });
    stranger.setScript({ ScriptedServer::http(200, status) });
    VaultClient client({ .address = node.url() });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QCOMPARE(outcome.error().where, node.hostAndPort());
    QVERIFY(outcome.error().detail.contains(stranger.hostAndPort()));
    QCOMPARE(outcome.calls(), 1);
    QCOMPARE(stranger.connections(), 0);
}

void TestRedirects::aStrangerIsNotAskedForTheStatus()
{
    ScriptedServer node;
    ScriptedServer stranger;
    node.setScript({ ScriptedServer::redirect(302, address(stranger, "/v1/sys/replication/status")),
                     ScriptedServer::http(200, leaderAt(node)) });
    stranger.setScript({ ScriptedServer::http(503, R"({"errors":["Vault is sealed"]})") });
    VaultClient client({ .address = node.url() });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QCOMPARE(stranger.connections(), 0);
}

void TestRedirects::theStatusOfAConfiguredAddressNeedsNoFurtherQuestion()
{
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript(
        { ScriptedServer::redirect(307, address(active, "/v1/sys/replication/status")) });
    active.setScript({ ScriptedServer::http(200, status) });
    VaultClient client({ .address = standby.url() });
    client.setTokenForwardingHosts({ active.hostAndPort() });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY(outcome.isGood());
    QCOMPARE(standby.requests().size(), 1);
}

void TestRedirects::aStatusIsDroppedWithItsReceiverWhileItIsVerified()
{
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript(
        { ScriptedServer::redirect(307, address(active, "/v1/sys/replication/status")),
          ScriptedServer::silence() });
    active.setScript({ ScriptedServer::http(200, status) });
    VaultClient client({ .address = standby.url() });
    auto receiver = std::make_unique<QObject>();
    Outcome<ReplicationStatus> outcome;
    client.readStatus(receiver.get(), outcome.handler());
    QTRY_COMPARE(standby.requests().size(), 2);
    receiver.reset();
    QTRY_COMPARE(standby.openConnections(), 0);
    QCOMPARE(outcome.calls(), 0);
}

// The first node had the whole request, whatever becomes of the second connection.
void TestRedirects::aWriteThatADeadHostWasNamedForIsNotUnsent()
{
    ScriptedServer standby;
    auto active = std::make_unique<ScriptedServer>();
    const QString dead = active->hostAndPort();
    standby.setScript({ ScriptedServer::redirect(
        307, address(*active, "/v1/sys/replication/performance/primary/demote")) });
    active.reset();
    VaultClient client({ .address = standby.url() });
    client.setTokenForwardingHosts({ dead });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QVERIFY(outcome.error().detail.contains(dead));
    QCOMPARE(standby.requests().size(), 1);
}

void TestRedirects::aSecondRedirectEndsTheRequest()
{
    ScriptedServer first;
    ScriptedServer second;
    ScriptedServer third;
    first.setScript({ ScriptedServer::redirect(
        307, address(second, "/v1/sys/replication/performance/primary/demote")) });
    second.setScript({ ScriptedServer::redirect(
        307, address(third, "/v1/sys/replication/performance/primary/demote")) });
    VaultClient client({ .address = first.url() });
    client.setTokenForwardingHosts({ second.hostAndPort(), third.hostAndPort() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QVERIFY(outcome.error().detail.contains(third.hostAndPort()));
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QCOMPARE(third.connections(), 0);
}

void TestRedirects::twoNodesThatNameEachOtherLeaveAWriteOpen()
{
    ScriptedServer first;
    ScriptedServer second;
    const QByteArray demote = "/v1/sys/replication/performance/primary/demote";
    first.setScript({ ScriptedServer::redirect(307, address(second, demote)) });
    second.setScript({ ScriptedServer::redirect(307, address(first, demote)) });
    VaultClient client({ .address = first.url() });
    client.setTokenForwardingHosts({ first.hostAndPort(), second.hostAndPort() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QCOMPARE(first.requests().size(), 1);
    QCOMPARE(second.requests().size(), 1);
}

void TestRedirects::aLoopEndsTheRequest()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::redirect(302, "/v1/sys/health") });
    VaultClient client({ .address = server.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::Misredirected);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(outcome.calls(), 1);
}

void TestRedirects::placesThatAreNotFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    for (const int status : { 301, 302, 307, 308 }) {
        QTest::addRow("%d, none", status) << status << QByteArray();
        QTest::addRow("%d, empty", status) << status << QByteArray("");
        QTest::addRow("%d, file", status) << status << QByteArray("file:///etc/passwd");
        QTest::addRow("%d, ftp", status) << status << QByteArray("ftp://127.0.0.1/x");
        QTest::addRow("%d, data", status) << status << QByteArray("data:application/json,{}");
        QTest::addRow("%d, user information", status)
            << status << QByteArray("http://root:secret@127.0.0.1:1/v1/x");
        QTest::addRow("%d, user name alone", status)
            << status << QByteArray("//admin@127.0.0.1:1/v1/x");
        QTest::addRow("%d, no host", status) << status << QByteArray("http:///v1/x");
        QTest::addRow("%d, not an address", status) << status << QByteArray("http://[::1/v1/x");
    }
}

void TestRedirects::placesThatAreNotFollowed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    ScriptedServer server;
    server.setScript({ ScriptedServer::redirect(status, location) });
    VaultClient client({ .address = server.url() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(isRedirect(outcome.error()));
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QVERIFY(!outcome.error().detail.isEmpty());
    QVERIFY(!outcome.error().detail.contains(u"secret"));
    QCOMPARE(server.requests().size(), 1);
}

void TestRedirects::otherRedirectStatusesAreNoAnswer_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 300, 303, 304, 305 })
        QTest::addRow("%d", status) << status;
}

void TestRedirects::otherRedirectStatusesAreNoAnswer()
{
    // 303 after a POST says that it was carried out, so this must not pass for a refusal.
    QFETCH(int, status);
    ScriptedServer server;
    server.setScript({ ScriptedServer::redirect(status, "/v1/x") });
    VaultClient client({ .address = server.url() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::BadAnswer);
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QCOMPARE(server.requests().size(), 1);
}

void TestRedirects::theDeadlineCoversBothHops()
{
    ScriptedServer standby;
    ScriptedServer active;
    standby.setScript({ ScriptedServer::redirect(
        307, address(active, "/v1/sys/replication/performance/primary/demote")) });
    active.setScript({ ScriptedServer::silence() });
    VaultClient client({ .address = standby.url(), .writeTimeout = std::chrono::seconds(2) });
    client.setTokenForwardingHosts({ active.hostAndPort() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Timeout);
    QCOMPARE(active.requests().size(), 1);
    QTRY_COMPARE(active.openConnections(), 0);
}

void TestRedirects::httpsIsNeverLeft()
{
    const QUrl from(u"https://vault.example:8200/v1/sys/health"_s);
    QVERIFY(!redirectTarget(from, 307, "http://vault.example:8200/v1/sys/health"));
    QVERIFY(!redirectTarget(from, 307, "HTTP://other.example/v1/sys/health"));
    QCOMPARE(redirectTarget(from, 307, "http://other/").error().kind, Error::Kind::Redirected);
    QVERIFY(redirectTarget(from, 307, "https://other.example/v1/sys/health").has_value());
    QVERIFY(redirectTarget(QUrl(u"http://a/"_s), 307, "https://b/").has_value());
    QCOMPARE(redirectTarget(from, 307, "http://v\xc3\xa4ult.example/v1/sys/health").error().kind,
             Error::Kind::Redirected);
}

void TestRedirects::hostsAreComparedWithPortAndWithoutCase_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("trusted");
    QTest::addColumn<bool>("isTrusted");
    QTest::addRow("the same") << u"https://a.example:8200/x"_s << QStringList() << true;
    QTest::addRow("other case") << u"https://A.Example:8200/x"_s << QStringList() << true;
    QTest::addRow("other port") << u"https://a.example:8300/x"_s << QStringList() << false;
    QTest::addRow("other host") << u"https://b.example:8200/x"_s << QStringList() << false;
    QTest::addRow("named") << u"https://b.example:8200/x"_s << QStringList { u"b.example:8200"_s }
                           << true;
    QTest::addRow("named with another port")
        << u"https://b.example:8200/x"_s << QStringList { u"b.example:8201"_s } << false;
    QTest::addRow("named without port")
        << u"https://b.example/x"_s << QStringList { u"b.example"_s } << true;
    QTest::addRow("a name that begins alike")
        << u"https://b.example.evil:8200/x"_s << QStringList { u"b.example:8200"_s } << false;
    QTest::addRow("IPv6") << u"https://[fd00::1]:8200/x"_s << QStringList { u"[fd00::1]:8200"_s }
                          << true;
}

void TestRedirects::hostsAreComparedWithPortAndWithoutCase()
{
    QFETCH(QString, to);
    QFETCH(QStringList, trusted);
    QFETCH(bool, isTrusted);
    QCOMPARE(isAmongHosts(QUrl(u"https://a.example:8200"_s), QUrl(to), trusted), isTrusted);
}

QTEST_GUILESS_MAIN(TestRedirects)
#include "tst_redirects.moc"
