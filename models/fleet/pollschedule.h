// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace switchover {

/// When to ask next. After each failure the delay doubles, up to two minutes, and is spread by
/// chance, so that fifty clusters behind one broken line do not come back in step.
class PollSchedule
{
public:
    static constexpr std::chrono::milliseconds longestDelay = std::chrono::minutes(2);

    void setInterval(std::chrono::milliseconds interval) { m_interval = interval; }
    [[nodiscard]] std::chrono::milliseconds interval() const { return m_interval; }

    /// While set, every delay is this one, whatever failed. 0 is off.
    void setSettling(std::chrono::milliseconds interval) { m_settling = interval; }
    [[nodiscard]] bool isSettling() const { return m_settling.count() > 0; }

    void succeeded() { m_failures = 0; }
    void failed();
    [[nodiscard]] int failures() const { return m_failures; }

    /// `random` is from 0 up to 1.
    [[nodiscard]] std::chrono::milliseconds nextDelay(double random) const;

private:
    std::chrono::milliseconds m_interval { 0 };
    std::chrono::milliseconds m_settling { 0 };
    int m_failures = 0;
};

} // namespace switchover
