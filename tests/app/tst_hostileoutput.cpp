// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real program on servers, files and arguments that try to steer the terminal.
#include "app/terminal.h"
#include "tests/patience.h"
#include "tests/vault/scriptedserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

// Clears the screen, sets the title, ends the line and begins a forged one, in every way there is.
const QString forgery =
    u"x\x1b[2J\x1b]0;owned\x07\x9b\x31m\r\nforged: all is well\u0085forged: line\u2028forged: "
    u"separator\u2029\u202Eesrever\u2066\u200b\u00ad\ufeff\x7f\b\t\U000E0041\u061c\x0b\x0c"_s;

struct Finished
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

QProcessEnvironment cleanEnvironment(const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : { "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "VAULT_ADDR",
                              "VAULT_CACERT", "VAULT_CACERT_BYTES", "VAULT_CAPATH", "VAULT_TOKEN" })
        environment.remove(QLatin1StringView(name));
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_DATA_HOME"_s, home + "/data"_L1);
    return environment;
}

// What no terminal may get, spelled out here a second time. Empty if there is nothing.
QByteArray steering(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    if (text.toUtf8() != bytes)
        return "no UTF-8";
    for (const char32_t c : text.toUcs4()) {
        const bool control = (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0);
        const bool hidden = c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F)
            || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF
            || (c >= 0xE0000 && c <= 0xE0FFF);
        if (control || hidden)
            return "U+" + QByteArray::number(uint(c), 16) + " in " + bytes.toPercentEncoding(" ");
    }
    return {};
}

bool aLineIsForged(const QByteArray &bytes)
{
    return ("\n" + bytes).contains("\nforged");
}

} // namespace

