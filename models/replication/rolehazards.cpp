// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What promotions, demotions and revocations endanger; see hazards.h.
#include "models/replication/handover.h"
#include "models/replication/hazardrules.h"
#include "models/replication/membership.h"
#include "models/replication/pairing.h"
#include "models/replication/primaryevidence.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using HazardKind = Hazard::Kind;

// A primary may know thousands of ids. Nobody reads more names than these.
constexpr qsizetype mostNames = 20;

struct RoleHazardText
{
    Q_DECLARE_TR_FUNCTIONS(Hazard)
};

QString walCount(quint64 number)
{
    return RoleHazardText::tr("%Ln WAL(s)", nullptr, int(std::min<quint64>(number, 2000000000)));
}

QString overrideOf(const ClusterSnapshot &target)
{
    return RoleHazardText::tr("Override: promote %1 although another cluster is primary. The "
                              "writes of one of them are lost.")
        .arg(target.identity.name);
}

QString besidePhrase(const ClusterSnapshot &target, const QString &other)
{
    return RoleHazardText::tr("promote %1 beside %2", "typed to override; cluster, its primary")
        .arg(target.identity.name, other);
}

/// At most two of them: more prove no more.
QString evidenceOf(const QList<HeardOfPrimary> &heard, const QString &primary)
{
    QStringList sentences;
    for (const HeardOfPrimary &each : heard.first(std::min<qsizetype>(2, heard.size())))
        sentences.append(evidenceText(each, primary));
    return sentences.join(u' ');
}

Hazard secondPrimary(const ClusterSnapshot &target, const ClusterSnapshot &other)
{
    return { .kind = HazardKind::SecondPrimary,
             .cluster = other.identity.id,
             .text =
                 RoleHazardText::tr("%1 is primary of this set now, so Switchover blocks this "
                                    "promotion. It would make two primaries, and the writes of one "
                                    "are lost. Demote %2 first, or override the block in the "
                                    "review.")
                     .arg(nameAndAddress(other), other.identity.name),
             .acknowledgement = overrideOf(target),
             .phrase = besidePhrase(target, other.identity.name) };
}

QString lastReadWords(const ClusterSnapshot &target, const ClusterSnapshot &other)
{
    const QString silent = other.isReachable()
        ? RoleHazardText::tr("It does not report its role now.")
        : RoleHazardText::tr("This computer cannot reach it now.");
    const QString seen = other.status
        ? RoleHazardText::tr("%1 was primary of this set when it was last read, %2.")
              .arg(nameAndAddress(other),
                   QLocale().toString(other.statusAt.toLocalTime(), QLocale::ShortFormat))
        : RoleHazardText::tr("%1 follows %2 as its primary. Switchover has not read it yet.",
                             "secondary, primary")
              .arg(target.identity.name, nameAndAddress(other));
    return other.status ? seen + u' ' + silent : seen;
}

Hazard primaryAlive(const ClusterSnapshot &target, const ClusterSnapshot &other,
                    const QList<HeardOfPrimary> &heard)
{
    const QString &name = other.identity.name;
    return {
        .kind = HazardKind::PrimaryAlive,
        .cluster = other.identity.id,
        .text = RoleHazardText::tr(
                    "%1 %2 That is evidence that %3 is alive, so Switchover blocks this promotion. "
                    "It would make two primaries, and the writes of one are lost. Demote %3 from "
                    "a computer that reaches it, or override the block in the review.",
                    "last reading, evidence, primary")
                    .arg(lastReadWords(target, other), evidenceOf(heard, name), name),
        .acknowledgement = overrideOf(target),
        .phrase = besidePhrase(target, name)
    };
}

Hazard unknownPrimary(const ClusterSnapshot &target, const ClusterSnapshot &other,
                      const QList<HeardOfPrimary> &heard)
{
    const QString &name = other.identity.name;
    const QString evidence = heard.isEmpty()
        ? RoleHazardText::tr("No registered secondary can tell whether it is alive.")
        : evidenceOf(heard, name);
    return {
        .kind = HazardKind::UnknownPrimary,
        .cluster = other.identity.id,
        .text = RoleHazardText::tr(
                    "%1 %2 It is unknown whether %3 still is primary. If it is, promoting %4 makes "
                    "two primaries, and the writes of one are lost. Fence %3 first: stop it, or "
                    "cut it off from every client and secondary.",
                    "last reading, evidence, primary, cluster to be promoted")
                    .arg(lastReadWords(target, other), evidence, name, target.identity.name),
        .acknowledgement = {},
        .phrase = RoleHazardText::tr("%1 is fenced", "typed to confirm; cluster").arg(name)
    };
}

