// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "ui/fleet/topologyitems.h"

#include <QGraphicsView>

#include <map>

namespace switchover {
class Fleet;
}

namespace switchover::ui {

/// The fleet as a picture: who follows whom, how far behind, and what is wrong. The table says the
/// same in words; selection is shared with it.
class TopologyView final : public QGraphicsView
{
    Q_OBJECT

public:
    explicit TopologyView(Fleet &fleet, QWidget *parent = nullptr);
    ~TopologyView() override;

    void setCurrentCluster(const ClusterId &id);
    [[nodiscard]] ClusterId currentCluster() const { return m_current; }
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void clusterSelected(const switchover::ClusterId &id);
    void clusterActivated(const switchover::ClusterId &id);
    /// The line between two primaries of this set was clicked.
    void conflictActivated(switchover::ReplicationType type, const QString &setId);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void refresh();
    void arrange(const TopologyPicture &picture);
    void updateFaces();
    void fitWidth();
    void rebuild();
    void select(const ClusterId &id);
    void selectNear(QPointF direction);
    [[nodiscard]] TopologyNodeItem *nodeAt(const QPoint &position) const;
    [[nodiscard]] TopologyConflictItem *conflictAt(const QPoint &position) const;
    [[nodiscard]] QPointF placeOf(const TopologyNode &node) const;

    Fleet &m_fleet;
    std::unique_ptr<TopologyMetrics> m_metrics;
    QGraphicsScene *m_scene = nullptr;
    int m_nodeCharacters;
    int m_gapCharacters;
    TopologyPicture m_picture;
    std::map<QString, TopologyNodeItem *> m_nodes;   // owned by the scene
    std::vector<TopologyLinkItem *> m_links;         // owned by the scene
    std::vector<TopologyConflictItem *> m_conflicts; // owned by the scene
    ClusterId m_current;
};

} // namespace switchover::ui
