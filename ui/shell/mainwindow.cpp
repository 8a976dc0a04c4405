// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "models/base/tooltip.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/store/clusterregistry.h"
#include "models/store/settings.h"
#include "ui/activity/activitypanel.h"
#include "ui/activity/problemspanel.h"
#include "ui/cluster/clusterpage.h"
#include "ui/fleet/fleetpage.h"
#include "ui/operations/operationcenter.h"
#include "ui/services.h"
#include "ui/settings/clusterdialog.h"
#include "ui/settings/fleettransfer.h"
#include "ui/settings/removeclusterdialog.h"
#include "ui/settings/settingsdialog.h"
#include "ui/settings/signindialog.h"
#include "ui/shell/closedialog.h"
#include "ui/shell/desklock.h"
#include "ui/shell/fleetsidebar.h"
#include "ui/shell/helpdialogs.h"
#include "ui/shell/lookonlybar.h"
#include "ui/shell/statusline.h"
#include "ui/shell/windowactions.h"
#include "ui/tokens/tokenledgerpanel.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/windowplacement.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QScreen>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

// A scroll area follows Tab only within itself, not when the focus comes from outside.
void bringIntoSight(QWidget *focus)
{
    if (!focus || !focus->visibleRegion().isEmpty())
        return;
    for (QWidget *outer = focus->parentWidget(); outer && !outer->isWindow();
         outer = outer->parentWidget()) {
        if (auto *scroll = qobject_cast<QScrollArea *>(outer))
            scroll->ensureWidgetVisible(focus);
    }
}

} // namespace

