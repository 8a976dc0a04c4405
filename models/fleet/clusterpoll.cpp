// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clusterpoll.h"

#include "models/vault/vaultclient.h"

namespace switchover {

ClusterPoll::ClusterPoll(std::vector<VaultClient *> clients, std::size_t preferred,
                         const Clock &clock, RequestGate *gate, RequestGate::Urgency urgency,
                         QObject *parent)
    : QObject(parent)
    , m_clients(std::move(clients))
    , m_preferred(preferred)
    , m_clock(clock)
    , m_gate(gate)
    , m_urgency(urgency)
{
    Q_ASSERT(m_preferred < m_clients.size());
    m_reading.addresses.resize(m_clients.size());
    m_grace.setSingleShot(true);
    connect(&m_grace, &QTimer::timeout, this, &ClusterPoll::chooseMain);
    m_stragglers.setSingleShot(true);
    connect(&m_stragglers, &QTimer::timeout, this, &ClusterPoll::endWithoutStragglers);
}

ClusterPoll::~ClusterPoll()
{
    // The clients drop what is still on its way when this context dies; its places are given back
    // here.
    m_dying = true;
    while (m_gate && m_held-- > 0)
        m_gate->leave();
}

void ClusterPoll::begin()
{
    m_healthsMissing = m_clients.size();
    readHealth(m_preferred);
    for (std::size_t index = 0; index < m_clients.size(); ++index) {
        if (index != m_preferred)
            readHealth(index);
    }
}

void ClusterPoll::ask(std::function<void()> request)
{
    if (!m_gate) {
        request();
        return;
    }
    m_gate->enter(m_urgency, this, [this, request = std::move(request)] {
        if (m_dying) {
            m_gate->leave();
            return;
        }
        ++m_held;
        request();
    });
}

void ClusterPoll::answered()
{
    if (!m_gate)
        return;
    --m_held;
    m_gate->leave();
}

void ClusterPoll::readHealth(std::size_t index)
{
    ask([this, index] {
        m_clients[index]->readHealth(this, [this, index](Result<Health> health) {
            answered();
            healthCame(index, std::move(health));
        });
    });
}

void ClusterPoll::healthCame(std::size_t index, Result<Health> health)
{
    const bool sealed = health && health->sealed;
    m_reading.addresses[index].health = std::move(health);
    m_reading.addresses[index].healthAt = m_clock.now();
    --m_healthsMissing;

    if (!m_reading.main) {
        if (usefulness(m_preferred) == Usefulness::Serves || m_healthsMissing == 0)
            chooseMain();
        else if (usefulness(index) == Usefulness::Serves && !m_grace.isActive())
            m_grace.start(grace);
    }
    // How far the unsealing of a node that is not the main one has come.
    if (sealed && m_reading.main != index)
        readNodeSeal(index);
    endIfComplete();
}

void ClusterPoll::readNodeSeal(std::size_t index)
{
    ++m_nodeSealsMissing;
    ask([this, index] {
        m_clients[index]->readSealStatus(this, [this, index](Result<SealStatus> seal) {
            answered();
            if (seal)
                m_reading.addresses[index].seal = std::move(*seal);
            --m_nodeSealsMissing;
            endIfComplete();
        });
    });
}

ClusterPoll::Usefulness ClusterPoll::usefulness(std::size_t index) const
{
    const std::optional<Result<Health>> &health = m_reading.addresses[index].health;
    if (!health)
        return Usefulness::Nothing;
    if (!health->has_value()) {
        // A server that answers nonsense to one question may answer the next one.
        const Error &error = health->error();
        return error.httpStatus != 0 || error.kind == Error::Kind::BadAnswer
            ? Usefulness::AnswersSomething
            : Usefulness::Nothing;
    }
    return (*health)->sealed || !(*health)->initialized ? Usefulness::Sealed : Usefulness::Serves;
}

std::optional<std::size_t> ClusterPoll::best() const
{
    std::optional<std::size_t> found;
    Usefulness most = Usefulness::Nothing;
    const auto consider = [&](std::size_t index) {
        if (usefulness(index) > most) {
            most = usefulness(index);
            found = index;
        }
    };
    consider(m_preferred);
    for (std::size_t index = 0; index < m_clients.size(); ++index)
        consider(index);
    return found;
}

void ClusterPoll::chooseMain()
{
    m_grace.stop();
    if (m_reading.main || m_mainDone)
        return;
    m_reading.main = best();
    if (m_reading.main)
        readStatus();
    else
        m_mainDone = true;
}

// After the health, which tells the role of a DR secondary even if the status is closed.
void ClusterPoll::readStatus()
{
    ask([this] {
        m_clients[*m_reading.main]->readStatus(this, [this](Result<ReplicationStatus> status) {
            answered();
            m_reading.status = std::move(status);
            m_reading.statusAt = m_clock.now();
            readSeal();
        });
    });
}

void ClusterPoll::readSeal()
{
    ask([this] {
        m_clients[*m_reading.main]->readSealStatus(this, [this](Result<SealStatus> seal) {
            answered();
            if (seal)
                m_reading.seal = std::move(*seal);
            readLeader();
        });
    });
}

void ClusterPoll::readLeader()
{
    ask([this] {
        m_clients[*m_reading.main]->readLeader(this, [this](Result<Leader> leader) {
            answered();
            if (leader)
                m_reading.leader = std::move(*leader);
            m_mainDone = true;
            endIfComplete();
        });
    });
}

void ClusterPoll::endIfComplete()
{
    if (m_finished || !m_mainDone)
        return;
    if (m_healthsMissing > 0 || m_nodeSealsMissing > 0) {
        if (!m_stragglers.isActive())
            m_stragglers.start(m_urgency == RequestGate::Urgency::Urgent ? grace : stragglers);
        return;
    }
    m_stragglers.stop();
    m_finished = true;
    emit finished();
}

void ClusterPoll::endWithoutStragglers()
{
    if (m_finished)
        return;
    for (AddressReading &reading : m_reading.addresses) {
        if (!reading.health) {
            reading.health = Failure(Error { .kind = Error::Kind::Timeout });
            reading.healthAt = m_clock.now();
        }
    }
    m_finished = true;
    emit finished();
}

} // namespace switchover

#include "moc_clusterpoll.cpp"
