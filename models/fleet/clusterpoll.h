// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/base/error.h"
#include "models/fleet/requestgate.h"
#include "models/replication/health.h"
#include "models/replication/status.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace switchover {

class VaultClient;

/// What one address answered in one poll.
struct AddressReading
{
    std::optional<Result<Health>> health; ///< nullopt: no answer yet
    QDateTime healthAt;
    std::optional<SealStatus> seal;
};

/// All that one poll of one cluster read.
struct PollReading
{
    std::vector<AddressReading> addresses; ///< in the order of the clients
    std::optional<std::size_t>
        main; ///< the address the rest was asked of; nullopt: none answered at all
    std::optional<Result<ReplicationStatus>> status; ///< nullopt: not asked, as nothing answered
    QDateTime statusAt;
    std::optional<SealStatus> seal;
    std::optional<Leader> leader;
};

/// One poll of one cluster. All addresses are asked for their health at once, since a sealed
/// standby is seen only there. The rest is asked, one after the other over the connection that is
/// open already, of the preferred address if it serves, else of the first that does. A preferred
/// address that hangs does not hold up the others for long, and neither does a hanging standby.
class ClusterPoll final : public QObject
{
    Q_OBJECT

public:
    /// How long the preferred address may be silent when another one serves.
    static constexpr std::chrono::milliseconds grace = std::chrono::seconds(1);
    /// How long a poll waits for other nodes' health when all else is read.
    static constexpr std::chrono::milliseconds stragglers = std::chrono::seconds(3);

    ClusterPoll(std::vector<VaultClient *> clients, std::size_t preferred, const Clock &clock,
                RequestGate *gate, RequestGate::Urgency urgency, QObject *parent = nullptr);
    ~ClusterPoll() override;

    void begin();
    [[nodiscard]] PollReading takeReading() { return std::move(m_reading); }

signals:
    void finished();

private:
    enum class Usefulness { Nothing, AnswersSomething, Sealed, Serves };

    void ask(std::function<void()> request);
    void answered();
    void readHealth(std::size_t index);
    void healthCame(std::size_t index, Result<Health> health);
    void readNodeSeal(std::size_t index);
    void chooseMain();
    [[nodiscard]] Usefulness usefulness(std::size_t index) const;
    [[nodiscard]] std::optional<std::size_t> best() const;
    void readStatus();
    void readSeal();
    void readLeader();
    void endIfComplete();
    void endWithoutStragglers();

    std::vector<VaultClient *> m_clients;
    std::size_t m_preferred;
    const Clock &m_clock;
    RequestGate *m_gate;
    RequestGate::Urgency m_urgency;
    PollReading m_reading;
    QTimer m_grace;
    QTimer m_stragglers;
    int m_held = 0; ///< places taken at the gate
    std::size_t m_healthsMissing = 0;
    int m_nodeSealsMissing = 0;
    bool m_mainDone = false;
    bool m_finished = false;
    bool m_dying = false;
};

} // namespace switchover
