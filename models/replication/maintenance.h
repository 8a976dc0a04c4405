// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/merklereport.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// What a check found in one tree, for people.
struct TreeVerdict
{
    QString name; ///< "Replicated tree"
    bool isSound = true;
    QString found;   ///< how much of it is damaged
    QString matters; ///< what the tree is for

    friend bool operator==(const TreeVerdict &, const TreeVerdict &) = default;
};
[[nodiscard]] QList<TreeVerdict> treeVerdicts(const MerkleReport &report);

/// What to do after a check of this cluster, in the order to do it.
[[nodiscard]] QStringList adviceAfterCheck(const MerkleReport &report,
                                           const ClusterSnapshot &checked,
                                           const QList<ClusterSnapshot> &fleet,
                                           const Topology &topology);

/// A reindex as the status shows it.
struct ReindexState
{
    QString stage; ///< Vault's word; "" if it says none
    std::optional<quint64> done;
    std::optional<quint64> total;
    bool isSilent = false; ///< the newest reading failed: normal while the tree is locked
};
/// nullopt while none is running, as far as is known.
[[nodiscard]] std::optional<ReindexState> reindexOf(const ClusterSnapshot &snapshot,
                                                    const QDateTime &now);
/// "building, 120 of 400 keys"; what the stage means.
[[nodiscard]] QString reindexText(const ReindexState &state);

/// How to go about trees that are in doubt on this cluster: what is known of them, whether to check
/// first, and where to reindex first.
[[nodiscard]] QStringList maintenanceLead(const ClusterSnapshot &snapshot,
                                          const QList<ClusterSnapshot> &fleet,
                                          const Topology &topology, const QDateTime &now);

} // namespace switchover
