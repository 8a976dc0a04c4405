// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"

#include <QElapsedTimer>

#include <algorithm>

namespace switchover::test {

/// Goes on by so much at most from one look at it to the next: time in which a loaded machine let
/// the test wait does not count, and nothing of a lab is over before it could be looked at.
class UnhurriedClock final : public Clock
{
public:
    UnhurriedClock() { m_sinceLook.start(); }
    [[nodiscard]] QDateTime now() const override { return m_start.addMSecs(monotonic().count()); }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override
    {
        m_passed += std::min(std::chrono::milliseconds(m_sinceLook.restart()), longest);
        return m_passed;
    }

private:
    static constexpr std::chrono::milliseconds longest { 20 };

    const QDateTime m_start = QDateTime::currentDateTimeUtc();
    mutable QElapsedTimer m_sinceLook;
    mutable std::chrono::milliseconds m_passed { 0 };
};

} // namespace switchover::test
