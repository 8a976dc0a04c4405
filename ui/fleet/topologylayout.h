// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QList>
#include <QString>

namespace switchover::ui {

/// A cluster's place in the picture, in columns and rows. A ghost is known only from what others
/// say about it.
struct TopologyNode
{
    QString key;   ///< stays the same while the cluster or ghost is there
    ClusterId id;  ///< invalid: a ghost
    QString label; ///< of a ghost
    int more = 0;  ///< stands for so many ghosts that are too many to draw
    int column = 0;
    double row = 0;

    friend bool operator==(const TopologyNode &, const TopologyNode &) = default;
};

struct TopologyEdge
{
    QString from;
    QString to;
    ReplicationLink link;

    friend bool operator==(const TopologyEdge &, const TopologyEdge &) = default;
};

/// Two clusters that are primary of the same set, of one type or of both.
struct TopologyConflict
{
    QString first;
    QString second;
    QList<PrimaryConflict> sets; ///< not empty

    friend bool operator==(const TopologyConflict &, const TopologyConflict &) = default;
};

struct TopologyPicture
{
    QList<TopologyNode> nodes;
    QList<TopologyEdge> edges;
    QList<TopologyConflict> conflicts;

    friend bool operator==(const TopologyPicture &, const TopologyPicture &) = default;
};

/// Of each primary and type. What a server lists must not fill the picture.
inline constexpr int mostGhosts = 10;

/// Primaries on the left, what follows them to the right, one below the other, so that arrows never
/// run through a cluster. Two primaries of one set stand together. Clusters without replication
/// come last, side by side. Pure.
[[nodiscard]] TopologyPicture layOut(const QList<ClusterSnapshot> &snapshots,
                                     const Topology &topology);

} // namespace switchover::ui
