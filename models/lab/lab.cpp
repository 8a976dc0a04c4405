// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/lab.h"

#include "models/base/clock.h"
#include "models/base/jsonwriter.h"
#include "models/lab/control.h"
#include "models/lab/core/estate.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/certificateauthority.h"
#include "models/lab/crypto/randomness.h"
#include "models/lab/delivery.h"
#include "models/lab/faults.h"
#include "models/lab/http/httpserver.h"
#include "models/lab/scenarios.h"

#include <QCoreApplication>
#include <QFile>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslKey>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

constexpr qsizetype longestLog = 20000;

struct NodeServer
{
    int cluster = 0;
    int node = 0;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<QTcpSocket>
        clusterPort; ///< keeps the cluster address's number for us; nothing listens
};

tl::unexpected<Error> unknown(const QString &what)
{
    return tl::unexpected(Error { .kind = Error::Kind::InvalidInput,
                                  .where = what,
                                  .detail = u"there is no such name in the lab"_s });
}

NodeState stateOf(const Estate &estate, const Cluster &cluster, int index)
{
    const Node &node = cluster.nodes.at(size_t(index));
    if (node.stopped)
        return NodeState::Stopped;
    if (node.sealed)
        return NodeState::Sealed;
    if (index == cluster.leader)
        return inOutage(estate, cluster) ? NodeState::Standby : NodeState::Active;
    return cluster.hasPerformanceStandbys() && cluster.activeNode() != nullptr
        ? NodeState::PerformanceStandby
        : NodeState::Standby;
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

QString nodeStateName(NodeState state)
{
    switch (state) {
    case NodeState::Active:
        return u"active"_s;
    case NodeState::Standby:
        return u"standby"_s;
    case NodeState::PerformanceStandby:
        return u"perfstandby"_s;
    case NodeState::Sealed:
        return u"sealed"_s;
    case NodeState::Stopped:
        return u"stopped"_s;
    }
    Q_UNREACHABLE();
}

struct Lab::Private
{
    Private(Lab &owner, Options given)
        : q(owner)
        , options(std::move(given))
        , estate(options.clock != nullptr ? *options.clock : systemClock, options.tempo)
    {
    }

    Lab &q;
    const Options options;
    SystemClock systemClock;
    Estate estate;
    FaultBook faults;
    std::vector<NodeServer> servers;
    std::unique_ptr<HttpServer> control;
    std::optional<CertificateAuthority> authority;
    std::optional<QTemporaryDir> folder;
    QByteArray caPem;
    QString caFile;
    QTimer tickTimer;
    QTimer changeTimer;
    size_t lastSignature = 0;
    bool faultsChanged = false;
    bool running = false;
    QList<RequestEntry> log;
    quint64 sequence = 0;

    Result<void> prepareTls();
    Result<void> openPorts();
    Delivery answer(int cluster, int node, const HttpRequest &request);
    void finish(RequestEntry entry, int status);
    void tick();
    void updatePorts();
    void announceChange();
    [[nodiscard]] size_t signature() const;
    [[nodiscard]] ClusterInfo describe(const Cluster &cluster) const;
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

// Start

Result<void> Lab::Private::prepareTls()
{
    if (!options.tls)
        return {};
    authority.emplace();
    caPem = authority->certificatePem();
    folder.emplace();
    caFile = folder->filePath(u"lab-ca.pem"_s);
    QFile file(caFile);
    if (!file.open(QIODevice::WriteOnly) || file.write(caPem) != caPem.size())
        return tl::unexpected(
            Error { .kind = Error::Kind::File, .where = caFile, .detail = file.errorString() });
    return {};
}

Result<void> Lab::Private::openPorts()
{
    std::optional<QSslConfiguration> tls;
    if (authority) {
        const ServerCertificate certificate = authority->issue();
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(certificate.certificatePem));
        configuration.setPrivateKey(QSslKey(certificate.privateKeyPem, QSsl::Ec));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        tls = configuration;
    }
    const auto taken = [](quint16 port) {
        return tl::unexpected(Error { .kind = Error::Kind::InvalidInput,
                                      .where = u"127.0.0.1:%1"_s.arg(port),
                                      .detail = u"the port is in use"_s });
    };
    quint16 next = options.firstPort;
    const auto following = [&next] { return next == 0 ? quint16(0) : next++; };

    control = std::make_unique<HttpServer>(
        [this](const HttpRequest &request) { return answerControl(q, request); });
    if (const quint16 port = following(); !control->reserve(port))
        return taken(port);

    for (const auto &cluster : estate.clusters()) {
        for (int node = 0; node < int(cluster->nodes.size()); ++node) {
            NodeServer entry { .cluster = cluster->index, .node = node };
            entry.server = std::make_unique<HttpServer>(
                [this, index = cluster->index, node](const HttpRequest &request) {
                    return answer(index, node, request);
                });
            if (tls)
                entry.server->setTls(*tls);
            if (const quint16 port = following(); !entry.server->reserve(port))
                return taken(port);
            entry.clusterPort = std::make_unique<QTcpSocket>();
            if (!entry.clusterPort->bind(QHostAddress::LocalHost))
                return taken(0);
            Node &simulated = cluster->nodes.at(size_t(node));
            simulated.apiAddress = u"%1://127.0.0.1:%2"_s.arg(options.tls ? "https"_L1 : "http"_L1)
                                       .arg(entry.server->reservedPort());
            simulated.clusterAddress =
                u"https://127.0.0.1:%1"_s.arg(entry.clusterPort->localPort());
            servers.push_back(std::move(entry));
        }
    }
    return {};
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
    d->running = false;
    d->servers.clear();
    d->control.reset();
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
    const std::optional<Scenario> scenario = findScenario(d->options.scenario);
    if (!scenario)
        return unknown(d->options.scenario);
    if (auto prepared = d->prepareTls(); !prepared)
        return prepared;
    for (const ClusterOptions &options : scenario->clusters)
        d->estate.add(adjusted(options, d->options));
    if (auto opened = d->openPorts(); !opened)
        return opened;
    scenario->wire(d->estate);
    d->running = true;
    d->control->setListening(true);
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

// Requests

Delivery Lab::Private::answer(int clusterIndex, int node, const HttpRequest &request)
{
    estate.catchUp();
    Cluster &cluster = estate.cluster(clusterIndex);
    const Node &simulated = cluster.nodes.at(size_t(node));
    const Call call = toCall(request);
    RequestEntry entry { .sequence = ++sequence,
                         .time = estate.now(),
                         .cluster = cluster.options.name,
                         .node = simulated.name,
                         .method = request.method,
                         .path = request.path(),
                         .query = request.query(),
                         .body = request.body,
                         .token = call.token,
                         .namespaceHeader = request.header("X-Vault-Namespace"),
                         .vaultRequestHeader = request.header("X-Vault-Request") == "true" };
    const auto act = [this, &cluster, node, &call, &request]() -> Answer {
        if (!request.path().startsWith("/v1/"_L1))
            return { .status = 404, .body = "404 page not found\n" };
        return estate.handle(cluster, node, call);
    };
    const std::optional<FaultSpec> fault =
        faults.take(cluster.options.name, simulated.name, request.method, call.path);
    faultsChanged = faultsChanged || fault.has_value();
    const FaultyNode place { .apiAddress = simulated.apiAddress,
                             .rawTarget = QString::fromUtf8(request.target) };
    Delivery delivery = fault ? spoil(*fault, place, act) : toDelivery(act());
    delivery.done = [this, entry = std::move(entry), status = delivery.status](bool sent) mutable {
        finish(std::move(entry), sent ? status : 0);
    };
    return delivery;
}

void Lab::Private::finish(RequestEntry entry, int status)
{
    if (!running)
        return;
    entry.status = status;
    log.append(entry);
    if (log.size() > longestLog)
        log.removeFirst();
    emit q.requestSeen(entry);
}

void Lab::Private::tick()
{
    estate.catchUp();
    updatePorts();
}

void Lab::Private::updatePorts()
{
    for (const NodeServer &entry : servers) {
        const Cluster &cluster = estate.cluster(entry.cluster);
        const bool refusing = isRefusing(estate, cluster, entry.node)
            || faults.closesPort(cluster.options.name, cluster.nodes.at(size_t(entry.node)).name);
        entry.server->setListening(!refusing);
    }
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
    return seed;
}

void Lab::Private::announceChange()
{
    const size_t now = signature();
    if (now == lastSignature && !faultsChanged)
        return;
    lastSignature = now;
    faultsChanged = false;
    emit q.changed();
}

ClusterInfo Lab::Private::describe(const Cluster &cluster) const
{
    ClusterInfo info { .name = cluster.options.name,
                       .version = cluster.options.version,
                       .edition = cluster.options.enterprise ? u"enterprise"_s : u"community"_s,
                       .threshold = cluster.storage.keyring->threshold,
                       .drBatchToken = cluster.drBatchToken,
                       .performanceMode = modeName(cluster.performance.mode),
                       .drMode = modeName(cluster.dr.mode),
                       .secretsCount = cluster.secretsCount(),
                       .dataMark = cluster.dataMark(),
                       .licenceExpired = cluster.licenceExpired,
                       .slowLink = cluster.slowLink,
                       .treeCorrupted = cluster.treeCorrupted };
    for (int i = 0; i < int(cluster.nodes.size()); ++i) {
        const Node &node = cluster.nodes.at(size_t(i));
        info.nodes.append({ .name = node.name,
                            .address = node.apiAddress,
                            .clusterAddress = node.clusterAddress,
                            .state = stateOf(estate, cluster, i) });
    }
    info.address = cluster.activeNode() != nullptr ? cluster.activeNode()->apiAddress
                                                   : cluster.nodes.front().apiAddress;
    if (!cluster.isDrSecondary() && cluster.storage.local.tokens.contains(cluster.rootToken))
        info.rootToken = cluster.rootToken;
    for (const QByteArray &share : cluster.storage.keyring->shares)
        info.unsealKeys.append(QString::fromLatin1(share.toBase64()));
    const auto &secrets = cluster.storage.shared.secrets;
    for (auto it = secrets.begin(); it != secrets.end() && info.sampleEntries.size() < 5; ++it)
        info.sampleEntries.append(it.key());
    for (const auto &other : estate.clusters()) {
        if (estate.isPartitioned(cluster, *other))
            info.partitionedFrom.append(other->options.name);
    }
    return info;
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
        result.append(d->describe(*cluster));
    return result;
}

std::optional<ClusterInfo> Lab::cluster(const QString &name) const
{
    const Cluster *found = d->estate.find(name);
    return found != nullptr ? std::optional(d->describe(*found)) : std::nullopt;
}

QUrl Lab::controlAddress() const
{
    return d->running ? QUrl(u"http://127.0.0.1:%1"_s.arg(d->control->reservedPort())) : QUrl();
}

QByteArray Lab::caPem() const
{
    return d->caPem;
}

QString Lab::caFile() const
{
    return d->caFile;
}

QDateTime Lab::now() const
{
    return d->estate.now();
}

QByteArray Lab::description() const
{
    JsonWriter json;
    json.beginObject().key("clusters"_L1).beginArray();
    for (const ClusterInfo &info : clusters()) {
        json.beginObject()
            .member("name"_L1, info.name)
            .member("address"_L1, info.address)
            .member("version"_L1, info.version)
            .member("edition"_L1, info.edition)
            .key("nodes"_L1)
            .beginArray();
        for (const NodeInfo &node : info.nodes) {
            json.beginObject()
                .member("name"_L1, node.name)
                .member("address"_L1, node.address)
                .member("cluster_address"_L1, node.clusterAddress)
                .member("state"_L1, nodeStateName(node.state))
                .endObject();
        }
        json.endArray()
            .member("root_token"_L1, info.rootToken)
            .member("unseal_keys"_L1, info.unsealKeys)
            .member("threshold"_L1, info.threshold)
            .member("dr_batch_token"_L1, info.drBatchToken)
            .member("performance_mode"_L1, info.performanceMode)
            .member("dr_mode"_L1, info.drMode)
            .member("secrets_count"_L1, info.secretsCount)
            .member("sample_entries"_L1, info.sampleEntries)
            .member("data_mark"_L1, info.dataMark)
            .member("licence_expired"_L1, info.licenceExpired)
            .member("slow_link"_L1, info.slowLink)
            .member("tree_corrupted"_L1, info.treeCorrupted)
            .member("partitioned_from"_L1, info.partitionedFrom)
            .endObject();
    }
    json.endArray()
        .member("control"_L1, controlAddress().toString())
        .member("ca_file"_L1, caFile())
        .member("scenario"_L1, d->options.scenario)
        .member("now"_L1, now())
        .endObject();
    return json.result();
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
    d->faultsChanged = true;
    d->updatePorts();
    return id;
}

void Lab::clearFault(int id)
{
    d->faultsChanged = d->faults.remove(id) || d->faultsChanged;
    d->updatePorts();
}

void Lab::clearFaults()
{
    d->faults.clear();
    d->faultsChanged = true;
    d->updatePorts();
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
    return d->log;
}

void Lab::clearRequestLog()
{
    d->log.clear();
}

} // namespace switchover::lab
