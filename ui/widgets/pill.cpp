// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill.h"

#include <QPainter>

namespace switchover::ui {

Pill::Pill(const QString &objectName, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
}

Pill::Pill(const QString &word, Tone tone, const QString &objectName, QWidget *parent)
    : Pill(objectName, parent)
{
    setPill(word, tone);
}

void Pill::setPill(const QString &word, Tone tone)
{
    m_word = word;
    m_tone = tone;
    setAccessibleName(word);
    setVisible(!word.isEmpty());
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const
{
    return sizeFor(m_word, font());
}

QSize Pill::sizeFor(const QString &word, const QFont &font)
{
    const QFontMetrics metrics(strongFont(smallFont(font)));
    const int height = metrics.height() + qMax(2, metrics.height() / 6);
    return { metrics.horizontalAdvance(word) + height, height };
}

void Pill::paint(QPainter &painter, const QRect &rect, const QString &word, const QColor &text,
                 const QColor &tint)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    const double corner = qMin(rect.height() / 2.0, 5.0);
    painter.drawRoundedRect(rect, corner, corner);
    painter.setPen(text);
    painter.setFont(strongFont(smallFont(painter.font())));
    painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, word);
    painter.restore();
}

void Pill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_word, toneColor(m_tone, palette()), toneTint(m_tone, palette()));
}

} // namespace switchover::ui

#include "moc_pill.cpp"
