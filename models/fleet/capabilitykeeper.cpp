// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/capabilitykeeper.h"

#include "models/base/jsonwriter.h"
#include "models/fleet/clientset.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/vault/vaultclient.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// Some of very many are enough to tell a policy that allows any from one that allows none.
constexpr qsizetype mostSecondaries = 20;
constexpr qsizetype mostTyped = 20;

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

/// Some call for an identifier yet to be typed is allowed for none that was asked about.
bool leavesIdsOpen(const Capabilities &capabilities, ApiDialect dialect)
{
    return !capabilities.isEmpty()
        && std::ranges::any_of(operationCatalogue(), [&](const Operation &row) {
               const std::optional<CapabilityNeed> need = capabilityNeed(row, dialect);
               return need && need->isExample
                   && capabilities.judge(*need) != Capabilities::Verdict::Yes;
           });
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
    m_mayAsk = !snapshot.lookOnly; // the question is a POST
    const quint64 holder = m_clients.tokenNumber();
    const ApiDialect dialect = dialectFor(snapshot);
    if (holder != m_holder || dialect != m_dialect) {
        forget();
        m_mayAsk = !snapshot.lookOnly;
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
    const quint64 generation = ++m_generation;
    QStringList paths = capabilityPaths(m_dialect, m_secondaries);
    for (const QString &path : std::as_const(m_typed)) {
        if (!paths.contains(path))
            paths.append(path);
    }
    question(paths, [this, generation](Capabilities capabilities) {
        if (generation != m_generation)
            return;
        // An identifier may have been typed, and asked about, in the meantime.
        capabilities.keep(m_capabilities, m_typed);
        take(capabilities);
        if (leavesIdsOpen(capabilities, m_dialect))
            askForRules();
    });
}

/// A refusal to answer says nothing about the calls themselves: they decide.
void CapabilityKeeper::question(const QStringList &paths, Answered answered)
{
    JsonWriter body;
    body.beginObject();
    body.member("paths"_L1, paths);
    body.endObject();
    VaultClient &client = m_clients.preferred();
    // A client that goes with its address answers nobody. Not while it goes: the session may too.
    auto *underWay = new QObject(this);
    connect(&client, &QObject::destroyed, underWay, [this, underWay, answered] {
        underWay->deleteLater();
        QTimer::singleShot(0, this, [this, answered] {
            m_askedAt.reset();
            answered({});
        });
    });
    client.call({ .verb = "POST",
                  .path = u"sys/capabilities-self"_s,
                  .body = SecretString(body.result()),
                  .token = SideCall::Token::Required },
                this,
                [paths, underWay = QPointer(underWay),
                 answered = std::move(answered)](const Result<SideAnswer> &answer) {
                    delete underWay;
                    Capabilities found;
                    if (answer) {
                        if (const auto decoded = decodeCapabilities(answer->body.reveal(), paths))
                            found = *decoded;
                    }
                    answered(std::move(found));
                });
}

// Since Vault 0.11, and the default policy allows it. They may show that an identifier to come is
// allowed although none of those that are known is.
void CapabilityKeeper::askForRules()
{
    const quint64 generation = m_generation;
    m_clients.preferred().call(
        { .path = u"sys/internal/ui/resultant-acl"_s, .token = SideCall::Token::Required }, this,
        [this, generation](const Result<SideAnswer> &answer) {
            if (generation != m_generation || !answer)
                return;
            if (auto rules = decodePolicyRules(answer->body.reveal())) {
                Capabilities now = m_capabilities;
                now.setRules(*std::move(rules));
                take(now);
            }
        });
}

void CapabilityKeeper::take(const Capabilities &capabilities)
{
    if (capabilities == m_capabilities)
        return;
    m_capabilities = capabilities;
    emit changed();
}

void CapabilityKeeper::askAbout(const QString &path, const QObject *context,
                                std::function<void()> done)
{
    if (!m_mayAsk || !m_holder || m_capabilities.knows(path)) {
        done();
        return;
    }
    m_waiting.push_back({ path, context, std::move(done) });
    const auto holder = m_holder;
    question({ path }, [this, path, holder](const Capabilities &found) {
        if (holder == m_holder && !found.isEmpty()) {
            if (!m_typed.contains(path))
                m_typed.append(path);
            while (m_typed.size() > mostTyped)
                m_typed.removeFirst();
            Capabilities now = m_capabilities;
            now.merge(found);
            take(now);
        }
        serve([&path](const Waiting &each) { return each.path == path; });
    });
}

void CapabilityKeeper::serve(const std::function<bool(const Waiting &)> &which)
{
    std::vector<Waiting> served;
    const auto split = std::stable_partition(
        m_waiting.begin(), m_waiting.end(), [&which](const Waiting &each) { return !which(each); });
    std::move(split, m_waiting.end(), std::back_inserter(served));
    m_waiting.erase(split, m_waiting.end());
    for (const Waiting &each : served) {
        if (each.context)
            each.done();
    }
}

void CapabilityKeeper::forget()
{
    ++m_generation;
    m_askedAt.reset();
    m_holder.reset();
    m_mayAsk = false;
    m_typed.clear();
    m_capabilities = {};
    // Not before the snapshot that is being made was published.
    if (!m_waiting.empty())
        QTimer::singleShot(0, this, [this] { serve([](const Waiting &) { return true; }); });
}

} // namespace switchover

#include "moc_capabilitykeeper.cpp"
