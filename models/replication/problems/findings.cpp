// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/findings.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace switchover {

namespace {

struct FindingsText
{
    Q_DECLARE_TR_FUNCTIONS(Findings)
};

ProblemKey groupKey(const Finding &finding)
{
    return { .detector = QString(detector(finding.detector).name),
             .cluster = finding.cluster,
             .set = finding.set,
             .type = finding.type,
             .peer = {} };
}

QList<ClusterId> clustersOf(const Finding &finding)
{
    if (!finding.clusters.isEmpty())
        return finding.clusters;
    return finding.cluster.isValid() ? QList<ClusterId> { finding.cluster } : QList<ClusterId>();
}

} // namespace

Findings::Kept *Findings::placeFor(const Finding &finding)
{
    size_t &place = m_places[groupKey(finding)]; // counted from 1: 0 is a new one
    if (place == 0) {
        m_groups.push_back({ .first = finding, .kept = {} });
        place = m_groups.size();
    }
    Group &group = m_groups[place - 1];
    const auto rank = std::pair(finding.severity, finding.weight);
    const auto rankOf = [](const Kept &kept) {
        return std::pair(kept.problem.severity, kept.weight);
    };
    // A server may name the same end twice; that is one finding.
    const auto same = std::ranges::find(group.kept, finding.peer,
                                        [](const Kept &kept) { return kept.problem.key.peer; });
    if (same != group.kept.end())
        return rankOf(*same) < rank ? &*same : nullptr;
    if (group.kept.size() < limit)
        return &group.kept.emplace_back();
    ++group.dropped;
    const auto mildest = std::ranges::min_element(group.kept, {}, rankOf);
    if (rankOf(*mildest) < rank) {
        group.worstDropped = std::max(group.worstDropped, mildest->problem.severity);
        return &*mildest;
    }
    group.worstDropped = std::max(group.worstDropped, finding.severity);
    return nullptr;
}

void Findings::fill(Kept &place, const Finding &finding, ProblemWords words)
{
    ProblemKey key = groupKey(finding);
    key.peer = finding.peer;
    place.problem = { .key = std::move(key),
                      .severity = finding.severity,
                      .clusters = clustersOf(finding),
                      .text = std::move(words.text),
                      .advice = std::move(words.advice) };
    place.weight = finding.weight;
}

QList<Problem> Findings::take()
{
    QList<Problem> problems;
    for (Group &group : m_groups) {
        if (group.dropped > 0) {
            std::ranges::stable_sort(group.kept, std::ranges::greater {}, [](const Kept &kept) {
                return std::pair(kept.problem.severity, kept.weight);
            });
        }
        for (Kept &kept : group.kept)
            problems.append(std::move(kept.problem));
        if (group.dropped == 0)
            continue;
        ProblemKey key = groupKey(group.first);
        key.isRest = true;
        const int shown = int(std::min<qsizetype>(group.dropped, std::numeric_limits<int>::max()));
        problems.append({ .key = std::move(key),
                          .severity = group.worstDropped,
                          .clusters = clustersOf(group.first),
                          .text = FindingsText::tr("And %Ln more: %1.", nullptr, shown)
                                      .arg(detector(group.first.detector).displayTitle()),
                          .advice = FindingsText::tr("The worst ones are listed one by one."),
                          .more = group.dropped });
    }
    m_places.clear();
    m_groups.clear();
    return problems;
}

void sortWorstFirst(QList<Problem> &problems)
{
    std::ranges::stable_sort(problems, std::ranges::greater {}, &Problem::severity);
}

} // namespace switchover
