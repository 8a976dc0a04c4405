// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace switchover {

/// What a cluster said when it was last read as a primary. A demotion takes last_wal out of the
/// status, so what a promotion would lose can be told only from this.
struct PrimaryReading
{
    std::optional<QString> setId;
    std::optional<quint64> lastWal; ///< for its type
    std::optional<QString> merkleRoot;
    QDateTime at;

    friend bool operator==(const PrimaryReading &, const PrimaryReading &) = default;
};

/// What the readings so far have shown of the registered clusters: the names by which another
/// cluster may still call one of them, since when each has its role, and what it last said as a
/// primary. A value without a clock: all times are those of the readings.
class FleetMemory
{
public:
    /// Limits for each cluster, because a server can name as many as it likes. The oldest go first.
    static constexpr qsizetype addressLimit = 128;
    static constexpr qsizetype membershipLimit = 32;

    /// Takes what the newest poll of the cluster really read. Another HA cluster at its address
    /// voids what was known; another address voids what it said as a primary.
    void remember(const ClusterSnapshot &snapshot);
    void forget(const ClusterId &cluster);
    /// Remembers all of these and forgets every other cluster.
    void learn(const QList<ClusterSnapshot> &snapshots);

    /// The registered cluster that has or had this API or cluster address. Invalid if none or more
    /// than one did.
    [[nodiscard]] ClusterId clusterAt(const QString &address) const;
    /// The registered cluster that followed in this set under this id. Invalid if none did.
    [[nodiscard]] ClusterId followedAs(ReplicationType type, const QString &setId,
                                       const QString &secondaryId) const;

    /// One role of one cluster, from the reading that first showed it.
    struct Tenure
    {
        Mode mode = Mode::Missing;
        QString setId;
        QDateTime since; ///< the first reading with this role, UTC
        /// An earlier reading showed another role, so that the change happened right before
        /// `since`. False: the role may be much older.
        bool witnessed = false;
        std::optional<quint64> lastWal;
        QDateTime lastWalAt;
        /// The reading that showed more new WALs than the canary explains (one a second since
        /// Vault 1.17). Invalid: no write was seen.
        QDateTime lastWriteAt;

        friend bool operator==(const Tenure &, const Tenure &) = default;
    };
    /// nullptr if the cluster's replication of this type was never read.
    [[nodiscard]] const Tenure *tenure(const ClusterId &cluster, ReplicationType type) const;
    /// nullptr if it was never read as a primary.
    [[nodiscard]] const PrimaryReading *asPrimary(const ClusterId &cluster,
                                                  ReplicationType type) const;

    friend bool operator==(const FleetMemory &, const FleetMemory &) = default;

private:
    struct Traces
    {
        QString address; ///< it is registered under
        QString haClusterId;
        QStringList registered; ///< as keys; what the user entered
        QStringList seen;       ///< as keys; what answers named, oldest first
        QList<std::tuple<ReplicationType, QString, QString>> memberships; ///< oldest first

        friend bool operator==(const Traces &, const Traces &) = default;
    };
    using Key = std::pair<ClusterId, ReplicationType>;

    void learnOwn(const ClusterSnapshot &snapshot, Traces &traces);
    void learnRole(const ClusterSnapshot &snapshot, ReplicationType type, Traces &traces);
    void learnPeers(const ClusterSnapshot &snapshot, ReplicationType type);
    void see(const ClusterId &cluster, Traces &traces, const QString &address);
    void forgetRoles(const ClusterId &cluster);
    void reindex();

    std::map<ClusterId, Traces> m_traces;
    std::map<Key, Tenure> m_tenures;
    std::map<Key, PrimaryReading> m_primaries;
    QHash<QString, ClusterId> m_registered; ///< an invalid id: more than one cluster
    QHash<QString, ClusterId> m_seen;
    QHash<QString, ClusterId> m_members; ///< by type, set and id
    bool m_isIndexed = true;             ///< the three hashes fit the traces
};

/// The newest reading of the cluster as a primary: its present one, or the remembered one. nullopt
/// if it was never read as one.
[[nodiscard]] std::optional<PrimaryReading> lastPrimaryReading(const ClusterSnapshot &snapshot,
                                                               ReplicationType type,
                                                               const FleetMemory &memory);

} // namespace switchover
