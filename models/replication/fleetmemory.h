// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

#include <map>
#include <optional>
#include <tuple>

namespace switchover {

/// What the readings so far have shown of the registered clusters: the names by which another
/// cluster may still call one of them, and since when each has its role. A value without a clock:
/// all times are those of the readings.
class FleetMemory
{
public:
    /// Limits for each cluster, because a server can name as many as it likes. The oldest go first.
    static constexpr qsizetype addressLimit = 128;
    static constexpr qsizetype membershipLimit = 32;

    /// Takes up what is new in these snapshots. A cluster that is no longer among them is
    /// forgotten.
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
    [[nodiscard]] const Tenure *tenure(const ClusterId &id, ReplicationType type) const;

private:
    struct Traces
    {
        std::optional<quint64> revision; ///< of the snapshot learned last
        QString haClusterId;             ///< another one: another cluster, and all else is void
        QStringList registered;          ///< as keys; what the user entered
        QStringList seen;                ///< as keys; what answers named, oldest first
        QList<std::tuple<ReplicationType, QString, QString>> memberships; ///< oldest first
    };

    void learnOwn(const ClusterSnapshot &snapshot, Traces &traces);
    void learnTenure(const ClusterSnapshot &snapshot, ReplicationType type);
    void learnPeers(const ClusterSnapshot &snapshot, ReplicationType type);
    void see(Traces &traces, const QString &address);
    void forgetReadings(const ClusterId &id, Traces &traces);
    void reindex();

    std::map<ClusterId, Traces> m_traces;
    std::map<std::pair<ClusterId, ReplicationType>, Tenure> m_tenures;
    QHash<QString, ClusterId> m_registered; ///< an invalid id: more than one cluster
    QHash<QString, ClusterId> m_seen;
    QHash<QString, ClusterId> m_members; ///< by type, set and id
    bool m_isIndexed = true;             ///< the three hashes fit the traces
};

} // namespace switchover