/// A member whose role is not read now, and was primary.
Hazard silentPrimary(const ClusterSnapshot &target, const ClusterSnapshot &other,
                     const QList<ClusterSnapshot> &fleet, const QDateTime &now)
{
    QList<HeardOfPrimary> heard = heardOf(other, fleet, now);
    const auto proofsEnd = std::stable_partition(heard.begin(), heard.end(), isProofOfLife);
    if (proofsEnd == heard.begin())
        return unknownPrimary(target, other, heard);
    heard.erase(proofsEnd, heard.end());
    return primaryAlive(target, other, heard);
}

/// The primary that the secondary follows is none of the registered clusters.
Hazard strangePrimary(const ClusterSnapshot &target, ReplicationType type,
                      const ReplicationBlock &block, const QList<ClusterSnapshot> &fleet,
                      const QDateTime &now)
{
    QList<HeardOfPrimary> heard = heardOfPrimaryOf(target, type, fleet, now);
    const auto proofsEnd = std::stable_partition(heard.begin(), heard.end(), isProofOfLife);
    const bool isAlive = proofsEnd != heard.begin();
    const QStringList addresses = primaryAddresses(block);
    const QString address =
        addresses.isEmpty() ? RoleHazardText::tr("an unknown address") : addresses.constFirst();
    const QString primary = RoleHazardText::tr("its primary", "object of a sentence");
    if (isAlive) {
        heard.erase(proofsEnd, heard.end());
        return { .kind = HazardKind::SecondPrimary,
                 .cluster = {},
                 .text = RoleHazardText::tr(
                             "%1 follows a primary at %2, not registered here. %3 Promoting %1 "
                             "makes two primaries, and the writes of one are lost. Demote the "
                             "other first.",
                             "secondary, address, evidence")
                             .arg(target.identity.name, address, evidenceOf(heard, primary)),
                 .acknowledgement = overrideOf(target),
                 .phrase = besidePhrase(target, RoleHazardText::tr("its primary")) };
    }
    return { .kind = HazardKind::UnknownPrimary,
             .cluster = {},
             .text =
                 RoleHazardText::tr(
                     "%1 follows a primary at %2, not registered here. %3 It is unknown whether "
                     "it still is primary. If it is, promoting %1 makes two primaries, and the "
                     "writes of one are lost. Demote it, or fence it: stop it, or cut it off "
                     "from every client and secondary.",
                     "secondary, address, evidence")
                     .arg(target.identity.name, address, evidenceOf(heard, primary))
                     .simplified(),
             .acknowledgement = {},
             .phrase = RoleHazardText::tr("the old primary is fenced", "typed to confirm") };
}

QList<Hazard> otherPrimaries(ReplicationType type, const ClusterSnapshot &target,
                             const ReplicationBlock &block, const QList<ClusterSnapshot> &fleet,
                             const QDateTime &now)
{
    QList<Hazard> result;
    bool isPrimaryAccountedFor = isDetached(block) || knowsNoPrimary(block);
    for (const ClusterSnapshot &other : fleet) {
        const ReplicationBlock *theirs = other.block(type);
        // Registered twice. With another role it is another cluster, whatever its id says.
        const bool isTwin = isSameCluster(other, target) && (!theirs || theirs->mode == block.mode);
        if (other.identity.id == target.identity.id || isTwin)
            continue;
        if (!theirs) {
            if (!isCurrent(other) && isNamedBy(block, other)) {
                result.append(silentPrimary(target, other, fleet, now));
                isPrimaryAccountedFor = true;
            }
            continue;
        }
        const bool isMember = isSameSet(block, *theirs, other);
        const bool isLive = isCurrent(other) && other.freshness(now) == Freshness::Live;
        if (isMember && theirs->isPrimary()) {
            result.append(isLive ? secondPrimary(target, other)
                                 : silentPrimary(target, other, fleet, now));
            isPrimaryAccountedFor = true;
        } else if (isLive && (isNamedBy(block, other) || (isMember && isDetached(*theirs)))) {
            isPrimaryAccountedFor = true; // it was demoted, and says so itself
        }
    }
    if (!isPrimaryAccountedFor)
        result.append(strangePrimary(target, type, block, fleet, now));
    return result;
}

