// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/topology.h"

#include "models/replication/membership.h"
#include "models/replication/pairing.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct TopologyText
{
    Q_DECLARE_TR_FUNCTIONS(Topology)
};

using Members = std::vector<const ClusterSnapshot *>;

bool isMember(const ReplicationBlock &block)
{
    return block.isPrimary() || block.isSecondary() || block.mode == Mode::Bootstrapping;
}

/// One replication set while its links are being found.
struct Group
{
    ReplicationType type;
    QString setId;
    Members primaries; ///< current ones; one that was only seen earlier if there is no other
    Members secondaries;
};

class Builder
{
public:
    Builder(const QList<ClusterSnapshot> &snapshots, const FleetMemory &memory)
        : m_snapshots(snapshots)
        , m_memory(memory)
    {
        m_byId.reserve(snapshots.size());
        for (const ClusterSnapshot &snapshot : snapshots)
            m_byId.insert(snapshot.identity.id, &snapshot);
    }
    Topology build();

private:
    void group(ReplicationType type);
    void link(const Group &group);
    void linkSecondary(const Group &group, const ClusterSnapshot &secondary);
    void addGhostSecondaries(const Group &group, const ClusterSnapshot &primary);
    [[nodiscard]] const ClusterSnapshot *primaryOf(const Group &group,
                                                   const ReplicationBlock &block);
    [[nodiscard]] const ClusterSnapshot *formerPrimaryOf(const ReplicationBlock &block,
                                                         const ClusterId &self) const;
    [[nodiscard]] const ClusterSnapshot *whoFollowedAs(const Group &group, const QString &id,
                                                       const Peer *entry,
                                                       const ClusterId &primary) const;
    [[nodiscard]] bool isNamedBy(const ReplicationBlock &block,
                                 const ClusterSnapshot &primary) const;
    void addConflict(const Group &group);

    const QList<ClusterSnapshot> &m_snapshots;
    const FleetMemory &m_memory;
    QHash<ClusterId, const ClusterSnapshot *> m_byId;
    KnownSecondaries m_known;
    std::vector<Group> m_groups;
    Topology m_topology;
};

Topology Builder::build()
{
    for (const ReplicationType type : allReplicationTypes)
        group(type);
    for (const Group &group : m_groups) {
        ReplicationSet set { .type = group.type, .setId = group.setId };
        for (const ClusterSnapshot *primary : group.primaries)
            set.primaries.append(primary->identity.id);
        for (const ClusterSnapshot *secondary : group.secondaries)
            set.secondaries.append(secondary->identity.id);
        m_topology.sets.append(set);
        addConflict(group);
        link(group);
    }
    return std::move(m_topology);
}

void Builder::group(ReplicationType type)
{
    const size_t first = m_groups.size();
    QHash<QString, size_t> places;
    std::vector<Members> formerPrimaries;
    for (const ClusterSnapshot &snapshot : m_snapshots) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block || !isMember(*block) || block->setId.value_or(QString()).isEmpty())
            continue;
        if (!places.contains(*block->setId)) {
            places.insert(*block->setId, m_groups.size());
            m_groups.push_back({ .type = type, .setId = *block->setId });
            formerPrimaries.emplace_back();
        }
        const size_t place = places.value(*block->setId);
        Group &found = m_groups[place];
        if (!block->isPrimary())
            found.secondaries.push_back(&snapshot);
        else if (isCurrent(snapshot))
            found.primaries.push_back(&snapshot);
        else
            formerPrimaries[place - first].push_back(&snapshot);
    }
    // A cluster that was primary when it last answered is no second primary beside one that
    // answers.
    for (size_t i = first; i < m_groups.size(); ++i) {
        if (m_groups[i].primaries.empty())
            m_groups[i].primaries = formerPrimaries[i - first];
    }
}

