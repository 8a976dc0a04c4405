// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/link.h"

#include "models/lab/core/estate.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/pathfilter.h"
#include "models/lab/crypto/randomness.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

constexpr auto connectingTime = 500ms;
constexpr auto diffTime = 600ms;
constexpr auto syncTime = 1500ms;
constexpr auto corruptLoopTime =
    3000ms; ///< streaming lasts this long before the trees are compared again
constexpr auto lostContactTime = 8000ms;
constexpr auto idleTime = 40000ms;
constexpr auto silentSecondaryTime = 20000ms;
constexpr auto refollowTime = 5000ms;
constexpr int slowWalsPerSecond = 8;
// Where in a reindex the building begins and ends.
constexpr double reindexReads = 0.15;
constexpr double reindexWrites = 0.8;

/// What the primary ships to this performance secondary: no local mounts, nothing filtered.
SharedData shipped(const SharedData &source, const PathFilter *filter)
{
    SharedData result = source;
    const auto stays = [filter](const Mount &mount, const QString &path) {
        return !mount.local && (filter == nullptr || !isFilteredMount(*filter, mount, path));
    };
    for (auto it = source.secretMounts.begin(); it != source.secretMounts.end(); ++it) {
        if (stays(it.value(), it.key()))
            continue;
        result.secretMounts.remove(it.key());
        result.secrets.removeIf(
            [&it](const auto &secret) { return secret.key().startsWith(it.key()); });
    }
    for (auto it = source.authMounts.begin(); it != source.authMounts.end(); ++it) {
        if (stays(it.value(), filterPathOfAuth(source, it.key())))
            continue;
        result.authMounts.remove(it.key());
        result.logins.removeIf(
            [&it](const auto &login) { return login.key().startsWith(it.key()); });
    }
    if (filter != nullptr)
        result.nameSpaces.removeIf(
            [filter](const QString &name) { return isFilteredNameSpace(*filter, name); });
    return result;
}

void copyContent(Cluster &secondary, const Cluster &primary, Type type)
{
    Replication &state = secondary.replication(type);
    state.appliedVersion = primary.contentVersion;
    state.filteredRoot.clear();
    secondary.storage.keyring = primary.storage.keyring;
    if (type == Type::Dr) {
        secondary.storage = primary.storage;
        secondary.dormantPerformance = primary.performance;
        secondary.rootToken = primary.rootToken;
        secondary.roleTokens = primary.roleTokens;
    } else {
        const auto filters = primary.performance.filters;
        const auto filter = filters.find(state.secondaryId);
        SharedData incoming =
            shipped(primary.storage.shared, filter == filters.end() ? nullptr : &filter.value());
        for (auto it = secondary.storage.shared.secretMounts.begin();
             it != secondary.storage.shared.secretMounts.end(); ++it) {
            if (it.value().local)
                incoming.secretMounts.insert(it.key(), it.value());
        }
        secondary.storage.shared = std::move(incoming);
        if (filter != filters.end())
            state.filteredRoot = primary.merkleRoot(type);
    }
    secondary.drBatchToken = primary.drBatchToken;
    secondary.contentChanged();
}

bool sameContent(const Cluster &secondary, const Cluster &primary, Type type)
{
    return secondary.merkleRoot(type) == primary.merkleRoot(type);
}

void enter(Estate &estate, Replication &state, LinkState next)
{
    state.link = next;
    state.stateSinceMs = estate.nowMs();
}

void exchangeHeartbeat(Estate &estate, Cluster &secondary, Cluster &primary, Type type)
{
    Replication &here = secondary.replication(type);
    Replication &there = primary.replication(type);
    const qint64 now = estate.nowMs();
    here.lastContactMs = now;
    here.connectionState = u"ready"_s;
    here.heardWal = there.lastTypeWal;

    const qint64 canaryInterval = std::max<qint64>(estate.scaled(1000ms), 1);
    const qint64 written = now - now % canaryInterval;
    if (!secondary.slowLink || here.lastRemoteWal >= here.heardWal)
        here.canaryMs = written;
    const qint64 canaryAge = std::max<qint64>(now - here.canaryMs, 0);

    QStringList addresses;
    for (const Node &node : primary.nodes) {
        if (!node.sealed && !node.stopped)
            addresses.append(node.clusterAddress);
    }
    here.knownPrimaryAddrs = addresses;
    const Node &active = *primary.activeNode();
    here.primaries = { { .apiAddress = active.apiAddress,
                         .clusterAddress = active.clusterAddress,
                         .connected = true,
                         .lastHeartbeatMs = now,
                         .canaryAgeMs = canaryAge } };
    const Node &own = *secondary.activeNode();
    there.secondaries[here.secondaryId] = { .id = here.secondaryId,
                                            .apiAddress = own.apiAddress,
                                            .clusterAddress = own.clusterAddress,
                                            .connected = true,
                                            .lastHeartbeatMs = now,
                                            .canaryAgeMs = canaryAge };
}

