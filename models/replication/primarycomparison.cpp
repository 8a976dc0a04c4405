// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/primarycomparison.h"

#include "models/replication/pairing.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace switchover {

namespace {

struct ComparisonText
{
    Q_DECLARE_TR_FUNCTIONS(PrimaryComparison)
};

// A promotion shows in the status within seconds; a reading may come a poll or two later.
constexpr qint64 promotionShowsWithinMs = 120'000;

class Comparison
{
public:
    Comparison(const QList<ClusterSnapshot> &snapshots, const Topology &topology,
               const FleetMemory &memory, const QList<OwnPromotion> &promotions)
        : m_topology(topology)
        , m_memory(memory)
        , m_promotions(promotions)
    {
        for (const ClusterSnapshot &snapshot : snapshots)
            m_byId.insert(snapshot.identity.id, &snapshot);
    }
    [[nodiscard]] PrimaryComparison of(const PrimaryConflict &conflict) const;

private:
    [[nodiscard]] PrimarySide side(const PrimaryConflict &conflict,
                                   const ClusterSnapshot &snapshot) const;
    void countSecondaries(PrimarySide &side, const ReplicationBlock &block,
                          const PrimaryConflict &conflict) const;
    void dateRole(PrimarySide &side, ReplicationType type) const;
    [[nodiscard]] bool isInDrConflict(const ClusterId &cluster) const;

    const Topology &m_topology;
    const FleetMemory &m_memory;
    const QList<OwnPromotion> &m_promotions;
    QHash<ClusterId, const ClusterSnapshot *> m_byId;
};

bool Comparison::isInDrConflict(const ClusterId &cluster) const
{
    return std::ranges::any_of(m_topology.conflicts, [&](const PrimaryConflict &conflict) {
        return conflict.type == ReplicationType::DisasterRecovery
            && conflict.primaries.contains(cluster);
    });
}

void Comparison::countSecondaries(PrimarySide &side, const ReplicationBlock &block,
                                  const PrimaryConflict &conflict) const
{
    if (block.knownSecondaries)
        side.knownCount = block.knownSecondaries->size();
    QHash<QString, ClusterId> byId;
    for (const ReplicationLink &link : m_topology.links) {
        if (link.type == conflict.type && link.primary == side.cluster && link.secondary.isValid())
            byId.insert(link.secondaryId, link.secondary);
    }
    const QHash<QString, const Peer *> entries = entriesById(block);
    QStringList connected;
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        if (isConnected(entry.value()))
            connected.append(entry.key());
    }
    connected.sort();
    side.connectedCount = connected.size();
    for (const QString &id : connected.first(std::min(connected.size(), PrimarySide::namesShown))) {
        const ClusterSnapshot *secondary = m_byId.value(byId.value(id));
        side.connectedSecondaries.append(secondary ? secondary->identity.name : id);
    }
}

void Comparison::dateRole(PrimarySide &side, ReplicationType type) const
{
    const FleetMemory::Tenure *tenure = m_memory.tenure(side.cluster, type);
    if (!tenure || tenure->mode != Mode::Primary)
        return;
    side.lastWrite = tenure->lastWriteAt;
    side.watchedSince = tenure->since;
    side.primarySince = tenure->since;
    side.sinceIsExact = tenure->witnessed;
    if (tenure->witnessed)
        side.promotedBy = PrimarySide::PromotedBy::SomeoneElse;
    for (const OwnPromotion &promotion : m_promotions) {
        const qint64 shownAfter = promotion.at.msecsTo(tenure->since);
        // A DR promotion wakes the performance role, too.
        const bool sameType =
            promotion.type == type || promotion.type == ReplicationType::DisasterRecovery;
        if (promotion.cluster == side.cluster && sameType && tenure->witnessed
            && std::abs(shownAfter) <= promotionShowsWithinMs)
            side.promotedBy = PrimarySide::PromotedBy::ThisSwitchover;
    }
}

PrimarySide Comparison::side(const PrimaryConflict &conflict, const ClusterSnapshot &snapshot) const
{
    PrimarySide side { .cluster = snapshot.identity.id, .name = snapshot.identity.name };
    side.demote = conflict.type == ReplicationType::DisasterRecovery || isInDrConflict(side.cluster)
        ? OperationId::DrDemote
        : OperationId::PerformanceDemote;
    if (const ReplicationBlock *block = snapshot.block(conflict.type)) {
        side.lastWal = block->lastWalFor(conflict.type);
        countSecondaries(side, *block, conflict);
    }
    dateRole(side, conflict.type);
    return side;
}

