// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/roles.h"
#include "models/replication/problems/problems.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// To order health by: None is least bad, Danger worst.
[[nodiscard]] int badness(ItemHealth health);
/// "Production", "Staging", "Development", "Lab"; "" if unspecified.
[[nodiscard]] QString environmentText(Environment environment);
/// Vault's word for the role; noValue() if the cluster did not say.
[[nodiscard]] QString roleText(const ReplicationBlock *block);
/// "Performance primary", "DR secondary"; nothing for a type that is disabled or not known.
[[nodiscard]] QStringList roleBadges(const ClusterSnapshot &snapshot);
/// The worse of both types' states, in Vault's words; noValue() if it said none.
/// Why it replicates nothing, in words: "Community, no replication". Empty if it replicates
/// or has not said.
[[nodiscard]] QString noReplicationText(const ClusterSnapshot &snapshot);
[[nodiscard]] QString stateText(const ClusterSnapshot &snapshot);
/// How bad that state is by itself.
/// A secondary that streams is well only with proof of its link, its own or in `proven`: before
/// Vault 1.4 it says stream-wals long after it lost its primary.
[[nodiscard]] ItemHealth stateHealth(const ClusterSnapshot &snapshot,
                                     const ProvenLinks &proven = {});
enum class LinkProof {
    None,
    Elsewhere, ///< the topology calls the link good
};
/// The same of one type alone; None if it is disabled or says nothing.
[[nodiscard]] ItemHealth stateHealth(const ReplicationBlock &block,
                                     LinkProof proof = LinkProof::None);
/// What the word for one type's state means; of a word that is not known nothing is concluded.
[[nodiscard]] QString stateMeaning(const ReplicationBlock &block);
[[nodiscard]] QString sealText(const ClusterSnapshot &snapshot);
[[nodiscard]] QString signInText(const ClusterSnapshot &snapshot);
[[nodiscard]] QString versionText(const ClusterSnapshot &snapshot);
/// "Live, read 3 s ago", "Read 5 min ago; the newest attempt failed", "Not read yet".
[[nodiscard]] QString freshnessText(const ClusterSnapshot &snapshot, const QDateTime &now);
/// Name, address, roles, freshness and the newest error, a line each.
[[nodiscard]] QString clusterToolTip(const ClusterSnapshot &snapshot, const QDateTime &now);
/// The mark of a cluster: its worst problem, or what its own words say where no rule spoke.
[[nodiscard]] ItemHealth clusterHealth(const ClusterSnapshot &snapshot,
                                       std::optional<ProblemSeverity> worstProblem,
                                       const QDateTime &now, const ProvenLinks &proven = {});
/// What a text filter looks in: name, group, environment, addresses, roles, states, version;
/// case-folded.
[[nodiscard]] QString searchText(const ClusterSnapshot &snapshot);

} // namespace switchover