MainWindow::MainWindow(Services &services, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_actions(new WindowActions(this))
    , m_operations(new OperationCenter(services, this, this))
    , m_transfer(new FleetTransfer(services, this))
{
    setObjectName(u"mainWindow"_s);
    new WindowPlacement(this);
    setContextMenuPolicy(Qt::NoContextMenu);
    setWindowIcon(QIcon(u":/icons/io.github.switchover_console.Switchover.svg"_s));
    buildPages();
    buildLowerPanel();
    buildMenus();
    buildToolBar();
    new StatusLine(services, statusBar());
    m_deskLock = new DeskLock(services, *this);
    connectActions();
    connectPages();
    connectFleet();
    connectOperations();
    connect(qApp, &QApplication::focusChanged, this,
            [](QWidget *, QWidget *now) { bringIntoSight(now); });
    restoreWindow();
    showFleet();
    restorePage();
}

MainWindow::~MainWindow()
{
    // An operation under way gives its cluster free when it dies, and the fleet says so at once.
    // By then half of this window would be gone, so the operations die while all of it lives.
    m_services.fleet.disconnect(this);
    m_operations->disconnect(this);
    delete m_operations;
}

void MainWindow::buildPages()
{
    m_sidebar = new FleetSidebar(m_services, *m_actions, this);
    m_news = new MessageBar(u"windowMessages"_s, this);
    m_pages = new QStackedWidget(this);
    m_pages->setObjectName(u"pages"_s);
    m_fleetPage = new FleetPage(m_services, m_pages);
    m_clusterPage = new ClusterPage(m_services, *m_operations, m_pages);
    m_clusterPage->setObjectName(u"clusterPage"_s);
    m_pages->addWidget(m_fleetPage);
    m_pages->addWidget(m_clusterPage);

    auto *middle = new QWidget(this);
    auto *layout = new QVBoxLayout(middle);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    auto *news = new QVBoxLayout;
    const int small = space(Space::Small, this);
    news->setContentsMargins(small, 0, small, 0);
    news->addWidget(m_news);
    layout->addWidget(new LookOnlyBar(m_services.settings, middle));
    layout->addLayout(news);
    layout->addWidget(m_pages, 1);

    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->setObjectName(u"columnsSplitter"_s);
    m_columns->setHandleWidth(1);
    m_columns->addWidget(m_sidebar);
    m_columns->addWidget(middle);
    m_columns->setStretchFactor(1, 1);
    m_columns->setChildrenCollapsible(false); // hiding is the action's work
    m_sidebar->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setObjectName(u"rowsSplitter"_s);
    m_rows->addWidget(m_columns);
    setCentralWidget(m_rows);
}

void MainWindow::buildLowerPanel()
{
    m_lower = new QTabWidget(m_rows);
    m_lower->setObjectName(u"lowerTabs"_s);
    m_lower->setAccessibleName(tr("Lower panel"));
    m_lower->tabBar()->setAccessibleName(tr("Panels"));
    m_lower->setDocumentMode(true);
    m_problems = new ProblemsPanel(m_services, m_lower);
    m_activity = new ActivityPanel(m_services, m_lower);
    m_ledger = new TokenLedgerPanel(m_services, m_lower);
    m_lower->addTab(m_problems, icon(Icon::Problems), tr("Problems"));
    m_lower->addTab(m_activity, icon(Icon::Activity), tr("Activity"));
    m_lower->addTab(m_ledger, icon(Icon::Token), tr("Token ledger"));
    auto *close = new QToolButton(m_lower);
    close->setObjectName(u"hideLowerPanelButton"_s);
    close->setIcon(icon(Icon::ChevronDown));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Hide the lower panel"));
    close->setToolTip(plainToolTip(tr("Hide the lower panel")));
    m_lower->setCornerWidget(close);
    m_lower->setMinimumHeight(fontMetrics().height() * 9);
    m_rows->addWidget(m_lower);
    m_rows->setStretchFactor(0, 1);
    m_rows->setChildrenCollapsible(false);
    connect(close, &QToolButton::clicked, this,
            [this] { m_actions->lowerPanel->setChecked(false); });
    const auto showCount = [this](int count) {
        m_lower->setTabText(m_lower->indexOf(m_problems),
                            count > 0 ? tr("Problems (%1)").arg(count) : tr("Problems"));
    };
    connect(m_problems, &ProblemsPanel::countChanged, this, showCount);
    showCount(m_problems->count());
}

void MainWindow::buildMenus()
{
    const auto menu = [this](const QString &title, const QString &objectName,
                             const QList<QAction *> &entries) {
        QMenu *result = menuBar()->addMenu(title);
        result->setObjectName(objectName);
        for (QAction *entry : entries) {
            if (entry)
                result->addAction(entry);
            else
                result->addSeparator()->setObjectName(u"separator"_s);
        }
        return result;
    };
    const WindowActions &a = *m_actions;
    menuBar()->setObjectName(u"menuBar"_s);
    menu(tr("&File"), u"fileMenu"_s,
         { a.addCluster, a.importFleet, a.exportFleet, nullptr, a.settings, nullptr, a.lock,
           a.quit });
    m_viewMenu = menu(tr("&View"), u"viewMenu"_s,
                      { a.palette, nullptr, a.fleetPage, a.nextCluster, a.previousCluster, nullptr,
                        a.problems, a.activity, a.ledger, nullptr, a.sidebar, a.lowerPanel });
    menu(tr("&Cluster"), u"clusterMenu"_s,
         { a.refresh, nullptr, a.signIn, a.signOut, nullptr, a.editCluster, a.removeCluster });
    menu(tr("&Help"), u"helpMenu"_s, { a.policies, a.shortcuts, nullptr, a.about });
}

void MainWindow::buildToolBar()
{
    m_bannerBar = addToolBar(tr("Banner"));
    m_bannerBar->setObjectName(u"bannerBar"_s);
    m_bannerBar->setMovable(false);
    m_bannerBar->setContentsMargins({});
    m_bannerBar->layout()->setContentsMargins({});
    m_bannerBar->toggleViewAction()->setObjectName(u"bannerBarAction"_s);
    m_bannerBar->hide();
    addToolBarBreak();
    QToolBar *bar = addToolBar(tr("Main toolbar"));
    bar->setObjectName(u"mainToolBar"_s);
    bar->setMovable(false);
    bar->toggleViewAction()->setObjectName(u"mainToolBarAction"_s);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addAction(m_actions->addCluster);
    bar->addAction(m_actions->refresh);
    bar->addSeparator()->setObjectName(u"separator"_s);
    bar->addAction(m_actions->signIn);
    bar->addAction(m_actions->signOut);
    bar->addAction(m_actions->editCluster);
    auto *stretch = new QWidget(bar);
    stretch->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(stretch)->setObjectName(u"stretch"_s);
    bar->addAction(m_actions->palette);
    bar->addAction(m_actions->lock);
    bar->addAction(m_actions->settings);
    for (QAction *action : bar->actions()) {
        if (QWidget *button = bar->widgetForAction(action);
            button && !action->isSeparator() && button != stretch)
            button->setFocusPolicy(Qt::TabFocus);
    }
}

void MainWindow::setBanner(QWidget *banner)
{
    m_bannerBar->clear();
    m_bannerBar->addWidget(banner)->setObjectName(u"banner"_s);
    m_bannerBar->show();
}

QAction *MainWindow::addDock(const QString &title, QWidget *content, const QString &objectName)
{
    auto *dock = new QDockWidget(title, this);
    dock->setObjectName(objectName);
    dock->setAccessibleName(title);
    dock->setWidget(content);
    addDockWidget(Qt::RightDockWidgetArea, dock);
    QAction *action = dock->toggleViewAction();
    action->setObjectName(objectName + u"Action"_s);
    const QString tip = tr("Show or hide “%1”").arg(title);
    action->setToolTip(plainToolTip(tip));
    action->setStatusTip(tip);
    // Qt's own state puts a panel back in its place, and shows one it does not know. Whether it is
    // shown is kept apart.
    restoreDockWidget(dock);
    dock->setVisible(
        m_services.settings.windowState(u"windowShown"_s).split(' ').contains(objectName.toUtf8()));
    m_viewMenu->addAction(action);
    m_dockActions.append(action);
    return action;
}

void MainWindow::showFleet()
{
    m_news->dismissGoodNews();
    m_pages->setCurrentWidget(m_fleetPage);
    m_sidebar->setCurrent({});
    updateTitle();
    updateActions();
}

void MainWindow::showCluster(const ClusterId &id)
{
    if (!m_services.fleet.snapshot(id))
        return;
    if (id != m_clusterPage->cluster() || m_pages->currentWidget() != m_clusterPage)
        m_news->dismissGoodNews();
    m_clusterPage->setCluster(id);
    m_pages->setCurrentWidget(m_clusterPage);
    m_sidebar->setCurrent(id);
    m_fleetPage->setCurrentCluster(id);
    updateTitle();
    updateActions();
}

ClusterId MainWindow::currentCluster() const
{
    return m_pages->currentWidget() == m_clusterPage ? m_clusterPage->cluster()
                                                     : m_fleetPage->currentCluster();
}

void MainWindow::showMessage(Tone tone, const QString &text)
{
    m_newsAbout = {};
    m_news->showMessage(tone, text);
}

void MainWindow::setCovered(bool covered)
{
    if (m_covered == covered)
        return;
    m_covered = covered;
    m_actions->setInUse(!covered);
    for (QAction *action : std::as_const(m_dockActions))
        action->setEnabled(!covered);
    if (covered) {
        m_focusBefore = focusWidget();
        m_news->dismiss();
        const QWidgetList children = findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
        for (QWidget *child : children) {
            if (child->objectName() == "lockView"_L1 || !child->isEnabled()
                || qobject_cast<QDialog *>(child))
                continue;
            child->setEnabled(false);
            m_disabled.append(child);
        }
    } else {
        for (QWidget *child : std::as_const(m_disabled))
            child->setEnabled(true);
        m_disabled.clear();
        // The button that had the focus is gone with the cover.
        if (m_focusBefore && m_focusBefore->isVisible())
            m_focusBefore->setFocus();
        else
            m_sidebar->setFocus();
    }
    updateTitle();
    updateActions();
}

void MainWindow::updateTitle()
{
    if (m_covered) {
        setWindowTitle(tr("Locked – Switchover"));
        return;
    }
    QString page = tr("Fleet");
    if (m_pages->currentWidget() == m_clusterPage) {
        if (const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_clusterPage->cluster()))
            page = snapshot->identity.name;
    }
    setWindowTitle(literalWindowTitle(tr("%1 – Switchover", "page name").arg(page)));
}

