// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/estate.h"

/// How the clusters of a scenario stand to each other. States are set, not played, so that a lab
/// starts at once.
namespace switchover::lab {

inline constexpr int setSize = 5; ///< of the fleets: the four of "full", a performance secondary

void makePrimary(Estate &estate, Cluster &cluster, Type type);
void makeSecondary(Estate &estate, Cluster &cluster, Type type, Cluster &primary,
                   const QString &secondaryId);

void wirePerformancePair(Estate &estate);
void wireDrPair(Estate &estate);
void wireFull(Estate &estate);
void wireSplitBrain(Estate &estate);
void wireCatchingUp(Estate &estate);
void wireSealedSecondary(Estate &estate);
void wirePairs(Estate &estate);
void wireNothing(Estate &estate);
void wireSets(Estate &estate);
void wireFleet(Estate &estate);
void wirePrimaryOnly(Estate &estate);
void wireConnections(Estate &estate);
void wireHidden(Estate &estate);

} // namespace switchover::lab