/// A promoted DR secondary becomes what its source was. If that is a performance primary, another
/// one of that set is a second primary as well.
QList<Hazard> wakenedPrimaries(const ClusterSnapshot &target, const QList<ClusterSnapshot> &fleet,
                               const QDateTime &now, const FleetMemory &memory,
                               const QList<Hazard> &known)
{
    QList<Hazard> result;
    const std::optional<QString> set = wakenedSet(target, fleet, memory);
    for (const ClusterSnapshot &other : fleet) {
        const ReplicationBlock *theirs = other.block(ReplicationType::Performance);
        const bool isTold = std::ranges::any_of(
            known, [&](const Hazard &each) { return each.cluster == other.identity.id; });
        if (!set || !theirs || !theirs->isPrimary() || theirs->setId != set || isTold
            || other.identity.id == target.identity.id || isSameCluster(other, target))
            continue;
        result.append(other.freshness(now) == Freshness::Live
                          ? secondPrimary(target, other)
                          : silentPrimary(target, other, fleet, now));
    }
    return result;
}

std::optional<Hazard> lossHazard(const PromotionLoss &loss)
{
    using Verdict = PromotionLoss::Verdict;
    const bool mayLose = loss.verdict == Verdict::Lost || loss.verdict == Verdict::Unknown;
    // Beside a living primary nothing is lost yet: it only has to be demoted later.
    if (!mayLose || loss.state == PromotionLoss::Former::Primary)
        return std::nullopt;
    const QString wayOut = mayPromoteFormer(loss)
        ? RoleHazardText::tr("To lose nothing, promote %1 again. Each secondary then needs a new "
                             "activation token and update-primary.")
              .arg(loss.formerName)
        : QString();
    return Hazard { .kind = HazardKind::LosesWrites,
                    .cluster = loss.former,
                    .text = (lossVerdict(loss) + u' ' + wayOut).trimmed(),
                    .acknowledgement = loss.wals
                        ? RoleHazardText::tr("I accept the loss of at least %1 of %2.")
                              .arg(walCount(*loss.wals), loss.formerName)
                        : RoleHazardText::tr(
                              "I accept that an unknown number of writes of %1 is lost.")
                              .arg(loss.formerName),
                    .phrase = {},
                    .wals = loss.wals };
}

bool hasOtherPrimary(const ClusterSnapshot &target, ReplicationType type,
                     const QList<ClusterSnapshot> &fleet, const QDateTime &now)
{
    const ReplicationBlock *own = target.block(type);
    return std::ranges::any_of(fleet, [&](const ClusterSnapshot &other) {
        const ReplicationBlock *theirs = other.block(type);
        return other.identity.id != target.identity.id && theirs && theirs->isPrimary()
            && theirs->setId && theirs->setId == own->setId && !isSameCluster(other, target)
            && other.freshness(now) == Freshness::Live;
    });
}

Hazard notLevel(const ClusterSnapshot &target, const SecondaryStanding &standing)
{
    const QString &primary = target.identity.name;
    const bool isBehind = standing.standing == Standing::Behind;
    QString text;
    QString accept;
    if (isBehind && standing.wals) {
        text = RoleHazardText::tr("%1 is %2 behind.").arg(standing.name, walCount(*standing.wals));
        accept = RoleHazardText::tr("Demote %1 although %2 is %3 behind.")
                     .arg(primary, standing.shortName, walCount(*standing.wals));
    } else if (isBehind) {
        text = standing.timeBehind ? RoleHazardText::tr("%1 is %2 behind.", "cluster, 250 s")
                                         .arg(standing.name, ageText(*standing.timeBehind))
                                   : RoleHazardText::tr("%1 is behind.").arg(standing.name);
        accept =
            RoleHazardText::tr("Demote %1 although %2 is behind.").arg(primary, standing.shortName);
    } else {
        text = RoleHazardText::tr("It is unknown how far %1 is behind. %2",
                                  "cluster, a sentence that says why")
                   .arg(standing.name, standing.whyUnknown);
        accept = RoleHazardText::tr("Demote %1 although it is unknown how far %2 is behind.")
                     .arg(primary, standing.shortName);
    }
    return { .kind = HazardKind::NotLevel,
             .cluster = standing.cluster,
             .text = RoleHazardText::tr(
                         "%1 Demoting %2 stops the stream: what is missing by then never arrives. "
                         "Stop the writers and wait until %3 is level.",
                         "a sentence, primary, secondary")
                         .arg(text.trimmed(), primary, standing.shortName),
             .acknowledgement = accept,
             .phrase = {},
             .wals = isBehind ? standing.wals : std::nullopt };
}

