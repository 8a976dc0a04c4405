// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real program, over real HTTP, as a person or a script would call it.
#include "models/lab/lab.h"
#include "tests/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>

#include <memory>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

struct Finished
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
    [[nodiscard]] QJsonArray clusters() const
    {
        return QJsonDocument::fromJson(out).object().value("clusters"_L1).toArray();
    }
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

// Starts the program; the test's own event loop goes on meanwhile, since the lab lives in it.
Finished run(const QStringList &arguments, QProcessEnvironment environment,
             const QByteArray &input = {})
{
    QProcess process;
    process.setProcessEnvironment(environment);
    QSignalSpy finished(&process, &QProcess::finished);
    process.start(QStringLiteral(SWITCHOVER_PROGRAM), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (finished.isEmpty() && !finished.wait(test::patience))
        return {};
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

bool isOneLine(const QByteArray &text)
{
    return text.endsWith('\n') && text.count('\n') == 1;
}

} // namespace

class TestHeadless final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<lab::Lab> startedLab(const QString &scenario, bool tls = false)
    {
        lab::Options options;
        options.scenario = scenario;
        options.tls = tls;
        options.tempo = 20;
        auto made = std::make_unique<lab::Lab>(options);
        return made->start() ? std::move(made) : nullptr;
    }
    [[nodiscard]] QProcessEnvironment environment() const
    {
        return cleanEnvironment(m_home.path());
    }
    QString write(const QString &name, const QByteArray &content)
    {
        QFile file(m_home.filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(content);
        return file.fileName();
    }

    QTemporaryDir m_home;

private slots:
    void linksNoQtGui()
    {
        QProcess ldd;
        ldd.start(u"ldd"_s, { QStringLiteral(SWITCHOVER_PROGRAM) });
        QVERIFY(ldd.waitForFinished());
        const QByteArray libraries = ldd.readAllStandardOutput();
        QVERIFY(libraries.contains("libQt6Core"));
        QVERIFY(!libraries.contains("libQt6Gui"));
        QVERIFY(!libraries.contains("libQt6Widgets"));
    }

    void badUsageIsOneLineAndTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("option") << QStringList { u"--nonsense"_s };
        QTest::newRow("command") << QStringList { u"statsu"_s };
        QTest::newRow("scenario") << QStringList { u"lab"_s, u"--scenario"_s, u"nonsense"_s };
        QTest::newRow("no file") << QStringList { u"explain"_s };
        QTest::newRow("nothing to ask") << QStringList { u"status"_s };
        QTest::newRow("no display") << QStringList {};
        QTest::newRow("fleet file is missing")
            << QStringList { u"status"_s, u"--fleet"_s, u"/nonexistent/fleet.json"_s };
    }
    void badUsageIsOneLineAndTwo()
    {
        QFETCH(QStringList, arguments);
        const Finished finished = run(arguments, environment());
        QCOMPARE(finished.exitCode, 2);
        QVERIFY2(isOneLine(finished.err), finished.err.constData());
        QVERIFY(finished.out.isEmpty());
    }

    void helpAndVersionGoToStandardOutput()
    {
        for (const QStringList &arguments : { QStringList { u"--help"_s },
                                              { u"lab"_s, u"--help"_s },
                                              { u"status"_s, u"--help"_s },
                                              { u"explain"_s, u"-h"_s },
                                              { u"--version"_s } }) {
            const Finished finished = run(arguments, environment());
            QCOMPARE(finished.exitCode, 0);
            QVERIFY(finished.out.contains("switchover"));
            QVERIFY(finished.err.isEmpty());
        }
    }

    void labSaysWhereItIsAndStopsOnSigterm_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("http") << false;
        QTest::newRow("https") << true;
    }
    void labSaysWhereItIsAndStopsOnSigterm()
    {
        QFETCH(bool, tls);
        QProcess process;
        process.setProcessEnvironment(environment());
        QStringList arguments { u"lab"_s, u"--scenario"_s, u"dr-pair"_s, u"--json"_s };
        if (tls)
            arguments.append(u"--tls"_s);
        process.start(QStringLiteral(SWITCHOVER_PROGRAM), arguments);
        QTRY_VERIFY(process.canReadLine());
        const QJsonObject lab = QJsonDocument::fromJson(process.readLine()).object();
        const QJsonArray clusters = lab.value("clusters"_L1).toArray();
        QCOMPARE(clusters.size(), 2);
        for (const QJsonValue &value : clusters) {
            const QJsonObject cluster = value.toObject();
            QVERIFY(!cluster.value("name"_L1).toString().isEmpty());
            QVERIFY(cluster.value("address"_L1)
                        .toString()
                        .startsWith(tls ? "https://127.0.0.1:"_L1 : "http://127.0.0.1:"_L1));
            QVERIFY(!cluster.value("nodes"_L1).toArray().isEmpty());
            QVERIFY(cluster.value("root_token"_L1).isString());
            QVERIFY(cluster.value("unseal_keys"_L1).toArray().size()
                    >= cluster.value("threshold"_L1).toInt());
            QVERIFY(cluster.contains("dr_batch_token"_L1));
        }
        QVERIFY(lab.value("control"_L1).toString().startsWith("http"_L1));
        QCOMPARE(lab.value("ca_file"_L1).type(), tls ? QJsonValue::String : QJsonValue::Null);
        QCOMPARE(lab.value("scenario"_L1).toString(), u"dr-pair"_s); // the whole description

        QNetworkAccessManager network;
        QNetworkRequest request(
            QUrl(clusters.at(0).toObject().value("address"_L1).toString() + "/v1/sys/health"_L1));
        if (tls) {
            QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
            configuration.setCaCertificates(
                QSslCertificate::fromPath(lab.value("ca_file"_L1).toString()));
            request.setSslConfiguration(configuration);
        }
        const std::unique_ptr<QNetworkReply> reply(network.get(request));
        QSignalSpy answered(reply.get(), &QNetworkReply::finished);
        QVERIFY(answered.wait(test::patience));
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);

        QSignalSpy finished(&process, &QProcess::finished);
        ::kill(pid_t(process.processId()), SIGTERM);
        QVERIFY(finished.wait(test::patience));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        if (tls)
            QVERIFY(!QFile::exists(lab.value("ca_file"_L1).toString()));
    }

    void aPathThatIsNoFileEndsWithAnError_data()
    {
        QTest::addColumn<QString>("path");
        const QString pipe = m_odd.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        const QString huge = m_odd.filePath(u"huge"_s);
        QFile sparse(huge);
        QVERIFY(sparse.open(QIODevice::WriteOnly) && sparse.resize(3'000'000'000));
        for (const QString &path : { pipe, huge, u"/proc/self"_s, u"/dev/zero"_s })
            QTest::newRow(qPrintable(path.section(u'/', -1))) << path;
    }
    void aPathThatIsNoFileEndsWithAnError()
    {
        QFETCH(QString, path);
        const Finished explained = run({ u"explain"_s, path }, environment());
        QCOMPARE(explained.exitCode, 1);
        const Finished whole = run({ u"status"_s, u"--fleet"_s, path }, environment());
        QCOMPARE(whole.exitCode, 2);
        QVERIFY2(isOneLine(whole.err), whole.err.constData());
        for (const char *field : { "ca_file", "ca_folder", "client_certificate_file" }) {
            const QString fleet = m_odd.filePath(u"fleet.json"_s);
            QFile file(fleet);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(
                QJsonDocument(QJsonObject { { u"clusters"_s,
                                              QJsonArray { QJsonObject {
                                                  { u"name"_s, u"odd"_s },
                                                  { u"address"_s, u"https://127.0.0.1:1"_s },
                                                  { QString::fromLatin1(field), path } } } } })
                    .toJson());
            file.close();
            const Finished status =
                run({ u"status"_s, u"--json"_s, u"--fleet"_s, fleet }, environment());
            QCOMPARE(status.exitCode, 1);
            QVERIFY2(status.out.contains(path.toUtf8()), (status.out + status.err).constData());
        }
    }

    void theLabObeysASignalWhateverItIsAsked()
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(SWITCHOVER_PROGRAM), { u"lab"_s, u"--json"_s });
        QTRY_VERIFY(process.canReadLine());
        const QJsonObject lab = QJsonDocument::fromJson(process.readLine()).object();
        const QString cluster = lab.value("clusters"_L1)[0].toObject().value("name"_L1).toString();
        QNetworkAccessManager network;
        QNetworkRequest request(QUrl(lab.value("control"_L1).toString() + u"/v1/lab/write"_s));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const std::unique_ptr<QNetworkReply> reply(network.post(
            request, "{\"count\":2000000000,\"cluster\":\"" + cluster.toUtf8() + "\"}"));
        QSignalSpy answered(reply.get(), &QNetworkReply::finished);
        (void)answered.wait(2000); // a lab that obeys the call never answers
        process.terminate();
        QTRY_COMPARE(process.state(), QProcess::NotRunning);
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    }

    void aProgramThatReadsObeysASignal()
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(SWITCHOVER_PROGRAM), { u"explain"_s, u"-"_s });
        QVERIFY(process.waitForStarted());
        process.write("{");
        process.terminate();
        QTRY_COMPARE(process.state(), QProcess::NotRunning);
    }

    void statusAsksTheGivenAddresses()
    {
        const auto lab = startedLab(u"dr-pair"_s);
        QVERIFY(lab);
        QStringList arguments { u"status"_s, u"--json"_s };
        for (const lab::ClusterInfo &cluster : lab->clusters())
            arguments << u"--address"_s << cluster.address;
        const Finished finished = run(arguments, environment());
        QCOMPARE(finished.exitCode, 0);
        const QJsonArray clusters = finished.clusters();
        QCOMPARE(clusters.size(), 2);
        QCOMPARE(clusters.at(0).toObject().value("dr"_L1).toObject().value("mode"_L1).toString(),
                 u"primary"_s);
        QCOMPARE(clusters.at(1).toObject().value("dr"_L1).toObject().value("mode"_L1).toString(),
                 u"secondary"_s);
        QCOMPARE(clusters.at(0).toObject().value("dialect"_L1).toString(), u"nested"_s);
        for (const lab::RequestEntry &request : lab->requestLog()) {
            QCOMPARE(request.method, QByteArray("GET"));
            QVERIFY(request.token.isEmpty());
        }
    }

    void statusReadsTheEnvironmentAndItsCa()
    {
        const auto lab = startedLab(u"fresh-pair"_s, true);
        QVERIFY(lab);
        QProcessEnvironment given = environment();
        given.insert(u"VAULT_ADDR"_s, lab->clusters().first().address);
        given.insert(u"VAULT_TOKEN"_s, u"hvs.never-to-be-sent"_s);
        const Finished untrusted = run({ u"status"_s, u"--json"_s }, given);
        QCOMPARE(untrusted.exitCode, 1);
        QVERIFY(
            untrusted.clusters().at(0).toObject().value("error"_L1).toString().contains(u"TLS"_s));
        given.insert(u"VAULT_CACERT"_s, lab->caFile());
        const Finished trusted = run({ u"status"_s }, given);
        QVERIFY2(trusted.exitCode == 0, trusted.err.constData());
        QVERIFY(trusted.out.contains("disabled"));
        for (const lab::RequestEntry &request : lab->requestLog())
            QVERIFY(request.token.isEmpty());
    }

    void statusOfAFleetFileSaysWhoIsSilent()
    {
        const auto lab = startedLab(u"fresh-pair"_s);
        QVERIFY(lab);
        const QString file =
            write(u"fleet.json"_s,
                  QJsonDocument(
                      QJsonObject {
                          { u"clusters"_s,
                            QJsonArray {
                                QJsonObject { { u"name"_s, u"here"_s },
                                              { u"address"_s, lab->clusters().first().address } },
                                QJsonObject { { u"name"_s, u"gone"_s },
                                              { u"address"_s, u"http://127.0.0.1:1"_s } } } } })
                      .toJson());
        const Finished finished =
            run({ u"status"_s, u"--json"_s, u"--fleet"_s, file }, environment());
        QCOMPARE(finished.exitCode, 1);
        const QJsonArray clusters = finished.clusters();
        QCOMPARE(clusters.at(0).toObject().value("name"_L1).toString(), u"here"_s);
        QCOMPARE(clusters.at(0).toObject().value("reachable"_L1).toBool(), true);
        QCOMPARE(clusters.at(1).toObject().value("reachable"_L1).toBool(true), false);
        QVERIFY(clusters.at(1).toObject().value("error"_L1).toString().contains(u"refused"_s));
        QVERIFY(clusters.at(1).toObject().value("dr"_L1).isNull());
    }

    void statusOfASealedNodeAsksTheOtherAddresses_data()
    {
        QTest::addColumn<bool>("another");
        QTest::newRow("another node serves") << true;
        QTest::newRow("no other answers") << false;
    }
    void statusOfASealedNodeAsksTheOtherAddresses()
    {
        QFETCH(bool, another);
        const auto lab = startedLab(u"fresh-pair"_s);
        QVERIFY(lab);
        const QString sealed = lab->clusters().at(0).address;
        QVERIFY(lab->seal(lab->clusters().at(0).nodes.first().name));
        const QString other = another ? lab->clusters().at(1).address : u"http://127.0.0.1:1"_s;
        const QJsonObject cluster { { u"name"_s, u"one"_s },
                                    { u"address"_s, sealed },
                                    { u"addresses"_s, QJsonArray { other } } };
        const QString file = write(
            u"fleet.json"_s,
            QJsonDocument(QJsonObject { { u"clusters"_s, QJsonArray { cluster } } }).toJson());
        const Finished finished =
            run({ u"status"_s, u"--json"_s, u"--fleet"_s, file }, environment());
        QCOMPARE(finished.exitCode, another ? 0 : 1);
        const QJsonObject told = finished.clusters().at(0).toObject();
        QCOMPARE(told.value("status_readable"_L1).toBool(!another), another);
        QCOMPARE(told.value("error"_L1).isString(), !another);
        QCOMPARE(told.value("address"_L1).toString(), another ? other : sealed);
        QCOMPARE(told.value("health"_L1).toObject().value("sealed"_L1).toBool(), !another);
        QCOMPARE(told.value("dr"_L1).isNull(), !another);
    }

    // The cluster answers at its first address; what else is registered of it does not.
    void statusReportsADeadNode()
    {
        const auto lab = startedLab(u"fresh-pair"_s);
        QVERIFY(lab);
        const QString dead = u"http://127.0.0.1:1"_s;
        const QJsonObject cluster { { u"name"_s, u"one"_s },
                                    { u"address"_s, lab->clusters().at(0).address },
                                    { u"addresses"_s, QJsonArray { dead } } };
        const QString file = write(
            u"fleet.json"_s,
            QJsonDocument(QJsonObject { { u"clusters"_s, QJsonArray { cluster } } }).toJson());
        const QStringList arguments { u"status"_s, u"--json"_s, u"--fleet"_s, file };
        const Finished finished = run(arguments, environment());
        QCOMPARE(finished.exitCode, 0);
        const QJsonArray problems =
            QJsonDocument::fromJson(finished.out).object().value("problems"_L1).toArray();
        QCOMPARE(problems.size(), 1);
        const QJsonObject problem = problems.first().toObject();
        QCOMPARE(problem.value("detector"_L1).toString(), u"node-unreachable"_s);
        QCOMPARE(problem.value("cluster"_L1).toString(), u"one"_s);
        QCOMPARE(problem.value("peer"_L1).toString(), dead);
        QCOMPARE(
            run(arguments + QStringList { u"--fail-on"_s, u"attention"_s }, environment()).exitCode,
            3);
        QCOMPARE(
            run(arguments + QStringList { u"--fail-on"_s, u"danger"_s }, environment()).exitCode,
            0);
    }

    void statusThatNobodyCouldReadIsNoGoodOne()
    {
        const auto lab = startedLab(u"fresh-pair"_s);
        QVERIFY(lab);
        const lab::ClusterInfo cluster = lab->clusters().first();
        lab::FaultSpec spec { .kind = u"error"_s };
        spec.status = 500;
        spec.text = u"internal error"_s;
        QVERIFY(lab->setFault(cluster.name, {}, spec));
        const QStringList asked { u"status"_s, u"--address"_s, cluster.address };
        const Finished text = run(asked, environment());
        QCOMPARE(text.exitCode, 1);
        QVERIFY2(text.out.contains("replication status not read"), text.out.constData());
        QVERIFY2(text.out.contains("internal error"), text.out.constData());
        const Finished json = run(asked + QStringList { u"--json"_s }, environment());
        QCOMPARE(json.exitCode, 1);
        const QJsonObject told = json.clusters().at(0).toObject();
        QCOMPARE(told.value("status_readable"_L1).toBool(true), false);
        QVERIFY(told.value("error"_L1).toString().contains(u"internal error"_s));
    }

    void explainReadsFilesAndStandardInput()
    {
        const QString good = write(
            u"status.json"_s,
            R"({"data":{"dr":{"mode":"disabled"},"performance":{"mode":"primary","state":"running",
            "cluster_id":"5d1a7e3c-0000-4000-8000-000000000001","last_performance_wal":18446744073709551615,"last_wal":7,
            "known_secondaries":["eu"],"merkle_root":"00ff"}}})");
        const Finished finished =
            run({ u"explain"_s, u"--json"_s, good, u"-"_s, m_home.filePath(u"none.json"_s) },
                environment(), R"({"errors":["path disabled in replication DR secondary mode"]})");
        QCOMPARE(finished.exitCode, 1);
        const QJsonArray files = finished.array();
        QCOMPARE(files.size(), 3);
        QCOMPARE(files.at(0).toObject().value("kind"_L1).toString(), u"replication-status"_s);
        QVERIFY(finished.out.contains("18446744073709551615"));
        QCOMPARE(files.at(1).toObject().value("kind"_L1).toString(), u"error"_s);
        QVERIFY(!files.at(2).toObject().value("error"_L1).toString().isEmpty());

        const Finished text = run({ u"explain"_s, good }, environment());
        QCOMPARE(text.exitCode, 0);
        QVERIFY(text.out.contains("primary"));
    }

private:
    QTemporaryDir m_odd;
};

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"
