// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationtokenstock.h"

#include "models/base/clock.h"
#include "models/fleet/activitynotes.h"
#include "models/fleet/savedbatchtoken.h"
#include "models/fleet/signindesk.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/credentialstore.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover {

namespace {

constexpr std::chrono::milliseconds lookInterval = 30s;
constexpr qint64 longestWarning = 24 * 3600; // seconds
constexpr qint64 shortestWarning = 600;

/// Early enough to prepare another one, yet not for most of a short life.
qint64 warnBefore(const OperationTokenStock::Entry &entry)
{
    const qint64 life = entry.since.secsTo(*entry.expires);
    return std::clamp(life / 4, std::min(shortestWarning, life / 2), longestWarning);
}

} // namespace

OperationTokenStock::OperationTokenStock(ClusterRegistry &registry, CredentialStore &credentials,
                                         ActivityLog &activity, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_registry(registry)
    , m_credentials(credentials)
    , m_activity(activity)
    , m_clock(clock)
{
    for (const ClusterRecord &record : registry.clusters())
        m_records.insert(record.identity.id, record);
    connect(&registry, &ClusterRegistry::added, this,
            [this](const ClusterRecord &record) { m_records.insert(record.identity.id, record); });
    connect(&registry, &ClusterRegistry::updated, this, &OperationTokenStock::recordChanged);
    connect(&registry, &ClusterRegistry::removed, this, &OperationTokenStock::recordRemoved);
    connect(&m_timer, &QTimer::timeout, this, &OperationTokenStock::checkExpiry);
    m_timer.setInterval(lookInterval);
}

OperationTokenStock::~OperationTokenStock() = default;

void OperationTokenStock::putGenerated(const ClusterSnapshot &secondary, SecretString token)
{
    std::erase_if(m_held, [&secondary](const Held &held) {
        return held.entry.origin == Origin::Generated
            && held.entry.cluster == secondary.identity.id;
    });
    m_held.push_back({ .entry = { .number = ++m_lastNumber,
                                  .origin = Origin::Generated,
                                  .cluster = secondary.identity.id,
                                  .clusterName = secondary.identity.name,
                                  .setId = {},
                                  .since = m_clock.now(),
                                  .expires = std::nullopt,
                                  .operations = {} },
                       .token = std::move(token) });
    emit changed();
}

void OperationTokenStock::putBatch(const ClusterSnapshot &primary, Batch batch)
{
    const ReplicationBlock *block = primary.block(ReplicationType::DisasterRecovery);
    const QString setId = block ? block->setId.value_or(QString()) : QString();
    std::erase_if(m_held, [&](const Held &held) {
        return held.entry.origin == Origin::Batch && held.entry.setId == setId
            && held.entry.cluster == primary.identity.id;
    });
    m_held.push_back({ .entry = { .number = ++m_lastNumber,
                                  .origin = Origin::Batch,
                                  .cluster = primary.identity.id,
                                  .clusterName = primary.identity.name,
                                  .setId = setId,
                                  .since = m_clock.now(),
                                  .expires = batch.expires,
                                  .operations = std::move(batch.operations) },
                       .token = std::move(batch.token) });
    m_timer.start();
    if (batch.keep == Keep::InKeychain)
        save(m_lastNumber);
    else if (const auto record = m_registry.cluster(primary.identity.id))
        removeSaved(*record); // what is saved there is older
    emit changed();
}

bool OperationTokenStock::isFor(const Entry &entry, const ClusterSnapshot &cluster) const
{
    if (entry.cluster == cluster.identity.id)
        return true;
    const ReplicationBlock *block = cluster.block(ReplicationType::DisasterRecovery);
    return entry.origin == Origin::Batch && block && !entry.setId.isEmpty()
        && block->setId == entry.setId;
}

QList<OperationTokenStock::Entry>
OperationTokenStock::entriesFor(const ClusterSnapshot &cluster) const
{
    QList<Entry> entries;
    for (const Held &held : m_held) {
        if (isFor(held.entry, cluster))
            entries.append(held.entry);
    }
    std::ranges::stable_sort(entries, {}, &Entry::origin);
    return entries;
}

std::optional<OperationTokenStock::Entry>
OperationTokenStock::choose(const ClusterSnapshot &secondary, OperationId operation) const
{
    const QList<Entry> entries = entriesFor(secondary);
    for (const Entry &entry : entries) {
        const bool fits = entry.operations.isEmpty() || entry.operations.contains(operation);
        const bool deletesOther =
            operation == OperationId::DrDeleteOperationToken && entry.origin == Origin::Batch;
        if (fits && !deletesOther && verdict(entry) != Verdict::Expired)
            return entry;
    }
    return std::nullopt;
}

bool OperationTokenStock::holds(quint64 number) const
{
    return std::ranges::any_of(m_held,
                               [number](const Held &held) { return held.entry.number == number; });
}

SecretString OperationTokenStock::token(quint64 number) const
{
    const auto found =
        std::ranges::find(m_held, number, [](const Held &held) { return held.entry.number; });
    return found == m_held.end() ? SecretString() : found->token.clone();
}

std::optional<OperationTokenStock::Entry> OperationTokenStock::find(const ClusterId &cluster,
                                                                    const SecretString &token) const
{
    for (const Held &held : m_held) {
        const bool mayBe = held.entry.origin == Origin::Batch || held.entry.cluster == cluster;
        if (mayBe && held.token == token)
            return held.entry;
    }
    return std::nullopt;
}

OperationTokenStock::Verdict OperationTokenStock::verdict(const Entry &entry) const
{
    if (!entry.expires)
        return Verdict::Good;
    const qint64 left = m_clock.now().secsTo(*entry.expires);
    if (left <= 0)
        return Verdict::Expired;
    return left <= warnBefore(entry) ? Verdict::EndsSoon : Verdict::Good;
}

void OperationTokenStock::forget(quint64 number)
{
    const auto found =
        std::ranges::find(m_held, number, [](const Held &held) { return held.entry.number; });
    if (found == m_held.end())
        return;
    const Entry entry = found->entry;
    m_held.erase(found);
    if (const auto record = m_registry.cluster(entry.cluster); record && entry.saved)
        removeSaved(*record);
    emit changed();
}

void OperationTokenStock::forgetGenerated(const ClusterId &secondary)
{
    const auto gone = std::erase_if(m_held, [&secondary](const Held &held) {
        return held.entry.origin == Origin::Generated && held.entry.cluster == secondary;
    });
    if (gone > 0)
        emit changed();
}

void OperationTokenStock::lock()
{
    ++m_locks;
    if (m_held.empty())
        return;
    m_held.clear();
    emit changed();
}

void OperationTokenStock::checkExpiry()
{
    QList<quint64> ended;
    QList<std::pair<ClusterId, QString>> sentences;
    for (Held &held : m_held) {
        const Entry &entry = held.entry;
        switch (verdict(entry)) {
        case Verdict::Good:
            break;
        case Verdict::EndsSoon:
            if (std::exchange(held.warnedSoon, true))
                break;
            sentences.append(
                { entry.cluster,
                  tr("The batch DR operation token made on %1 expires at %2. Prepare another one "
                     "while the primary is alive.")
                      .arg(entry.clusterName,
                           QLocale().toString(entry.expires->toLocalTime(),
                                              QLocale::ShortFormat)) });
            note(entry, sentences.constLast().second, true);
            break;
        case Verdict::Expired:
            ended.append(entry.number);
            sentences.append({ entry.cluster,
                               tr("The batch DR operation token made on %1 has expired. A failover "
                                  "now needs key holders, or another batch token.")
                                   .arg(entry.clusterName) });
            note(entry, sentences.constLast().second, true);
            break;
        }
    }
    for (const quint64 number : std::as_const(ended))
        forget(number);
    for (const auto &[cluster, sentence] : std::as_const(sentences))
        emit warned(cluster, sentence);
}

// The keychain.

ClusterId OperationTokenStock::keyOf(const ClusterRecord &record)
{
    return { SignInDesk::keyOf(record).value + u" dr-operation-token"_s };
}

void OperationTokenStock::save(quint64 number)
{
    const auto held =
        std::ranges::find(m_held, number, [](const Held &each) { return each.entry.number; });
    const auto record = m_registry.cluster(held->entry.cluster);
    if (!record)
        return;
    m_credentials.write(
        keyOf(*record), textOfBatchToken(held->entry, held->token), this,
        [this, number, id = record->identity.id](const Result<void> &written) {
            const auto now = std::ranges::find(m_held, number,
                                               [](const Held &each) { return each.entry.number; });
            if (now == m_held.end())
                return;
            now->entry.saved = written.has_value();
            setRemembered(id, written.has_value());
            if (!written) {
                note(now->entry,
                     tr("The batch DR operation token could not be saved and lasts until the "
                        "program ends. %1")
                         .arg(errorSentence(written.error())),
                     true);
            }
            emit changed();
        });
}

void OperationTokenStock::bringBack()
{
    const QList<ClusterRecord> records = m_registry.clusters();
    for (const ClusterRecord &record : records) {
        if (record.rememberOperationToken)
            bringBack(record);
    }
}

void OperationTokenStock::bringBack(const ClusterRecord &record)
{
    const quint64 locks = m_locks;
    m_credentials.read(keyOf(record), this, [=, this](const Result<SecretString> &text) {
        if (locks != m_locks)
            return; // it is asked for again when the desk is unlocked
        const Entry entry { .origin = Origin::Batch,
                            .cluster = record.identity.id,
                            .clusterName = record.identity.name };
        if (!text) {
            note(entry,
                 tr("The saved batch DR operation token could not be read. %1")
                     .arg(errorSentence(text.error())),
                 true);
            return;
        }
        if (text->isEmpty()) {
            setRemembered(record.identity.id, false);
            return;
        }
        Result<SavedBatchToken> saved = batchTokenFrom(*text);
        const bool known = std::ranges::any_of(m_held, [&record](const Held &held) {
            return held.entry.origin == Origin::Batch && held.entry.cluster == record.identity.id;
        });
        if (known)
            return;
        if (!saved || saved->expires <= m_clock.now()) {
            note(entry,
                 saved ? tr("The saved batch DR operation token has expired. Prepare another "
                            "one.")
                       : tr("What the keychain holds is no batch DR operation token."),
                 true);
            removeSaved(record);
            return;
        }
        m_held.push_back({ .entry = { .number = ++m_lastNumber,
                                      .origin = Origin::Batch,
                                      .cluster = record.identity.id,
                                      .clusterName = record.identity.name,
                                      .setId = saved->setId,
                                      .since = saved->since,
                                      .expires = saved->expires,
                                      .operations = saved->operations,
                                      .saved = true },
                           .token = std::move(saved->token) });
        m_timer.start();
        emit changed();
        checkExpiry();
    });
}

void OperationTokenStock::removeSaved(const ClusterRecord &record)
{
    if (!record.rememberOperationToken)
        return;
    setRemembered(record.identity.id, false);
    const Entry entry { .cluster = record.identity.id, .clusterName = record.identity.name };
    m_credentials.remove(keyOf(record), this, [this, entry](const Result<void> &removed) {
        if (!removed) {
            note(entry,
                 tr("The saved batch DR operation token could not be removed from the keychain. %1")
                     .arg(errorSentence(removed.error())),
                 true);
        }
    });
}

void OperationTokenStock::setRemembered(const ClusterId &id, bool remembered)
{
    std::optional<ClusterRecord> record = m_registry.cluster(id);
    if (!record || record->rememberOperationToken == remembered)
        return;
    record->rememberOperationToken = remembered;
    if (const Result<void> updated = m_registry.update(*record); !updated) {
        note({ .cluster = id, .clusterName = record->identity.name },
             tr("The registry could not be saved. %1").arg(errorSentence(updated.error())), true);
    }
}

// What is saved is bound to the addresses it was given for, as a sign-in token is.
void OperationTokenStock::recordChanged(const ClusterRecord &record)
{
    const ClusterRecord before = m_records.value(record.identity.id);
    m_records.insert(record.identity.id, record);
    if (!before.rememberOperationToken || keyOf(before) == keyOf(record))
        return;
    m_credentials.remove(keyOf(before), this, [](const Result<void> &) {});
    for (const Held &held : m_held) {
        if (held.entry.saved && held.entry.cluster == record.identity.id) {
            save(held.entry.number);
            return;
        }
    }
    setRemembered(record.identity.id, false);
}

void OperationTokenStock::recordRemoved(const ClusterId &id)
{
    const ClusterRecord before = m_records.take(id);
    if (before.rememberOperationToken)
        m_credentials.remove(keyOf(before), this, [](const Result<void> &) {});
    const auto gone =
        std::erase_if(m_held, [&id](const Held &held) { return held.entry.cluster == id; });
    if (gone > 0)
        emit changed();
}

void OperationTokenStock::note(const Entry &entry, const QString &text, bool attention)
{
    addNote(m_activity, entry.cluster, entry.clusterName,
            attention ? ActivityEntry::Outcome::Attention : ActivityEntry::Outcome::Neutral, text);
}

} // namespace switchover

#include "moc_operationtokenstock.cpp"
