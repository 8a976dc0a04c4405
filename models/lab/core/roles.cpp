// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/roles.h"

#include "models/lab/core/estate.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/tokens.h"
#include "models/lab/crypto/activationtoken.h"
#include "models/lab/crypto/randomness.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

constexpr auto roleOutage = 1500ms;
constexpr auto enableOutage = 1000ms;
constexpr auto bootstrapTime = 800ms;
constexpr auto reindexTime = 4000ms;

tl::unexpected<Refusal> refuse(int status, const QString &text)
{
    return tl::unexpected(Refusal { .status = status, .text = text });
}

bool isActivationPath(const QString &path, Type type)
{
    return path == u"sys/replication/%1/primary/secondary-token"_s.arg(typeName(type))
        || (type == Type::Performance && path == "sys/replication/primary/secondary-token"_L1);
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

void wipe(Cluster &cluster, const Cluster &primary)
{
    Mount cubbyhole = cluster.storage.shared.secretMounts.value(u"cubbyhole/"_s);
    cluster.storage = {};
    cluster.storage.keyring = primary.storage.keyring;
    cluster.storage.shared.secretMounts.insert(u"cubbyhole/"_s, cubbyhole);
    cluster.rootToken.clear();
    cluster.drBatchToken.clear();
    cluster.drOperationTokens.clear();
    cluster.dormantPerformance = {};
    cluster.treeCorrupted = false;
    cluster.lastWal = std::max<quint64>(primary.lastWal, 70) - 63;
    cluster.contentChanged();
    // The others notice that the keyring vanished and seal themselves.
    for (int i = 0; i < int(cluster.nodes.size()); ++i) {
        if (i == cluster.leader)
            continue;
        Node &node = cluster.nodes.at(size_t(i));
        node.sealed = true;
        node.unsealShares.clear();
    }
}

void startBootstrap(Estate &estate, Cluster &cluster, Type type, int primaryIndex,
                    const QString &credential)
{
    Replication &state = cluster.replication(type);
    const auto stillWanted = [&cluster, type, credential] {
        const Replication &now = cluster.replication(type);
        return now.mode == Mode::Bootstrapping && now.credential == credential;
    };
    Cluster &primary = estate.cluster(primaryIndex);
    Cluster *reached = livePrimary(estate, cluster, type);
    if (reached == nullptr) {
        state = {}; // rolled back, nothing was erased; a new token is needed
        return;
    }
    wipe(cluster, primary);
    estate.after(bootstrapTime, [&estate, &cluster, type, stillWanted] {
        if (!stillWanted())
            return;
        Replication &now = cluster.replication(type);
        now.mode = Mode::Secondary;
        now.link = LinkState::MerkleDiff;
        now.stateSinceMs = estate.nowMs();
        now.lastStartMs = estate.nowMs();
    });
}

tl::expected<Cluster *, Refusal> reachApi(Estate &estate, Cluster &from, const QString &address)
{
    const QUrl url(address);
    const QString call =
        u"error unwrapping secondary token: Post \"%1/v1/sys/wrapping/unwrap\": "_s.arg(
            address.endsWith(u'/') ? address.chopped(1) : address);
    const auto failed = [&call](const QString &why) {
        return refuse(500, "1 error occurred:\n\t* "_L1 + call + why + "\n\n"_L1);
    };
    const QString place =
        u"%1:%2"_s.arg(url.host()).arg(url.port(url.scheme() == "http"_L1 ? 80 : 443));
    Cluster *target = estate.atApiAddress(address);
    if (target == nullptr) {
        const bool isName =
            std::ranges::any_of(url.host(), [](QChar c) { return c.isLetter() && c != u':'; });
        return isName ? failed(u"dial tcp: lookup %1: no such host"_s.arg(url.host()))
                      : failed(u"dial tcp %1: i/o timeout"_s.arg(place));
    }
    if (estate.isPartitioned(from, *target))
        return failed(u"dial tcp %1: i/o timeout"_s.arg(place));
    const QString scheme = QUrl(target->nodes.front().apiAddress).scheme();
    if (url.scheme() == "https"_L1 && scheme == "http"_L1)
        return failed(u"http: server gave HTTP response to HTTPS client"_s);
    for (size_t i = 0; i < target->nodes.size(); ++i) {
        if (target->nodes.at(i).stopped && estate.atApiAddress(address) == target
            && QUrl(target->nodes.at(i).apiAddress).port() == url.port()) {
            return failed(u"dial tcp %1: connect: connection refused"_s.arg(place));
        }
    }
    if (!estate.canReach(from, *target))
        return refuse(
            500,
            u"error response unwrapping secondary token; status code is 503, message is \"503 Service Unavailable\""_s);
    return target;
}

tl::expected<Activation, Refusal> openBundle(Estate &estate, Cluster &cluster, Type type,
                                             const QString &token)
{
    const Estate::Bundle *bundle = estate.bundle(token);
    if (bundle == nullptr || bundle->type != type
        || bundle->publicKey != cluster.replication(type).publicKey)
        return refuse(500,
                      u"error decrypting secondary token: cipher: message authentication failed"_s);
    const Cluster &primary = estate.cluster(bundle->primary);
    return Activation { .primary = bundle->primary,
                        .secondaryId = bundle->secondaryId,
                        .credential =
                            primary.replication(type).credentials.value(bundle->secondaryId) };
}

/// The cluster address in the activation must lead to an active primary that knows the secondary.
Outcome checkBootstrap(Estate &estate, Cluster &cluster, Type type, const Activation &activation)
{
    const Cluster &primary = estate.cluster(activation.primary);
    const Replication &there = primary.replication(type);
    const QString address = !there.primaryClusterAddr.isEmpty()
        ? there.primaryClusterAddr
        : primary.nodes.at(size_t(primary.leader)).clusterAddress;
    const auto failed = [](const QString &why) {
        return refuse(
            500,
            u"error fetching secondary bootstrap package: error authing for bootstrap: rpc error: "
            "code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: "_s
                + why);
    };
    const Cluster *target = estate.atClusterAddress(address, type);
    if (target == nullptr || !estate.canReach(cluster, *target)) {
        return failed(
            u"connection error: desc = \"transport: Error while dialing dial tcp %1: i/o timeout\""_s
                .arg(QString(address).remove(u"https://"_s)));
    }
    const bool known = target == &primary && there.isPrimary() && !activation.credential.isEmpty()
        && there.credentials.value(activation.secondaryId) == activation.credential;
    if (!known)
        return failed(
            u"connection error: desc = \"transport: authentication handshake failed: remote error: tls: internal error\""_s);
    if (&primary == &cluster)
        return refuse(400, u"a cluster cannot be a secondary of itself"_s);
    return {};
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
            performance.link = LinkState::Connecting;
            performance.stateSinceMs = estate.nowMs();
            performance.lastContactMs = estate.nowMs();
            performance.appliedVersion = ~quint64(0);
        }
    }
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