class TestHostileOutput final : public QObject
{
    Q_OBJECT

private:
    // The test's own event loop goes on meanwhile: the server lives in it.
    Finished run(const QStringList &arguments,
                 const std::function<void(QProcessEnvironment &)> &prepare = {})
    {
        QProcess process;
        QProcessEnvironment environment = cleanEnvironment(m_home.path());
        if (prepare)
            prepare(environment);
        process.setProcessEnvironment(environment);
        QSignalSpy finished(&process, &QProcess::finished);
        process.start(QStringLiteral(SWITCHOVER_PROGRAM), arguments);
        process.closeWriteChannel();
        if (finished.isEmpty() && !finished.wait(test::patience))
            return {};
        return { process.exitCode(), process.readAllStandardOutput(),
                 process.readAllStandardError() };
    }
    QString write(const QString &name, const QByteArray &content)
    {
        QFile file(m_home.filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(content);
        return file.fileName();
    }
    static QByteArray json(const QJsonObject &object)
    {
        return QJsonDocument(object).toJson(QJsonDocument::Compact);
    }
    static QJsonObject hostileBlock()
    {
        const QJsonObject peer { { u"node_id"_s, forgery },
                                 { u"api_address"_s, forgery },
                                 { u"cluster_address"_s, forgery },
                                 { u"connection_status"_s, forgery },
                                 { u"last_heartbeat"_s, forgery } };
        return { { u"mode"_s, u"primary"_s },
                 { u"state"_s, forgery },
                 { u"cluster_id"_s, forgery },
                 { u"merkle_root"_s, forgery },
                 { u"known_secondaries"_s, QJsonArray { forgery, u"b"_s } },
                 { u"secondaries"_s, QJsonArray { peer } },
                 { u"primary_cluster_addr"_s, forgery },
                 { forgery, forgery } };
    }
    static QByteArray hostileStatus()
    {
        QJsonObject performance = hostileBlock();
        performance[u"mode"_s] = forgery;
        return json(
            { { u"data"_s,
                QJsonObject { { u"dr"_s, hostileBlock() }, { u"performance"_s, performance } } },
              { u"warnings"_s, QJsonArray { forgery } } });
    }
    // /v1/sys/health, and whatever else is asked.
    static void answerWith(ScriptedServer &server, int code, const QByteArray &rest)
    {
        const QByteArray health = json({ { u"initialized"_s, true },
                                         { u"sealed"_s, false },
                                         { u"standby"_s, false },
                                         { u"performance_standby"_s, false },
                                         { u"replication_performance_mode"_s, forgery },
                                         { u"replication_dr_mode"_s, forgery },
                                         { u"server_time_utc"_s, 1 },
                                         { u"version"_s, forgery },
                                         { u"cluster_name"_s, forgery },
                                         { u"cluster_id"_s, forgery } });
        server.setScript({ [&server, health, code, rest](QTcpSocket &socket) {
            const bool isHealth = server.requests().constLast().target.contains("sys/health");
            ScriptedServer::http(isHealth ? 200 : code, isHealth ? health : rest)(socket);
        } });
    }

    QTemporaryDir m_home;

private slots:
    void statusOfAHostileServer_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("status") << 200 << hostileStatus();
        QTest::newRow("errors") << 400
                                << json({ { u"errors"_s, QJsonArray { forgery, forgery } } });
        QTest::newRow("wrong type")
            << 200 << json({ { u"data"_s, QJsonObject { { u"dr"_s, forgery } } } });
        QTest::newRow("no JSON") << 200 << forgery.toUtf8();
        QTest::newRow("not UTF-8") << 500 << QByteArray("\x9b\xff\x1b[2J\r\nforged");
    }
    void statusOfAHostileServer()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, body);
        ScriptedServer server;
        answerWith(server, code, body);
        const QString fleet = write(
            u"fleet.json"_s,
            json({ { u"clusters"_s,
                     QJsonArray { QJsonObject { { u"name"_s, u"amber"_s },
                                                { u"address"_s, server.url().toString() } } } } }));
        for (const bool asJson : { false, true }) {
            QStringList arguments { u"status"_s, u"--fleet"_s, fleet };
            if (asJson)
                arguments.append(u"--json"_s);
            const Finished finished = run(arguments, [](QProcessEnvironment &environment) {
                environment.insert(u"QT_LOGGING_RULES"_s, u"switchover.*.debug=true"_s);
            });
            QCOMPARE(finished.exitCode, code == 200 && body == hostileStatus() ? 0 : 1);
            QCOMPARE(steering(finished.out), QByteArray());
            QCOMPARE(steering(finished.err), QByteArray());
            QVERIFY2(!aLineIsForged(finished.out), finished.out.constData());
            QVERIFY2(!aLineIsForged(finished.err), finished.err.constData());
            if (!asJson)
                continue;
            const QJsonArray clusters =
                QJsonDocument::fromJson(finished.out)["clusters"_L1].toArray();
            QCOMPARE(clusters.size(), 1);
            QCOMPARE(clusters.at(0)["health"_L1]["version"_L1].toString(), forgery);
            if (body == hostileStatus())
                QCOMPARE(clusters.at(0)["dr"_L1]["known_secondaries"_L1].toArray().at(0).toString(),
                         forgery);
        }
        QVERIFY(!server.requests().isEmpty());
    }

    void tablesOfHostileNamesStayAligned()
    {
        ScriptedServer server;
        answerWith(server, 200,
                   json({ { u"data"_s,
                            QJsonObject { { u"dr"_s, QJsonObject { { u"mode"_s, u"disabled"_s } } },
                                          { u"performance"_s,
                                            QJsonObject { { u"mode"_s, u"disabled"_s } } } } } }));
        const auto cluster = [&server](const QString &name) {
            return QJsonObject { { u"name"_s, name }, { u"address"_s, server.url().toString() } };
        };
        const QString fleet =
            write(u"names.json"_s,
                  json({ { u"clusters"_s,
                           QJsonArray { cluster(u"amber"_s), cluster(u"\u202Ered\u202C"_s),
                                        cluster(u"b\x1b[31m\x1b[0m"_s),
                                        cluster(QString(5000, u'x')) } } }));
        const Finished finished = run({ u"status"_s, u"--fleet"_s, fleet });
        // A name that is refused altogether is no worse.
        if (finished.exitCode == 2)
            QSKIP("The fleet file is refused.");
        QCOMPARE(steering(finished.out), QByteArray());
        const QStringList lines = QString::fromUtf8(finished.out).split(u'\n');
        const qsizetype column = lines.at(0).indexOf(u"PERFORMANCE"_s);
        QVERIFY(column > 0 && column < 100);
        for (int row = 1; row <= 4; ++row)
            QCOMPARE(lines.at(row).indexOf(u"disabled"_s), column);
    }

    void hostileFleetFilesAreRefusedVisibly_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("name") << json(
            { { u"clusters"_s,
                QJsonArray {
                    QJsonObject { { u"name"_s, forgery }, { u"address"_s, forgery } } } } });
        QTest::newRow("proxy") << json(
            { { u"clusters"_s,
                QJsonArray { QJsonObject { { u"name"_s, forgery },
                                           { u"address"_s, u"http://127.0.0.1:1"_s },
                                           { u"proxy"_s, forgery } } } } });
        QTest::newRow("environment")
            << json({ { u"clusters"_s,
                        QJsonArray { QJsonObject {
                            { u"name"_s, forgery },
                            { u"address"_s, u"http://127.0.0.1:1"_s },
                            { u"environment"_s, forgery },
                            { u"pinned_certificates"_s, QJsonArray { forgery } } } } } });
        QTest::newRow("certificate") << json(
            { { u"clusters"_s,
                QJsonArray { QJsonObject { { u"name"_s, u"amber"_s },
                                           { u"address"_s, u"https://127.0.0.1:1"_s },
                                           { u"ca_file"_s, u"/nowhere/"_s + forgery } } } } });
        QTest::newRow("no JSON") << forgery.toUtf8();
    }
    void hostileFleetFilesAreRefusedVisibly()
    {
        QFETCH(QByteArray, content);
        const QString fleet = write(u"hostile.json"_s, content);
        for (const bool asJson : { false, true }) {
            QStringList arguments { u"status"_s, u"--fleet"_s, fleet };
            if (asJson)
                arguments.append(u"--json"_s);
            const Finished finished = run(arguments);
            QVERIFY(finished.exitCode == 1 || finished.exitCode == 2);
            QCOMPARE(steering(finished.out), QByteArray());
            QCOMPARE(steering(finished.err), QByteArray());
            QVERIFY2(!aLineIsForged(finished.out + '\n' + finished.err),
                     (finished.out + finished.err).constData());
        }
    }

    void explainOfHostileFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("status") << hostileStatus();
        QTest::newRow("one block") << json(hostileBlock());
        QTest::newRow("errors") << json({ { u"errors"_s, QJsonArray { forgery } } });
        QTest::newRow("warnings") << json(
            { { u"data"_s, QJsonValue::Null }, { u"warnings"_s, QJsonArray { forgery } } });
        QTest::newRow("health") << json({ { u"initialized"_s, true },
                                          { u"sealed"_s, false },
                                          { u"standby"_s, false },
                                          { u"version"_s, forgery },
                                          { u"cluster_name"_s, forgery },
                                          { u"cluster_id"_s, forgery },
                                          { u"replication_dr_mode"_s, forgery } });
        QTest::newRow("seal") << json({ { u"sealed"_s, true },
                                        { u"t"_s, 3 },
                                        { u"n"_s, 5 },
                                        { u"progress"_s, 0 },
                                        { u"type"_s, forgery },
                                        { u"version"_s, forgery },
                                        { u"storage_type"_s, forgery } });
        QTest::newRow("filter") << json(
            { { u"data"_s,
                QJsonObject { { u"mode"_s, forgery }, { u"paths"_s, QJsonArray { forgery } } } } });
        QTest::newRow("merkle") << json(
            { { u"data"_s,
                QJsonObject {
                    { u"merkle_corruption_report"_s,
                      QJsonObject { { u"corrupted_root"_s, true },
                                    { u"corrupted_tree_map"_s,
                                      QJsonObject { { u"1"_s,
                                                      QJsonObject { { u"tree_type"_s,
                                                                      forgery } } } } } } } } } });
        QTest::newRow("wrong type") << json(
            { { u"data"_s,
                QJsonObject {
                    { u"mode"_s, u"primary"_s }, { forgery, 1 }, { u"last_wal"_s, forgery } } } });
        QTest::newRow("log") << QByteArray("x\x1b[2J\r permission denied \x9b\r\nforged: line\n");
        QTest::newRow("known error")
            << ("permission denied " + forgery.toUtf8() + "\r\x1b[2J permission denied");
        QTest::newRow("garbage") << QByteArray("\x1b[2J\xff\xfe\x9b\0\r\nforged", 17);
    }
    void explainOfHostileFiles()
    {
        QFETCH(QByteArray, content);
        const QString plain = write(u"plain"_s, content);
        // The name of a file is the attacker's, too.
        const QString named = write(u"n\x1b[2J\nforged: name\u202e.json"_s, content);
        const QString missing = m_home.filePath(u"missing\n\x1b[2Jforged\u2028"_s);
        for (const QString &file : { plain, named, missing }) {
            for (const bool asJson : { false, true }) {
                QStringList arguments { u"explain"_s, file };
                if (asJson)
                    arguments.append(u"--json"_s);
                const Finished finished = run(arguments);
                QVERIFY(finished.exitCode == 0 || finished.exitCode == 1);
                QVERIFY(!finished.out.isEmpty());
                QCOMPARE(steering(finished.out), QByteArray());
                QCOMPARE(steering(finished.err), QByteArray());
                QVERIFY2(!aLineIsForged(finished.out), finished.out.constData());
                if (asJson)
                    QCOMPARE(
                        QJsonDocument::fromJson(finished.out).array().at(0)["file"_L1].toString(),
                        file);
            }
        }
    }

    void argumentsAndTheEnvironment_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("command") << QStringList { forgery };
        QTest::newRow("option") << QStringList { u"--"_s + forgery };
        QTest::newRow("value") << QStringList { u"--look-only="_s + forgery };
        QTest::newRow("address") << QStringList { u"status"_s, u"--address"_s, forgery };
        QTest::newRow("fleet") << QStringList { u"status"_s, u"--fleet"_s, forgery };
        QTest::newRow("profile") << QStringList { u"status"_s, u"--profile"_s,
                                                  u"/proc/"_s + forgery };
        QTest::newRow("CA") << QStringList { u"status"_s, u"--ca-cert"_s, forgery, u"--address"_s,
                                             u"https://127.0.0.1:1"_s };
        QTest::newRow("scenario") << QStringList { u"lab"_s, u"--scenario"_s, forgery };
        QTest::newRow("port") << QStringList { u"lab"_s, u"--port"_s, forgery };
        QTest::newRow("option of explain") << QStringList { u"explain"_s, u"-"_s + forgery };
        QTest::newRow("environment") << QStringList { u"status"_s };
    }
    void argumentsAndTheEnvironment()
    {
        QFETCH(QStringList, arguments);
        const Finished finished = run(arguments, [](QProcessEnvironment &environment) {
            for (const char *name : { "VAULT_ADDR", "VAULT_CACERT", "VAULT_PROXY_ADDR",
                                      "VAULT_CLIENT_TIMEOUT", "VAULT_TLS_SERVER_NAME" })
                environment.insert(QLatin1StringView(name), forgery);
        });
        QVERIFY(finished.exitCode == 1 || finished.exitCode == 2);
        QVERIFY(!finished.err.isEmpty());
        QCOMPARE(steering(finished.out), QByteArray());
        QCOMPARE(steering(finished.err), QByteArray());
        QVERIFY2(!aLineIsForged(finished.err), finished.err.constData());
        for (const QByteArray &line : finished.err.trimmed().split('\n'))
            QVERIFY2(line.startsWith("switchover: "), finished.err.constData());
    }

    void logMessagesAreOneVisibleLineEach()
    {
        static QStringList seen;
        const QtMessageHandler ofTheTest = qInstallMessageHandler(
            [](QtMsgType, const QMessageLogContext &, const QString &text) { seen.append(text); });
        guardLog();
        qWarning().noquote() << forgery;
        qWarning("%s", qUtf8Printable(QString(1'000'000, u'x')));
        qInstallMessageHandler(ofTheTest);
        QCOMPARE(seen.size(), 2);
        QCOMPARE(steering(seen.at(0).toUtf8()), QByteArray());
        QVERIFY(!seen.at(0).contains(u'\n'));
        QVERIFY(seen.at(1).size() < 10'000);
    }
};

QTEST_GUILESS_MAIN(TestHostileOutput)
#include "tst_hostileoutput.moc"
