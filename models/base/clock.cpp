// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/clock.h"

#include <ctime>

namespace switchover {

Clock::~Clock() = default;

QDateTime SystemClock::now() const
{
    return QDateTime::currentDateTimeUtc();
}

std::chrono::milliseconds SystemClock::monotonic() const
{
#ifdef CLOCK_BOOTTIME
    // The steady clock stands still while the computer sleeps, and then nothing would be old.
    timespec time {};
    if (::clock_gettime(CLOCK_BOOTTIME, &time) == 0)
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
#endif
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

FakeClock::FakeClock(QDateTime start)
    : m_now(std::move(start))
{
}

void FakeClock::advance(std::chrono::milliseconds by)
{
    m_now = m_now.addMSecs(by.count());
    m_monotonic += by;
}

} // namespace switchover
