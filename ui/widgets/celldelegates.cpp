// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/celldelegates.h"

#include "models/base/clusteridentity.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/statusdot.h"

#include <QApplication>
#include <QPainter>

namespace switchover::ui {

namespace {

int padding(const QStyleOptionViewItem &option)
{
    return qMax(6, option.fontMetrics.height() / 2);
}

ItemHealth healthOf(const QModelIndex &index)
{
    const QVariant value = index.data(HealthRole);
    return value.isValid() ? ItemHealth(value.toInt()) : ItemHealth::None;
}

constexpr QLatin1StringView separator(" \xb7 "); // Latin-1 middle dot

} // namespace

Tone toneFor(ItemHealth health)
{
    switch (health) {
    case ItemHealth::None:
    case ItemHealth::Unknown:
        return Tone::Neutral;
    case ItemHealth::Good:
        return Tone::Good;
    case ItemHealth::Busy:
        return Tone::Busy;
    case ItemHealth::Attention:
        return Tone::Attention;
    case ItemHealth::Danger:
        return Tone::Danger;
    }
    Q_UNREACHABLE();
}

void CellDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(StaleRole).toBool()) {
        const QColor muted = semanticColor(SemanticColor::MutedText, option->palette);
        option->palette.setColor(QPalette::Text, muted);
        option->palette.setColor(QPalette::HighlightedText, muted);
    }
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(qMax(size.height(), qRound(option.fontMetrics.height() * 1.75)));
    size.rwidth() += 2 * padding(option);
    return size;
}

QRect CellDelegate::paintBackground(QPainter *painter, const QStyleOptionViewItem &option)
{
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect frame;
        frame.QStyleOption::operator=(option);
        frame.rect = option.rect.adjusted(1, 1, -1, -1);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &frame, painter, widget);
    }
    return option.rect.adjusted(padding(option), 0, -padding(option), 0);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    QRect area = paintBackground(painter, cell);
    if (!cell.icon.isNull()) {
        const QSize size = cell.decorationSize.boundedTo(area.size());
        const QRect spot(area.left(), area.center().y() - size.height() / 2 + 1, size.width(),
                         size.height());
        cell.icon.paint(painter, spot, Qt::AlignCenter,
                        cell.state & QStyle::State_Enabled ? QIcon::Normal : QIcon::Disabled);
        area.setLeft(spot.right() + padding(cell));
    }
    painter->save();
    painter->setFont(cell.font);
    const bool selected = cell.state & QStyle::State_Selected;
    painter->setPen(cell.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    const QString text =
        QFontMetrics(cell.font).elidedText(cell.text, cell.textElideMode, area.width());
    painter->drawText(area,
                      int(cell.displayAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter
                          | Qt::TextSingleLine,
                      text);
    painter->restore();
}

HealthDelegate::HealthDelegate(QObject *parent, Words words)
    : CellDelegate(parent)
    , m_words(words)
{
}

void HealthDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    QRect area = paintBackground(painter, cell);
    const ItemHealth health = healthOf(index);
    // The state of a stale row was good once; that the cluster does not answer now is what a name's
    // mark says.
    const bool wasOnce = m_words == Words::Coloured && index.data(StaleRole).toBool();
    const Tone tone = wasOnce ? Tone::Neutral : toneFor(health);
    if (health != ItemHealth::None) {
        const int mark = StatusDot::markSize(cell.fontMetrics);
        QRectF spot(area.left(), 0, mark, mark);
        spot.moveTop(area.top() + (area.height() - mark) / 2.0);
        StatusDot::paintMark(*painter, spot, tone, cell.palette);
        area.setLeft(area.left() + mark + mark / 2 + 2);
    }
    painter->save();
    painter->setFont(m_words == Words::Strong ? strongFont(cell.font) : cell.font);
    const bool plain = m_words != Words::Coloured || tone == Tone::Neutral || tone == Tone::Good;
    painter->setPen(plain ? cell.palette.color(QPalette::Text) : toneColor(tone, cell.palette));
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(cell.text, Qt::ElideRight, area.width()));
    painter->restore();
}

QSize HealthDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = CellDelegate::sizeHint(option, index);
    size.rwidth() += qRound(StatusDot::markSize(option.fontMetrics) * 1.5) + 2;
    if (m_words == Words::Strong)
        size.rwidth() += size.width() / 8;
    return size;
}

void PillDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QRect area = paintBackground(painter, cell);
    const ItemHealth health = healthOf(index);
    const Tone tone = index.data(StaleRole).toBool() ? Tone::Neutral
        : health == ItemHealth::None                 ? Tone::Accent
                                                     : toneFor(health);
    int left = area.left();
    painter->save();
    painter->setClipRect(option.rect);
    painter->setFont(cell.font);
    const QStringList words = cell.text.split(separator, Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const QSize size = Pill::sizeFor(word, cell.font);
        const QRect spot(left, area.top() + (area.height() - size.height()) / 2, size.width(),
                         size.height());
        Pill::paint(*painter, spot, word, toneColor(tone, cell.palette),
                    toneTint(tone, cell.palette));
        left = spot.right() + 5;
    }
    painter->restore();
}

QSize PillDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = CellDelegate::sizeHint(option, index);
    int width = 2 * padding(option);
    const QStringList words =
        index.data(Qt::DisplayRole).toString().split(separator, Qt::SkipEmptyParts);
    for (const QString &word : words)
        width += Pill::sizeFor(word, option.font).width() + 5;
    size.setWidth(width);
    return size;
}

void EnvironmentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QRect area = paintBackground(painter, cell);
    const auto environment = Environment(index.data(EnvironmentRole).toInt());
    const QString word = environmentWord(environment);
    if (word.isEmpty())
        return;
    painter->save();
    painter->setClipRect(option.rect);
    painter->setFont(cell.font);
    const QSize size = Pill::sizeFor(word, cell.font);
    const QRect spot(area.left(), area.top() + (area.height() - size.height()) / 2, size.width(),
                     size.height());
    Pill::paint(*painter, spot, word, environmentColor(environment, cell.palette),
                environmentTint(environment, cell.palette));
    painter->restore();
}

QSize EnvironmentDelegate::sizeHint(const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const
{
    QSize size = CellDelegate::sizeHint(option, index);
    const QString word = environmentWord(Environment(index.data(EnvironmentRole).toInt()));
    size.setWidth(Pill::sizeFor(word, option.font).width() + 2 * padding(option));
    return size;
}

void NumberDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    CellDelegate::initStyleOption(option, index);
    option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
}

void IdentifierDelegate::initStyleOption(QStyleOptionViewItem *option,
                                         const QModelIndex &index) const
{
    CellDelegate::initStyleOption(option, index);
    option->font = monospaceFont(option->font);
    option->fontMetrics = QFontMetrics(option->font);
    option->textElideMode = Qt::ElideMiddle;
}

} // namespace switchover::ui

#include "moc_celldelegates.cpp"
