// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/nextsteps.h"

#include "models/replication/catalogue.h"

#include <QCoreApplication>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

struct NextStepsText
{
    Q_DECLARE_TR_FUNCTIONS(NextSteps)
};

NextStep open(OperationId id)
{
    const Operation &row = operation(id);
    return { NextStep::Kind::OpenOperation, id,
             NextStepsText::tr("%1…", "a button that opens a form").arg(row.verbText()),
             u"nextStep."_s + row.key };
}

NextStep signIn()
{
    return {
        NextStep::Kind::SignIn, {}, NextStepsText::tr("Sign in again…"), u"nextStep.signIn"_s
    };
}

NextStep unseal()
{
    return { NextStep::Kind::UnsealNodes,
             {},
             NextStepsText::tr("Unseal its nodes…"),
             u"nextStep.unseal"_s };
}

NextStep tryAgain()
{
    return {
        NextStep::Kind::TryAgain, {}, NextStepsText::tr("Back to the form"), u"nextStep.tryAgain"_s
    };
}

QList<NextStep> afterGood(OperationId id, const OperationAnswer &answer)
{
    switch (id) {
    case OperationId::PerformanceEnablePrimary:
        return { open(OperationId::PerformanceMintToken) };
    case OperationId::DrEnablePrimary:
        return { open(OperationId::DrMintToken) };
    case OperationId::PerformanceEnableSecondary:
        return { unseal(), signIn() };
    case OperationId::DrEnableSecondary:
        return { unseal() };
    case OperationId::PerformanceDemote:
        return { open(OperationId::PerformanceUpdatePrimary) };
    case OperationId::DrDemote:
        return { open(OperationId::DrUpdatePrimary) };
    case OperationId::PerformancePromote:
        return { open(OperationId::PerformanceMintToken) };
    case OperationId::DrPromote:
        return { open(OperationId::DrMintToken), signIn() };
    case OperationId::DrStartAttempt:
        return { open(OperationId::DrProvideKeyShare) };
    case OperationId::DrProvideKeyShare:
        if (answer.attempt && answer.attempt->complete)
            return { open(OperationId::DrPromote), open(OperationId::DrUpdatePrimary) };
        return { open(OperationId::DrProvideKeyShare) };
    case OperationId::DrReadAttempt:
        if (answer.attempt && answer.attempt->started)
            return { open(OperationId::DrProvideKeyShare), open(OperationId::DrCancelAttempt) };
        return { open(OperationId::DrStartAttempt) };
    case OperationId::MerkleCheck:
        return answer.merkleReport && !answer.merkleReport->isClean()
            ? QList { open(OperationId::Reindex) }
            : QList<NextStep>();
    case OperationId::DrMerkleCheck:
        return answer.merkleReport && !answer.merkleReport->isClean()
            ? QList { open(OperationId::DrReindex) }
            : QList<NextStep>();
    case OperationId::Reindex:
        return { open(OperationId::MerkleCheck) };
    case OperationId::DrReindex:
        return { open(OperationId::DrMerkleCheck) };
    case OperationId::PathsFilterRead:
        return { open(OperationId::PathsFilterWrite), open(OperationId::PathsFilterDelete) };
    case OperationId::PathsFilterWrite:
        return { open(OperationId::DynamicFilterRead) };
    case OperationId::MountFilterRead:
        return { open(OperationId::MountFilterWrite), open(OperationId::MountFilterDelete) };
    case OperationId::ReadStatus:
    case OperationId::Recover:
    case OperationId::PerformanceReadStatus:
    case OperationId::PerformanceDisablePrimary:
    case OperationId::PerformanceMintToken:
    case OperationId::PerformanceRevokeSecondary:
    case OperationId::PathsFilterDelete:
    case OperationId::MountFilterWrite:
    case OperationId::MountFilterDelete:
    case OperationId::DynamicFilterRead:
    case OperationId::PerformanceGeneratePublicKey:
    case OperationId::PerformanceDisableSecondary:
    case OperationId::PerformanceUpdatePrimary:
    case OperationId::SecondaryDynamicFilterRead:
    case OperationId::DrReadStatus:
    case OperationId::DrDisablePrimary:
    case OperationId::DrMintToken:
    case OperationId::DrRevokeSecondary:
    case OperationId::DrGeneratePublicKey:
    case OperationId::DrDisableSecondary:
    case OperationId::DrUpdatePrimary:
    case OperationId::DrDeleteOperationToken:
    case OperationId::DrRecover:
    case OperationId::DrCancelAttempt:
    case OperationId::DrReadLicense:
    case OperationId::DrWriteLicense:
    case OperationId::DrWriteSignedLicense:
    case OperationId::DrReloadConfig:
        break;
    }
    return {};
}

} // namespace

