// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/words.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;
QT_END_NAMESPACE

namespace switchover {
class FleetTableModel;
class TextFilterProxy;
} // namespace switchover

namespace switchover::ui {

class ChosenWidths;
class EmptyState;
class FilterField;
class MessageBar;
class StatTile;
class TopologyView;
struct Services;

/// All registered clusters: figures on top, then the picture and the table, with one selection.
class FleetPage final : public QWidget
{
    Q_OBJECT

public:
    explicit FleetPage(Services &services, QWidget *parent = nullptr);

    [[nodiscard]] ClusterId currentCluster() const;
    void setCurrentCluster(const ClusterId &id);

signals:
    void clusterActivated(const switchover::ClusterId &id); ///< double click or Enter
    void currentClusterChanged(const switchover::ClusterId &id);
    void addRequested();
    void importRequested();
    void problemsRequested();
    /// The primaries of this set are to be compared.
    void conflictActivated(switchover::ReplicationType type, const QString &setId);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildFigures();
    void buildTable();
    void buildPicture();
    void giveThePictureRoom();
    void buildEmptyStates();
    void updateFigures();
    void updateState();
    void showUnreachable();
    void activate(const QModelIndex &index);
    void fitColumns();
    [[nodiscard]] int contentWidth(int column) const;
    void followContent();
    void makeRoom();

    Services &m_services;
    FleetTableModel *m_model = nullptr;
    TextFilterProxy *m_proxy = nullptr;
    QTableView *m_table = nullptr;
    FilterField *m_filter = nullptr;
    MessageBar *m_messages = nullptr;
    QStackedWidget *m_stack = nullptr; ///< no clusters, or picture and table
    QSplitter *m_split = nullptr;
    TopologyView *m_picture = nullptr;
    QToolButton *m_showPicture = nullptr;
    QStackedWidget *m_lower = nullptr; ///< the table, or that nothing matches
    EmptyState *m_noClusters = nullptr;
    EmptyState *m_noMatch = nullptr;
    QWidget *m_head = nullptr;
    StatTile *m_clusters = nullptr;
    StatTile *m_sets = nullptr;
    StatTile *m_problems = nullptr;
    StatTile *m_lag = nullptr;
    bool m_splitMoved = false; ///< by the user, who is then left alone
    ClusterId m_laggard;
    QList<int> m_needed; ///< by each column; empty until all was read
    ChosenWidths *m_widths = nullptr;
};

} // namespace switchover::ui
