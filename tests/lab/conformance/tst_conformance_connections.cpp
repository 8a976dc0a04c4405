// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a first connection may meet: certificates, clocks, proxies, and clusters in every state.
#include "tests/lab/conformance/bed.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestConformanceConnections final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    Cluster m_cluster;

    void startWith(const QString &scenario, const Options &options = {})
    {
        m_bed = std::make_unique<Bed>(scenario, options);
        QVERIFY(m_bed->start());
        m_cluster = m_bed->at(0);
    }
    [[nodiscard]] Reply health(const QString &address) const
    {
        return exchange(address,
                        { .path = u"sys/health"_s, .tls = { .caPem = m_bed->lab().caPem() } });
    }
    void setFault(const QString &kind, const QString &text = {})
    {
        QVERIFY(m_bed->lab()
                    .setFault(m_cluster.name(), {}, { .kind = kind, .text = text })
                    .has_value());
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void plainHttpOnATlsPortIsToldSo()
    {
        startWith(u"fresh-pair"_s, { .tls = true });
        const QString address = m_cluster.activeAddress();
        QVERIFY(address.startsWith("https:"_L1));
        const Reply reply = health(QString(address).replace("https:"_L1, "http:"_L1));
        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.body, QByteArray("Client sent an HTTP request to an HTTPS server.\n"));
        QCOMPARE(health(address).status, 200);
    }

    void tlsOnAPlainPortFails()
    {
        startWith(u"fresh-pair"_s);
        const Reply reply = health(m_cluster.activeAddress().replace("http:"_L1, "https:"_L1));
        QCOMPARE(reply.status, 0);
        QVERIFY(!reply.failure.isEmpty());
    }

    void certificatesCanBeWrong_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("expired") << u"certificate-expired"_s << u"expired"_s;
        QTest::newRow("other host") << u"certificate-wrong-host"_s << u"host name"_s;
        QTest::newRow("unknown authority") << u"certificate-unknown-ca"_s << u"certificate"_s;
    }
    void certificatesCanBeWrong()
    {
        QFETCH(QString, kind);
        QFETCH(QString, words);
        startWith(u"fresh-pair"_s, { .tls = true });
        setFault(kind);
        const Reply reply = health(m_cluster.activeAddress());
        QCOMPARE(reply.status, 0);
        QVERIFY2(reply.failure.contains(words), qPrintable(reply.failure));
        m_bed->lab().clearFaults();
        QCOMPARE(health(m_cluster.activeAddress()).status, 200);
    }

    void aPortMayHaveLostItsTls()
    {
        startWith(u"fresh-pair"_s, { .tls = true });
        setFault(u"plain-http"_s);
        QCOMPARE(health(m_cluster.activeAddress()).status, 0);
        QCOMPARE(health(m_cluster.activeAddress().replace("https:"_L1, "http:"_L1)).status, 200);
    }

    void theClockMayBeOff_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("seconds");
        QTest::newRow("an hour ahead") << QString() << 3600;
        QTest::newRow("behind") << u"-600"_s << -600;
    }
    void theClockMayBeOff()
    {
        QFETCH(QString, text);
        QFETCH(int, seconds);
        startWith(u"fresh-pair"_s);
        const auto offsets = [this] {
            const Reply reply = health(m_cluster.activeAddress());
            const qint64 now = m_bed->lab().now().toSecsSinceEpoch();
            QLocale english(QLocale::C);
            QDateTime date = english.toDateTime(QString::fromLatin1(reply.headers.value("date")),
                                                u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
            date.setTimeSpec(Qt::UTC);
            return std::pair(reply.json().value("server_time_utc"_L1).toInteger() - now,
                             date.toSecsSinceEpoch() - now);
        };
        QVERIFY(qAbs(offsets().first) < 30 && qAbs(offsets().second) < 30);
        setFault(u"clock-off"_s, text);
        QVERIFY(qAbs(offsets().first - seconds) < 30);
        QVERIFY(qAbs(offsets().second - seconds) < 30);
    }

    void proxiesAnswerInTheirOwnWay_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("status");
        QTest::newRow("page of a portal") << u"not-json"_s << 200;
        QTest::newRow("path not let through") << u"proxy-blocks"_s << 404;
        QTest::newRow("gateway") << u"bad-gateway"_s << 502;
    }
    void proxiesAnswerInTheirOwnWay()
    {
        QFETCH(QString, kind);
        QFETCH(int, status);
        startWith(u"fresh-pair"_s);
        setFault(kind);
        const Reply reply = health(m_cluster.activeAddress());
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.headers.value("content-type"), QByteArray("text/html"));
    }

    void theStatusMayBeHidden()
    {
        startWith(u"fresh-pair"_s);
        setFault(u"status-hidden"_s);
        for (const auto &path : { "sys/replication/status"_L1, "sys/replication/dr/status"_L1 }) {
            const Reply reply = m_cluster.openGet(path);
            QCOMPARE(reply.status, 403);
            QVERIFY(reply.errors().value(0).contains("disabled path"_L1));
        }
        QCOMPARE(m_cluster.health().status, 200);
    }

    void clustersAreMetInEveryState()
    {
        startWith(u"connections"_s);
        const QList<int> codes { 200, 472, 503, 501, 200, 200, 200 };
        for (int i = 0; i < codes.size(); ++i)
            QCOMPARE(health(m_bed->at(i).activeAddress()).status, codes.at(i));
        const QJsonObject automatic = m_bed->at(4).openGet(u"sys/seal-status"_s).json();
        QCOMPARE(automatic.value("type"_L1), QJsonValue(u"awskms"_s));
        QCOMPARE(automatic.value("recovery_seal"_L1), QJsonValue(true));
        QCOMPARE(m_bed->at(5).openGet(u"sys/replication/status"_s).data().value("mode"_L1),
                 QJsonValue(u"disabled"_s));
    }

    void aClusterIsInitialisedOnce()
    {
        startWith(u"connections"_s);
        const Cluster fresh = m_bed->at(3);
        QCOMPARE(fresh.openGet(u"sys/init"_s).json().value("initialized"_L1), QJsonValue(false));
        const QJsonObject before = fresh.openGet(u"sys/seal-status"_s).json();
        QCOMPARE(before.value("initialized"_L1), QJsonValue(false));
        QCOMPARE(before.value("n"_L1), QJsonValue(0));
        QVERIFY(fresh.info().rootToken.isEmpty());
        const QJsonObject body { { u"secret_shares"_s, 3 }, { u"secret_threshold"_s, 2 } };
        const Reply made = fresh.openPost(u"sys/init"_s, body);
        QCOMPARE(made.status, 200);
        const QJsonArray keys = made.json().value("keys_base64"_L1).toArray();
        QCOMPARE(keys.size(), 3);
        QCOMPARE(fresh.openPost(u"sys/init"_s, body).status, 400);
        QCOMPARE(health(fresh.activeAddress()).status, 503);
        for (int i = 0; i < 2; ++i)
            (void)fresh.openPost(u"sys/unseal"_s, { { u"key"_s, keys.at(i) } });
        QVERIFY(eventually([&] { return health(fresh.activeAddress()).status == 200; }));
        QCOMPARE(fresh.as(made.json().value("root_token"_L1).toString().toUtf8())
                     .get(u"auth/token/lookup-self"_s)
                     .status,
                 200);
    }

    void anAutoSealOpensByItself()
    {
        startWith(u"connections"_s);
        const NodeInfo node = m_bed->at(4).info().nodes.at(1);
        QVERIFY(m_bed->lab().stopNode(node.name).has_value());
        QVERIFY(eventually([&] { return health(node.address).status == 0; }));
        QVERIFY(m_bed->lab().startNode(node.name).has_value());
        QVERIFY(eventually([&] { return health(node.address).status == 473; }));
    }

    void writesTellAnIndexThatReadersMayDemand()
    {
        startWith(u"performance-pair"_s);
        const Cluster secondary = m_bed->with(u"performance"_s, u"secondary"_s);
        const QByteArray reader = secondary.info().roleTokens.value(u"observer"_s).toUtf8();
        const auto write = [this] {
            return m_cluster.post(u"secret/order"_s, { { u"n"_s, 1 } })
                .headers.value("x-vault-index");
        };
        const auto read = [&](const QByteArray &index) {
            return secondary.send({ .path = u"secret/order"_s,
                                    .token = reader,
                                    .headers = { { "X-Vault-Index", index } } });
        };
        const QByteArray first = write();
        QVERIFY(QByteArray::fromBase64(first).startsWith("v1:"));
        QVERIFY(eventually([&] { return read(first).status == 200; }));
        QVERIFY(m_bed->lab()
                    .partition(m_cluster.name(), secondary.name(), Lab::Partition::Cut)
                    .has_value());
        const QByteArray second = write();
        const Reply behind = read(second);
        QCOMPARE(behind.status, 412);
        QCOMPARE(behind.errors(), QStringList { u"required index state not present"_s });
        QCOMPARE(read(first).status, 200);
        QVERIFY(m_bed->lab()
                    .partition(m_cluster.name(), secondary.name(), Lab::Partition::Healed)
                    .has_value());
        QVERIFY(eventually([&] { return read(second).status == 200; }));
    }

    void theAuthorityOfThePrimaryIsChecked_data()
    {
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("words");
        QTest::newRow("right file") << u"ca_file"_s << u"lab"_s << QString();
        QTest::newRow("right folder") << u"ca_path"_s << u"lab"_s << QString();
        QTest::newRow("no such file")
            << u"ca_file"_s << QString() << u"no such file or directory"_s;
        QTest::newRow("no such folder")
            << u"ca_path"_s << QString() << u"no such file or directory"_s;
        QTest::newRow("other authority")
            << u"ca_file"_s << u"other"_s << u"x509: certificate signed by unknown authority"_s;
    }
    void theAuthorityOfThePrimaryIsChecked()
    {
        QFETCH(QString, parameter);
        QFETCH(QString, content);
        QFETCH(QString, words);
        startWith(u"fresh-pair"_s, { .tls = true });
        const Tls tls { .caPem = m_bed->lab().caPem() };
        const auto post = [&](const Cluster &cluster, const QString &path,
                              const QJsonObject &body) {
            return cluster.send({ .method = "POST",
                                  .path = path,
                                  .body = compact(body),
                                  .token = cluster.root(),
                                  .tls = tls });
        };
        QCOMPARE(post(m_cluster, replication(u"dr"_s, u"primary/enable"_s), {}).status, 200);
        Reply minted;
        QVERIFY(eventually([&] {
            minted = post(m_cluster, replication(u"dr"_s, u"primary/secondary-token"_s),
                          { { u"id"_s, u"dr"_s } });
            return minted.status == 200;
        }));
        QTemporaryDir folder;
        QString path = folder.filePath(u"ca.pem"_s);
        if (!content.isEmpty()) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content == "lab"_L1 ? m_bed->lab().caPem() : QByteArray("other"));
        }
        if (parameter == "ca_path"_L1)
            path = content.isEmpty() ? folder.filePath(u"nothing"_s) : folder.path();
        const Reply reply =
            post(m_bed->at(1), replication(u"dr"_s, u"secondary/enable"_s),
                 { { u"token"_s, minted.json().value("wrap_info"_L1).toObject().value("token"_L1) },
                   { parameter, path } });
        QVERIFY2(reply.status == (words.isEmpty() ? 200 : 500), reply.text().constData());
        QVERIFY2(reply.errors().join(u' ').contains(words), reply.text().constData());
    }

    void theOtherNodesOfANewSecondaryWaitForThePrimarysKeys()
    {
        startWith(u"three-node"_s);
        const Cluster secondary = m_bed->at(1);
        const QStringList oldKeys = secondary.info().unsealKeys;
        QVERIFY(join(m_cluster, secondary, u"performance"_s, u"basalt"_s));
        QCOMPARE(secondary.info().unsealKeys, m_cluster.info().unsealKeys);
        int sealed = 0;
        const QList<NodeInfo> nodes = secondary.info().nodes;
        for (const NodeInfo &node : nodes) {
            if (node.state != NodeState::Sealed)
                continue;
            ++sealed;
            const auto unseal = [&](const QStringList &keys) {
                Reply reply;
                for (int i = 0; i < secondary.info().threshold; ++i)
                    reply = exchange(node.address,
                                     { .method = "PUT",
                                       .path = u"sys/unseal"_s,
                                       .body = compact({ { u"key"_s, keys.at(i) } }) });
                return reply;
            };
            QCOMPARE(unseal(oldKeys).status, 400); // its former keys open nothing any more
            const Reply opened = unseal(m_cluster.info().unsealKeys);
            QCOMPARE(opened.json().value("sealed"_L1), QJsonValue(false));
            QVERIFY(eventually([&] { return health(node.address).status == 473; }));
        }
        QCOMPARE(sealed, 2);
        QVERIFY(secondary.streams(u"performance"_s));
    }
};

QTEST_GUILESS_MAIN(TestConformanceConnections)
#include "tst_conformance_connections.moc"
