// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems/findings.h"
#include "models/replication/problems/problems.h"

#include <QSet>

namespace switchover {

// What the rules over servers, replication blocks and the fleet share. Not for others.

/// Ids of secondaries that are registered and answer themselves: what both ends of a link would
/// report is then left to the secondary.
class HeardElsewhere
{
public:
    void insert(ReplicationType type, const QString &id) { setOf(type).insert(id); }
    [[nodiscard]] bool contains(ReplicationType type, const QString &id) const
    {
        return (type == ReplicationType::DisasterRecovery ? m_dr : m_performance).contains(id);
    }

private:
    QSet<QString> &setOf(ReplicationType type)
    {
        return type == ReplicationType::DisasterRecovery ? m_dr : m_performance;
    }
    QSet<QString> m_performance;
    QSet<QString> m_dr;
};

/// Each cluster's name, or "The cluster" offline, to begin a sentence with.
[[nodiscard]] QString subjectOf(const ClusterSnapshot &snapshot);
/// "DR" or "performance"
[[nodiscard]] QString typeWord(ReplicationType type);

/// What one cluster's replication blocks say, without judging whether the cluster answers.
void findReplicationProblems(const ClusterSnapshot &snapshot, const ProblemContext &context,
                             const HeardElsewhere &heardElsewhere, Findings &findings);

/// Silent, sealed, removed, license; each registered node.
void findServerProblems(const ClusterSnapshot &snapshot, const ProblemContext &context,
                        const std::optional<SignOfLife> &signOfLife, Findings &findings);

} // namespace switchover
