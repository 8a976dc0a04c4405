// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/ledgerkeeper.h"

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/replication/activationtoken.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QSet>
#include <QUuid>

#include <algorithm>

namespace switchover::ui {

namespace {

constexpr qint64 defaultTokenSeconds = 30 * 60; ///< ttl of secondary-token

} // namespace

LedgerKeeper::LedgerKeeper(Fleet &fleet, TokenLedger &ledger, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_ledger(ledger)
    , m_clock(clock)
{
    connect(&fleet, &Fleet::analysed, this, &LedgerKeeper::lookForConnections);
    connect(&ledger, &TokenLedger::changed, this, &LedgerKeeper::tellWhoIsExpected);
    connect(&ledger, &TokenLedger::forgotten, this, &LedgerKeeper::tellWhoIsExpected);
    tellWhoIsExpected();
}

QString LedgerKeeper::minted(const ClusterSnapshot &primary, ReplicationType type,
                             const QString &secondaryId, const MintedToken &token)
{
    LedgerEntry entry;
    entry.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    entry.primary = primary.identity.id;
    entry.primaryName = primary.identity.name;
    entry.type = wireName(type);
    entry.secondaryId = secondaryId;
    entry.accessor = token.accessor;
    entry.mintedAt = m_clock.now();
    entry.expiresAt = token.expiresAt();
    entry.publicKeyBundle = token.isPublicKeyBundle;
    m_ledger.put(entry);
    return entry.id;
}

template <typename Change>
void LedgerKeeper::change(const QString &entry, Change &&how)
{
    const QList<LedgerEntry> &entries = m_ledger.entries();
    const auto found = std::ranges::find(entries, entry, &LedgerEntry::id);
    if (found == entries.end())
        return;
    LedgerEntry changed = *found;
    how(changed);
    m_ledger.put(changed);
}

void LedgerKeeper::copied(const QString &entry)
{
    change(entry, [this](LedgerEntry &changed) { changed.copiedAt = m_clock.now(); });
}

void LedgerKeeper::used(const QString &entry, const QString &clusterName)
{
    change(entry, [this, &clusterName](LedgerEntry &changed) {
        changed.usedAt = m_clock.now();
        changed.usedOn = clusterName;
    });
}

void LedgerKeeper::revoked(const ClusterId &primary, ReplicationType type,
                           const QString &secondaryId)
{
    const QList<LedgerEntry> entries = m_ledger.entries(); // a copy: put() changes the list
    for (const LedgerEntry &entry : entries) {
        if (entry.primary == primary && entry.type == wireName(type)
            && entry.secondaryId == secondaryId && !entry.revokedAt)
            change(entry.id, [this](LedgerEntry &changed) { changed.revokedAt = m_clock.now(); });
    }
}

void LedgerKeeper::tellWhoIsExpected()
{
    const QDateTime now = m_clock.now();
    QList<PendingSecondary> pending;
    for (const LedgerEntry &entry : m_ledger.entries()) {
        // Of a token that does not tell its end, Vault's default is the best guess.
        const QDateTime expires =
            entry.expiresAt.value_or(entry.mintedAt.addSecs(defaultTokenSeconds));
        if (entry.revokedAt || entry.seenConnectedAt || expires <= now)
            continue;
        for (const ReplicationType type : allReplicationTypes) {
            if (entry.type == wireName(type))
                pending.append({ entry.primary, type, entry.secondaryId, expires });
        }
    }
    m_fleet.setPendingSecondaries(pending);
}

void LedgerKeeper::lookForConnections()
{
    const QList<LedgerEntry> entries = m_ledger.entries(); // a copy: put() changes the list
    // Both are long in a large fleet, so the links are looked up.
    QSet<std::pair<ClusterId, QString>> connected;
    for (const ReplicationLink &link : m_fleet.topology().links) {
        if (link.state == LinkState::Good)
            connected.insert({ link.primary, wireName(link.type) + u'/' + link.secondaryId });
    }
    for (const LedgerEntry &entry : entries) {
        if (entry.seenConnectedAt || entry.revokedAt)
            continue;
        // A reading from before the token existed shows the id's former connection.
        const ClusterSnapshot *primary = m_fleet.snapshot(entry.primary);
        if (primary && primary->statusAt > entry.mintedAt
            && connected.contains({ entry.primary, entry.type + u'/' + entry.secondaryId }))
            change(entry.id,
                   [this](LedgerEntry &changed) { changed.seenConnectedAt = m_clock.now(); });
    }
}

} // namespace switchover::ui

#include "moc_ledgerkeeper.cpp"
