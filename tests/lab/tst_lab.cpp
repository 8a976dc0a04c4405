// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/lab.h"
#include "tests/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkInterface>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using namespace switchover::lab;

namespace {

struct Reply
{
    int status = 0; ///< 0: no answer
    QByteArray body;
    QJsonObject json;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QUrl location;
};

/// The lab of one test, and a plain HTTP client for it.
class Bench
{
public:
    explicit Bench(const QString &scenario = u"fresh-pair"_s, bool tls = false)
        : lab(Options { .scenario = scenario, .tls = tls, .tempo = 20 })
    {
        started = lab.start().has_value();
        if (tls) {
            QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
            configuration.setCaCertificates({ QSslCertificate(lab.caPem()) });
            m_tls = configuration;
        }
    }

    QNetworkReply *request(const QByteArray &method, const QString &address,
                           const QByteArray &body = {},
                           const QList<std::pair<QByteArray, QByteArray>> &headers = {})
    {
        QNetworkRequest request { QUrl(address) };
        if (m_tls)
            request.setSslConfiguration(*m_tls);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::ManualRedirectPolicy);
        request.setTransferTimeout(30000);
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        for (const auto &[name, value] : headers)
            request.setRawHeader(name, value);
        return m_network.sendCustomRequest(request, method, body);
    }

    Reply send(const QByteArray &method, const QString &address, const QByteArray &body = {},
               const QList<std::pair<QByteArray, QByteArray>> &headers = {})
    {
        std::unique_ptr<QNetworkReply> reply(request(method, address, body, headers));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished())
            finished.wait(test::patience);
        Reply result { .status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                       .body = reply->readAll(),
                       .error = reply->error(),
                       .location = reply->header(QNetworkRequest::LocationHeader).toUrl() };
        result.json = QJsonDocument::fromJson(result.body).object();
        return result;
    }

    QString address(const QString &cluster) { return lab.cluster(cluster).value().address; }
    Reply get(const QString &cluster, const QString &path)
    {
        return send("GET", address(cluster) + "/v1/"_L1 + path);
    }
    Reply post(const QString &cluster, const QString &path, const QByteArray &body = "{}")
    {
        return send("POST", address(cluster) + "/v1/"_L1 + path, body,
                    { { "X-Vault-Token", lab.cluster(cluster).value().rootToken.toUtf8() } });
    }
    Reply control(const QByteArray &method, const QString &path, const QByteArray &body = {},
                  const QList<std::pair<QByteArray, QByteArray>> &headers = {})
    {
        return send(method, lab.controlAddress().toString() + path, body, headers);
    }

    Lab lab;
    bool started = false;

private:
    std::optional<QSslConfiguration> m_tls;
    QNetworkAccessManager m_network;
};

/// A client that says exactly what it is told to.
class RawClient
{
public:
    explicit RawClient(const QString &address)
    {
        m_socket.connectToHost(u"127.0.0.1"_s, quint16(QUrl(address).port()));
    }
    void say(const QByteArray &bytes) { m_socket.write(bytes); }
    void hangUp() { m_socket.abort(); }
    QByteArray &heard()
    {
        m_heard += m_socket.readAll();
        return m_heard;
    }
    [[nodiscard]] QAbstractSocket::SocketState state() const { return m_socket.state(); }
    [[nodiscard]] QAbstractSocket::SocketError error() const { return m_socket.error(); }

private:
    QTcpSocket m_socket;
    QByteArray m_heard;
};

} // namespace

/// The lab over HTTP: life cycle, faults, log and control address.
class TestLab : public QObject
{
    Q_OBJECT

private slots:
    void anUnknownScenarioIsAnError();
    void everyScenarioStartsAndAnswers_data();
    void everyScenarioStartsAndAnswers();
    void portsAreTakenUpwardsFromTheFirst();
    void tlsIsVouchedForByTheLabsOwnAuthority();
    void requestsOnOneConnectionAreAnsweredInOrder();
    void chunkedBodiesAndExpectContinueAreUnderstood();
    void aBodyOverTheLimitIsRefused();
    void nonsenseIsABadRequest();
    void listAndHeadAreMethodsOfTheirOwn();
    void clientsMayHangUpAtAnyMoment();
    void theLabMayDieWhileItAnswers();
    void faultsSpoilTheAnswer_data();
    void faultsSpoilTheAnswer();
    void aCountedFaultEndsByItself();
    void aFaultMayBeForOnePathAndMethod();
    void anAnswerLostAfterTheChangeLeavesTheChange();
    void aHungRequestNeverEnds();
    void theGigabyteComesInPieces();
    void aRefusingNodeComesBackOnItsPort();
    void anOutageRefusesConnections();
    void aStoppedNodeIsSealedWhenItReturns();
    void theRequestLogHoldsWhatWasSent();
    void changesAreAnnounced();
    void aControlCallIsBounded();
    void theControlAddressDescribesAndChangesTheLab();
    void theControlAddressTalksToThisComputerOnly();
    void aSwitchoverOverHttpMovesThePrimary();
};