tl::expected<Activation, Refusal> openActivation(Estate &estate, Cluster &cluster, Type type,
                                                 const QString &token,
                                                 const QString &primaryApiAddr)
{
    if (!looksLikeJwt(token.toLatin1()))
        return openBundle(estate, cluster, type, token);
    const Result<ActivationClaims> claims = readUnverified(token.toLatin1());
    const QString address = !primaryApiAddr.isEmpty() ? primaryApiAddr
        : claims                                      ? claims->address
                                                      : QString();
    if (address.isEmpty())
        return refuse(400, u"the token has no API address; primary_api_addr must be given"_s);
    auto reached = reachApi(estate, cluster, address);
    if (!reached)
        return tl::unexpected(std::move(reached).error());
    Cluster &primary = **reached;
    const auto spent = refuse(
        500,
        u"error response unwrapping secondary token; status code is 400, message is \"400 Bad Request\""_s);
    if (primary.isDrSecondary() || !primary.storage.keyring->activationKey.verify(token.toLatin1()))
        return spent;
    const auto found = primary.storage.local.wrapped.find(claims->tokenId);
    if (found == primary.storage.local.wrapped.end() || found.value().expiresMs() <= estate.nowMs())
        return spent;
    const Wrapped wrapped = found.value();
    primary.storage.local.wrapped.erase(found); // single use
    if (!isActivationPath(wrapped.creationPath, type))
        return refuse(400, u"token was not created for %1 replication"_s.arg(typeName(type)));
    return Activation { .primary = primary.index,
                        .secondaryId = wrapped.secondaryId,
                        .credential = wrapped.data["nonce"_L1].toString() };
}

Outcome enableSecondary(Estate &estate, Cluster &cluster, Type type, const QString &token,
                        const QString &primaryApiAddr)
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
    const auto activation = openActivation(estate, cluster, type, token, primaryApiAddr);
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
                             const QString &primaryApiAddr)
{
    Replication &state = cluster.replication(type);
    if (!state.isSecondary())
        return refuse(400, u"cluster is not a replication secondary"_s);
    const auto activation = openActivation(estate, cluster, type, token, primaryApiAddr);
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

void reindex(Estate &estate, Cluster &cluster, Type type)
{
    Replication &state = cluster.replication(type);
    if (state.mode == Mode::Disabled || state.reindexing)
        return;
    state.reindexing = true;
    state.reindexTotal = std::max(cluster.secretsCount() * 50, 500);
    state.reindexDone = 0;
    state.reindexSinceMs = estate.nowMs();
    estate.after(reindexTime, [&estate, &cluster, type] {
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
