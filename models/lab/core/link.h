// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/cluster.h"

namespace switchover::lab {

class Estate;

// The replication link as its two ends see it.

/// One step of a secondary: heartbeat, state machine, streaming, and noticing that nobody answers.
void stepLink(Estate &estate, Cluster &secondary, Type type);

/// A primary marks secondaries it has not heard of for a while.
void ageSecondaries(Estate &estate, Cluster &primary);

/// Makes the cluster follow another from now on. Nothing is wiped.
void attach(Estate &estate, Cluster &secondary, Type type, Cluster &primary,
            const QString &secondaryId, const QString &credential);

/// As attach(), but with everything copied at once and the link streaming: for scenarios.
void attachInSync(Estate &estate, Cluster &secondary, Type type, Cluster &primary,
                  const QString &secondaryId, const QString &credential);

/// The primary a secondary would talk to now, if it can.
[[nodiscard]] Cluster *livePrimary(Estate &estate, const Cluster &secondary, Type type);

/// True if a promotion would lose what the primary has already announced.
[[nodiscard]] bool isBehind(Estate &estate, const Cluster &secondary, Type type);

/// Takes the writes that wait, as far as the link is fast enough. False if some still wait.
bool streamNow(Estate &estate, Cluster &secondary, Type type);

/// A root token is made for people who use the lab, as the key holders could by sys/generate-root.
void ensureRootToken(Estate &estate, Cluster &cluster);

} // namespace switchover::lab