void TestLab::anUnknownScenarioIsAnError()
{
    Lab lab(Options { .scenario = u"no-such-thing"_s });
    const Result<void> started = lab.start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, Error::Kind::InvalidInput);
    QVERIFY(!lab.isRunning());
}

void TestLab::everyScenarioStartsAndAnswers_data()
{
    QTest::addColumn<QString>("scenario");
    for (const ScenarioInfo &scenario : Lab::scenarios()) {
        QVERIFY(!scenario.description.isEmpty());
        QTest::newRow(qPrintable(scenario.name)) << scenario.name;
    }
}

void TestLab::everyScenarioStartsAndAnswers()
{
    QFETCH(const QString, scenario);
    Bench bench(scenario);
    QVERIFY(bench.started);
    for (const ClusterInfo &cluster : bench.lab.clusters()) {
        for (const NodeInfo &node : cluster.nodes) {
            const Reply reply = bench.send("GET", node.address + "/v1/sys/health"_L1);
            QVERIFY2(reply.json.contains("initialized"_L1),
                     qPrintable(node.name + QString::fromUtf8(reply.body)));
        }
        if (!cluster.rootToken.isEmpty() && cluster.nodes.first().state == NodeState::Active) {
            const Reply reply = bench.send("GET", cluster.address + "/v1/auth/token/lookup-self"_L1,
                                           {}, { { "X-Vault-Token", cluster.rootToken.toUtf8() } });
            QCOMPARE(reply.status, 200);
        }
    }
}

void TestLab::portsAreTakenUpwardsFromTheFirst()
{
    // Below the ports that the system gives to connections; other programs may have some of them.
    std::unique_ptr<Lab> found;
    quint16 first = 21000;
    for (; first < 21700 && !found; first += 7) {
        auto lab =
            std::make_unique<Lab>(Options { .scenario = u"fresh-pair"_s, .firstPort = first });
        if (lab->start())
            found = std::move(lab);
    }
    QVERIFY(found);
    first -= 7;
    const Lab &lab = *found;
    QCOMPARE(lab.controlAddress().port(), int(first));
    QCOMPARE(QUrl(lab.cluster(u"amber"_s).value().address).port(), first + 1);
    QCOMPARE(QUrl(lab.cluster(u"basalt"_s).value().address).port(), first + 2);
    Lab second(Options { .scenario = u"fresh-pair"_s, .firstPort = first });
    QVERIFY(!second.start());
}

void TestLab::tlsIsVouchedForByTheLabsOwnAuthority()
{
    Bench bench(u"performance-pair"_s, true);
    QVERIFY(bench.started);
    QVERIFY(bench.address(u"amber"_s).startsWith("https://"_L1));
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200);
    QFile file(bench.lab.caFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), bench.lab.caPem());

    QNetworkAccessManager stranger; // trusts only the system
    std::unique_ptr<QNetworkReply> reply(
        stranger.get(QNetworkRequest(QUrl(bench.address(u"amber"_s) + "/v1/sys/health"_L1))));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    QVERIFY(finished.wait(test::patience));
    QCOMPARE(reply->error(), QNetworkReply::SslHandshakeFailedError);
}

