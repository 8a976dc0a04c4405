// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httprequest.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/calls.h"
#include "tests/vault/floodserver.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

/// Servers and proxies that misbehave: each ends in one clear error, in time and in bounded memory.
class TestBadAnswers : public QObject
{
    Q_OBJECT

private slots:
    void anAnswerThatIsNotHttpIsABadAnswer_data();
    void anAnswerThatIsNotHttpIsABadAnswer();
    void aTruncatedAnswerIsAnError_data();
    void aTruncatedAnswerIsAnError();
    void aPageOfAProxyIsNamedAndNotQuoted_data();
    void aPageOfAProxyIsNamedAndNotQuoted();
    void aLargerBodyEndsTheRequestWhileReading_data();
    void aLargerBodyEndsTheRequestWhileReading();
    void aServerThatDripsEndsAtTheDeadline_data();
    void aServerThatDripsEndsAtTheDeadline();
    void aCompressedAnswerIsRefused();
    void brokenJsonIsABadAnswer_data();
    void brokenJsonIsABadAnswer();
    void theClientWorksOnAfterABadAnswer();
};

void TestBadAnswers::anAnswerThatIsNotHttpIsABadAnswer_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addRow("a greeting") << QByteArray("220 mail.example ESMTP ready\r\n\r\n");
    QTest::addRow("binary") << QByteArray("\x15\x03\x01\x00\x02\x02\x46\x00\x00\x00\x00\x00\x00",
                                          13);
    QTest::addRow("json alone") << QByteArray(R"({"initialized":true,"sealed":false})");
    QTest::addRow("a status without number") << QByteArray("HTTP/1.1 abc OK\r\n\r\n");
}

void TestBadAnswers::anAnswerThatIsNotHttpIsABadAnswer()
{
    QFETCH(QByteArray, bytes);
    ScriptedServer server;
    server.setScript({ ScriptedServer::rawThenClose(bytes) });
    VaultClient client({ .address = server.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(!outcome.isGood());
    QVERIFY2(outcome.error().kind == Error::Kind::BadAnswer
                 || outcome.error().kind == Error::Kind::ConnectionLost,
             qPrintable(QString::number(int(outcome.error().kind))));
    QVERIFY(!errorSentence(outcome.error()).isEmpty());

    Outcome<OperationAnswer> write;
    client.send(demoteCall(), this, write.handler());
    QVERIFY(write.wait());
    QVERIFY(outcomeIsUnknown(write.error()));
}

void TestBadAnswers::aTruncatedAnswerIsAnError_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addRow("length") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"data\":{\"mode\":\"disabled\"}}");
    QTest::addRow("chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"data\":{\"mode\":");
    QTest::addRow("no last chunk")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"da\r\n");
    QTest::addRow("neither") << QByteArray("HTTP/1.1 200 OK\r\n\r\n{\"data\":{\"mode\":");
    QTest::addRow("nothing after the headers")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
}

void TestBadAnswers::aTruncatedAnswerIsAnError()
{
    QFETCH(QByteArray, bytes);
    ScriptedServer server;
    server.setScript({ ScriptedServer::rawThenClose(bytes) });
    VaultClient client({ .address = server.url() });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(!outcome.isGood());
    QVERIFY(outcomeIsUnknown(outcome.error()));
}

void TestBadAnswers::aPageOfAProxyIsNamedAndNotQuoted_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<QString>("said");
    const QByteArray page = "<html><head>\n<title>\n  502 Bad\n Gateway</title></head><body>"
                            "token hvs.CAESIJxxxxxxxxxxxxxxxxxxxxxxxxxxxx</body></html>";
    QTest::addRow("502 page") << 502 << QByteArray("text/html; charset=utf-8") << page
                              << Error::Kind::NotReady << u"502 Bad Gateway"_s;
    QTest::addRow("200 login page") << 200 << QByteArray("text/html")
                                    << QByteArray("<!doctype html><TITLE>Sign in</TITLE>hello")
                                    << Error::Kind::BadAnswer << u"Sign in"_s;
    QTest::addRow("403 page without title")
        << 403 << QByteArray("text/html") << QByteArray("<html>blocked</html>")
        << Error::Kind::Denied << u"text/html"_s;
    QTest::addRow("503 text") << 503 << QByteArray("text/plain")
                              << QByteArray("no healthy upstream\nsecond line")
                              << Error::Kind::NotReady << u"no healthy upstream"_s;
    QTest::addRow("404 without body")
        << 404 << QByteArray() << QByteArray() << Error::Kind::NotFound << u"no body"_s;
    QTest::addRow("title with a token")
        << 500 << QByteArray("text/html")
        << QByteArray("<title>bad token hvs.CAESIJabcdefghijklmnopqrstuvwxyz0123</title>")
        << Error::Kind::ServerFailed << u"bad token …"_s;
}

void TestBadAnswers::aPageOfAProxyIsNamedAndNotQuoted()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(Error::Kind, kind);
    QFETCH(QString, said);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(status, body, {}, type) });
    VaultClient client({ .address = server.url() });

    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait());
    const Error error = outcome.error();
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.httpStatus, status);
    QVERIFY2(error.detail.contains(said), qPrintable(error.detail));
    QVERIFY(error.detail.contains(u"not Vault's"));
    QVERIFY(!error.detail.contains(u"CAESIJ"));
    QVERIFY(!error.detail.contains(u"second line"));
    QVERIFY(error.serverMessages.isEmpty());

    Outcome<Health> health;
    client.readHealth(this, health.handler());
    QVERIFY(health.wait());
    QCOMPARE(health.error().kind, kind);
}

