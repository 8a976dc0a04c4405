// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/membership.h"

#include "models/replication/pairing.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct MembershipText
{
    Q_DECLARE_TR_FUNCTIONS(Membership)
};

QSet<QString> apiKeys(const ClusterSnapshot &snapshot)
{
    QSet<QString> keys { addressKey(snapshot.identity.address) };
    for (const NodeSnapshot &node : snapshot.nodes)
        keys.insert(addressKey(node.address));
    if (snapshot.leader)
        keys.insert(addressKey(snapshot.leader->leaderAddress));
    keys.remove(QString());
    return keys;
}

bool isEntryOf(const Peer &entry, const ClusterSnapshot &cluster)
{
    if (answersAt(cluster, { entry.apiAddress.value_or(QString()) }))
        return true;
    const QString theirs = addressKey(entry.clusterAddress.value_or(QString()));
    return !theirs.isEmpty() && cluster.leader
        && addressKey(cluster.leader->leaderClusterAddress) == theirs;
}

/// It says the id itself, as a member of the same set.
bool usesId(const ClusterSnapshot &cluster, const QString &id, ReplicationType type,
            const ReplicationBlock &primary)
{
    const ReplicationBlock *block = cluster.block(type);
    return block && !block->isPrimary() && block->secondaryId == id
        && (!block->setId || !primary.setId || block->setId == primary.setId);
}

} // namespace

QString nameAndAddress(const ClusterSnapshot &snapshot)
{
    return MembershipText::tr("%1 (%2)", "cluster, address")
        .arg(snapshot.identity.name, snapshot.identity.address);
}

QString typeNoun(ReplicationType type)
{
    return type == ReplicationType::DisasterRecovery ? MembershipText::tr("DR")
                                                     : MembershipText::tr("performance");
}

QStringList primaryAddresses(const ReplicationBlock &secondary)
{
    QStringList result;
    if (secondary.primaries) {
        for (const Peer &peer : *secondary.primaries)
            result << peer.apiAddress.value_or(QString())
                   << peer.clusterAddress.value_or(QString());
    }
    result << secondary.knownPrimaryClusterAddresses.value_or(QStringList())
           << secondary.primaryClusterAddress.value_or(QString());
    result.removeAll(QString());
    return result;
}

bool answersAt(const ClusterSnapshot &snapshot, const QStringList &addresses)
{
    const QSet<QString> keys = apiKeys(snapshot);
    return std::ranges::any_of(
        addresses, [&](const QString &address) { return keys.contains(addressKey(address)); });
}

bool isNamedBy(const ReplicationBlock &secondary, const ClusterSnapshot &primary)
{
    return pointsTo(secondary, primary).value_or(false)
        || answersAt(primary, primaryAddresses(secondary));
}

bool isSameSet(const ReplicationBlock &secondary, const ReplicationBlock &other,
               const ClusterSnapshot &otherCluster)
{
    const QString left = secondary.setId.value_or(QString());
    const QString right = other.setId.value_or(QString());
    return left.isEmpty() || right.isEmpty() ? isNamedBy(secondary, otherCluster) : left == right;
}

bool isFollower(const ReplicationBlock &block)
{
    return !block.isPrimary() && !block.isDisabled() && !isDetached(block);
}

const ClusterSnapshot *clusterBehind(const QString &secondaryId, ReplicationType type,
                                     const ClusterSnapshot &primary,
                                     const QList<ClusterSnapshot> &fleet, const FleetMemory &memory)
{
    const ReplicationBlock *block = primary.block(type);
    if (!block || secondaryId.isEmpty())
        return nullptr;
    const auto find = [&](const auto &fits) -> const ClusterSnapshot * {
        const auto found = std::ranges::find_if(fleet, [&](const ClusterSnapshot &each) {
            return each.identity.id != primary.identity.id && fits(each);
        });
        return found == fleet.end() ? nullptr : &*found;
    };
    if (const ClusterSnapshot *itself = find(
            [&](const ClusterSnapshot &each) { return usesId(each, secondaryId, type, *block); }))
        return itself;
    if (const Peer *entry = entryFor(*block, secondaryId)) {
        if (const ClusterSnapshot *there =
                find([&](const ClusterSnapshot &each) { return isEntryOf(*entry, each); }))
            return there;
    }
    const ClusterId former = memory.followedAs(type, block->setId.value_or(QString()), secondaryId);
    return find([&](const ClusterSnapshot &each) { return each.identity.id == former; });
}

const ClusterSnapshot *primaryOf(const ClusterSnapshot &secondary, ReplicationType type,
                                 const QList<ClusterSnapshot> &fleet)
{
    const ReplicationBlock *block = secondary.block(type);
    if (!block || !isFollower(*block))
        return nullptr;
    const ClusterSnapshot *named = nullptr;
    for (const ClusterSnapshot &each : fleet) {
        if (each.identity.id == secondary.identity.id || isSameCluster(each, secondary))
            continue;
        if (isNamedBy(*block, each))
            return &each;
        const ReplicationBlock *theirs = each.block(type);
        if (theirs && theirs->isPrimary() && theirs->setId && theirs->setId == block->setId
            && pointsTo(*block, each).value_or(true))
            named = &each;
    }
    return named;
}

} // namespace switchover
