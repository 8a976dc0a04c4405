// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/hazards.h"

#include "models/replication/activationtoken.h"
#include "models/replication/pairing.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Id = OperationId;
using Kind = Hazard::Kind;

struct HazardText
{
    Q_DECLARE_TR_FUNCTIONS(Hazard)
};

bool isPromotion(Id id)
{
    return id == Id::PerformancePromote || id == Id::DrPromote;
}

bool isDemotion(Id id)
{
    return id == Id::PerformanceDemote || id == Id::DrDemote;
}

bool disablesPrimary(Id id)
{
    return id == Id::PerformanceDisablePrimary || id == Id::DrDisablePrimary;
}

bool enablesSecondary(Id id)
{
    return id == Id::PerformanceEnableSecondary || id == Id::DrEnableSecondary;
}

bool updatesPrimary(Id id)
{
    return id == Id::PerformanceUpdatePrimary || id == Id::DrUpdatePrimary;
}

QString nameAndAddress(const ClusterSnapshot &snapshot)
{
    return HazardText::tr("%1 (%2)", "cluster, address")
        .arg(snapshot.identity.name, snapshot.identity.address);
}

QString typeWord(ReplicationType type)
{
    return type == ReplicationType::DisasterRecovery ? HazardText::tr("DR")
                                                     : HazardText::tr("performance");
}

/// The addresses a secondary holds for its primary.
QStringList primaryAddresses(const ReplicationBlock &secondary)
{
    QStringList result;
    if (secondary.primaries) {
        for (const Peer &peer : *secondary.primaries)
            result << peer.apiAddress.value_or(QString())
                   << peer.clusterAddress.value_or(QString());
    }
    result << secondary.knownPrimaryClusterAddresses.value_or(QStringList())
           << secondary.primaryClusterAddress.value_or(QString());
    result.removeAll(QString());
    return result;
}

QSet<QString> apiKeys(const ClusterSnapshot &snapshot)
{
    QSet<QString> keys { addressKey(snapshot.identity.address) };
    for (const NodeSnapshot &node : snapshot.nodes)
        keys.insert(addressKey(node.address));
    if (snapshot.leader)
        keys.insert(addressKey(snapshot.leader->leaderAddress));
    keys.remove(QString());
    return keys;
}

bool answersAt(const ClusterSnapshot &snapshot, const QStringList &addresses)
{
    const QSet<QString> keys = apiKeys(snapshot);
    return std::ranges::any_of(
        addresses, [&](const QString &address) { return keys.contains(addressKey(address)); });
}

bool isNamedBy(const ReplicationBlock &secondary, const ClusterSnapshot &primary)
{
    return pointsTo(secondary, primary).value_or(false)
        || answersAt(primary, primaryAddresses(secondary));
}

/// Whether the two blocks are of one set. Where one does not name it, the addresses tell.
bool isSameSet(const ReplicationBlock &secondary, const ReplicationBlock &other,
               const ClusterSnapshot &otherCluster)
{
    const QString left = secondary.setId.value_or(QString());
    const QString right = other.setId.value_or(QString());
    return left.isEmpty() || right.isEmpty() ? isNamedBy(secondary, otherCluster) : left == right;
}

Hazard secondPrimary(const ClusterSnapshot &target, const ClusterSnapshot &other)
{
    return { .kind = Kind::SecondPrimary,
             .cluster = other.identity.id,
             .text =
                 HazardText::tr("%1 is primary of this set now; promoting %2 makes two primaries, "
                                "whose data part ways. Demote %3 first.")
                     .arg(nameAndAddress(other), target.identity.name, other.identity.name),
             .acknowledgement =
                 HazardText::tr(
                     "I accept two primaries, %1 and %2, and that the writes of one are lost.")
                     .arg(other.identity.name, target.identity.name),
             .phrase = {} };
}

