// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/celldelegates.h"

namespace switchover::ui {

/// Two lines: what is wrong, and below it in muted type what to do (column Advice of the row).
class ProblemDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    [[nodiscard]] static int rowHeight(const QFont &font);
};

} // namespace switchover::ui
