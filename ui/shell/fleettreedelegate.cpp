// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fleettreedelegate.h"

#include "models/base/clusteridentity.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/statusdot.h"

#include <QPainter>
#include <QStringList>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

bool isGroup(const QModelIndex &index)
{
    return index.data(ClusterIdRole).toString().isEmpty();
}

Tone toneOf(const QModelIndex &index)
{
    return toneFor(ItemHealth(index.data(HealthRole).toInt()));
}

} // namespace

QSize FleetTreeDelegate::sizeHint(const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    const int line = option.fontMetrics.height();
    const int second = QFontMetrics(smallFont(option.font)).height();
    return { option.fontMetrics.averageCharWidth() * 20,
             isGroup(index) ? qRound(line * 1.8) : line + second + line * 3 / 4 };
}

void FleetTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    // The whole width of the view, whatever the indentation.
    QRect row = option.rect;
    row.setLeft(0);
    const bool hover = cell.state & QStyle::State_MouseOver;
    painter->save();
    // The view has filled the indentation with a square already.
    if (const auto *view = qobject_cast<const QTreeView *>(cell.widget); view && !isGroup(index))
        painter->fillRect(row,
                          view->viewport()->palette().color(view->viewport()->backgroundRole()));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    if (cell.state & QStyle::State_Selected)
        painter->setBrush(cell.palette.color(QPalette::Highlight));
    else if (hover)
        painter->setBrush(semanticColor(SemanticColor::Hover, cell.palette));
    else
        painter->setBrush(Qt::NoBrush);
    const bool focus = cell.state & QStyle::State_HasFocus;
    if (focus)
        painter->setPen(semanticColor(SemanticColor::Accent, cell.palette));
    const double inset = focus ? 0.5 : 0;
    painter->drawRoundedRect(QRectF(row).adjusted(inset, 1 + inset, -inset, -1 - inset), 5, 5);
    painter->setBrush(Qt::NoBrush);
    QRect area = option.rect.adjusted(0, 0, -8, 0);
    area.setLeft(isGroup(index) ? 4 : qMax(8, option.rect.left()));
    if (isGroup(index))
        paintGroup(painter, cell, area, index);
    else
        paintCluster(painter, cell, area, index);
    painter->restore();
}

void FleetTreeDelegate::paintGroup(QPainter *painter, const QStyleOptionViewItem &cell,
                                   const QRect &area, const QModelIndex &index)
{
    QFont font = strongFont(smallFont(cell.font));
    painter->setFont(font);
    painter->setPen(semanticColor(SemanticColor::MutedText, cell.palette));
    const int count = index.model()->rowCount(index);
    const QString number = QLocale().toString(count);
    const QFontMetrics metrics(font);
    const auto *view = qobject_cast<const QTreeView *>(cell.widget);
    const int side = metrics.height();
    const QRect arrow(area.left(), area.top() + (area.height() - side) / 2, side, side);
    icon(view && view->isExpanded(index) ? Icon::ChevronDown : Icon::ChevronRight,
         SemanticColor::MutedText)
        .paint(painter, arrow);
    QRect text = area.adjusted(side + 4, 0, 0, 0);
    const Tone tone = toneOf(index);
    if (tone == Tone::Attention || tone == Tone::Danger) {
        const int mark = StatusDot::markSize(cell.fontMetrics);
        QRectF spot(area.right() - mark + 1, 0, mark, mark);
        spot.moveTop(area.top() + (area.height() - mark) / 2.0);
        StatusDot::paintMark(*painter, spot, tone, cell.palette);
        text.setRight(int(spot.left()) - 6);
    }
    painter->drawText(
        text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        metrics.elidedText(u"%1  %2"_s.arg(cell.text, number), Qt::ElideRight, text.width()));
}

void FleetTreeDelegate::paintCluster(QPainter *painter, const QStyleOptionViewItem &cell,
                                     const QRect &area, const QModelIndex &index)
{
    const QFont small = smallFont(cell.font);
    const QFontMetrics smallMetrics(small);
    const int first = cell.fontMetrics.height();
    const int second = smallMetrics.height();
    const int top = area.top() + (area.height() - first - second - 1) / 2;
    const bool stale = index.data(StaleRole).toBool();

    const int mark = StatusDot::markSize(cell.fontMetrics);
    QRectF spot(area.left(), 0, mark, mark);
    spot.moveTop(top + (first - mark) / 2.0);
    StatusDot::paintMark(*painter, spot, toneOf(index), cell.palette);
    const int left = area.left() + mark + mark * 2 / 3;

    int right = area.right();
    const auto environment = Environment(index.data(EnvironmentRole).toInt());
    if (const QString word = environmentWord(environment); !word.isEmpty()) {
        painter->setFont(smallFont(cell.font));
        const QSize size = Pill::sizeFor(word, smallFont(cell.font));
        const QRect badge(right - size.width() + 1, top + (first - size.height()) / 2, size.width(),
                          size.height());
        Pill::paint(*painter, badge, word, environmentColor(environment, cell.palette),
                    environmentTint(environment, cell.palette));
        right = badge.left() - 6;
    }

    const QFont nameFont = strongFont(cell.font);
    painter->setFont(nameFont);
    painter->setPen(cell.palette.color(QPalette::Text));
    const QRect name(left, top, right - left, first);
    painter->drawText(name, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(nameFont).elidedText(cell.text, Qt::ElideRight, name.width()));

    QString below = index.data(RoleBadgesRole).toStringList().join(u" · "_s);
    if (stale || below.isEmpty())
        below = index.data(SummaryRole).toString();
    painter->setFont(small);
    painter->setPen(semanticColor(SemanticColor::MutedText, cell.palette));
    const QRect roles(left, top + first + 1, area.right() - left, second);
    painter->drawText(roles, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      smallMetrics.elidedText(below, Qt::ElideRight, roles.width()));
}

} // namespace switchover::ui

#include "moc_fleettreedelegate.cpp"