// The one side for which this holds; nullptr if it holds for none or for several.
template <typename Predicate>
const PrimarySide *theOnly(const QList<PrimarySide> &sides, Predicate holds)
{
    const PrimarySide *found = nullptr;
    for (const PrimarySide &side : sides) {
        if (!holds(side))
            continue;
        if (found)
            return nullptr;
        found = &side;
    }
    return found;
}

// The one that became primary while all others were primary already.
const PrimarySide *newest(const QList<PrimarySide> &sides)
{
    const auto last =
        std::ranges::max_element(sides, std::ranges::less {}, &PrimarySide::primarySince);
    if (last == sides.end() || !last->sinceIsExact || !last->primarySince.isValid())
        return nullptr;
    const bool othersAreOlder = std::ranges::all_of(sides, [&](const PrimarySide &side) {
        return side.cluster == last->cluster
            || (side.primarySince.isValid() && side.primarySince < last->primarySince);
    });
    return othersAreOlder ? &*last : nullptr;
}

void advise(PrimaryComparison &comparison)
{
    using NoAdvice = PrimaryComparison::NoAdvice;
    const auto isWritten = [](const PrimarySide &side) { return side.lastWrite.isValid(); };
    if (std::ranges::count_if(comparison.sides, isWritten) > 1) {
        comparison.noAdvice = NoAdvice::BothWritten;
        return;
    }
    QList<std::pair<const PrimarySide *, KeepReason>> votes;
    const auto vote = [&votes](const PrimarySide *side, KeepReason reason) {
        if (side)
            votes.append({ side, reason });
    };
    vote(theOnly(comparison.sides, isWritten), KeepReason::TakesWrites);
    vote(theOnly(comparison.sides, [](const PrimarySide &side) { return side.connectedCount > 0; }),
         KeepReason::HasSecondaries);
    vote(newest(comparison.sides), KeepReason::PromotedLater);
    if (votes.isEmpty())
        return;
    const PrimarySide *keep = votes.first().first;
    if (std::ranges::any_of(votes, [&](const auto &one) { return one.first != keep; })) {
        comparison.noAdvice = NoAdvice::Contradictory;
        return;
    }
    comparison.keep = keep->cluster;
    comparison.noAdvice = NoAdvice::None;
    for (const auto &[side, reason] : std::as_const(votes))
        comparison.reasons.append(reason);
}

PrimaryComparison Comparison::of(const PrimaryConflict &conflict) const
{
    PrimaryComparison comparison { .type = conflict.type, .setId = conflict.setId };
    for (const ClusterId &id : conflict.primaries) {
        if (const ClusterSnapshot *snapshot = m_byId.value(id))
            comparison.sides.append(side(conflict, *snapshot));
    }
    advise(comparison);
    return comparison;
}

} // namespace

std::optional<PrimaryComparison> comparePrimaries(ReplicationType type, const QString &setId,
                                                  const QList<ClusterSnapshot> &snapshots,
                                                  const Topology &topology,
                                                  const FleetMemory &memory,
                                                  const QList<OwnPromotion> &promotions)
{
    const auto found =
        std::ranges::find_if(topology.conflicts, [&](const PrimaryConflict &conflict) {
            return conflict.type == type && conflict.setId == setId;
        });
    if (found == topology.conflicts.end())
        return std::nullopt;
    return Comparison(snapshots, topology, memory, promotions).of(*found);
}

QString keepReasonText(KeepReason reason, const QString &name)
{
    switch (reason) {
    case KeepReason::TakesWrites:
        return ComparisonText::tr("Only %1 was seen to receive writes.").arg(name);
    case KeepReason::HasSecondaries:
        return ComparisonText::tr("Only %1 has connected secondaries.").arg(name);
    case KeepReason::PromotedLater:
        return ComparisonText::tr("%1 was promoted last. The other one is the old primary.")
            .arg(name);
    }
    Q_UNREACHABLE();
}

QString noAdviceText(PrimaryComparison::NoAdvice why)
{
    using NoAdvice = PrimaryComparison::NoAdvice;
    switch (why) {
    case NoAdvice::None:
        return {};
    case NoAdvice::BothWritten:
        return ComparisonText::tr(
            "Both receive writes. Whichever you demote loses the writes it took since the split. "
            "Stop the clients of one first, then decide with the owners of the data.");
    case NoAdvice::Contradictory:
        return ComparisonText::tr("The evidence points to different clusters. Compare the rows, "
                                  "and find out which one your clients use.");
    case NoAdvice::NotEnough:
        return ComparisonText::tr("Nothing seen so far tells them apart. Find out which one your "
                                  "clients use before you demote the other.");
    }
    Q_UNREACHABLE();
}

} // namespace switchover
