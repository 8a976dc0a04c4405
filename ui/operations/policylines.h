// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/codeblock.h"

#include <QString>

namespace switchover::ui {

/// The lines of Vault's policy language that would allow an operation, to copy.
[[nodiscard]] CodeBlock *makePolicyLines(const QString &objectName, QWidget *parent);
/// Hidden while there are none.
void showPolicyLines(CodeBlock *block, const QString &lines);

} // namespace switchover::ui
