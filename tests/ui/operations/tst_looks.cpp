// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/lab/labbanner.h"
#include "ui/lab/labpanel.h"
#include "ui/tokens/tokenledgerpanel.h"
#include "ui/widgets/theme.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

using namespace switchover;
using namespace Qt::StringLiterals;

/// Everything of this region as people see it: nothing is cut off, everything has a name.
class TestLooks : public QObject
{
    Q_OBJECT

private slots:
    void clusterPages_data();
    void clusterPages();
    void dialogs_data();
    void dialogs();
    void progress();
    void outcomeOfAChange();
    void tokenAndLedger();
    void labPanel();

private:
    static void check(QWidget &widget, const QString &name);
};

void TestLooks::check(QWidget &widget, const QString &name)
{
    for (const ui::Scheme scheme : { ui::Scheme::Light, ui::Scheme::Dark }) {
        ui::applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), scheme);
        QCoreApplication::sendPostedEvents();
        QTest::qWait(0);
        ui::look::save(widget, name + (scheme == ui::Scheme::Dark ? u"-dark"_s : u"-light"_s));
    }
    QTRY_COMPARE(ui::look::clippedTexts(widget), QStringList());
    QStringList nameless;
    const QList<QWidget *> inputs = widget.findChildren<QWidget *>();
    for (QWidget *input : inputs) {
        if (!input->isVisible() || input->focusPolicy() == Qt::NoFocus
            || input->objectName().startsWith("qt_"_L1))
            continue;
        if (QAccessible::queryAccessibleInterface(input)->text(QAccessible::Name).isEmpty())
            nameless += QString::fromLatin1(input->metaObject()->className()) + u" "_s
                + input->objectName();
    }
    QVERIFY2(nameless.isEmpty(), qUtf8Printable(name + u": "_s + nameless.join(u'\n')));
}

void TestLooks::clusterPages_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("cluster");
    QTest::newRow("full-amber") << u"full"_s << u"amber"_s;
    QTest::newRow("full-basalt") << u"full"_s << u"basalt"_s;
    QTest::newRow("full-cobalt") << u"full"_s << u"cobalt"_s;
    QTest::newRow("fresh") << u"fresh-pair"_s << u"amber"_s;
    QTest::newRow("legacy") << u"legacy-pair"_s << u"amber"_s;
    QTest::newRow("split-brain") << u"split-brain"_s << u"amber"_s;
}

void TestLooks::clusterPages()
{
    QFETCH(QString, scenario);
    QFETCH(QString, cluster);
    test::LabDesk desk(scenario);
    QVERIFY(desk.start());
    desk.show(cluster);
    desk.window.resize(1280, 1000);
    QTRY_VERIFY(desk.snapshot(cluster).status.has_value());
    for (int i = 0; i < 3; ++i) { // some history for the sparkline
        const quint64 revision = desk.snapshot(cluster).revision;
        desk.pollAll();
        QTRY_VERIFY(desk.snapshot(cluster).revision > revision);
    }
    check(desk.window, u"page-"_s + QString::fromLatin1(QTest::currentDataTag()));
    if (cluster != "cobalt"_L1)
        return;
    desk.window.resize(760, 1300); // narrow, and old
    QVERIFY(desk.lab.setFault(cluster, {}, { .kind = u"not-json"_s }).has_value());
    QTRY_VERIFY((desk.pollAll(), desk.snapshot(cluster).statusError.has_value()));
    check(desk.window, u"page-stale"_s);
}

void TestLooks::dialogs_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("cluster");
    QTest::addColumn<OperationId>("operation");
    QTest::newRow("mint") << u"full"_s << u"amber"_s << OperationId::PerformanceMintToken;
    QTest::newRow("demote") << u"full"_s << u"amber"_s << OperationId::PerformanceDemote;
    QTest::newRow("enable-secondary")
        << u"fresh-pair"_s << u"basalt"_s << OperationId::PerformanceEnableSecondary;
    QTest::newRow("update-primary")
        << u"full"_s << u"cobalt"_s << OperationId::PerformanceUpdatePrimary;
    QTest::newRow("dr-promote") << u"full"_s << u"basalt"_s << OperationId::DrPromote;
    QTest::newRow("disable") << u"full"_s << u"amber"_s << OperationId::DrDisablePrimary;
    QTest::newRow("merkle") << u"full"_s << u"amber"_s << OperationId::MerkleCheck;
}

void TestLooks::dialogs()
{
    QFETCH(QString, scenario);
    QFETCH(QString, cluster);
    QFETCH(OperationId, operation);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    test::LabDesk desk(scenario);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(cluster, operation);
    QVERIFY(dialog);
    if (tag == "disable"_L1) {
        QVERIFY(test::click(dialog, u"nextButton"_s));
        check(*dialog, u"dialog-review"_s);
        return;
    }
    if (tag == "merkle"_L1) {
        QVERIFY(test::click(dialog, u"sendButton"_s));
        QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
        check(*dialog, u"dialog-outcome"_s);
        return;
    }
    if (tag == "mint"_L1) {
        QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-west"_s));
        QVERIFY(test::click(dialog, u"limitPaths"_s));
        QVERIFY(test::click(dialog, u"requestDisclosure"_s));
        dialog->resize(dialog->width(), 1000);
    }
    check(*dialog, u"dialog-"_s + tag);
}

void TestLooks::progress()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    // It has no end, with which the dialog would go.
    QVERIFY(desk.lab.setFault(
        u"amber"_s, {},
        { .kind = u"hang"_s,
          .pathPrefix = u"sys/replication/performance/primary/secondary-token"_s }));
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-west"_s));
    QVERIFY(test::click(dialog, u"sendButton"_s));
    check(*dialog, u"dialog-progress"_s);
}

void TestLooks::outcomeOfAChange()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog =
        desk.openByButton(u"amber"_s, OperationId::PerformanceEnablePrimary);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"sendButton"_s));
    QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
    check(*dialog, u"dialog-outcome-enable"_s);
    QVERIFY(test::click(dialog, u"nextStep.performance.primary.secondary-token"_s));
    const auto *next = desk.window.findChildren<ui::OperationDialog *>().constLast();
    QCOMPARE(next->operationId(), OperationId::PerformanceMintToken);
}

void TestLooks::tokenAndLedger()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-west"_s));
    QVERIFY(test::click(dialog, u"sendButton"_s));
    QTRY_VERIFY(desk.tokenDialog());
    check(*desk.tokenDialog(), u"token"_s);
    QVERIFY(test::click(desk.tokenDialog(), u"copyTokenButton"_s));
    QVERIFY(test::click(desk.tokenDialog(), u"useOnButton"_s));
    QTest::qWait(0);
    check(*desk.tokenDialog(), u"token-use-on"_s);
    ui::TokenLedgerPanel ledger(*desk.services);
    ledger.resize(1000, 260);
    ledger.show();
    check(ledger, u"ledger"_s);
}

void TestLooks::labPanel()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::LabPanel panel(desk.lab);
    panel.resize(480, 1000);
    panel.show();
    check(panel, u"lab-panel"_s);
    ui::LabBanner banner(desk.lab);
    banner.resize(1280, banner.sizeHint().height());
    banner.show();
    check(banner, u"lab-banner"_s);
}

QTEST_MAIN(TestLooks)
#include "tst_looks.moc"
