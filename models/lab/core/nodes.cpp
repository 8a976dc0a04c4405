// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/nodes.h"

#include "models/lab/core/estate.h"
#include "models/lab/crypto/randomness.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

/// What lives in the active node's memory goes with it.
void forgetMemory(Cluster &cluster)
{
    cluster.attempt.reset();
    cluster.rekey.reset();
    cluster.pendingLogins.clear();
    cluster.failedLogins.clear();
    cluster.oidcRequests.clear();
    cluster.pushRequests.clear();
    cluster.usedPasscodes.clear();
    cluster.failedPasscodes.clear();
}

void elect(Estate &estate, Cluster &cluster, int except = -1)
{
    const int count = int(cluster.nodes.size());
    for (int i = 1; i <= count; ++i) {
        const int candidate = (cluster.leader + i) % count;
        const Node &node = cluster.nodes.at(size_t(candidate));
        if (candidate == except || node.sealed || node.stopped)
            continue;
        cluster.leader = candidate;
        break;
    }
    cluster.leaderSinceMs = estate.nowMs();
    forgetMemory(cluster);
    if (cluster.activeNode() != nullptr)
        beginOutage(estate, cluster, 800ms);
}

} // namespace

bool inOutage(const Estate &estate, const Cluster &cluster)
{
    return estate.nowMs() >= cluster.outageFromMs && estate.nowMs() < cluster.outageUntilMs;
}

double outageProgress(const Estate &estate, const Cluster &cluster)
{
    const double length = double(std::max<qint64>(cluster.outageUntilMs - cluster.outageFromMs, 1));
    return double(estate.nowMs() - cluster.outageFromMs) / length;
}

void beginOutage(Estate &estate, Cluster &cluster, std::chrono::milliseconds length)
{
    cluster.outageFromMs = estate.nowMs();
    cluster.outageUntilMs = std::max(cluster.outageUntilMs, estate.nowMs() + estate.scaled(length));
    cluster.leaderSinceMs = cluster.outageUntilMs;
    cluster.attempt.reset();
}

bool isRefusing(const Estate &estate, const Cluster &cluster, int node)
{
    if (cluster.nodes.at(size_t(node)).stopped)
        return true;
    if (node != cluster.leader || !inOutage(estate, cluster))
        return false;
    const double progress = outageProgress(estate, cluster);
    return progress > 0.25 && progress < 0.6;
}

void sealNode(Estate &estate, Cluster &cluster, int node)
{
    Node &target = cluster.nodes.at(size_t(node));
    target.sealed = true;
    target.unsealShares.clear();
    target.unsealNonce.clear();
    if (node == cluster.leader)
        elect(estate, cluster, node);
}

void stopNode(Estate &estate, Cluster &cluster, int node)
{
    sealNode(estate, cluster, node);
    cluster.nodes.at(size_t(node)).stopped = true;
}

void startNode(Estate &estate, Cluster &cluster, int node)
{
    cluster.nodes.at(size_t(node)).stopped = false;
    if (cluster.options.hasAutoSeal() && cluster.initialized)
        openNode(estate, cluster, node);
}

void openNode(Estate &estate, Cluster &cluster, int node)
{
    Node &target = cluster.nodes.at(size_t(node));
    if (!cluster.initialized)
        return; // there are no keys yet
    const bool hadActive = cluster.activeNode() != nullptr;
    target.stopped = false;
    target.sealed = false;
    target.unsealShares.clear();
    target.unsealNonce.clear();
    if (!hadActive) {
        cluster.leader = node;
        beginOutage(estate, cluster, 400ms);
    }
}

tl::expected<void, QString> provideUnsealShare(Estate &estate, Cluster &cluster, int node,
                                               const QByteArray &share)
{
    Node &target = cluster.nodes.at(size_t(node));
    if (!target.sealed || target.unsealShares.contains(share))
        return {};
    if (target.unsealNonce.isEmpty())
        target.unsealNonce = randomUuid();
    target.unsealShares.append(share);
    const Keyring &keyring = *cluster.storage.keyring;
    if (target.unsealShares.size() < keyring.threshold)
        return {};
    const bool opened = keyring.opens(target.unsealShares);
    target.unsealShares.clear();
    target.unsealNonce.clear();
    if (!opened) {
        return tl::unexpected(
            u"Unseal failed, invalid key: failed to decrypt encrypted stored keys: "
            "cipher: message authentication failed"_s);
    }
    openNode(estate, cluster, node);
    return {};
}

void stepDown(Estate &estate, Cluster &cluster)
{
    elect(estate, cluster);
}

void noteWrite(Cluster &cluster, Reach reach)
{
    ++cluster.lastWal;
    if (cluster.dr.isPrimary())
        cluster.dr.lastTypeWal = cluster.lastWal;
    if (cluster.performance.isPrimary() && reach == Reach::Shared)
        cluster.performance.lastTypeWal = cluster.lastWal;
    cluster.contentChanged();
}

void keepBusy(Estate &estate, Cluster &cluster)
{
    const qint64 elapsed = estate.nowMs() - cluster.lastLoadMs;
    const bool takesWrites = cluster.activeNode() != nullptr && !inOutage(estate, cluster)
        && !cluster.isDrSecondary() && !cluster.performance.isSecondary();
    if (cluster.options.writesPerSecond == 0 || !takesWrites) {
        cluster.lastLoadMs = estate.nowMs();
        return;
    }
    const qint64 due = elapsed * cluster.options.writesPerSecond / 1000;
    if (due == 0)
        return;
    cluster.lastLoadMs = estate.nowMs();
    cluster.storage.shared.secrets[u"secret/%1/heartbeat"_s.arg(cluster.options.name)] =
        "{\"beat\":\"" + QByteArray::number(estate.nowMs()) + "\"}";
    cluster.lastWal += quint64(due - 1);
    noteWrite(cluster, Reach::Shared);
}

} // namespace switchover::lab