void TestBadAnswers::aLargerBodyEndsTheRequestWhileReading_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<bool>("isAnnounced");
    const QByteArray spaces(256 * 1024, ' ');
    QTest::addRow("a gigabyte announced")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n") << spaces << true;
    QTest::addRow("one byte too many announced") << "HTTP/1.1 200 OK\r\nContent-Length: "
            + QByteArray::number(HttpRequest::maximumBody + 1)
            + "\r\n\r\n" << spaces << true;
    QTest::addRow("until the connection closes")
        << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") << spaces << false;
    QTest::addRow("one chunk of a gigabyte")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\n") << spaces
        << false;
    QTest::addRow("chunk after chunk")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        << "8000\r\n" + spaces.first(0x8000) + "\r\n"
        << false;
    QTest::addRow("an error's body")
        << QByteArray("HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n") << spaces << false;
}

void TestBadAnswers::aLargerBodyEndsTheRequestWhileReading()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, piece);
    QFETCH(bool, isAnnounced);
    FloodServer server(head, piece);
    VaultClient client({ .address = server.url(), .timeout = std::chrono::minutes(2) });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(120000));
    QCOMPARE(outcome.error().kind, Error::Kind::TooLarge);
    QTRY_VERIFY(server.isDone());

    // What was sent and not read fills the buffers of the kernel: some megabytes.
    const qint64 read = isAnnounced ? 0 : HttpRequest::maximumBody;
    QVERIFY2(server.sent() < 2 * read + 32 * FloodServer::mebibyte,
             qPrintable(QString::number(server.sent() / FloodServer::mebibyte)));
#ifdef __SANITIZE_ADDRESS__
    constexpr qint64 freed = 256; // stays in quarantine for a while
#else
    constexpr qint64 freed = 0;
#endif
    const qint64 allowed = (isAnnounced ? 16 : 128) + freed;
    QVERIFY2(server.memoryGrowth() < allowed * FloodServer::mebibyte,
             qPrintable(QString::number(server.memoryGrowth() / FloodServer::mebibyte)));
}

void TestBadAnswers::aServerThatDripsEndsAtTheDeadline_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addRow("in the status line")
        << QByteArray("HTTP/1.1 200 OK and a very long reason that takes its time to arrive");
    QTest::addRow("in the body") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") + QByteArray(100000, ' ');
}

void TestBadAnswers::aServerThatDripsEndsAtTheDeadline()
{
    QFETCH(QByteArray, bytes);
    ScriptedServer server;
    int drops = 0;
    server.setScript({ ScriptedServer::drip(bytes, 100, &drops) });
    VaultClient client({ .address = server.url(), .timeout = std::chrono::seconds(2) });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::Timeout);
    QTRY_COMPARE(server.openConnections(), 0);
    // Each drop is progress for Qt, whose own limit would wait for the last one.
    QVERIFY2(drops < bytes.size(), "the answer was complete");
}

void TestBadAnswers::aCompressedAnswerIsRefused()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, QByteArray("\x1f\x8b\x08\x00", 4),
                                            "Content-Encoding: gzip\r\n") });
    VaultClient client({ .address = server.url() });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::BadAnswer);
    QVERIFY(outcome.error().detail.contains(u"gzip"));
    QCOMPARE(server.request(0).header("Accept-Encoding"), QByteArray("identity"));
}

void TestBadAnswers::brokenJsonIsABadAnswer_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addRow("empty") << QByteArray();
    QTest::addRow("cut off") << QByteArray(R"({"data":{"mode":)");
    QTest::addRow("an array") << QByteArray("[]");
    QTest::addRow("a number") << QByteArray("7");
    QTest::addRow("a wrong type") << QByteArray(R"({"data":{"mode":{}}})");
    QTest::addRow("invalid UTF-8") << QByteArray("{\"data\":{\"mode\":\"\xff\xfe\"}}");
    QTest::addRow("deep nesting") << "{\"data\":" + QByteArray(100 * 1000, '[')
            + QByteArray(100 * 1000, ']') + "}";
    QTest::addRow("NUL bytes") << QByteArray(100, '\0');
}

void TestBadAnswers::brokenJsonIsABadAnswer()
{
    QFETCH(QByteArray, body);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, body) });
    VaultClient client({ .address = server.url() });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(!outcome.isGood());
    QCOMPARE(outcome.error().kind, Error::Kind::BadAnswer);
    QCOMPARE(outcome.error().httpStatus, 200);

    Outcome<Health> health;
    client.readHealth(this, health.handler());
    QVERIFY(health.wait());
    QVERIFY(!health.isGood());
}

void TestBadAnswers::theClientWorksOnAfterABadAnswer()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::endless("HTTP/1.1 200 OK\r\n\r\n"),
                       ScriptedServer::http(200, "<html>"),
                       ScriptedServer::http(200, R"({"data":{"mode":"disabled"}})") });
    VaultClient client({ .address = server.url(), .timeout = std::chrono::milliseconds(3000) });
    for (int i = 0; i < 2; ++i) {
        Outcome<ReplicationStatus> bad;
        client.readStatus(this, bad.handler());
        QVERIFY(bad.wait(test::patience));
        QVERIFY(!bad.isGood());
    }
    Outcome<ReplicationStatus> good;
    client.readStatus(this, good.handler());
    QVERIFY(good.wait());
    QVERIFY2(good.isGood(), qPrintable(errorSentence(good.error())));
}

QTEST_GUILESS_MAIN(TestBadAnswers)
#include "tst_badanswers.moc"