void advanceState(Estate &estate, Cluster &secondary, Cluster &primary, Type type)
{
    Replication &state = secondary.replication(type);
    const qint64 inState = estate.nowMs() - state.stateSinceMs;
    switch (state.link) {
    case LinkState::Idle:
        enter(estate, state, LinkState::Connecting);
        state.lastStartMs = estate.nowMs();
        break;
    case LinkState::Connecting:
        if (inState >= estate.scaled(connectingTime))
            enter(estate, state, LinkState::MerkleDiff);
        break;
    case LinkState::MerkleDiff:
        if (inState < estate.scaled(diffTime))
            break;
        if (sameContent(secondary, primary, type)) {
            copyContent(secondary, primary,
                        type); // what the tree does not show: keys, dormant role
            state.lastRemoteWal = state.heardWal;
            enter(estate, state, LinkState::StreamWals);
            break;
        }
        state.syncTotal = std::max(primary.secretsCount() * 3, 30);
        state.syncDone = 0;
        enter(estate, state, LinkState::MerkleSync);
        break;
    case LinkState::MerkleSync: {
        const qint64 whole =
            std::max<qint64>(estate.scaled(secondary.slowLink ? 60000ms : syncTime), 1);
        state.syncDone = int(std::min<qint64>(state.syncTotal, state.syncTotal * inState / whole));
        if (inState < whole)
            break;
        copyContent(secondary, primary, type);
        state.lastRemoteWal = state.heardWal;
        state.lastReindexS = estate.nowMs() / 1000;
        enter(estate, state, LinkState::StreamWals);
        if (type == Type::Performance)
            ensureRootToken(estate, secondary);
        break;
    }
    case LinkState::StreamWals:
        streamNow(estate, secondary, type);
        if ((secondary.treeCorrupted || primary.treeCorrupted)
            && inState >= estate.scaled(corruptLoopTime)
            && !sameContent(secondary, primary, type)) {
            enter(estate, state, LinkState::MerkleDiff);
        }
        break;
    }
}

/// Reading the storage, building the tree, writing it: the progress is that of the building.
void stepReindex(Estate &estate, Replication &state)
{
    if (!state.reindexing)
        return;
    // The role may have slept meanwhile, in a DR secondary.
    if (estate.nowMs() > state.reindexUntilMs) {
        state.reindexing = false;
        return;
    }
    const double whole = double(std::max<qint64>(state.reindexUntilMs - state.reindexSinceMs, 1));
    const double done = double(estate.nowMs() - state.reindexSinceMs) / whole;
    const double built = std::clamp((done - reindexReads) / (reindexWrites - reindexReads), 0., 1.);
    state.reindexDone = int(built * state.reindexTotal);
    state.reindexStage = done < reindexReads ? u"scanning"_s
        : done < reindexWrites               ? u"building"_s
                                             : u"flushing"_s;
}

/// A performance secondary whose primary is gone finds the one that took its place.
void lookForSuccessor(Estate &estate, Cluster &secondary)
{
    Replication &state = secondary.performance;
    for (const auto &candidate : estate.clusters()) {
        if (candidate->index == *state.upstream || candidate.get() == &secondary)
            continue;
        const Replication &there = candidate->performance;
        if (there.isPrimary() && there.setId == state.setId
            && there.credentials.value(state.secondaryId) == state.credential
            && estate.canReach(secondary, *candidate)) {
            state.upstream = candidate->index;
            state.lastStartMs = estate.nowMs();
            enter(estate, state, LinkState::Connecting);
            return;
        }
    }
}

void noticeSilence(Estate &estate, Cluster &secondary, Type type)
{
    Replication &state = secondary.replication(type);
    const qint64 silent = estate.nowMs() - state.lastContactMs;
    for (Peer &peer : state.primaries)
        peer.canaryAgeMs = estate.nowMs() - state.canaryMs;
    if (silent >= estate.scaled(lostContactTime)) {
        state.connectionState = u"transient_failure"_s;
        for (Peer &peer : state.primaries)
            peer.connected = false;
    }
    if (type == Type::Performance && silent >= estate.scaled(refollowTime))
        lookForSuccessor(estate, secondary);
    // Old servers kept saying stream-wals for ever.
    if (silent >= estate.scaled(idleTime) && state.mode == Mode::Secondary
        && secondary.version >= Version { 1, 4, 0 })
        state.link = LinkState::Idle;
}

} // namespace

Cluster *livePrimary(Estate &estate, const Cluster &secondary, Type type)
{
    const Replication &state = secondary.replication(type);
    if (!state.isAttached())
        return nullptr;
    Cluster &primary = estate.cluster(*state.upstream);
    const Replication &there = primary.replication(type);
    const bool knows = there.isPrimary() && there.setId == state.setId
        && there.credentials.value(state.secondaryId) == state.credential;
    return knows && estate.canReach(secondary, primary) ? &primary : nullptr;
}