Hazard unknownPrimary(const ClusterSnapshot &target, const ClusterSnapshot &other)
{
    const QString seen = other.status
        ? HazardText::tr("%1 was primary of this set when it was last read, %2,")
              .arg(nameAndAddress(other),
                   QLocale().toString(other.statusAt.toLocalTime(), QLocale::ShortFormat))
        : HazardText::tr("%1, which %2 names as its primary, has not been read")
              .arg(nameAndAddress(other), target.identity.name);
    const QString silent = !other.status ? HazardText::tr("yet.")
        : other.isReachable()            ? HazardText::tr("and does not say what it is now.")
                                         : HazardText::tr("and cannot be reached now.");
    return {
        .kind = Kind::UnknownPrimary,
        .cluster = other.identity.id,
        .text = HazardText::tr("%1 %2 Whether it is primary still cannot be known. If it is, "
                               "promoting %3 makes two primaries, whose data part ways. Fence it "
                               "first: stop it, or cut it off from every client and secondary.",
                               "what was seen, what it says now, cluster to be promoted")
                    .arg(seen, silent, target.identity.name),
        .acknowledgement = {},
        .phrase =
            HazardText::tr("%1 is fenced", "typed to confirm; cluster").arg(other.identity.name)
    };
}

/// The primary that the secondary follows is none of the registered clusters.
Hazard strangePrimary(const ClusterSnapshot &target, const ReplicationBlock &block)
{
    const bool connected =
        (block.connectionState && *block.connectionState == ConnectionState::Ready)
        || isConnected(primaryEntry(block));
    const QStringList addresses = primaryAddresses(block);
    const QString address =
        addresses.isEmpty() ? HazardText::tr("an unknown address") : addresses.constFirst();
    if (connected) {
        return { .kind = Kind::SecondPrimary,
                 .cluster = {},
                 .text =
                     HazardText::tr("%1 is connected to its primary at %2, which is not registered "
                                    "here; promoting %1 makes two primaries, whose data part ways. "
                                    "Demote the other first.")
                         .arg(target.identity.name, address),
                 .acknowledgement =
                     HazardText::tr("I accept two primaries, and that the writes of one are lost."),
                 .phrase = {} };
    }
    return { .kind = Kind::UnknownPrimary,
             .cluster = {},
             .text = HazardText::tr(
                         "%1 follows a primary at %2, which is not registered here: whether "
                         "that is primary still cannot be known. If it is, promoting %1 makes "
                         "two primaries, whose data part ways. Demote it, or fence it: stop "
                         "it, or cut it off from every client and secondary.")
                         .arg(target.identity.name, address),
             .acknowledgement = {},
             .phrase = HazardText::tr("the old primary is fenced", "typed to confirm") };
}

QList<Hazard> ofPromotion(ReplicationType type, const ClusterSnapshot &target,
                          const QList<ClusterSnapshot> &fleet, const QDateTime &now)
{
    const ReplicationBlock *block = target.block(type);
    if (!block)
        return {};
    QList<Hazard> result;
    bool isPrimaryAccountedFor = isDetached(*block) || knowsNoPrimary(*block);
    for (const ClusterSnapshot &other : fleet) {
        const ReplicationBlock *theirs = other.block(type);
        // Registered twice. With another role it is another cluster, whatever its id says.
        const bool isTwin =
            isSameCluster(other, target) && (!theirs || theirs->mode == block->mode);
        if (other.identity.id == target.identity.id || isTwin)
            continue;
        if (!theirs) {
            if (!isCurrent(other) && isNamedBy(*block, other)) {
                result.append(unknownPrimary(target, other));
                isPrimaryAccountedFor = true;
            }
            continue;
        }
        const bool isMember = isSameSet(*block, *theirs, other);
        const bool isLive = isCurrent(other) && other.freshness(now) == Freshness::Live;
        if (isMember && theirs->isPrimary()) {
            result.append(isLive ? secondPrimary(target, other) : unknownPrimary(target, other));
            isPrimaryAccountedFor = true;
        } else if (isLive && (isNamedBy(*block, other) || (isMember && isDetached(*theirs)))) {
            isPrimaryAccountedFor = true; // it was demoted, and says so itself
        }
    }
    if (!isPrimaryAccountedFor)
        result.append(strangePrimary(target, *block));
    return result;
}

