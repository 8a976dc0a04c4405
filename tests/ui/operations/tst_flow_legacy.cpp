// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/operations/labdesk.h"

using namespace switchover;
using namespace Qt::StringLiterals;

/// Vault 0.7: the same by clicking, through the paths of its time.
class TestFlowLegacy : public QObject
{
    Q_OBJECT

private slots:
    void aPairOfVault07IsSetUpMovedAndTakenApart();
};

void TestFlowLegacy::aPairOfVault07IsSetUpMovedAndTakenApart()
{
    constexpr auto performance = ReplicationType::Performance;
    test::LabDesk desk(u"legacy-pair"_s);
    QVERIFY(desk.start());
    const QString amber = u"amber"_s;
    const QString basalt = u"basalt"_s;
    const QString dataOfAmber = desk.info(amber).dataMark;
    desk.lab.clearRequestLog();
    const auto good = [](const QString &outcome) { return !outcome.startsWith(u'!'); };

    QString outcome = desk.perform(amber, OperationId::PerformanceEnablePrimary);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, performance, u"primary"_s));
    outcome = desk.mintAndUse(amber, OperationId::PerformanceMintToken, u"basalt-1"_s, basalt);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, performance, u"secondary"_s));
    QCOMPARE(desk.info(basalt).dataMark, dataOfAmber);

    QStringList mints; // a GET there, with its parameters in the query
    const QList<lab::RequestEntry> all = desk.lab.requestLog();
    for (const lab::RequestEntry &entry : all) {
        if (entry.path.endsWith("secondary-token"_L1))
            mints.append(QString::fromLatin1(entry.method) + u' ' + entry.path + u'?'
                         + entry.query);
    }
    QCOMPARE(mints,
             QStringList { u"GET /v1/sys/replication/primary/secondary-token?id=basalt-1"_s });

    outcome = desk.perform(amber, OperationId::PerformanceDemote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    outcome = desk.perform(basalt, OperationId::PerformancePromote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, performance, u"primary"_s));
    outcome = desk.mintAndUse(basalt, OperationId::PerformanceMintToken, u"amber-1"_s, amber);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    outcome = desk.perform(basalt, OperationId::PerformanceRevokeSecondary,
                           { { u"id"_s, u"amber-1"_s } });
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    outcome = desk.perform(amber, OperationId::PerformanceDisableSecondary);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    outcome = desk.perform(basalt, OperationId::PerformanceDisablePrimary);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, performance, u"disabled"_s));

    const QString p = u"POST /v1/sys/replication/"_s;
    QCOMPARE(desk.writtenPaths(),
             QStringList({ p + u"primary/enable"_s, p + u"secondary/enable"_s,
                           p + u"primary/demote"_s, p + u"secondary/promote"_s,
                           p + u"secondary/update-primary"_s, p + u"primary/revoke-secondary"_s,
                           p + u"secondary/disable"_s, p + u"primary/disable"_s }));
}

QTEST_MAIN(TestFlowLegacy)
#include "tst_flow_legacy.moc"