void TestLab::requestsOnOneConnectionAreAnsweredInOrder()
{
    Bench bench;
    RawClient client(bench.address(u"amber"_s));
    client.say("GET /v1/sys/health HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/sys/leader HTTP/1.1\r\nHost: "
               "x\r\n\r\nGET /v1/sys/seal-status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(client.heard().count("HTTP/1.1 200 OK"), 3);
    QVERIFY(client.heard().indexOf("server_time_utc") < client.heard().indexOf("leader_address"));
    QVERIFY(client.heard().indexOf("leader_address") < client.heard().indexOf("storage_type"));
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
}

void TestLab::chunkedBodiesAndExpectContinueAreUnderstood()
{
    Bench bench;
    const QByteArray token = bench.lab.cluster(u"amber"_s).value().rootToken.toUtf8();
    RawClient chunked(bench.address(u"amber"_s));
    chunked.say("POST /v1/secret/a HTTP/1.1\r\nHost: x\r\nX-Vault-Token: " + token
                + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n");
    chunked.say("4\r\n\"b\"}\r\n0\r\n\r\n");
    QTRY_VERIFY(chunked.heard().startsWith("HTTP/1.1 204 No Content"));

    RawClient polite(bench.address(u"amber"_s));
    polite.say("PUT /v1/secret/b HTTP/1.1\r\nHost: x\r\nX-Vault-Token: " + token
               + "\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    QTRY_VERIFY(polite.heard().startsWith("HTTP/1.1 100 Continue\r\n\r\n"));
    polite.say("{\"a\":\"b\"}");
    QTRY_VERIFY(polite.heard().contains("HTTP/1.1 204"));
}

void TestLab::aBodyOverTheLimitIsRefused()
{
    Bench bench;
    RawClient client(bench.address(u"amber"_s));
    client.say("POST /v1/secret/a HTTP/1.1\r\nHost: x\r\nContent-Length: 40000000\r\n\r\n");
    QTRY_VERIFY(client.heard().startsWith("HTTP/1.1 413"));
    QVERIFY(client.heard().contains("request body too large"));
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
}

void TestLab::nonsenseIsABadRequest()
{
    Bench bench;
    RawClient client(bench.address(u"amber"_s));
    client.say("\x16\x03\x01 this is no HTTP\r\n\r\n");
    QTRY_VERIFY(client.heard().startsWith("HTTP/1.1 400"));
    RawClient big(bench.address(u"amber"_s));
    big.say("GET / HTTP/1.1\r\nX: " + QByteArray(100 * 1024, 'x') + "\r\n\r\n");
    QTRY_VERIFY(big.heard().startsWith("HTTP/1.1 431"));
    QCOMPARE(bench.send("GET", bench.address(u"amber"_s) + "/elsewhere"_L1).status, 404);
}

void TestLab::listAndHeadAreMethodsOfTheirOwn()
{
    Bench bench;
    const QList<std::pair<QByteArray, QByteArray>> signedIn {
        { "X-Vault-Token", bench.lab.cluster(u"amber"_s).value().rootToken.toUtf8() }
    };
    const QString base = bench.address(u"amber"_s) + "/v1/"_L1;
    const Reply listed = bench.send("LIST", base + "secret"_L1, {}, signedIn);
    QCOMPARE(listed.status, 200);
    QCOMPARE(listed.json["data"_L1]["keys"_L1].toArray(), (QJsonArray { u"amber/"_s }));
    QCOMPARE(bench.send("GET", base + "secret/?list=true"_L1, {}, signedIn).json["data"_L1],
             listed.json["data"_L1]);
    RawClient head(bench.address(u"amber"_s));
    head.say("HEAD /v1/sys/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(head.state(), QAbstractSocket::UnconnectedState);
    QVERIFY(head.heard().startsWith("HTTP/1.1 200 OK"));
    QVERIFY(head.heard().endsWith("\r\n\r\n"));
}

void TestLab::clientsMayHangUpAtAnyMoment()
{
    Bench bench;
    const QByteArray whole = "POST /v1/sys/capabilities-self HTTP/1.1\r\nHost: "
                             "x\r\nContent-Length: 16\r\n\r\n{\"paths\":[\"a/b\"]";
    QVERIFY(bench.lab.setFault(u"amber"_s, {}, { .kind = u"slow"_s, .delay = 20ms }));
    std::vector<std::unique_ptr<RawClient>> clients;
    for (qsizetype cut = 0; cut <= whole.size(); cut += 3) {
        clients.push_back(std::make_unique<RawClient>(bench.address(u"amber"_s)));
        clients.back()->say(whole.left(cut));
    }
    QTRY_VERIFY(std::ranges::all_of(clients, [](const auto &client) {
        return client->state() == QAbstractSocket::ConnectedState;
    }));
    for (const auto &client : clients)
        client->hangUp();
    clients.clear();
    bench.lab.clearFaults();
    QTRY_COMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200);
}

void TestLab::theLabMayDieWhileItAnswers()
{
    auto bench = std::make_unique<Bench>();
    const QString address = bench->address(u"amber"_s);
    QVERIFY(bench->lab.setFault(u"amber"_s, {}, { .kind = u"hang"_s }));
    RawClient client(address);
    client.say("GET /v1/sys/health HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(bench->lab.setFault(u"basalt"_s, {}, { .kind = u"huge-body"_s }));
    RawClient other(bench->address(u"basalt"_s));
    other.say("GET /v1/sys/health HTTP/1.1\r\nHost: x\r\n\r\n");
    QTRY_VERIFY(other.heard().size() > 1000000);
    bench.reset();
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
}

void TestLab::faultsSpoilTheAnswer_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contains");
    QTest::newRow("error") << u"error"_s << 500 << QByteArray("{\"errors\":[\"internal error\"]}");
    QTest::newRow("rate-limit") << u"rate-limit"_s << 429
                                << QByteArray("rate limit quota exceeded");
    QTest::newRow("index-missing")
        << u"index-missing"_s << 412 << QByteArray("required index state not present");
    QTest::newRow("not-json") << u"not-json"_s << 200 << QByteArray("<html>");
    QTest::newRow("wrong-types") << u"wrong-types"_s << 200 << QByteArray("\"last_wal\":\"many\"");
    QTest::newRow("deep-nesting") << u"deep-nesting"_s << 200 << QByteArray(1000, '[');
    QTest::newRow("invalid-utf8") << u"invalid-utf8"_s << 200 << QByteArray("\xff\xfe");
    QTest::newRow("empty-body") << u"empty-body"_s << 200 << QByteArray();
    QTest::newRow("redirect-loop") << u"redirect-loop"_s << 307 << QByteArray();
    QTest::newRow("redirect-away") << u"redirect-away"_s << 307 << QByteArray();
    QTest::newRow("redirect-plain") << u"redirect-plain"_s << 307 << QByteArray();
    QTest::newRow("slow") << u"slow"_s << 200 << QByteArray("initialized");
    QTest::newRow("truncated") << u"truncated"_s << 200 << QByteArray();
    QTest::newRow("drop-before") << u"drop-before"_s << 0 << QByteArray();
    QTest::newRow("drop-after") << u"drop-after"_s << 0 << QByteArray();
    QTest::newRow("refuse") << u"refuse"_s << 0 << QByteArray();
}

void TestLab::faultsSpoilTheAnswer()
{
    QFETCH(const QString, kind);
    QFETCH(const int, status);
    QFETCH(const QByteArray, contains);
    Bench bench;
    QVERIFY(bench.lab.setFault(u"amber"_s, {}, { .kind = kind, .delay = 30ms }));
    const Reply reply = bench.get(u"amber"_s, u"sys/health"_s);
    QCOMPARE(reply.status, status);
    QVERIFY2(reply.body.contains(contains), reply.body.left(200).constData());
    if (kind == "redirect-loop"_L1)
        QCOMPARE(reply.location, QUrl(bench.address(u"amber"_s) + "/v1/sys/health"_L1));
    if (kind == "redirect-away"_L1)
        QCOMPARE(reply.location.host(), u"localhost"_s);
    if (kind == "redirect-plain"_L1)
        QCOMPARE(reply.location.scheme(), u"http"_s);
    if (kind == "truncated"_L1)
        QVERIFY(reply.error != QNetworkReply::NoError);
    QCOMPARE(bench.get(u"basalt"_s, u"sys/health"_s).status, 200);
    bench.lab.clearFaults();
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200);
}

void TestLab::aCountedFaultEndsByItself()
{
    Bench bench;
    QVERIFY(bench.lab.setFault(
        u"amber"_s, u"amber-1"_s,
        { .kind = u"error"_s, .count = 2, .status = 503, .text = u"Vault is sealed"_s }));
    QCOMPARE(bench.lab.faults().size(), 1);
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 503);
    const Reply second = bench.get(u"amber"_s, u"sys/health"_s);
    QCOMPARE(second.json["errors"_L1].toArray(), (QJsonArray { u"Vault is sealed"_s }));
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200);
    QVERIFY(bench.lab.faults().isEmpty());
}