/// "basalt (https://…)", or the id of one that is not registered.
QStringList followersOf(const ClusterSnapshot &primary, ReplicationType type,
                        const QList<ClusterSnapshot> &fleet)
{
    const ReplicationBlock *block = primary.block(type);
    if (!block || !block->isPrimary())
        return {};
    QStringList names;
    QSet<QString> named;
    for (const ClusterSnapshot &other : fleet) {
        const ReplicationBlock *theirs = other.block(type);
        if (other.identity.id == primary.identity.id || !theirs || theirs->isPrimary()
            || theirs->isDisabled() || isDetached(*theirs) || !theirs->setId
            || theirs->setId != block->setId)
            continue;
        names.append(nameAndAddress(other));
        named.insert(theirs->secondaryId.value_or(QString()));
    }
    for (const QString &id : block->knownSecondaries.value_or(QStringList())) {
        if (!named.contains(id))
            names.append(HazardText::tr("“%1” (not registered here)", "secondary id").arg(id));
    }
    return names;
}

QList<Hazard> ofLeaving(const Operation &operation, const ClusterSnapshot &target,
                        const QList<ClusterSnapshot> &fleet)
{
    const QStringList names = followersOf(target, *operation.type, fleet);
    if (names.isEmpty())
        return {};
    const QString text = isDemotion(operation.id)
        ? HazardText::tr(
            "Following %1 now, and left without news until pointed to another primary: %2.")
        : HazardText::tr("Following %1 now, and to be wiped before following a primary again: %2.");
    return { { .kind = Kind::Followers,
               .cluster = {},
               .text = text.arg(target.identity.name, names.join(u", "_s)),
               .acknowledgement = {},
               .phrase = {} } };
}

QList<Hazard> ofErasing(const Operation &operation, const ClusterSnapshot &target,
                        const QList<ClusterSnapshot> &fleet)
{
    QList<Hazard> result;
    for (const ReplicationType type : allReplicationTypes) {
        const QStringList names = followersOf(target, type, fleet);
        if (type == *operation.type || names.isEmpty())
            continue;
        result.append(
            { .kind = Kind::ErasesFollowers,
              .cluster = {},
              .text = HazardText::tr("%1 is a %2 primary itself: what is erased here does not "
                                     "survive on its secondaries either: %3.")
                          .arg(target.identity.name, typeWord(type), names.join(u", "_s)),
              .acknowledgement =
                  HazardText::tr("I accept that the data of its secondaries are erased too."),
              .phrase = {} });
    }
    return result;
}

/// The registered cluster that the values lead to; nullptr if that cannot be told.
const ClusterSnapshot *pointedTo(const Arguments &arguments, ReplicationType type,
                                 const QList<ClusterSnapshot> &fleet)
{
    QStringList apiAddresses { arguments.text("primary_api_addr"_L1) };
    if (const SecretString *token = arguments.secret("token"_L1); token && !token->isEmpty()) {
        if (const std::optional<ActivationTokenClaims> claims = decodeActivationToken(*token))
            apiAddresses.append(claims->address.value_or(QString()));
    }
    apiAddresses.removeAll(QString());
    QSet<QString> clusterKeys;
    for (const QString &address : arguments.texts("update_primary_addrs"_L1))
        clusterKeys.insert(addressKey(address));
    const auto found = std::ranges::find_if(fleet, [&](const ClusterSnapshot &each) {
        if (answersAt(each, apiAddresses))
            return true;
        const ReplicationBlock *block = each.block(type);
        return (each.leader && clusterKeys.contains(addressKey(each.leader->leaderClusterAddress)))
            || (block && block->isPrimary()
                && clusterKeys.contains(
                    addressKey(block->primaryClusterAddress.value_or(QString()))));
    });
    return found == fleet.end() ? nullptr : &*found;
}

