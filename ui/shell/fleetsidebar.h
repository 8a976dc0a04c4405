// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QAction;
class QToolButton;
class QTreeView;
QT_END_NAMESPACE

namespace switchover {
class FleetTreeModel;
class TextFilterProxy;
} // namespace switchover

namespace switchover::ui {

class FilterField;
struct Services;
class WindowActions;

/// The left pane: way to the fleet page, filter, and the clusters by group.
class FleetSidebar final : public QWidget
{
    Q_OBJECT

public:
    FleetSidebar(Services &services, const WindowActions &actions, QWidget *parent = nullptr);

    /// Marks a cluster, or the fleet if the id is invalid, without announcing it.
    void setCurrent(const ClusterId &id);
    [[nodiscard]] ClusterId current() const;
    /// The cluster `steps` rows below the current one, in the order shown; invalid at the ends.
    [[nodiscard]] ClusterId neighbour(int steps) const;

signals:
    void clusterChosen(const switchover::ClusterId &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildTree(const WindowActions &actions);
    void applyColors();
    void choose(const QModelIndex &index);
    void showSelection();

    FleetTreeModel *m_model = nullptr;
    TextFilterProxy *m_proxy = nullptr;
    QTreeView *m_tree = nullptr;
    FilterField *m_filter = nullptr;
    QToolButton *m_fleet = nullptr;
    ClusterId m_shown;        ///< the page beside shows it
    bool m_following = false; ///< the selection changes without the user
};

} // namespace switchover::ui