void TestLab::aFaultMayBeForOnePathAndMethod()
{
    Bench bench;
    QVERIFY(bench.lab.setFault(
        u"amber"_s, {}, { .kind = u"error"_s, .pathPrefix = u"secret/"_s, .method = u"POST"_s }));
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200);
    QCOMPARE(bench.get(u"amber"_s, u"secret/x"_s).status, 403);
    QCOMPARE(bench.post(u"amber"_s, u"secret/x"_s, "{\"a\":1}").status, 500);
    QVERIFY(!bench.lab.setFault(u"amber"_s, u"basalt-1"_s, { .kind = u"error"_s }));
    QVERIFY(!bench.lab.setFault(u"amber"_s, {}, { .kind = u"no-such-fault"_s }));
    QVERIFY(!bench.lab.setFault(u"nobody"_s, {}, { .kind = u"error"_s }));
}

void TestLab::anAnswerLostAfterTheChangeLeavesTheChange()
{
    Bench bench;
    QVERIFY(bench.lab.setFault(u"amber"_s, {},
                               { .kind = u"drop-after"_s,
                                 .pathPrefix = u"sys/replication/"_s,
                                 .method = u"POST"_s,
                                 .count = 1 }));
    // Not by QNetworkAccessManager, which sends a request again when the connection ends without an
    // answer.
    const auto enable = [&bench](const QString &cluster) {
        return "POST /v1/sys/replication/performance/primary/enable HTTP/1.1\r\nHost: "
               "x\r\nContent-Length: 0\r\nX-Vault-Token: "
            + bench.lab.cluster(cluster).value().rootToken.toUtf8() + "\r\n\r\n";
    };
    RawClient lost(bench.address(u"amber"_s));
    lost.say(enable(u"amber"_s));
    QTRY_COMPARE(lost.error(), QAbstractSocket::RemoteHostClosedError);
    QVERIFY(lost.heard().isEmpty());
    QCOMPARE(bench.lab.cluster(u"amber"_s).value().performanceMode, u"primary"_s);
    QTRY_COMPARE(bench.lab.requestLog().size(), 1);
    QCOMPARE(bench.lab.requestLog().first().status, 0);

    QVERIFY(bench.lab.setFault(u"basalt"_s, {},
                               { .kind = u"drop-before"_s, .method = u"POST"_s, .count = 1 }));
    RawClient refused(bench.address(u"basalt"_s));
    refused.say(enable(u"basalt"_s));
    QTRY_COMPARE(refused.error(), QAbstractSocket::RemoteHostClosedError);
    QCOMPARE(bench.lab.cluster(u"basalt"_s).value().performanceMode, u"disabled"_s);
}

