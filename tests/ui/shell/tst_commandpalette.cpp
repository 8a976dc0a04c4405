// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

std::vector<Command> commands(QStringList *ran)
{
    return { { .title = u"Amber east"_s,
               .kind = u"Cluster"_s,
               .run = [ran] { ran->append(u"amber"_s); } },
             { .title = u"Birch west"_s,
               .kind = u"Cluster"_s,
               .run = [ran] { ran->append(u"birch"_s); } },
             { .title = u"Demote Amber east…"_s,
               .kind = u"Operation"_s,
               .whyNot = u"It is no primary."_s,
               .run = [ran] { ran->append(u"demote"_s); } } };
}

} // namespace

class TestCommandPalette : public QObject
{
    Q_OBJECT

private slots:
    void wordsInAnyOrderFindACommandAndEnterRunsIt()
    {
        QStringList ran;
        QWidget window;
        window.show();
        auto *palette = new CommandPalette(commands(&ran), &window);
        palette->open();
        auto *edit = palette->findChild<QLineEdit *>(u"paletteEdit"_s);
        QTest::keyClicks(edit, u"west bir"_s);
        QCOMPARE(palette->findChild<QListView *>(u"paletteList"_s)->model()->rowCount(), 1);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(ran, QStringList { u"birch"_s });
        QTRY_VERIFY(!window.findChild<CommandPalette *>());
    }

    void arrowsChooseAndWrap()
    {
        QStringList ran;
        QWidget window;
        window.show();
        auto *palette = new CommandPalette(commands(&ran), &window);
        palette->open();
        auto *edit = palette->findChild<QLineEdit *>(u"paletteEdit"_s);
        auto *list = palette->findChild<QListView *>(u"paletteList"_s);
        QCOMPARE(list->currentIndex().row(), 0);
        QTest::keyClick(edit, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), 1);
        QTest::keyClick(edit, Qt::Key_Up);
        QTest::keyClick(edit, Qt::Key_Up);
        QCOMPARE(list->currentIndex().row(), 2);
        QTest::keyClick(edit, Qt::Key_Down);
        QTest::keyClick(edit, Qt::Key_Down);
        QTest::keyClick(edit, Qt::Key_Enter);
        QCOMPARE(ran, QStringList { u"birch"_s });
    }

    void whatCannotBeDoneSaysWhyAndDoesNotRun()
    {
        QStringList ran;
        QWidget window;
        window.show();
        auto *palette = new CommandPalette(commands(&ran), &window);
        palette->open();
        auto *edit = palette->findChild<QLineEdit *>(u"paletteEdit"_s);
        QTest::keyClicks(edit, u"demote"_s);
        auto *list = palette->findChild<QListView *>(u"paletteList"_s);
        QCOMPARE(list->currentIndex().data(Qt::ToolTipRole).toString(), u"It is no primary."_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(ran.isEmpty());
        QVERIFY(palette->isVisible());
        QTest::keyClick(edit, Qt::Key_Escape);
        QTRY_VERIFY(!window.findChild<CommandPalette *>());
    }

    void theWindowsPaletteGoesToClustersAndListsOperations()
    {
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.resize(1440, 900);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const ClusterRecord first = estate.registry.clusters().constFirst();
        window.showCluster(first.identity.id);
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto *palette = window.findChild<CommandPalette *>();
        QVERIFY(palette);
        auto *edit = palette->findChild<QLineEdit *>(u"paletteEdit"_s);
        auto *list = palette->findChild<QListView *>(u"paletteList"_s);
        look::save(*palette, u"palette"_s);
        QTest::keyClicks(edit, u"demote"_s);
        QVERIFY(list->model()->rowCount() >= 1);
        QVERIFY(list->model()->index(0, 0).data().toString().contains(first.identity.name));
        edit->clear();
        const ClusterRecord last = estate.registry.clusters().constLast();
        QTest::keyClicks(edit, last.identity.name);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(window.currentCluster(), last.identity.id);
    }
};

QTEST_MAIN(TestCommandPalette)
#include "tst_commandpalette.moc"