/// The primary of the set that this secondary follows; nullptr if none is registered.
const ClusterSnapshot *Builder::primaryOf(const Group &group, const ReplicationBlock &block)
{
    if (group.primaries.size() <= 1)
        return group.primaries.empty() ? nullptr : group.primaries.front();
    // Split brain: whoever has the connection, then whoever is named, then whoever knows the id.
    const QString id = block.secondaryId.value_or(QString());
    const auto entry = [&](const ClusterSnapshot *primary) {
        return m_known.entryFor(*primary->block(group.type), id);
    };
    for (const ClusterSnapshot *primary : group.primaries) {
        if (isConnected(entry(primary)))
            return primary;
    }
    for (const ClusterSnapshot *primary : group.primaries) {
        if (isNamedBy(block, *primary))
            return primary;
    }
    for (const ClusterSnapshot *primary : group.primaries) {
        if (m_known.mayKnow(*primary->block(group.type), id).value_or(false))
            return primary;
    }
    return group.primaries.front();
}

bool Builder::isNamedBy(const ReplicationBlock &block, const ClusterSnapshot &primary) const
{
    if (pointsTo(block, primary).value_or(false))
        return true;
    const QStringList addresses = primaryAddresses(block);
    return std::ranges::any_of(addresses, [&](const QString &address) {
        return m_memory.clusterAt(address) == primary.identity.id;
    });
}

/// The registered cluster whose addresses a secondary without a registered primary still holds.
const ClusterSnapshot *Builder::formerPrimaryOf(const ReplicationBlock &block,
                                                const ClusterId &self) const
{
    const QStringList addresses = primaryAddresses(block);
    for (const QString &address : addresses) {
        const ClusterId id = m_memory.clusterAt(address);
        if (id.isValid() && id != self)
            return m_byId.value(id);
    }
    return nullptr;
}

/// The registered cluster behind an id that no registered secondary has now.
const ClusterSnapshot *Builder::whoFollowedAs(const Group &group, const QString &id,
                                              const Peer *entry, const ClusterId &primary) const
{
    ClusterId found = m_memory.followedAs(group.type, group.setId, id);
    if (!found.isValid() && entry)
        found = m_memory.clusterAt(entry->apiAddress.value_or(QString()));
    if (!found.isValid() && entry)
        found = m_memory.clusterAt(entry->clusterAddress.value_or(QString()));
    return found == primary ? nullptr : m_byId.value(found);
}

void Builder::addConflict(const Group &group)
{
    PrimaryConflict conflict { .type = group.type, .setId = group.setId };
    Members different;
    for (const ClusterSnapshot *primary : group.primaries) {
        const bool isTwin = std::ranges::any_of(different, [&](const ClusterSnapshot *other) {
            return isSameCluster(*other, *primary);
        });
        if (!isCurrent(*primary) || isTwin)
            continue;
        different.push_back(primary);
        conflict.primaries.append(primary->identity.id);
    }
    if (conflict.primaries.size() > 1)
        m_topology.conflicts.append(conflict);
}

/// What the secondary says of its link. Good only with proof: before Vault 1.4 nothing but the
/// state tells, and that outlives the link.
LinkState stateOfSecondary(const ReplicationBlock &block)
{
    if (block.mode == Mode::Bootstrapping)
        return LinkState::CatchingUp;
    if (block.connectionState) {
        switch (block.connectionState->meaning) {
        case ConnectionState::Idle:
        case ConnectionState::TransientFailure:
        case ConnectionState::Shutdown:
            return LinkState::Broken;
        case ConnectionState::Connecting:
            return LinkState::CatchingUp;
        case ConnectionState::Unrecognized:
            return LinkState::Unknown;
        case ConnectionState::Ready:
            break;
        }
    }
    if (isDisconnected(primaryEntry(block)))
        return LinkState::Broken;
    if (!block.state)
        return LinkState::Unknown;
    switch (block.state->meaning) {
    case State::MerkleDiff:
    case State::MerkleSync:
    case State::Connecting:
        return LinkState::CatchingUp;
    case State::TransientFailure:
    case State::Shutdown:
        return LinkState::Broken;
    case State::Idle:
        // Vault 1.5.0 says idle now and then while it streams; the connection decides.
        return hasProofOfLink(block) ? LinkState::Good : LinkState::Broken;
    case State::StreamWals:
        if (knowsNoPrimary(block))
            return LinkState::Broken;
        return hasProofOfLink(block) ? LinkState::Good : LinkState::Unknown;
    case State::Running:
    case State::Unrecognized:
        return LinkState::Unknown;
    }
    Q_UNREACHABLE();
}

