// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/elidedlabel.h"

#include "models/base/tooltip.h"

#include <QPainter>

namespace switchover::ui {

ElidedLabel::ElidedLabel(const QString &objectName, QWidget *parent)
    : PlainLabel(parent)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    PlainLabel::setText(text);
    updateToolTip();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    return { fontMetrics().horizontalAdvance(text()) + 1, fontMetrics().height() };
}

QSize ElidedLabel::minimumSizeHint() const
{
    return { qMin(sizeHint().width(), fontMetrics().averageCharWidth() * 12),
             fontMetrics().height() };
}

void ElidedLabel::paintEvent(QPaintEvent *event)
{
    if (!isCut()) { // and can be selected, if that was asked for
        PlainLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), m_mode, width()));
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    PlainLabel::resizeEvent(event);
    updateToolTip();
}

void ElidedLabel::updateToolTip()
{
    const QString whole = isCut() ? text() : QString();
    setToolTip(plainToolTip(whole));
    setAccessibleDescription(whole); // without it, the tooltip would be read out, escapes and all
}

bool ElidedLabel::isCut() const
{
    return fontMetrics().horizontalAdvance(text()) > width();
}

} // namespace switchover::ui

#include "moc_elidedlabel.cpp"
