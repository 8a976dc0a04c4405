// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/call.h"
#include "models/lab/core/cluster.h"
#include "models/lab/core/identityprovider.h"

#include <QDateTime>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace switchover {
class Clock;
}

namespace switchover::lab {

/// All simulated clusters, the network between them and their time. No I/O: a call goes in, an
/// answer comes out, and what takes time happens when the clock is seen to have moved.
class Estate
{
public:
    /// `tempo` divides every delay. `clock` must outlive the estate.
    Estate(const Clock &clock, double tempo);
    ~Estate();
    Q_DISABLE_COPY_MOVE(Estate)

    Cluster &add(const ClusterOptions &options);
    [[nodiscard]] const std::vector<std::unique_ptr<Cluster>> &clusters() const
    {
        return m_clusters;
    }
    [[nodiscard]] Cluster &cluster(int index) { return *m_clusters.at(size_t(index)); }
    [[nodiscard]] Cluster *find(const QString &name);

    /// Answers as the given node would.
    [[nodiscard]] Answer handle(Cluster &cluster, int node, const Call &call);

    // Time, in milliseconds since 1970.
    [[nodiscard]] qint64 nowMs() const { return m_nowMs; }
    [[nodiscard]] QDateTime now() const { return QDateTime::fromMSecsSinceEpoch(m_nowMs, Qt::UTC); }
    [[nodiscard]] qint64 scaled(std::chrono::milliseconds delay) const;
    void advance(std::chrono::milliseconds by);
    /// Does everything that has become due. Called before each answer and by the lab's timer.
    void catchUp();
    /// Runs `action` later, after the scaled delay.
    void after(std::chrono::milliseconds delay, std::function<void()> action);
    [[nodiscard]] std::chrono::milliseconds tickInterval() const;

    // Network.
    void setPartition(const Cluster &one, const Cluster &other, bool cut);
    [[nodiscard]] const std::set<std::pair<int, int>> &partitions() const { return m_partitions; }
    [[nodiscard]] bool isPartitioned(const Cluster &one, const Cluster &other) const;
    /// True if the other's active node is up and the network lets through.
    [[nodiscard]] bool canReach(const Cluster &from, const Cluster &to) const;
    /// The cluster a node of which has this API address; loopback names are alike.
    [[nodiscard]] Cluster *atApiAddress(const QString &address);
    /// The same by cluster address. A host name that a primary announces as its
    /// primary_cluster_addr leads to that primary, as the name of a load balancer would.
    [[nodiscard]] Cluster *atClusterAddress(const QString &address, Type type);

    /// A bundle made by secondary-token for a public key, opaque to everybody else.
    struct Bundle
    {
        QString publicKey;
        int primary = 0;
        Type type = Type::Performance;
        QString secondaryId;
    };
    QString storeBundle(const Bundle &bundle);
    [[nodiscard]] const Bundle *bundle(const QString &token) const;

    /// Of the authority that issued the nodes' certificates; empty without TLS.
    [[nodiscard]] const QByteArray &caPem() const { return m_caPem; }
    void setCaPem(const QByteArray &pem) { m_caPem = pem; }
    /// What all clusters trust for jwt, kubernetes and oidc.
    [[nodiscard]] IdentityProvider &identityProvider() { return m_provider; }
    [[nodiscard]] const IdentityProvider &identityProvider() const { return m_provider; }

private:
    void tick();

    const Clock &m_clock;
    const double m_tempo;
    qint64 m_offsetMs = 0;
    qint64 m_nowMs = 0;
    qint64 m_nextTickMs = 0;
    std::vector<std::unique_ptr<Cluster>> m_clusters;
    std::multimap<qint64, std::function<void()>> m_agenda;
    std::set<std::pair<int, int>> m_partitions;
    QMap<QString, Bundle> m_bundles;
    IdentityProvider m_provider;
    QByteArray m_caPem;
};

} // namespace switchover::lab
