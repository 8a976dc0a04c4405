// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/topologyview.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/clustertext.h"
#include "models/items/format.h"
#include "ui/widgets/celldelegates.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

// In average characters.
constexpr int widestNode = 32;
constexpr int narrowestNode = 25;
constexpr int widestGap = 32;
constexpr int narrowestGap = 19;

/// Adds or removes items until there are as many as wanted.
template <typename Item>
void setCount(QGraphicsScene &scene, std::vector<Item *> &items, qsizetype count,
              const TopologyMetrics &metrics)
{
    while (items.size() > size_t(count)) {
        scene.removeItem(items.back());
        const std::unique_ptr<Item> gone(items.back());
        items.pop_back();
    }
    while (items.size() < size_t(count)) {
        items.push_back(new Item(metrics));
        scene.addItem(items.back());
    }
}

} // namespace

TopologyView::TopologyView(Fleet &fleet, QWidget *parent)
    : QGraphicsView(parent)
    , m_fleet(fleet)
    , m_metrics(std::make_unique<TopologyMetrics>(font(), widestNode, widestGap))
    , m_scene(new QGraphicsScene(this))
    , m_nodeCharacters(widestNode)
    , m_gapCharacters(widestGap)
{
    setObjectName(u"topologyView"_s);
    setAccessibleName(tr("Picture of the replication"));
    setAccessibleDescription(tr(
        "The table of clusters says the same in words. Arrow keys move, Enter opens the cluster."));
    setScene(m_scene);
    viewport()->setObjectName(u"topologyViewport"_s);
    viewport()->setAccessibleName(accessibleName());
    viewport()->setFocusPolicy(Qt::NoFocus);
    viewport()->setFocusProxy(this);
    setFrameShape(QFrame::NoFrame);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setRenderHint(QPainter::Antialiasing);
    setBackgroundBrush(palette().color(QPalette::Window));
    setFocusPolicy(Qt::StrongFocus);
    connect(&fleet, &Fleet::analysed, this, &TopologyView::refresh);
    connect(&fleet, &Fleet::snapshotChanged, this, &TopologyView::updateFaces);
    connect(&fleet, &Fleet::clusterAdded, this, &TopologyView::refresh);
    connect(&fleet, &Fleet::clusterRemoved, this, &TopologyView::refresh);
    refresh();
}

TopologyView::~TopologyView() = default;

QPointF TopologyView::placeOf(const TopologyNode &node) const
{
    return { node.column * m_metrics->columnStep, node.row * m_metrics->rowStep };
}

void TopologyView::refresh()
{
    const TopologyPicture picture = layOut(m_fleet.snapshots(), m_fleet.topology());
    if (picture != m_picture || m_nodes.empty())
        arrange(picture);
    fitWidth();
    updateFaces();
}

void TopologyView::arrange(const TopologyPicture &picture)
{
    m_picture = picture;
    std::map<QString, QPointF> places;
    for (const TopologyNode &node : picture.nodes)
        places.emplace(node.key, placeOf(node));
    std::erase_if(m_nodes, [&](const auto &entry) {
        if (places.contains(entry.first))
            return false;
        m_scene->removeItem(entry.second);
        const std::unique_ptr<TopologyNodeItem> gone(entry.second);
        return true;
    });
    for (const TopologyNode &node : picture.nodes) {
        TopologyNodeItem *&item = m_nodes[node.key];
        if (!item) {
            item = new TopologyNodeItem(node.key, node.id, *m_metrics);
            m_scene->addItem(item);
        }
        item->setPos(places.at(node.key));
    }
    setCount(*m_scene, m_links, picture.edges.size(), *m_metrics);
    setCount(*m_scene, m_conflicts, picture.conflicts.size(), *m_metrics);
    for (size_t i = 0; i < m_conflicts.size(); ++i) {
        const TopologyConflict &conflict = picture.conflicts.at(qsizetype(i));
        m_conflicts[i]->setConflict(conflict, places.at(conflict.first), places.at(conflict.second),
                                    palette());
    }
    m_metrics->linkText = 0;
    for (const TopologyEdge &edge : picture.edges) {
        m_metrics->linkText =
            std::max(m_metrics->linkText, TopologyLinkItem::textWidth(edge.link, *m_metrics));
    }
    const QPointF outOf(m_metrics->width, m_metrics->height / 2);
    const QPointF into(0, m_metrics->height / 2);
    for (size_t i = 0; i < m_links.size(); ++i) {
        const TopologyEdge &edge = picture.edges.at(qsizetype(i));
        m_links[i]->setLink(edge.link, places.at(edge.from) + outOf, places.at(edge.to) + into,
                            palette());
    }
    m_scene->setSceneRect(m_scene->itemsBoundingRect().adjusted(-2, -2, 2, 2));
    updateGeometry();
}

