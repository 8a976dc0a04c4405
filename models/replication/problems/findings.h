// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems/detectors.h"

#include <QHash>

#include <concepts>
#include <vector>

namespace switchover {

/// What a detector found, before it is put in words.
struct Finding
{
    DetectorId detector;
    ProblemSeverity severity = ProblemSeverity::Attention;
    ClusterId cluster {};
    QString set {};
    std::optional<ReplicationType> type {};
    QString peer {};
    QList<ClusterId> clusters {}; ///< all it is about, if more than `cluster`
    qint64 weight = 0; ///< of two findings of one severity the heavier one is listed first
};

struct ProblemWords
{
    QString text;
    QString advice;
};

/// Collects findings. Servers decide how many there are, so of each detector and cluster or set
/// only the worst are kept; the others are a number. Adding n findings takes time for n.
class Findings
{
public:
    static constexpr size_t limit = 10; ///< for each detector and cluster or set

    void add(const Finding &finding, ProblemWords words)
    {
        if (Kept *place = placeFor(finding))
            fill(*place, finding, std::move(words));
    }
    /// Words are made only for what is kept.
    template <std::invocable MakeWords>
    void add(const Finding &finding, MakeWords makeWords)
    {
        if (Kept *place = placeFor(finding))
            fill(*place, finding, makeWords());
    }

    /// In the order in which they were found.
    [[nodiscard]] QList<Problem> take();

private:
    struct Kept
    {
        Problem problem;
        qint64 weight = 0;
    };
    struct Group
    {
        Finding first;
        std::vector<Kept> kept;
        qsizetype dropped = 0;
        ProblemSeverity worstDropped = ProblemSeverity::Info;
    };

    [[nodiscard]] Kept *placeFor(const Finding &finding);
    static void fill(Kept &place, const Finding &finding, ProblemWords words);

    QHash<ProblemKey, size_t> m_places; ///< key of the group to its place, from 1
    std::vector<Group> m_groups;
};

void sortWorstFirst(QList<Problem> &problems);

} // namespace switchover