QList<NextStep> nextStepsAfter(OperationId id, const OperationOutcome &outcome,
                               const OperationAnswer &answer)
{
    switch (outcome.end) {
    case OperationOutcome::End::LostButDone:
        if (id == OperationId::PerformanceMintToken)
            return { open(OperationId::PerformanceRevokeSecondary) };
        if (id == OperationId::DrMintToken)
            return { open(OperationId::DrRevokeSecondary) };
        return afterGood(id, answer);
    case OperationOutcome::End::Done:
        return afterGood(id, answer);
    case OperationOutcome::End::NotSent:
    case OperationOutcome::End::Rejected: {
        QList<NextStep> steps { tryAgain() };
        // Where another token vouches for the call, signing in helps nothing, or is impossible.
        const Authorization by = operation(id).authorization;
        if (outcome.error && outcome.error->kind == Error::Kind::Denied
            && (by == Authorization::Token || by == Authorization::SudoToken))
            steps.prepend(signIn());
        return steps;
    }
    case OperationOutcome::End::AcceptedNotSeen:
    case OperationOutcome::End::LostNoEffect:
    case OperationOutcome::End::LostUnknown:
        break;
    }
    QList<NextStep> steps;
    // What keeps it from following may be that its other nodes are sealed.
    if (id == OperationId::PerformanceEnableSecondary || id == OperationId::DrEnableSecondary)
        steps.append(unseal());
    steps.append({ NextStep::Kind::ShowActivity,
                   {},
                   NextStepsText::tr("Show activity"),
                   u"nextStep.activity"_s });
    return steps;
}

QList<NextStep> stepsAfterDemotion(OperationId demotion, const ClusterSnapshot &demoted,
                                   const QList<ClusterSnapshot> &fleet)
{
    constexpr qsizetype mostSuccessors = 3;
    const ReplicationType type = demotion == OperationId::DrDemote
        ? ReplicationType::DisasterRecovery
        : ReplicationType::Performance;
    const OperationId promote = type == ReplicationType::Performance
        ? OperationId::PerformancePromote
        : OperationId::DrPromote;
    const ReplicationBlock *own = demoted.block(type);
    QList<NextStep> steps;
    for (const ClusterSnapshot &each : fleet) {
        const ReplicationBlock *block = each.block(type);
        if (each.identity.id == demoted.identity.id || !own || !own->setId || !block
            || !block->isSecondary() || block->setId != own->setId
            || steps.size() == mostSuccessors)
            continue;
        steps.append({ NextStep::Kind::OpenOperation, promote,
                       NextStepsText::tr("Promote %1…").arg(each.identity.name),
                       u"nextStep.promote."_s + each.identity.name, each.identity.id });
    }
    steps.append({ NextStep::Kind::OpenOperation, promote,
                   NextStepsText::tr("Promote %1 again…").arg(demoted.identity.name),
                   u"nextStep.promoteAgain"_s, demoted.identity.id });
    return steps;
}

std::optional<NextStep> restoreFilterStep(OperationId id, const OperationOutcome &outcome,
                                          const StoredFilter &replaced)
{
    const Operation &row = operation(id);
    const bool wasSent = outcome.end != OperationOutcome::End::NotSent
        && outcome.end != OperationOutcome::End::Rejected;
    if (row.filterAction == FilterAction::None || !wasSent
        || replaced.state == StoredFilter::State::Unknown)
        return std::nullopt;
    const bool isMount =
        id == OperationId::MountFilterWrite || id == OperationId::MountFilterDelete;
    const bool wasStored = replaced.state == StoredFilter::State::Stored;
    if (!wasStored && row.filterAction == FilterAction::Deletes)
        return std::nullopt;
    const OperationId back = wasStored
        ? (isMount ? OperationId::MountFilterWrite : OperationId::PathsFilterWrite)
        : (isMount ? OperationId::MountFilterDelete : OperationId::PathsFilterDelete);
    return NextStep { NextStep::Kind::RestoreFilter, back,
                      wasStored ? NextStepsText::tr("Restore previous filter…")
                                : NextStepsText::tr("Delete this filter again…"),
                      u"nextStep.restoreFilter"_s };
}

NextStep mintStep(const ClusterIdentity &primary, OperationId mint)
{
    return { NextStep::Kind::OpenOperation, mint,
             NextStepsText::tr("Generate the token on %1…").arg(primary.name),
             u"nextStep.mintOn."_s + primary.name, primary.id };
}

} // namespace switchover::ui