QString roleNow(const ClusterSnapshot &cluster, ReplicationType type)
{
    const ReplicationBlock *block = cluster.block(type);
    if (!block)
        return RoleHazardText::tr("its role is not read");
    if (block->isPrimary())
        return RoleHazardText::tr("it is primary itself now");
    if (block->isDisabled())
        return RoleHazardText::tr("its replication is disabled now");
    return isDetached(*block) ? RoleHazardText::tr("it follows no primary now")
                              : RoleHazardText::tr("it follows another primary now");
}

} // namespace

std::optional<QString> wakenedSet(const ClusterSnapshot &drSecondary,
                                  const QList<ClusterSnapshot> &fleet, const FleetMemory &memory)
{
    constexpr auto dr = ReplicationType::DisasterRecovery;
    const ClusterSnapshot *source = primaryOf(drSecondary, dr, fleet);
    if (!source) {
        const PromotionLoss loss = lossOfPromotion(drSecondary, dr, fleet, memory);
        const auto found = std::ranges::find_if(fleet, [&](const ClusterSnapshot &each) {
            return each.identity.id == loss.former && each.identity.id != drSecondary.identity.id;
        });
        source = found == fleet.end() ? nullptr : &*found;
    }
    if (!source)
        return std::nullopt;
    // A demoted DR primary reports performance as disabled, and any other role is newer.
    const ReplicationBlock *now = source->block(ReplicationType::Performance);
    if (now && !now->isPrimary() && !now->isDisabled())
        return std::nullopt;
    const auto was = lastPrimaryReading(*source, ReplicationType::Performance, memory);
    return was ? was->setId : std::nullopt;
}

QStringList followerNames(const ClusterSnapshot &primary, ReplicationType type,
                          const QList<ClusterSnapshot> &fleet, const FleetMemory &memory)
{
    const ReplicationBlock *block = primary.block(type);
    if (!block || !block->isPrimary())
        return {};
    QStringList names;
    QSet<QString> told;
    qsizetype more = 0;
    for (const ClusterSnapshot &other : fleet) {
        const ReplicationBlock *theirs = other.block(type);
        if (other.identity.id == primary.identity.id || !theirs || !isFollower(*theirs)
            || !theirs->setId || theirs->setId != block->setId)
            continue;
        names.append(nameAndAddress(other));
        told.insert(theirs->secondaryId.value_or(QString()));
    }
    for (const QString &id : block->knownSecondaries.value_or(QStringList())) {
        if (told.contains(id))
            continue;
        if (names.size() >= mostNames) {
            ++more;
            continue;
        }
        const ClusterSnapshot *registered = clusterBehind(id, type, primary, fleet, memory);
        const Peer *entry = entryFor(*block, id);
        const QString address = entry ? entry->apiAddress.value_or(QString()) : QString();
        names.append(
            registered ? RoleHazardText::tr("“%1” (%2: %3)", "secondary id, cluster, its role")
                             .arg(id, registered->identity.name, roleNow(*registered, type))
                : address.isEmpty()
                ? RoleHazardText::tr("“%1” (not registered here)", "secondary id").arg(id)
                : RoleHazardText::tr("“%1” (%2, not registered here)", "secondary id, address")
                      .arg(id, address));
    }
    if (more > 0)
        names.append(RoleHazardText::tr("and %1 more").arg(walCount(quint64(more))));
    return names;
}

QList<Hazard> hazardsOfPromotion(ReplicationType type, const ClusterSnapshot &target,
                                 const QList<ClusterSnapshot> &fleet, const QDateTime &now,
                                 const FleetMemory &memory)
{
    const ReplicationBlock *block = target.block(type);
    if (!block)
        return {};
    QList<Hazard> result = otherPrimaries(type, target, *block, fleet, now);
    if (type == ReplicationType::DisasterRecovery)
        result += wakenedPrimaries(target, fleet, now, memory, result);
    if (const auto loss = lossHazard(lossOfPromotion(target, type, fleet, memory)))
        result.append(*loss);
    return result;
}

