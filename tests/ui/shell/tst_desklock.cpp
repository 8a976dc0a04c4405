// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/shell/desklock.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/windowactions.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A window over a lab, with a clock that the test turns.
struct Desk : Estate
{
    explicit Desk(const QString &scenario = {})
        : Estate(scenario)
        , turnable { fleet, registry, credentials, activity, ledger, settings, clipboard, time }
        , window(turnable)
    {
        window.show();
    }

    [[nodiscard]] lab::ClusterInfo drPrimary() const
    {
        const QList<lab::ClusterInfo> clusters = lab->clusters();
        for (const lab::ClusterInfo &cluster : clusters) {
            if (cluster.drMode == u"primary")
                return cluster;
        }
        return {};
    }
    [[nodiscard]] bool signIn(const lab::ClusterInfo &cluster, Fleet::Remember remember)
    {
        fleet.signIn(id(cluster.name), SecretString(cluster.rootToken.toUtf8()), remember, &window,
                     [](const auto &) {});
        return QTest::qWaitFor(
            [&] { return fleet.snapshot(id(cluster.name))->signIn == SignInState::SignedIn; },
            test::patience);
    }
    [[nodiscard]] QWidget *cover() const { return window.findChild<QWidget *>(u"lockView"_s); }

    FakeClock time;
    Services turnable;
    MainWindow window;
};

QStringList writes(const lab::Lab &lab)
{
    QStringList found;
    for (const lab::RequestEntry &request : lab.requestLog()) {
        if (request.method != "GET" && request.method != "LIST"
            && !request.path.endsWith(u"/capabilities-self"))
            found.append(QString::fromLatin1(request.method) + u' ' + request.path);
    }
    return found;
}

} // namespace

