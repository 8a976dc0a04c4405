// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/consequences.h"

#include "models/replication/activationtoken.h"
#include "models/replication/handover.h"
#include "models/replication/hazardrules.h"
#include "models/replication/membership.h"
#include "models/replication/pairing.h"
#include "models/replication/settlement.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Id = OperationId;

constexpr auto performanceType = ReplicationType::Performance;
constexpr auto drType = ReplicationType::DisasterRecovery;

struct ConsequenceText
{
    Q_DECLARE_TR_FUNCTIONS(Consequences)
};

const QString &targetName(const OperationScene &scene)
{
    return scene.target.identity.name;
}

std::optional<VaultVersion> versionThere(const ClusterSnapshot &snapshot)
{
    return snapshot.health ? VaultVersion::parse(snapshot.health->version) : std::nullopt;
}

/// Its role of the type, as read now; nullptr: not known.
const ReplicationBlock *roleOf(const ClusterSnapshot &snapshot, ReplicationType type)
{
    const ReplicationBlock *block = isCurrent(snapshot) ? snapshot.block(type) : nullptr;
    return block && block->mode != Mode::Missing && block->mode != Mode::NotKnown
            && block->mode != Mode::Unrecognized
        ? block
        : nullptr;
}

QStringList followersThere(const OperationScene &scene, ReplicationType type)
{
    return followerNames(scene.target, type, scene.fleet, scene.memory);
}

const ClusterSnapshot *clusterOf(const QList<ClusterSnapshot> &fleet, const ClusterId &id)
{
    const auto found = std::ranges::find_if(
        fleet, [&](const ClusterSnapshot &each) { return each.identity.id == id; });
    return id.isValid() && found != fleet.end() ? &*found : nullptr;
}

/// The cluster that this one follows, or followed until that was demoted.
const ClusterSnapshot *sourceOf(const OperationScene &scene, ReplicationType type)
{
    if (const ClusterSnapshot *primary = primaryOf(scene.target, type, scene.fleet))
        return primary;
    const PromotionLoss loss = lossOfPromotion(scene.target, type, scene.fleet, scene.memory);
    return loss.former == scene.target.identity.id ? nullptr : clusterOf(scene.fleet, loss.former);
}

/// Registered members of the set of the type but this one.
QStringList otherMembers(const OperationScene &scene, ReplicationType type)
{
    QStringList names;
    const ReplicationBlock *own = scene.target.block(type);
    for (const ClusterSnapshot &each : scene.fleet) {
        const ReplicationBlock *theirs = each.block(type);
        if (own && own->setId && theirs && theirs->setId == own->setId && !theirs->isDisabled()
            && each.identity.id != scene.target.identity.id)
            names.append(each.identity.name);
    }
    return names;
}

// Each of these returns what the readings say, or the general sentence where they say nothing.

QStringList onReindex(const OperationScene &scene)
{
    const ReplicationBlock *first = roleOf(scene.target, performanceType);
    const ReplicationBlock *second = roleOf(scene.target, drType);
    if ((first && first->isPrimary()) || (second && second->isPrimary())) {
        return { ConsequenceText::tr("%1 is a primary: Vault may be unusable there until the "
                                     "reindex is done. Reindex its secondaries first, unless a "
                                     "check found %1 corrupt.")
                     .arg(targetName(scene)) };
    }
    if (first && second)
        return {};
    return { ConsequenceText::tr("On a primary, Vault may be unusable until the reindex is done. "
                                 "Reindex the secondaries first, unless a check found the primary "
                                 "corrupt.") };
}

QStringList onRecover(const OperationScene &scene)
{
    const QStringList names =
        followersThere(scene, performanceType) + followersThere(scene, drType);
    if (!names.isEmpty())
        return { ConsequenceText::tr(
                     "These secondaries may lose their connection for a moment: %1.")
                     .arg(names.join(u", "_s)) };
    if (roleOf(scene.target, performanceType) && roleOf(scene.target, drType))
        return {};
    return { ConsequenceText::tr(
        "Secondaries of this cluster may lose their connection for a moment.") };
}

