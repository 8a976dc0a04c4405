// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace switchover::ui {

Sparkline::Sparkline(const QString &objectName, const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setValues(const QList<std::optional<double>> &values)
{
    m_values = values;
    update();
}

void Sparkline::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

QSize Sparkline::sizeHint() const
{
    return { fontMetrics().averageCharWidth() * 24, fontMetrics().height() * 2 };
}

QSize Sparkline::minimumSizeHint() const
{
    return { fontMetrics().averageCharWidth() * 8, fontMetrics().height() };
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(1, 3, -4, -2);
    painter.setPen(QPen(semanticColor(SemanticColor::CardBorder, palette()), 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    double highest = 1;
    for (const std::optional<double> &value : std::as_const(m_values))
        highest = std::max(highest, value.value_or(0));
    if (m_values.size() < 2)
        return;

    const QColor color = toneColor(m_tone, palette());
    const double step = area.width() / double(m_values.size() - 1);
    QPainterPath line;
    QPainterPath fill;
    double runStart = 0;
    QPointF last;
    bool inRun = false;
    const auto closeRun = [&] {
        if (!inRun)
            return;
        fill.lineTo(last.x(), area.bottom());
        fill.lineTo(runStart, area.bottom());
        fill.closeSubpath();
        inRun = false;
    };
    for (qsizetype i = 0; i < m_values.size(); ++i) {
        const std::optional<double> &value = m_values.at(i);
        if (!value) {
            closeRun();
            continue;
        }
        const QPointF point(area.left() + step * double(i),
                            area.bottom() - area.height() * *value / highest);
        if (inRun) {
            line.lineTo(point);
            fill.lineTo(point);
        } else {
            line.moveTo(point);
            fill.moveTo(point.x(), area.bottom());
            fill.lineTo(point);
            runStart = point.x();
            inRun = true;
        }
        last = point;
    }
    const bool endsHere = inRun;
    closeRun();
    QColor tint = color;
    tint.setAlphaF(0.14F);
    painter.fillPath(fill, tint);
    painter.setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(line);
    if (endsHere) {
        painter.setBrush(color);
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(last, 2.2, 2.2);
    }
}

} // namespace switchover::ui

#include "moc_sparkline.cpp"
