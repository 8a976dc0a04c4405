// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/settlement.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct SettlementWords
{
    Q_DECLARE_TR_FUNCTIONS(Settlement)
};

QString doneText(DoneWhen doneWhen)
{
    switch (doneWhen) {
    case DoneWhen::Answered:
        return SettlementWords::tr("Vault answered the call.");
    case DoneWhen::ModePrimary:
        return SettlementWords::tr("The cluster is primary now.");
    case DoneWhen::ModeSecondary:
        return SettlementWords::tr("The cluster is a secondary without a primary now.");
    case DoneWhen::ModeDisabled:
        return SettlementWords::tr("Replication of this type is disabled on the cluster now.");
    case DoneWhen::Following:
        return SettlementWords::tr("The cluster follows its primary now.");
    case DoneWhen::Detached:
        return SettlementWords::tr("The cluster has forgotten its primary and stays a secondary.");
    case DoneWhen::SecondaryKnown:
        return SettlementWords::tr(
            "The primary knows the id now. If its token did not arrive here, revoke "
            "the id and generate a new token.");
    case DoneWhen::SecondaryGone:
        return SettlementWords::tr("The primary no longer knows the id.");
    case DoneWhen::FilterStored:
        return SettlementWords::tr("The filter is stored as it was sent.");
    case DoneWhen::FilterGone:
        return SettlementWords::tr("No filter is stored for this id now.");
    case DoneWhen::AttemptStarted:
        return SettlementWords::tr(
            "An attempt is running. If its one-time password did not arrive here, "
            "cancel the attempt and start another one.");
    case DoneWhen::AttemptGone:
        return SettlementWords::tr("No attempt is running now.");
    case DoneWhen::AttemptAdvanced:
        return SettlementWords::tr("The attempt took the key share.");
    case DoneWhen::Reindexed:
        return SettlementWords::tr(
            "The reindex is done. Leave the active node alone until its pages are written.");
    case DoneWhen::Checked:
        return SettlementWords::tr("The check is done.");
    }
    Q_UNREACHABLE();
}

QString cannotTellText(DoneWhen doneWhen)
{
    switch (doneWhen) {
    case DoneWhen::AttemptStarted:
    case DoneWhen::AttemptGone:
    case DoneWhen::AttemptAdvanced:
        return SettlementWords::tr(
            "The attempt does not show whether the call took effect. Read the attempt "
            "before going on.");
    case DoneWhen::SecondaryKnown:
        return SettlementWords::tr(
            "The id may have been registered, but its token did not arrive here. "
            "Revoke the id, then generate a new token.");
    case DoneWhen::Answered:
        return SettlementWords::tr(
            "Nothing on the cluster shows whether this call took effect. It was not sent again.");
    case DoneWhen::ModePrimary:
    case DoneWhen::ModeSecondary:
    case DoneWhen::ModeDisabled:
    case DoneWhen::Following:
    case DoneWhen::Detached:
    case DoneWhen::SecondaryGone:
    case DoneWhen::FilterStored:
    case DoneWhen::FilterGone:
    case DoneWhen::Reindexed:
    case DoneWhen::Checked:
        return SettlementWords::tr(
            "The cluster does not show whether the call took effect. It was not sent again. Wait "
            "until the cluster answers and read its state before doing anything else.");
    }
    Q_UNREACHABLE();
}

} // namespace

DoneWhen doneWhen(const Operation &operation, const Arguments &arguments)
{
    return forgetsPrimary(operation, arguments) ? DoneWhen::Detached : operation.doneWhen;
}

QStringList followUps(const Operation &operation, const Arguments &arguments)
{
    if (!forgetsPrimary(operation, arguments))
        return operation.followUps();
    return { SettlementWords::tr(
        "The cluster stays a secondary and receives nothing until it is pointed at a "
        "primary with a new activation token, or promoted.") };
}

QString awaitedText(DoneWhen doneWhen)
{
    switch (doneWhen) {
    case DoneWhen::Answered:
        return SettlementWords::tr("Vault's answer");
    case DoneWhen::ModePrimary:
        return SettlementWords::tr("mode primary and an active node");
    case DoneWhen::ModeSecondary:
        return SettlementWords::tr("mode secondary and an active node");
    case DoneWhen::ModeDisabled:
        return SettlementWords::tr("mode disabled and an active node");
    case DoneWhen::Following:
        return SettlementWords::tr("mode secondary, state stream-wals and a ready connection");
    case DoneWhen::Detached:
        return SettlementWords::tr("mode secondary without a primary");
    case DoneWhen::SecondaryKnown:
        return SettlementWords::tr("the id among the known secondaries");
    case DoneWhen::SecondaryGone:
        return SettlementWords::tr("the id gone from the known secondaries");
    case DoneWhen::FilterStored:
        return SettlementWords::tr("the filter as it was sent");
    case DoneWhen::FilterGone:
        return SettlementWords::tr("no filter for this id");
    case DoneWhen::AttemptStarted:
        return SettlementWords::tr("a running attempt");
    case DoneWhen::AttemptGone:
        return SettlementWords::tr("no running attempt");
    case DoneWhen::AttemptAdvanced:
        return SettlementWords::tr("one more key share in the attempt");
    case DoneWhen::Reindexed:
        return SettlementWords::tr("the end of the reindex");
    case DoneWhen::Checked:
        return SettlementWords::tr("the end of the check");
    }
    Q_UNREACHABLE();
}

QString settlementText(DoneWhen doneWhen, Settlement settlement)
{
    switch (settlement) {
    case Settlement::Done:
        return doneText(doneWhen);
    case Settlement::UnderWay:
        return SettlementWords::
            tr("The call took effect and is not finished. Still awaited: %1. Do not send it again.")
                .arg(awaitedText(doneWhen));
    case Settlement::NoEffect:
        return SettlementWords::tr(
            "The cluster shows no effect of the call. It was not sent again. If its "
            "state stays as it is, the call can be made anew.");
    case Settlement::CannotTell:
        return cannotTellText(doneWhen);
    }
    Q_UNREACHABLE();
}

} // namespace switchover