QStringList onDemotion(const OperationScene &scene, ReplicationType type)
{
    QStringList result;
    if (roleOf(scene.target, type) && followersThere(scene, type).isEmpty())
        result.append(ConsequenceText::tr("%1 knows no %2 secondary, so no other cluster can take "
                                          "over.")
                          .arg(targetName(scene), typeNoun(type)));
    if (type == performanceType)
        return result;
    const ReplicationBlock *role = roleOf(scene.target, performanceType);
    if (!role) {
        result.append(
            ConsequenceText::tr("The performance role of this cluster is unknown. If it is the "
                                "performance primary, "
                                "that set has no primary until a DR secondary is promoted."));
    } else if (role->isPrimary()) {
        const QStringList names = followersThere(scene, performanceType);
        result.append(names.isEmpty()
                          ? ConsequenceText::tr("%1 is also a performance primary. Its set has no "
                                                "primary until a DR secondary of %1 is promoted.")
                                .arg(targetName(scene))
                          : ConsequenceText::tr("%1 is also the performance primary of %2. They "
                                                "have no primary until a DR secondary of %1 is "
                                                "promoted.")
                                .arg(targetName(scene), names.join(u", "_s)));
    } else if (role->isSecondary()) {
        result.append(
            ConsequenceText::tr("%1 is also a performance secondary. No cluster takes its "
                                "place until a DR secondary of %1 is promoted.")
                .arg(targetName(scene)));
    }
    return result;
}

QStringList onToken(const Arguments &arguments, const OperationScene &scene)
{
    if (!arguments.text("secondary_public_key"_L1).isEmpty())
        return { ConsequenceText::tr("Only the cluster with this public key can use the token.") };
    const QString address = scene.target.leader ? scene.target.leader->leaderAddress : QString();
    return { address.isEmpty()
                 ? ConsequenceText::tr("The token names the API address of the active node of %1.")
                       .arg(targetName(scene))
                 : ConsequenceText::tr("The token names the API address of the active node, %1.")
                       .arg(address) };
}

QStringList onEnabling(const Arguments &arguments, const OperationScene &scene)
{
    QStringList result;
    if (!scene.target.leader || scene.target.leader->haEnabled)
        result.append(ConsequenceText::tr(
            "Its standby nodes seal themselves and must be unsealed with the primary's keys."));
    const SecretString *token = arguments.secret("token"_L1);
    const auto claims = token ? decodeActivationToken(*token) : std::nullopt;
    QString api = arguments.text("primary_api_addr"_L1);
    if (api.isEmpty() && claims)
        api = claims->address.value_or(QString());
    if (token && !token->isEmpty() && !claims)
        result.append(ConsequenceText::tr(
            "The servers of this cluster must reach the primary on its cluster port."));
    else if (!api.isEmpty())
        result.append(ConsequenceText::tr("The servers of this cluster must reach the primary on "
                                          "its cluster port, and its API at %1.")
                          .arg(api));
    else
        result.append(ConsequenceText::tr(
            "The servers of this cluster must reach the primary on its cluster port and, unless "
            "the token was made with a public key, on its API port."));
    return result;
}

