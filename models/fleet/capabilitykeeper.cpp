// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/capabilitykeeper.h"

#include "models/base/jsonwriter.h"
#include "models/fleet/clientset.h"
#include "models/replication/permission.h"
#include "models/vault/vaultclient.h"

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// Some of very many are enough to tell a policy that allows any from one that allows none.
constexpr qsizetype mostSecondaries = 20;

QStringList secondariesOf(const ClusterSnapshot &snapshot)
{
    const ReplicationBlock *block = snapshot.block(ReplicationType::Performance);
    if (!block)
        return {};
    QStringList ids;
    const QStringList known = block->knownSecondaries.value_or(QStringList());
    for (const QString &id : known) {
        if (ids.size() < mostSecondaries && !id.isEmpty())
            ids.append(id);
    }
    if (block->secondaryId && !block->secondaryId->isEmpty())
        ids.append(*block->secondaryId);
    ids.sort();
    return ids;
}

} // namespace

CapabilityKeeper::CapabilityKeeper(ClientSet &clients, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clients(clients)
    , m_clock(clock)
{
}

void CapabilityKeeper::follow(const ClusterSnapshot &snapshot)
{
    if (snapshot.signIn != SignInState::SignedIn || snapshot.signInUsesLeft
        || m_clients.token().isEmpty()) {
        forget();
        return;
    }
    const quint64 holder = m_clients.tokenNumber();
    const ApiDialect dialect = dialectFor(snapshot);
    if (holder != m_holder || dialect != m_dialect) {
        forget();
        m_holder = holder;
        m_dialect = dialect;
    }
    if (const QStringList secondaries = secondariesOf(snapshot); secondaries != m_secondaries) {
        m_secondaries = secondaries;
        m_askedAt.reset();
    }
    const std::chrono::milliseconds now = m_clock.monotonic();
    // A cluster that is about to change role answers about the old one, or not at all.
    if (snapshot.settling || (m_askedAt && now - *m_askedAt < askInterval))
        return;
    m_askedAt = now;
    ask();
}

void CapabilityKeeper::ask()
{
    const QStringList paths = capabilityPaths(m_dialect, m_secondaries);
    JsonWriter body;
    body.beginObject();
    body.member("paths"_L1, paths);
    body.endObject();
    const quint64 generation = ++m_generation;
    m_clients.preferred().call({ .verb = "POST",
                                 .path = u"sys/capabilities-self"_s,
                                 .body = SecretString(body.result()),
                                 .token = SideCall::Token::Required },
                               this, [this, generation, paths](const Result<SideAnswer> &answer) {
                                   if (generation != m_generation)
                                       return;
                                   Capabilities now;
                                   if (answer) {
                                       if (const auto decoded =
                                               decodeCapabilities(answer->body.reveal(), paths))
                                           now = *decoded;
                                   }
                                   // A refusal to answer says nothing about the calls themselves:
                                   // they decide.
                                   if (now == m_capabilities)
                                       return;
                                   m_capabilities = now;
                                   emit changed();
                               });
}

void CapabilityKeeper::forget()
{
    ++m_generation;
    m_askedAt.reset();
    m_holder.reset();
    m_capabilities = {};
}

} // namespace switchover
