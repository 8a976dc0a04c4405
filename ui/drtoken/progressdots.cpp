// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drtoken/progressdots.h"

#include "ui/widgets/theme.h"

#include <QPainter>

namespace switchover::ui {

namespace {

constexpr int mostDots = 12; // beyond that the words alone say it

} // namespace

ProgressDots::ProgressDots(const QString &objectName, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

void ProgressDots::setProgress(int given, int needed)
{
    m_given = given;
    m_needed = needed;
    setAccessibleName(tr("Key shares given: %1").arg(words()));
    updateGeometry();
    update();
}

QString ProgressDots::words() const
{
    return tr("%1 of %2", "key shares given, needed").arg(m_given).arg(m_needed);
}

int ProgressDots::dotSize() const
{
    return fontMetrics().height() * 3 / 4;
}

QSize ProgressDots::sizeHint() const
{
    const int dots = m_needed <= mostDots ? m_needed : 0;
    const int step = dotSize() + space(Space::Tiny, this);
    return { dots * step + space(Space::Small, this) + fontMetrics().horizontalAdvance(words()) + 2,
             fontMetrics().height() + 4 };
}

void ProgressDots::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int size = dotSize();
    const int step = size + space(Space::Tiny, this);
    int x = 1;
    if (m_needed <= mostDots) {
        const QColor color = semanticColor(SemanticColor::Accent, palette());
        for (int i = 0; i < m_needed; ++i) {
            // Filled and hollow, so that it reads without colour.
            const QRectF dot(x + 1, (height() - size) / 2.0 + 1, size - 2, size - 2);
            painter.setPen(QPen(color, 1.5));
            painter.setBrush(i < m_given ? QBrush(color) : QBrush(Qt::NoBrush));
            painter.drawEllipse(dot);
            x += step;
        }
        x += space(Space::Small, this) - space(Space::Tiny, this);
    }
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, words());
}

} // namespace switchover::ui

#include "moc_progressdots.cpp"
