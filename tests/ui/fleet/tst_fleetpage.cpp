// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/fleettablemodel.h"
#include "models/store/settings.h"
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/fleet/fleetpage.h"
#include "ui/fleet/stattile.h"

#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

class TestFleetPage : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void figuresCountWhatTheLabHas()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.resize(1100, 600);
        page.show();
        QVERIFY(page.findChild<StatTile *>(u"clustersFigure"_s)->accessibleName().contains(u'4'));
        QTRY_VERIFY(page.findChild<StatTile *>(u"setsFigure"_s)
                        ->accessibleName()
                        .contains(u"1 performance, 2 DR"));
        QTRY_VERIFY(!page.findChild<StatTile *>(u"lagFigure"_s)
                         ->accessibleName()
                         .contains(u"no secondary"));
        QSignalSpy problems(&page, &FleetPage::problemsRequested);
        page.findChild<StatTile *>(u"problemsFigure"_s)->click();
        QCOMPARE(problems.size(), 1);
    }

    void aNarrowTileWrapsWhatItSaysAndNeverCutsItsFigure()
    {
        StatTile tile(u"Replication sets"_s, u"tile"_s);
        tile.setFigure(u"61 WALs, 997 ms"_s, u"1 performance, 2 disaster recovery"_s);
        const int wide = tile.heightForWidth(2000);
        QVERIFY(tile.heightForWidth(tile.minimumSizeHint().width()) > wide);
        QCOMPARE(tile.sizeHint().height() >= wide, true);
        QVERIFY(tile.minimumSizeHint().width()
                > QFontMetrics(strongFont(tile.font())).horizontalAdvance(u"61 WALs, 997 ms"_s));
        // In the page a row of tiles takes the height that its narrowest needs.
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.resize(page.minimumSizeHint().width(), 700);
        page.show();
        QTRY_VERIFY(
            !page.findChild<StatTile *>(u"setsFigure"_s)->accessibleName().contains(u": 0"));
        for (const StatTile *each : page.findChildren<StatTile *>()) {
            QTRY_VERIFY2(each->height() >= each->heightForWidth(each->width()),
                         qPrintable(each->accessibleName()));
            QTRY_COMPARE(each->height(), page.findChild<StatTile *>()->height());
        }
    }

    void theFilterNarrowsTheTableAndAnEmptyResultOffersToClearIt()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.resize(1100, 600);
        page.show();
        auto *table = page.findChild<QTableView *>(u"fleetTable"_s);
        auto *filter = page.findChild<QLineEdit *>(u"fleetFilter"_s);
        QCOMPARE(table->model()->rowCount(), 4);
        filter->setText(estate.registry.clusters().at(2).identity.name);
        QCOMPARE(table->model()->rowCount(), 1);
        filter->setText(u"no such cluster"_s);
        auto *clear = page.findChild<QPushButton *>(u"clearFilterButton"_s);
        QVERIFY(clear->isVisible());
        QVERIFY(!table->isVisible());
        clear->click();
        QCOMPARE(table->model()->rowCount(), 4);
        QVERIFY(table->isVisible());
    }

    void enterAndDoubleClickOpenTheCluster()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.resize(1100, 600);
        page.show();
        QSignalSpy activated(&page, &FleetPage::clusterActivated);
        QSignalSpy current(&page, &FleetPage::currentClusterChanged);
        auto *table = page.findChild<QTableView *>(u"fleetTable"_s);
        const ClusterId second = estate.registry.clusters().at(1).identity.id;
        page.setCurrentCluster(second);
        QCOMPARE(page.currentCluster(), second);
        QVERIFY(current.size() >= 1);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated.at(0).at(0).value<ClusterId>(), second);
    }

    void columnsGrowWithWhatIsInThem()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.resize(1400, 600);
        page.show();
        auto *table = page.findChild<QTableView *>(u"fleetTable"_s);
        QTRY_VERIFY(table->isVisible());
        ClusterRecord record = estate.registry.clusters().constFirst();
        record.identity.name = u"amber of the north"_s;
        QVERIFY(estate.registry.update(record));
        const QAbstractItemView *view = table;
        const int room = page.fontMetrics().horizontalAdvance(record.identity.name);
        QTRY_VERIFY(view->sizeHintForColumn(FleetTableModel::Name) > room);
        estate.fleet.refreshAll();
        QTRY_VERIFY(table->columnWidth(FleetTableModel::Name)
                    >= view->sizeHintForColumn(FleetTableModel::Name));
    }

    void columnsLeaveBeforeTheTableScrolls()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.show();
        const auto *table = page.findChild<QTableView *>(u"fleetTable"_s);
        for (int width = 1500; width >= 1000; width -= 10) {
            page.resize(width, 600);
            QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
        }
    }

    void onlyWidthsTheUserChoseAreKeptForAnotherDay()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        const auto widthOnANewPage = [&estate](int narrowed = 0) {
            FleetPage page(estate.services);
            page.resize(1400, 600);
            page.show();
            auto *table = page.findChild<QTableView *>(u"fleetTable"_s);
            if (narrowed > 0 && QTest::qWaitForWindowExposed(&page)) {
                table->horizontalHeader()->resizeSection(FleetTableModel::StateColumn, narrowed);
                estate.settings.setWindowState(u"fleetTable"_s, {});
                static_cast<void>(QTest::qWaitFor(
                    [&] { return !estate.settings.windowState(u"fleetTable"_s).isEmpty(); },
                    test::patience));
            }
            return table->columnWidth(FleetTableModel::StateColumn);
        };
        const int fitted = widthOnANewPage();
        QVERIFY(fitted > 60);
        QCOMPARE(widthOnANewPage(60), 60);
        QCOMPARE(widthOnANewPage(), 60);
        estate.settings.setWindowState(u"fleetTableChosen"_s, {});
        QCOMPARE(widthOnANewPage(), fitted);
    }

    void clustersComeAndGoWithTheRegistry()
    {
        Estate estate;
        FleetPage page(estate.services);
        page.resize(1100, 600);
        page.show();
        auto *table = page.findChild<QTableView *>(u"fleetTable"_s);
        QVERIFY(!table->isVisible());
        const Result<ClusterId> id = estate.registry.add(
            { .identity = { .name = u"amber"_s, .address = u"https://a:8200"_s } });
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 1);
        QVERIFY(estate.registry.remove(*id));
        QVERIFY(page.findChild<QPushButton *>(u"noClustersAddButton"_s)->isVisible());
    }

    void whenNothingAnswersItSaysSo()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.resize(1100, 600);
        page.show();
        auto *messages = page.findChild<QWidget *>(u"fleetMessages"_s);
        QVERIFY(!messages->isVisible());
        for (const lab::ClusterInfo &cluster : estate.lab->clusters()) {
            for (const lab::NodeInfo &node : cluster.nodes)
                QVERIFY(estate.lab->stopNode(node.name));
        }
        estate.fleet.refreshAll();
        QTRY_VERIFY(messages->isVisible());
        look::save(page, u"fleet-unreachable"_s);
    }
};

QTEST_MAIN(TestFleetPage)
#include "tst_fleetpage.moc"
