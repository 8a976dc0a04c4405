// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/problemdelegate.h"

#include "models/items/problemsmodel.h"

#include <QPainter>

namespace switchover::ui {

int ProblemDelegate::rowHeight(const QFont &font)
{
    return qRound(QFontMetrics(font).height() * 1.75) + QFontMetrics(smallFont(font)).height();
}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QRect area = paintBackground(painter, cell);
    const QFont small = smallFont(cell.font);
    const int first = cell.fontMetrics.height();
    const int second = QFontMetrics(small).height();
    const int top = area.top() + (area.height() - first - second) / 2;
    painter->save();
    painter->setFont(cell.font);
    painter->setPen(cell.palette.color(QPalette::Text));
    painter->drawText(QRect(area.left(), top, area.width(), first),
                      Qt::AlignVCenter | Qt::TextSingleLine,
                      cell.fontMetrics.elidedText(cell.text, Qt::ElideRight, area.width()));
    painter->setFont(small);
    painter->setPen(semanticColor(SemanticColor::MutedText, cell.palette));
    const QString advice = index.siblingAtColumn(ProblemsModel::Advice).data().toString();
    painter->drawText(QRect(area.left(), top + first, area.width(), second),
                      Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(advice, Qt::ElideRight, area.width()));
    painter->restore();
}

} // namespace switchover::ui

#include "moc_problemdelegate.cpp"
