// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the window say to each other.
#include "models/fleet/batchtokenstrategy.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationtokenstock.h"
#include "models/replication/arguments.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "ui/activity/activitypanel.h"
#include "ui/activity/problemspanel.h"
#include "ui/cluster/clusterpage.h"
#include "ui/cluster/primariesdialog.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/fleet/fleetpage.h"
#include "ui/operations/operationcenter.h"
#include "ui/services.h"
#include "ui/settings/fleettransfer.h"
#include "ui/settings/policiesdialog.h"
#include "ui/shell/desklock.h"
#include "ui/shell/fleetsidebar.h"
#include "ui/shell/helpdialogs.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/windowactions.h"
#include "ui/tokens/tokenledgerpanel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/messagebar.h"

#include <QStackedWidget>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace switchover::ui {

void MainWindow::connectActions()
{
    const WindowActions &a = *m_actions;
    const auto on = [this](QAction *action, auto &&what) {
        connect(action, &QAction::triggered, this, [what] { what(); });
    };
    on(a.addCluster, [this] { openAdd(); });
    on(a.importFleet, [this] { m_transfer->openImport(); });
    on(a.exportFleet, [this] { m_transfer->openExport(); });
    on(a.settings, [this] { openSettings(); });
    on(a.lock, [this] { m_deskLock->lock(); });
    on(a.quit, [this] { close(); });
    on(a.palette, [this] { openPalette(); });
    on(a.fleetPage, [this] { showFleet(); });
    on(a.nextCluster, [this] { step(1); });
    on(a.previousCluster, [this] { step(-1); });
    on(a.problems, [this] { showLower(m_problems); });
    on(a.activity, [this] { showLower(m_activity); });
    on(a.ledger, [this] { showLower(m_ledger); });
    on(a.refresh, [this] { m_services.fleet.refreshAll(); });
    on(a.signIn, [this] { openSignIn(currentCluster()); });
    on(a.signOut, [this] {
        m_services.fleet.signOut(currentCluster(), ClusterSession::Revoke::No);
        updateActions();
    });
    on(a.editCluster, [this] { openEdit(currentCluster()); });
    on(a.removeCluster, [this] { openRemove(currentCluster()); });
    on(a.policies, [this] { (new PoliciesDialog(this))->show(); });
    on(a.shortcuts, [this] { openShortcuts(m_actions->all(), this); });
    on(a.about, [this] { openAbout(this); });
    connect(a.sidebar, &QAction::toggled, m_sidebar, &QWidget::setVisible);
    connect(a.lowerPanel, &QAction::toggled, m_lower, &QWidget::setVisible);
    for (const QAction *action : a.all())
        connect(action, &QAction::triggered, m_news, &MessageBar::dismissGoodNews);
    addActions(a.all());
}

void MainWindow::connectPages()
{
    connect(m_sidebar, &FleetSidebar::clusterChosen, this, &MainWindow::showCluster);
    connect(m_fleetPage, &FleetPage::clusterActivated, this, &MainWindow::showCluster);
    connect(m_fleetPage, &FleetPage::currentClusterChanged, this, &MainWindow::updateActions);
    connect(m_fleetPage, &FleetPage::addRequested, this, &MainWindow::openAdd);
    connect(m_fleetPage, &FleetPage::importRequested, m_transfer, &FleetTransfer::openImport);
    connect(m_fleetPage, &FleetPage::problemsRequested, this, [this] { showLower(m_problems); });
    connect(m_fleetPage, &FleetPage::conflictActivated, this, &MainWindow::openPrimaries);
    connect(m_clusterPage, &ClusterPage::compareRequested, this, &MainWindow::openPrimaries);
    connect(m_problems, &ProblemsPanel::compareRequested, this, &MainWindow::openPrimaries);
    connect(m_problems, &ProblemsPanel::clusterActivated, this, &MainWindow::showCluster);
    connect(m_activity, &ActivityPanel::clusterActivated, this, &MainWindow::showCluster);
    connect(m_clusterPage, &ClusterPage::signInRequested, this, &MainWindow::openSignIn);
    connect(m_clusterPage, &ClusterPage::editRequested, this, &MainWindow::openEdit);
    connect(m_transfer, &FleetTransfer::news, this, &MainWindow::showMessage);
    connect(m_ledger, &TokenLedgerPanel::revokeRequested, this,
            [this](const ClusterId &primary, OperationId operation, const QString &secondaryId) {
                Arguments arguments;
                arguments.set("id"_L1, secondaryId);
                m_operations->open(primary, operation, std::move(arguments));
            });
}

void MainWindow::openPrimaries(ReplicationType type, const QString &setId)
{
    (new PrimariesDialog(m_services, *m_operations, type, setId, this))->open();
}

void MainWindow::connectFleet()
{
    connect(&m_services.fleet.operationTokens(), &OperationTokenStock::warned, this,
            [this](const ClusterId &, const QString &sentence) {
                showMessage(Tone::Attention, sentence);
            });
    connect(&m_services.fleet, &Fleet::snapshotChanged, this,
            [this](const ClusterSnapshot &snapshot) {
                if (snapshot.identity.id == currentCluster()) {
                    updateActions();
                    updateTitle();
                }
            });
    connect(&m_services.fleet, &Fleet::clusterAdded, this, &MainWindow::updateActions);
    connect(&m_services.fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        const ClusterId shown = m_clusterPage->cluster();
        if (m_pages->currentWidget() == m_clusterPage
            && (shown == id || !m_services.fleet.snapshot(shown)))
            showFleet();
        updateActions();
    });
}

