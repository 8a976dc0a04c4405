// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/fleet/operationrun.h"
#include "models/replication/operation.h"
#include "ui/shell/commandpalette.h"
#include "ui/widgets/theme.h"

#include <QMainWindow>
#include <QPointer>

QT_BEGIN_NAMESPACE
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QToolBar;
QT_END_NAMESPACE

namespace switchover {
struct ClusterSnapshot;
}

namespace switchover::ui {

class ActivityPanel;
class ClusterPage;
class DeskLock;
class LookOnlyBar;
class FleetPage;
class FleetSidebar;
class FleetTransfer;
class MessageBar;
class OperationCenter;
class ProblemsPanel;
class TokenLedgerPanel;
class WindowActions;
struct Services;

/// The window: sidebar, pages, lower panel, actions, palette. Owns the operation centre.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Services &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] OperationCenter &operations() const { return *m_operations; }
    [[nodiscard]] const WindowActions &actions() const { return *m_actions; }
    [[nodiscard]] DeskLock &deskLock() const { return *m_deskLock; }

    /// Above everything, for the lab. Takes the widget over.
    void setBanner(QWidget *banner);
    /// A panel of the integrator's on the right, hidden at first, with an action in the View menu
    /// and in the palette. Takes the widget over; show it with the returned action.
    QAction *addDock(const QString &title, QWidget *content, const QString &objectName);

    void showFleet();
    void showCluster(const ClusterId &id);
    [[nodiscard]] ClusterId
    currentCluster() const; ///< what the Cluster menu is about; may be invalid
    void showMessage(Tone tone, const QString &text);
    /// While the desk is locked: nothing of the window can be reached or used.
    void setCovered(bool covered);

public slots:
    void openSignIn(const switchover::ClusterId &id);
    void openEdit(const switchover::ClusterId &id);
    void openAdd();
    void openRemove(const switchover::ClusterId &id);
    void openSettings();
    void openPalette();
    /// The primaries of one set side by side.
    void openPrimaries(switchover::ReplicationType type, const QString &setId);

protected:
    void closeEvent(QCloseEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void buildPages();
    void buildLowerPanel();
    void buildMenus();
    void buildToolBar();
    void connectActions();
    void connectPages();
    void connectFleet();
    void connectOperations();
    void restoreWindow();
    void restorePage();
    void saveWindow();
    void updateActions();
    void updateTitle();
    void showLower(QWidget *panel);
    void step(int steps);
    void askBeforeClosing();
    void operationSettled(const ClusterId &cluster, OperationId operation,
                          OperationOutcome::End end, const QString &sentence);
    [[nodiscard]] std::vector<Command> commands();
    void addOperations(std::vector<Command> &list, const ClusterSnapshot &snapshot);
    void addOperationTokens(std::vector<Command> &list, const ClusterSnapshot &snapshot);

    Services &m_services;
    WindowActions *m_actions = nullptr;
    DeskLock *m_deskLock = nullptr;
    bool m_covered = false;
    QWidgetList m_disabled;          ///< by the cover
    QPointer<QWidget> m_focusBefore; ///< the cover
    OperationCenter *m_operations = nullptr;
    FleetTransfer *m_transfer = nullptr;
    QToolBar *m_bannerBar = nullptr;
    QSplitter *m_columns = nullptr; ///< sidebar | pages
    QSplitter *m_rows = nullptr;    ///< columns / lower panel
    FleetSidebar *m_sidebar = nullptr;
    MessageBar *m_news = nullptr;
    ClusterId m_newsAbout; ///< whose operation the message is about; may be invalid
    QStackedWidget *m_pages = nullptr;
    FleetPage *m_fleetPage = nullptr;
    ClusterPage *m_clusterPage = nullptr;
    QTabWidget *m_lower = nullptr;
    ActivityPanel *m_activity = nullptr;
    ProblemsPanel *m_problems = nullptr;
    TokenLedgerPanel *m_ledger = nullptr;
    QMenu *m_viewMenu = nullptr;
    QList<QAction *> m_dockActions;
    bool m_closeConfirmed = false;
};

} // namespace switchover::ui
