// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/permission.h"

#include "models/replication/pairing.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Id = OperationId;

struct PermissionText
{
    Q_DECLARE_TR_FUNCTIONS(Permission)
};

Permission yes()
{
    return { .allowed = true };
}

Permission no(QString reason)
{
    if (reason.startsWith(PermissionText::tr("this cluster")))
        reason.replace(0, 1, reason.at(0).toUpper());
    return { .allowed = false, .reason = reason };
}

QString nameOf(const ClusterSnapshot &snapshot)
{
    return snapshot.identity.name.isEmpty() ? PermissionText::tr("this cluster")
                                            : snapshot.identity.name;
}

std::optional<VaultVersion> versionOf(const ClusterSnapshot &snapshot)
{
    return snapshot.health ? VaultVersion::parse(snapshot.health->version) : std::nullopt;
}

bool hasMerkleCheck(const VaultVersion &version)
{
    return version >= VaultVersion { 1, 14, 3 }
    || (version >= VaultVersion { 1, 13, 7 } && version < VaultVersion { 1, 14, 0 });
}

QString sinceReason(const VaultVersion &version, const VaultVersion &first,
                    const QString &firstText)
{
    return version < first ? PermissionText::tr("This call exists since Vault %1.").arg(firstText)
                           : QString();
}

QString untilReason(const VaultVersion &version, const VaultVersion &removed,
                    const QString &removedText)
{
    return version >= removed
        ? PermissionText::tr("This call was removed in Vault %1.").arg(removedText)
        : QString();
}

/// Why the cluster's version does not have the call; "" if it has, or if the version is not known.
QString versionReason(Id id, const std::optional<VaultVersion> &version)
{
    if (!version)
        return {};
    switch (id) {
    case Id::MerkleCheck:
    case Id::DrMerkleCheck:
        return hasMerkleCheck(*version)
            ? QString()
            : PermissionText::tr("The Merkle check exists in Vault 1.13.7, "
                                 "1.14.3, 1.15.0 and later versions of each.");
    case Id::PathsFilterRead:
    case Id::PathsFilterWrite:
    case Id::PathsFilterDelete:
    case Id::DynamicFilterRead:
    case Id::SecondaryDynamicFilterRead:
    case Id::PerformanceGeneratePublicKey:
    case Id::DrGeneratePublicKey:
        return sinceReason(*version, { 1, 3, 0 }, u"1.3"_s);
    case Id::MountFilterRead:
    case Id::MountFilterWrite:
    case Id::MountFilterDelete:
        return untilReason(*version, { 1, 11, 0 },
                           PermissionText::tr("1.11; path filters replace it",
                                              "a version, and what came instead"));
    case Id::DrWriteLicense:
    case Id::DrWriteSignedLicense:
        return untilReason(*version, { 1, 11, 0 }, u"1.11"_s);
    case Id::DrRecover:
        return sinceReason(*version, { 1, 4, 0 }, u"1.4"_s);
    case Id::DrPromote:
        return *version < VaultVersion { 0, 9, 0 } ? PermissionText::tr(
                   "Vault 0.8 has no DR operation token: it promotes when enough unseal key "
                   "shares of the primary are given, one call each. Run \"vault write "
                   "sys/replication/dr/secondary/promote key=-\" on it once for each share, or "
                   "upgrade it to 0.9 first.")
                                                   : QString();
    case Id::DrDisableSecondary:
    case Id::DrUpdatePrimary:
    case Id::DrReindex:
    case Id::DrReloadConfig:
        return *version < VaultVersion { 0, 9, 0 } ? PermissionText::tr(
                   "This call takes a DR operation token, which exists since Vault 0.9.")
                                                   : QString();
    case Id::DrReadAttempt:
    case Id::DrStartAttempt:
    case Id::DrCancelAttempt:
    case Id::DrProvideKeyShare:
    case Id::DrDeleteOperationToken:
        return sinceReason(*version, { 0, 9, 0 }, u"0.9"_s);
    case Id::ReadStatus:
    case Id::Recover:
    case Id::Reindex:
    case Id::PerformanceReadStatus:
    case Id::PerformanceEnablePrimary:
    case Id::PerformanceDemote:
    case Id::PerformanceDisablePrimary:
    case Id::PerformanceMintToken:
    case Id::PerformanceRevokeSecondary:
    case Id::PerformanceEnableSecondary:
    case Id::PerformancePromote:
    case Id::PerformanceDisableSecondary:
    case Id::PerformanceUpdatePrimary:
    case Id::DrReadStatus:
    case Id::DrEnablePrimary:
    case Id::DrDemote:
    case Id::DrDisablePrimary:
    case Id::DrMintToken:
    case Id::DrRevokeSecondary:
    case Id::DrEnableSecondary:
    case Id::DrReadLicense:
        return {};
    }
    Q_UNREACHABLE();
}

