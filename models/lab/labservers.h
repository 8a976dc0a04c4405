// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/lab/core/estate.h"
#include "models/lab/faults.h"
#include "models/lab/http/httpserver.h"
#include "models/lab/lab.h"
#include "models/lab/labcertificates.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QTcpSocket;

namespace switchover::lab {

/// The ports of a lab: one for each node, one for control and one for the identity provider.
/// Requests go through the faults to the
/// estate, and into the log.
class LabServers
{
public:
    using Seen = std::function<void(const RequestEntry &)>;

    LabServers(Estate &estate, FaultBook &faults, Seen seen);
    ~LabServers();
    Q_DISABLE_COPY_MOVE(LabServers)

    /// Takes the ports and tells the nodes their addresses. `firstPort` 0: any free ones.
    /// The certificates must outlive this.
    [[nodiscard]] Result<void> open(quint16 firstPort, const LabCertificates &certificates,
                                    HttpServer::Handler control,
                                    HttpServer::Handler identityProvider);
    void close();
    /// Listens where a node is there, refuses where it is away.
    void updatePorts();

    [[nodiscard]] quint16 controlPort() const { return m_control->reservedPort(); }
    [[nodiscard]] quint16 providerPort() const { return m_provider->reservedPort(); }
    [[nodiscard]] const QList<RequestEntry> &log() const { return m_log; }
    void clearLog() { m_log.clear(); }

private:
    struct NodeServer
    {
        int cluster = 0;
        int node = 0;
        std::unique_ptr<HttpServer> server = {};
        std::optional<CertificateFault> certificate = CertificateFault::None;
        std::unique_ptr<QTcpSocket> clusterPort = {}; ///< keeps the number for us; nothing listens
    };

    Result<void> openNode(Cluster &cluster, int node, quint16 port);
    Delivery answer(int cluster, int node, const HttpRequest &request);
    void finish(RequestEntry entry, int status);

    Estate &m_estate;
    FaultBook &m_faults;
    const LabCertificates *m_certificates = nullptr;
    Seen m_seen;
    std::vector<NodeServer> m_servers;
    std::unique_ptr<HttpServer> m_control;
    std::unique_ptr<HttpServer> m_provider;
    QList<RequestEntry> m_log;
    quint64 m_sequence = 0;
    bool m_closing = false;
};

} // namespace switchover::lab
