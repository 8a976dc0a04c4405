// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clusteridentity.h"
#include "models/replication/topology.h"
#include "ui/fleet/topologylayout.h"
#include "ui/widgets/theme.h"

#include <QFont>
#include <QGraphicsItem>
#include <QPainterPath>
#include <QPalette>

namespace switchover::ui {

/// Sizes of the picture for a font.
struct TopologyMetrics
{
    /// Widths of a node and of the gap between columns in average characters.
    TopologyMetrics(const QFont &font, int nodeCharacters, int gapCharacters);

    QFont font;
    double width = 0; ///< of a node
    double height = 0;
    double columnStep = 0;
    double rowStep = 0;
    /// The widest text on any arrow: no arrow bends where one could stand.
    double linkText = 0;

    /// Between two neighbouring columns.
    [[nodiscard]] double gap() const { return columnStep - width; }
};

/// What a node shows.
struct NodeFace
{
    QString name;
    QStringList lines; ///< at most two, below the name
    Environment environment = Environment::Unspecified;
    Tone tone = Tone::Neutral;
    bool stale = false;
    bool ghost = false;
    bool selected = false;

    friend bool operator==(const NodeFace &, const NodeFace &) = default;
};

class TopologyNodeItem final : public QGraphicsItem
{
public:
    TopologyNodeItem(QString key, ClusterId id, const TopologyMetrics &metrics);

    [[nodiscard]] const QString &key() const { return m_key; }
    [[nodiscard]] const ClusterId &id() const { return m_id; }
    void setFace(const NodeFace &face, const QPalette &palette);
    [[nodiscard]] const NodeFace &face() const { return m_face; }

    [[nodiscard]] QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    QString m_key;
    ClusterId m_id;
    const TopologyMetrics &m_metrics;
    NodeFace m_face;
    QPalette m_palette;
};

/// An arrow from a primary to a secondary: solid for performance, dashed for DR, with the lag on
/// it.
class TopologyLinkItem final : public QGraphicsItem
{
public:
    explicit TopologyLinkItem(const TopologyMetrics &metrics);

    void setLink(const ReplicationLink &link, QPointF from, QPointF to, const QPalette &palette);
    /// How wide the texts of a link are, in two lines where the gap is narrow.
    [[nodiscard]] static double textWidth(const ReplicationLink &link,
                                          const TopologyMetrics &metrics);
    /// Where the arrow is a straight line to its end, and where its texts stand. For tests.
    [[nodiscard]] double straightFrom() const { return m_straightFrom; }
    [[nodiscard]] QRectF textRect() const { return m_above.united(m_below); }
    [[nodiscard]] QString words() const; ///< "DR · 0 WALs, 12 ms"

    [[nodiscard]] QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    const TopologyMetrics &m_metrics;
    ReplicationType m_type = ReplicationType::Performance;
    LinkState m_state = LinkState::Unknown;
    QString m_typeWord;
    QString m_stateWords;
    QPainterPath m_path;
    double m_straightFrom = 0;
    QPointF m_end;
    QRectF m_above; ///< the type, over the line
    QRectF m_below; ///< lag or state, under it
    QPalette m_palette;
};

/// A red double line between two primaries of one set, with words that can be clicked.
class TopologyConflictItem final : public QGraphicsItem
{
public:
    explicit TopologyConflictItem(const TopologyMetrics &metrics);

    /// Top left corners of both clusters.
    void setConflict(const TopologyConflict &conflict, QPointF first, QPointF second,
                     const QPalette &palette);
    [[nodiscard]] const TopologyConflict &conflict() const { return m_conflict; }
    [[nodiscard]] QString words() const { return m_words; }

    [[nodiscard]] QRectF boundingRect() const override;
    [[nodiscard]] QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    const TopologyMetrics &m_metrics;
    TopologyConflict m_conflict;
    QString m_words;
    QLineF m_line;
    QRectF m_text;
    QPalette m_palette;
};

} // namespace switchover::ui