/// The primary's own proof that the secondary is linked to it, or the numbers': what has arrived is
/// all there is.
bool provesLink(ReplicationType type, const ReplicationBlock &from, const Peer *entry,
                const ReplicationBlock &to, const Lag &lag, const ClusterSnapshot &primary)
{
    if (isConnected(entry))
        return true;
    if (to.connectionState || to.primaries)
        return false; // it could say so itself
    if (lag.wals == quint64(0) || lag.rootsEqual.value_or(false))
        return true;
    const std::optional<quint64> last = from.lastWalFor(type);
    return last && to.lastRemoteWal && *to.lastRemoteWal >= *last
        && pointsTo(to, primary).value_or(false);
}

LinkState stateOfLink(ReplicationType type, const ClusterSnapshot *primary,
                      const ClusterSnapshot &secondary, const Lag &lag, KnownSecondaries &known)
{
    const ReplicationBlock &to = *secondary.block(type);
    const bool primaryIsCurrent = primary && isCurrent(*primary);
    const QString id = to.secondaryId.value_or(QString());
    const Peer *entry = nullptr;
    if (primaryIsCurrent) {
        const ReplicationBlock &from = *primary->block(type);
        entry = known.entryFor(from, id);
        if (isDisconnected(entry))
            return LinkState::Broken;
        if (!id.isEmpty() && known.mayKnow(from, id) == false)
            return LinkState::Broken;
    }
    if (!isCurrent(secondary))
        return LinkState::Unknown;
    const LinkState state = stateOfSecondary(to);
    if (!primaryIsCurrent || hasProofOfLink(to))
        return state;
    const bool saysStreaming = to.state && *to.state == State::StreamWals;
    if (saysStreaming && state == LinkState::Unknown && !pointsTo(to, *primary).value_or(true)
        && !isConnected(entry))
        return LinkState::Broken;
    if (saysStreaming && state == LinkState::Unknown
        && provesLink(type, *primary->block(type), entry, to, lag, *primary))
        return LinkState::Good;
    return state;
}

QString addressOf(const Peer &peer)
{
    const QString api = peer.apiAddress.value_or(QString());
    return api.isEmpty() ? peer.clusterAddress.value_or(QString()) : api;
}

QString ghostPrimaryAddress(const ReplicationBlock &block)
{
    if (const Peer *peer = primaryEntry(block); peer && !addressOf(*peer).isEmpty())
        return addressOf(*peer);
    const QStringList known = block.knownPrimaryClusterAddresses.value_or(QStringList());
    return known.isEmpty() ? block.primaryClusterAddress.value_or(QString()) : known.first();
}

void Builder::linkSecondary(const Group &group, const ClusterSnapshot &secondary)
{
    const ReplicationBlock &block = *secondary.block(group.type);
    if (isDetached(block))
        return;
    ReplicationLink link { .type = group.type,
                           .setId = group.setId,
                           .secondary = secondary.identity.id,
                           .secondaryId = block.secondaryId.value_or(QString()) };
    const ClusterSnapshot *primary = primaryOf(group, block);
    if (primary) {
        link.primary = primary->identity.id;
        link.lag = lagBetween(group.type, *primary, secondary, m_known);
    } else {
        link.primaryAddress = ghostPrimaryAddress(block);
        link.lag = lagBetween(group.type, ClusterSnapshot {}, secondary);
        link.lag.whyNot = TopologyText::tr("No registered cluster is its primary.");
        if (const ClusterSnapshot *former = formerPrimaryOf(block, secondary.identity.id)) {
            link.primary = former->identity.id;
            link.lag.whyNot = TopologyText::tr("The status of the primary could not be read yet.");
            if (isCurrent(*former)) {
                link.lag.whyNot = TopologyText::tr("%1 is not a primary of this set anymore.")
                                      .arg(former->identity.name);
            }
        }
    }
    link.state = stateOfLink(group.type, primary, secondary, link.lag, m_known);
    // Whom it names answers, and is no primary of this set any more: nothing can flow.
    const ClusterSnapshot *named = primary ? nullptr : m_byId.value(link.primary);
    if (named && isCurrent(*named))
        link.state = LinkState::Broken;
    m_topology.links.append(link);
}

