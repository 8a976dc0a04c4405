// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
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
const QByteArray health = R"({"initialized":true,"sealed":false,"standby":false})";
// And for the request to leave, on a loaded machine.
constexpr std::chrono::seconds longEnoughToConnect { 2 };

ApiCall callNamed(const QByteArray &name)
{
    if (name == "post")
        return demoteCall();
    if (name == "empty post")
        return demoteCall({});
    if (name == "large post")
        return demoteCall("{\"primary_cluster_addr\":\"" + QByteArray(200 * 1024, 'a') + "\"}");
    if (name == "delete")
        return deleteFilterCall();
    Q_ASSERT(name == "get that mints");
    return legacyMintCall();
}

ScriptedServer::Answer lossNamed(const QByteArray &name)
{
    if (name == "closes")
        return ScriptedServer::close();
    if (name == "resets")
        return ScriptedServer::reset();
    if (name == "closes amid the status line")
        return ScriptedServer::rawThenClose("HTTP/1.1 2");
    if (name == "closes amid the headers")
        return ScriptedServer::rawThenClose("HTTP/1.1 200 OK\r\nContent-Le");
    Q_ASSERT(name == "closes amid the body");
    return ScriptedServer::rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"da");
}

} // namespace

/// A write reaches the server once, whatever becomes of the connection. Qt 6.4 by itself sends
/// every one of these requests two or three times.
class TestExactlyOnce : public QObject
{
    Q_OBJECT

private slots:
    void aWriteWhoseAnswerIsLostIsSeenOnce_data();
    void aWriteWhoseAnswerIsLostIsSeenOnce();
    void aWriteAfterReadsOnAKeptAliveConnectionIsSeenOnce_data();
    void aWriteAfterReadsOnAKeptAliveConnectionIsSeenOnce();
    void aWriteGoesThroughWhenTheServerJustClosedItsIdleConnections();
    void aSecondWriteDoesNotReuseTheFirstOnesConnection();
    void aWriteThatCouldNotConnectSaysThatNothingWasSent();
    void aWriteToAServerThatAcceptsButDoesNotReadTimesOut();
    void aWriteWithoutAnAnswerTimesOutAndIsSeenOnce();
    void aWriteIsNotRepeatedForALogin_data();
    void aWriteIsNotRepeatedForALogin();
    void aReadIsAnsweredAlthoughTheKeptAliveConnectionDied();
    void anAnswerIsReadHoweverItsEndIsMarked_data();
    void anAnswerIsReadHoweverItsEndIsMarked();
    void aWriteWithHalfAChunkedAnswerIsLost();
};

void TestExactlyOnce::aWriteWhoseAnswerIsLostIsSeenOnce_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("loss");
    for (const char *call : { "post", "empty post", "large post", "delete", "get that mints" }) {
        for (const char *loss : { "closes", "resets", "closes amid the status line",
                                  "closes amid the headers", "closes amid the body" })
            QTest::addRow("%s, server %s", call, loss) << QByteArray(call) << QByteArray(loss);
    }
}

void TestExactlyOnce::aWriteWhoseAnswerIsLostIsSeenOnce()
{
    QFETCH(QByteArray, call);
    QFETCH(QByteArray, loss);
    ScriptedServer server;
    server.setScript({ lossNamed(loss), ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));

    Outcome<OperationAnswer> outcome;
    client.send(callNamed(call), this, outcome.handler());
    QVERIFY(outcome.wait());

    QVERIFY(!outcome.isGood());
    QCOMPARE(outcome.error().kind, Error::Kind::ConnectionLost);
    QVERIFY(outcomeIsUnknown(outcome.error()));
    // Once more through the event loop: a repetition would come from there.
    Outcome<Health> later;
    server.setScript({ ScriptedServer::http(200, health) });
    client.readHealth(this, later.handler());
    QVERIFY(later.wait());
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.request(1).target, QByteArray("/v1/sys/health"));
    QCOMPARE(outcome.calls(), 1);
}

void TestExactlyOnce::aWriteAfterReadsOnAKeptAliveConnectionIsSeenOnce_data()
{
    aWriteWhoseAnswerIsLostIsSeenOnce_data();
}