QStringList onPromotion(const OperationScene &scene, ReplicationType type)
{
    const ClusterSnapshot *source = sourceOf(scene, type);
    const ReplicationBlock *theirs = source ? roleOf(*source, type) : nullptr;
    QStringList result;
    if (theirs && !theirs->isPrimary())
        result.append(ConsequenceText::tr("%1 was demoted: it is a %2 secondary now.")
                          .arg(source->identity.name, typeNoun(type)));
    else if (!source) // a registered one that may still be primary is a hazard
        result.append(ConsequenceText::tr(
            "Make sure that no other cluster of the set is primary: two primaries diverge, and "
            "the writes of one are lost."));
    if (type == performanceType) {
        result.append(source ? ConsequenceText::tr("Clients of %1 must log in again here: their "
                                                   "tokens are not valid on %2.")
                                   .arg(source->identity.name, targetName(scene))
                             : ConsequenceText::tr("Clients of the old primary must log in again "
                                                   "here: their tokens are not valid here."));
        return result;
    }
    const ReplicationBlock *role = source ? roleOf(*source, performanceType) : nullptr;
    const QString name = source ? source->identity.name : QString();
    const bool wakes = wakenedSet(scene.target, scene.fleet, scene.memory).has_value();
    if (wakes)
        result.append(ConsequenceText::tr("%1 was performance primary, so %2 becomes performance "
                                          "primary, too.")
                          .arg(name, targetName(scene)));
    else if (role && role->isSecondary())
        result.append(ConsequenceText::tr("%1 is a performance secondary, so %2 becomes that "
                                          "performance secondary, too.")
                          .arg(name, targetName(scene)));
    else if (role && role->isDisabled() && theirs && theirs->isPrimary())
        result.append(ConsequenceText::tr("%1 has no performance role, so %2 gets none.")
                          .arg(name, targetName(scene)));
    else
        result.append(ConsequenceText::tr("The performance role of the old primary is unknown. "
                                          "If it had one, this cluster gets "
                                          "it, too."));
    return result;
}

QStringList onUpdatingPrimary(const Operation &operation, const Arguments &arguments,
                              const OperationScene &scene)
{
    if (forgetsPrimary(operation, arguments))
        return { ConsequenceText::tr(
                     "The token is empty: %1 forgets its primary, stays a secondary "
                     "and receives nothing more.")
                     .arg(targetName(scene)) };
    QStringList result { ConsequenceText::tr(
        "The cluster compares its data with the new primary and takes over what differs. Writes "
        "that only it has are lost.") };
    if (operation.type == drType) {
        const ReplicationBlock *own = roleOf(scene.target, drType);
        if (!own)
            result.append(ConsequenceText::tr(
                "A DR primary that was just demoted needs a token here: addresses alone are "
                "refused."));
        else if (isDetached(*own))
            result.append(ConsequenceText::tr("%1 follows no primary, so it needs a token here: "
                                              "addresses alone are refused.")
                              .arg(targetName(scene)));
        return result;
    }
    const std::optional<VaultVersion> version = versionThere(scene.target);
    if (!version)
        result.append(ConsequenceText::tr(
            "The version of this cluster is unknown. Before Vault 1.14.1, 1.13.5, 1.12.9 and "
            "1.11.12 this operation can lose local data."));
    else if (losesLocalData(*version))
        result.append(ConsequenceText::tr("Vault %1 on %2 can lose local data in this operation. "
                                          "Upgrade first, or reindex afterwards.")
                          .arg(scene.target.health->version, targetName(scene)));
    return result;
}

QStringList onDisablingSecondary(const OperationScene &scene, ReplicationType type)
{
    if (type == performanceType)
        return {};
    const ClusterSnapshot *source = sourceOf(scene, type);
    return { source ? ConsequenceText::tr("%1 is no longer protected by %2.")
                          .arg(source->identity.name, targetName(scene))
                    : ConsequenceText::tr("The primary is no longer protected by this cluster.") };
}

QStringList onDisablingPrimary(const OperationScene &scene, ReplicationType type)
{
    const ReplicationBlock *own = roleOf(scene.target, type);
    if (own && own->knownSecondaries && followersThere(scene, type).isEmpty())
        return {
            ConsequenceText::tr("%1 knows no %2 secondary.").arg(targetName(scene), typeNoun(type))
        };
    if (own && !followersThere(scene, type).isEmpty())
        return {}; // named by the hazard
    return { ConsequenceText::tr("Every secondary loses its primary. To follow again it must be "
                                 "wiped.") };
}

QStringList onDeletingToken(const Arguments &arguments)
{
    const SecretString *token = arguments.secret("dr_operation_token"_L1);
    if (token && !token->isEmpty() && !isBatchToken(*token))
        return {};
    return { token && !token->isEmpty()
                 ? ConsequenceText::tr("This is a batch token. It can't be deleted: it ends by its "
                                       "time to live.")
                 : ConsequenceText::tr("A batch token can't be deleted: it ends by its time to "
                                       "live.") };
}

