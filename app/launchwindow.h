// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace switchover {

/// Becomes the window's program (exec): this process keeps its id, and the headless commands stay
/// free of Qt Gui. Returns an exit status only if that fails.
int launchWindow(char *argv[]);

} // namespace switchover