void TestLab::aHungRequestNeverEnds()
{
    Bench bench;
    QVERIFY(bench.lab.setFault(u"amber"_s, {}, { .kind = u"hang"_s }));
    QVERIFY(bench.lab.setFault(u"basalt"_s, {}, { .kind = u"hang-after"_s, .method = u"POST"_s }));
    std::unique_ptr<QNetworkReply> reply(
        bench.request("GET", bench.address(u"amber"_s) + "/v1/sys/health"_L1));
    std::unique_ptr<QNetworkReply> write(bench.request(
        "POST", bench.address(u"basalt"_s) + "/v1/sys/replication/dr/primary/enable"_L1, "{}",
        { { "X-Vault-Token", bench.lab.cluster(u"basalt"_s).value().rootToken.toUtf8() } }));
    QTRY_COMPARE(bench.lab.cluster(u"basalt"_s).value().drMode, u"primary"_s);
    QVERIFY(!reply->isFinished() && !write->isFinished());
    reply->abort();
    QTRY_COMPARE(bench.lab.requestLog().size(), 1); // told when the client gave up
    QCOMPARE(bench.lab.requestLog().first().status, 0);
}

void TestLab::theGigabyteComesInPieces()
{
    Bench bench;
    QVERIFY(bench.lab.setFault(u"amber"_s, {}, { .kind = u"huge-body"_s }));
    RawClient client(bench.address(u"amber"_s));
    client.say("GET /v1/sys/health HTTP/1.1\r\nHost: x\r\n\r\n");
    QTRY_VERIFY(client.heard().size() > 20000000);
    QVERIFY(client.heard().contains("Transfer-Encoding: chunked"));
    client.hangUp();
    bench.lab.clearFaults();
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200);
}

