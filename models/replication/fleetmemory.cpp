// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/fleetmemory.h"

#include "models/replication/pairing.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// A status may list tens of thousands of peers. More than this many can't be registered clusters.
constexpr qsizetype peersLearned = 2000;

constexpr VaultVersion firstWithCanary { .major = 1, .minor = 17, .patch = 0 };

// How many WALs the canary alone may have written between two readings: one a second since Vault
// 1.17 (api.md 2.6), and one more because readings and ticks don't coincide.
quint64 canaryWals(const ClusterSnapshot &snapshot, const QDateTime &from, const QDateTime &to)
{
    const auto version =
        snapshot.health ? VaultVersion::parse(snapshot.health->version) : std::nullopt;
    if (version && *version < firstWithCanary)
        return 0;
    const qint64 milliseconds = std::max<qint64>(from.msecsTo(to), 0);
    return quint64(milliseconds / 1000) + 2;
}

QString memberKey(ReplicationType type, const QString &setId, const QString &secondaryId)
{
    return QString::number(int(type)) + u'\n' + setId + u'\n' + secondaryId;
}

PrimaryReading readingOf(const ClusterSnapshot &snapshot, const ReplicationBlock &block,
                         ReplicationType type)
{
    return { .setId = block.setId,
             .lastWal = block.lastWalFor(type),
             .merkleRoot = block.merkleRoot,
             .at = snapshot.statusAt };
}

void claim(QHash<QString, ClusterId> &owners, const QString &key, const ClusterId &id)
{
    const auto found = owners.find(key);
    if (found == owners.end())
        owners.insert(key, id);
    else if (*found != id)
        *found = ClusterId {};
}

} // namespace

void FleetMemory::learn(const QList<ClusterSnapshot> &snapshots)
{
    QSet<ClusterId> present;
    present.reserve(snapshots.size());
    for (const ClusterSnapshot &snapshot : snapshots)
        present.insert(snapshot.identity.id);
    QList<ClusterId> gone;
    for (const auto &[cluster, traces] : m_traces) {
        if (!present.contains(cluster))
            gone.append(cluster);
    }
    for (const ClusterId &cluster : std::as_const(gone))
        forget(cluster);
    for (const ClusterSnapshot &snapshot : snapshots)
        remember(snapshot);
    // Peers may name clusters that came later in the list.
    for (const ClusterSnapshot &snapshot : snapshots) {
        for (const ReplicationType type : allReplicationTypes)
            learnPeers(snapshot, type);
    }
}

void FleetMemory::remember(const ClusterSnapshot &snapshot)
{
    learnOwn(snapshot, m_traces[snapshot.identity.id]);
    if (!m_isIndexed)
        reindex();
    for (const ReplicationType type : allReplicationTypes)
        learnPeers(snapshot, type);
    if (!m_isIndexed)
        reindex();
}

void FleetMemory::forget(const ClusterId &cluster)
{
    if (m_traces.erase(cluster) == 0)
        return;
    forgetRoles(cluster);
    reindex();
}

void FleetMemory::forgetRoles(const ClusterId &cluster)
{
    const auto isOfIt = [&](const auto &entry) { return entry.first.first == cluster; };
    std::erase_if(m_tenures, isOfIt);
    std::erase_if(m_primaries, isOfIt);
}

void FleetMemory::learnOwn(const ClusterSnapshot &snapshot, Traces &traces)
{
    const ClusterId &cluster = snapshot.identity.id;
    if (!traces.address.isEmpty() && traces.address != snapshot.identity.address)
        forgetRoles(cluster);
    traces.address = snapshot.identity.address;
    if (snapshot.health && !snapshot.healthError) {
        const QString haId = snapshot.health->haClusterId.value_or(QString());
        if (!haId.isEmpty() && !traces.haClusterId.isEmpty() && haId != traces.haClusterId) {
            traces.seen.clear();
            traces.memberships.clear();
            m_isIndexed = false;
            forgetRoles(cluster);
        }
        if (!haId.isEmpty())
            traces.haClusterId = haId;
    }
    QStringList registered { addressKey(snapshot.identity.address) };
    for (const NodeSnapshot &node : snapshot.nodes)
        registered.append(addressKey(node.address));
    if (registered != traces.registered) {
        for (const QString &key : std::as_const(registered))
            claim(m_registered, key, cluster);
        // Only a key that is gone makes the index wrong. Hundreds of clusters add theirs at a
        // start.
        const bool areAllKept = std::ranges::all_of(
            traces.registered, [&](const QString &key) { return registered.contains(key); });
        m_isIndexed = m_isIndexed && areAllKept;
        traces.registered = registered;
    }
    if (snapshot.leader) {
        see(cluster, traces, snapshot.leader->leaderAddress);
        see(cluster, traces, snapshot.leader->leaderClusterAddress);
    }
    if (!isCurrent(snapshot))
        return;
    for (const ReplicationType type : allReplicationTypes) {
        if (snapshot.block(type))
            learnRole(snapshot, type, traces);
    }
}

