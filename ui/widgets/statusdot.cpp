// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statusdot.h"

#include <QPainter>
#include <QPainterPath>

namespace switchover::ui {

StatusDot::StatusDot(const QString &objectName, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatusDot::setStatus(Tone tone, const QString &word)
{
    m_tone = tone;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

int StatusDot::markSize(const QFontMetrics &metrics)
{
    return qMax(9, qRound(metrics.height() * 0.62));
}

QSize StatusDot::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    const int mark = markSize(metrics);
    return { mark + (m_word.isEmpty() ? 0 : mark / 2 + 2 + metrics.horizontalAdvance(m_word)),
             metrics.height() };
}

void StatusDot::paintMark(QPainter &painter, const QRectF &rect, Tone tone, const QPalette &palette)
{
    const QColor color = toneColor(tone, palette);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(color, qMax(1.4, rect.width() / 7), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(color);
    const QRectF inner = rect.adjusted(1, 1, -1, -1);
    switch (tone) {
    case Tone::Neutral:
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(inner);
        break;
    case Tone::Accent:
    case Tone::Good:
        painter.drawEllipse(inner.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case Tone::Busy:
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(inner);
        painter.setBrush(color);
        painter.drawPie(inner, 90 * 16, -180 * 16);
        break;
    case Tone::Attention:
        painter.drawPolygon(QPolygonF { QPointF(inner.center().x(), inner.top() + 0.5),
                                        QPointF(inner.right(), inner.bottom() - 0.5),
                                        QPointF(inner.left(), inner.bottom() - 0.5) });
        break;
    case Tone::Danger:
        painter.drawPolygon(QPolygonF { QPointF(inner.center().x(), inner.top()),
                                        QPointF(inner.right(), inner.center().y()),
                                        QPointF(inner.center().x(), inner.bottom()),
                                        QPointF(inner.left(), inner.center().y()) });
        break;
    }
    painter.restore();
}

void StatusDot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int mark = markSize(fontMetrics());
    QRectF spot(0, 0, mark, mark);
    spot.moveCenter(QPointF(mark / 2.0, height() / 2.0));
    paintMark(painter, spot, m_tone, palette());
    painter.setPen(m_tone == Tone::Neutral || m_tone == Tone::Good
                       ? palette().color(QPalette::WindowText)
                       : toneColor(m_tone, palette()));
    painter.drawText(rect().adjusted(mark + mark / 2 + 2, 0, 0, 0),
                     Qt::AlignVCenter | Qt::TextSingleLine, m_word);
}

} // namespace switchover::ui

#include "moc_statusdot.cpp"