void TestLab::aRefusingNodeComesBackOnItsPort()
{
    Bench bench;
    const QString address = bench.address(u"amber"_s);
    const int id = bench.lab.setFault(u"amber"_s, {}, { .kind = u"refuse"_s }).value();
    RawClient refused(address);
    QTRY_COMPARE(refused.error(), QAbstractSocket::ConnectionRefusedError);
    bench.lab.clearFault(id);
    QCOMPARE(bench.send("GET", address + "/v1/sys/health"_L1).status, 200);
}

void TestLab::anOutageRefusesConnections()
{
    Bench bench;
    QSignalSpy seen(&bench.lab, &Lab::requestSeen);
    QCOMPARE(bench.post(u"amber"_s, u"sys/replication/dr/primary/enable"_s).status, 200);
    QTRY_COMPARE(
        bench.get(u"amber"_s, u"sys/replication/dr/status"_s).json["data"_L1]["mode"_L1].toString(),
        u"primary"_s);
    QVERIFY(seen.size() >= 2);
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).json["replication_dr_mode"_L1], u"primary"_s);
}

void TestLab::aStoppedNodeIsSealedWhenItReturns()
{
    Bench bench(u"full"_s);
    const QString address = bench.address(u"amber"_s);
    QVERIFY(bench.lab.stopNode(u"amber-1"_s));
    RawClient refused(address);
    QTRY_COMPARE(refused.error(), QAbstractSocket::ConnectionRefusedError);
    QTRY_COMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200); // another node took over
    QVERIFY(bench.address(u"amber"_s) != address);
    QVERIFY(bench.lab.startNode(u"amber-1"_s));
    QTRY_COMPARE(bench.send("GET", address + "/v1/sys/health"_L1).status, 503);
    QCOMPARE(bench.lab.cluster(u"amber"_s).value().nodes.first().state, NodeState::Sealed);
    QVERIFY(bench.lab.unsealAll(u"amber"_s));
    QTRY_COMPARE(bench.send("GET", address + "/v1/sys/health"_L1).status, 473);
    QVERIFY(!bench.lab.stopNode(u"nobody-1"_s));
}

void TestLab::theRequestLogHoldsWhatWasSent()
{
    Bench bench;
    bench.send("POST", bench.address(u"amber"_s) + "/v1/sys/capabilities-self?x=1"_L1,
               "{\"paths\":[\"a\"]}",
               { { "Authorization", "Bearer some-token" },
                 { "X-Vault-Namespace", "team" },
                 { "X-Vault-Request", "true" } });
    QTRY_COMPARE(bench.lab.requestLog().size(), 1);
    const RequestEntry entry = bench.lab.requestLog().first();
    QCOMPARE(entry.sequence, 1u);
    QCOMPARE(entry.cluster, u"amber"_s);
    QCOMPARE(entry.node, u"amber-1"_s);
    QCOMPARE(entry.method, "POST");
    QCOMPARE(entry.path, u"/v1/sys/capabilities-self"_s);
    QCOMPARE(entry.query, u"x=1"_s);
    QCOMPARE(entry.body, "{\"paths\":[\"a\"]}");
    QCOMPARE(entry.token, "some-token");
    QCOMPARE(entry.namespaceHeader, "team");
    QVERIFY(entry.vaultRequestHeader);
    QCOMPARE(entry.status, 403);
    bench.lab.clearRequestLog();
    QVERIFY(bench.lab.requestLog().isEmpty());
}

