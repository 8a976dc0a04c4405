// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/handover.h"

#include "models/replication/membership.h"
#include "models/replication/pairing.h"
#include "models/replication/primaryevidence.h"
#include "models/replication/topology.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover {

namespace {

struct HandoverText
{
    Q_DECLARE_TR_FUNCTIONS(Handover)
};

// The primary writes a canary every second, so a few seconds are no distance.
constexpr std::chrono::milliseconds canaryTolerance = 10s;
// Read after its primary, a streaming secondary may count further. More than this is no race
// between two readings but a number of an earlier primary's log.
constexpr quint64 racingWals = 1000;

std::optional<bool> linkBetween(const ReplicationBlock &from, const ReplicationBlock *to,
                                const QString &id)
{
    const Peer *entry = entryFor(from, id);
    if (isDisconnected(entry))
        return false;
    if (to && to->connectionState && !to->connectionState->text.isEmpty())
        return *to->connectionState == ConnectionState::Ready;
    if (isConnected(entry) || (to && isConnected(primaryEntry(*to))))
        return true;
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> heartbeatBetween(const ClusterSnapshot &primary,
                                                          const ReplicationBlock &from,
                                                          const ClusterSnapshot *secondary,
                                                          const ReplicationBlock *to,
                                                          const QString &id, const QDateTime &now)
{
    if (const Peer *entry = entryFor(from, id); entry && isCurrent(primary)) {
        if (const auto age = heartbeatAge(primary, *entry, now))
            return age;
    }
    const Peer *entry = to && isCurrent(*secondary) ? primaryEntry(*to) : nullptr;
    return entry ? heartbeatAge(*secondary, *entry, now) : std::nullopt;
}

bool isRacingAhead(const ClusterSnapshot &primary, const ClusterSnapshot &secondary,
                   const ReplicationBlock &to, const SecondaryStanding &standing)
{
    return standing.isConnected.value_or(false) && to.state && *to.state == State::StreamWals
        && isCurrent(primary) && isCurrent(secondary) && secondary.statusAt >= primary.statusAt
        && standing.primaryWal && standing.remoteWal && *standing.remoteWal > *standing.primaryWal
        && *standing.remoteWal - *standing.primaryWal <= racingWals;
}

void judgeStanding(SecondaryStanding &standing, const Lag &lag, const ClusterSnapshot &primary,
                   const ClusterSnapshot &secondary, const ReplicationBlock &to)
{
    standing.wals = lag.wals;
    standing.rootsEqual = lag.rootsEqual;
    standing.timeBehind = lag.canaryAge;
    standing.whyUnknown = lag.whyNot;
    if (standing.isConnected == false) {
        standing.timeBehind.reset(); // of the time before the connection broke
        standing.whyUnknown =
            HandoverText::tr("Its connection is down: what %1 writes does not reach it.")
                .arg(primary.identity.name);
        standing.standing = lag.wals.value_or(0) > 0 ? Standing::Behind : Standing::Unknown;
        return;
    }
    const bool isLate = lag.canaryAge && *lag.canaryAge > canaryTolerance;
    if (lag.rootsEqual == true) {
        standing.standing = Standing::Level;
    } else if (lag.wals) {
        standing.standing = *lag.wals == 0 && !isLate ? Standing::Level : Standing::Behind;
    } else if (!isLate && isRacingAhead(primary, secondary, to, standing)) {
        standing.standing = Standing::Level;
        standing.wals = 0;
    } else if (isLate) {
        standing.standing = Standing::Behind;
    }
    if (standing.standing != Standing::Unknown)
        standing.whyUnknown.clear();
}

SecondaryStanding standingOfRegistered(const ClusterSnapshot &primary, ReplicationType type,
                                       const ReplicationBlock &from,
                                       const ClusterSnapshot &secondary, const ReplicationBlock &to,
                                       const QDateTime &now)
{
    const QString id = to.secondaryId.value_or(QString());
    SecondaryStanding standing { .cluster = secondary.identity.id,
                                 .name = nameAndAddress(secondary),
                                 .shortName = secondary.identity.name,
                                 .secondaryId = id,
                                 .primaryWal = from.lastWalFor(type),
                                 .remoteWal = to.lastRemoteWal,
                                 .wals = {},
                                 .timeBehind = {},
                                 .rootsEqual = {},
                                 .isConnected =
                                     linkBetween(from, isCurrent(secondary) ? &to : nullptr, id),
                                 .heartbeatAge =
                                     heartbeatBetween(primary, from, &secondary, &to, id, now),
                                 .whyUnknown = {} };
    judgeStanding(standing, lagBetween(type, primary, secondary), primary, secondary, to);
    return standing;
}

SecondaryStanding standingOfId(const ClusterSnapshot &primary, const ReplicationBlock &from,
                               const QString &id, const ClusterSnapshot *registered,
                               const QDateTime &now)
{
    const Peer *entry = entryFor(from, id);
    SecondaryStanding standing;
    standing.secondaryId = id;
    standing.isConnected = linkBetween(from, nullptr, id);
    standing.heartbeatAge = heartbeatBetween(primary, from, nullptr, nullptr, id, now);
    standing.primaryWal = {};
    if (registered) {
        standing.cluster = registered->identity.id;
        standing.name = nameAndAddress(*registered);
        standing.shortName = registered->identity.name;
        standing.whyUnknown = HandoverText::tr("%1 does not follow %2 at present.")
                                  .arg(standing.shortName, primary.identity.name);
        return standing;
    }
    const QString address = entry ? entry->apiAddress.value_or(QString()) : QString();
    standing.name = address.isEmpty()
        ? HandoverText::tr("“%1” (not registered here)", "secondary id").arg(id)
        : HandoverText::tr("“%1” (%2, not registered here)", "secondary id, address")
              .arg(id, address);
    standing.shortName = id;
    if (entry) {
        standing.timeBehind = entry->canaryAgeMs && *entry->canaryAgeMs > 0 && isConnected(entry)
            ? std::optional(std::chrono::milliseconds(*entry->canaryAgeMs))
            : std::nullopt;
        standing.whyUnknown =
            HandoverText::tr("Its last remote WAL is unknown: it is not registered here.");
    } else {
        standing.whyUnknown =
            HandoverText::tr("No cluster has connected with this id since %1 started.")
                .arg(primary.identity.name);
    }
    return standing;
}

/// Its members that were primary, the one that was read last first in line.
struct FormerPrimary
{
    const ClusterSnapshot *cluster = nullptr;
    PrimaryReading reading;
};

std::optional<FormerPrimary> formerPrimaryOf(const ClusterSnapshot &target, ReplicationType type,
                                             const ReplicationBlock &block,
                                             const QList<ClusterSnapshot> &fleet,
                                             const FleetMemory &memory)
{
    std::optional<FormerPrimary> newest;
    const ClusterSnapshot *detached = nullptr;
    for (const ClusterSnapshot &each : fleet) {
        const std::optional<PrimaryReading> reading = lastPrimaryReading(each, type, memory);
        const ReplicationBlock *theirs = each.block(type);
        const bool isTarget = each.identity.id == target.identity.id;
        const bool isMember = reading && reading->setId && block.setId
            ? *reading->setId == *block.setId
            : reading && (isTarget || isNamedBy(block, each));
        if (isMember && (!newest || reading->at > newest->reading.at))
            newest = FormerPrimary { &each, *reading };
        if (!isTarget && theirs && isDetached(*theirs) && theirs->setId
            && theirs->setId == block.setId)
            detached = detached ? &target : &each; // several: none can be told apart
    }
    if (!newest && detached && detached != &target)
        newest = FormerPrimary { detached, {} };
    return newest;
}

void compareWith(PromotionLoss &loss, const ClusterSnapshot &former, const PrimaryReading &reading,
                 const ReplicationBlock *theirs, const ReplicationBlock &own)
{
    using Verdict = PromotionLoss::Verdict;
    loss.primaryWal = reading.lastWal;
    loss.remoteWal = own.lastRemoteWal;
    // What was demoted writes no more, so its present root is its last one.
    const bool isFinal = loss.state == PromotionLoss::Former::Demoted;
    const std::optional<QString> root =
        isFinal && theirs && theirs->merkleRoot ? theirs->merkleRoot : reading.merkleRoot;
    if (root && !root->isEmpty() && own.merkleRoot)
        loss.rootsEqual = *root == *own.merkleRoot;
    if (loss.rootsEqual == true) {
        loss.verdict = isFinal ? Verdict::Level : Verdict::UpToReading;
        return;
    }
    loss.verdict = Verdict::Unknown;
    if (!reading.lastWal) {
        loss.whyUnknown =
            HandoverText::tr("The last WAL of %1 as primary was not read.").arg(loss.formerName);
    } else if (!own.lastRemoteWal || (*own.lastRemoteWal == 0 && *reading.lastWal > 0)) {
        loss.whyUnknown =
            HandoverText::tr("%1 does not report the last WAL that it received.").arg(loss.name);
    } else if (!pointsTo(own, former).value_or(true)) {
        loss.whyUnknown =
            HandoverText::tr("%1 names other addresses as its primary, so its last remote WAL may "
                             "count another primary's log.")
                .arg(loss.name);
    } else if (*own.lastRemoteWal >= *reading.lastWal) {
        loss.verdict = Verdict::UpToReading;
    } else {
        loss.verdict = Verdict::Lost;
        loss.wals = *reading.lastWal - *own.lastRemoteWal;
    }
}

} // namespace

QList<SecondaryStanding> standingsOf(const ClusterSnapshot &primary, ReplicationType type,
                                     const QList<ClusterSnapshot> &fleet, const FleetMemory &memory,
                                     const QDateTime &now)
{
    const ReplicationBlock *from = primary.block(type);
    if (!from || !from->isPrimary())
        return {};
    QList<SecondaryStanding> result;
    QSet<QString> told;
    for (const ClusterSnapshot &each : fleet) {
        const ReplicationBlock *to = each.block(type);
        if (each.identity.id == primary.identity.id || isSameCluster(each, primary) || !to
            || !isFollower(*to) || !to->setId || to->setId != from->setId)
            continue;
        result.append(standingOfRegistered(primary, type, *from, each, *to, now));
        told.insert(to->secondaryId.value_or(QString()));
    }
    // A primary may know thousands of ids. The rest of them changes no decision.
    constexpr qsizetype mostIds = 50;
    qsizetype ids = 0;
    for (const QString &id : from->knownSecondaries.value_or(QStringList())) {
        if (told.contains(id) || ++ids > mostIds)
            continue;
        result.append(
            standingOfId(primary, *from, id, clusterBehind(id, type, primary, fleet, memory), now));
    }
    return result;
}

PromotionLoss lossOfPromotion(const ClusterSnapshot &target, ReplicationType type,
                              const QList<ClusterSnapshot> &fleet, const FleetMemory &memory)
{
    using Verdict = PromotionLoss::Verdict;
    using Former = PromotionLoss::Former;
    PromotionLoss loss;
    loss.name = target.identity.name;
    const ReplicationBlock *own = target.block(type);
    const auto former =
        own ? formerPrimaryOf(target, type, *own, fleet, memory) : std::optional<FormerPrimary>();
    if (!former)
        return loss;
    loss.former = former->cluster->identity.id;
    loss.formerName = former->cluster->identity.name;
    loss.readAt = former->reading.at;
    if (loss.former == target.identity.id) {
        loss.verdict = Verdict::Itself;
        loss.state = Former::Demoted;
        return loss;
    }
    const ReplicationBlock *theirs = former->cluster->block(type);
    loss.state = !isCurrent(*former->cluster) || !theirs ? Former::Silent
        : theirs->isPrimary()                            ? Former::Primary
                                                         : Former::Demoted;
    compareWith(loss, *former->cluster, former->reading, theirs, *own);
    return loss;
}

bool mayPromoteFormer(const PromotionLoss &loss)
{
    return loss.state == PromotionLoss::Former::Demoted
        && (loss.verdict == PromotionLoss::Verdict::Lost
            || loss.verdict == PromotionLoss::Verdict::Unknown);
}

} // namespace switchover
