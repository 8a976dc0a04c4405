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
    QList<const ClusterSnapshot *> fresh;
    for (const ClusterSnapshot &snapshot : snapshots) {
        const ClusterId &id = snapshot.identity.id;
        present.insert(id);
        Traces &traces = m_traces[id];
        if (traces.revision == snapshot.revision)
            continue;
        traces.revision = snapshot.revision;
        learnOwn(snapshot, traces);
        fresh.append(&snapshot);
    }
    if (std::erase_if(m_traces, [&](const auto &entry) { return !present.contains(entry.first); })
        > 0)
        m_isIndexed = false;
    std::erase_if(m_tenures,
                  [&](const auto &entry) { return !present.contains(entry.first.first); });
    if (!m_isIndexed)
        reindex();
    for (const ClusterSnapshot *snapshot : std::as_const(fresh)) {
        for (const ReplicationType type : allReplicationTypes)
            learnPeers(*snapshot, type);
    }
    if (!m_isIndexed)
        reindex();
}

void FleetMemory::learnOwn(const ClusterSnapshot &snapshot, Traces &traces)
{
    const ClusterId &id = snapshot.identity.id;
    if (snapshot.health && !snapshot.healthError) {
        const QString haId = snapshot.health->haClusterId.value_or(QString());
        if (!haId.isEmpty() && !traces.haClusterId.isEmpty() && haId != traces.haClusterId)
            forgetReadings(id, traces);
        if (!haId.isEmpty())
            traces.haClusterId = haId;
    }
    QStringList registered { addressKey(snapshot.identity.address) };
    for (const NodeSnapshot &node : snapshot.nodes)
        registered.append(addressKey(node.address));
    if (registered != traces.registered) {
        traces.registered = registered;
        m_isIndexed = false;
    }
    if (snapshot.leader) {
        see(traces, snapshot.leader->leaderAddress);
        see(traces, snapshot.leader->leaderClusterAddress);
    }
    if (!isCurrent(snapshot))
        return;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block)
            continue;
        if (block->isPrimary())
            see(traces, block->primaryClusterAddress.value_or(QString()));
        const QString secondaryId = block->secondaryId.value_or(QString());
        const QString setId = block->setId.value_or(QString());
        if (block->isSecondary() && !secondaryId.isEmpty() && !setId.isEmpty()) {
            const auto membership = std::make_tuple(type, setId, secondaryId);
            if (!traces.memberships.contains(membership)) {
                traces.memberships.append(membership);
                m_isIndexed = false;
            }
            if (traces.memberships.size() > membershipLimit)
                traces.memberships.removeFirst();
        }
        learnTenure(snapshot, type);
    }
}

void FleetMemory::learnTenure(const ClusterSnapshot &snapshot, ReplicationType type)
{
    const ReplicationBlock &block = *snapshot.block(type);
    const auto [entry, isNew] = m_tenures.try_emplace({ snapshot.identity.id, type });
    Tenure &tenure = entry->second;
    const QString setId = block.setId.value_or(QString());
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
            see(m_traces[owner], *peer.clusterAddress);
        }
    };
    learnFrom(block->primaries);
    learnFrom(block->secondaries);
}

void FleetMemory::see(Traces &traces, const QString &address)
{
    const QString key = addressKey(address);
    if (key.isEmpty() || traces.seen.contains(key))
        return;
    traces.seen.append(key);
    m_isIndexed = false;
    if (traces.seen.size() > addressLimit)
        traces.seen.removeFirst();
}

void FleetMemory::forgetReadings(const ClusterId &id, Traces &traces)
{
    traces.seen.clear();
    traces.memberships.clear();
    m_isIndexed = false;
    std::erase_if(m_tenures, [&](const auto &entry) { return entry.first.first == id; });
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

const FleetMemory::Tenure *FleetMemory::tenure(const ClusterId &id, ReplicationType type) const
{
    const auto found = m_tenures.find({ id, type });
    return found == m_tenures.end() ? nullptr : &found->second;
}

} // namespace switchover
