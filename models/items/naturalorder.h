// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace switchover {

/// Below, at or above 0, as people order names: without regard to case, and "dr-2" before "dr-10".
/// Names that differ in case or leading zeros only are ordered too, so that 0 means equal. Not
/// QCollator, which ignores its numeric mode in the C locale.
[[nodiscard]] int naturalOrder(QStringView left, QStringView right);

} // namespace switchover
