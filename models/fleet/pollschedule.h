// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace switchover {

/// When to ask next. After each failure the delay doubles, up to half a minute, and is spread by
/// chance, so that fifty clusters behind one broken line do not come back in step. Not longer: an
/// old primary that comes back is a second primary, and has to be seen soon.
class PollSchedule
{
public:
    static constexpr std::chrono::milliseconds longestDelay = std::chrono::seconds(30);

    void setInterval(std::chrono::milliseconds interval) { m_interval = interval; }
    [[nodiscard]] std::chrono::milliseconds interval() const { return m_interval; }

    /// While set, delays begin with this one, whatever failed. They grow with the number of polls
    /// up to ten times as long: Vault counts status reads against its rate limits, and a first copy
    /// or a reindex may take hours. 0 is off.
    void setSettling(std::chrono::milliseconds interval)
    {
        m_settling = interval;
        m_settlingPolls = 0;
    }
    [[nodiscard]] bool isSettling() const { return m_settling.count() > 0; }

    void succeeded();
    void failed();
    [[nodiscard]] int failures() const { return m_failures; }

    /// `random` is from 0 up to 1.
    [[nodiscard]] std::chrono::milliseconds nextDelay(double random) const;

private:
    std::chrono::milliseconds m_interval { 0 };
    [[nodiscard]] std::chrono::milliseconds settlingDelay() const;

    std::chrono::milliseconds m_settling { 0 };
    int m_settlingPolls = 0;
    int m_failures = 0;
};

} // namespace switchover