void TestLab::changesAreAnnounced()
{
    Bench bench(u"performance-pair"_s);
    QSignalSpy changed(&bench.lab, &Lab::changed);
    const QString before = bench.lab.cluster(u"amber"_s).value().dataMark;
    QVERIFY(bench.lab.writeSecrets(u"amber"_s, 3));
    QTRY_VERIFY(!changed.isEmpty());
    QVERIFY(bench.lab.cluster(u"amber"_s).value().dataMark != before);
    QTRY_COMPARE(bench.lab.cluster(u"basalt"_s).value().dataMark,
                 bench.lab.cluster(u"amber"_s).value().dataMark);
    QVERIFY(bench.lab.partition(u"amber"_s, u"basalt"_s, Lab::Partition::Cut));
    QCOMPARE(bench.lab.cluster(u"basalt"_s).value().partitionedFrom, (QStringList { u"amber"_s }));
    QVERIFY(!bench.lab.partition(u"amber"_s, u"amber"_s, Lab::Partition::Cut));
    changed.clear();
    QVERIFY(bench.lab.setLicence(u"amber"_s, Lab::Licence::Expired));
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).json["license"_L1]["state"_L1].toString(),
             u"expired"_s);
}

void TestLab::aControlCallIsBounded()
{
    Bench bench;
    const int secrets = bench.lab.cluster(u"amber"_s).value().secretsCount;
    for (const char *count : { "2147483647", "10001", "0", "-5", "1e300", "\"many\"" }) {
        const QByteArray body = QByteArray("{\"cluster\":\"amber\",\"count\":") + count + '}';
        const int status = bench.control("POST", u"/v1/lab/write"_s, body).status;
        QVERIFY2(status == 400 || count[0] == '"', count);
    }
    QVERIFY(bench.lab.cluster(u"amber"_s).value().secretsCount <= secrets + 1);
    const QDateTime before = bench.lab.now();
    for (const char *by : { "1e300", "-1", "34560000001" }) {
        const QByteArray body = QByteArray("{\"ms\":") + by + '}';
        QCOMPARE(bench.control("POST", u"/v1/lab/advance"_s, body).status, 400);
    }
    QVERIFY(before.daysTo(bench.lab.now()) <= 1);
    const QByteArray large =
        "{\"cluster\":\"amber\",\"kind\":\"hang\",\"text\":\"" + QByteArray(70'000, 'x') + "\"}";
    QCOMPARE(bench.control("POST", u"/v1/lab/faults"_s, large).status, 413);
    QCOMPARE(bench
                 .control("POST", u"/v1/lab/faults"_s,
                          R"({"cluster":"amber","kind":"hang","delay_ms":2000000000})")
                 .status,
             400);
    QVERIFY(bench.lab.faults().isEmpty());
}

void TestLab::theControlAddressDescribesAndChangesTheLab()
{
    Bench bench;
    const QJsonObject state = bench.control("GET", u"/v1/lab"_s).json;
    QCOMPARE(state["clusters"_L1].toArray().size(), 2);
    QCOMPARE(state["control"_L1].toString(), bench.lab.controlAddress().toString());
    const QJsonObject amber = state["clusters"_L1].toArray().first().toObject();
    QCOMPARE(amber["unseal_keys"_L1].toArray().size(), 5);
    QCOMPARE(amber["root_token"_L1].toString(), bench.lab.cluster(u"amber"_s).value().rootToken);

    const Reply set = bench.control(
        "POST", u"/v1/lab/faults"_s,
        R"({"cluster":"amber","kind":"error","status":502,"count":1,"path":"sys/health"})");
    QCOMPARE(set.status, 200);
    QVERIFY(set.json["id"_L1].toInt() > 0);
    QCOMPARE(bench.control("GET", u"/v1/lab/faults"_s).json["faults"_L1].toArray().size(), 1);
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 502);
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 200);
    QCOMPARE(
        bench.control("POST", u"/v1/lab/faults"_s, R"({"cluster":"amber","kind":"hang"})").status,
        200);
    QCOMPARE(bench.control("DELETE", u"/v1/lab/faults"_s).status, 204);
    QVERIFY(bench.lab.faults().isEmpty());

    QCOMPARE(bench.control("POST", u"/v1/lab/seal"_s, R"({"node":"basalt-1"})").status, 204);
    QCOMPARE(bench.lab.cluster(u"basalt"_s).value().nodes.first().state, NodeState::Sealed);
    QCOMPARE(bench.control("POST", u"/v1/lab/unseal-all"_s, R"({"cluster":"basalt"})").status, 204);
    QCOMPARE(
        bench.control("POST", u"/v1/lab/partition"_s, R"({"a":"amber","b":"basalt","cut":true})")
            .status,
        204);
    QVERIFY(!bench.lab.cluster(u"amber"_s).value().partitionedFrom.isEmpty());
    const int secrets = bench.lab.cluster(u"amber"_s).value().secretsCount;
    QCOMPARE(bench.control("POST", u"/v1/lab/write"_s, R"({"cluster":"amber","count":7})").status,
             204);
    QCOMPARE(bench.lab.cluster(u"amber"_s).value().secretsCount, secrets + 7);
    const QDateTime before = bench.lab.now();
    QCOMPARE(bench.control("POST", u"/v1/lab/advance"_s, R"({"ms":3600000})").status, 204);
    QVERIFY(before.secsTo(bench.lab.now()) >= 3600);
    QVERIFY(!bench.control("GET", u"/v1/lab/requests"_s).json["requests"_L1].toArray().isEmpty());
    QCOMPARE(bench.control("DELETE", u"/v1/lab/requests"_s).status, 204);
    QVERIFY(bench.lab.requestLog().isEmpty());

    QCOMPARE(bench.control("POST", u"/v1/lab/seal"_s, R"({"node":"nobody"})").status, 400);
    QCOMPARE(bench.control("POST", u"/v1/lab/seal"_s, "[").status, 400);
    QCOMPARE(bench.control("GET", u"/v1/lab/elsewhere"_s).status, 404);
}

