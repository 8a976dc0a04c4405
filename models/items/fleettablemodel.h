// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/roles.h"
#include "models/replication/problems/problems.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QList>

#include <optional>
#include <vector>

namespace switchover {

/// The registered clusters as a table, in the order in which they were added; sorting is the
/// proxy's work.
class FleetTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Name,
        EnvironmentColumn,
        Performance,      ///< role
        DisasterRecovery, ///< role
        StateColumn,      ///< the worse of both types
        LagColumn,        ///< behind its primary; the worse of both types
        LastHeartbeat,
        Version,
        Seal,
        SignedIn,
        Updated, ///< age of the replication status
        ColumnCount,
    };
    Q_ENUM(Column)

    explicit FleetTableModel(QObject *parent = nullptr);
    ~FleetTableModel() override;

    /// Exactly these clusters, row by row. Known ones keep their place.
    void setSnapshots(const QList<ClusterSnapshot> &snapshots);
    /// Adds or changes one.
    void merge(const ClusterSnapshot &snapshot);
    void removeCluster(const ClusterId &id);
    void setProblems(const QList<Problem> &problems);
    void setTopology(const Topology &topology); ///< for lag
    void setNow(const QDateTime &now);          ///< for ages and freshness; call each second

    [[nodiscard]] QModelIndex indexOf(const ClusterId &id) const;
    [[nodiscard]] ClusterId clusterAt(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        ClusterSnapshot snapshot;
        std::optional<Lag> lag;
        QDateTime heartbeat;
        QString search;
        ItemHealth health = ItemHealth::Unknown;
        Freshness freshness = Freshness::Never;
    };

    [[nodiscard]] Row rowFrom(const ClusterSnapshot &snapshot) const;
    void put(const ClusterSnapshot &snapshot);
    void removeRowAt(int row);
    void setProven(const ProvenLinks &proven);
    [[nodiscard]] QVariant displayData(const Row &row, Column column) const;
    [[nodiscard]] QVariant sortData(const Row &row, Column column) const;
    [[nodiscard]] QVariant copyData(const Row &row, Column column) const;
    [[nodiscard]] QVariant toolTip(const Row &row, Column column) const;

    std::vector<Row> m_rows;
    QHash<ClusterId, int> m_index;
    QHash<ClusterId, ProblemSeverity> m_worst;
    ProvenLinks m_proven;
    QHash<ClusterId, Lag> m_lags;
    QDateTime m_now;
};

} // namespace switchover
