// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/picture.h"

#include <QPainter>

namespace switchover::ui {

Picture::Picture(Icon icon, SemanticColor color, int side, QWidget *parent)
    : QWidget(parent)
    , m_icon(icon)
    , m_color(color)
    , m_side(side)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Picture::sizeHint() const
{
    return { m_side, m_side };
}

void Picture::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    icon(m_icon, m_color).paint(&painter, rect());
}

} // namespace switchover::ui

#include "moc_picture.cpp"
