// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/health.h"
#include "models/replication/merklereport.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestHealth final : public QObject
{
    Q_OBJECT

private slots:
    void theBodyIsReadForEveryCode_data()
    {
        QTest::addColumn<int>("code");
        for (const int code : { 200, 429, 472, 473, 474, 501, 503, 530 })
            QTest::newRow(qPrintable(QString::number(code))) << code;
    }
    void theBodyIsReadForEveryCode()
    {
        QFETCH(int, code);
        const auto health = decodeHealth(
            code,
            R"({"initialized":true,"sealed":false,"standby":true,"performance_standby":true,"replication_performance_mode":"secondary","replication_dr_mode":"primary","server_time_utc":1754948244,"version":"1.21.0+ent","enterprise":true,"cluster_name":"n","cluster_id":"i","last_wal":82,"license":{"state":"autoloaded","expiry_time":"2029-01-27T00:00:00Z","terminated":false},"echo_duration_ms":1,"clock_skew_ms":-2,"replication_primary_canary_age_ms":3,"removed_from_cluster":false,"ha_connection_healthy":true,"future":1})");
        QVERIFY(health);
        QCOMPARE(health->httpStatus, code);
        QVERIFY(health->initialized && !health->sealed && health->standby
                && health->performanceStandby);
        QVERIFY(!health->isActive());
        QCOMPARE(health->performanceMode->meaning, Mode::Secondary);
        QCOMPARE(health->drMode->meaning, Mode::Primary);
        QCOMPARE(health->serverTimeUtc, 1754948244);
        QCOMPARE(health->version, u"1.21.0+ent"_s);
        QCOMPARE(health->clusterName, u"n"_s);
        QCOMPARE(health->haClusterId, u"i"_s);
        QCOMPARE(health->lastWal, 82u);
        QCOMPARE(health->licenseState, u"autoloaded"_s);
        QCOMPARE(health->licenseExpiry, QDateTime({ 2029, 1, 27 }, { 0, 0 }, Qt::UTC));
        QCOMPARE(health->licenseTerminated, false);
        QCOMPARE(health->echoDurationMs, 1);
        QCOMPARE(health->clockSkewMs, -2);
        QCOMPARE(health->canaryAgeMs, 3);
        QCOMPARE(health->removedFromCluster, false);
        QCOMPARE(health->haConnectionHealthy, true);
        QCOMPARE(health->unknownFields, (QList<RawField> { { u"future"_s, "1" } }));
        QCOMPARE(health->isDrSecondary(), code == 472);
    }

    void aTimeThatIsNoDateIsNotKnown()
    {
        for (const char *time :
             { "-9223372036854775808", "-1", "253402300800", "9223372036854775807" }) {
            const auto health =
                decodeHealth(200,
                             R"({"initialized":true,"sealed":false,"standby":false,)"
                             R"("server_time_utc":)"
                                 + QByteArray(time) + '}');
            QVERIFY(health);
            QVERIFY(!health->serverTimeUtc);
        }
    }

    void oldVersionsNameTheModesDifferently()
    {
        const auto first = decodeHealth(
            200,
            R"({"initialized":true,"sealed":false,"standby":false,"replication_dr_secondary":true,"version":"0.9.1+ent"})");
        QVERIFY(first && first->isDrSecondary());
        const auto not_ = decodeHealth(
            200,
            R"({"initialized":true,"sealed":false,"standby":false,"replication_dr_secondary":false})");
        QVERIFY(not_ && !not_->drMode); // may be a primary, or nothing
        const auto second = decodeHealth(
            200,
            R"({"initialized":true,"sealed":false,"standby":false,"replication_perf_mode":"primary","replication_dr_mode":"disabled"})");
        QVERIFY(second);
        QCOMPARE(second->performanceMode->meaning, Mode::Primary);
        QCOMPARE(second->drMode->meaning, Mode::Disabled);
    }

    void editionComesFromTheFieldOrTheSuffix_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<int>("enterprise"); // -1 is unknown
        QTest::newRow("says so") << QByteArray(R"(,"enterprise":false,"version":"1.17.0+ent")")
                                 << 0;
        QTest::newRow("+ent") << QByteArray(R"(,"version":"1.13.4+ent.hsm")") << 1;
        QTest::newRow("+prem") << QByteArray(R"(,"version":"0.9.6+prem")") << 1;
        QTest::newRow("plain") << QByteArray(R"(,"version":"1.13.4")") << 0;
        QTest::newRow("no version") << QByteArray() << -1;
    }
    void editionComesFromTheFieldOrTheSuffix()
    {
        QFETCH(QByteArray, members);
        QFETCH(int, enterprise);
        QByteArray body = R"({"initialized":true,"sealed":false,"standby":false@})";
        const auto health = decodeHealth(200, body.replace('@', members));
        QVERIFY(health);
        QCOMPARE(health->isEnterprise(),
                 enterprise < 0 ? std::nullopt : std::optional(enterprise == 1));
    }

    void whatIsNoHealthIsRefused()
    {
        QCOMPARE(decodeHealth(400, R"({"errors":[]})").error().where, u"initialized"_s);
        QCOMPARE(decodeHealth(503, "<html>").error().kind, Error::Kind::BadAnswer);
        QCOMPARE(decodeHealth(200, R"({"initialized":"maybe","sealed":false,"standby":false})")
                     .error()
                     .where,
                 u"initialized"_s);
    }

    void readsSealStatus()
    {
        const auto seal = decodeSealStatus(
            R"({"type":"awskms","initialized":true,"sealed":true,"t":3,"n":5,"progress":2,"nonce":"n","version":"1.17.0+ent","build_date":"d","migration":false,"recovery_seal":true,"storage_type":"raft","cluster_name":"c","cluster_id":"i"})");
        QVERIFY(seal);
        QVERIFY(seal->sealed && seal->initialized);
        QCOMPARE(seal->type, u"awskms"_s);
        QCOMPARE(seal->threshold, 3);
        QCOMPARE(seal->shares, 5);
        QCOMPARE(seal->progress, 2);
        QCOMPARE(seal->recoverySeal, true);
        QCOMPARE(seal->storageType, u"raft"_s);
        QCOMPARE(seal->haClusterId, u"i"_s);
        QCOMPARE(seal->unknownFields.size(), 2);
        QCOMPARE(decodeSealStatus(R"({"errors":["x"]})").error().where, u"sealed"_s);
    }

    void readsLeader()
    {
        const auto leader =
            decodeLeader("{\"ha_enabled\":true,\"is_self\":false,\"active_time\":\"0001-01-01T00:"
                         "00:00Z\",\"leader_address\":\"https://a:8200/"
                         "\",\"leader_cluster_address\":\"https://a:8201\"}");
        QVERIFY(leader);
        QVERIFY(leader->haEnabled && !leader->isSelf);
        QCOMPARE(leader->leaderAddress, u"https://a:8200"_s);
        QCOMPARE(leader->leaderClusterAddress, u"https://a:8201"_s);
        QCOMPARE(leader->activeTime, std::nullopt);
        QVERIFY(!decodeLeader("{}"));
    }

    void versionsAreComparedAsNumbers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("numbers"); // empty: no version
        QTest::newRow("enterprise") << u"1.13.4+ent"_s << QList { 1, 13, 4 };
        QTest::newRow("beta") << u"1.21.0-beta1+ent"_s << QList { 1, 21, 0 };
        QTest::newRow("two numbers") << u"2.0"_s << QList { 2, 0, 0 };
        QTest::newRow("old") << u"0.7.3"_s << QList { 0, 7, 3 };
        QTest::newRow("one number") << u"2"_s << QList<int> {};
        QTest::newRow("words") << u"latest"_s << QList<int> {};
        QTest::newRow("nothing") << QString() << QList<int> {};
        QTest::newRow("huge") << u"99999999999.1"_s << QList<int> {};
    }
    void versionsAreComparedAsNumbers()
    {
        QFETCH(QString, text);
        QFETCH(QList<int>, numbers);
        const auto version = VaultVersion::parse(text);
        QCOMPARE(version.has_value(), !numbers.isEmpty());
        if (version)
            QCOMPARE((QList { version->major, version->minor, version->patch }), numbers);
        QVERIFY((VaultVersion { 1, 9, 9 } < VaultVersion { 1, 10, 0 }));
    }

    void readsTheMerkleReport()
    {
        const auto report = decodeMerkleReport(
            R"({"data":{"merkle_corruption_report":{"corrupted_root":false,"last_corruption_check_epoch":"2023-09-11T11:25:59.44956-07:00","corrupted_tree_map":{"1":{"tree_type":"replicated","root_hash":"QUJD","corrupted_subtree_root":false,"corrupted_index_tuples_map":{"10":{"corrupted":true,"subpages":[]},"9":{"corrupted":false,"subpages":[28,255]}}},"2":{"tree_type":"local","root_hash":"REVG","corrupted_subtree_root":false,"corrupted_index_tuples_map":null}}}}})");
        QVERIFY2(report, report ? "" : qPrintable(errorSentence(report.error())));
        QVERIFY(!report->isClean());
        QCOMPARE(report->checkedAt, QDateTime({ 2023, 9, 11 }, { 18, 25, 59, 449 }, Qt::UTC));
        QCOMPARE(report->trees.size(), 2);
        QCOMPARE(report->trees.first().type, u"replicated"_s);
        QCOMPARE(report->trees.first().pages.size(), 2);
        QCOMPARE(report->trees.first().pages.first(),
                 (MerkleReport::Page { 9, false, { 28, 255 } }));
        QCOMPARE(report->trees.first().pages.last(), (MerkleReport::Page { 10, true, {} }));
        QVERIFY(report->trees.last().pages.isEmpty());
    }

    void aCleanReportIsClean()
    {
        const auto report = decodeMerkleReport(
            R"({"data":{"merkle_corruption_report":{"corrupted_root":false,"corrupted_tree_map":{"1":{"corrupted_subtree_root":false,"corrupted_index_tuples_map":null}}}}})");
        QVERIFY(report && report->isClean());
        const auto root = decodeMerkleReport(
            R"({"data":{"merkle_corruption_report":{"corrupted_root":true,"corrupted_tree_map":{}}}})");
        QVERIFY(root && !root->isClean());
        QVERIFY(!decodeMerkleReport(R"({"data":null})"));
        QVERIFY(!decodeMerkleReport(R"({"data":{"merkle_corruption_report":{}}})"));
    }
};

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