bool isSealed(const ClusterSnapshot &snapshot)
{
    if (snapshot.statusError && snapshot.statusError->kind == Error::Kind::Sealed)
        return true;
    if (snapshot.health && !snapshot.healthError)
        return snapshot.health->sealed;
    return snapshot.seal && snapshot.seal->sealed && !snapshot.status;
}

/// Why nothing but reading may be done, because what is known of the cluster is not current.
QString unknownReason(const ClusterSnapshot &snapshot)
{
    // Before anything was stored the node calls itself sealed as well.
    if (snapshot.health && !snapshot.healthError && !snapshot.health->initialized)
        return PermissionText::tr("%1 is not initialised.").arg(nameOf(snapshot));
    if (snapshot.health && !snapshot.healthError && snapshot.health->isRemoved())
        return PermissionText::tr(
                   "The node of %1 that answered was removed from its cluster. Use another "
                   "node's address.")
            .arg(nameOf(snapshot));
    if (isSealed(snapshot))
        return PermissionText::tr("%1 is sealed. Unseal it first.").arg(nameOf(snapshot));
    if (snapshot.statusError) {
        for (const QString &message : snapshot.statusError->serverMessages) {
            if (message.contains("disabled path"_L1))
                return PermissionText::tr(
                           "The listener of %1 hides its replication status, so its state is "
                           "not known.")
                    .arg(nameOf(snapshot));
        }
        if (!snapshot.isReachable())
            return PermissionText::tr(
                       "%1 cannot be reached, so its state is not known. Only reading is allowed.")
                .arg(nameOf(snapshot));
        return PermissionText::tr(
                   "The newest replication status of %1 could not be read. Only reading is "
                   "allowed until it can.")
            .arg(nameOf(snapshot));
    }
    if (!snapshot.status)
        return PermissionText::tr(
                   "The replication status of %1 has not been read yet. Only reading is "
                   "allowed until it is.")
            .arg(nameOf(snapshot));
    return {};
}

QString editionReason(const ClusterSnapshot &snapshot)
{
    if (!snapshot.status)
        return {};
    if (snapshot.status->dialect == StatusDialect::Community
        && !(snapshot.health && snapshot.health->isEnterprise().value_or(false)))
        return PermissionText::tr(
                   "%1 runs the community edition of Vault, which does not replicate.")
            .arg(nameOf(snapshot));
    if (snapshot.status->dialect == StatusDialect::Unsupported)
        return PermissionText::tr(
                   "The storage of %1 cannot do transactions, so it cannot replicate.")
            .arg(nameOf(snapshot));
    return {};
}

bool isSignInNeeded(const Operation &operation, const ClusterSnapshot &snapshot)
{
    switch (operation.authorization) {
    case Authorization::Token:
    case Authorization::SudoToken:
        return true;
    case Authorization::OptionalToken:
        // The public key of a cluster that is no DR secondary yet; key shares vouch for the rest.
        return operation.id == Id::DrGeneratePublicKey && !snapshot.isDrSecondary();
    case Authorization::None:
    case Authorization::DrOperationToken:
        return false;
    }
    Q_UNREACHABLE();
}

