// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/unsealdialog.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QAccessible>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

using namespace switchover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Id = OperationId;

QStringList sentences(QWidget *root, const QString &name)
{
    const auto *list = root->findChild<ui::BulletList *>(name);
    return list ? list->sentences() : QStringList();
}

} // namespace

/// Maintenance by clicking: the lead, the check with its verdict, the reindex with its figures, on
/// performance and on DR secondaries.
class TestMaintenanceFlow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::applyTheme(*qApp, ui::Scheme::Light); }
    void thePageLeadsFromTheCheckToTheReindex();
    void aDamagedSecondaryIsCheckedReindexedAndCheckedAgain_data();
    void aDamagedSecondaryIsCheckedReindexedAndCheckedAgain();
    void recoverGoesOutOnce_data();
    void recoverGoesOutOnce();
    void sealedNodesLeadToTheGuide();
};

void TestMaintenanceFlow::thePageLeadsFromTheCheckToTheReindex()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    QTRY_VERIFY(sentences(desk.page, u"maintenanceLead"_s).join(u' ').contains(u"cobalt"_s));
    const QStringList lead = sentences(desk.page, u"maintenanceLead"_s);
    QVERIFY(lead.join(u' ').contains(u"Check first"_s));
    QVERIFY(lead.join(u' ').contains(u"Reindex a secondary first"_s));
    QVERIFY(!test::find<QPushButton>(desk.page, u"unsealNodesButton"_s)->isVisible());
    ui::look::save(desk.window, u"maintenance-page"_s);
    desk.show(u"cobalt"_s);
    QTRY_VERIFY(!sentences(desk.page, u"maintenanceLead"_s).isEmpty());
}

void TestMaintenanceFlow::aDamagedSecondaryIsCheckedReindexedAndCheckedAgain_data()
{
    QTest::addColumn<QString>("cluster");
    QTest::addColumn<OperationId>("check");
    QTest::addColumn<OperationId>("reindex");
    QTest::newRow("performance secondary") << u"cobalt"_s << Id::MerkleCheck << Id::Reindex;
    QTest::newRow("dr secondary") << u"dune"_s << Id::DrMerkleCheck << Id::DrReindex;
}

void TestMaintenanceFlow::aDamagedSecondaryIsCheckedReindexedAndCheckedAgain()
{
    QFETCH(QString, cluster);
    QFETCH(OperationId, check);
    QFETCH(OperationId, reindex);
    // The lab's time stands still while the window shows a stage of the reindex.
    FakeClock labTime(QDateTime::currentDateTimeUtc());
    lab::Options options = test::LabDesk::optionsFor(u"full"_s);
    options.clock = &labTime;
    test::LabDesk desk(options);
    QVERIFY(desk.start());
    QVERIFY(desk.lab.corruptTree(cluster).has_value());
    ui::OperationDialog *dialog = desk.openByButton(cluster, check);
    QVERIFY(dialog);
    QCOMPARE(desk.submit(dialog), QString());
    QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
    QVERIFY(test::outcomeOf(dialog).contains(u"found corruption"_s));
    const auto *tree = dialog->findChild<ui::StatusDot *>(u"merkleTree.replicated"_s);
    QVERIFY(tree);
    const QString verdict = QAccessible::queryAccessibleInterface(const_cast<ui::StatusDot *>(tree))
                                ->text(QAccessible::Name);
    QVERIFY2(verdict.contains(u"damaged"_s) || verdict.contains(u"wrong"_s),
             qUtf8Printable(verdict));
    const QStringList advice = sentences(dialog, u"followUps"_s);
    QVERIFY2(advice.join(u' ').contains(u"Reindex %1"_s.arg(cluster)),
             qUtf8Printable(advice.join(u' ')));
    ui::look::save(*dialog, u"merkle-verdict-"_s + cluster);

    // The next step is at hand.
    QVERIFY(test::click(dialog, u"nextStep."_s + operation(reindex).key));
    ui::OperationDialog *form = nullptr;
    for (ui::OperationDialog *each : desk.window.findChildren<ui::OperationDialog *>()) {
        if (each->operationId() == reindex)
            form = each;
    }
    QVERIFY(form);
    desk.lab.clearRequestLog();
    QCOMPARE(desk.submit(form, { { u"diff"_s, u"on"_s }, { u"skip_flush"_s, u"on"_s } }),
             QString());
    const auto *figures = test::find<QLabel>(form, u"reindexFigures"_s);
    QTRY_VERIFY(figures->isVisible() && figures->text().contains(u"stage"_s));
    QVERIFY(test::outcomeOf(form).isEmpty());
    labTime.advance(5s);
    QTRY_VERIFY2(!test::outcomeOf(form).isEmpty(),
                 qUtf8Printable(test::find<QLabel>(form, u"operationBarText"_s)->text()));
    QCOMPARE(desk.writes().size(), 1);
    QVERIFY(desk.writes().constFirst().body.contains("\"skip_flush\":true"));
    QVERIFY(test::click(form, u"cancelButton"_s));
    const QString again = desk.perform(cluster, check);
    QVERIFY2(again.contains(u"found no corruption"_s), qUtf8Printable(again));
}

void TestMaintenanceFlow::recoverGoesOutOnce_data()
{
    QTest::addColumn<QString>("cluster");
    QTest::addColumn<OperationId>("recover");
    QTest::newRow("primary") << u"amber"_s << Id::Recover;
    QTest::newRow("dr secondary") << u"basalt"_s << Id::DrRecover;
}

void TestMaintenanceFlow::recoverGoesOutOnce()
{
    QFETCH(QString, cluster);
    QFETCH(OperationId, recover);
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.lab.clearRequestLog();
    const QString outcome = desk.perform(cluster, recover);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QCOMPARE(desk.writtenPaths(), QStringList { u"POST /v1/"_s + operation(recover).path });
}

void TestMaintenanceFlow::sealedNodesLeadToTheGuide()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"cobalt"_s);
    const QList<lab::NodeInfo> nodes = desk.info(u"cobalt"_s).nodes;
    const auto standby = std::ranges::find_if(
        nodes, [](const lab::NodeInfo &node) { return node.state != lab::NodeState::Active; });
    QVERIFY(standby != nodes.end());
    QVERIFY(desk.lab.seal(standby->name).has_value());
    auto *button = test::find<QPushButton>(desk.page, u"unsealNodesButton"_s);
    QTRY_VERIFY((desk.pollAll(), button->isVisible()));
    QCOMPARE(test::find<QLabel>(desk.page, u"sealedNodes"_s)->text(),
             u"1 node(s) of this cluster (is|are) sealed."_s);
    QVERIFY(test::click(desk.page, u"unsealNodesButton"_s));
    auto *dialog = desk.window.findChild<ui::UnsealDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->cluster(), desk.id(u"cobalt"_s));
}

QTEST_MAIN(TestMaintenanceFlow)
#include "tst_maintenanceflow.moc"
