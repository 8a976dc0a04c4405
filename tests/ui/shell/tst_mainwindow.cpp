// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/operations/operationcenter.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/windowactions.h"
#include "ui/widgets/messagebar.h"

#include <QApplication>
#include <QDockWidget>
#include <QLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QTableView>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(application(), Scheme::Light);
    }

    void withoutClustersItOffersToAddOrImport()
    {
        Estate estate;
        MainWindow window(estate.services);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        look::save(window, u"window-empty"_s);
        auto *add = window.findChild<QPushButton *>(u"noClustersAddButton"_s);
        QVERIFY(add && add->isVisible());
        QVERIFY(window.findChild<QPushButton *>(u"noClustersImportButton"_s)->isVisible());
        QVERIFY(!window.actions().signIn->isEnabled());
        QVERIFY(!window.actions().signIn->toolTip().isEmpty());
        add->click();
        QVERIFY(window.findChild<QDialog *>(u"clusterDialog"_s));
    }

    void everyActionHasTextAndNameAndEveryInputAnAccessibleName()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        for (const ClusterRecord &record : estate.registry.clusters()) {
            window.showCluster(record.identity.id);
            const QStringList nameless = look::namelessInputs(window);
            QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
            const QStringList shared = look::sharedButtonNames(window);
            QVERIFY2(shared.isEmpty(), qPrintable(shared.join(u'\n')));
        }
        window.showFleet();
        QStringList bad = look::namelessInputs(window) + look::sharedButtonNames(window);
        for (const QAction *action : window.findChildren<QAction *>()) {
            const bool ofQt = action->objectName().startsWith(u"_q_qlineedit"_s)
                || action->objectName().startsWith(u"edit-"_s)
                || action->objectName().startsWith(u"select-"_s)
                || action->objectName() == u"link-copy";
            if (action->isSeparator() || ofQt || action->menu()
                || qobject_cast<QLineEdit *>(action->parent()))
                continue;
            if (action->objectName().isEmpty()
                || (action->text().isEmpty() && action->objectName().endsWith(u"Action")))
                bad += u"action “%1” of %2"_s.arg(action->text(), action->objectName());
        }
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
    }

    void shortcutsAreUniqueAndEveryActionIsReachableByMenu()
    {
        Estate estate;
        MainWindow window(estate.services);
        QSet<QString> seen;
        for (const QAction *action : window.actions().all()) {
            QVERIFY(!action->text().isEmpty());
            QVERIFY(!action->objectName().isEmpty());
            QVERIFY(!action->toolTip().isEmpty());
            const QString keys = action->shortcut().toString();
            QVERIFY2(keys.isEmpty() || !seen.contains(keys), qPrintable(keys));
            seen.insert(keys);
            bool inMenu = false;
            for (const QMenu *menu : window.findChildren<QMenu *>())
                inMenu = inMenu || menu->actions().contains(const_cast<QAction *>(action));
            QVERIFY2(inMenu, qPrintable(action->objectName()));
        }
    }

    void theTreeTheTableAndTheKeyboardLeadToAClustersPage()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto *pages = window.findChild<QStackedWidget *>(u"pages"_s);
        auto *clusterPage = window.findChild<QWidget *>(u"clusterPage"_s);
        QVERIFY(pages->currentWidget() != clusterPage);
        QCOMPARE(window.windowTitle(), u"Fleet – Switchover"_s);

        auto *table = window.findChild<QTableView *>(u"fleetTable"_s);
        table->setFocus();
        table->setCurrentIndex(table->model()->index(1, 0));
        const QString second = table->model()->index(1, 0).data().toString();
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(pages->currentWidget(), clusterPage);
        QVERIFY(window.windowTitle().contains(second));
        QCOMPARE(window.currentCluster(), estate.id(second));

        window.actions().fleetPage->trigger();
        QVERIFY(pages->currentWidget() != clusterPage);
        auto *tree = window.findChild<QTreeView *>(u"fleetTree"_s);
        const QModelIndex first = tree->model()->index(0, 0);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(first).center());
        QCOMPARE(pages->currentWidget(), clusterPage);
        const ClusterId chosen = window.currentCluster();
        window.actions().nextCluster->trigger();
        QVERIFY(window.currentCluster() != chosen);
        window.actions().previousCluster->trigger();
        QCOMPARE(window.currentCluster(), chosen);
    }

    void removingTheShownClusterGoesBackToTheFleet()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.show();
        const ClusterId id = estate.registry.clusters().constFirst().identity.id;
        window.showCluster(id);
        window.actions().removeCluster->trigger();
        auto *dialog = window.findChild<QDialog *>(u"removeClusterDialog"_s);
        QVERIFY(dialog);
        estate.lab->clearRequestLog();
        dialog->findChild<QPushButton *>(u"removeClusterButton"_s)->click();
        QVERIFY(!estate.registry.cluster(id));
        QVERIFY(window.currentCluster() != id);
        QCOMPARE(window.windowTitle(), u"Fleet – Switchover"_s);
        for (const lab::RequestEntry &request : estate.lab->requestLog())
            QCOMPARE(request.method, QByteArray("GET"));
    }

    void panelsAndWindowStateSurviveARestart()
    {
        Estate estate;
        {
            MainWindow window(estate.services);
            window.addDock(u"Lab"_s, new QWidget, u"labDock"_s)->trigger();
            window.show();
            window.resize(1111, 777);
            window.actions().sidebar->setChecked(false);
            window.close();
        }
        MainWindow window(estate.services);
        window.addDock(u"Lab"_s, new QWidget, u"labDock"_s);
        window.show();
        QCOMPARE(window.size(), QSize(1111, 777));
        QVERIFY(!window.findChild<QWidget *>(u"fleetSidebar"_s)->isVisible());
        QVERIFY(window.findChild<QDockWidget *>(u"labDock"_s)->isVisible());
    }

    void aPanelThatWasNotOpenedStaysClosed()
    {
        Estate estate;
        for (const bool hadLab : { false, true, true }) {
            MainWindow window(estate.services);
            if (hadLab)
                window.addDock(u"Lab"_s, new QWidget, u"labDock"_s);
            window.show();
            if (hadLab)
                QVERIFY(!window.findChild<QDockWidget *>(u"labDock"_s)->isVisible());
            window.close();
        }
    }

    void thePageSurvivesARestart()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        const ClusterId id = estate.registry.clusters().constLast().identity.id;
        const auto isAtCluster = [](MainWindow &window) {
            return window.findChild<QStackedWidget *>(u"pages"_s)->currentWidget()->objectName()
                == u"clusterPage"_s;
        };
        {
            MainWindow window(estate.services);
            window.show();
            QVERIFY(!isAtCluster(window));
            window.showCluster(id);
            QVERIFY(isAtCluster(window));
            window.close();
        }
        {
            MainWindow window(estate.services);
            window.show();
            QVERIFY(isAtCluster(window));
            QCOMPARE(window.currentCluster(), id);
            window.showFleet();
            window.close();
        }
        {
            MainWindow window(estate.services);
            QVERIFY(!isAtCluster(window));
            QCOMPARE(window.currentCluster(), id);
            window.showCluster(id);
            window.close();
        }
        QVERIFY(estate.registry.remove(id).has_value());
        MainWindow window(estate.services);
        QVERIFY(!isAtCluster(window));
    }

    void theLowerPanelShowsWhatIsAskedFor()
    {
        Estate estate;
        MainWindow window(estate.services);
        window.show();
        auto *tabs = window.findChild<QTabWidget *>(u"lowerTabs"_s);
        window.actions().lowerPanel->setChecked(false);
        QVERIFY(!tabs->isVisible());
        window.actions().activity->trigger();
        QVERIFY(tabs->isVisible());
        QCOMPARE(tabs->currentWidget()->objectName(), u"activityPanel"_s);
        window.actions().problems->trigger();
        QCOMPARE(tabs->currentWidget()->objectName(), u"problemsPanel"_s);
    }

    void closingAsksWhileAnOperationIsUnderWay()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        // A demotion whose effect never shows keeps the operation waiting.
        lab::ClusterInfo primary;
        for (const lab::ClusterInfo &cluster : estate.lab->clusters()) {
            if (cluster.drMode == u"primary")
                primary = cluster;
        }
        const ClusterId id = estate.id(primary.name);
        estate.fleet.signIn(id, SecretString(primary.rootToken.toUtf8()), Fleet::Remember::No, this,
                            [](const auto &) {});
        QTRY_COMPARE(estate.fleet.snapshot(id)->signIn, SignInState::SignedIn);
        QVERIFY(estate.lab->setFault(
            primary.name, {},
            { .kind = u"hang"_s, .pathPrefix = u"sys/replication/dr/primary/demote"_s }));
        auto *dialog = window.findChild<QDialog *>(u"closeDialog"_s);
        QVERIFY(!dialog);
        QVERIFY(window.operations().open(id, OperationId::DrDemote));
        if (auto *name = window.findChild<QLineEdit *>(u"typedName"_s); name && name->isVisible())
            QTest::keyClicks(name, primary.name);
        auto *send = window.findChild<QPushButton *>(u"sendButton"_s);
        QTRY_VERIFY2(send->isVisible() && send->isEnabled(), qPrintable(send->toolTip()));
        send->click();
        QTRY_VERIFY(window.operations().isBusy());
        QVERIFY(!window.close());
        dialog = window.findChild<QDialog *>(u"closeDialog"_s);
        QVERIFY(dialog && dialog->isVisible());
        look::save(*dialog, u"close-dialog"_s);
        QVERIFY(look::clippedTexts(*dialog).isEmpty());
        // No more room than its texts and buttons take.
        QVERIFY2(dialog->height() <= dialog->layout()->totalHeightForWidth(dialog->width()),
                 qPrintable(QString::number(dialog->height())));
        dialog->findChild<QPushButton *>(u"cancelButton"_s)->click();
        QVERIFY(window.isVisible());
        QTRY_VERIFY(!window.findChild<QDialog *>(u"closeDialog"_s));
        QVERIFY(!window.close());
        auto *anyway = window.findChild<QPushButton *>(u"closeAnywayButton"_s);
        QVERIFY(anyway);
        anyway->click();
        QVERIFY(!window.isVisible());
    }

    void goodNewsGoesWithTheNextActionAndErrorsStay()
    {
        Estate estate(u"fresh-pair"_s);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.show();
        auto *bar = window.findChild<MessageBar *>(u"windowMessages"_s);
        QVERIFY(bar);
        window.showMessage(Tone::Good, u"Done."_s);
        QVERIFY(bar->isVisible());
        window.showCluster(estate.registry.clusters().at(0).identity.id);
        QVERIFY(!bar->isVisible());
        window.showMessage(Tone::Neutral, u"Two clusters imported."_s);
        window.actions().refresh->trigger();
        QVERIFY(!bar->isVisible());
        window.showMessage(Tone::Danger, u"It failed."_s);
        window.actions().refresh->trigger();
        window.showFleet();
        QVERIFY(bar->isVisible());
        bar->findChild<QToolButton *>(u"windowMessagesClose"_s)->click();
        QVERIFY(!bar->isVisible());
    }

    void dyingInTheMiddleOfAnOperationTouchesNothingDead()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        lab::ClusterInfo primary;
        for (const lab::ClusterInfo &cluster : estate.lab->clusters()) {
            if (cluster.drMode == u"primary")
                primary = cluster;
        }
        const ClusterId id = estate.id(primary.name);
        estate.fleet.signIn(id, SecretString(primary.rootToken.toUtf8()), Fleet::Remember::No, this,
                            [](const auto &) {});
        QTRY_COMPARE(estate.fleet.snapshot(id)->signIn, SignInState::SignedIn);
        QVERIFY(estate.lab->setFault(
            primary.name, {},
            { .kind = u"hang"_s, .pathPrefix = u"sys/replication/dr/primary/demote"_s }));
        auto window = std::make_unique<MainWindow>(estate.services);
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        window->showCluster(id);
        QVERIFY(window->operations().open(id, OperationId::DrDemote));
        auto *send = window->findChild<QPushButton *>(u"sendButton"_s);
        QTRY_VERIFY2(send->isVisible() && send->isEnabled(), qPrintable(send->toolTip()));
        send->click();
        QTRY_VERIFY(estate.fleet.snapshot(id)->settling);
        // What an operation says when it dies must not reach the parts that died before it.
        const QPointer<QObject> actions = window->actions().signIn;
        bool saidToTheLiving = false;
        connect(&estate.fleet, &Fleet::snapshotChanged, this,
                [&] { saidToTheLiving = actions != nullptr; });
        window.reset();
        QVERIFY(saidToTheLiving);
        QVERIFY(!estate.fleet.snapshot(id)->settling);
    }

    void f5AsksEveryClusterNow()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        estate.lab->clearRequestLog();
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_VERIFY([&estate] {
            QSet<QString> asked;
            for (const lab::RequestEntry &request : estate.lab->requestLog())
                asked.insert(request.cluster);
            return asked.size() == 2;
        }());
    }

    void looksRight_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::addColumn<QString>("scenario");
        QTest::addRow("light") << int(Scheme::Light) << u"full"_s;
        QTest::addRow("dark") << int(Scheme::Dark) << u"full"_s;
        QTest::addRow("trouble") << int(Scheme::Light) << u"split-brain"_s;
    }

    void looksRight()
    {
        QFETCH(int, scheme);
        QFETCH(QString, scenario);
        applyTheme(application(), Scheme(scheme));
        const QString tag = QString::fromUtf8(QTest::currentDataTag());
        Estate estate(scenario);
        QVERIFY(estate.readAll());
        MainWindow window(estate.services);
        window.resize(1440, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        look::save(window, u"window-fleet-"_s + tag);
        QTRY_VERIFY2(look::clippedTexts(window).isEmpty(),
                     qPrintable(look::clippedTexts(window).join(u'\n')));
        window.showCluster(estate.registry.clusters().constFirst().identity.id);
        look::save(window, u"window-cluster-"_s + tag);
    }

private:
    static QApplication &application()
    {
        return *qobject_cast<QApplication *>(QCoreApplication::instance());
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
