// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pairing.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

bool isCurrent(const ClusterSnapshot &snapshot)
{
    return snapshot.status && !snapshot.statusError;
}

namespace {

// A demoted secondary is idle and names no connection at all. Any other word, even one that
// outlived its link, says that there is a primary it means to follow.
bool isAttached(const ReplicationBlock &block)
{
    if (block.connectionState && *block.connectionState != ConnectionState::Idle
        && *block.connectionState != ConnectionState::Shutdown
        && !block.connectionState->text.isEmpty())
        return true;
    return (block.state && *block.state != State::Idle && *block.state != State::Shutdown
            && !block.state->text.isEmpty())
        || isConnected(primaryEntry(block));
}

} // namespace

bool knowsNoPrimary(const ReplicationBlock &block)
{
    const bool isReady = block.connectionState && *block.connectionState == ConnectionState::Ready;
    return block.isSecondary() && block.knownPrimaryClusterAddresses
        && block.knownPrimaryClusterAddresses->isEmpty() && !isReady
        && !isConnected(primaryEntry(block));
}

bool isDetached(const ReplicationBlock &block)
{
    if (!block.isSecondary())
        return false;
    // Old servers leave members out; only those that are there and empty tell.
    const bool hasAnyAddress = !block.primaryClusterAddress.value_or(QString()).isEmpty()
        || !block.knownPrimaryClusterAddresses.value_or(QStringList()).isEmpty();
    const bool saysAnything = block.primaryClusterAddress || block.knownPrimaryClusterAddresses;
    return saysAnything && !hasAnyAddress && !isAttached(block);
}

const Peer *entryFor(const ReplicationBlock &primary, const QString &secondaryId)
{
    if (secondaryId.isEmpty() || !primary.secondaries
        || !primary.knownSecondaries.value_or(QStringList()).contains(secondaryId))
        return nullptr;
    const auto found = std::ranges::find_if(
        *primary.secondaries, [&](const Peer &peer) { return peer.nodeId == secondaryId; });
    return found == primary.secondaries->end() ? nullptr : &*found;
}

QHash<QString, const Peer *> entriesById(const ReplicationBlock &primary)
{
    QHash<QString, const Peer *> entries;
    if (!primary.secondaries || !primary.knownSecondaries)
        return entries;
    entries.reserve(primary.secondaries->size());
    for (const Peer &peer : *primary.secondaries) {
        if (peer.nodeId && !entries.contains(*peer.nodeId))
            entries.insert(*peer.nodeId, &peer);
    }
    return entries;
}

const KnownSecondaries::Index &KnownSecondaries::indexOf(const ReplicationBlock &primary)
{
    const auto place = m_indexes.constFind(&primary);
    if (place != m_indexes.cend())
        return *place;
    const QStringList known = primary.knownSecondaries.value_or(QStringList());
    return *m_indexes.insert(
        &primary,
        { .known = QSet<QString>(known.cbegin(), known.cend()), .entries = entriesById(primary) });
}

std::optional<bool> KnownSecondaries::mayKnow(const ReplicationBlock &primary, const QString &id)
{
    if (!primary.knownSecondaries)
        return std::nullopt;
    return indexOf(primary).known.contains(id);
}

const Peer *KnownSecondaries::entryFor(const ReplicationBlock &primary, const QString &id)
{
    if (id.isEmpty() || !primary.secondaries)
        return nullptr;
    const Index &index = indexOf(primary);
    return index.known.contains(id) ? index.entries.value(id) : nullptr;
}

bool hasProofOfLink(const ReplicationBlock &secondary)
{
    const bool isReady =
        secondary.connectionState && *secondary.connectionState == ConnectionState::Ready;
    const Peer *entry = primaryEntry(secondary);
    // A list that names every node of the primary as disconnected is newer than the state.
    return isConnected(entry) || (isReady && !isDisconnected(entry));
}

std::optional<QDateTime> serverTimeOfStatus(const ClusterSnapshot &snapshot)
{
    if (!snapshot.health || !snapshot.health->serverTimeUtc || !snapshot.healthAt.isValid()
        || !snapshot.statusAt.isValid())
        return std::nullopt;
    return QDateTime::fromSecsSinceEpoch(*snapshot.health->serverTimeUtc, Qt::UTC)
        .addMSecs(snapshot.healthAt.msecsTo(snapshot.statusAt));
}

QString haClusterId(const ClusterSnapshot &snapshot)
{
    return snapshot.health ? snapshot.health->haClusterId.value_or(QString()) : QString();
}

const Peer *primaryEntry(const ReplicationBlock &secondary)
{
    if (!secondary.primaries || secondary.primaries->isEmpty())
        return nullptr;
    const auto found = std::ranges::find_if(*secondary.primaries,
                                            [](const Peer &peer) { return isConnected(&peer); });
    return found == secondary.primaries->end() ? &secondary.primaries->first() : &*found;
}

bool isConnected(const Peer *peer)
{
    return peer && peer->connectionStatus && *peer->connectionStatus == ConnectionStatus::Connected;
}

bool isDisconnected(const Peer *peer)
{
    return peer && peer->connectionStatus
        && *peer->connectionStatus == ConnectionStatus::Disconnected;
}

QString addressKey(const QString &address)
{
    QString key = address.trimmed().toLower();
    if (const qsizetype scheme = key.indexOf("://"_L1); scheme >= 0)
        key.remove(0, scheme + 3);
    while (key.endsWith(u'/'))
        key.chop(1);
    return key;
}

std::optional<bool> pointsTo(const ReplicationBlock &secondary, const ClusterSnapshot &primary)
{
    if (!primary.leader || primary.leader->leaderClusterAddress.isEmpty())
        return std::nullopt;
    QStringList held = secondary.knownPrimaryClusterAddresses.value_or(QStringList());
    if (held.isEmpty())
        return std::nullopt;
    const QString wanted = addressKey(primary.leader->leaderClusterAddress);
    return std::ranges::any_of(
        held, [&](const QString &address) { return addressKey(address) == wanted; });
}

bool isSameCluster(const ClusterSnapshot &left, const ClusterSnapshot &right)
{
    const QString id = haClusterId(left);
    return !id.isEmpty() && id == haClusterId(right);
}

} // namespace switchover
