// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace switchover::ui {

/// For buttons, check boxes and menu items, in which "&" marks a mnemonic and a tab begins the
/// shortcut: text with foreign names in it, to be shown as it is.
[[nodiscard]] QString literalButtonText(const QString &plain);
/// For window titles, in which "[*]" stands for the mark of unsaved changes.
[[nodiscard]] QString literalWindowTitle(const QString &plain);

} // namespace switchover::ui