QList<Hazard> hazardsOfDemotion(ReplicationType type, const ClusterSnapshot &target,
                                const QList<ClusterSnapshot> &fleet, const QDateTime &now,
                                const FleetMemory &memory)
{
    QList<Hazard> result;
    const QList<SecondaryStanding> standings = standingsOf(target, type, fleet, memory, now);
    // Another primary of the set takes over, so no secondary of this one has to.
    if (!standings.isEmpty() && !hasOtherPrimary(target, type, fleet, now)) {
        const bool isAnyLevel = std::ranges::any_of(standings, [](const SecondaryStanding &each) {
            return each.standing == Standing::Level;
        });
        for (const SecondaryStanding &each : standings) {
            // What is not registered cannot be promoted from here. It counts if nothing else can.
            if (each.standing != Standing::Level && (each.cluster.isValid() || !isAnyLevel))
                result.append(notLevel(target, each));
        }
    }
    if (const QStringList names = followerNames(target, type, fleet, memory); !names.isEmpty()) {
        result.append(
            { .kind = HazardKind::Followers,
              .cluster = {},
              .text = RoleHazardText::tr("These secondaries of %1 receive nothing more until they "
                                         "follow another primary: %2.")
                          .arg(target.identity.name, names.join(u", "_s)),
              .acknowledgement = {},
              .phrase = {} });
    }
    return result;
}

QList<Hazard> hazardsOfRevoking(ReplicationType type, const Arguments &arguments,
                                const ClusterSnapshot &target, const QList<ClusterSnapshot> &fleet,
                                const FleetMemory &memory)
{
    const QString id = arguments.text("id"_L1).trimmed();
    const ReplicationBlock *block = target.block(type);
    if (id.isEmpty() || !block || !block->isPrimary())
        return {};
    const QString &primary = target.identity.name;
    if (block->knownSecondaries && !block->knownSecondaries->contains(id)) {
        const qsizetype shown = std::min(mostNames, block->knownSecondaries->size());
        return { { .kind = HazardKind::UnknownSecondary,
                   .cluster = {},
                   .text = RoleHazardText::tr("%1 does not know the id “%2”. It knows: %3.",
                                              "primary, id, ids")
                               .arg(primary, id,
                                    block->knownSecondaries->isEmpty()
                                        ? RoleHazardText::tr("no id at all")
                                        : block->knownSecondaries->first(shown).join(u", "_s)),
                   .acknowledgement =
                       RoleHazardText::tr("Revoke “%1”, although %2 does not report it.")
                           .arg(id, primary),
                   .phrase = {} } };
    }
    const Peer *entry = entryFor(*block, id);
    const ClusterSnapshot *registered = clusterBehind(id, type, target, fleet, memory);
    const QString address = entry ? entry->apiAddress.value_or(QString()) : QString();
    const QString connection = !entry
        ? RoleHazardText::tr("No cluster has connected with it since %1 started.").arg(primary)
        : isConnected(entry) ? RoleHazardText::tr("It is connected now.")
        : isDisconnected(entry)
        ? RoleHazardText::tr("It is not connected now.")
        : RoleHazardText::tr("%1 does not report whether it is connected.").arg(primary);
    QString who;
    if (registered && registered->block(type) && isFollower(*registered->block(type)))
        who = RoleHazardText::tr("“%1” is %2.", "secondary id, cluster")
                  .arg(id, nameAndAddress(*registered));
    else if (registered)
        who = RoleHazardText::tr("“%1” is %2: %3.", "secondary id, cluster, its role")
                  .arg(id, nameAndAddress(*registered), roleNow(*registered, type));
    else if (!address.isEmpty())
        who = RoleHazardText::tr("“%1” is a cluster at %2, not registered here.").arg(id, address);
    else
        who = RoleHazardText::tr("It is unknown which cluster uses “%1”.").arg(id);
    return { { .kind = HazardKind::CutsOff,
               .cluster = registered ? registered->identity.id : ClusterId(),
               .text = who + u' ' + connection,
               .acknowledgement = {},
               .phrase = {} } };
}

} // namespace switchover
