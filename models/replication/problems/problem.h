// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/words.h"

#include <QHashFunctions>
#include <QList>
#include <QString>

#include <optional>

namespace switchover {

enum class ProblemSeverity {
    Info,
    Attention,
    Danger,
};
[[nodiscard]] QString wireName(ProblemSeverity severity); ///< "info", "attention", "danger"

/// What makes two findings the same problem, whatever figures their texts quote. Compare keys,
/// never texts.
struct ProblemKey
{
    QString detector;  ///< id of the rule, kebab case: "two-primaries"
    ClusterId cluster; ///< where it is; invalid for a problem of a whole replication set
    QString set;       ///< that set's id; empty for a problem of one cluster
    std::optional<ReplicationType> type;
    QString peer; ///< the other end: id of a secondary, address of a node; empty if there is none
    bool isRest = false; ///< stands for those that are too many to list, see Problem::more

    /// One line for logs, files and other programs: "detector/cluster:ID/dr/peer". Each part is
    /// percent-encoded, so different keys never have the same form.
    [[nodiscard]] QString wireForm() const;

    friend bool operator==(const ProblemKey &, const ProblemKey &) = default;
    friend bool operator<(const ProblemKey &left, const ProblemKey &right);
};
[[nodiscard]] size_t qHash(const ProblemKey &key, size_t seed = 0);

/// Something an operator should know, found by rules over what clusters say.
struct Problem
{
    ProblemKey key;
    ProblemSeverity severity = ProblemSeverity::Attention;
    QList<ClusterId> clusters {};       ///< every registered cluster it is about; empty offline
    QString text;                       ///< what is wrong, one or two sentences
    QString advice;                     ///< what to do, one or two sentences
    qsizetype more = 0;                 ///< of the rest: how many findings it stands for
    std::optional<ProblemKey> cause {}; ///< set if this only follows from another problem
    qsizetype consequences = 0;         ///< how many problems name this one as their cause

    [[nodiscard]] bool concerns(const ClusterId &cluster) const
    {
        return clusters.contains(cluster);
    }
    [[nodiscard]] bool isConsequence() const { return cause.has_value(); }

    friend bool operator==(const Problem &, const Problem &) = default;
};

} // namespace switchover
