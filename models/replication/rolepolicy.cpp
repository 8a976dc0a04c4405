// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/rolepolicy.h"

#include "models/replication/capabilities.h"
#include "models/replication/catalogue.h"

#include <QCoreApplication>

#include <optional>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Id = OperationId;

struct RolePolicyText
{
    Q_DECLARE_TR_FUNCTIONS(RolePolicy)
};

/// nullopt: no policy decides about the call.
std::optional<OperatorRole> roleFor(Id id)
{
    switch (id) {
    case Id::PerformanceRevokeSecondary:
    case Id::DrRevokeSecondary:
    case Id::PathsFilterRead:
    case Id::PathsFilterWrite:
    case Id::PathsFilterDelete:
    case Id::MountFilterRead:
    case Id::MountFilterWrite:
    case Id::MountFilterDelete:
    case Id::DynamicFilterRead:
    case Id::SecondaryDynamicFilterRead:
    case Id::Recover:
    case Id::MerkleCheck:
        return OperatorRole::Operator;
    case Id::PerformanceDemote:
    case Id::PerformancePromote:
    case Id::PerformanceUpdatePrimary:
    case Id::PerformanceMintToken:
    case Id::DrDemote:
    case Id::DrMintToken:
        return OperatorRole::Failover;
    case Id::PerformanceEnablePrimary:
    case Id::PerformanceDisablePrimary:
    case Id::PerformanceEnableSecondary:
    case Id::PerformanceDisableSecondary:
    case Id::PerformanceGeneratePublicKey:
    case Id::DrEnablePrimary:
    case Id::DrDisablePrimary:
    case Id::DrEnableSecondary:
    case Id::DrGeneratePublicKey:
    case Id::Reindex:
        return OperatorRole::Architect;
    case Id::ReadStatus:
    case Id::PerformanceReadStatus:
    case Id::DrReadStatus:
    case Id::DrPromote:
    case Id::DrDisableSecondary:
    case Id::DrUpdatePrimary:
    case Id::DrDeleteOperationToken:
    case Id::DrRecover:
    case Id::DrReindex:
    case Id::DrMerkleCheck:
    case Id::DrReadAttempt:
    case Id::DrStartAttempt:
    case Id::DrCancelAttempt:
    case Id::DrProvideKeyShare:
    case Id::DrReadLicense:
    case Id::DrWriteLicense:
    case Id::DrWriteSignedLicense:
    case Id::DrReloadConfig:
        return {};
    }
    Q_UNREACHABLE();
}

QList<SideRight> sideRightsOf(OperatorRole role)
{
    switch (role) {
    case OperatorRole::Observer:
        return { SideRight::ReadLicense, SideRight::ReadHaStatus };
    case OperatorRole::Operator:
        return { SideRight::ReadHaStatus, SideRight::ReadMounts, SideRight::ReadAuthMounts,
                 SideRight::ListNamespaces };
    case OperatorRole::Failover:
        return { SideRight::ReadHaStatus, SideRight::WriteBatchPolicy, SideRight::WriteBatchRole,
                 SideRight::CreateBatchToken };
    case OperatorRole::Architect:
        return { SideRight::ReadLicense, SideRight::ReadHaStatus };
    }
    Q_UNREACHABLE();
}

// Removed in Vault 1.11. Whoever still runs such a server adds the path by hand.
bool isOnlyForOldServers(Id id)
{
    return id == Id::MountFilterRead || id == Id::MountFilterWrite || id == Id::MountFilterDelete;
}

QString warningFor(OperatorRole role)
{
    if (role == OperatorRole::Failover)
        return RolePolicyText::tr(
            "# sudo on secondary-token equals root in effect: whoever can mint an "
            "activation token can bring up a cluster of their own with all the data.\n");
    return {};
}

} // namespace

QString roleName(OperatorRole role)
{
    switch (role) {
    case OperatorRole::Observer:
        return RolePolicyText::tr("Observer");
    case OperatorRole::Operator:
        return RolePolicyText::tr("Operator");
    case OperatorRole::Failover:
        return RolePolicyText::tr("Failover");
    case OperatorRole::Architect:
        return RolePolicyText::tr("Architect");
    }
    Q_UNREACHABLE();
}

QString roleSummary(OperatorRole role)
{
    switch (role) {
    case OperatorRole::Observer:
        return RolePolicyText::tr(
            "Looks. Replication status itself is open to everybody; this adds the "
            "licence and the nodes.");
    case OperatorRole::Operator:
        return RolePolicyText::tr(
            "Keeps replication healthy: revokes secondaries, edits filters, recovers "
            "and checks trees.");
    case OperatorRole::Failover:
        return RolePolicyText::tr(
            "Moves a primary: demotes, promotes, re-points, and mints activation "
            "tokens and batch DR operation tokens.");
    case OperatorRole::Architect:
        return RolePolicyText::tr(
            "Builds replication up and takes it down: enables, disables, makes public "
            "keys, reindexes.");
    }
    Q_UNREACHABLE();
}

QList<OperationId> operationsOf(OperatorRole role)
{
    QList<OperationId> ids;
    for (const Operation &row : operationCatalogue()) {
        if (roleFor(row.id) == role)
            ids.append(row.id);
    }
    return ids;
}

QString rolePolicy(OperatorRole role)
{
    QList<CapabilityNeed> needs;
    for (const OperationId id : operationsOf(role)) {
        if (isOnlyForOldServers(id))
            continue;
        if (const auto need = capabilityNeed(operation(id), ApiDialect::Typed))
            needs.append(*need);
    }
    for (const SideRight right : sideRightsOf(role))
        needs.append(capabilityNeed(right));

    return "# %1: %2\n"_L1.arg(roleName(role), roleSummary(role)) + warningFor(role)
        + policyLines(needs);
}

} // namespace switchover
