// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/roles.h"

#include "models/lab/core/bootstrap.h"
#include "models/lab/core/estate.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/tokens.h"
#include "models/lab/crypto/randomness.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

constexpr auto roleOutage = 1500ms;
constexpr auto enableOutage = 1000ms;
constexpr auto reindexTime = 4000ms;

tl::unexpected<Refusal> refuse(int status, const QString &text)
{
    return tl::unexpected(Refusal { .status = status, .text = text });
}

/// Keeps what belongs to the tree and not to the role.
Replication fresh(const Replication &old, Mode mode)
{
    Replication result;
    result.mode = mode;
    result.setId = old.setId;
    result.lastReindexS = old.lastReindexS;
    result.foundCorrupt = old.foundCorrupt;
    result.lastCheckMs = old.lastCheckMs;
    return result;
}

} // namespace

Outcome enablePrimary(Estate &estate, Cluster &cluster, Type type,
                      const QString &primaryClusterAddr)
{
    Replication &state = cluster.replication(type);
    if (state.mode != Mode::Disabled)
        return refuse(
            400, u"cluster is already enabled as a replication %1"_s.arg(modeName(state.mode)));
    state = {};
    state.mode = Mode::Primary;
    state.setId = randomUuid();
    state.primaryClusterAddr = primaryClusterAddr;
    noteWrite(cluster, Reach::Shared);
    state.lastTypeWal = cluster.lastWal;
    if (type == Type::Dr && cluster.drBatchToken.isEmpty()) {
        // Policies are written by the performance primary; the token is good on both.
        Cluster *writer = cluster.performance.isSecondary()
            ? livePrimary(estate, cluster, Type::Performance)
            : &cluster;
        if (writer != nullptr) {
            prepareDrBatchToken(*writer, estate.nowMs());
            cluster.drBatchToken = writer->drBatchToken;
        }
    }
    beginOutage(estate, cluster, roleOutage);
    return {};
}

Outcome demotePrimary(Estate &estate, Cluster &cluster, Type type)
{
    Replication &state = cluster.replication(type);
    if (!state.isPrimary())
        return refuse(400, u"cluster is not a replication primary"_s);
    state = fresh(state, Mode::Secondary);
    if (type == Type::Dr) {
        // The performance role sleeps in a DR secondary until it is promoted.
        cluster.dormantPerformance = cluster.performance;
        cluster.performance = {};
    }
    beginOutage(estate, cluster, roleOutage);
    return {};
}

Outcome disableReplication(Estate &estate, Cluster &cluster, Type type, Mode expected)
{
    Replication &state = cluster.replication(type);
    const bool fits = expected == Mode::Primary ? state.isPrimary() : state.isSecondary();
    if (!fits)
        return refuse(400, u"cluster is not a replication %1"_s.arg(modeName(expected)));
    state = {};
    if (type == Type::Dr) {
        cluster.dormantPerformance = {};
        cluster.drOperationTokens.clear();
    }
    ensureRootToken(estate, cluster);
    beginOutage(estate, cluster, roleOutage);
    return {};
}

Outcome promoteSecondary(Estate &estate, Cluster &cluster, Type type,
                         const QString &primaryClusterAddr, Force force)
{
    Replication &state = cluster.replication(type);
    if (!state.isSecondary())
        return refuse(400, u"cluster is not a replication secondary"_s);
    if (force == Force::No && isBehind(estate, cluster, type))
        return refuse(
            503,
            u"replication is still catching up, try again later or provide the \"force\" argument"_s);
    state = fresh(state, Mode::Primary);
    state.primaryClusterAddr = primaryClusterAddr;
    noteWrite(cluster, Reach::Shared);
    state.lastTypeWal = cluster.lastWal;
    if (type == Type::Dr) {
        // The performance role comes along: the same set, the same secondaries, or the same
        // activation.
        cluster.performance = cluster.dormantPerformance;
        cluster.dormantPerformance = {};
        Replication &performance = cluster.performance;
        performance.secondaries.clear();
        performance.filteredRoot.clear();
        if (performance.isPrimary()) {
            performance.primaryClusterAddr = primaryClusterAddr;
            performance.lastTypeWal = cluster.lastWal;
        } else if (performance.isSecondary()) {
            performance.mode = Mode::Secondary; // the copy in hand is what it goes on with
            performance.link = performance.upstream ? LinkState::Connecting : LinkState::Idle;
            performance.stateSinceMs = estate.nowMs();
            performance.lastContactMs = estate.nowMs();
            performance.appliedVersion = ~quint64(0);
        }
    }
    ensureRootToken(estate, cluster); // it may have been promoted before the data came
    beginOutage(estate, cluster, roleOutage);
    return {};
}

