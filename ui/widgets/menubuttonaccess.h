// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace switchover::ui {

/// From now on the menu of a push button is its child for assistive programs, and opening it by
/// them returns at once. Qt shows them no menu outside the menu bar, and answers only when it is
/// closed.
void showMenusOfButtons();

/// Before a button is shown: Qt made its interface with the text, when there was no menu yet.
void refreshMenuButton(QWidget *widget);

} // namespace switchover::ui
