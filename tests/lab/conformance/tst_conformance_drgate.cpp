// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

class TestConformanceDrGate final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed; ///< rows that change nothing share it
    Cluster m_dr;
    Cluster m_primary;

private slots:
    void initTestCase()
    {
        m_bed =
            std::make_unique<Bed>(u"dr-pair"_s, Options { .version = u"1.21.0+ent"_s, .nodes = 2 });
        QVERIFY(m_bed->start());
        m_dr = m_bed->with(u"dr"_s, u"secondary"_s);
        m_primary = m_bed->with(u"dr"_s, u"primary"_s);
        QVERIFY(m_dr.streams(u"dr"_s));
    }
    void cleanupTestCase() { m_bed.reset(); }

    void theDoorIsClosedToNearlyEverything_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        const auto row = [](const char *method, const char *path) {
            QTest::newRow(
                qPrintable(QString::fromLatin1(method) + u' ' + QString::fromLatin1(path)))
                << QByteArray(method) << QString::fromLatin1(path);
        };
        row("GET", "auth/token/lookup-self");
        row("POST", "auth/token/renew-self");
        row("POST", "auth/token/revoke-self");
        row("POST", "auth/token/create");
        row("POST", "auth/userpass/login/operator");
        row("POST", "auth/approle/login");
        row("POST", "sys/capabilities-self");
        row("GET", "sys/mounts");
        row("GET", "sys/auth");
        row("GET", "sys/internal/ui/mounts");
        row("LIST", "sys/namespaces");
        row("GET", "sys/license/status");
        row("GET", "sys/ha-status");
        row("PUT", "sys/seal");
        row("PUT", "sys/step-down");
        row("POST", "sys/replication/performance/primary/enable");
        row("POST", "sys/replication/performance/secondary/enable");
        row("POST", "sys/replication/performance/secondary/promote");
        row("POST", "sys/replication/dr/primary/enable");
        row("POST", "sys/replication/dr/primary/demote");
        row("POST", "sys/replication/dr/primary/disable");
        row("POST", "sys/replication/dr/primary/secondary-token");
        row("POST", "sys/replication/dr/primary/revoke-secondary");
        row("POST", "sys/replication/recover");
        row("POST", "sys/replication/reindex");
        row("POST", "sys/replication/merkle-check");
        row("POST", "sys/wrapping/lookup");
        row("GET", "secret/data/anything");
    }
    void theDoorIsClosedToNearlyEverything()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        // The gate comes before the token is looked at.
        for (const QByteArray &token :
             { QByteArray(), m_primary.root(), QByteArray("hvs.nonsense") }) {
            const Reply reply = m_dr.send({ .method = method,
                                            .path = path,
                                            .body = method == "POST" ? "{}" : "",
                                            .token = token });
            QVERIFY2(reply.status == 400, reply.text().constData());
            QCOMPARE(reply.errors(), QStringList { drGate });
        }
    }

    void unsealingAnUnsealedSecondaryMeetsTheGate()
    {
        const Reply reply = m_dr.openPost(u"sys/unseal"_s, { { u"key"_s, m_dr.shares().first() } });
        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.errors(), QStringList { drGate });
    }

    void someCallsNeedNoToken_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("health") << u"sys/health"_s << 472;
        QTest::newRow("leader") << u"sys/leader"_s << 200;
        QTest::newRow("seal status") << u"sys/seal-status"_s << 200;
        QTest::newRow("init") << u"sys/init"_s << 200;
        QTest::newRow("status") << u"sys/replication/status"_s << 200;
        QTest::newRow("dr status") << u"sys/replication/dr/status"_s << 200;
        QTest::newRow("performance status") << u"sys/replication/performance/status"_s << 200;
        QTest::newRow("attempt")
            << u"sys/replication/dr/secondary/generate-operation-token/attempt"_s << 200;
        QTest::newRow("licence") << u"sys/replication/dr/secondary/license/status"_s << 200;
    }
    void someCallsNeedNoToken()
    {
        QFETCH(QString, path);
        QFETCH(int, status);
        const Reply reply = m_dr.openGet(path);
        QVERIFY2(reply.status == status, reply.text().constData());
        QVERIFY(!reply.json().isEmpty());
    }

    void theLicenceIsToldAsElsewhere()
    {
        const QJsonObject here =
            m_dr.openGet(u"sys/replication/dr/secondary/license/status"_s).data();
        const QJsonObject there = m_primary.get(u"sys/license/status"_s).data();
        QCOMPARE(here.keys(), there.keys());
        QVERIFY(here.value("autoloaded"_L1)
                    .toObject()
                    .value("features"_L1)
                    .toArray()
                    .contains(u"DR Replication"_s));
        QCOMPARE(m_primary.openGet(u"sys/replication/dr/secondary/license/status"_s).status >= 400,
                 true);
    }

    void raftCallsTakeTheOperationTokenInTheBody_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("configuration") << u"sys/storage/raft/configuration"_s;
        QTest::newRow("autopilot state") << u"sys/storage/raft/autopilot/state"_s;
        QTest::newRow("autopilot configuration") << u"sys/storage/raft/autopilot/configuration"_s;
    }
    void raftCallsTakeTheOperationTokenInTheBody()
    {
        QFETCH(QString, path);
        const QString token = operationToken(m_dr);
        QVERIFY(!token.isEmpty());
        const Reply reply = m_dr.send({ .method = "PUT",
                                        .path = path,
                                        .body = compact({ { u"dr_operation_token"_s, token } }) });
        QVERIFY2(reply.status == 200 || reply.status == 204, reply.text().constData());
        QVERIFY(m_dr.send({ .method = "PUT",
                            .path = path,
                            .body = compact({ { u"dr_operation_token"_s, u"hvs.wrong"_s } }) })
                    .status
                >= 400);
    }

    void storedLicencesWentWith1_11_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("there");
        QTest::newRow("1.10") << u"1.10.0+ent"_s << true;
        QTest::newRow("1.11") << u"1.11.0+ent"_s << false;
    }
    void storedLicencesWentWith1_11()
    {
        QFETCH(QString, version);
        QFETCH(bool, there);
        Bed bed(u"dr-pair"_s, { .version = version });
        QVERIFY(bed.start());
        const Cluster secondary = bed.with(u"dr"_s, u"secondary"_s);
        const QString token = operationToken(secondary);
        QVERIFY(!token.isEmpty());
        for (const QString &path : { u"license"_s, u"license/signed"_s }) {
            const Reply reply = secondary.openPost(
                u"sys/replication/dr/secondary/"_s + path,
                { { u"dr_operation_token"_s, token }, { u"text"_s, u"02MV4UU43BK5"_s } });
            QVERIFY2(there ? reply.status == 200 || reply.status == 204 : reply.status >= 400,
                     reply.text().constData());
        }
    }

    void theLicenceCanBeReloaded()
    {
        const QJsonObject body { { u"dr_operation_token"_s, operationToken(m_dr) } };
        const Reply reply =
            m_dr.openPost(u"sys/replication/dr/secondary/config/reload/license"_s, body);
        QVERIFY2(reply.status == 200 || reply.status == 204, reply.text().constData());
        QVERIFY(m_dr.openPost(u"sys/replication/dr/secondary/config/reload/nonsense"_s, body).status
                >= 400);
    }

    void everyNodeOfASecondarySaysSo()
    {
        const QList<NodeInfo> nodes = m_dr.info().nodes;
        int unsealed = 0;
        for (const NodeInfo &node : nodes) {
            if (node.state == NodeState::Sealed || node.state == NodeState::Stopped)
                continue;
            ++unsealed;
            const Reply health = exchange(node.address, { .path = u"sys/health"_s });
            QVERIFY2(health.status == 472, health.text().constData());
            QCOMPARE(health.json().value("replication_dr_mode"_L1), u"secondary"_s);
            QCOMPARE(health.json().value("replication_performance_mode"_L1), u"disabled"_s);
        }
        QCOMPARE(unsealed, 2);
    }

    void promotionWhileBehindNeedsForce()
    {
        Bed bed(u"catching-up"_s);
        QVERIFY(bed.start());
        Cluster secondary = bed.with(u"dr"_s, u"secondary"_s);
        const bool dr = !secondary.name().isEmpty();
        const QString type = dr ? u"dr"_s : u"performance"_s;
        if (!dr)
            secondary = bed.with(type, u"secondary"_s);
        QVERIFY(!secondary.name().isEmpty());
        const Cluster primary = bed.with(type, u"primary"_s);
        QVERIFY(bed.lab().writeSecrets(primary.name(), 500));
        QJsonObject body;
        if (dr)
            body = { { u"dr_operation_token"_s, operationToken(secondary) } };
        const auto promote = [&] {
            return secondary.post(replication(type, u"secondary/promote"_s), body);
        };
        const Reply refused = promote();
        QVERIFY2(refused.status == 503, refused.text().constData());
        QCOMPARE(
            refused.errors(),
            QStringList {
                u"replication is still catching up, try again later or provide the \"force\" argument"_s });
        QCOMPARE(secondary.mode(type), u"secondary"_s);
        body.insert(u"force"_s, true);
        QCOMPARE(promote().status, 200);
        QVERIFY(secondary.becomes(type, u"primary"_s));
    }

    void disablingOpensTheDoorAgain()
    {
        Bed bed(u"dr-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster secondary = bed.with(u"dr"_s, u"secondary"_s);
        const QByteArray root = bed.with(u"dr"_s, u"primary"_s).root();
        const int held = secondary.info().secretsCount;
        QCOMPARE(secondary
                     .openPost(u"sys/replication/dr/secondary/disable"_s,
                               { { u"dr_operation_token"_s, operationToken(secondary) } })
                     .status,
                 200);
        QVERIFY(secondary.becomes(u"dr"_s, u"disabled"_s));
        QCOMPARE(secondary.info().secretsCount, held);
        // Replicated tokens are live in the independent copy.
        QCOMPARE(secondary.send({ .path = u"auth/token/lookup-self"_s, .token = root }).status,
                 200);
        QCOMPARE(secondary.health().status, 200);
    }
};

QTEST_GUILESS_MAIN(TestConformanceDrGate)
#include "tst_conformance_drgate.moc"
