// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/connectiontest.h"
#include "models/vault/httplimits.h"
#include "models/vault/httptransport.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/calls.h"
#include "tests/vault/certificates.h"
#include "tests/vault/floodserver.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QSignalSpy>
#include <QSslSocket>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

const QByteArray health = R"({"initialized":true,"sealed":false,"standby":false})";
const QByteArray chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Flood
{
    const char *name;
    QByteArray head;
    QByteArray piece;
};

QList<Flood> floods()
{
    const QByteArray junk(256 * 1024, 'a');
    QByteArray headers;
    QByteArray interim;
    for (int i = 0; i < 4096; ++i) {
        headers += "X-Header: value\r\n";
        interim += "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    }
    return {
        { "body of a 401", "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n\r\n", junk },
        { "body of a 407", "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n", junk },
        { "chunked body of a 401", "HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n",
          "40000\r\n" + junk + "\r\n" },
        { "body of a redirect", "HTTP/1.1 302 Go\r\nLocation: /v1/x\r\n\r\n", junk },
        { "body without a length", "HTTP/1.1 200 OK\r\n\r\n", junk },
        { "status line", "HTTP/1.1 200 ", junk },
        { "header name", "HTTP/1.1 200 OK\r\n", junk },
        { "header value", "HTTP/1.1 200 OK\r\nX-Header: ", junk },
        { "many headers", "HTTP/1.1 200 OK\r\n", headers },
        { "folded header", "HTTP/1.1 200 OK\r\nX-Header: a\r\n",
          " more\r\n" + QByteArray(64, ' ') },
        { "interim answers", "HTTP/1.1 100 Continue\r\n\r\n", interim },
        { "chunk size", chunkedHead, QByteArray(256 * 1024, '0') },
        { "chunk extension", chunkedHead + "5;name=", junk },
        { "trailers", chunkedHead + "0\r\n", headers },
        { "trailer value", chunkedHead + "0\r\nX-Sum: ", junk },
        { "no HTTP at all", "", junk },
        { "line breaks", "", QByteArray(256 * 1024, '\n') },
    };
}

bool isSuitable(Error::Kind kind)
{
    return kind == Error::Kind::TooLarge || kind == Error::Kind::BadAnswer;
}

ScriptedServer::Answer flooding(const QByteArray &head, const QByteArray &piece)
{
    return [head, piece](QTcpSocket &socket) {
        // By a timer: bytesWritten() of a TLS socket counts what waits for the kernel as written.
        auto *timer = new QTimer(&socket);
        QObject::connect(timer, &QTimer::timeout, &socket, [&socket, piece] {
            const auto *tls = qobject_cast<QSslSocket *>(&socket);
            if (socket.bytesToWrite() == 0 && (!tls || tls->encryptedBytesToWrite() == 0))
                socket.write(piece);
        });
        timer->start(0);
        socket.write(head + piece);
    };
}

#ifdef __SANITIZE_ADDRESS__
constexpr qint64 mayGrow = 400 * FloodServer::mebibyte; // freed memory stays in quarantine
#else
constexpr qint64 mayGrow = 64 * FloodServer::mebibyte;
#endif

} // namespace

/// Servers and proxies that send without end, wherever in an answer. Each ends in an error while
/// little was read, and other clusters are read meanwhile.
class TestFloods : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aReadEndsInBoundedMemory_data();
    void aReadEndsInBoundedMemory();
    void aWriteEndsInBoundedMemoryAndItsOutcomeIsUnknown_data();
    void aWriteEndsInBoundedMemoryAndItsOutcomeIsUnknown();
    void aFloodThroughTlsEnds_data();
    void aFloodThroughTlsEnds();
    void aProxyThatFloodsEnds_data();
    void aProxyThatFloodsEnds();
    void theConnectionTestEndsAtAProxyThatFloods();
    void otherClustersAreReadMeanwhile();
    void manyLargeBodiesShareOneBudget();

private:
    QSslConfiguration m_tls;
    QByteArray m_ca;
};

