// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace switchover::ui {

/// For focusNextPrevChild() of a window: goes through it as it is laid out, lines from top to
/// bottom and each from left to right, and round at the end. Qt itself goes in the order in which
/// the widgets were made. False if there is nothing to go to.
bool tabInReadingOrder(QWidget *window, bool next);

} // namespace switchover::ui