tl::expected<QString, Refusal> admitSecondary(Cluster &primary, Type type,
                                              const QString &secondaryId)
{
    Replication &state = primary.replication(type);
    if (!state.isPrimary())
        return refuse(400, u"cluster is not a replication primary"_s);
    if (secondaryId.isEmpty())
        return refuse(400, u"missing required secondary id"_s);
    if (state.knownSecondaries.contains(secondaryId))
        return refuse(400, u"secondary with id \"%1\" already exists"_s.arg(secondaryId));
    const QString credential = randomUuid();
    state.knownSecondaries.append(secondaryId);
    state.credentials.insert(secondaryId, credential);
    noteWrite(primary, type == Type::Dr ? Reach::Local : Reach::Shared);
    return credential;
}

void revokeSecondary(Cluster &primary, Type type, const QString &secondaryId)
{
    Replication &state = primary.replication(type);
    if (!state.knownSecondaries.removeOne(secondaryId))
        return;
    state.credentials.remove(secondaryId);
    state.secondaries.remove(secondaryId);
    primary.storage.local.wrapped.removeIf([&secondaryId, type](const auto &entry) {
        return entry.value().secondaryId == secondaryId
            && isActivationPath(entry.value().creationPath, type);
    });
    noteWrite(primary, type == Type::Dr ? Reach::Local : Reach::Shared);
}

Outcome enableSecondary(Estate &estate, Cluster &cluster, Type type, const QString &token,
                        const PrimaryApi &api)
{
    Replication &state = cluster.replication(type);
    if (state.mode != Mode::Disabled)
        return refuse(
            400, u"cluster is already enabled as a replication %1"_s.arg(modeName(state.mode)));
    if (type == Type::Dr && cluster.performance.mode != Mode::Disabled)
        return refuse(400,
                      u"DR secondary cannot be enabled while performance replication is enabled"_s);
    if (token.isEmpty())
        return refuse(400, u"missing token"_s);
    const auto activation = openActivation(estate, cluster, type, token, api);
    if (!activation)
        return tl::unexpected(activation.error());
    if (Outcome check = checkBootstrap(estate, cluster, type, *activation); !check)
        return check;
    const QString publicKey = state.publicKey;
    state = {};
    state.publicKey = publicKey;
    attach(estate, cluster, type, estate.cluster(activation->primary), activation->secondaryId,
           activation->credential);
    state.mode = Mode::Bootstrapping;
    beginOutage(estate, cluster, enableOutage);
    estate.after(enableOutage,
                 [&estate, &cluster, type, primary = activation->primary,
                  credential = activation->credential] {
                     const Replication &now = cluster.replication(type);
                     if (now.mode == Mode::Bootstrapping && now.credential == credential)
                         startBootstrap(estate, cluster, type, primary, credential);
                 });
    return {};
}

Outcome updatePrimaryByToken(Estate &estate, Cluster &cluster, Type type, const QString &token,
                             const PrimaryApi &api)
{
    Replication &state = cluster.replication(type);
    if (!state.isSecondary())
        return refuse(400, u"cluster is not a replication secondary"_s);
    const auto activation = openActivation(estate, cluster, type, token, api);
    if (!activation)
        return tl::unexpected(activation.error());
    Cluster &primary = estate.cluster(activation->primary);
    if (primary.replication(type).setId != state.setId)
        return refuse(
            400,
            u"the token belongs to another replication set: cluster_id %1, expected %2"_s.arg(
                primary.replication(type).setId, state.setId));
    if (Outcome check = checkBootstrap(estate, cluster, type, *activation); !check)
        return check;
    attach(estate, cluster, type, primary, activation->secondaryId, activation->credential);
    beginOutage(estate, cluster, roleOutage);
    return {};
}