void Builder::addGhostSecondaries(const Group &group, const ClusterSnapshot &primary)
{
    const ReplicationBlock &block = *primary.block(group.type);
    QSet<QString> followingNow;
    for (const ClusterSnapshot *secondary : group.secondaries)
        followingNow.insert(secondary->block(group.type)->secondaryId.value_or(QString()));
    const QHash<QString, const Peer *> entries = entriesById(block);
    for (const QString &id : block.knownSecondaries.value_or(QStringList())) {
        if (followingNow.contains(id))
            continue;
        ReplicationLink link { .type = group.type,
                               .setId = group.setId,
                               .primary = primary.identity.id,
                               .secondaryId = id };
        const Peer *entry = entries.value(id);
        if (entry)
            link.secondaryAddress = addressOf(*entry);
        if (const ClusterSnapshot *former = whoFollowedAs(group, id, entry, primary.identity.id)) {
            const ReplicationBlock *place = former->block(group.type);
            // What a primary follows is nothing, whatever the other end still believes.
            const bool hasMoved = isCurrent(*former) && place && isMember(*place)
                && (place->isPrimary() || !isConnected(entry));
            if (hasMoved) {
                m_topology.leftovers.append({ .type = group.type,
                                              .setId = group.setId,
                                              .primary = primary.identity.id,
                                              .secondaryId = id,
                                              .cluster = former->identity.id });
                continue;
            }
            link.secondary = former->identity.id;
        }
        if (isCurrent(primary) && isConnected(entry)) {
            link.state = LinkState::Good;
            if (entry->canaryAgeMs.value_or(0) > 0)
                link.lag.canaryAge = std::chrono::milliseconds(*entry->canaryAgeMs);
        } else if (isCurrent(primary) && isDisconnected(entry)) {
            link.state = LinkState::Broken;
        }
        const ClusterSnapshot *registered = m_byId.value(link.secondary);
        if (!registered)
            link.lag.whyNot = TopologyText::tr("No registered cluster is this secondary.");
        else if (isCurrent(*registered))
            link.lag.whyNot =
                TopologyText::tr("%1 does not follow.").arg(registered->identity.name);
        else
            link.lag.whyNot =
                TopologyText::tr("The status of the secondary could not be read yet.");
        m_topology.links.append(link);
    }
}

void Builder::link(const Group &group)
{
    for (const ClusterSnapshot *secondary : group.secondaries)
        linkSecondary(group, *secondary);
    for (const ClusterSnapshot *primary : group.primaries)
        addGhostSecondaries(group, *primary);
}

} // namespace

ProvenLinks provenLinks(const Topology &topology)
{
    ProvenLinks proven;
    for (const ReplicationLink &link : topology.links) {
        if (link.state == LinkState::Good && link.secondary.isValid())
            proven.insert({ link.secondary, link.type });
    }
    return proven;
}

Topology topologyOf(const QList<ClusterSnapshot> &snapshots, const FleetMemory &memory)
{
    return Builder(snapshots, memory).build();
}

Topology topologyOf(const QList<ClusterSnapshot> &snapshots)
{
    FleetMemory memory;
    memory.learn(snapshots);
    return topologyOf(snapshots, memory);
}

} // namespace switchover