void TestExactlyOnce::aWriteAfterReadsOnAKeptAliveConnectionIsSeenOnce()
{
    QFETCH(QByteArray, call);
    QFETCH(QByteArray, loss);
    ScriptedServer server;
    server.setScript(
        { ScriptedServer::http(200, health), lossNamed(loss), ScriptedServer::http(200, health) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<Health> before;
    client.readHealth(this, before.handler());
    QVERIFY(before.wait());
    QCOMPARE(server.openConnections(), 1); // the read's, kept alive

    Outcome<OperationAnswer> outcome;
    client.send(callNamed(call), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::ConnectionLost);

    Outcome<Health> later;
    client.readHealth(this, later.handler());
    QVERIFY(later.wait());
    QCOMPARE(server.requests().size(), 3);
    QCOMPARE(server.request(2).target, QByteArray("/v1/sys/health"));
}

void TestExactlyOnce::aWriteGoesThroughWhenTheServerJustClosedItsIdleConnections()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health), ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.test"));
    Outcome<Health> before;
    client.readHealth(this, before.handler());
    QVERIFY(before.wait());

    server.closeConnections(); // the client does not know yet
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    QCOMPARE(server.requests().size(), 2);
}

void TestExactlyOnce::aSecondWriteDoesNotReuseTheFirstOnesConnection()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, accepted) });
    VaultClient client({ .address = server.url() });
    for (int i = 0; i < 2; ++i) {
        Outcome<OperationAnswer> outcome;
        client.send(demoteCall(), this, outcome.handler());
        QVERIFY(outcome.wait());
        QVERIFY(outcome.isGood());
    }
    QCOMPARE(server.requests().size(), 2);
    QVERIFY(server.request(0).connection != server.request(1).connection);
    QCOMPARE(server.request(0).header("Connection"), QByteArray("close"));
}

void TestExactlyOnce::aWriteThatCouldNotConnectSaysThatNothingWasSent()
{
    ScriptedServer server;
    const QUrl nowhere = server.url();
    server.stopListening();
    VaultClient client({ .address = nowhere });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::Refused);
    QVERIFY(!outcomeIsUnknown(outcome.error()));
}

void TestExactlyOnce::aWriteToAServerThatAcceptsButDoesNotReadTimesOut()
{
    QTcpServer deaf; // the kernel completes the handshake; nobody reads
    QVERIFY(deaf.listen(QHostAddress::LocalHost));
    VaultClient client({ .address = QUrl(u"http://127.0.0.1:%1"_s.arg(deaf.serverPort())),
                         .writeTimeout = longEnoughToConnect });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind,
             Error::Kind::Timeout); // the bytes lie in the kernel and may yet be read
    QVERIFY(outcomeIsUnknown(outcome.error()));

    // TLS to the same deaf server: no connection ever stood, so not a byte of the request has left.
    client.setConnection({ .address = QUrl(u"https://127.0.0.1:%1"_s.arg(deaf.serverPort())),
                           .writeTimeout = std::chrono::milliseconds(300) });
    Outcome<OperationAnswer> second;
    client.send(demoteCall(), this, second.handler());
    QVERIFY(second.wait());
    QCOMPARE(second.error().kind, Error::Kind::Refused);
    QVERIFY(!outcomeIsUnknown(second.error()));
}

void TestExactlyOnce::aWriteWithoutAnAnswerTimesOutAndIsSeenOnce()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::silence() });
    VaultClient client({ .address = server.url(), .writeTimeout = longEnoughToConnect });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::Timeout);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(server.requests().size(), 1);
}

void TestExactlyOnce::aWriteIsNotRepeatedForALogin_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("method");
    for (const char *call : { "post", "empty post", "large post", "delete", "get that mints" }) {
        for (const char *method :
             { "NTLM", "Negotiate", "Basic realm=x", "Digest realm=x, nonce=y" })
            QTest::addRow("%s, %s", call, method) << QByteArray(call) << QByteArray(method);
    }
}

