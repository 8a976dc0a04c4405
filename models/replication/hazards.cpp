// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/hazards.h"

#include "models/replication/activationtoken.h"
#include "models/replication/hazardrules.h"
#include "models/replication/membership.h"
#include "models/replication/pairing.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Id = OperationId;
using HazardKind = Hazard::Kind;

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

QList<Hazard> ofDisabling(ReplicationType type, const ClusterSnapshot &target,
                          const QList<ClusterSnapshot> &fleet, const FleetMemory &memory)
{
    const QStringList names = followerNames(target, type, fleet, memory);
    if (names.isEmpty())
        return {};
    return { { .kind = HazardKind::Followers,
               .cluster = {},
               .text = HazardText::tr("These secondaries of %1 lose their primary. Each must be "
                                      "wiped before it can follow a primary again: %2.")
                           .arg(target.identity.name, names.join(u", "_s)),
               .acknowledgement = {},
               .phrase = {} } };
}

QList<Hazard> ofErasing(const Operation &operation, const ClusterSnapshot &target,
                        const QList<ClusterSnapshot> &fleet, const FleetMemory &memory)
{
    QList<Hazard> result;
    for (const ReplicationType type : allReplicationTypes) {
        const QStringList names = followerNames(target, type, fleet, memory);
        if (type == *operation.type || names.isEmpty())
            continue;
        result.append(
            { .kind = HazardKind::ErasesFollowers,
              .cluster = {},
              .text = HazardText::tr("%1 is a %2 primary itself. What is erased here is erased "
                                     "on its secondaries, too: %3.")
                          .arg(target.identity.name, typeNoun(type), names.join(u", "_s)),
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
                   "The values lead to %1. It is no %2 primary now, so %3 would follow nobody "
                   "until it becomes one.")
                   .arg(nameAndAddress(*there), typeNoun(type), target.identity.name);
    else if (updatesPrimary(operation.id) && own && own->setId && theirs->setId
             && own->setId != theirs->setId)
        text = HazardText::tr("The values lead to %1, the primary of another replication set. %2 "
                              "cannot follow it without being wiped.")
                   .arg(nameAndAddress(*there), target.identity.name);
    if (text.isEmpty())
        return {};
    return { { .kind = HazardKind::NotAPrimary,
               .cluster = there->identity.id,
               .text = text,
               .acknowledgement = HazardText::tr("Point %1 to %2 all the same.")
                                      .arg(target.identity.name, there->identity.name),
               .phrase = {} } };
}

/// The sets of the members that do not answer: who follows them in either can tell whether they
/// live.
QSet<QString> setsOfSilentMembers(ReplicationType type, const ClusterSnapshot &target,
                                  const ReplicationBlock &block,
                                  const QList<ClusterSnapshot> &fleet)
{
    QSet<QString> sets;
    for (const ClusterSnapshot &other : fleet) {
        const ReplicationBlock *theirs = other.block(type);
        if (other.identity.id == target.identity.id || isCurrent(other) || !theirs
            || !isSameSet(block, *theirs, other))
            continue;
        for (const ReplicationType each : allReplicationTypes) {
            if (const ReplicationBlock *own = other.block(each); own && own->setId)
                sets.insert(*own->setId);
        }
    }
    return sets;
}

} // namespace

bool Hazard::covers(const Hazard &other) const
{
    const bool isStronger =
        kind == HazardKind::PrimaryAlive && other.kind == HazardKind::UnknownPrimary;
    if ((kind != other.kind && !isStronger) || cluster != other.cluster)
        return false;
    const bool hasMorePaths = std::ranges::any_of(
        other.paths, [this](const QString &path) { return !paths.contains(path); });
    if (hasMorePaths)
        return false;
    if (kind != HazardKind::NotLevel && kind != HazardKind::LosesWrites)
        return true;
    // What was accepted was accepted of its number: a little more is the same, much more is not.
    return wals.has_value() == other.wals.has_value()
        && (!wals || *other.wals <= *wals + std::max<quint64>(*wals, 100));
}

QList<Hazard> hazardsOf(const Operation &operation, const Arguments &arguments,
                        const ClusterSnapshot &target, const QList<ClusterSnapshot> &fleet,
                        const QDateTime &now, const FleetMemory &memory)
{
    if (!operation.type)
        return {};
    const ReplicationType type = *operation.type;
    if (isPromotion(operation.id))
        return hazardsOfPromotion(type, target, fleet, now, memory);
    if (isDemotion(operation.id))
        return hazardsOfDemotion(type, target, fleet, now, memory);
    if (disablesPrimary(operation.id))
        return ofDisabling(type, target, fleet, memory);
    if (operation.doneWhen == DoneWhen::SecondaryGone)
        return hazardsOfRevoking(type, arguments, target, fleet, memory);
    QList<Hazard> result;
    if (enablesSecondary(operation.id))
        result = ofErasing(operation, target, fleet, memory);
    if (enablesSecondary(operation.id) || updatesPrimary(operation.id))
        result += ofPointing(operation, arguments, target, fleet);
    return result;
}

QList<ClusterId> decidingClusters(const Operation &operation, const ClusterSnapshot &target,
                                  const QList<ClusterSnapshot> &fleet, const FleetMemory &memory)
{
    QList<ClusterId> result;
    const bool decides = isPromotion(operation.id) || isDemotion(operation.id);
    const ReplicationBlock *block =
        operation.type && decides ? target.block(*operation.type) : nullptr;
    if (!block)
        return result;
    const std::optional<QString> wakened = operation.id == Id::DrPromote
        ? wakenedSet(target, fleet, memory)
        : std::optional<QString>();
    const QSet<QString> theirWitnesses =
        setsOfSilentMembers(*operation.type, target, *block, fleet);
    for (const ClusterSnapshot &other : fleet) {
        if (other.identity.id == target.identity.id)
            continue;
        const ReplicationBlock *theirs = other.block(*operation.type);
        const auto isIn = [&](ReplicationType type, const auto &contains) {
            const ReplicationBlock *each = other.block(type);
            return each && each->setId && contains(*each->setId);
        };
        // Any member may have become primary since it was read, or have fallen behind.
        const bool isMember = theirs ? isSameSet(*block, *theirs, other) : isNamedBy(*block, other);
        const bool wakes = isIn(ReplicationType::Performance,
                                [&](const QString &set) { return wakened && set == *wakened; });
        const bool isWitness = std::ranges::any_of(allReplicationTypes, [&](ReplicationType type) {
            return isIn(type, [&](const QString &set) { return theirWitnesses.contains(set); });
        });
        if (isMember || wakes || isWitness)
            result.append(other.identity.id);
    }
    return result;
}

QList<Hazard> notAccepted(const QList<Hazard> &hazards, const QList<Hazard> &accepted)
{
    QList<Hazard> result;
    for (const Hazard &hazard : hazards) {
        const bool known =
            std::ranges::any_of(accepted, [&](const Hazard &each) { return each.covers(hazard); });
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
