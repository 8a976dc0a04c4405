// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/lab.h"

#include "models/base/clock.h"
#include "models/lab/control.h"
#include "models/lab/core/estate.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/rolepolicies.h"
#include "models/lab/crypto/randomness.h"
#include "models/lab/crypto/totp.h"
#include "models/lab/faults.h"
#include "models/lab/identitypage.h"
#include "models/lab/labcertificates.h"
#include "models/lab/labdescription.h"
#include "models/lab/labservers.h"
#include "models/lab/labsignins.h"
#include "models/lab/scenarios.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

tl::unexpected<Error> unknown(const QString &what)
{
    return tl::unexpected(Error { .kind = Error::Kind::InvalidInput,
                                  .where = what,
                                  .detail = u"there is no such name in the lab"_s });
}

/// A scenario's cluster, changed as the lab's options ask.
ClusterOptions adjusted(ClusterOptions cluster, const Options &options)
{
    if (!options.version.isEmpty())
        cluster.version = options.version;
    if (!options.edition.isEmpty())
        cluster.enterprise = options.edition == u"enterprise"_s;
    if (!cluster.enterprise) {
        cluster.version = cluster.version.section(u'+', 0, 0);
        cluster.features.clear();
    }
    if (!options.storage.isEmpty())
        cluster.storageType = options.storage;
    if (options.nodes > 0)
        cluster.nodes = options.nodes;
    if (!options.announceAddress)
        cluster.announcesAddress = false;
    if (options.unauthenticatedAccess.contains(u"generate-operation-token"_s))
        cluster.openOperationToken = true;
    return cluster;
}

} // namespace

struct Lab::Private
{
    Private(Lab &owner, Options given)
        : q(owner)
        , options(std::move(given))
        , estate(options.clock != nullptr ? *options.clock : systemClock, options.tempo)
        , servers(estate, faults, [this](const RequestEntry &entry) { emit q.requestSeen(entry); })
    {
    }

    Lab &q;
    const Options options;
    SystemClock systemClock;
    Estate estate;
    FaultBook faults;
    LabCertificates certificates;
    LabServers servers;
    QTimer tickTimer;
    QTimer changeTimer;
    size_t lastSignature = 0;
    bool running = false;

    void tick();
    void announceChange();
    [[nodiscard]] size_t signature() const;
    [[nodiscard]] std::optional<std::pair<Cluster *, int>> findNode(const QString &name);

    template <typename Function>
    Result<void> withCluster(const QString &name, Function function)
    {
        Cluster *cluster = estate.find(name);
        if (cluster == nullptr)
            return unknown(name);
        estate.catchUp();
        function(*cluster);
        tick();
        return {};
    }

    template <typename Function>
    Result<void> withNode(const QString &name, Function function)
    {
        const auto found = findNode(name);
        if (!found)
            return unknown(name);
        estate.catchUp();
        function(*found->first, found->second);
        tick();
        return {};
    }
};

Lab::Lab(Options options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(options)))
{
    d->tickTimer.setInterval(d->estate.tickInterval());
    connect(&d->tickTimer, &QTimer::timeout, this, [this] { d->tick(); });
    d->changeTimer.setInterval(100ms);
    connect(&d->changeTimer, &QTimer::timeout, this, [this] { d->announceChange(); });
}

Lab::~Lab()
{
    // Connections die with their servers, and what they report then is of no interest.
    d->servers.close();
}

QList<ScenarioInfo> Lab::scenarios()
{
    QList<ScenarioInfo> result;
    for (const Scenario &scenario : allScenarios())
        result.append(
            { .name = scenario.name,
              .description = QCoreApplication::translate("LabScenarios", scenario.description) });
    return result;
}