QList<Hazard> ofPointing(const Operation &operation, const Arguments &arguments,
                         const ClusterSnapshot &target, const QList<ClusterSnapshot> &fleet)
{
    if (forgetsPrimary(operation, arguments))
        return {};
    const ReplicationType type = *operation.type;
    const ClusterSnapshot *there = pointedTo(arguments, type, fleet);
    const ReplicationBlock *theirs = there && isCurrent(*there) ? there->block(type) : nullptr;
    if (!theirs)
        return {};
    const ReplicationBlock *own = target.block(type);
    QString text;
    if (there->identity.id == target.identity.id)
        text = HazardText::tr("The values lead to %1 itself, which cannot follow itself.")
                   .arg(nameAndAddress(*there));
    else if (!theirs->isPrimary())
        text = HazardText::tr(
                   "The values lead to %1, which is no %2 primary now: %3 would follow nobody "
                   "until it becomes one.")
                   .arg(nameAndAddress(*there), typeWord(type), target.identity.name);
    else if (updatesPrimary(operation.id) && own && own->setId && theirs->setId
             && own->setId != theirs->setId)
        text =
            HazardText::tr("The values lead to %1, which is primary of another replication set: %2 "
                           "cannot follow it without being wiped.")
                .arg(nameAndAddress(*there), target.identity.name);
    if (text.isEmpty())
        return {};
    return { { .kind = Kind::NotAPrimary,
               .cluster = there->identity.id,
               .text = text,
               .acknowledgement = HazardText::tr("Point %1 to %2 all the same.")
                                      .arg(target.identity.name, there->identity.name),
               .phrase = {} } };
}

} // namespace

QList<Hazard> hazardsOf(const Operation &operation, const Arguments &arguments,
                        const ClusterSnapshot &target, const QList<ClusterSnapshot> &fleet,
                        const QDateTime &now)
{
    if (!operation.type)
        return {};
    if (isPromotion(operation.id))
        return ofPromotion(*operation.type, target, fleet, now);
    if (isDemotion(operation.id) || disablesPrimary(operation.id))
        return ofLeaving(operation, target, fleet);
    QList<Hazard> result;
    if (enablesSecondary(operation.id))
        result = ofErasing(operation, target, fleet);
    if (enablesSecondary(operation.id) || updatesPrimary(operation.id))
        result += ofPointing(operation, arguments, target, fleet);
    return result;
}

QList<ClusterId> decidingClusters(const Operation &operation, const ClusterSnapshot &target,
                                  const QList<ClusterSnapshot> &fleet)
{
    QList<ClusterId> result;
    const ReplicationBlock *block =
        operation.type && isPromotion(operation.id) ? target.block(*operation.type) : nullptr;
    if (!block)
        return result;
    for (const ClusterSnapshot &other : fleet) {
        const ReplicationBlock *theirs = other.block(*operation.type);
        // Any member may have become primary since it was read.
        if (other.identity.id != target.identity.id
            && (theirs ? isSameSet(*block, *theirs, other) : isNamedBy(*block, other)))
            result.append(other.identity.id);
    }
    return result;
}

QList<Hazard> notAccepted(const QList<Hazard> &hazards, const QList<Hazard> &accepted)
{
    QList<Hazard> result;
    for (const Hazard &hazard : hazards) {
        const bool known = std::ranges::any_of(
            accepted, [&](const Hazard &each) { return each.isSameAs(hazard); });
        if (hazard.isGrave() && !known)
            result.append(hazard);
    }
    return result;
}

QStringList graveTexts(const QList<Hazard> &hazards)
{
    QStringList texts;
    for (const Hazard &hazard : hazards) {
        if (hazard.isGrave())
            texts.append(hazard.text);
    }
    return texts;
}

QStringList otherTexts(const QList<Hazard> &hazards)
{
    QStringList texts;
    for (const Hazard &hazard : hazards) {
        if (!hazard.isGrave())
            texts.append(hazard.text);
    }
    return texts;
}

Severity severityOf(const Operation &operation, const Arguments &arguments,
                    const QList<Hazard> &hazards)
{
    return std::ranges::any_of(hazards, &Hazard::isGrave) ? Severity::Destroys
                                                          : severityOf(operation, arguments);
}

} // namespace switchover
