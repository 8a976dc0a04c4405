// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/topologyitems.h"

#include "models/items/format.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/statusdot.h"

#include <QCoreApplication>
#include <QPainter>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

struct TopologyText
{
    Q_DECLARE_TR_FUNCTIONS(Topology)
};

Tone toneOf(LinkState state)
{
    switch (state) {
    case LinkState::Unknown:
    case LinkState::Good:
        return Tone::Neutral;
    case LinkState::CatchingUp:
        return Tone::Busy;
    case LinkState::Broken:
        return Tone::Danger;
    }
    Q_UNREACHABLE();
}

QString typeWord(ReplicationType type)
{
    switch (type) {
    case ReplicationType::Performance:
        return TopologyText::tr("Performance");
    case ReplicationType::DisasterRecovery:
        return TopologyText::tr("DR");
    }
    Q_UNREACHABLE();
}

QString stateWords(const ReplicationLink &link)
{
    switch (link.state) {
    case LinkState::Unknown:
        return TopologyText::tr("state unknown");
    case LinkState::Good: {
        const QString lag = lagText(link.lag);
        return lag == noValue() ? TopologyText::tr("lag unknown") : lag;
    }
    case LinkState::CatchingUp:
        return TopologyText::tr("catching up");
    case LinkState::Broken:
        return TopologyText::tr("broken");
    }
    Q_UNREACHABLE();
}

// How far in front of the arrow's end its texts end.
double textInset(const QFontMetricsF &metrics)
{
    return metrics.height();
}

constexpr double shortestBend = 16;
constexpr double airBesideText = 8;

// "61 WALs, 997 ms" in two lines where one does not fit into the gap beside the bend.
QString wrapped(const QString &words, const TopologyMetrics &metrics)
{
    const QFontMetricsF small(smallFont(metrics.font));
    const double room = metrics.gap() - textInset(small) - shortestBend - airBesideText;
    const qsizetype comma = words.indexOf(", "_L1);
    if (comma < 0 || small.horizontalAdvance(words) <= room)
        return words;
    return words.left(comma + 1) + u'\n' + words.mid(comma + 2);
}

double widestLine(const QFontMetricsF &metrics, const QString &text)
{
    double widest = 0;
    for (const QString &line : text.split(u'\n'))
        widest = qMax(widest, metrics.horizontalAdvance(line) + 2);
    return widest;
}

} // namespace

TopologyMetrics::TopologyMetrics(const QFont &like, int nodeCharacters, int gapCharacters)
    : font(like)
{
    const QFontMetricsF metrics(like);
    width = metrics.averageCharWidth() * nodeCharacters;
    height =
        metrics.height() + 2 * QFontMetricsF(smallFont(like)).height() + metrics.height() * 0.9;
    columnStep = width + metrics.averageCharWidth() * gapCharacters;
    rowStep = height + metrics.height() * 0.7;
}

TopologyNodeItem::TopologyNodeItem(QString key, ClusterId id, const TopologyMetrics &metrics)
    : m_key(std::move(key))
    , m_id(std::move(id))
    , m_metrics(metrics)
{
    setZValue(1);
    if (m_id.isValid())
        setCursor(Qt::PointingHandCursor);
}

void TopologyNodeItem::setFace(const NodeFace &face, const QPalette &palette)
{
    if (face == m_face && palette == m_palette)
        return;
    m_face = face;
    m_palette = palette;
    update();
}

QRectF TopologyNodeItem::boundingRect() const
{
    return { -2, -2, m_metrics.width + 4, m_metrics.height + 4 };
}

void TopologyNodeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    const QRectF frame(0.5, 0.5, m_metrics.width - 1, m_metrics.height - 1);
    painter->setRenderHint(QPainter::Antialiasing);
    QColor border = semanticColor(SemanticColor::ControlBorder, m_palette);
    double thickness = 1;
    if (m_face.tone == Tone::Danger || m_face.tone == Tone::Attention)
        border = toneColor(m_face.tone, m_palette);
    if (m_face.selected) {
        border = semanticColor(SemanticColor::Accent, m_palette);
        thickness = 2;
    }
    painter->setPen(QPen(border, thickness, m_face.ghost ? Qt::DashLine : Qt::SolidLine));
    painter->setBrush(m_face.ghost ? m_palette.color(QPalette::Window)
                                   : semanticColor(SemanticColor::CardBackground, m_palette));
    painter->drawRoundedRect(frame, 7, 7);

    const QFont strong = strongFont(m_metrics.font);
    const QFont small = smallFont(m_metrics.font);
    const QFontMetricsF strongMetrics(strong);
    const QFontMetricsF smallMetrics(small);
    const double pad = strongMetrics.height() * 0.65;
    const double top = (m_metrics.height - strongMetrics.height() - 2
                        - double(m_face.lines.size()) * smallMetrics.height())
        / 2;
    const double mark = StatusDot::markSize(QFontMetrics(m_metrics.font));
    double left = pad;
    if (!m_face.ghost) {
        StatusDot::paintMark(*painter,
                             QRectF(left, top + (strongMetrics.height() - mark) / 2, mark, mark),
                             m_face.tone, m_palette);
        left += mark * 1.6;
    }
    double right = m_metrics.width - pad;
    if (const QString word = environmentWord(m_face.environment); !word.isEmpty()) {
        painter->setFont(small);
        const QSize size = Pill::sizeFor(word, small);
        const QRect badge(int(right) - size.width(),
                          int(top + (strongMetrics.height() - size.height()) / 2), size.width(),
                          size.height());
        Pill::paint(*painter, badge, word, environmentColor(m_face.environment, m_palette),
                    environmentTint(m_face.environment, m_palette));
        right = badge.left() - 6;
    }
    const QColor muted = semanticColor(SemanticColor::MutedText, m_palette);
    painter->setFont(strong);
    painter->setPen(m_face.stale || m_face.ghost ? muted : m_palette.color(QPalette::Text));
    painter->drawText(QRectF(left, top, right - left, strongMetrics.height()),
                      Qt::AlignVCenter | Qt::TextSingleLine,
                      strongMetrics.elidedText(m_face.name, Qt::ElideRight, right - left));
    painter->setFont(small);
    painter->setPen(muted);
    const double room = m_metrics.width - 2 * pad;
    double line = top + strongMetrics.height() + 2;
    for (const QString &words : std::as_const(m_face.lines)) {
        painter->drawText(QRectF(pad, line, room, smallMetrics.height()),
                          Qt::AlignVCenter | Qt::TextSingleLine,
                          smallMetrics.elidedText(words, Qt::ElideRight, room));
        line += smallMetrics.height();
    }
}

TopologyLinkItem::TopologyLinkItem(const TopologyMetrics &metrics)
    : m_metrics(metrics)
{
}

void TopologyLinkItem::setLink(const ReplicationLink &link, QPointF from, QPointF to,
                               const QPalette &palette)
{
    prepareGeometryChange();
    m_type = link.type;
    m_state = link.state;
    m_typeWord = typeWord(link.type);
    m_stateWords = wrapped(stateWords(link), m_metrics);
    m_palette = palette;
    m_end = to;
    const double way = to.x() - from.x();
    const QFontMetricsF metrics(smallFont(m_metrics.font));
    const double right = to.x() - textInset(metrics);
    m_path = QPainterPath(from);
    m_straightFrom = from.x();
    if (way > 0) {
        // The other arrows out of the same column bend here as well, across this one's texts.
        const double free = m_metrics.gap() - textInset(metrics) - m_metrics.linkText;
        const double bend = qMax(shortestBend, qMin(m_metrics.gap() * 0.32, free - airBesideText));
        m_path.cubicTo(from + QPointF(bend * 0.7, 0), QPointF(from.x() + bend * 0.2, to.y()),
                       QPointF(from.x() + bend, to.y()));
        m_straightFrom += bend;
    }
    m_path.lineTo(to - QPointF(6, 0));
    const auto rectFor = [&](const QString &text) {
        const double width = widestLine(metrics, text);
        const double height = metrics.height() * double(text.count(u'\n') + 1);
        return QRectF(right - width, to.y(), width, height);
    };
    m_above = rectFor(m_typeWord).translated(0, -metrics.height() - 2);
    m_below = rectFor(m_stateWords).translated(0, 2);
    update();
}

