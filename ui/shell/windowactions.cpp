// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowactions.h"

#include "models/base/tooltip.h"
#include "ui/widgets/formrow.h"

using namespace Qt::StringLiterals;

namespace switchover::ui {

WindowActions::WindowActions(QObject *parent)
    : QObject(parent)
{
    makeFile();
    makeView();
    makeCluster();
    makeHelp();
}

QAction *WindowActions::make(const QString &objectName, Icon image, const QString &text,
                             const QString &toolTip, const QKeySequence &shortcut)
{
    auto *action = new QAction(icon(image), text, this);
    action->setObjectName(objectName);
    action->setShortcut(shortcut);
    action->setStatusTip(toolTip);
    const QString tip = shortcut.isEmpty()
        ? toolTip
        : tr("%1 (%2)").arg(toolTip, shortcut.toString(QKeySequence::NativeText));
    action->setToolTip(plainToolTip(tip));
    action->setProperty("switchoverTip", tip);
    return action;
}

void WindowActions::makeFile()
{
    addCluster = make(u"addClusterAction"_s, Icon::Add, tr("&Add cluster…"),
                      tr("Register a cluster to watch"), QKeySequence::New);
    importFleet = make(u"importAction"_s, Icon::Import, tr("&Import clusters…"),
                       tr("Register the clusters of a fleet file"));
    exportFleet = make(u"exportAction"_s, Icon::Export, tr("&Export clusters…"),
                       tr("Save the registered clusters as a fleet file, without tokens"));
    settings = make(u"settingsAction"_s, Icon::Settings, tr("&Settings…"),
                    tr("Polling, safety and appearance"), Qt::CTRL | Qt::Key_Comma);
    lock = make(u"lockAction"_s, Icon::Lock, tr("&Lock now"),
                tr("Drop all tokens from memory and cover the window"), Qt::CTRL | Qt::Key_L);
    quit = make(u"quitAction"_s, Icon::Quit, tr("&Quit"), tr("End this program"),
                Qt::CTRL | Qt::Key_Q);
    quit->setMenuRole(QAction::QuitRole);
    settings->setMenuRole(QAction::PreferencesRole);
}

void WindowActions::makeView()
{
    palette = make(u"paletteAction"_s, Icon::Search, tr("&Go to…"),
                   tr("Find a cluster, a page or a command by name"), Qt::CTRL | Qt::Key_K);
    fleetPage = make(u"fleetPageAction"_s, Icon::Fleet, tr("&Fleet"), tr("Show all clusters"),
                     Qt::ALT | Qt::Key_Home);
    nextCluster = make(u"nextClusterAction"_s, Icon::ArrowDown, tr("&Next cluster"),
                       tr("Show the next cluster of the sidebar"), Qt::CTRL | Qt::Key_PageDown);
    previousCluster =
        make(u"previousClusterAction"_s, Icon::ArrowUp, tr("&Previous cluster"),
             tr("Show the previous cluster of the sidebar"), Qt::CTRL | Qt::Key_PageUp);
    sidebar = make(u"sidebarAction"_s, Icon::Cluster, tr("&Sidebar"),
                   tr("Show or hide the list of clusters"), Qt::CTRL | Qt::Key_B);
    lowerPanel = make(u"lowerPanelAction"_s, Icon::ChevronDown, tr("&Lower panel"),
                      tr("Show or hide the lower panel"), Qt::CTRL | Qt::Key_J);
    problems = make(u"problemsAction"_s, Icon::Problems, tr("&Problems"),
                    tr("Show what needs attention"), Qt::CTRL | Qt::SHIFT | Qt::Key_M);
    activity = make(u"activityAction"_s, Icon::Activity, tr("&Activity"),
                    tr("Show what was done and seen"), Qt::CTRL | Qt::SHIFT | Qt::Key_A);
    ledger = make(u"ledgerAction"_s, Icon::Token, tr("&Token ledger"),
                  tr("Show what became of activation tokens made here"),
                  Qt::CTRL | Qt::SHIFT | Qt::Key_T);
    sidebar->setCheckable(true);
    lowerPanel->setCheckable(true);
}

void WindowActions::makeCluster()
{
    refresh = make(u"refreshAction"_s, Icon::Refresh, tr("&Refresh"), tr("Ask all clusters now"),
                   QKeySequence::Refresh);
    refresh->setShortcut(Qt::Key_F5);
    signIn = make(u"signInAction"_s, Icon::SignIn, tr("Sign &in…"), tr("Sign in to this cluster"),
                  Qt::CTRL | Qt::Key_I);
    signOut = make(u"signOutAction"_s, Icon::SignOut, tr("Sign &out"),
                   tr("Forget the token of this cluster"), Qt::CTRL | Qt::SHIFT | Qt::Key_L);
    editCluster =
        make(u"editClusterAction"_s, Icon::Edit, tr("&Edit cluster…"),
             tr("Change name, address and settings of this cluster"), Qt::CTRL | Qt::Key_E);
    removeCluster = make(u"removeClusterAction"_s, Icon::Remove, tr("Re&move cluster…"),
                         tr("Stop watching this cluster; nothing changes on it"));
}

void WindowActions::makeHelp()
{
    shortcuts = make(u"shortcutsAction"_s, Icon::Command, tr("&Keyboard shortcuts"),
                     tr("List what the keyboard can do"), Qt::Key_F1);
    policies = make(u"policiesAction"_s, Icon::Lock, tr("&Policies…"),
                    tr("Show the least policies for people who work on replication"));
    about = make(u"aboutAction"_s, Icon::Info, tr("&About Switchover"), tr("Version and licence"));
    about->setMenuRole(QAction::AboutRole);
}

QList<QAction *> WindowActions::all() const
{
    return { addCluster,  importFleet,   exportFleet, settings,        lock,    quit,
             palette,     fleetPage,     nextCluster, previousCluster, sidebar, lowerPanel,
             problems,    activity,      ledger,      refresh,         signIn,  signOut,
             editCluster, removeCluster, policies,    shortcuts,       about };
}

void WindowActions::setInUse(bool inUse)
{
    if (m_inUse == inUse)
        return;
    m_inUse = inUse;
    if (inUse) {
        for (QAction *action : std::as_const(m_enabled))
            action->setEnabled(true);
        m_enabled.clear();
        return;
    }
    const QList<QAction *> actions = all();
    for (QAction *action : actions) {
        if (action->isEnabled())
            m_enabled.append(action);
        action->setEnabled(false);
    }
}

} // namespace switchover::ui

#include "moc_windowactions.cpp"
