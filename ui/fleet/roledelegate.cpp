// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/roledelegate.h"

#include "models/replication/words.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/pill.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

/// Only words that name a role stand out; "disabled" and a dash are plain text.
std::optional<Tone> pillTone(const QString &role)
{
    switch (const Word<Mode> mode = modeFrom(role); mode.meaning) {
    case Mode::Primary:
    case Mode::Secondary:
    case Mode::Bootstrapping:
        return roleTone(mode.meaning);
    case Mode::Unrecognized:
    case Mode::Missing:
    case Mode::Disabled:
    case Mode::NotKnown:
    case Mode::Unsupported:
        break;
    }
    return std::nullopt;
}

} // namespace

void RoleDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QRect area = paintBackground(painter, cell);
    const auto tone = pillTone(cell.text);
    painter->save();
    painter->setClipRect(option.rect);
    painter->setFont(cell.font);
    if (tone) {
        const Tone shown = index.data(StaleRole).toBool() ? Tone::Neutral : *tone;
        const QSize size = Pill::sizeFor(cell.text, cell.font);
        const QRect spot(area.left(), area.top() + (area.height() - size.height()) / 2,
                         size.width(), size.height());
        Pill::paint(*painter, spot, cell.text, toneColor(shown, cell.palette),
                    toneTint(shown, cell.palette));
    } else {
        painter->setPen(semanticColor(SemanticColor::MutedText, cell.palette));
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, cell.text);
    }
    painter->restore();
}

QSize RoleDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = CellDelegate::sizeHint(option, index);
    size.rwidth() += option.fontMetrics.height();
    return size;
}

} // namespace switchover::ui

#include "moc_roledelegate.cpp"