void TopologyView::updateFaces()
{
    const QHash<ClusterId, ProblemSeverity> worst = worstByCluster(m_fleet.problems());
    const ProvenLinks proven = provenLinks(m_fleet.topology());
    const QDateTime now = m_fleet.clock().now();
    for (const TopologyNode &node : std::as_const(m_picture.nodes)) {
        const auto found = m_nodes.find(node.key);
        if (found == m_nodes.end())
            continue;
        NodeFace face;
        if (const ClusterSnapshot *snapshot = m_fleet.snapshot(node.id)) {
            const auto own = worst.constFind(node.id);
            face.name = snapshot->identity.name;
            face.environment = snapshot->identity.environment;
            face.tone = toneFor(clusterHealth(
                *snapshot, own == worst.cend() ? std::nullopt : std::optional(*own), now, proven));
            face.stale = snapshot->freshness(now) != Freshness::Live;
            face.lines = roleBadges(*snapshot);
            if (face.stale)
                face.lines = { snapshot->statusAt.isValid()
                                   ? tr("Read %1").arg(relativeTime(snapshot->statusAt, now))
                                   : tr("Not read yet") };
            else if (face.lines.isEmpty())
                face.lines = { noReplicationText(*snapshot) };
            face.selected = node.id == m_current;
        } else {
            face.ghost = true;
            face.name = node.label.isEmpty() ? tr("Unknown cluster") : node.label;
            face.lines = { tr("No registered cluster") };
            if (node.more > 0) {
                face.name = tr("And %Ln more", nullptr, node.more);
                face.lines = { tr("Secondaries that are not registered") };
            }
        }
        found->second->setFace(face, palette());
    }
}

// Moves the columns together rather than cutting the last one off.
void TopologyView::fitWidth()
{
    int last = 0;
    for (const TopologyNode &node : std::as_const(m_picture.nodes))
        last = std::max(last, node.column);
    const double room =
        (width() - 16) / QFontMetricsF(font()).averageCharWidth(); // a scroll bar may come
    const double share = std::min(1.0, room / ((last + 1) * widestNode + last * widestGap));
    const int node = std::max(narrowestNode, int(widestNode * share));
    const int left = last > 0 ? int((room - (last + 1) * node) / last) : widestGap;
    const int gap = std::clamp(left, narrowestGap, widestGap);
    if (node == m_nodeCharacters && gap == m_gapCharacters)
        return;
    m_nodeCharacters = node;
    m_gapCharacters = gap;
    rebuild();
}

void TopologyView::rebuild()
{
    m_scene->clear();
    m_nodes.clear();
    m_links.clear();
    m_conflicts.clear();
    *m_metrics = TopologyMetrics(font(), m_nodeCharacters, m_gapCharacters);
    arrange(TopologyPicture(m_picture));
    updateFaces();
}

void TopologyView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    fitWidth();
}

QSize TopologyView::sizeHint() const
{
    const QSizeF size = m_scene->sceneRect().size() * transform().m11();
    return { int(size.width()) + 4, int(size.height()) + 4 };
}

TopologyNodeItem *TopologyView::nodeAt(const QPoint &position) const
{
    const QPointF scenePosition = mapToScene(position);
    for (const auto &[key, item] : m_nodes) {
        if (item->sceneBoundingRect().contains(scenePosition))
            return item;
    }
    return nullptr;
}

