// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>

namespace switchover {

/// Bounds how many polling requests are on their way at once over all sessions. First come, first
/// served, but sessions that wait for an operation go ahead. Requests of operations themselves do
/// not pass here: they never wait for a poll.
class RequestGate final : public QObject
{
    Q_OBJECT

public:
    enum class Urgency { Regular, Urgent };

    explicit RequestGate(int limit, QObject *parent = nullptr);

    /// Calls `begin` as soon as there is room, maybe at once; not at all if `context` died before.
    /// Who was begun calls leave() exactly once, also when it dies.
    void enter(Urgency urgency, QObject *context, std::function<void()> begin);
    void leave();

    [[nodiscard]] int inFlight() const { return m_inFlight; }
    [[nodiscard]] int mostInFlight() const { return m_mostInFlight; }

private:
    struct Waiting
    {
        QPointer<QObject> context;
        std::function<void()> begin;
    };

    void admit();

    int m_limit;
    int m_inFlight = 0;
    int m_mostInFlight = 0;
    bool m_admitting = false;
    std::deque<Waiting> m_urgent;
    std::deque<Waiting> m_regular;
};

} // namespace switchover
