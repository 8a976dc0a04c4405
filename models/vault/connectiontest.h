// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/vault/connectionfinding.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace switchover {

class VaultClient;

/// Walks the way to a cluster step by step and reports each as it goes. Ends at the first step that
/// fails, with what happened, what it probably is and what to do. Sends GETs only, and no token but
/// the one that the client given to askNodesWith() holds itself.
///
/// Runs once; a new test is a new object. Deleting it cancels it.
class ConnectionTest final : public QObject
{
    Q_OBJECT

public:
    /// `flaw`: why the connection could not be made of what was entered, if so.
    explicit ConnectionTest(Connection connection, std::optional<Error> flaw = {},
                            QObject *parent = nullptr);
    ~ConnectionTest() override;

    /// A signed-in client of the same cluster, to ask sys/ha-status, which needs a token. Without
    /// one, sys/leader names the active node at least.
    void askNodesWith(VaultClient *client);
    /// Addresses that are the cluster's already, besides the connection's own.
    void setKnownAddresses(const QStringList &addresses);

    void start();
    void cancel(); ///< finished() follows; the step under way is skipped
    [[nodiscard]] bool isRunning() const { return m_running; }

    [[nodiscard]] const QList<ConnectionFinding> &findings() const { return m_findings; }
    [[nodiscard]] const ConnectionFinding &finding(ConnectionStep step) const
    {
        return m_findings.at(int(step));
    }
    /// The worst finding: the failed one, else the first that wants attention, else the first that
    /// names a cause; nullptr if all is plain good.
    [[nodiscard]] const ConnectionFinding *verdict() const;
    [[nodiscard]] QString verdictSentence() const;

    /// The certificate that may be pinned: only if nothing is wrong with it but that its issuer is
    /// not trusted.
    [[nodiscard]] std::optional<QSslCertificate> pinnable() const { return m_pinnable; }
    /// API addresses of nodes that are not known yet.
    [[nodiscard]] const QStringList &foundNodes() const { return m_foundNodes; }

    /// For a ticket: every step with its evidence, no secrets.
    [[nodiscard]] QString report() const;

signals:
    void stepChanged(switchover::ConnectionStep step);
    void finished();

private:
    void begin(ConnectionStep step);
    /// True if the way goes on.
    bool conclude(ConnectionFinding finding);
    void finish();
    void lookUpName();
    void reach();
    void onReached();
    void onProbed();
    void diagnoseHandshake();
    void askHealth();
    void onHealth(Result<Health> health);
    void diagnoseSilence(const Error &error);
    void askStatus();
    void onStatus(const Result<ReplicationStatus> &status);
    void askNodes();
    void takeNodes(const QStringList &addresses, bool all);
    SocketProbe *probe(SocketProbe::Look look, std::chrono::milliseconds patience);
    [[nodiscard]] std::chrono::milliseconds patience() const;

    Connection m_connection;
    std::optional<Error> m_flaw;
    QPointer<VaultClient> m_nodesClient;
    QStringList m_known;
    QList<ConnectionFinding> m_findings;
    std::unique_ptr<VaultClient> m_client;
    SocketProbe *m_probe = nullptr; ///< a child
    SocketProbe::Report m_report;
    std::optional<Health> m_health;
    std::optional<ReplicationStatus> m_status;
    std::optional<QSslCertificate> m_pinnable;
    QStringList m_foundNodes;
    ConnectionStep m_step = ConnectionStep::Settings;
    int m_lookup = -1;
    bool m_running = false;
};

/// What an answer of sys/ha-status says about a cluster's nodes.
struct NamedNodes
{
    QStringList addresses; ///< API addresses, each once
    qsizetype count = 0;   ///< of nodes, also those without an address or sharing one
};
[[nodiscard]] Result<NamedNodes> decodeNamedNodes(QByteArrayView body);
/// The nodes' API addresses in an answer of sys/ha-status.
[[nodiscard]] Result<QStringList> decodeNodeAddresses(QByteArrayView body);

} // namespace switchover
