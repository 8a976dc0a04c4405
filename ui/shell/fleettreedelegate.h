// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/celldelegates.h"

namespace switchover::ui {

/// A cluster of the sidebar in two lines: mark, name and environment; below its roles, or how old
/// what is known of it is. A group in one line.
class FleetTreeDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    static void paintGroup(QPainter *painter, const QStyleOptionViewItem &cell, const QRect &area,
                           const QModelIndex &index);
    static void paintCluster(QPainter *painter, const QStyleOptionViewItem &cell, const QRect &area,
                             const QModelIndex &index);
};

} // namespace switchover::ui
