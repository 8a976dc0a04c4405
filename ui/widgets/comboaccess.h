// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace switchover::ui {

/// Lets choices be known by what they are for. Outside Windows and macOS, Qt 6.4 names a combo box
/// by its value: a form with three of them says "allow, token, never" and not what each decides.
/// May be called more than once.
void nameCombosByPurpose();

} // namespace switchover::ui