QString signInReason(const Operation &operation, const ClusterSnapshot &snapshot)
{
    if (!isSignInNeeded(operation, snapshot))
        return {};
    switch (snapshot.signIn) {
    case SignInState::SignedIn:
        return {};
    case SignInState::SignedOut:
        return PermissionText::tr("Sign in to %1 first.").arg(nameOf(snapshot));
    case SignInState::Refused:
        return PermissionText::tr("%1 does not accept the token given for it. Sign in again first.")
            .arg(nameOf(snapshot));
    case SignInState::Impossible:
        return PermissionText::tr("%1 is a DR secondary, where nobody can sign in.")
            .arg(nameOf(snapshot));
    }
    Q_UNREACHABLE();
}

QString capabilityReason(const std::optional<CapabilityNeed> &need, const ClusterSnapshot &snapshot)
{
    if (!need)
        return {};
    const QStringList missing = snapshot.capabilities.missing(*need);
    QString path = need->path;
    if (need->isExample)
        path.replace(exampleId, "*"_L1);
    return PermissionText::tr("The token signed in with lacks %1 on %2.")
        .arg(missing.join(PermissionText::tr(" and ", "between capabilities")), path);
}

// Reads harm nothing. The attempt is here because disabling a DR secondary takes its token.
bool isAllowedWhileBootstrapping(const Operation &operation)
{
    const Id id = operation.id;
    return !operation.isWrite() || id == Id::Recover || id == Id::Reindex
        || id == Id::PerformanceDisableSecondary || id == Id::DrDisableSecondary
        || id == Id::DrRecover || id == Id::DrReindex || id == Id::DrStartAttempt
        || id == Id::DrCancelAttempt || id == Id::DrProvideKeyShare
        || id == Id::DrDeleteOperationToken;
}

/// Whether a cluster in this mode has the role. nullopt: the mode is a word that decides nothing.
std::optional<bool> fits(RoleNeeded role, Mode mode)
{
    if (role == RoleNeeded::Any)
        return true;
    switch (mode) {
    case Mode::Disabled:
        return role == RoleNeeded::Disabled || role == RoleNeeded::DisabledOrSecondary;
    case Mode::Primary:
        return role == RoleNeeded::Primary || role == RoleNeeded::Enabled;
    case Mode::Secondary:
        return role == RoleNeeded::Secondary || role == RoleNeeded::Enabled
            || role == RoleNeeded::DisabledOrSecondary;
    case Mode::Bootstrapping:
        return role == RoleNeeded::Secondary || role == RoleNeeded::Enabled;
    case Mode::Unsupported:
        return false;
    case Mode::Unrecognized:
    case Mode::Missing:
    case Mode::NotKnown:
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

QString wrongRoleReason(RoleNeeded role, ReplicationType type, const ReplicationBlock &block,
                        const QString &name)
{
    const QString typeName = type == ReplicationType::DisasterRecovery
        ? PermissionText::tr("DR")
        : PermissionText::tr("performance");
    switch (role) {
    case RoleNeeded::Primary:
        return block.isDisabled()
            ? PermissionText::tr("%2 has %1 replication disabled, and this needs a primary.")
                  .arg(typeName, name)
            : PermissionText::tr("%2 is no %1 primary.").arg(typeName, name);
    case RoleNeeded::Secondary:
        return block.isDisabled()
            ? PermissionText::tr("%2 has %1 replication disabled, and this needs a secondary.")
                  .arg(typeName, name)
            : PermissionText::tr("%2 is no %1 secondary.").arg(typeName, name);
    case RoleNeeded::Disabled:
        return block.isPrimary()
            ? PermissionText::tr("%2 is already a %1 primary.").arg(typeName, name)
            : block.isSecondary()
            ? PermissionText::tr("%2 is already a %1 secondary.").arg(typeName, name)
            : PermissionText::tr("%2 already has %1 replication enabled.").arg(typeName, name);
    case RoleNeeded::DisabledOrSecondary:
        return PermissionText::tr(
                   "%2 is a %1 primary, and this is for a cluster that is or becomes a secondary.")
            .arg(typeName, name);
    case RoleNeeded::Enabled:
        return PermissionText::tr("%2 has %1 replication disabled.").arg(typeName, name);
    case RoleNeeded::Any:
        return {};
    }
    Q_UNREACHABLE();
}

QString unknownModeReason(const ReplicationBlock &block, const QString &name)
{
    if (block.mode == Mode::Missing)
        return PermissionText::tr(
                   "%1 names no replication mode at the moment: it is being set up. Wait "
                   "until it does.")
            .arg(name);
    if (block.mode == Mode::NotKnown)
        return PermissionText::tr(
                   "The node of %1 that answered does not know its replication mode. Only "
                   "reading is allowed.")
            .arg(name);
    return PermissionText::tr(
               "%1 is in mode \"%2\", which is not known here. Only reading is allowed.")
        .arg(name, block.mode.text);
}

QString typedRoleReason(const Operation &operation, const ClusterSnapshot &snapshot)
{
    const QString name = nameOf(snapshot);
    const ReplicationBlock *block = snapshot.block(*operation.type);
    if (!block)
        return PermissionText::tr("The status of %1 does not say what %2 replication is doing.")
            .arg(name,
                 *operation.type == ReplicationType::DisasterRecovery
                     ? PermissionText::tr("DR")
                     : PermissionText::tr("performance"));
    const std::optional<bool> fit = fits(operation.role, block->mode.meaning);
    if (!fit)
        return operation.isWrite() ? unknownModeReason(*block, name) : QString();
    return *fit ? QString() : wrongRoleReason(operation.role, *operation.type, *block, name);
}

QString clusterRoleReason(const Operation &operation, const ClusterSnapshot &snapshot)
{
    if (operation.role == RoleNeeded::Any)
        return {};
    const ReplicationBlock *undecided = nullptr;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block)
            continue;
        const std::optional<bool> fit = fits(operation.role, block->mode.meaning);
        if (fit && *fit)
            return {};
        if (!fit)
            undecided = block;
    }
    if (undecided)
        return unknownModeReason(*undecided, nameOf(snapshot));
    return PermissionText::tr("Replication is disabled on %1.").arg(nameOf(snapshot));
}

