// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"
#include "tests/patience.h"

#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

/// What any HTTP client may do to a server, written to the socket byte by byte.
class TestConformanceHttp final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;

    std::unique_ptr<QTcpSocket> connected()
    {
        const QUrl url(m_bed->at(0).activeAddress());
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(url.host(), quint16(url.port()));
        if (!eventually([&] { return socket->state() == QAbstractSocket::ConnectedState; }))
            return nullptr;
        return socket;
    }
    /// Everything that comes until there are as many answers, or the server hangs up.
    static QByteArray answersOn(QTcpSocket &socket, int count)
    {
        QByteArray received;
        (void)eventually(
            [&] {
                received += socket.readAll();
                return received.count("HTTP/1.1 ") >= count
                    ? received.endsWith('\n') || received.endsWith('}')
                    : socket.state() != QAbstractSocket::ConnectedState;
            },
            switchover::test::patience);
        return received;
    }
    bool stillServes() { return m_bed->at(0).health().status == 200; }

private slots:
    void initTestCase()
    {
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s);
        QVERIFY(m_bed->start());
    }
    void cleanupTestCase() { m_bed.reset(); }

    void oneConnectionServesManyRequests()
    {
        const auto socket = connected();
        QVERIFY(socket);
        for (int i = 0; i < 5; ++i) {
            socket->write("GET /v1/sys/seal-status HTTP/1.1\r\nHost: lab\r\n\r\n");
            QVERIFY(answersOn(*socket, 1).startsWith("HTTP/1.1 200 "));
        }
        socket->write("GET /v1/sys/seal-status HTTP/1.1\r\nHost: lab\r\n\r\nGET /v1/sys/init "
                      "HTTP/1.1\r\nHost: lab\r\n\r\n");
        const QByteArray both = answersOn(*socket, 2);
        QCOMPARE(both.count("HTTP/1.1 200 "), qsizetype(2));
        QVERIFY(both.indexOf("cluster_name") < both.indexOf("{\"initialized\":true}"));
    }

    void requestsMayComeInPieces()
    {
        const auto socket = connected();
        QVERIFY(socket);
        const QByteArray request = "PUT /v1/sys/unseal HTTP/1.1\r\nHost: lab\r\nContent-Length: "
                                   "14\r\n\r\n{\"reset\":true}";
        for (const char byte : request) {
            socket->write(&byte, 1);
            socket->flush();
        }
        QVERIFY(answersOn(*socket, 1).startsWith("HTTP/1.1 200 "));
    }

    void bodiesMayBeChunked()
    {
        const auto socket = connected();
        QVERIFY(socket);
        socket->write("POST /v1/sys/unseal HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: "
                      "chunked\r\n\r\n8\r\n{\"reset\"\r\n6\r\n:true}\r\n0\r\n\r\n");
        QVERIFY(answersOn(*socket, 1).startsWith("HTTP/1.1 200 "));
    }

    void nonsenseIsAnsweredOrCutOffAndHurtsNobody_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no HTTP") << QByteArray(
            "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", 21);
        QTest::newRow("one word") << QByteArray("GET\r\n\r\n");
        QTest::newRow("no version") << QByteArray("GET /v1/sys/health\r\n\r\n");
        QTest::newRow("header without colon")
            << QByteArray("GET /v1/sys/health HTTP/1.1\r\nnonsense\r\n\r\n");
        QTest::newRow("negative length") << QByteArray(
            "POST /v1/sys/unseal HTTP/1.1\r\nHost: lab\r\nContent-Length: -5\r\n\r\n{}");
        QTest::newRow("length is a word") << QByteArray(
            "POST /v1/sys/unseal HTTP/1.1\r\nHost: lab\r\nContent-Length: many\r\n\r\n{}");
        QTest::newRow("bad chunk")
            << QByteArray("POST /v1/sys/unseal HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: "
                          "chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        QTest::newRow("endless header")
            << QByteArray("GET /v1/sys/health HTTP/1.1\r\nX: ") + QByteArray(3 * 1024 * 1024, 'x');
    }
    void nonsenseIsAnsweredOrCutOffAndHurtsNobody()
    {
        QFETCH(QByteArray, bytes);
        const auto socket = connected();
        QVERIFY(socket);
        socket->write(bytes);
        const QByteArray answer = answersOn(*socket, 1);
        QVERIFY2(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer.left(200).constData());
        QVERIFY(!answer.isEmpty() || socket->state() != QAbstractSocket::ConnectedState);
        QVERIFY(stillServes());
    }

    void clientsMayHangUpAtAnyTime()
    {
        const QByteArray request =
            "POST /v1/sys/capabilities-self HTTP/1.1\r\nHost: lab\r\nX-Vault-Token: "
            + m_bed->at(0).root() + "\r\nContent-Length: 24\r\n\r\n{\"paths\":[\"sys/mounts\"]}";
        for (qsizetype cut = 1; cut <= request.size(); cut += 7) {
            const auto socket = connected();
            QVERIFY(socket);
            socket->write(request.left(cut));
            socket->flush();
            socket->abort();
        }
        QVERIFY(stillServes());
    }

    void pathsAreDecoded()
    {
        const Cluster cluster = m_bed->at(0);
        QVERIFY(cluster
                    .post(u"auth/userpass/users/o'brien + søn"_s,
                          { { u"password"_s, u"x"_s }, { u"policies"_s, u"default"_s } })
                    .status
                < 300);
        QCOMPARE(
            cluster.openPost(u"auth/userpass/login/o'brien + søn"_s, { { u"password"_s, u"x"_s } })
                .status,
            200);
        const auto socket = connected();
        QVERIFY(socket);
        socket->write("POST /v1/auth/userpass/login/o%27brien%20%2B%20s%C3%B8n HTTP/1.1\r\nHost: "
                      "lab\r\nContent-Length: 16\r\n\r\n{\"password\":\"x\"}");
        QVERIFY(answersOn(*socket, 1).startsWith("HTTP/1.1 200 "));
    }

    void pathsOutsideTheApiAre404()
    {
        const auto socket = connected();
        QVERIFY(socket);
        socket->write("GET /v2/sys/health HTTP/1.1\r\nHost: lab\r\n\r\n");
        QVERIFY(answersOn(*socket, 1).startsWith("HTTP/1.1 404 "));
    }
};

QTEST_GUILESS_MAIN(TestConformanceHttp)
#include "tst_conformance_http.moc"
