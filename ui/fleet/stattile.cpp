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
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred); // all of a row equally high
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
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

StatTile::Places StatTile::layOut(int width) const
{
    const int pad = space(Space::Medium, this);
    const int top = qRound(pad * 0.75);
    const int room = qMax(1, width - 2 * pad);
    const QFontMetrics small(smallFont(font()));
    const auto widthIn = [this](const QFont &like) {
        return QFontMetrics(like).horizontalAdvance(m_figure);
    };
    Places places;
    places.caption = QRect(pad, top, room, small.height());
    // Smaller where it would not fit; the row stays as high as it is with the large one.
    places.figureFont = headlineFont(font());
    const int line = QFontMetrics(places.figureFont).height();
    if (widthIn(places.figureFont) > room)
        places.figureFont = titleFont(font());
    if (widthIn(places.figureFont) > room)
        places.figureFont = strongFont(font());
    places.figure = QRect(pad, places.caption.bottom() + 1, room, line);
    const int used = widthIn(places.figureFont) + space(Space::Small, this);
    const int beside = room - used;
    if (m_detail.isEmpty() || small.horizontalAdvance(m_detail) <= beside) {
        // On the figure's base line.
        const int lift = QFontMetrics(places.figureFont).descent() - small.descent();
        places.detail = QRect(pad + used, places.figure.top(), beside, line - lift);
        places.height = places.figure.bottom() + 1 + top;
    } else {
        const QRect free(0, 0, room, small.height() * 4);
        const int height = small.boundingRect(free, Qt::TextWordWrap, m_detail).height();
        places.detail = QRect(pad, places.figure.bottom() + 1, room, height);
        places.height = places.detail.bottom() + 1 + top;
    }
    return places;
}

QSize StatTile::sizeHint() const
{
    const int width = fontMetrics().averageCharWidth() * 20 + 2 * space(Space::Medium, this);
    return { width, layOut(width * 2).height };
}

// The figure is never cut; what it says more may wrap.
QSize StatTile::minimumSizeHint() const
{
    const int text = qMax(QFontMetrics(strongFont(font())).horizontalAdvance(m_figure),
                          QFontMetrics(smallFont(font())).horizontalAdvance(m_caption));
    return { qMax(fontMetrics().averageCharWidth() * 12, text + 2 * space(Space::Medium, this)),
             layOut(fontMetrics().averageCharWidth() * 200).height };
}

int StatTile::heightForWidth(int width) const
{
    return layOut(width).height;
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

    const Places places = layOut(width());
    painter.setFont(smallFont(font()));
    painter.setPen(semanticColor(SemanticColor::MutedText, palette()));
    painter.drawText(places.caption, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     m_caption);
    const bool below = places.detail.top() > places.figure.top();
    painter.drawText(places.detail,
                     Qt::AlignLeft | (below ? Qt::AlignTop | Qt::TextWordWrap : Qt::AlignBottom),
                     m_detail);
    painter.setFont(places.figureFont);
    painter.setPen(m_tone == Tone::Neutral ? palette().color(QPalette::WindowText)
                                           : toneColor(m_tone, palette()));
    painter.drawText(places.figure, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine, m_figure);
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

#include "moc_stattile.cpp"
