// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/mutedlabel.h"

#include <QEvent>

namespace switchover::ui {

MutedLabel::MutedLabel(const QString &text, QWidget *parent)
    : PlainLabel(text, parent)
{
    applyColor();
}

void MutedLabel::setColor(SemanticColor color)
{
    m_color = color;
    applyColor();
}

void MutedLabel::changeEvent(QEvent *event)
{
    PlainLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColor();
}

void MutedLabel::applyColor()
{
    const QColor color = semanticColor(m_color, palette());
    if (palette().color(QPalette::WindowText) == color)
        return; // setPalette() below comes back here
    QPalette own = palette();
    own.setColor(QPalette::WindowText, color);
    setPalette(own);
}

} // namespace switchover::ui

#include "moc_mutedlabel.cpp"
