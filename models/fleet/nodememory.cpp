// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/nodememory.h"

#include "models/fleet/clientset.h"
#include "models/replication/pairing.h"
#include "models/vault/connectiontest.h"
#include "models/vault/vaultclient.h"

#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

bool isSecondary(const ClusterSnapshot &snapshot)
{
    return std::ranges::any_of(allReplicationTypes, [&snapshot](ReplicationType type) {
        const ReplicationBlock *block = snapshot.block(type);
        return block && block->isSecondary();
    });
}

/// "" if it is no address that a client could ask: redact_addresses empties them.
QString usable(const QString &address)
{
    const QUrl url(address.trimmed());
    if (url.host().isEmpty() || !url.userInfo().isEmpty()
        || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return {};
    return url.toString(QUrl::StripTrailingSlash);
}

} // namespace

NodeMemory::NodeMemory(ClientSet &clients, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clients(clients)
    , m_clock(clock)
{
}

bool NodeMemory::mayAsk(const ClusterSnapshot &snapshot)
{
    return snapshot.signIn == SignInState::SignedIn && !snapshot.signInDoubtful
        && !snapshot.signInUsesLeft && !m_clients.token().isEmpty() && !m_clients.trustError();
}

void NodeMemory::follow(const ClusterSnapshot &snapshot)
{
    if (!mayAsk(snapshot)) {
        m_holder.reset(); // whoever signs in next may see more
        return;
    }
    // Without its status it is not known what an answer is worth.
    if (snapshot.settling || !snapshot.status)
        return;
    const quint64 holder = m_clients.tokenNumber();
    if (holder == m_holder && m_askedAt && m_clock.monotonic() - *m_askedAt < askInterval)
        return;
    m_holder = holder;
    send(!isSecondary(snapshot));
}

void NodeMemory::ask(const ClusterSnapshot &snapshot, const QObject *context,
                     std::function<void()> done)
{
    if (!mayAsk(snapshot)) {
        done();
        return;
    }
    m_waiting.push_back({ context, std::move(done) });
    send(!isSecondary(snapshot));
}

void NodeMemory::send(bool beforeSealing)
{
    m_askedAt = m_clock.monotonic();
    const quint64 generation = ++m_generation;
    VaultClient &client = m_clients.preferred();
    // A client that goes with its address answers nobody.
    disconnect(m_clientGone);
    m_clientGone = connect(&client, &QObject::destroyed, this, [this, generation] {
        if (generation == m_generation)
            serve();
    });
    client.call({ .path = u"sys/ha-status"_s, .token = SideCall::Token::Required }, this,
                [this, generation, beforeSealing](const Result<SideAnswer> &answer) {
                    if (generation != m_generation)
                        return;
                    // Denied, or too old to know the question: the nodes stay unknown.
                    if (answer)
                        take(*answer, beforeSealing);
                    serve();
                });
}

void NodeMemory::take(const SideAnswer &answer, bool beforeSealing)
{
    const Result<NamedNodes> nodes = decodeNamedNodes(answer.body.reveal());
    if (!nodes)
        return;
    const std::chrono::milliseconds now = m_clock.monotonic();
    QStringList distinct;
    for (const QString &text : nodes->addresses) {
        const QString address = usable(text);
        const QString key = addressKey(address);
        if (address.isEmpty() || distinct.contains(key))
            continue;
        distinct.append(key);
        const auto known = std::ranges::find_if(
            m_named, [&key](const Named &each) { return addressKey(each.address) == key; });
        if (known == m_named.end())
            m_named.append({ address, now });
        else
            known->at = now;
    }
    if (m_named.removeIf([this](const Named &each) { return !isKept(each); }) > 0)
        m_isComplete = false;
    // Nodes behind one common address cannot be told apart.
    if (beforeSealing && nodes->count > 0)
        m_isComplete = distinct.size() == nodes->count;
}

void NodeMemory::serve()
{
    for (const Waiting &each : std::exchange(m_waiting, {})) {
        if (each.context)
            each.done();
    }
}

void NodeMemory::forget()
{
    ++m_generation;
    m_named.clear();
    m_isComplete = false;
    m_holder.reset();
    m_askedAt.reset();
    serve();
}

QStringList NodeMemory::addresses() const
{
    QStringList result;
    for (const Named &each : m_named) {
        if (isKept(each))
            result.append(each.address);
    }
    return result;
}

// With the names goes that they were all.
bool NodeMemory::isComplete() const
{
    return m_isComplete
        && std::ranges::all_of(m_named, [this](const Named &each) { return isKept(each); });
}

bool NodeMemory::isKept(const Named &each) const
{
    return m_clock.monotonic() - each.at <= keptFor;
}

} // namespace switchover

#include "moc_nodememory.cpp"
