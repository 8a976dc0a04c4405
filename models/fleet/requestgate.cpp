// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/requestgate.h"

#include <QScopedValueRollback>

#include <algorithm>

namespace switchover {

RequestGate::RequestGate(int limit, QObject *parent)
    : QObject(parent)
    , m_limit(limit)
{
}

void RequestGate::enter(Urgency urgency, QObject *context, std::function<void()> begin)
{
    auto &queue = urgency == Urgency::Urgent ? m_urgent : m_regular;
    queue.push_back({ context, std::move(begin) });
    admit();
}

void RequestGate::leave()
{
    Q_ASSERT(m_inFlight > 0);
    --m_inFlight;
    admit();
}

void RequestGate::admit()
{
    // `begin` may come back here; the outer call goes on with what it left.
    if (m_admitting)
        return;
    const QScopedValueRollback admitting(m_admitting, true);
    while (m_inFlight < m_limit && !(m_urgent.empty() && m_regular.empty())) {
        auto &queue = m_urgent.empty() ? m_regular : m_urgent;
        const Waiting next = std::move(queue.front());
        queue.pop_front();
        if (!next.context)
            continue;
        ++m_inFlight;
        m_mostInFlight = std::max(m_mostInFlight, m_inFlight);
        next.begin();
    }
}

} // namespace switchover

#include "moc_requestgate.cpp"
