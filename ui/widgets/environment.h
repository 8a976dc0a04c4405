// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clusteridentity.h"
#include "ui/widgets/theme.h"

#include <QString>

namespace switchover::ui {

[[nodiscard]] QString environmentWord(Environment environment); ///< "Production"; "" if unspecified
[[nodiscard]] QColor environmentColor(Environment environment, const QPalette &palette);
[[nodiscard]] QColor environmentTint(Environment environment, const QPalette &palette);

} // namespace switchover::ui
