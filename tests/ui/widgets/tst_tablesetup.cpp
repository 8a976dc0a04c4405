// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/roles.h"
#include "tests/patience.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/tablesetup.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QVBoxLayout>

using namespace switchover;
using namespace switchover::ui;

namespace {

void fill(QStandardItemModel &model)
{
    model.setHorizontalHeaderLabels(
        { QStringLiteral("Name"), QStringLiteral("Set"), QStringLiteral("State") });
    for (int row = 0; row < 4; ++row) {
        auto *set = new QStandardItem(QStringLiteral("4f2c%1…").arg(row));
        set->setData(QStringLiteral("4f2c%1-full").arg(row), CopyRole);
        auto *state = new QStandardItem(QStringLiteral("stream-wals"));
        state->setData(int(ItemHealth::Danger), HealthRole);
        model.appendRow({ new QStandardItem(QStringLiteral("cluster %1").arg(row)), set, state });
    }
}

} // namespace

class TestTableSetup : public QObject
{
    Q_OBJECT

private slots:
    void copiesTheFullTextOfACellAndTheVisibleColumnsOfARow()
    {
        QStandardItemModel model;
        fill(model);
        QTableView view;
        setUpTable(&view, QStringLiteral("peersTable"), QStringLiteral("Peers"));
        view.setModel(&model);
        view.hideColumn(2);
        QCOMPARE(cellText(model.index(1, 1)), QStringLiteral("4f2c1-full"));
        QCOMPARE(rowText(view, model.index(1, 0)), QStringLiteral("cluster 1\t4f2c1-full"));
        view.setCurrentIndex(model.index(2, 1));
        view.findChild<QAction *>(QStringLiteral("peersTableCopyCell"))->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("4f2c2-full"));
    }

    void ctrlFGoesToTheFilterEscapeEmptiesItAndDownGoesBack()
    {
        QWidget page;
        QStandardItemModel model;
        fill(model);
        auto *layout = new QVBoxLayout(&page);
        auto *view = new QTableView;
        setUpTable(view, QStringLiteral("peersTable"), QStringLiteral("Peers"));
        view->setModel(&model);
        auto *filter = new FilterField(view, &page, QStringLiteral("peersFilter"),
                                       QStringLiteral("Filter peers"));
        layout->addWidget(filter);
        layout->addWidget(view);
        page.show();
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        view->setFocus();
        QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("amber"));
        QTest::keyClick(filter, Qt::Key_Escape);
        QVERIFY(filter->text().isEmpty());
        QTest::keyClick(filter, Qt::Key_Down);
        QVERIFY(view->hasFocus());
        QCOMPARE(view->currentIndex().row(), 0);
    }

    void theHeaderStateIsSavedOnceAfterChangesAndRestored()
    {
        QStandardItemModel model;
        fill(model);
        QByteArray saved;
        {
            QTableView view;
            setUpTable(&view, QStringLiteral("peersTable"), QStringLiteral("Peers"));
            view.setModel(&model);
            keepHeaderState(view.horizontalHeader(), {},
                            [&saved](const QByteArray &state) { saved = state; });
            view.horizontalHeader()->moveSection(0, 2);
            view.setColumnWidth(1, 123);
            QTRY_VERIFY(!saved.isEmpty());
        }
        QTableView view;
        setUpTable(&view, QStringLiteral("peersTable"), QStringLiteral("Peers"));
        view.setModel(&model);
        keepHeaderState(view.horizontalHeader(), saved, [](const QByteArray &) {});
        QCOMPARE(view.horizontalHeader()->visualIndex(0), 2);
        QCOMPARE(view.columnWidth(1), 123);
    }

    void delegatesPaintEveryState_data()
    {
        QTest::addColumn<int>("health");
        for (int health = int(ItemHealth::None); health <= int(ItemHealth::Danger); ++health)
            QTest::addRow("%d", health) << health;
    }

    void delegatesPaintEveryState()
    {
        QFETCH(int, health);
        QStandardItemModel model;
        auto *item = new QStandardItem(QStringLiteral("primary"));
        item->setData(health, HealthRole);
        item->setData(1, EnvironmentRole);
        model.appendRow(item);
        QTableView view;
        setUpTable(&view, QStringLiteral("peersTable"), QStringLiteral("Peers"));
        view.setModel(&model);
        QStyleOptionViewItem option;
        option.initFrom(&view);
        option.widget = &view;
        option.rect = QRect(0, 0, 200, 30);
        const HealthDelegate healthDelegate;
        const PillDelegate pillDelegate;
        const EnvironmentDelegate environmentDelegate;
        const NumberDelegate numberDelegate;
        const IdentifierDelegate identifierDelegate;
        const QAbstractItemDelegate *delegates[] { &healthDelegate, &pillDelegate,
                                                   &environmentDelegate, &numberDelegate,
                                                   &identifierDelegate };
        for (const QAbstractItemDelegate *delegate : delegates) {
            QImage image(200, 30, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::white);
            const QImage before = image;
            QPainter painter(&image);
            delegate->paint(&painter, option, model.index(0, 0));
            painter.end();
            QVERIFY(image != before);
            const QSize hint = delegate->sizeHint(option, model.index(0, 0));
            QVERIFY(hint.width() > 10);
            QVERIFY(hint.height() >= view.fontMetrics().height());
        }
    }
};

QTEST_MAIN(TestTableSetup)
#include "tst_tablesetup.moc"
