// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/operations/labdesk.h"

using namespace switchover;
using namespace Qt::StringLiterals;

/// A performance pair's whole life by clicking: set up from nothing, moved there and back, taken
/// apart. Judged by the lab's own state and by what it was asked.
class TestFlowPerformance : public QObject
{
    Q_OBJECT

private slots:
    void aPairIsSetUpMovedAndTakenApart();
};

void TestFlowPerformance::aPairIsSetUpMovedAndTakenApart()
{
    constexpr auto performance = ReplicationType::Performance;
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    const QString amber = u"amber"_s;
    const QString basalt = u"basalt"_s;
    const QString dataOfAmber = desk.info(amber).dataMark;
    QVERIFY(desk.info(basalt).dataMark != dataOfAmber);
    desk.lab.clearRequestLog();
    const auto good = [](const QString &outcome) { return !outcome.startsWith(u'!'); };
    QString outcome;

    outcome = desk.perform(amber, OperationId::PerformanceEnablePrimary);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, performance, u"primary"_s));
    QCOMPARE(desk.writtenPaths(),
             QStringList { u"POST /v1/sys/replication/performance/primary/enable"_s });

    outcome = desk.mintAndUse(amber, OperationId::PerformanceMintToken, u"basalt-1"_s, basalt);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, performance, u"secondary"_s));
    QVERIFY(desk.waitForStream(basalt, performance));
    QCOMPARE(desk.info(basalt).dataMark, dataOfAmber); // wiped, and filled with the primary's data
    QCOMPARE(desk.writtenPaths().mid(1),
             QStringList({ u"POST /v1/sys/replication/performance/primary/secondary-token"_s,
                           u"POST /v1/sys/replication/performance/secondary/enable"_s }));
    QVERIFY(desk.writes().at(1).body.contains("\"id\":\"basalt-1\""));
    QCOMPARE(desk.ledger.entries().size(), 1);
    QCOMPARE(desk.ledger.entries().constFirst().usedOn, basalt);
    QTRY_VERIFY((desk.pollAll(), desk.ledger.entries().constFirst().seenConnectedAt.has_value()));
    desk.lab.clearRequestLog();

    // There …
    outcome = desk.perform(amber, OperationId::PerformanceDemote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, performance, u"secondary"_s));
    outcome = desk.perform(basalt, OperationId::PerformancePromote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, performance, u"primary"_s));
    outcome = desk.mintAndUse(basalt, OperationId::PerformanceMintToken, u"amber-1"_s, amber);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForStream(amber, performance));

    // … and back.
    outcome = desk.perform(basalt, OperationId::PerformanceDemote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    outcome = desk.perform(amber, OperationId::PerformancePromote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, performance, u"primary"_s));
    outcome = desk.mintAndUse(amber, OperationId::PerformanceMintToken, u"basalt-2"_s, basalt);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForStream(basalt, performance));
    QCOMPARE(desk.info(basalt).dataMark, dataOfAmber);
    const QString p = u"POST /v1/sys/replication/performance/"_s;
    QCOMPARE(desk.writtenPaths(),
             QStringList({ p + u"primary/demote"_s, p + u"secondary/promote"_s,
                           p + u"primary/secondary-token"_s, p + u"secondary/update-primary"_s,
                           p + u"primary/demote"_s, p + u"secondary/promote"_s,
                           p + u"primary/secondary-token"_s, p + u"secondary/update-primary"_s }));
    desk.lab.clearRequestLog();

    // Taken apart.
    outcome = desk.perform(amber, OperationId::PerformanceRevokeSecondary,
                           { { u"id"_s, u"basalt-2"_s } });
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.ledger.entries().constLast().revokedAt.has_value());
    outcome = desk.perform(basalt, OperationId::PerformanceDisableSecondary);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, performance, u"disabled"_s));
    outcome = desk.perform(amber, OperationId::PerformanceDisablePrimary);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, performance, u"disabled"_s));
    QCOMPARE(desk.writtenPaths(),
             QStringList({ p + u"primary/revoke-secondary"_s, p + u"secondary/disable"_s,
                           p + u"primary/disable"_s }));
    QCOMPARE(desk.writes().constFirst().body, QByteArray("{\"id\":\"basalt-2\"}"));
}

QTEST_MAIN(TestFlowPerformance)
#include "tst_flow_performance.moc"
