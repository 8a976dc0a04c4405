// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace switchover::ui {

/// Puts text that holds no secret on the clipboard, hidden characters spelled out: what is pasted
/// into a terminal must not steer it. Secrets go through ClipboardGuard.
void copyText(const QString &text);
void copyCells(const QStringList &cells); ///< of a table's row, parted by tabs

} // namespace switchover::ui
