// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/laghistory.h"

#include <algorithm>
#include <limits>

namespace switchover {

void LagHistory::add(const QDateTime &time, const Lag &lag)
{
    Packed packed { .time = time.toMSecsSinceEpoch() };
    if (!m_full.empty() && packed.time < m_full.back().time)
        return; // the clock was set back; the sparkline needs rising times
    packed.hasWals = lag.wals.has_value();
    packed.wals = lag.wals.value_or(0);
    packed.hasCanary = lag.canaryAge.has_value();
    if (lag.canaryAge) {
        using Limits = std::numeric_limits<qint32>;
        packed.canaryMs =
            qint32(std::clamp<qint64>(lag.canaryAge->count(), Limits::min(), Limits::max()));
    }
    if (lag.rootsEqual)
        packed.rootsEqual = *lag.rootsEqual ? 1 : 0;
    qsizetype reason = m_reasons.indexOf(lag.whyNot);
    if (reason < 0 && m_reasons.size() < 200) {
        reason = m_reasons.size();
        m_reasons.append(lag.whyNot);
    }
    packed.whyNot = quint8(std::max(qsizetype(0), reason));

    // Of a close group only the first and the newest stay.
    const bool close =
        m_full.size() > 1 && packed.time - m_full[m_full.size() - 2].time < closest.count();
    if (close)
        m_full.back() = packed;
    else
        m_full.push_back(packed);
    thin(packed.time);
}

bool LagHistory::isWorse(const Packed &left, const Packed &right)
{
    if (left.hasWals != right.hasWals)
        return left.hasWals; // a number says more than none
    if (left.wals != right.wals)
        return left.wals > right.wals;
    return left.canaryMs > right.canaryMs;
}

void LagHistory::thin(qint64 now)
{
    while (!m_full.empty() && now - m_full.front().time > fullFor.count()) {
        const Packed old = m_full.front();
        m_full.pop_front();
        const bool sameBucket = !m_thinned.empty()
            && m_thinned.back().time / bucket.count() == old.time / bucket.count();
        if (!sameBucket)
            m_thinned.push_back(old);
        else if (isWorse(old, m_thinned.back()))
            m_thinned.back() = old;
    }
    while (!m_thinned.empty() && now - m_thinned.front().time > keptFor.count())
        m_thinned.pop_front();
}

QList<LagSample> LagHistory::samples() const
{
    QList<LagSample> samples;
    samples.reserve(qsizetype(size()));
    const auto unpack = [&](const Packed &packed) {
        LagSample sample;
        sample.time = QDateTime::fromMSecsSinceEpoch(packed.time, Qt::UTC);
        if (packed.hasWals)
            sample.lag.wals = packed.wals;
        if (packed.hasCanary)
            sample.lag.canaryAge = std::chrono::milliseconds(packed.canaryMs);
        if (packed.rootsEqual >= 0)
            sample.lag.rootsEqual = packed.rootsEqual == 1;
        sample.lag.whyNot = m_reasons[packed.whyNot];
        samples.append(std::move(sample));
    };
    std::for_each(m_thinned.begin(), m_thinned.end(), unpack);
    std::for_each(m_full.begin(), m_full.end(), unpack);
    return samples;
}

QDateTime LagHistory::newest() const
{
    if (!m_full.empty())
        return QDateTime::fromMSecsSinceEpoch(m_full.back().time, Qt::UTC);
    return m_thinned.empty() ? QDateTime()
                             : QDateTime::fromMSecsSinceEpoch(m_thinned.back().time, Qt::UTC);
}

} // namespace switchover
