// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/replication/snapshot.h"

#include <QList>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace switchover {

class ClientSet;
struct SideAnswer;

/// The nodes that one cluster named (sys/ha-status), registered or not. Asked once after signing
/// in, then rarely, and before a secondary is enabled: afterwards the token is dead, and nodes that
/// sealed themselves drop out of the answer. So what was named stays for a day, and a shorter
/// answer takes nothing away. Never spends a use of a limited token. Kept in memory only.
class NodeMemory final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds askInterval = std::chrono::minutes(15);
    static constexpr std::chrono::milliseconds keptFor = std::chrono::hours(24);

    NodeMemory(ClientSet &clients, const Clock &clock, QObject *parent = nullptr);

    /// To be told each snapshot before it is published; asks if it is time to.
    void follow(const ClusterSnapshot &snapshot);
    /// Asks now if the token may; `done` runs in any case, perhaps before this returns.
    void ask(const ClusterSnapshot &snapshot, const QObject *context, std::function<void()> done);
    /// The cluster is reached at other addresses now and may be another one.
    void forget();

    [[nodiscard]] QStringList addresses() const;
    /// All nodes were named with an address of their own, before any could have sealed itself by
    /// becoming a secondary's standby.
    [[nodiscard]] bool isComplete() const;

private:
    struct Named
    {
        QString address;
        std::chrono::milliseconds at; ///< newest answer that named it
    };
    struct Waiting
    {
        QPointer<const QObject> context;
        std::function<void()> done;
    };
    [[nodiscard]] bool isKept(const Named &each) const;
    [[nodiscard]] bool mayAsk(const ClusterSnapshot &snapshot);
    void send(bool beforeSealing);
    void take(const SideAnswer &answer, bool beforeSealing);
    void serve();

    ClientSet &m_clients;
    const Clock &m_clock;
    QList<Named> m_named;
    bool m_isComplete = false;
    std::optional<quint64> m_holder; ///< number of the token that asked last
    std::optional<std::chrono::milliseconds> m_askedAt;
    quint64 m_generation = 0; ///< answers to an earlier question are void
    std::vector<Waiting> m_waiting;
    QMetaObject::Connection m_clientGone;
};

} // namespace switchover