QString TopologyLinkItem::words() const
{
    return u"%1 · %2"_s.arg(m_typeWord, QString(m_stateWords).replace(u'\n', u' '));
}

double TopologyLinkItem::textWidth(const ReplicationLink &link, const TopologyMetrics &metrics)
{
    const QFontMetricsF small(smallFont(metrics.font));
    return qMax(widestLine(small, typeWord(link.type)),
                widestLine(small, wrapped(stateWords(link), metrics)));
}

QRectF TopologyLinkItem::boundingRect() const
{
    return m_path.boundingRect()
        .united(m_above)
        .united(m_below)
        .united(QRectF(m_end, QSizeF(1, 1)))
        .adjusted(-8, -8, 8, 8);
}

void TopologyLinkItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing);
    const Tone tone = toneOf(m_state);
    const QColor color = tone == Tone::Neutral ? semanticColor(SemanticColor::MutedText, m_palette)
                                               : toneColor(tone, m_palette);
    QPen pen(color, m_state == LinkState::Broken ? 2 : 1.5);
    if (m_type == ReplicationType::DisasterRecovery)
        pen.setDashPattern({ 4, 3 });
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(m_path);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawPolygon(QPolygonF { m_end, m_end + QPointF(-9, -4.5), m_end + QPointF(-9, 4.5) });

    painter->setFont(smallFont(m_metrics.font));
    painter->setPen(color);
    painter->drawText(m_above, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_typeWord);
    painter->drawText(m_below, Qt::AlignRight | Qt::AlignTop, m_stateWords);
}

TopologyConflictItem::TopologyConflictItem(const TopologyMetrics &metrics)
    : m_metrics(metrics)
{
    setCursor(Qt::PointingHandCursor);
}

void TopologyConflictItem::setConflict(const TopologyConflict &conflict, QPointF first,
                                       QPointF second, const QPalette &palette)
{
    prepareGeometryChange();
    m_conflict = conflict;
    m_palette = palette;
    m_words = conflict.sets.size() > 1
        ? TopologyText::tr("Two primaries, DR and performance. Compare…")
        : conflict.sets.first().type == ReplicationType::DisasterRecovery
        ? TopologyText::tr("Two DR primaries. Compare…")
        : TopologyText::tr("Two performance primaries. Compare…");
    if (first.y() > second.y())
        std::swap(first, second);
    const double indent = m_metrics.width * 0.12;
    // Elsewhere than one above the other, the line runs behind what is between.
    m_line = first.x() == second.x()
        ? QLineF(first + QPointF(indent, m_metrics.height), second + QPointF(indent, 0))
        : QLineF(first + QPointF(indent, m_metrics.height / 2),
                 second + QPointF(indent, m_metrics.height / 2));
    const QFontMetricsF metrics(strongFont(smallFont(m_metrics.font)));
    const QPointF middle = m_line.center();
    m_text = QRectF(middle.x() + 10, middle.y() - metrics.height() / 2,
                    metrics.horizontalAdvance(m_words) + 2, metrics.height());
    update();
}

QRectF TopologyConflictItem::boundingRect() const
{
    return QRectF(m_line.p1(), m_line.p2()).normalized().united(m_text).adjusted(-8, -4, 8, 4);
}

QPainterPath TopologyConflictItem::shape() const
{
    QPainterPath path;
    path.addRect(boundingRect());
    return path;
}

void TopologyConflictItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = toneColor(Tone::Danger, m_palette);
    painter->setPen(QPen(color, 2));
    const QPointF aside = QPointF(m_line.dy(), -m_line.dx()) / qMax(m_line.length(), 1.0) * 2.5;
    painter->drawLine(m_line.translated(aside));
    painter->drawLine(m_line.translated(-aside));
    painter->setFont(strongFont(smallFont(m_metrics.font)));
    painter->setPen(color);
    painter->drawText(m_text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_words);
}

} // namespace switchover::ui
