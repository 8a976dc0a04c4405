// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/clustertext.h"
#include "models/replication/snapshot.h"
#include "ui/widgets/theme.h"

#include <QString>

namespace switchover::ui {

/// Vault's own word for the role, "unknown" if the cluster does not say.
[[nodiscard]] QString roleWord(const ReplicationBlock *block);
/// The one colour of a role, in pills and in tables. A role says nothing of health.
[[nodiscard]] Tone roleTone(Mode mode);
[[nodiscard]] Tone roleTone(const ReplicationBlock *block);

/// "Performance primary · DR disabled", for one line about a cluster.
[[nodiscard]] QString rolesLine(const ClusterSnapshot &snapshot);

/// Vault's words for what the cluster is doing: state, and the connection's where it says one.
[[nodiscard]] QString stateWords(const ReplicationBlock &block);
/// As bad as the tables say it is.
[[nodiscard]] Tone stateTone(const ReplicationBlock &block, LinkProof proof = LinkProof::None);

} // namespace switchover::ui
