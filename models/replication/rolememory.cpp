// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/rolememory.h"

#include "models/replication/pairing.h"

namespace switchover {

namespace {

PrimaryReading primaryReading(const ClusterSnapshot &snapshot, const ReplicationBlock &block,
                              ReplicationType type)
{
    return { .address = snapshot.identity.address,
             .setId = block.setId,
             .lastWal = block.lastWalFor(type),
             .merkleRoot = block.merkleRoot,
             .at = snapshot.statusAt };
}

template <typename Map>
const typename Map::mapped_type *readingIn(const Map &map, const ClusterId &cluster,
                                           ReplicationType type)
{
    const auto found = map.find({ cluster, type });
    return found == map.end() ? nullptr : &found->second;
}

} // namespace

void RoleMemory::remember(const ClusterSnapshot &snapshot)
{
    for (const ReplicationType type : allReplicationTypes) {
        const Key key { snapshot.identity.id, type };
        const auto isOfAnother = [&](const auto &entry) {
            return entry.first == key && entry.second.address != snapshot.identity.address;
        };
        std::erase_if(m_primaries, isOfAnother);
        std::erase_if(m_secondaries, isOfAnother);
        const ReplicationBlock *block = isCurrent(snapshot) ? snapshot.block(type) : nullptr;
        if (!block)
            continue;
        if (block->isPrimary())
            m_primaries.insert_or_assign(key, primaryReading(snapshot, *block, type));
        const QString id = block->secondaryId.value_or(QString());
        if (block->isSecondary() && !id.isEmpty())
            m_secondaries.insert_or_assign(key,
                                           SecondaryReading { .address = snapshot.identity.address,
                                                              .setId = block->setId,
                                                              .secondaryId = id });
    }
}

void RoleMemory::forget(const ClusterId &cluster)
{
    const auto isOfIt = [&](const auto &entry) { return entry.first.first == cluster; };
    std::erase_if(m_primaries, isOfIt);
    std::erase_if(m_secondaries, isOfIt);
}

const PrimaryReading *RoleMemory::asPrimary(const ClusterId &cluster, ReplicationType type) const
{
    return readingIn(m_primaries, cluster, type);
}

const SecondaryReading *RoleMemory::asSecondary(const ClusterId &cluster,
                                                ReplicationType type) const
{
    return readingIn(m_secondaries, cluster, type);
}

std::optional<PrimaryReading> lastPrimaryReading(const ClusterSnapshot &snapshot,
                                                 ReplicationType type, const RoleMemory &memory)
{
    if (const ReplicationBlock *block = snapshot.block(type); block && block->isPrimary())
        return primaryReading(snapshot, *block, type);
    const PrimaryReading *was = memory.asPrimary(snapshot.identity.id, type);
    return was ? std::optional(*was) : std::nullopt;
}

} // namespace switchover
