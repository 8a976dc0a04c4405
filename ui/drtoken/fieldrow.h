// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QPushButton;
class QWidget;

namespace switchover::ui {

/// A caption, the input below it, and a button on its right. The caption is the input's buddy and
/// accessible name; Enter in the input clicks the button.
struct FieldRow
{
    QWidget *box = nullptr;
    QPushButton *button = nullptr; ///< nullptr without one
};
[[nodiscard]] FieldRow makeFieldRow(const QString &caption, QWidget *input, const QString &help,
                                    const QString &buttonText, const QString &buttonName,
                                    QWidget *parent);

} // namespace switchover::ui
