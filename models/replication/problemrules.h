// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems.h"

#include <QSet>

namespace switchover {

// Shared by the rules over one cluster and over the fleet. Not for others.

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

/// What one cluster's replication blocks say, without judging whether the cluster answers.
[[nodiscard]] QList<Problem> replicationProblems(const ClusterSnapshot &snapshot,
                                                 const QDateTime &now,
                                                 const HeardElsewhere &heardElsewhere);

/// Sealed, silent, licence, clocks.
[[nodiscard]] QList<Problem> serverProblems(const ClusterSnapshot &snapshot, const QDateTime &now);

void sortWorstFirst(QList<Problem> &problems);

} // namespace switchover
