// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to a lab and asked of it while it runs: signing in, bad answers, bad days.
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/randomness.h"
#include "models/lab/crypto/totp.h"
#include "models/lab/lab_p.h"
#include "models/lab/labsignins.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

// Signing in

QList<SignInInfo> Lab::signIns(const QString &cluster) const
{
    const Cluster *found = d->estate.find(cluster);
    return found != nullptr ? listSignIns(d->estate, *found, d->certificates) : QList<SignInInfo>();
}

QByteArray Lab::signInsJson(const QString &cluster) const
{
    return writeSignIns(signIns(cluster));
}

QUrl Lab::identityProvider() const
{
    return QUrl(d->estate.identityProvider().address());
}

QString Lab::totpCode(const QString &seed) const
{
    return totp::code(totp::fromBase32(seed), d->estate.nowMs() / 1000);
}

QList<PushInfo> Lab::pushes() const
{
    QList<PushInfo> result;
    for (const auto &cluster : d->estate.clusters()) {
        const auto &requests = cluster->pushRequests;
        for (auto it = requests.begin(); it != requests.end(); ++it) {
            if (it.value().answer == PushRequest::Answer::None
                && it.value().expiresMs > d->estate.nowMs())
                result.append({ .id = it.key(),
                                .cluster = cluster->options.name,
                                .user = it.value().login,
                                .method = it.value().method,
                                .number = it.value().number });
        }
    }
    return result;
}

Result<void> Lab::answerPush(const QString &id, PushAnswer answer)
{
    bool any = false;
    for (const auto &cluster : d->estate.clusters()) {
        auto &requests = cluster->pushRequests;
        for (auto it = requests.begin(); it != requests.end(); ++it) {
            if (!id.isEmpty() && it.key() != id)
                continue;
            it.value().answer = answer == PushAnswer::Approve ? PushRequest::Answer::Approved
                                                              : PushRequest::Answer::Denied;
            any = true;
        }
    }
    if (!any)
        return unknown(id);
    return {};
}

// Bad answers

QList<FaultInfo> Lab::availableFaults()
{
    return FaultBook::kinds();
}

Result<int> Lab::setFault(const QString &cluster, const QString &node, const FaultSpec &spec)
{
    if (d->estate.find(cluster) == nullptr)
        return unknown(cluster);
    const auto found = d->findNode(node);
    if (!node.isEmpty() && (!found || found->first->options.name != cluster))
        return unknown(node);
    if (!FaultBook::isKind(spec.kind))
        return unknown(spec.kind);
    const int id = d->faults.add(cluster, node, spec);
    d->servers.updatePorts();
    return id;
}

void Lab::clearFault(int id)
{
    d->faults.remove(id);
    d->servers.updatePorts();
}

void Lab::clearFaults()
{
    d->faults.clear();
    d->servers.updatePorts();
}

QList<ActiveFault> Lab::faults() const
{
    return d->faults.all();
}

// Bad days

void Lab::advanceClock(std::chrono::milliseconds by)
{
    d->estate.advance(by);
    d->tick();
}

Result<void> Lab::seal(const QString &node)
{
    return d->withNode(
        node, [this](Cluster &cluster, int index) { sealNode(d->estate, cluster, index); });
}

Result<void> Lab::unsealAll(const QString &name)
{
    return d->withCluster(name, [this](Cluster &cluster) {
        for (int i = 0; i < int(cluster.nodes.size()); ++i)
            openNode(d->estate, cluster, i);
    });
}

Result<void> Lab::stopNode(const QString &node)
{
    return d->withNode(
        node, [this](Cluster &cluster, int index) { lab::stopNode(d->estate, cluster, index); });
}

Result<void> Lab::startNode(const QString &node)
{
    return d->withNode(
        node, [this](Cluster &cluster, int index) { lab::startNode(d->estate, cluster, index); });
}

Result<void> Lab::stepDown(const QString &name)
{
    return d->withCluster(name, [this](Cluster &cluster) { lab::stepDown(d->estate, cluster); });
}

Result<void> Lab::partition(const QString &clusterA, const QString &clusterB, Partition partition)
{
    const Cluster *other = d->estate.find(clusterB);
    if (other == nullptr || clusterA == clusterB)
        return unknown(clusterB);
    return d->withCluster(clusterA, [this, other, partition](Cluster &cluster) {
        d->estate.setPartition(cluster, *other, partition == Partition::Cut);
    });
}

Result<void> Lab::setLink(const QString &name, Link link)
{
    return d->withCluster(name,
                          [link](Cluster &cluster) { cluster.slowLink = link == Link::Slow; });
}

Result<void> Lab::corruptTree(const QString &name, Tree tree)
{
    return d->withCluster(name, [tree](Cluster &cluster) {
        cluster.treeCorrupted = tree == Tree::Corrupt;
        cluster.contentChanged();
    });
}

Result<void> Lab::setLicence(const QString &name, Licence licence)
{
    return d->withCluster(name, [licence](Cluster &cluster) {
        cluster.licenceExpired = licence == Licence::Expired;
    });
}

Result<void> Lab::writeSecrets(const QString &name, int count)
{
    d->estate.catchUp();
    Cluster *cluster = d->estate.find(name);
    if (cluster == nullptr)
        return unknown(name);
    // A performance secondary hands writes to its primary; a DR secondary takes none.
    Cluster *writer = cluster->performance.isSecondary()
        ? livePrimary(d->estate, *cluster, Type::Performance)
        : cluster;
    if (writer == nullptr || writer->isDrSecondary()) {
        return tl::unexpected(Error { .kind = Error::Kind::NotAllowed,
                                      .where = name,
                                      .detail = u"this cluster takes no writes just now"_s });
    }
    for (int i = 0; i < count; ++i) {
        const QString path = u"secret/%1/written-%2"_s.arg(writer->options.name, randomBase62(8));
        writer->storage.shared.secrets.insert(
            path, "{\"value\":\"" + randomBase62(12).toLatin1() + "\"}");
        noteWrite(*writer, Reach::Shared);
    }
    d->tick();
    return {};
}

} // namespace switchover::lab
