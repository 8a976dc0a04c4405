// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/patience.h"

#include <QTest>

namespace switchover::test {

/// How long a test waits for what must come, in milliseconds. A passing test never waits it out,
/// so it is long enough for a machine that builds something else at the same time.
inline constexpr int patience = 30'000;

} // namespace switchover::test

// Qt's own limit of five seconds cannot be set otherwise.
#undef QTRY_VERIFY
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT((expr), switchover::test::patience)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expr, message)                                                                \
    QTRY_VERIFY2_WITH_TIMEOUT((expr), message, switchover::test::patience)
#undef QTRY_COMPARE
#define QTRY_COMPARE(expr, expected)                                                               \
    QTRY_COMPARE_WITH_TIMEOUT((expr), expected, switchover::test::patience)
