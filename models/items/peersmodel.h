// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/roles.h"
#include "models/replication/snapshot.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QStringList>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace switchover {

/// The other ends of one cluster's replication of one type, as that cluster tells: on a primary
/// its secondaries, with the ids that were handed out and never connected; on a secondary the
/// primary's nodes.
///
/// Vault forgets the addresses and heartbeats of its peers when it restarts. What was seen once is
/// kept as long as the model lives, marked by RememberedRole.
class PeersModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Id,
        ApiAddress,
        ClusterAddress,
        Connection,
        Heartbeat, ///< age
        LagColumn, ///< canary age, since Vault 1.17
        ClockSkew,
        HeartbeatDuration,
        LastSeen, ///< newest sign of a connection in this session
        ColumnCount,
    };
    Q_ENUM(Column)

    /// Beyond this many that are no longer named, those are forgotten.
    static constexpr int mostGone = 2000;

    explicit PeersModel(QObject *parent = nullptr);
    ~PeersModel() override;

    /// Whose peers are shown. Another subject resets the model; coming back finds what was
    /// remembered.
    void setSubject(const ClusterId &cluster, ReplicationType type);
    /// Takes up the snapshot's block of the subject's type. Snapshots of other clusters are
    /// ignored.
    void merge(const ClusterSnapshot &snapshot);
    void setNow(const QDateTime &now); ///< for ages; call each second

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    enum class Side { None, Secondaries, Primaries };
    enum class Presence {
        Listed, ///< in secondaries[] or primaries[]
        Known,  ///< in known_secondaries or known_primary_cluster_addrs only
        Gone,   ///< in neither any more
    };
    struct Row
    {
        QString key;
        Presence presence = Presence::Listed;
        bool statusTold = true; // the cluster is new enough to list its peers
        Peer told;              // as it came
        Peer peer;              // with what is remembered
        bool apiRemembered = false;
        bool clusterRemembered = false;
        bool heartbeatRemembered = false;
        QDateTime lastSeen; // while it is connected, see lastSeenOf()
        QString search;

        friend bool operator==(const Row &, const Row &) = default;
    };
    enum class Change : char { None, Figures, All };
    struct Merging;
    struct Memory
    {
        std::vector<Row> secondaries;
        std::vector<Row> primaries;
    };

    [[nodiscard]] static Side sideOf(const ReplicationBlock &block);
    [[nodiscard]] static bool isNumber(Column column);
    [[nodiscard]] static QString headerToolTip(Column column);
    [[nodiscard]] QString keyOf(const Peer &peer) const;
    [[nodiscard]] QDateTime lastSeenOf(const Row &row) const;
    void mergeBlock(const ReplicationBlock &block);
    void mergeListed(Merging &merging, const QList<Peer> &listed);
    void mergeKnown(Merging &merging, const QStringList &known, bool statusTold);
    void mergeGone(Merging &merging);
    void takeFigures(Merging &merging, size_t place, const Peer &peer);
    void take(Merging &merging, size_t place, Row fresh);
    void add(Merging &merging, Row fresh);
    void forgetSurplus();
    void finish(Merging &merging);
    void complete(Row &fresh, const Row *old) const;
    void stash();
    void showSide(Side side);
    void updateFreshness();
    [[nodiscard]] std::vector<Row> &rememberedRows(Side side);
    [[nodiscard]] QVariant displayData(const Row &row, Column column) const;
    [[nodiscard]] QVariant sortData(const Row &row, Column column) const;
    [[nodiscard]] QVariant copyData(const Row &row, Column column) const;
    [[nodiscard]] QVariant toolTip(const Row &row, Column column) const;
    [[nodiscard]] QString connectionText(const Row &row) const;
    [[nodiscard]] ItemHealth healthOf(const Row &row) const;
    [[nodiscard]] bool isRemembered(const Row &row, Column column) const;

    ClusterId m_cluster;
    ReplicationType m_type = ReplicationType::Performance;
    Side m_side = Side::None;
    Freshness m_freshness = Freshness::Never;
    ClusterSnapshot m_snapshot;   // the newest, for its freshness as time goes on
    QDateTime m_statusAt;         // of the newest status
    QDateTime m_previousStatusAt; // and of the one before it
    QDateTime m_now;
    std::vector<Row> m_rows;        // none is ever taken out but all of a side
    QHash<QString, size_t> m_index; // by key
    std::map<std::pair<ClusterId, ReplicationType>, Memory> m_memories;
};

} // namespace switchover