Result<void> Lab::start()
{
    if (d->running)
        return {};
    if (!d->estate.clusters().empty()) {
        return tl::unexpected(Error { .kind = Error::Kind::NotAllowed,
                                      .where = d->options.scenario,
                                      .detail = u"an earlier start of this lab failed"_s });
    }
    const std::optional<Scenario> scenario = findScenario(d->options.scenario);
    if (!scenario)
        return unknown(d->options.scenario);
    if (d->options.tls) {
        if (auto made = d->certificates.make(roleNames() + QStringList { u"admin"_s }); !made)
            return made;
        d->estate.setCaPem(d->certificates.caPem());
    }
    for (const ClusterOptions &options : scenario->clusters)
        d->estate.add(adjusted(options, d->options));
    const auto control = [this](const HttpRequest &request) {
        return answerControl(*this, request);
    };
    const auto identityProvider = [this](const HttpRequest &request) {
        return answerIdentityPage(d->estate, request);
    };
    if (auto opened =
            d->servers.open(d->options.firstPort, d->certificates, control, identityProvider);
        !opened)
        return opened;
    d->estate.identityProvider().setAddress(
        u"http://127.0.0.1:%1"_s.arg(d->servers.providerPort()));
    scenario->wire(d->estate);
    d->running = true;
    d->tick();
    d->lastSignature = d->signature();
    d->tickTimer.start();
    d->changeTimer.start();
    return {};
}

bool Lab::isRunning() const
{
    return d->running;
}

const Options &Lab::options() const
{
    return d->options;
}

void Lab::Private::tick()
{
    estate.catchUp();
    servers.updatePorts();
}

// News

size_t Lab::Private::signature() const
{
    size_t seed = 0;
    const auto mix = [&seed](const auto &...values) { seed = qHashMulti(seed, values...); };
    for (const auto &cluster : estate.clusters()) {
        mix(cluster->contentVersion, int(cluster->performance.mode), int(cluster->dr.mode),
            cluster->leader, cluster->slowLink, cluster->treeCorrupted, cluster->licenceExpired,
            inOutage(estate, *cluster), int(cluster->dr.link), int(cluster->performance.link));
        for (const Node &node : cluster->nodes)
            mix(node.sealed, node.stopped);
    }
    for (const auto &[one, other] : estate.partitions())
        mix(one, other);
    mix(faults.generation());
    return seed;
}

void Lab::Private::announceChange()
{
    const size_t now = signature();
    if (now == lastSignature)
        return;
    lastSignature = now;
    emit q.changed();
}

std::optional<std::pair<Cluster *, int>> Lab::Private::findNode(const QString &name)
{
    for (const auto &cluster : estate.clusters()) {
        for (int i = 0; i < int(cluster->nodes.size()); ++i) {
            if (cluster->nodes.at(size_t(i)).name == name)
                return std::pair(cluster.get(), i);
        }
    }
    return std::nullopt;
}

QList<ClusterInfo> Lab::clusters() const
{
    QList<ClusterInfo> result;
    for (const auto &cluster : d->estate.clusters())
        result.append(describeCluster(d->estate, *cluster));
    return result;
}

std::optional<ClusterInfo> Lab::cluster(const QString &name) const
{
    const Cluster *found = d->estate.find(name);
    return found != nullptr ? std::optional(describeCluster(d->estate, *found)) : std::nullopt;
}

QUrl Lab::controlAddress() const
{
    return d->running ? QUrl(u"http://127.0.0.1:%1"_s.arg(d->servers.controlPort())) : QUrl();
}

QByteArray Lab::caPem() const
{
    return d->certificates.caPem();
}

QString Lab::caFile() const
{
    return d->certificates.caFile();
}

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
            if (it.value().answer == PushRequest::Answer::None)
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

QDateTime Lab::now() const
{
    return d->estate.now();
}

QByteArray Lab::description() const
{
    return describeLab(*this);
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

// What the clients asked

QList<RequestEntry> Lab::requestLog() const
{
    return d->servers.log();
}

void Lab::clearRequestLog()
{
    d->servers.clearLog();
}

} // namespace switchover::lab