// The other type waits too: the cluster is being erased and filled anew.
QString bootstrappingReason(const Operation &operation, const ClusterSnapshot &snapshot)
{
    const bool isBootstrapping =
        std::ranges::any_of(allReplicationTypes, [&](ReplicationType type) {
            const ReplicationBlock *block = snapshot.block(type);
            return block && block->mode == Mode::Bootstrapping;
        });
    if (!isBootstrapping || isAllowedWhileBootstrapping(operation))
        return {};
    return PermissionText::tr(
               "%1 is copying the primary's data for the first time. Until that is done only "
               "disable, recover and reindex are possible.")
        .arg(nameOf(snapshot));
}

/// A DR secondary answers only to its own few calls.
QString drGateReason(const Operation &operation, const ClusterSnapshot &snapshot)
{
    if (!snapshot.isDrSecondary() || operation.authorization == Authorization::None)
        return {};
    const bool isItsOwn = operation.type == ReplicationType::DisasterRecovery
        && (operation.authorization == Authorization::DrOperationToken
            || operation.authorization == Authorization::OptionalToken);
    const std::optional<VaultVersion> version = versionOf(snapshot);
    if (operation.id == Id::DrGeneratePublicKey && version && *version < VaultVersion { 1, 3, 1 })
        return PermissionText::tr(
            "On a cluster that is a DR secondary already, this works since Vault "
            "1.3.1.");
    if (isItsOwn)
        return {};
    if (!operation.type)
        return PermissionText::tr(
                   "%1 is a DR secondary, which takes this only with a DR operation token: "
                   "use the call for DR secondaries.")
            .arg(nameOf(snapshot));
    if (operation.id == Id::DrEnableSecondary)
        return PermissionText::tr("%1 is already a DR secondary.").arg(nameOf(snapshot));
    return PermissionText::tr(
               "%1 is a DR secondary, and its API is closed until it is promoted or disabled.")
        .arg(nameOf(snapshot));
}

