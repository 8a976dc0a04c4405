// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/stattile.h"

#include <QPainter>
#include <QPainterPath>

namespace switchover::ui {

StatTile::StatTile(const QString &caption, const QString &objectName, QWidget *parent)
    : QAbstractButton(parent)
    , m_caption(caption)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setClickable(false);
    setFigure(QStringLiteral("–"));
}

void StatTile::setFigure(const QString &figure, const QString &detail, Tone tone)
{
    m_figure = figure;
    m_detail = detail;
    m_tone = tone;
    setAccessibleName(detail.isEmpty()
                          ? QStringLiteral("%1: %2").arg(m_caption, figure)
                          : QStringLiteral("%1: %2, %3").arg(m_caption, figure, detail));
    updateGeometry();
    update();
}

void StatTile::setClickable(bool clickable)
{
    m_clickable = clickable;
    setFocusPolicy(clickable ? Qt::TabFocus : Qt::NoFocus);
    setCursor(clickable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

QSize StatTile::sizeHint() const
{
    const int pad = space(Space::Medium, this);
    const QFontMetrics small(smallFont(font()));
    const QFontMetrics large(headlineFont(font()));
    return { fontMetrics().averageCharWidth() * 20 + 2 * pad,
             small.height() + large.height() + qRound(pad * 1.5) };
}

QSize StatTile::minimumSizeHint() const
{
    return { fontMetrics().averageCharWidth() * 14, sizeHint().height() };
}

void StatTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hot = m_clickable && (underMouse() || hasFocus());
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.fillPath(outline, semanticColor(SemanticColor::CardBackground, palette()));
    if (m_tone != Tone::Neutral) {
        painter.save();
        painter.setClipPath(outline);
        painter.fillRect(QRectF(0, 0, 4, height()), toneColor(m_tone, palette()));
        painter.restore();
    }
    painter.setPen(
        semanticColor(hot ? SemanticColor::Accent : SemanticColor::CardBorder, palette()));
    painter.drawPath(outline);

    const int pad = space(Space::Medium, this);
    const QRect area = rect().adjusted(pad, qRound(pad * 0.75), -pad, -qRound(pad * 0.75));
    painter.setFont(smallFont(font()));
    painter.setPen(semanticColor(SemanticColor::MutedText, palette()));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine, m_caption);
    const QFont large = headlineFont(font());
    const bool fits = QFontMetrics(large).horizontalAdvance(m_figure) <= area.width();
    painter.setFont(fits ? large : titleFont(font()));
    painter.setPen(m_tone == Tone::Neutral ? palette().color(QPalette::WindowText)
                                           : toneColor(m_tone, palette()));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_figure, Qt::ElideRight, area.width()));
    const int used = painter.fontMetrics().horizontalAdvance(m_figure) + space(Space::Small, this);
    const int descent = painter.fontMetrics().descent();
    painter.setFont(smallFont(font()));
    painter.setPen(semanticColor(SemanticColor::MutedText, palette()));
    const QRect rest = area.adjusted(used, 0, 0, -(descent - painter.fontMetrics().descent()));
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, rest.width()));
}

void StatTile::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void StatTile::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace switchover::ui
