// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/topology.h"

#include <QDateTime>
#include <QList>
#include <QStringList>

#include <chrono>
#include <deque>

namespace switchover {

/// One reading of a link for its sparkline.
struct LagSample
{
    QDateTime time;
    Lag lag;

    friend bool operator==(const LagSample &, const LagSample &) = default;
};

/// The readings of one link over a day: every one of the last hour, and before that the worst of
/// each five minutes, so that a short peak does not vanish. Kept packed: a fleet may have a
/// thousand links.
class LagHistory
{
public:
    static constexpr std::chrono::milliseconds fullFor = std::chrono::hours(1);
    static constexpr std::chrono::milliseconds keptFor = std::chrono::hours(24);
    static constexpr std::chrono::milliseconds bucket = std::chrono::minutes(5);
    /// Readings closer together than this replace each other: settling polls are quicker than
    /// anybody needs.
    static constexpr std::chrono::milliseconds closest = std::chrono::seconds(4);

    void add(const QDateTime &time, const Lag &lag);
    [[nodiscard]] QList<LagSample> samples() const; ///< oldest first
    [[nodiscard]] QDateTime newest() const;         ///< invalid if empty
    [[nodiscard]] std::size_t size() const { return m_thinned.size() + m_full.size(); }

private:
    struct Packed
    {
        qint64 time = 0; ///< milliseconds since the epoch
        quint64 wals = 0;
        qint32 canaryMs = 0;
        quint8 whyNot = 0; ///< index into m_reasons
        bool hasWals = false;
        bool hasCanary = false;
        qint8 rootsEqual = -1;
    };

    [[nodiscard]] static bool isWorse(const Packed &left, const Packed &right);
    void thin(qint64 now);

    std::deque<Packed> m_thinned; ///< one for each bucket, oldest first
    std::deque<Packed> m_full;
    QStringList m_reasons { QString() };
};

} // namespace switchover