void stepLink(Estate &estate, Cluster &secondary, Type type)
{
    Replication &state = secondary.replication(type);
    stepReindex(estate, state);
    const bool up = secondary.activeNode() != nullptr && !inOutage(estate, secondary);
    if (!up || state.mode != Mode::Secondary || !state.upstream)
        return;
    Cluster *primary = livePrimary(estate, secondary, type);
    if (primary == nullptr) {
        noticeSilence(estate, secondary, type);
        return;
    }
    exchangeHeartbeat(estate, secondary, *primary, type);
    advanceState(estate, secondary, *primary, type);
}

bool streamNow(Estate &estate, Cluster &secondary, Type type)
{
    Replication &state = secondary.replication(type);
    Cluster *primary = livePrimary(estate, secondary, type);
    if (primary == nullptr || state.link != LinkState::StreamWals)
        return false;
    state.heardWal = primary->replication(type).lastTypeWal;
    if (secondary.slowLink && state.lastRemoteWal < state.heardWal) {
        const auto step = quint64(std::max<qint64>(slowWalsPerSecond * estate.tickInterval().count()
                                                       / std::max<qint64>(estate.scaled(1000ms), 1),
                                                   1));
        state.lastRemoteWal = std::min(state.lastRemoteWal + step, state.heardWal);
        if (state.lastRemoteWal < state.heardWal)
            return false;
    }
    if (state.appliedVersion != primary->contentVersion) {
        const quint64 before = state.lastRemoteWal;
        copyContent(secondary, *primary, type);
        secondary.lastWal +=
            std::max<quint64>(state.heardWal - std::min(before, state.heardWal), 1);
        if (secondary.dr.isPrimary())
            secondary.dr.lastTypeWal = secondary.lastWal;
    } else if (type == Type::Dr) {
        secondary.dormantPerformance = primary->performance;
    }
    state.lastRemoteWal = state.heardWal;
    return true;
}

void ageSecondaries(Estate &estate, Cluster &primary)
{
    for (const Type type : { Type::Performance, Type::Dr }) {
        Replication &state = primary.replication(type);
        if (!state.isPrimary())
            continue;
        for (Peer &peer : state.secondaries) {
            if (estate.nowMs() - peer.lastHeartbeatMs >= estate.scaled(silentSecondaryTime))
                peer.connected = false;
        }
    }
}

void attach(Estate &estate, Cluster &secondary, Type type, Cluster &primary,
            const QString &secondaryId, const QString &credential)
{
    Replication &state = secondary.replication(type);
    const Replication &there = primary.replication(type);
    state.upstream = primary.index;
    state.setId = there.setId;
    state.secondaryId = secondaryId;
    state.credential = credential;
    state.primaryClusterAddr = !there.primaryClusterAddr.isEmpty() ? there.primaryClusterAddr
        : primary.activeNode() != nullptr ? primary.activeNode()->clusterAddress
                                          : QString();
    state.connectionState = u"connecting"_s;
    state.knownPrimaryAddrs = QStringList { state.primaryClusterAddr };
    state.primaries.clear();
    state.appliedVersion = ~quint64(0);
    state.lastRemoteWal = 0;
    state.heardWal = there.lastTypeWal;
    state.lastStartMs = estate.nowMs();
    state.lastContactMs = estate.nowMs();
    state.canaryMs = estate.nowMs();
    enter(estate, state, LinkState::Connecting);
}

void attachInSync(Estate &estate, Cluster &secondary, Type type, Cluster &primary,
                  const QString &secondaryId, const QString &credential)
{
    Replication &state = secondary.replication(type);
    state.mode = Mode::Secondary;
    attach(estate, secondary, type, primary, secondaryId, credential);
    copyContent(secondary, primary, type);
    state.lastRemoteWal = state.heardWal;
    state.lastReindexS = estate.nowMs() / 1000 - 86400;
    state.lastStartMs = estate.nowMs() - 86400000;
    secondary.lastWal = std::max<quint64>(primary.lastWal, 70) - 63;
    enter(estate, state, LinkState::StreamWals);
    if (type == Type::Performance)
        ensureRootToken(estate, secondary);
    exchangeHeartbeat(estate, secondary, primary, type);
}

bool isBehind(Estate &estate, const Cluster &secondary, Type type)
{
    const Replication &state = secondary.replication(type);
    if (state.mode == Mode::Bootstrapping)
        return true;
    if (!state.upstream)
        return false;
    if (state.link == LinkState::MerkleDiff || state.link == LinkState::MerkleSync)
        return true;
    if (state.link == LinkState::Connecting)
        return livePrimary(estate, secondary, type) != nullptr;
    return state.lastRemoteWal < state.heardWal;
}

void ensureRootToken(Estate &estate, Cluster &cluster)
{
    if (cluster.storage.local.tokens.contains(cluster.rootToken))
        return;
    cluster.rootToken = newTokenId(cluster.version);
    cluster.storage.local.tokens.insert(cluster.rootToken,
                                        { .id = cluster.rootToken,
                                          .accessor = randomBase62(24),
                                          .displayName = u"root"_s,
                                          .path = u"auth/token/root"_s,
                                          .policies = { u"root"_s },
                                          .createdMs = estate.nowMs(),
                                          .type = u"service"_s });
    noteWrite(cluster, Reach::Local);
}

} // namespace switchover::lab
