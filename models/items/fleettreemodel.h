// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/roles.h"
#include "models/replication/problems/problems.h"
#include "models/replication/snapshot.h"

#include <QAbstractItemModel>
#include <QDateTime>
#include <QHash>
#include <QList>

#include <optional>
#include <vector>

namespace switchover {

/// The registered clusters by group, for the left pane. Groups come first and are ordered by name,
/// as are the clusters in each; clusters without a group stand beside the groups. One column.
///
/// A group has ClusterIdRole "" and the worst health of its clusters.
class FleetTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    explicit FleetTreeModel(QObject *parent = nullptr);
    ~FleetTreeModel() override;

    /// Exactly these clusters, row by row.
    void setSnapshots(const QList<ClusterSnapshot> &snapshots);
    /// Adds or changes one.
    void merge(const ClusterSnapshot &snapshot);
    void removeCluster(const ClusterId &id);
    void setProblems(const QList<Problem> &problems);
    void setTopology(const Topology &topology); ///< tells whose link is proven
    void setNow(const QDateTime &now);          ///< for freshness; call each second

    [[nodiscard]] QModelIndex indexOf(const ClusterId &id) const;
    [[nodiscard]] ClusterId clusterAt(const QModelIndex &index) const; ///< invalid for a group

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Cluster
    {
        ClusterSnapshot snapshot;
        ItemHealth health = ItemHealth::Unknown;
        Freshness freshness = Freshness::Never;
    };
    struct Group
    {
        quintptr id = 0; // 0: the invisible group of those without one
        QString name;
        std::vector<Cluster> clusters; // by name
    };
    struct Place
    {
        size_t group = 0;
        size_t row = 0;
    };

    [[nodiscard]] std::optional<Place> placeOf(const ClusterId &id) const;
    [[nodiscard]] const Cluster *clusterFor(const QModelIndex &index) const;
    [[nodiscard]] const Group *groupFor(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex groupIndex(size_t group) const;
    [[nodiscard]] QModelIndex clusterIndex(const Place &place) const;
    [[nodiscard]] int firstRow(const Group &group) const;
    [[nodiscard]] size_t groupNamed(const QString &name);
    void removeGroupIfEmpty(size_t group);
    void insert(Cluster cluster);
    void moveTo(const Place &place, size_t group, size_t row);
    void refresh(Cluster &cluster) const;
    void updateGroupHealth(size_t group);
    [[nodiscard]] QVariant groupData(const Group &group, int role) const;
    [[nodiscard]] QVariant clusterData(const Cluster &cluster, int role) const;

    std::vector<Group> m_groups; // [0] holds the clusters without a group, the others are by name
    QHash<ClusterId, ProblemSeverity> m_worst;
    ProvenLinks m_proven;
    QDateTime m_now;
    quintptr m_lastGroupId = 0;
};

} // namespace switchover
