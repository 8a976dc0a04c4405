// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/activity/problemspanel.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QSignalSpy>
#include <QTableView>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

class TestProblemsPanel : public QObject
{
    Q_OBJECT

private slots:
    void twoPrimariesAreShownWithAdviceAndLeadToTheCluster()
    {
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
        Estate estate(u"split-brain"_s);
        QVERIFY(estate.readAll());
        ProblemsPanel panel(estate.services);
        QSignalSpy counted(&panel, &ProblemsPanel::countChanged);
        panel.resize(1100, 260);
        panel.show();
        auto *table = panel.findChild<QTableView *>(u"problemsTable"_s);
        QTRY_VERIFY(panel.count() >= 1);
        QTRY_VERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount() >= panel.count(), true);
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        look::save(panel, u"problems"_s);
        QSignalSpy activated(&panel, &ProblemsPanel::clusterActivated);
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            table->setCurrentIndex(table->model()->index(row, 0));
            QTest::keyClick(table, Qt::Key_Return);
        }
        for (const QList<QVariant> &call : activated)
            QVERIFY(estate.registry.cluster(call.at(0).value<ClusterId>()));
    }

    void consequencesAreShownIfAskedFor()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        const lab::ClusterInfo amber = estate.lab->cluster(u"amber"_s).value_or(lab::ClusterInfo());
        for (const lab::NodeInfo &node : amber.nodes)
            QVERIFY(estate.lab->stopNode(node.name));
        ProblemsPanel panel(estate.services);
        panel.resize(1100, 260);
        panel.show();
        const auto *rows = panel.findChild<QTableView *>(u"problemsTable"_s)->model();
        const auto consequences = [&] {
            qsizetype count = 0;
            for (const Problem &problem : estate.fleet.problems())
                count += problem.isConsequence() ? 1 : 0;
            return count;
        };
        QTRY_VERIFY((estate.fleet.refreshAll(), consequences() > 0 && panel.count() == 1));
        auto *shown = panel.findChild<QCheckBox *>(u"showConsequences"_s);
        const int before = rows->rowCount();
        QTest::mouseClick(shown, Qt::LeftButton, {}, QPoint(8, shown->height() / 2));
        QVERIFY(shown->isChecked());
        QTRY_VERIFY(rows->rowCount() > before);
        QCOMPARE(panel.count(), 1); // they are no more to do
    }

    void withoutProblemsItSaysSo()
    {
        Estate estate;
        ProblemsPanel panel(estate.services);
        panel.resize(1100, 260);
        panel.show();
        QVERIFY(panel.findChild<QWidget *>(u"noProblems"_s)->isVisible());
        QCOMPARE(panel.count(), 0);
    }
};

QTEST_MAIN(TestProblemsPanel)
#include "tst_problemspanel.moc"