void TestFloods::initTestCase()
{
    CertificateMaker certificates;
    QVERIFY(certificates.makeAuthority(u"Test CA"_s));
    m_ca = certificates.authorityPem(u"Test CA"_s);
    m_tls = certificates.serverConfiguration({ .authority = u"Test CA"_s });
}

void TestFloods::aReadEndsInBoundedMemory_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("piece");
    for (const Flood &flood : floods())
        QTest::newRow(flood.name) << flood.head << flood.piece;
}

void TestFloods::aReadEndsInBoundedMemory()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, piece);
    FloodServer server(head, piece);
    VaultClient client({ .address = server.url(), .timeout = std::chrono::minutes(2) });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY2(isSuitable(outcome.error().kind), qPrintable(errorSentence(outcome.error())));
    QTRY_VERIFY(server.isDone());
    QVERIFY(server.memoryGrowth() < mayGrow);
}

void TestFloods::aWriteEndsInBoundedMemoryAndItsOutcomeIsUnknown_data()
{
    aReadEndsInBoundedMemory_data();
}

void TestFloods::aWriteEndsInBoundedMemoryAndItsOutcomeIsUnknown()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, piece);
    FloodServer server(head, piece);
    VaultClient client({ .address = server.url(), .writeTimeout = std::chrono::minutes(2) });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY2(isSuitable(outcome.error().kind), qPrintable(errorSentence(outcome.error())));
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QTRY_VERIFY(server.isDone());
    QVERIFY(server.memoryGrowth() < mayGrow);
}

void TestFloods::aFloodThroughTlsEnds_data()
{
    aReadEndsInBoundedMemory_data();
}

void TestFloods::aFloodThroughTlsEnds()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, piece);
    ScriptedServer server(m_tls);
    server.setScript({ flooding(head, piece) });
    VaultClient client({ .address = server.url(),
                         .caPem = m_ca,
                         .timeout = std::chrono::minutes(2),
                         .writeTimeout = std::chrono::minutes(2) });
    Outcome<ReplicationStatus> read;
    client.readStatus(this, read.handler());
    QVERIFY(read.wait(test::patience));
    QVERIFY2(isSuitable(read.error().kind), qPrintable(errorSentence(read.error())));
    Outcome<OperationAnswer> write;
    client.send(demoteCall(), this, write.handler());
    QVERIFY(write.wait(test::patience));
    QVERIFY(isSuitable(write.error().kind));
    QVERIFY(outcomeIsUnknown(write.error()));
}

void TestFloods::aProxyThatFloodsEnds_data()
{
    QTest::addColumn<QNetworkProxy::ProxyType>("type");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("piece");
    const QString plain = u"http://vault.invalid:8200"_s;
    const QString tls = u"https://vault.invalid:8200"_s;
    for (const Flood &flood : floods()) {
        QTest::addRow("HTTP, plain: %s", flood.name)
            << QNetworkProxy::HttpProxy << plain << flood.head << flood.piece;
    }
    const QByteArray junk(256 * 1024, 'a');
    QTest::newRow("CONNECT, status line")
        << QNetworkProxy::HttpProxy << tls << QByteArray("HTTP/1.1 200 ") << junk;
    QTest::newRow("CONNECT, header")
        << QNetworkProxy::HttpProxy << tls << QByteArray("HTTP/1.1 200 OK\r\nX: ") << junk;
    QTest::newRow("CONNECT, headers")
        << QNetworkProxy::HttpProxy << tls << QByteArray("HTTP/1.1 200 OK\r\n")
        << QByteArray("X: y\r\n").repeated(10000);
    QTest::newRow("CONNECT, body of a 407")
        << QNetworkProxy::HttpProxy << tls
        << QByteArray("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n") << junk;
    QTest::newRow("CONNECT, no TLS behind it")
        << QNetworkProxy::HttpProxy << tls << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << junk;
    QTest::newRow("SOCKS, no SOCKS") << QNetworkProxy::Socks5Proxy << plain << QByteArray() << junk;
    QTest::newRow("SOCKS, after the greeting")
        << QNetworkProxy::Socks5Proxy << plain << QByteArray("\x05\x00", 2) << junk;
    QTest::newRow("SOCKS, after the connection")
        << QNetworkProxy::Socks5Proxy << plain
        << QByteArray("\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50", 12)
            + "HTTP/1.1 200 OK\r\nX: "
        << junk;
}

