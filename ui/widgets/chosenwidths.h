// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QScopedValueRollback>

#include <functional>

QT_BEGIN_NAMESPACE
class QHeaderView;
QT_END_NAMESPACE

namespace switchover::ui {

/// Whether the user chose the widths of a table's columns: then they are left alone. Those that the
/// program fitted to what was in the table are no choice, also on another day.
class ChosenWidths final : public QObject
{
public:
    /// `chosen` before, and `remember` is called once when they become it. Belongs to the header.
    ChosenWidths(QHeaderView *header, bool chosen, std::function<void()> remember);

    [[nodiscard]] bool areChosen() const { return m_chosen; }
    [[nodiscard]] bool isFitting() const { return m_fitting; }
    /// As long as the result lives, the program changes the widths.
    [[nodiscard]] QScopedValueRollback<bool> fit()
    {
        return QScopedValueRollback<bool>(m_fitting, true);
    }

private:
    bool m_chosen;
    bool m_fitting = false;
};

} // namespace switchover::ui