TopologyConflictItem *TopologyView::conflictAt(const QPoint &position) const
{
    const QPointF scenePosition = mapToScene(position);
    for (TopologyConflictItem *item : m_conflicts) {
        if (item->sceneBoundingRect().contains(scenePosition))
            return item;
    }
    return nullptr;
}

void TopologyView::setCurrentCluster(const ClusterId &id)
{
    if (id == m_current)
        return;
    m_current = id;
    updateFaces();
    if (const auto found = m_nodes.find(id.value); found != m_nodes.end())
        ensureVisible(found->second, 8, 8);
}

void TopologyView::select(const ClusterId &id)
{
    if (!id.isValid() || id == m_current)
        return;
    setCurrentCluster(id);
    emit clusterSelected(id);
}

void TopologyView::mousePressEvent(QMouseEvent *event)
{
    if (const TopologyNodeItem *node = nodeAt(event->pos());
        node && event->button() == Qt::LeftButton)
        select(node->id());
    else if (const TopologyConflictItem *conflict = conflictAt(event->pos());
             conflict && event->button() == Qt::LeftButton)
        emit conflictActivated(conflict->conflict().sets.first().type,
                               conflict->conflict().sets.first().setId);
    else
        QGraphicsView::mousePressEvent(event);
}

void TopologyView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const TopologyNodeItem *node = nodeAt(event->pos()); node && node->id().isValid())
        emit clusterActivated(node->id());
}

void TopologyView::selectNear(QPointF direction)
{
    const auto current = m_nodes.find(m_current.value);
    const TopologyNodeItem *best = nullptr;
    double bestDistance = 0;
    for (const auto &[key, item] : m_nodes) {
        if (!item->id().isValid() || item->id() == m_current)
            continue;
        if (current == m_nodes.end()) {
            best = item; // nothing selected yet: any is a start
            break;
        }
        const QPointF way = item->pos() - current->second->pos();
        const double along = QPointF::dotProduct(way, direction);
        const double aside = std::abs(way.x() * direction.y() - way.y() * direction.x());
        if (along <= 0)
            continue;
        const double distance = along + 2 * aside;
        if (!best || distance < bestDistance) {
            best = item;
            bestDistance = distance;
        }
    }
    if (best)
        select(best->id());
}

void TopologyView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        selectNear({ -1, 0 });
        return;
    case Qt::Key_Right:
        selectNear({ 1, 0 });
        return;
    case Qt::Key_Up:
        selectNear({ 0, -1 });
        return;
    case Qt::Key_Down:
        selectNear({ 0, 1 });
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current.isValid())
            emit clusterActivated(m_current);
        return;
    default: // every other key is the view's
        QGraphicsView::keyPressEvent(event);
    }
}

void TopologyView::focusInEvent(QFocusEvent *event)
{
    QGraphicsView::focusInEvent(event);
    viewport()->update();
}

void TopologyView::focusOutEvent(QFocusEvent *event)
{
    QGraphicsView::focusOutEvent(event);
    viewport()->update();
}

void TopologyView::paintEvent(QPaintEvent *event)
{
    QGraphicsView::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(semanticColor(SemanticColor::Accent, palette()));
    painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void TopologyView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QGraphicsView::wheelEvent(event);
        return;
    }
    const double factor = std::pow(1.0015, event->angleDelta().y());
    const double zoom = transform().m11() * factor;
    if (zoom < 0.3 || zoom > 3)
        return;
    scale(factor, factor);
}

void TopologyView::changeEvent(QEvent *event)
{
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        setBackgroundBrush(palette().color(QPalette::Window));
        arrange(TopologyPicture(m_picture));
        updateFaces();
    } else if (event->type() == QEvent::FontChange && m_metrics) {
        rebuild();
    }
}

bool TopologyView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const TopologyNodeItem *node = nodeAt(help->pos());
        const ClusterSnapshot *snapshot = node ? m_fleet.snapshot(node->id()) : nullptr;
        QToolTip::showText(
            help->globalPos(),
            plainToolTip(snapshot ? clusterToolTip(*snapshot, m_fleet.clock().now()) : QString()),
            this);
        return true;
    }
    return QGraphicsView::viewportEvent(event);
}

} // namespace switchover::ui

#include "moc_topologyview.cpp"