Outcome updatePrimaryByAddresses(Estate &estate, Cluster &cluster, Type type,
                                 const QStringList &addresses)
{
    Replication &state = cluster.replication(type);
    if (!state.isSecondary())
        return refuse(400, u"cluster is not a replication secondary"_s);
    if (type == Type::Dr && state.credential.isEmpty())
        return refuse(
            400, u"update_primary_addrs cannot be used on a demoted cluster; provide a token"_s);
    for (const QString &address : addresses) {
        Cluster *primary = estate.atClusterAddress(address, type);
        if (primary == nullptr || primary == &cluster || !estate.canReach(cluster, *primary))
            continue;
        Replication &there = primary->replication(type);
        if (!there.isPrimary() || there.setId != state.setId)
            continue;
        QString id = state.secondaryId.isEmpty() ? cluster.haClusterId : state.secondaryId;
        if (type == Type::Dr && there.credentials.value(id) != state.credential)
            continue;
        if (!there.credentials.contains(id)) {
            // A member of the same performance set may change over without a new activation.
            if (const auto admitted = admitSecondary(*primary, type, id); !admitted)
                return tl::unexpected(admitted.error());
        }
        attach(estate, cluster, type, *primary, id, there.credentials.value(id));
        beginOutage(estate, cluster, roleOutage);
        return {};
    }
    return refuse(
        500,
        u"no primary could be reached at the given addresses: rpc error: code = Unavailable desc = all SubConns are in TransientFailure"_s);
}

Outcome forgetPrimary(Estate &estate, Cluster &cluster, Type type)
{
    Replication &state = cluster.replication(type);
    if (!state.isSecondary())
        return refuse(400, u"cluster is not a replication secondary"_s);
    state = fresh(state, Mode::Secondary);
    beginOutage(estate, cluster, roleOutage);
    return {};
}

bool isTreeLocked(const Estate &estate, const Cluster &cluster)
{
    return std::ranges::any_of(
        std::array { &cluster.performance, &cluster.dr }, [&estate](const Replication *state) {
            return state->reindexing && estate.nowMs() >= state->treeLockedFromMs
                && estate.nowMs() < state->reindexUntilMs;
        });
}

void reindex(Estate &estate, Cluster &cluster, Type type, const ReindexOptions &options)
{
    Replication &state = cluster.replication(type);
    if (state.mode == Mode::Disabled || state.reindexing)
        return;
    state.reindexing = true;
    state.reindexTotal = std::max(cluster.secretsCount() * 50, 500);
    state.reindexDone = 0;
    const auto length = options.force ? 3 * reindexTime
        : options.diff                ? 2 * reindexTime
                                      : reindexTime;
    // The tree is written at the end; a forced reindex builds it with nobody looking.
    const double free = options.skipFlush ? 1.0 : options.force ? 0.5 : 0.8;
    state.reindexStage = u"scanning"_s;
    state.reindexSinceMs = estate.nowMs();
    state.reindexUntilMs = estate.nowMs() + estate.scaled(length);
    state.treeLockedFromMs =
        estate.nowMs() + qint64(free * double(state.reindexUntilMs - state.reindexSinceMs));
    estate.after(length, [&estate, &cluster, type] {
        Replication &now = cluster.replication(type);
        now.reindexing = false;
        if (now.mode == Mode::Disabled)
            return;
        now.lastReindexS = estate.nowMs() / 1000;
        now.foundCorrupt = false;
        cluster.treeCorrupted = false;
        cluster.contentChanged();
    });
}

void recoverReplication(Estate &estate, Cluster &cluster, Type type)
{
    Replication &state = cluster.replication(type);
    if (state.mode == Mode::Secondary && state.upstream
        && livePrimary(estate, cluster, type) != nullptr && state.link != LinkState::StreamWals) {
        state.link = LinkState::Connecting;
        state.stateSinceMs = estate.nowMs();
    }
}

} // namespace switchover::lab
