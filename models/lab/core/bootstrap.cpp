// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/bootstrap.h"

#include "models/lab/core/estate.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/activationtoken.h"

#include <QDir>
#include <QFile>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

constexpr auto bootstrapTime = 800ms;
constexpr auto autoUnsealTime = 3000ms;

tl::unexpected<Refusal> refuse(int status, const QString &text)
{
    return tl::unexpected(Refusal { .status = status, .text = text });
}

void wipe(Cluster &cluster, const Cluster &primary)
{
    Mount cubbyhole = cluster.storage.shared.secretMounts.value(u"cubbyhole/"_s);
    cluster.storage = {};
    cluster.storage.keyring = primary.storage.keyring;
    cluster.storage.shared.secretMounts.insert(u"cubbyhole/"_s, cubbyhole);
    cluster.rootToken.clear();
    cluster.roleTokens.clear();
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

QString unwrapCall(const QString &address)
{
    return u"error unwrapping secondary token: Post \"%1/v1/sys/wrapping/unwrap\": "_s.arg(
        address.endsWith(u'/') ? address.chopped(1) : address);
}

tl::expected<Cluster *, Refusal> reachApi(Estate &estate, Cluster &from, const QString &address)
{
    const QUrl url(address);
    const QString call = unwrapCall(address);
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

bool holdsAuthority(const QString &path, const QByteArray &caPem)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.readAll().contains(caPem.trimmed());
}

/// A given authority replaces those of the system, among which the lab's is thought to be.
Outcome checkTrust(const Estate &estate, const QString &address, const PrimaryApi &api)
{
    const auto failed = [](const QString &text) {
        return refuse(500, "1 error occurred:\n\t* "_L1 + text + "\n\n"_L1);
    };
    bool trusted = api.caFile.isEmpty() && api.caPath.isEmpty();
    if (!api.caFile.isEmpty()) {
        if (!QFileInfo(api.caFile).isFile())
            return failed(
                u"error unwrapping secondary token: Error loading CA File: open %1: no such file or directory"_s
                    .arg(api.caFile));
        trusted = holdsAuthority(api.caFile, estate.caPem());
    } else if (!api.caPath.isEmpty()) {
        const QDir folder(api.caPath);
        if (!folder.exists())
            return failed(
                u"error unwrapping secondary token: Error loading CA Path: lstat %1: no such file or directory"_s
                    .arg(api.caPath));
        const QStringList files = folder.entryList(QDir::Files);
        trusted = std::ranges::any_of(files, [&](const QString &name) {
            return holdsAuthority(folder.filePath(name), estate.caPem());
        });
    }
    if (!trusted && address.startsWith("https:"_L1) && !estate.caPem().isEmpty())
        return failed(
            unwrapCall(address)
            + "tls: failed to verify certificate: x509: certificate signed by unknown authority"_L1);
    return {};
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

} // namespace

bool isActivationPath(const QString &path, Type type)
{
    return path == u"sys/replication/%1/primary/secondary-token"_s.arg(typeName(type))
        || (type == Type::Performance && path == "sys/replication/primary/secondary-token"_L1);
}

tl::expected<Activation, Refusal> openActivation(Estate &estate, Cluster &cluster, Type type,
                                                 const QString &token, const PrimaryApi &api)
{
    if (!looksLikeJwt(token.toLatin1()))
        return openBundle(estate, cluster, type, token);
    const Result<ActivationClaims> claims = readUnverified(token.toLatin1());
    const QString address = !api.address.isEmpty() ? api.address
        : claims                                   ? claims->address
                                                   : QString();
    if (address.isEmpty())
        return refuse(400, u"the token has no API address; primary_api_addr must be given"_s);
    if (Outcome trusted = checkTrust(estate, address, api); !trusted)
        return tl::unexpected(trusted.error());
    auto reached = reachApi(estate, cluster, address);
    if (!reached)
        return tl::unexpected(std::move(reached).error());
    Cluster &primary = **reached;
    const auto spent = refuse(
        500,
        u"error response unwrapping secondary token; status code is 400, message is \"400 Bad Request\""_s);
    if (primary.isDrSecondary()
        || !primary.storage.keyring->activationKey->verify(token.toLatin1()))
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
    if (cluster.options.hasAutoSeal()) { // the others come back by themselves
        estate.after(autoUnsealTime, [&estate, &cluster] {
            for (int i = 0; i < int(cluster.nodes.size()); ++i) {
                if (i != cluster.leader && !cluster.nodes.at(size_t(i)).stopped)
                    openNode(estate, cluster, i);
            }
        });
    }
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

} // namespace switchover::lab
