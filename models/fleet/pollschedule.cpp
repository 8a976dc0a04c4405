// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/pollschedule.h"

#include <algorithm>

namespace switchover {

void PollSchedule::succeeded()
{
    m_failures = 0;
    m_settlingPolls = std::min(m_settlingPolls + 1, 1000);
}

void PollSchedule::failed()
{
    m_settlingPolls = std::min(m_settlingPolls + 1, 1000);
    // Twenty doublings are beyond any longest delay; more would overflow one day.
    m_failures = std::min(m_failures + 1, 20);
}

std::chrono::milliseconds PollSchedule::settlingDelay() const
{
    // Most changes are through in the first forty polls; then each forty double the delay.
    return m_settling * std::min(1 << std::min(m_settlingPolls / 40, 4), 10);
}

std::chrono::milliseconds PollSchedule::nextDelay(double random) const
{
    if (isSettling())
        return settlingDelay();
    if (m_failures == 0)
        return m_interval;
    const double doubled = double(m_interval.count()) * double(1 << m_failures);
    const double longest = double(std::max(longestDelay, m_interval).count());
    // Between three quarters and the whole of it.
    const double spread = std::min(doubled, longest) * (0.75 + 0.25 * std::clamp(random, 0.0, 1.0));
    return std::chrono::milliseconds(static_cast<long long>(spread));
}

} // namespace switchover