void TestLab::theControlAddressTalksToThisComputerOnly()
{
    Bench bench;
    RawClient rebound(bench.lab.controlAddress().toString());
    rebound.say("GET /v1/lab HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    QTRY_VERIFY(rebound.heard().startsWith("HTTP/1.1 403"));
    QVERIFY(!rebound.heard().contains("root_token"));
    QCOMPARE(bench
                 .control("POST", u"/v1/lab/seal"_s, R"({"node":"amber-1"})",
                          { { "Origin", "https://evil.example" } })
                 .status,
             403);
    QCOMPARE(bench.lab.cluster(u"amber"_s).value().nodes.first().state, NodeState::Active);
    RawClient sixth(bench.lab.controlAddress().toString());
    sixth.say("GET /v1/lab HTTP/1.1\r\nHost: [::1]:9\r\n\r\n");
    QTRY_VERIFY(sixth.heard().startsWith("HTTP/1.1 200"));

    // Nothing listens on any other address of this computer.
    for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
        if (address.isLoopback() || address.protocol() != QAbstractSocket::IPv4Protocol)
            continue;
        QTcpSocket socket;
        socket.connectToHost(address, quint16(bench.lab.controlAddress().port()));
        QTRY_VERIFY(socket.state() == QAbstractSocket::UnconnectedState);
        QCOMPARE(socket.error(), QAbstractSocket::ConnectionRefusedError);
    }
}

void TestLab::aSwitchoverOverHttpMovesThePrimary()
{
    Bench bench(u"performance-pair"_s);
    const auto mode = [&bench](const QString &cluster) {
        return bench.get(cluster, u"sys/replication/performance/status"_s)
            .json["data"_L1]
            .toObject();
    };
    QCOMPARE(bench.post(u"amber"_s, u"sys/replication/performance/primary/demote"_s).status, 200);
    QTRY_COMPARE(mode(u"amber"_s)["state"_L1].toString(), u"idle"_s);
    QCOMPARE(bench.post(u"basalt"_s, u"sys/replication/performance/secondary/promote"_s).status,
             200);
    QTRY_COMPARE(mode(u"basalt"_s)["mode"_L1].toString(), u"primary"_s);
    const Reply made = bench.post(
        u"basalt"_s, u"sys/replication/performance/primary/secondary-token"_s, R"({"id":"amber"})");
    QCOMPARE(made.status, 200);
    const QString token = made.json["wrap_info"_L1]["token"_L1].toString();
    QCOMPARE(bench
                 .post(u"amber"_s, u"sys/replication/performance/secondary/update-primary"_s,
                       "{\"token\":\"" + token.toUtf8() + "\"}")
                 .status,
             200);
    QTRY_COMPARE(mode(u"amber"_s)["state"_L1].toString(), u"stream-wals"_s);
    QCOMPARE(bench.lab.cluster(u"amber"_s).value().performanceMode, u"secondary"_s);
}

QTEST_GUILESS_MAIN(TestLab)
#include "tst_lab.moc"