class TestDeskLock : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void lockingDropsTokensWithoutRevokingThem()
    {
        Desk desk(u"performance-pair"_s);
        QVERIFY(desk.readAll());
        const QList<lab::ClusterInfo> clusters = desk.lab->clusters();
        QVERIFY(desk.signIn(clusters.at(0), Fleet::Remember::Yes));
        QVERIFY(desk.signIn(clusters.at(1), Fleet::Remember::No));
        const ClusterId remembered = desk.id(clusters.at(0).name);
        const ClusterId other = desk.id(clusters.at(1).name);
        desk.lab->clearRequestLog();
        QSignalSpy changed(&desk.window.deskLock(), &DeskLock::lockedChanged);

        desk.window.actions().lock->trigger();
        QCOMPARE(changed.size(), 1);
        for (const ClusterId &id : { remembered, other }) {
            QVERIFY(!desk.fleet.session(id)->hasToken());
            QCOMPARE(desk.fleet.snapshot(id)->signIn, SignInState::SignedOut);
        }
        // Nobody signs in meanwhile, and what is remembered does not come back by itself.
        bool refused = false;
        desk.fleet.signIn(other, SecretString(clusters.at(1).rootToken.toUtf8()),
                          Fleet::Remember::No, this, [&](const auto &info) { refused = !info; });
        QTRY_VERIFY(refused);
        desk.fleet.refreshAll();
        QTRY_VERIFY(desk.lab->requestLog().size() > 4);
        QVERIFY(!desk.fleet.session(remembered)->hasToken());

        QPushButton *unlock = desk.window.findChild<QPushButton *>(u"unlockButton"_s);
        QVERIFY(unlock && unlock->isVisible() && unlock->hasFocus());
        QTest::mouseClick(unlock, Qt::LeftButton);
        QCOMPARE(changed.size(), 2);
        QTRY_COMPARE(desk.fleet.snapshot(remembered)->signIn, SignInState::SignedIn);
        QVERIFY(!desk.fleet.session(other)->hasToken());
        QVERIFY(desk.signIn(clusters.at(1), Fleet::Remember::No));
        QVERIFY2(writes(*desk.lab).isEmpty(), qPrintable(writes(*desk.lab).join(u'\n')));
    }

    void theCoverLeavesNothingToReachOrRead()
    {
        Desk desk(u"full"_s);
        QVERIFY(desk.readAll());
        desk.window.resize(1200, 800);
        QVERIFY(QTest::qWaitForWindowExposed(&desk.window));
        desk.window.showCluster(desk.id(desk.drPrimary().name));
        QList<bool> before;
        for (const QAction *action : desk.window.actions().all())
            before.append(action->isEnabled());

        desk.window.deskLock().lock();
        QVERIFY(desk.cover()->isVisible());
        QCOMPARE(desk.cover()->geometry(), desk.window.rect());
        desk.window.resize(1300, 900);
        QTRY_COMPARE(desk.cover()->geometry(), desk.window.rect());
        look::save(desk.window, u"locked"_s);
        QVERIFY(!desk.window.windowTitle().contains(desk.drPrimary().name));
        for (const QAction *action : desk.window.actions().all())
            QVERIFY2(!action->isEnabled(), qPrintable(action->objectName()));
        for (const QPushButton *button : desk.window.findChildren<QPushButton *>()) {
            QVERIFY2(!button->isEnabled() || button->objectName() == u"unlockButton",
                     qPrintable(button->objectName()));
        }
        QTest::keyClick(&desk.window, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClick(&desk.window, Qt::Key_Tab);
        QVERIFY(desk.window.findChild<QPushButton *>(u"unlockButton"_s)->hasFocus());
        QVERIFY(!QApplication::activePopupWidget());

        desk.window.deskLock().unlock();
        QVERIFY(!desk.cover()->isVisible());
        QList<bool> after;
        for (const QAction *action : desk.window.actions().all())
            after.append(action->isEnabled());
        QCOMPARE(after, before);
    }

    void formsGoAndTheClipboardIsCleared()
    {
        Desk desk(u"dr-pair"_s);
        QVERIFY(desk.readAll());
        const lab::ClusterInfo primary = desk.drPrimary();
        QVERIFY(desk.signIn(primary, Fleet::Remember::No));
        const QPointer<QDialog> form =
            desk.window.operations().open(desk.id(primary.name), OperationId::DrMintToken);
        QVERIFY(form);
        desk.window.openSignIn(desk.id(primary.name));
        const QPointer<QDialog> signIn =
            desk.window.findChild<QDialog *>(u"signInDialog"_s, Qt::FindDirectChildrenOnly);
        QVERIFY(signIn && signIn->isVisible());
        desk.clipboard.copySecret(SecretString("hvs.secret"), 45s);
        QVERIFY(desk.clipboard.holdsSecret());

        desk.window.deskLock().lock();
        QTRY_VERIFY(!form && !signIn);
        QVERIFY(QApplication::clipboard()->text().isEmpty());
    }

    void whatTheUserCopiedElsewhereStaysOnTheClipboard()
    {
        Desk desk;
        QApplication::clipboard()->setText(u"something else"_s);
        desk.window.deskLock().lock();
        QCOMPARE(QApplication::clipboard()->text(), u"something else"_s);
    }

    void anOperationUnderWayKeepsItsTokenUntilItIsDone()
    {
        Desk desk(u"dr-pair"_s);
        QVERIFY(desk.readAll());
        const lab::ClusterInfo primary = desk.drPrimary();
        const ClusterId id = desk.id(primary.name);
        QVERIFY(desk.signIn(primary, Fleet::Remember::No));
        desk.window.operations().setSettlingInterval(50ms);
        QVERIFY(desk.lab->setFault(primary.name, {},
                                   { .kind = u"slow"_s,
                                     .pathPrefix = u"sys/replication/dr/primary/demote"_s,
                                     .delay = 1500ms }));
        const QPointer<OperationDialog> dialog =
            desk.window.operations().open(id, OperationId::DrDemote);
        auto *send = dialog->findChild<QPushButton *>(u"sendButton"_s);
        QTRY_VERIFY2(send->isEnabled(), qPrintable(send->toolTip()));
        send->click();
        // Which looks at it after every turn of the event loop.
        const Fleet &fleet = desk.fleet;
        QVERIFY(
            QTest::qWaitFor([&fleet, &id] { return !fleet.runsOn(id).isEmpty(); }, test::patience));
        QSignalSpy settled(&desk.window.operations(), &OperationCenter::settled);

        desk.window.deskLock().lock();
        const auto *running = desk.window.findChild<QLabel *>(u"lockRunning"_s);
        QVERIFY(running->isVisible() && running->text().contains(primary.name));
        QVERIFY(desk.fleet.session(id)->hasToken());
        QVERIFY(dialog && !dialog->isVisible());

        QTRY_COMPARE(settled.size(), 1);
        QCOMPARE(settled.at(0).at(2).value<OperationOutcome::End>(), OperationOutcome::End::Done);
        QTRY_VERIFY(!desk.fleet.session(id)->hasToken());
        QTRY_VERIFY(!running->isVisible());
        QVERIFY(dialog && !dialog->isVisible());
        desk.window.deskLock().unlock();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(!dialog->findChild<QLabel *>(u"outcomeText"_s)->text().isEmpty());
    }

    void idlenessLocksAfterTheTimeInTheSettings()
    {
        Desk desk;
        DeskLock &lock = desk.window.deskLock();
        Settings settings = desk.settings.settings();
        settings.safety.lockAfter = 5min;
        QVERIFY(desk.settings.setSettings(settings));
        desk.time.advance(4min);
        lock.checkIdle();
        QVERIFY(!lock.isLocked());
        QTest::mouseMove(&desk.window, { 20, 20 });
        QTest::keyClick(&desk.window, Qt::Key_Shift);
        desk.time.advance(4min);
        lock.checkIdle();
        QVERIFY(!lock.isLocked());
        desk.time.advance(61s);
        lock.checkIdle();
        QVERIFY(lock.isLocked());
        const auto *why = desk.window.findChild<QLabel *>(u"lockReason"_s);
        QVERIFY(why->height() >= why->heightForWidth(why->width()));
        QVERIFY2(why->text().contains(u"5 minute"), qPrintable(why->text()));
    }

    // Timers stand still in sleep, so the first that is heard of the time is a key.
    void whoWakesTheComputerFindsTheDeskLocked()
    {
        Desk desk;
        DeskLock &lock = desk.window.deskLock();
        Settings settings = desk.settings.settings();
        settings.safety.lockAfter = 5min;
        QVERIFY(desk.settings.setSettings(settings));
        desk.time.advance(8h);
        QTest::keyClick(&desk.window, Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(lock.isLocked());
        QVERIFY(!QApplication::activeModalWidget() && !QApplication::activePopupWidget());
    }

    void neverMeansNeverAndTheLabIsLeftAlone()
    {
        Desk desk;
        DeskLock &lock = desk.window.deskLock();
        lock.setWhenIdle(DeskLock::WhenIdle::Ignore);
        desk.time.advance(100h);
        lock.checkIdle();
        QVERIFY(!lock.isLocked());
        lock.setWhenIdle(DeskLock::WhenIdle::Lock);
        Settings settings = desk.settings.settings();
        settings.safety.lockAfter = 0min;
        QVERIFY(desk.settings.setSettings(settings));
        lock.checkIdle();
        QVERIFY(!lock.isLocked());
        lock.lock(); // asked for, it locks all the same
        QVERIFY(lock.isLocked());
    }
};

QTEST_MAIN(TestDeskLock)
#include "tst_desklock.moc"