void TestFloods::aProxyThatFloodsEnds()
{
    QFETCH(QNetworkProxy::ProxyType, type);
    QFETCH(QString, address);
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, piece);
    FloodServer server(head, piece);
    VaultClient client({ .address = QUrl(address),
                         .proxy = { type, u"127.0.0.1"_s, quint16(server.url().port()) },
                         .timeout = std::chrono::minutes(2) });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY(!outcome.isGood());
    QVERIFY(outcome.error().kind != Error::Kind::Timeout);
    QTRY_VERIFY(server.isDone());
    QVERIFY(server.memoryGrowth() < mayGrow);
}

void TestFloods::theConnectionTestEndsAtAProxyThatFloods()
{
    FloodServer server("HTTP/1.1 200 OK\r\nX: ", QByteArray(256 * 1024, 'a'));
    ConnectionTest test(
        { .address = QUrl(u"https://vault.invalid:8200"_s),
          .proxy = { QNetworkProxy::HttpProxy, u"127.0.0.1"_s, quint16(server.url().port()) } },
        {});
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, test::patience);
    QTRY_VERIFY(server.isDone());
    QCOMPARE(test.finding(ConnectionStep::Reach).cause, ConnectionCause::ProxyFailed);
    QVERIFY(server.memoryGrowth() < mayGrow);
}

void TestFloods::otherClustersAreReadMeanwhile()
{
    ScriptedServer good;
    good.setScript({ ScriptedServer::http(200, health) });
    HttpTransport transport;
    VaultClient honest({ .address = good.url() }, transport);
    for (const Flood &flood : floods()) {
        FloodServer server(flood.head, flood.piece);
        VaultClient hostile({ .address = server.url(), .timeout = std::chrono::minutes(2) },
                            transport);
        Outcome<ReplicationStatus> bad;
        hostile.readStatus(this, bad.handler());
        Outcome<Health> outcome;
        honest.readHealth(this, outcome.handler());
        QVERIFY(outcome.wait(test::patience));
        QVERIFY2(outcome.isGood(), flood.name);
        QVERIFY(bad.wait(test::patience));
        QVERIFY2(isSuitable(bad.error().kind), flood.name);
    }
}

void TestFloods::manyLargeBodiesShareOneBudget()
{
    // Each sends as much as it may and then nothing, so that all bodies are held together.
    constexpr int hostileClusters = 20;
    std::vector<std::unique_ptr<ScriptedServer>> servers;
    ScriptedServer good;
    good.setScript({ ScriptedServer::http(200, health) });
    HttpTransport transport;
    std::vector<std::unique_ptr<VaultClient>> clients;
    std::vector<std::unique_ptr<Outcome<ReplicationStatus>>> outcomes;
    for (int i = 0; i < hostileClusters; ++i) {
        servers.push_back(std::make_unique<ScriptedServer>());
        servers.back()->setScript({ ScriptedServer::raw(
            "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(limits::bodyBytes / 2, ' ')) });
        clients.push_back(std::make_unique<VaultClient>(
            Connection { .address = servers.back()->url(), .timeout = std::chrono::minutes(2) },
            transport));
        outcomes.push_back(std::make_unique<Outcome<ReplicationStatus>>());
        clients.back()->readStatus(this, outcomes.back()->handler());
    }
    const auto ended = [&] {
        return std::ranges::count_if(outcomes, [](const auto &outcome) {
            return outcome->calls() == 1 && outcome->error().kind == Error::Kind::TooLarge;
        });
    };
    constexpr auto fit = limits::sharedBodyBytes / (limits::bodyBytes / 2 - limits::freeBodyBytes);
    QTRY_VERIFY_WITH_TIMEOUT(ended() >= hostileClusters - fit - 1, test::patience);
    VaultClient honest({ .address = good.url() }, transport);
    Outcome<Health> outcome;
    honest.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY(outcome.isGood());
}

QTEST_GUILESS_MAIN(TestFloods)
#include "tst_floods.moc"
