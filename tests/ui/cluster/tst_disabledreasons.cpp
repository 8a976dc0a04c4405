// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"

#include <QLabel>
#include <QPushButton>

using namespace switchover;
using namespace Qt::StringLiterals;

/// Every button that cannot be used says why, in the words of the rule that the runner checks.
class TestDisabledReasons : public QObject
{
    Q_OBJECT

private slots:
    void everyDisabledButtonSaysWhy_data();
    void everyDisabledButtonSaysWhy();
    void aSharedReasonIsAlwaysInSight();
    void hoveringADisabledButtonShowsItsReason();
};

void TestDisabledReasons::everyDisabledButtonSaysWhy_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("cluster");
    QTest::addColumn<QString>("trouble");
    QTest::newRow("signed out") << u"full"_s << u"amber"_s << u"signed-out"_s;
    QTest::newRow("dr secondary") << u"full"_s << u"basalt"_s << QString();
    QTest::newRow("performance secondary") << u"full"_s << u"cobalt"_s << QString();
    QTest::newRow("disabled") << u"fresh-pair"_s << u"amber"_s << QString();
    QTest::newRow("old") << u"legacy-pair"_s << u"amber"_s << u"signed-out"_s;
    QTest::newRow("sealed") << u"fresh-pair"_s << u"amber"_s << u"sealed"_s;
    QTest::newRow("silent") << u"fresh-pair"_s << u"amber"_s << u"silent"_s;
    QTest::newRow("talking nonsense") << u"fresh-pair"_s << u"amber"_s << u"nonsense"_s;
}

void TestDisabledReasons::everyDisabledButtonSaysWhy()
{
    QFETCH(QString, scenario);
    QFETCH(QString, cluster);
    QFETCH(QString, trouble);
    test::LabDesk desk(scenario);
    QVERIFY(desk.start());
    desk.show(cluster);
    const lab::ClusterInfo info = desk.info(cluster);
    if (trouble == "signed-out"_L1) {
        desk.signIn.reset();
        desk.fleet->signOut(desk.id(cluster), ClusterSession::Revoke::No);
        QTRY_VERIFY(desk.snapshot(cluster).signIn == SignInState::SignedOut);
    } else if (trouble == "sealed"_L1) {
        for (const lab::NodeInfo &node : info.nodes)
            QVERIFY(desk.lab.seal(node.name).has_value());
        QTRY_VERIFY((desk.pollAll(), desk.snapshot(cluster).statusError.has_value()));
    } else if (!trouble.isEmpty()) {
        const QString kind = trouble == "silent"_L1 ? u"refuse"_s : u"not-json"_s;
        QVERIFY(desk.lab.setFault(cluster, {}, { .kind = kind }).has_value());
        QTRY_VERIFY((desk.pollAll(), desk.snapshot(cluster).statusError.has_value()));
    }
    int disabled = 0;
    for (const Operation &row : operationCatalogue()) {
        const QPushButton *button = desk.operationButton(row.id);
        QVERIFY2(button, row.key.data());
        QCOMPARE(button->isVisible(), isRelevant(row, desk.snapshot(cluster)));
        if (!button->isVisible())
            continue;
        const Permission permission = allowed(row, desk.snapshot(cluster));
        QCOMPARE(button->isEnabled(), permission.allowed);
        QVERIFY2(!button->accessibleName().isEmpty(), row.key.data());
        QVERIFY2(!button->toolTip().isEmpty(), row.key.data());
        if (button->isEnabled())
            continue;
        ++disabled;
        QCOMPARE(button->toolTip(), permission.reason);
        QCOMPARE(button->accessibleDescription(), permission.reason);
    }
    if (!trouble.isEmpty() || cluster == "basalt"_L1)
        QVERIFY(disabled > 0);
}

void TestDisabledReasons::aSharedReasonIsAlwaysInSight()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"basalt"_s);
    const auto *operations = desk.page->findChild<QWidget *>(u"performanceOperations"_s);
    QVERIFY(operations);
    const auto *reason = operations->findChild<QLabel *>(u"operationReason"_s);
    QTRY_VERIFY(reason->isVisible());
    QCOMPARE(reason->text(),
             desk.operationButton(OperationId::PerformanceEnableSecondary)->toolTip());
}

void TestDisabledReasons::hoveringADisabledButtonShowsItsReason()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"basalt"_s);
    QPushButton *button = desk.operationButton(OperationId::PerformanceEnablePrimary);
    QTRY_VERIFY(!button->isEnabled());
    auto *reason = desk.page->findChild<QWidget *>(u"performanceOperations"_s)
                       ->findChild<QLabel *>(u"operationReason"_s);
    reason->clear();
    QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
    QCoreApplication::sendEvent(button, &enter);
    QCOMPARE(reason->text(), button->toolTip());
}

QTEST_MAIN(TestDisabledReasons)
#include "tst_disabledreasons.moc"
