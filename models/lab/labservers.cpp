// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/labservers.h"

#include "models/lab/core/nodes.h"
#include "models/lab/delivery.h"

#include <QHostAddress>
#include <QTcpSocket>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr qsizetype longestLog = 20000;
constexpr qsizetype longestBody = 256 * 1024;

tl::unexpected<Error> taken(quint16 port)
{
    return tl::unexpected(Error { .kind = Error::Kind::InvalidInput,
                                  .where = u"127.0.0.1:%1"_s.arg(port),
                                  .detail = u"the port is in use"_s });
}

/// As every HTTP server says it; a fault may have said something else before.
void addDate(Delivery &delivery, const QDateTime &now)
{
    const bool dated = std::ranges::any_of(
        delivery.headers, [](const auto &header) { return header.first == "Date"; });
    if (!dated)
        delivery.headers.append({ "Date", httpDate(now) });
}

} // namespace

LabServers::LabServers(Estate &estate, FaultBook &faults, Seen seen)
    : m_estate(estate)
    , m_faults(faults)
    , m_seen(std::move(seen))
{
}

LabServers::~LabServers()
{
    close();
}

Result<void> LabServers::open(quint16 firstPort, const LabCertificates &certificates,
                              HttpServer::Handler control, HttpServer::Handler identityProvider)
{
    m_certificates = &certificates;
    quint16 next = firstPort;
    const auto following = [&next] { return next == 0 ? quint16(0) : next++; };
    m_control = std::make_unique<HttpServer>(std::move(control));
    if (const quint16 port = following(); !m_control->reserve(port))
        return taken(port);
    for (const auto &cluster : m_estate.clusters()) {
        for (int node = 0; node < int(cluster->nodes.size()); ++node) {
            if (auto opened = openNode(*cluster, node, following()); !opened)
                return opened;
        }
    }
    m_provider = std::make_unique<HttpServer>(std::move(identityProvider));
    if (const quint16 port = following(); !m_provider->reserve(port))
        return taken(port);
    m_control->setListening(true);
    m_provider->setListening(true);
    return {};
}

Result<void> LabServers::openNode(Cluster &cluster, int node, quint16 port)
{
    const std::optional<QSslConfiguration> tls = m_certificates->serverConfiguration();
    NodeServer entry { .cluster = cluster.index, .node = node };
    entry.server = std::make_unique<HttpServer>(
        [this, index = cluster.index, node](const HttpRequest &request) {
            return answer(index, node, request);
        });
    entry.server->setTls(tls);
    if (!entry.server->reserve(port))
        return taken(port);
    entry.clusterPort = std::make_unique<QTcpSocket>();
    if (!entry.clusterPort->bind(QHostAddress::LocalHost))
        return taken(0);
    Node &simulated = cluster.nodes.at(size_t(node));
    simulated.apiAddress =
        u"%1://127.0.0.1:%2"_s.arg(tls ? "https"_L1 : "http"_L1).arg(entry.server->reservedPort());
    simulated.clusterAddress = u"https://127.0.0.1:%1"_s.arg(entry.clusterPort->localPort());
    m_servers.push_back(std::move(entry));
    return {};
}

void LabServers::close()
{
    // Connections die with their servers, and what they report then is of no interest.
    m_closing = true;
    m_servers.clear();
    m_control.reset();
    m_provider.reset();
}

Delivery LabServers::answer(int clusterIndex, int node, const HttpRequest &request)
{
    m_estate.catchUp();
    Cluster &cluster = m_estate.cluster(clusterIndex);
    const Node &simulated = cluster.nodes.at(size_t(node));
    const Call call = toCall(request);
    RequestEntry entry { .sequence = ++m_sequence,
                         .time = m_estate.now(),
                         .cluster = cluster.options.name,
                         .node = simulated.name,
                         .method = request.method,
                         .path = request.path(),
                         .query = request.query(),
                         .body = request.body.left(longestBody),
                         .token = call.token,
                         .namespaceHeader = request.header("X-Vault-Namespace"),
                         .vaultRequestHeader = request.header("X-Vault-Request") == "true" };
    const auto act = [this, &cluster, node, &call, &request]() -> Answer {
        if (!request.path().startsWith("/v1/"_L1))
            return { .status = 404, .body = "404 page not found\n" };
        return m_estate.handle(cluster, node, call);
    };
    const std::optional<FaultSpec> fault =
        m_faults.take(cluster.options.name, simulated.name, request.method, call.path);
    const FaultyNode place { .apiAddress = simulated.apiAddress,
                             .rawTarget = QString::fromUtf8(request.target),
                             .now = m_estate.now() };
    Delivery delivery = fault ? spoil(*fault, place, act) : toDelivery(act());
    if (delivery.later) {
        delivery.later = [this, later = std::move(delivery.later)] {
            m_estate.catchUp();
            std::optional<Delivery> known = later();
            if (known)
                addDate(*known, m_estate.now());
            return known;
        };
    }
    addDate(delivery, m_estate.now());
    delivery.done = [this, entry = std::move(entry)](int status) mutable {
        finish(std::move(entry), status);
    };
    return delivery;
}

void LabServers::finish(RequestEntry entry, int status)
{
    if (m_closing)
        return;
    entry.status = status;
    m_log.append(entry);
    if (m_log.size() > longestLog)
        m_log.removeFirst();
    m_seen(entry);
}

void LabServers::updatePorts()
{
    for (NodeServer &entry : m_servers) {
        const Cluster &cluster = m_estate.cluster(entry.cluster);
        const QString &node = cluster.nodes.at(size_t(entry.node)).name;
        const bool refusing = isRefusing(m_estate, cluster, entry.node)
            || m_faults.closesPort(cluster.options.name, node);
        entry.server->setListening(!refusing);
        if (!m_certificates->serverConfiguration())
            continue; // without TLS there is nothing to get wrong about it
        const auto certificate = m_faults.certificateOf(cluster.options.name, node);
        if (certificate == entry.certificate)
            continue;
        entry.certificate = certificate;
        entry.server->setTls(certificate ? m_certificates->serverConfiguration(*certificate)
                                         : std::nullopt);
    }
}

} // namespace switchover::lab
