// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace switchover::ui {

/// Lets scroll areas answer a screen reader for a child that is gone. Qt 6.4's own answer reads
/// past the end of a list: a reader that counts the children while a scroll bar shows, and asks for
/// the last one when the bar is hidden again, ends the program. May be called more than once.
void guardScrollAreaAccess();

} // namespace switchover::ui