void MainWindow::updateActions()
{
    if (!m_actions->areInUse())
        return;
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(currentCluster());
    const ClusterSession *session =
        snapshot ? m_services.fleet.session(snapshot->identity.id) : nullptr;
    const auto set = [](QAction *action, bool enabled, const QString &whyNot) {
        action->setEnabled(enabled);
        const QString tip = enabled ? action->property("switchoverTip").toString() : whyNot;
        action->setToolTip(plainToolTip(tip));
        // Without it, the button's tooltip would be read out, escapes and all.
        for (QObject *shownBy : action->associatedObjects()) {
            if (auto *button = qobject_cast<QToolButton *>(shownBy))
                button->setAccessibleDescription(tip);
        }
        action->setProperty("switchoverWhyNot", enabled ? QString() : whyNot);
    };
    const QString none = tr("Select a cluster first.");
    set(m_actions->signIn, snapshot != nullptr, none);
    set(m_actions->editCluster, snapshot != nullptr, none);
    set(m_actions->removeCluster, snapshot != nullptr, none);
    set(m_actions->signOut, session && session->hasToken(),
        snapshot ? tr("There is no token of %1 to forget.").arg(snapshot->identity.name) : none);
    set(m_actions->exportFleet, !m_services.registry.clusters().isEmpty(),
        tr("No clusters are registered yet."));
    set(m_actions->refresh, !m_services.registry.clusters().isEmpty(),
        tr("No clusters are registered yet."));
}

