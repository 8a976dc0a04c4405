// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real program against servers that send without end.
#include "models/vault/httplimits.h"
#include "tests/patience.h"
#include "tests/vault/scriptedserver.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <sys/resource.h>

#include <csignal>
#include <vector>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

ScriptedServer::Answer flooding(const QByteArray &head, const QByteArray &piece)
{
    return [head, piece](QTcpSocket &socket) {
        auto *timer = new QTimer(&socket);
        QObject::connect(timer, &QTimer::timeout, &socket, [&socket, piece] {
            if (socket.bytesToWrite() == 0)
                socket.write(piece);
        });
        timer->start(0);
        socket.write(head + piece);
    };
}

QByteArray answerOf(const QByteArray &opening, const QByteArray &item, const QByteArray &closing)
{
    const qsizetype room = limits::bodyBytes - opening.size() - closing.size() - 1;
    const QByteArray body = opening + item.repeated(room / item.size()) + "0" + closing;
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
        + body;
}

} // namespace

class TestHostileStatus final : public QObject
{
    Q_OBJECT

private slots:
    void memoryStaysBounded_data();
    void memoryStaysBounded();
    void sigtermEndsItWhileServersSend_data();
    void sigtermEndsItWhileServersSend();

private:
    void start(QProcess &process, const QStringList &addresses)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : { "VAULT_ADDR", "VAULT_CACERT", "VAULT_CAPATH", "VAULT_TOKEN" })
            environment.remove(QLatin1StringView(name));
        environment.insert(u"HOME"_s, m_home.path());
        environment.insert(u"XDG_DATA_HOME"_s, m_home.filePath(u"data"_s));
        process.setProcessEnvironment(environment);
        QStringList arguments { u"status"_s };
        for (const QString &address : addresses)
            arguments << u"--address"_s << address;
        process.start(QStringLiteral(SWITCHOVER_PROGRAM), arguments);
    }

    QTemporaryDir m_home;
};

void TestHostileStatus::memoryStaysBounded_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("piece");
    const QByteArray junk(256 * 1024, 'a');
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("body of a 401")
        << QByteArray("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n\r\n") << junk;
    QTest::newRow("body of a 407") << QByteArray("HTTP/1.1 407 No\r\n\r\n") << junk;
    QTest::newRow("body") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << junk;
    QTest::newRow("status line") << QByteArray("HTTP/1.1 200 ") << junk;
    QTest::newRow("header") << QByteArray("HTTP/1.1 200 OK\r\nX: ") << junk;
    QTest::newRow("chunk extension") << chunked + "5;name=" << junk;
    QTest::newRow("trailer") << chunked + "0\r\nX: " << junk;
    QTest::newRow("numbers up to the limit")
        << answerOf("{\"data\":{\"mode\":\"disabled\",\"x\":[", "0,", "]}}") << QByteArray();
    QTest::newRow("objects up to the limit")
        << answerOf("{\"data\":{\"mode\":\"disabled\",\"x\":[", "{},", "]}}") << QByteArray();
}

void TestHostileStatus::memoryStaysBounded()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, piece);
    std::vector<std::unique_ptr<ScriptedServer>> servers;
    QStringList addresses;
    for (int i = 0; i < 50; ++i) {
        servers.push_back(std::make_unique<ScriptedServer>());
        servers.back()->setScript(
            { piece.isEmpty() ? ScriptedServer::raw(head) : flooding(head, piece) });
        addresses.append(servers.back()->url().toString());
    }
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    start(process, addresses);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, test::patience);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    for (const auto &server : servers)
        QVERIFY(!server->requests().isEmpty());
    rusage usage {};
    ::getrusage(RUSAGE_CHILDREN, &usage); // the largest of all rows so far
    qInfo("peak %ld KiB", usage.ru_maxrss);
#ifndef __SANITIZE_ADDRESS__
    QVERIFY(usage.ru_maxrss < 200 * 1024);
#endif
}

void TestHostileStatus::sigtermEndsItWhileServersSend_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a header without an end") << QByteArray("HTTP/1.1 200 OK\r\nX: y");
    QTest::newRow("a body without an end") << QByteArray("HTTP/1.1 200 OK\r\n\r\n{");
}

void TestHostileStatus::sigtermEndsItWhileServersSend()
{
    QFETCH(QByteArray, head);
    ScriptedServer server;
    int drops = 0;
    server.setScript({ head.isEmpty()
                           ? ScriptedServer::silence()
                           : ScriptedServer::drip(head + QByteArray(100000, ' '), 10, &drops) });
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    start(process, { server.url().toString() });
    QTRY_VERIFY_WITH_TIMEOUT(!server.requests().isEmpty(), test::patience);
    ::kill(pid_t(process.processId()), SIGTERM);
    QElapsedTimer elapsed;
    elapsed.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, test::patience);
    QVERIFY(elapsed.elapsed() < 2000);
}

QTEST_GUILESS_MAIN(TestHostileStatus)
#include "tst_hostilestatus.moc"