void TestExactlyOnce::aWriteIsNotRepeatedForALogin()
{
    QFETCH(QByteArray, call);
    QFETCH(QByteArray, method);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(401, "{}", "WWW-Authenticate: " + method + "\r\n"),
                       ScriptedServer::http(200, health) });
    VaultClient client({ .address = server.url() });
    Outcome<OperationAnswer> outcome;
    client.send(callNamed(call), this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(outcome.error().kind == Error::Kind::Denied
            || outcome.error().kind == Error::Kind::ConnectionLost);
    Outcome<Health> later;
    client.readHealth(this, later.handler());
    QVERIFY(later.wait());
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.request(1).target, QByteArray("/v1/sys/health"));
}

void TestExactlyOnce::aReadIsAnsweredAlthoughTheKeptAliveConnectionDied()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health), ScriptedServer::close(),
                       ScriptedServer::http(200, health) });
    VaultClient client({ .address = server.url() });
    for (int i = 0; i < 2; ++i) {
        Outcome<Health> outcome;
        client.readHealth(this, outcome.handler());
        QVERIFY(outcome.wait());
        QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    }
}

void TestExactlyOnce::anAnswerIsReadHoweverItsEndIsMarked_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("body");
    const QByteArray type = "Content-Type: application/json\r\n";
    QTest::newRow("HTTP/1.0, closed")
        << QByteArray("HTTP/1.0 200 OK\r\n" + type + "\r\n") << accepted;
    QTest::newRow("HTTP/1.1, closed")
        << QByteArray("HTTP/1.1 200 OK\r\n" + type + "\r\n") << accepted;
    QTest::newRow("HTTP/1.1, announced close")
        << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") << accepted;
    const QByteArray chunks = "5\r\n" + accepted.left(5) + "\r\n"
        + QByteArray::number(accepted.size() - 5, 16) + "\r\n" + accepted.mid(5) + "\r\n0\r\n";
    QTest::newRow("chunked") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                             << QByteArray(chunks + "\r\n");
    QTest::newRow("chunked with a trailer")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        << QByteArray(chunks + "X-Sum: 1\r\n\r\n");
    QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << QByteArray();
    QTest::newRow("no content, HTTP/1.0")
        << QByteArray("HTTP/1.0 204 No Content\r\n\r\n") << QByteArray();
    QTest::newRow("empty") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                           << QByteArray();
    QTest::newRow("created") << QByteArray("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n")
                             << QByteArray("{}");
    QTest::newRow("continue first")
        << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
        << QByteArray("{}");
}

void TestExactlyOnce::anAnswerIsReadHoweverItsEndIsMarked()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, body);
    for (const char *call : { "post", "empty post", "delete" }) {
        ScriptedServer server;
        server.setScript({ ScriptedServer::rawThenClose(head + body) });
        VaultClient client({ .address = server.url() });
        Outcome<OperationAnswer> outcome;
        client.send(callNamed(call), this, outcome.handler());
        QVERIFY(outcome.wait());
        QVERIFY2(outcome.isGood(),
                 qPrintable(QString::fromLatin1(call) + u": "_s + errorSentence(outcome.error())));
        QCOMPARE(outcome.value().warnings.size(), body.contains("warnings") ? 1 : 0);
        QCOMPARE(server.requests().size(), 1);
    }
}

void TestExactlyOnce::aWriteWithHalfAChunkedAnswerIsLost()
{
    for (const QByteArray &body :
         { QByteArray(), QByteArray("6\r\n{\"data"), QByteArray("2\r\n{}\r\n") }) {
        ScriptedServer server;
        server.setScript({ ScriptedServer::rawThenClose(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body) });
        VaultClient client({ .address = server.url() });
        Outcome<OperationAnswer> outcome;
        client.send(demoteCall(), this, outcome.handler());
        QVERIFY(outcome.wait());
        QVERIFY2(!outcome.isGood() && outcomeIsUnknown(outcome.error()), body.constData());
        QCOMPARE(server.requests().size(), 1);
    }
}

QTEST_GUILESS_MAIN(TestExactlyOnce)
#include "tst_exactlyonce.moc"