// Vault lets no cluster be a DR secondary while its performance replication is enabled.
QString otherTypeReason(const Operation &operation, const ClusterSnapshot &snapshot)
{
    if (operation.id != Id::DrEnableSecondary)
        return {};
    const ReplicationBlock *performance = snapshot.block(ReplicationType::Performance);
    if (!performance)
        return PermissionText::tr(
                   "The status of %1 does not say whether performance replication is enabled, "
                   "which must be disabled first.")
            .arg(nameOf(snapshot));
    if (performance->isDisabled())
        return {};
    return PermissionText::tr(
               "Performance replication is enabled on %1. A cluster can become a DR secondary "
               "only while it is disabled.")
        .arg(nameOf(snapshot));
}

} // namespace

Permission allowed(const Operation &operation, const ClusterSnapshot &snapshot)
{
    if (dialectFor(snapshot) == ApiDialect::Legacy && !operation.legacyMethod)
        return no(PermissionText::tr("Vault 0.7 does not have this call."));
    if (snapshot.lookOnly && operation.isWrite())
        return no(PermissionText::tr("%1 is set to look only.").arg(nameOf(snapshot)));
    // Status calls are open on every cluster and are how its state becomes known.
    if (operation.role == RoleNeeded::Any && !operation.isWrite())
        return yes();
    if (operation.isWrite()) {
        if (const QString reason = unknownReason(snapshot); !reason.isEmpty())
            return no(reason);
    }
    if (const QString reason = editionReason(snapshot); !reason.isEmpty())
        return no(reason);
    if (const QString reason = versionReason(operation.id, versionOf(snapshot)); !reason.isEmpty())
        return no(reason);
    if (const QString reason = drGateReason(operation, snapshot); !reason.isEmpty())
        return no(reason);
    if (const QString reason = bootstrappingReason(operation, snapshot); !reason.isEmpty())
        return no(reason);
    if (snapshot.status) {
        const QString reason = operation.type ? typedRoleReason(operation, snapshot)
                                              : clusterRoleReason(operation, snapshot);
        if (!reason.isEmpty())
            return no(reason);
    }
    if (const QString reason = otherTypeReason(operation, snapshot); !reason.isEmpty())
        return no(reason);
    if (const QString reason = signInReason(operation, snapshot); !reason.isEmpty())
        return no(reason);
    if (const QString reason = capabilityReason(lackedCapability(operation, snapshot), snapshot);
        !reason.isEmpty())
        return no(reason);
    return yes();
}

namespace {

std::optional<CapabilityNeed> ifLacked(const std::optional<CapabilityNeed> &need,
                                       const ClusterSnapshot &snapshot)
{
    if (!need || snapshot.signIn != SignInState::SignedIn
        || snapshot.capabilities.judge(*need) != Capabilities::Verdict::No)
        return {};
    return need;
}

} // namespace

std::optional<CapabilityNeed> lackedCapability(const Operation &operation,
                                               const ClusterSnapshot &snapshot)
{
    Arguments arguments;
    // A secondary has one identifier, its own, which nobody has to type.
    const ReplicationBlock *block = snapshot.block(ReplicationType::Performance);
    if (operation.id == Id::SecondaryDynamicFilterRead && block && block->secondaryId)
        arguments.set("id"_L1, *block->secondaryId);
    return lackedCapability(operation, arguments, snapshot);
}

std::optional<CapabilityNeed> lackedCapability(const Operation &operation,
                                               const Arguments &arguments,
                                               const ClusterSnapshot &snapshot)
{
    return ifLacked(capabilityNeed(operation, dialectFor(snapshot), arguments), snapshot);
}