QStringList onStartingAttempt(const OperationScene &scene)
{
    const std::optional<VaultVersion> version = versionThere(scene.target);
    if (!version)
        return { ConsequenceText::tr("From Vault 2.0 on, a Vault token is needed as well, unless "
                                     "the server's configuration says otherwise.") };
    if (*version < VaultVersion { 2, 0, 0 })
        return {};
    return { ConsequenceText::tr("Vault %1 needs a Vault token as well, unless the server's "
                                 "configuration says otherwise.")
                 .arg(scene.target.health->version) };
}

QStringList factsFor(const Operation &operation, const Arguments &arguments,
                     const OperationScene &scene)
{
    switch (operation.id) {
    case Id::Recover:
        return onRecover(scene);
    case Id::Reindex:
        return onReindex(scene);
    case Id::PerformanceDemote:
    case Id::DrDemote:
        return onDemotion(scene, *operation.type);
    case Id::PerformanceDisablePrimary:
    case Id::DrDisablePrimary:
        return onDisablingPrimary(scene, *operation.type);
    case Id::PerformanceMintToken:
    case Id::DrMintToken:
        return onToken(arguments, scene);
    case Id::PerformanceEnableSecondary:
    case Id::DrEnableSecondary:
        return onEnabling(arguments, scene);
    case Id::PerformancePromote:
    case Id::DrPromote:
        return onPromotion(scene, *operation.type);
    case Id::PerformanceDisableSecondary:
    case Id::DrDisableSecondary:
        return onDisablingSecondary(scene, *operation.type);
    case Id::PerformanceUpdatePrimary:
    case Id::DrUpdatePrimary:
        return onUpdatingPrimary(operation, arguments, scene);
    case Id::DrDeleteOperationToken:
        return onDeletingToken(arguments);
    case Id::DrStartAttempt:
        return onStartingAttempt(scene);
    default:
        return {};
    }
}

QStringList afterDemotion(const OperationScene &scene, ReplicationType type)
{
    const QString successors = otherMembers(scene, type).join(u", "_s);
    return {
        successors.isEmpty()
            ? ConsequenceText::tr("Promote the secondary that takes over.")
            : ConsequenceText::tr("Promote the secondary that takes over: %1.").arg(successors),
        ConsequenceText::tr("If it turns out not to be level, promote %1 again. Each secondary "
                            "then needs a new activation token and update-primary.")
            .arg(targetName(scene))
    };
}

QStringList afterPromotion(const OperationScene &scene, ReplicationType type)
{
    const QStringList others = otherMembers(scene, type);
    QStringList result {
        others.isEmpty()
            ? ConsequenceText::tr("Every other member of the set follows this cluster only after "
                                  "update-primary.")
            : ConsequenceText::tr("Generate a token on %1 for each of these, and use it there by "
                                  "update-primary: %2.")
                  .arg(targetName(scene), others.join(u", "_s))
    };
    if (type == performanceType)
        return result;
    const ClusterSnapshot *source = sourceOf(scene, type);
    const QStringList followers =
        source ? followerNames(*source, performanceType, scene.fleet, scene.memory) : QStringList();
    result.append(followers.isEmpty()
                      ? ConsequenceText::tr("Check every performance secondary: it may need "
                                            "update-primary, too.")
                      : ConsequenceText::tr("Check these performance secondaries. They may need "
                                            "update-primary, too: %1.")
                            .arg(followers.join(u", "_s)));
    return result;
}

QStringList afterDisablingSecondary(const OperationScene &scene, ReplicationType type)
{
    const ReplicationBlock *own = scene.target.block(type);
    const ClusterSnapshot *source = sourceOf(scene, type);
    const QString id = own ? own->secondaryId.value_or(QString()) : QString();
    if (!source || id.isEmpty())
        return { ConsequenceText::tr("Revoke its id on the primary.") };
    return { ConsequenceText::tr("Revoke the id “%1” on %2.").arg(id, source->identity.name) };
}