void FleetMemory::learnRole(const ClusterSnapshot &snapshot, ReplicationType type, Traces &traces)
{
    const ClusterId &cluster = snapshot.identity.id;
    const ReplicationBlock &block = *snapshot.block(type);
    const QString setId = block.setId.value_or(QString());
    if (block.isPrimary()) {
        see(cluster, traces, block.primaryClusterAddress.value_or(QString()));
        m_primaries.insert_or_assign({ cluster, type }, readingOf(snapshot, block, type));
    }
    const QString secondaryId = block.secondaryId.value_or(QString());
    if (block.isSecondary() && !secondaryId.isEmpty()) {
        const auto membership = std::make_tuple(type, setId, secondaryId);
        if (!traces.memberships.contains(membership)) {
            traces.memberships.append(membership);
            claim(m_members, memberKey(type, setId, secondaryId), cluster);
        }
        if (traces.memberships.size() > membershipLimit) {
            traces.memberships.removeFirst();
            m_isIndexed = false;
        }
    }
    const auto [entry, isNew] = m_tenures.try_emplace({ cluster, type });
    Tenure &tenure = entry->second;
    if (isNew || tenure.mode != block.mode.meaning || tenure.setId != setId) {
        tenure = { .mode = block.mode.meaning,
                   .setId = setId,
                   .since = snapshot.statusAt,
                   .witnessed = !isNew };
    }
    const std::optional<quint64> wal = block.lastWalFor(type);
    if (wal && tenure.lastWal && *wal > *tenure.lastWal
        && *wal - *tenure.lastWal > canaryWals(snapshot, tenure.lastWalAt, snapshot.statusAt))
        tenure.lastWriteAt = snapshot.statusAt;
    if (wal) {
        tenure.lastWal = wal;
        tenure.lastWalAt = snapshot.statusAt;
    }
}

// An entry names the API and the cluster address of one node. If one of them belongs to a
// registered cluster of the same set, so does the other.
void FleetMemory::learnPeers(const ClusterSnapshot &snapshot, ReplicationType type)
{
    const ReplicationBlock *block = isCurrent(snapshot) ? snapshot.block(type) : nullptr;
    if (!block)
        return;
    const auto learnFrom = [&](const std::optional<QList<Peer>> &peers) {
        if (!peers)
            return;
        const qsizetype count = std::min(peers->size(), peersLearned);
        for (qsizetype i = 0; i < count; ++i) {
            const Peer &peer = peers->at(i);
            if (!peer.apiAddress || !peer.clusterAddress || peer.clusterAddress->isEmpty())
                continue;
            const ClusterId owner = clusterAt(*peer.apiAddress);
            const auto tenure = m_tenures.find({ owner, type });
            if (!owner.isValid() || owner == snapshot.identity.id || tenure == m_tenures.end()
                || tenure->second.setId != block->setId.value_or(QString()))
                continue;
            see(owner, m_traces[owner], *peer.clusterAddress);
        }
    };
    learnFrom(block->primaries);
    learnFrom(block->secondaries);
}

void FleetMemory::see(const ClusterId &cluster, Traces &traces, const QString &address)
{
    const QString key = addressKey(address);
    if (key.isEmpty() || traces.seen.contains(key))
        return;
    traces.seen.append(key);
    claim(m_seen, key, cluster);
    if (traces.seen.size() > addressLimit) {
        traces.seen.removeFirst();
        m_isIndexed = false;
    }
}

void FleetMemory::reindex()
{
    m_isIndexed = true;
    m_registered.clear();
    m_seen.clear();
    m_members.clear();
    for (const auto &[id, traces] : m_traces) {
        for (const QString &key : traces.registered)
            claim(m_registered, key, id);
        for (const QString &key : traces.seen)
            claim(m_seen, key, id);
        for (const auto &[type, setId, secondaryId] : traces.memberships)
            claim(m_members, memberKey(type, setId, secondaryId), id);
    }
}

ClusterId FleetMemory::clusterAt(const QString &address) const
{
    const QString key = addressKey(address);
    if (key.isEmpty())
        return {};
    // What the user entered counts before what servers say.
    const auto registered = m_registered.find(key);
    return registered != m_registered.end() ? *registered : m_seen.value(key);
}

ClusterId FleetMemory::followedAs(ReplicationType type, const QString &setId,
                                  const QString &secondaryId) const
{
    if (secondaryId.isEmpty())
        return {};
    return m_members.value(memberKey(type, setId, secondaryId));
}

const FleetMemory::Tenure *FleetMemory::tenure(const ClusterId &cluster, ReplicationType type) const
{
    const auto found = m_tenures.find({ cluster, type });
    return found == m_tenures.end() ? nullptr : &found->second;
}

const PrimaryReading *FleetMemory::asPrimary(const ClusterId &cluster, ReplicationType type) const
{
    const auto found = m_primaries.find({ cluster, type });
    return found == m_primaries.end() ? nullptr : &found->second;
}

std::optional<PrimaryReading> lastPrimaryReading(const ClusterSnapshot &snapshot,
                                                 ReplicationType type, const FleetMemory &memory)
{
    if (const ReplicationBlock *block = snapshot.block(type); block && block->isPrimary())
        return readingOf(snapshot, *block, type);
    const PrimaryReading *was = memory.asPrimary(snapshot.identity.id, type);
    return was ? std::optional(*was) : std::nullopt;
}

} // namespace switchover
