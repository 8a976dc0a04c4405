// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/lab.h"

#include "models/lab/control.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/rolepolicies.h"
#include "models/lab/identitypage.h"
#include "models/lab/lab_p.h"
#include "models/lab/labdescription.h"
#include "models/lab/scenarios.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

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

tl::unexpected<Error> unknown(const QString &what)
{
    return tl::unexpected(Error { .kind = Error::Kind::InvalidInput,
                                  .where = what,
                                  .detail = u"there is no such name in the lab"_s });
}

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
        mix(cluster->contentVersion, cluster->pushRequests.size(), int(cluster->performance.mode),
            int(cluster->dr.mode), cluster->leader, cluster->slowLink, cluster->treeCorrupted,
            cluster->licenceExpired, inOutage(estate, *cluster), int(cluster->dr.link),
            int(cluster->performance.link));
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

QDateTime Lab::now() const
{
    return d->estate.now();
}

QByteArray Lab::description() const
{
    return describeLab(*this);
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

#include "moc_lab.cpp"