QStringList afterRevoking(ReplicationType type, const Arguments &arguments,
                          const OperationScene &scene)
{
    const ClusterSnapshot *revoked =
        clusterBehind(arguments.text("id"_L1), type, scene.target, scene.fleet, scene.memory);
    return { revoked
                 ? ConsequenceText::tr("Disable replication on %1, or give it a new token by "
                                       "update-primary.")
                       .arg(revoked->identity.name)
                 : ConsequenceText::tr("Disable replication on the revoked cluster, or give it a "
                                       "new token by update-primary.") };
}

QStringList afterCheck(const OperationScene &scene)
{
    const ReplicationBlock *first = roleOf(scene.target, performanceType);
    const ReplicationBlock *second = roleOf(scene.target, drType);
    if ((first && first->isPrimary()) || (second && second->isPrimary()))
        return { ConsequenceText::tr("If the check finds %1 corrupt, take a snapshot, then reindex "
                                     "%1 in a quiet window.")
                     .arg(targetName(scene)) };
    const ReplicationType type = second && second->isSecondary() ? drType : performanceType;
    const ClusterSnapshot *source = sourceOf(scene, type);
    if (source)
        return { ConsequenceText::tr("If the check finds %1 corrupt, check %2 as well. If %2 is "
                                     "sound, reindex %1.")
                     .arg(targetName(scene), source->identity.name) };
    return { ConsequenceText::tr("If the check finds a primary corrupt, take a snapshot, then "
                                 "reindex it in a quiet window. If only a secondary is corrupt, "
                                 "reindex that.") };
}

} // namespace

QStringList consequencesOf(const Operation &operation, const Arguments &arguments,
                           const OperationScene &scene)
{
    return factsFor(operation, arguments, scene) + operation.consequences();
}

QStringList followUpsOf(const Operation &operation, const Arguments &arguments,
                        const OperationScene &scene)
{
    const QStringList own = followUps(operation, arguments);
    switch (operation.id) {
    case Id::PerformanceDemote:
    case Id::DrDemote:
        return afterDemotion(scene, *operation.type) + own;
    case Id::PerformancePromote:
    case Id::DrPromote: {
        const QStringList named = afterPromotion(scene, *operation.type);
        return named + own;
    }
    case Id::PerformanceDisableSecondary:
    case Id::DrDisableSecondary:
        return afterDisablingSecondary(scene, *operation.type) + own;
    case Id::MerkleCheck:
    case Id::DrMerkleCheck:
        return afterCheck(scene) + own;
    case Id::PerformanceRevokeSecondary:
    case Id::DrRevokeSecondary:
        return afterRevoking(*operation.type, arguments, scene) + own;
    case Id::DrUpdatePrimary: {
        const SecretString *token = arguments.secret("dr_operation_token"_L1);
        if (token && isBatchToken(*token))
            return own;
        return own
            + QStringList { ConsequenceText::tr("Delete the DR operation token, unless the outcome "
                                                "says that it was deleted.") };
    }
    default:
        return own;
    }
}

QStringList readingsOf(const Operation &operation, const OperationScene &scene)
{
    QStringList result;
    if (operation.id == Id::PerformanceDemote || operation.id == Id::DrDemote) {
        const QList<SecondaryStanding> standings =
            standingsOf(scene.target, *operation.type, scene.fleet, scene.memory, scene.now);
        for (const SecondaryStanding &each : standings)
            result.append(standingText(each));
    } else if (operation.id == Id::PerformancePromote || operation.id == Id::DrPromote) {
        result.append(
            lossText(lossOfPromotion(scene.target, *operation.type, scene.fleet, scene.memory)));
    }
    return result;
}

bool isBatchToken(const SecretString &token)
{
    return token.reveal().startsWith("hvb.") || token.reveal().startsWith("b.");
}

bool losesLocalData(const VaultVersion &version)
{
    const auto isFrom = [&](int minor, int fixed) {
        return version >= VaultVersion { 1, minor, 0 }
        && version < VaultVersion { 1, minor, fixed };
    };
    return version < VaultVersion { 1, 11, 12 } || isFrom(12, 9) || isFrom(13, 5) || isFrom(14, 1);
}

} // namespace switchover
