// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace switchover {

/// Where time comes from, so that tests can turn it by hand.
class Clock
{
public:
    Clock() = default;
    virtual ~Clock();
    Q_DISABLE_COPY_MOVE(Clock)

    [[nodiscard]] virtual QDateTime now() const = 0; ///< UTC
    [[nodiscard]] virtual std::chrono::milliseconds
    monotonic() const = 0; ///< since an arbitrary start, sleep included
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
};

/// For tests: stands still until told.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(QDateTime start = QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC));
    [[nodiscard]] QDateTime now() const override { return m_now; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override { return m_monotonic; }
    void advance(std::chrono::milliseconds by);

private:
    QDateTime m_now;
    std::chrono::milliseconds m_monotonic { 0 };
};

} // namespace switchover