namespace {

// Old servers ignore fields they do not know, and then do something else than was asked for.
QString ignoredArgumentReason(const Operation &operation, const Arguments &arguments,
                              const ClusterSnapshot &snapshot)
{
    const std::optional<VaultVersion> version = versionOf(snapshot);
    if (!version)
        return {};
    const QString &shown = snapshot.health->version;
    if (*version < VaultVersion { 1, 13, 0 }
        && !arguments.texts("update_primary_addrs"_L1).isEmpty())
        return PermissionText::tr(
                   "Vault %1 does not know addresses here (since 1.13): it would ignore "
                   "them and forget its primary. Use an activation token.")
            .arg(shown);
    if (*version < VaultVersion { 1, 3, 0 }
        && !arguments.text("secondary_public_key"_L1).trimmed().isEmpty())
        return PermissionText::tr(
                   "Vault %1 does not know the public key (since 1.3): it would ignore it and "
                   "make an ordinary token that anybody can use. Leave it out.")
            .arg(shown);
    const SecretString *otp = arguments.secret("otp"_L1);
    if (operation.id == Id::DrStartAttempt && *version < VaultVersion { 0, 11, 0 }
        && (!otp || otp->isEmpty()) && arguments.text("pgp_key"_L1).trimmed().isEmpty())
        return PermissionText::tr(
                   "Vault %1 does not make the one-time password itself (since 0.11). Give one "
                   "as base64 of 16 bytes, or a PGP key.")
            .arg(shown);
    const bool promotes = operation.id == Id::PerformancePromote || operation.id == Id::DrPromote;
    if (promotes && *version < VaultVersion { 0, 11, 2 } && arguments.isOn("force"_L1))
        return PermissionText::tr("Vault %1 cannot force a promotion (since 0.11.2).").arg(shown);
    if (*version < VaultVersion { 1, 3, 0 } && arguments.isOn("skip_flush"_L1))
        return PermissionText::tr(
                   "Vault %1 always writes the pages at once; writing them later exists since "
                   "1.3.")
            .arg(shown);
    return {};
}

} // namespace

Permission allowed(const Operation &operation, const Arguments &arguments,
                   const ClusterSnapshot &snapshot)
{
    const Permission whole = allowed(operation, snapshot);
    if (!whole)
        return whole;
    const QString lacked =
        capabilityReason(lackedCapability(operation, arguments, snapshot), snapshot);
    if (!lacked.isEmpty())
        return no(lacked);
    const QString reason = ignoredArgumentReason(operation, arguments, snapshot);
    if (!reason.isEmpty())
        return no(reason);
    const bool hasAddresses = !arguments.texts("update_primary_addrs"_L1).isEmpty();
    const ReplicationBlock *block = operation.type ? snapshot.block(*operation.type) : nullptr;
    if (operation.id == Id::DrUpdatePrimary && hasAddresses && block && isDetached(*block))
        return no(PermissionText::tr(
                      "%1 was demoted and has no primary. Vault takes no addresses there: use "
                      "an activation token.")
                      .arg(nameOf(snapshot)));
    return whole;
}

bool isRelevant(const Operation &operation, const ClusterSnapshot &snapshot)
{
    if (dialectFor(snapshot) == ApiDialect::Legacy && !operation.legacyMethod)
        return false;
    if (operation.role == RoleNeeded::Any)
        return true;
    // Promotion stays in sight on a version that does it in another way, and says how.
    if (!snapshot.status || !editionReason(snapshot).isEmpty()
        || (operation.id != Id::DrPromote
            && !versionReason(operation.id, versionOf(snapshot)).isEmpty()))
        return false;
    if (!operation.type) {
        return !snapshot.isDrSecondary()
            && std::ranges::any_of(allReplicationTypes, [&](ReplicationType type) {
                   const ReplicationBlock *block = snapshot.block(type);
                   return block && fits(operation.role, block->mode.meaning).value_or(false);
               });
    }
    const ReplicationBlock *block = snapshot.block(*operation.type);
    return block && fits(operation.role, block->mode.meaning).value_or(false);
}

ApiDialect dialectFor(const ClusterSnapshot &snapshot)
{
    return snapshot.speaksLegacyApi() ? ApiDialect::Legacy : ApiDialect::Typed;
}

} // namespace switchover