void MainWindow::connectOperations()
{
    connect(m_operations, &OperationCenter::started, m_news, &MessageBar::dismissGoodNews);
    connect(m_operations, &OperationCenter::settled, this, &MainWindow::operationSettled);
    connect(m_operations, &OperationCenter::signInRequested, this, &MainWindow::openSignIn);
    connect(m_operations, &OperationCenter::activityRequested, this,
            [this] { showLower(m_activity); });
    connect(m_operations, &OperationCenter::clusterRequested, this, &MainWindow::showCluster);
}

void MainWindow::operationSettled(const ClusterId &cluster, OperationId operation,
                                  OperationOutcome::End end, const QString &sentence)
{
    using End = OperationOutcome::End;
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(cluster);
    const bool good = end == End::Done || end == End::LostButDone;
    // A later operation that ended well cures what was said of an earlier one.
    if (good && cluster == m_newsAbout)
        m_news->dismiss();
    // The page of the cluster shows a good end by itself.
    if (!snapshot || (good && cluster == currentCluster()))
        return;
    const Operation &row = switchover::operation(operation);
    const bool nothingChanged =
        end == End::NotSent || end == End::Rejected || end == End::LostNoEffect;
    showMessage(good                 ? Tone::Good
                    : nothingChanged ? Tone::Attention
                                     : Tone::Danger,
                tr("%1 on %2: %3").arg(row.titleText(), snapshot->identity.name, sentence));
    m_newsAbout = cluster;
}

void MainWindow::step(int steps)
{
    const ClusterId id = m_sidebar->neighbour(steps);
    if (id.isValid())
        showCluster(id);
}

void MainWindow::openPalette()
{
    auto *palette = new CommandPalette(commands(), this);
    const int width =
        qMin(this->width() - 2 * space(Space::Large, this), fontMetrics().averageCharWidth() * 90);
    palette->resize(width, fontMetrics().height() * 22);
    palette->move(mapToGlobal(QPoint((this->width() - width) / 2, fontMetrics().height() * 5)));
    palette->open();
}

std::vector<Command> MainWindow::commands()
{
    std::vector<Command> list;
    const QList<ClusterSnapshot> snapshots = m_services.fleet.snapshots();
    for (const ClusterSnapshot &snapshot : snapshots) {
        const ClusterId id = snapshot.identity.id;
        list.push_back({ .title = snapshot.identity.name,
                         .kind = snapshot.identity.group.isEmpty()
                             ? tr("Cluster")
                             : tr("Cluster in %1").arg(snapshot.identity.group),
                         .run = [this, id] { showCluster(id); } });
    }
    if (const ClusterSnapshot *snapshot = m_services.fleet.snapshot(currentCluster()))
        addOperations(list, *snapshot);
    for (QAction *action : m_actions->all() + m_dockActions) {
        if (action == m_actions->palette)
            continue;
        list.push_back({ .title = withoutMnemonic(action->text()),
                         .kind = tr("Command"),
                         .shortcut = action->shortcut().toString(QKeySequence::NativeText),
                         .whyNot = action->isEnabled()
                             ? QString()
                             : action->property("switchoverWhyNot").toString(),
                         .run = [action] { action->trigger(); } });
    }
    return list;
}

void MainWindow::addOperations(std::vector<Command> &list, const ClusterSnapshot &snapshot)
{
    const ClusterId id = snapshot.identity.id;
    for (const Operation &operation : operationCatalogue()) {
        if (!isRelevant(operation, snapshot))
            continue;
        const Permission permission = allowed(operation, snapshot);
        list.push_back(
            { .title = tr("%1 on %2…").arg(operation.titleText(), snapshot.identity.name),
              .kind = tr("Operation"),
              .whyNot = permission ? QString() : permission.reason,
              .run = [this, id, which = operation.id] { m_operations->open(id, which); } });
    }
    addOperationTokens(list, snapshot);
}

void MainWindow::addOperationTokens(std::vector<Command> &list, const ClusterSnapshot &snapshot)
{
    const ClusterId id = snapshot.identity.id;
    const Operation &start = operation(OperationId::DrStartAttempt);
    if (isRelevant(start, snapshot)) {
        const Permission permission = allowed(start, snapshot);
        list.push_back(
            { .title = tr("Generate a DR operation token on %1…").arg(snapshot.identity.name),
              .kind = tr("Operation"),
              .whyNot = permission ? QString() : permission.reason,
              .run = [this, id] { m_operations->drTokens().openCeremony(id); } });
    }
    const ReplicationBlock *block = snapshot.block(ReplicationType::DisasterRecovery);
    if (block && block->isPrimary()) {
        const Permission permission = BatchTokenStrategy::allowedOn(snapshot);
        list.push_back(
            { .title = tr("Prepare a batch DR operation token on %1…").arg(snapshot.identity.name),
              .kind = tr("Operation"),
              .whyNot = permission ? QString() : permission.reason,
              .run = [this, id] { m_operations->drTokens().openBatchToken(id); } });
    }
}

} // namespace switchover::ui