void MainWindow::showLower(QWidget *panel)
{
    m_actions->lowerPanel->setChecked(true);
    m_lower->setCurrentWidget(panel);
    // To the rows; without any, the tabs are the nearest.
    QWidget *target = m_lower->tabBar();
    const QList<QAbstractItemView *> views = panel->findChildren<QAbstractItemView *>();
    for (QAbstractItemView *view : views) {
        if (view->isVisibleTo(panel) && (view->focusPolicy() & Qt::TabFocus)) // headers have none
            target = view;
    }
    target->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::restoreWindow()
{
    const SettingsStore &store = m_services.settings;
    const int character = fontMetrics().averageCharWidth();
    const QSize wanted(character * 260, fontMetrics().height() * 66);
    resize(wanted.boundedTo(screen()->availableSize() * 0.94));
    m_columns->setSizes({ character * 46, character * 154 });
    m_rows->setSizes({ fontMetrics().height() * 42, fontMetrics().height() * 13 });
    restoreGeometry(store.windowState(u"windowGeometry"_s));
    restoreState(store.windowState(u"windowDocks"_s));
    m_columns->restoreState(store.windowState(u"windowColumns"_s));
    m_rows->restoreState(store.windowState(u"windowRows"_s));
    const QByteArray hidden = store.windowState(u"windowHidden"_s);
    m_actions->sidebar->setChecked(!hidden.contains("sidebar"));
    m_actions->lowerPanel->setChecked(!hidden.contains("lower"));
    m_sidebar->setVisible(m_actions->sidebar->isChecked());
    m_lower->setVisible(m_actions->lowerPanel->isChecked());
    m_bannerBar->hide(); // the banner comes later, if at all
}

// A cluster that is gone leads to the fleet.
void MainWindow::restorePage()
{
    const SettingsStore &store = m_services.settings;
    const ClusterId last { QString::fromUtf8(store.windowState(u"windowCluster"_s)) };
    if (!last.isValid() || !m_services.fleet.snapshot(last))
        return;
    if (store.windowState(u"windowPage"_s) == "cluster")
        showCluster(last);
    else
        m_fleetPage->setCurrentCluster(last);
}

void MainWindow::saveWindow()
{
    SettingsStore &store = m_services.settings;
    store.setWindowState(u"windowGeometry"_s, saveGeometry());
    store.setWindowState(u"windowDocks"_s, saveState());
    QByteArrayList shown;
    const QList<QDockWidget *> docks = findChildren<QDockWidget *>();
    for (const QDockWidget *dock : docks) {
        if (!dock->isHidden())
            shown.append(dock->objectName().toUtf8());
    }
    store.setWindowState(u"windowShown"_s, shown.join(' '));
    const bool onCluster = m_pages->currentWidget() == m_clusterPage;
    store.setWindowState(u"windowPage"_s, onCluster ? "cluster" : "fleet");
    store.setWindowState(u"windowCluster"_s, currentCluster().value.toUtf8());
    store.setWindowState(u"windowColumns"_s, m_columns->saveState());
    store.setWindowState(u"windowRows"_s, m_rows->saveState());
    QByteArray hidden;
    if (!m_actions->sidebar->isChecked())
        hidden += "sidebar ";
    if (!m_actions->lowerPanel->isChecked())
        hidden += "lower ";
    store.setWindowState(u"windowHidden"_s, hidden);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_operations->isBusy() && !m_closeConfirmed) {
        event->ignore();
        askBeforeClosing();
        return;
    }
    saveWindow();
    QMainWindow::closeEvent(event);
}

bool MainWindow::focusNextPrevChild(bool next)
{
    return tabInReadingOrder(this, next);
}

void MainWindow::askBeforeClosing()
{
    if (auto *open = findChild<CloseDialog *>()) {
        open->raise();
        return;
    }
    auto *dialog = new CloseDialog(m_operations->runningSentences(), this);
    connect(dialog, &QDialog::accepted, this, [this] {
        m_closeConfirmed = true;
        close();
    });
    dialog->open();
}

void MainWindow::openSignIn(const ClusterId &id)
{
    if (!m_services.fleet.snapshot(id))
        return;
    // One for each cluster, and none stands in the way of looking at the fleet meanwhile.
    const QList<SignInDialog *> open = findChildren<SignInDialog *>();
    for (SignInDialog *dialog : open) {
        if (dialog->cluster() == id && dialog->isVisible()) {
            dialog->raise();
            dialog->activateWindow();
            return;
        }
    }
    (new SignInDialog(m_services, id, this))->show();
}

void MainWindow::openEdit(const ClusterId &id)
{
    if (m_services.registry.cluster(id))
        (new ClusterDialog(m_services, id, this))->open();
}

void MainWindow::openAdd()
{
    auto *dialog = new ClusterDialog(m_services, {}, this);
    connect(dialog, &ClusterDialog::saved, this, &MainWindow::showCluster);
    dialog->open();
}

void MainWindow::openRemove(const ClusterId &id)
{
    if (m_services.registry.cluster(id))
        (new RemoveClusterDialog(m_services, id, this))->open();
}

void MainWindow::openSettings()
{
    (new SettingsDialog(m_services.settings, this))->open();
}

} // namespace switchover::ui

#include "moc_mainwindow.cpp"
