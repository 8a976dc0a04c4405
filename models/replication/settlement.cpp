// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/settlement.h"

#include "models/replication/pairing.h"
#include "models/replication/pathfilter.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Id = OperationId;

struct SettlementText
{
    Q_DECLARE_TR_FUNCTIONS(Settlement)
};

bool hasCurrentStatus(const ClusterSnapshot &now)
{
    return now.status && !now.statusError;
}

// A cluster that restarts its services answers the status before a node is active again.
bool hasActiveNode(const ClusterSnapshot &now)
{
    if (!now.health || now.healthError)
        return false;
    return now.health->initialized && !now.health->sealed && !now.health->isRemoved()
        && !now.health->hasLostActiveNode();
}

struct Blocks
{
    const ReplicationBlock *before = nullptr;
    const ReplicationBlock *now = nullptr;
};

Mode modeOf(const ReplicationBlock *block)
{
    return block ? block->mode.meaning : Mode::NotKnown;
}

/// For effects that are a change of mode: what is between the old and the new is under way.
Settlement settleMode(Mode wanted, const Blocks &blocks, const ClusterSnapshot &now)
{
    if (!blocks.now)
        return Settlement::CannotTell;
    const Mode current = modeOf(blocks.now);
    if (current == wanted)
        return hasActiveNode(now) ? Settlement::Done : Settlement::UnderWay;
    switch (current) {
    case Mode::Missing:
    case Mode::NotKnown:
        return Settlement::UnderWay;
    case Mode::Unrecognized:
        return Settlement::CannotTell;
    case Mode::Bootstrapping:
    case Mode::Disabled:
    case Mode::Primary:
    case Mode::Secondary:
    case Mode::Unsupported:
        return current == modeOf(blocks.before) ? Settlement::NoEffect : Settlement::UnderWay;
    }
    Q_UNREACHABLE();
}

bool isStreaming(const ReplicationBlock &block)
{
    if (!block.isSecondary())
        return false;
    if (block.connectionState) {
        // Vault 1.5.0 sometimes says idle although it streams: the connection decides.
        return *block.connectionState == ConnectionState::Ready && block.state
            && (*block.state == State::StreamWals || *block.state == State::Idle);
    }
    if (knowsNoPrimary(block))
        return false;
    // Vault 0.7 to 1.0 may leave the state out.
    return !block.state
        ? block.lastRemoteWal.has_value() || !block.setId.value_or(QString()).isEmpty()
        : *block.state == State::StreamWals;
}

/// What of the link to the primary is different: the only trace update-primary leaves when the
/// secondary was streaming before and after.
bool linkChanged(const ReplicationBlock &before, const ReplicationBlock &now)
{
    return before.knownPrimaryClusterAddresses != now.knownPrimaryClusterAddresses
        || before.primaryClusterAddress != now.primaryClusterAddress
        || before.secondaryId != now.secondaryId || before.lastStart != now.lastStart
        || before.connectionState != now.connectionState || before.state != now.state;
}

Settlement settleFollowing(const Operation &operation, const Blocks &blocks,
                           const ClusterSnapshot &now)
{
    if (!blocks.now)
        return Settlement::CannotTell;
    const Mode current = modeOf(blocks.now);
    if (operation.role == RoleNeeded::Disabled) { // secondary/enable
        if (current == Mode::Disabled)
            return modeOf(blocks.before) == Mode::Disabled ? Settlement::NoEffect
                                                           : Settlement::UnderWay;
        return isStreaming(*blocks.now) && hasActiveNode(now) ? Settlement::Done
                                                              : Settlement::UnderWay;
    }
    if (current != Mode::Secondary)
        return current == Mode::Missing || current == Mode::Bootstrapping ? Settlement::UnderWay
                                                                          : Settlement::CannotTell;
    const bool changed = blocks.before && linkChanged(*blocks.before, *blocks.now);
    if (!changed) {
        // A secondary that streamed before and streams now may or may not have been pointed anew.
        return blocks.before && isStreaming(*blocks.before) ? Settlement::CannotTell
                                                            : Settlement::NoEffect;
    }
    return isStreaming(*blocks.now) && hasActiveNode(now) ? Settlement::Done : Settlement::UnderWay;
}

Settlement settleDetached(const Blocks &blocks, const ClusterSnapshot &now)
{
    if (!blocks.now || !blocks.before)
        return Settlement::CannotTell;
    if (isDetached(*blocks.now))
        return hasActiveNode(now) ? Settlement::Done : Settlement::UnderWay;
    return linkChanged(*blocks.before, *blocks.now) ? Settlement::UnderWay : Settlement::NoEffect;
}

Settlement settleSecondaryKnown(bool wanted, const QString &id, const Blocks &blocks, bool answered)
{
    if (!blocks.now || !blocks.now->knownSecondaries || id.isEmpty())
        return Settlement::CannotTell;
    const bool isThere = blocks.now->knownSecondaries->contains(id);
    const bool wasThere = blocks.before && blocks.before->knownSecondaries
        && blocks.before->knownSecondaries->contains(id);
    if (isThere == wanted) {
        // An id that was known before shows nothing of another token for it.
        return wanted && wasThere && !answered ? Settlement::CannotTell : Settlement::Done;
    }
    return Settlement::NoEffect;
}

bool isSameFilter(const PathFilter &stored, const Arguments &arguments, const Operation &operation)
{
    const Parameter *mode = operation.parameter("mode"_L1);
    QString wantedMode = arguments.text("mode"_L1).trimmed();
    if (wantedMode.isEmpty() && mode)
        wantedMode = QLatin1StringView(mode->defaultText);
    const auto sorted = [](QStringList paths) {
        paths.sort();
        return paths;
    };
    return stored.mode == wantedMode
        && sorted(normalPaths(stored.paths)) == sorted(normalPaths(arguments.texts("paths"_L1)));
}

Settlement settleFilter(bool wanted, const Operation &operation, const Arguments &arguments,
                        const Observation &observation)
{
    if (!observation.asked)
        return Settlement::CannotTell;
    if (!wanted)
        return observation.filter ? Settlement::NoEffect : Settlement::Done;
    return observation.filter && isSameFilter(*observation.filter, arguments, operation)
        ? Settlement::Done
        : Settlement::NoEffect;
}

// One attempt runs on a cluster at a time, so the one that runs may be somebody else's.
Settlement settleAttemptStarted(const Arguments &arguments, const Observation &observation)
{
    if (!observation.attemptProgress)
        return Settlement::NoEffect;
    if (observation.answered)
        return Settlement::Done;
    if (observation.askedBefore && !observation.attemptNonceBefore.isEmpty()
        && observation.attemptNonce == observation.attemptNonceBefore)
        return Settlement::NoEffect;
    const bool wantsPgp = !arguments.text("pgp_key"_L1).trimmed().isEmpty();
    if (wantsPgp != observation.attemptForPgpKey)
        return Settlement::NoEffect;
    // Nonce and one-time password were in the answer that was lost.
    return Settlement::CannotTell;
}

Settlement settleAttempt(DoneWhen doneWhen, const Arguments &arguments,
                         const Observation &observation)
{
    // The answer to a share says how far the attempt is, and the last share ends it.
    if (doneWhen == DoneWhen::AttemptAdvanced && observation.answered)
        return Settlement::Done;
    if (!observation.asked)
        return Settlement::CannotTell;
    if (doneWhen == DoneWhen::AttemptStarted)
        return settleAttemptStarted(arguments, observation);
    const bool isRunning = observation.attemptProgress.has_value();
    if (doneWhen == DoneWhen::AttemptGone) {
        const bool isAnother =
            observation.askedBefore && observation.attemptNonce != observation.attemptNonceBefore;
        return isRunning && !isAnother ? Settlement::NoEffect : Settlement::Done;
    }
    // A share that completed the attempt ends it, and so does a cancellation or a new leader.
    const QString nonce = arguments.text("nonce"_L1);
    if (!isRunning || (!nonce.isEmpty() && observation.attemptNonce != nonce))
        return Settlement::CannotTell;
    if (*observation.attemptProgress == 0 && observation.attemptProgressBefore.value_or(0) == 0)
        return Settlement::NoEffect;
    if (!observation.attemptProgressBefore
        || observation.attemptNonce != observation.attemptNonceBefore)
        return Settlement::CannotTell;
    if (*observation.attemptProgress == *observation.attemptProgressBefore)
        return Settlement::NoEffect;
    // A count that fell says that some share was wrong, not whose.
    return *observation.attemptProgress > *observation.attemptProgressBefore
        ? Settlement::Done
        : Settlement::CannotTell;
}

Settlement settleReindex(const Operation &operation, const ClusterSnapshot &before,
                         const ClusterSnapshot &now, const Observation &observation)
{
    bool seen = false;
    bool changed = false;
    bool ranBefore = false;
    bool mayBeThisOne = false;
    for (const ReplicationType type : allReplicationTypes) {
        if (operation.type && *operation.type != type)
            continue;
        const ReplicationBlock *block = now.block(type);
        if (!block)
            continue;
        if (block->reindexInProgress.value_or(false))
            return Settlement::UnderWay;
        const ReplicationBlock *earlier = before.block(type);
        if (!earlier || !block->lastReindexEpoch || !earlier->lastReindexEpoch)
            continue;
        seen = true;
        changed = changed || *block->lastReindexEpoch != *earlier->lastReindexEpoch;
        ranBefore = ranBefore || earlier->reindexInProgress.value_or(false);
        if (before.health && before.health->serverTimeUtc)
            mayBeThisOne =
                mayBeThisOne || *block->lastReindexEpoch >= *before.health->serverTimeUtc - 2;
    }
    // Epochs are whole seconds: one that ends in the second of an earlier end leaves them as they
    // were, but it was seen to run. With an old epoch it was broken off, as by a new leader.
    const bool sameSecond = observation.sawUnderWay && !ranBefore && mayBeThisOne;
    if (changed || (sameSecond && hasActiveNode(now)))
        return Settlement::Done;
    return seen ? Settlement::NoEffect : Settlement::CannotTell;
}

Settlement settleChecked(const Operation &operation, const ClusterSnapshot &before,
                         const ClusterSnapshot &now)
{
    bool seen = false;
    for (const ReplicationType type : allReplicationTypes) {
        if (operation.type && *operation.type != type)
            continue;
        const ReplicationBlock *block = now.block(type);
        const ReplicationBlock *earlier = before.block(type);
        if (!block || !earlier || !block->lastCorruptionCheckEpoch)
            continue;
        seen = true;
        if (block->lastCorruptionCheckEpoch != earlier->lastCorruptionCheckEpoch)
            return Settlement::Done;
    }
    return seen ? Settlement::NoEffect : Settlement::CannotTell;
}

} // namespace

Settlement settle(const Operation &operation, const Arguments &arguments,
                  const ClusterSnapshot &before, const ClusterSnapshot &now,
                  const Observation &observation)
{
    switch (operation.doneWhen) {
    case DoneWhen::FilterStored:
        return settleFilter(true, operation, arguments, observation);
    case DoneWhen::FilterGone:
        return settleFilter(false, operation, arguments, observation);
    case DoneWhen::AttemptStarted:
    case DoneWhen::AttemptGone:
    case DoneWhen::AttemptAdvanced:
        return settleAttempt(operation.doneWhen, arguments, observation);
    case DoneWhen::Answered:
        return observation.answered ? Settlement::Done : Settlement::CannotTell;
    case DoneWhen::ModePrimary:
    case DoneWhen::ModeSecondary:
    case DoneWhen::ModeDisabled:
    case DoneWhen::Following:
    case DoneWhen::Detached:
    case DoneWhen::SecondaryKnown:
    case DoneWhen::SecondaryGone:
    case DoneWhen::Reindexed:
    case DoneWhen::Checked:
        break;
    }
    if (!hasCurrentStatus(now))
        return Settlement::CannotTell;
    Blocks blocks;
    if (operation.type)
        blocks = { before.block(*operation.type), now.block(*operation.type) };
    switch (operation.doneWhen) {
    case DoneWhen::ModePrimary:
        return settleMode(Mode::Primary, blocks, now);
    case DoneWhen::ModeSecondary:
        return settleMode(Mode::Secondary, blocks, now);
    case DoneWhen::ModeDisabled:
        return settleMode(Mode::Disabled, blocks, now);
    case DoneWhen::Following:
        return forgetsPrimary(operation, arguments) ? settleDetached(blocks, now)
                                                    : settleFollowing(operation, blocks, now);
    case DoneWhen::Detached:
        return settleDetached(blocks, now);
    case DoneWhen::SecondaryKnown:
        return settleSecondaryKnown(true, arguments.text("id"_L1).trimmed(), blocks,
                                    observation.answered);
    case DoneWhen::SecondaryGone:
        return settleSecondaryKnown(false, arguments.text("id"_L1).trimmed(), blocks,
                                    observation.answered);
    case DoneWhen::Reindexed:
        return settleReindex(operation, before, now, observation);
    case DoneWhen::Checked:
        return settleChecked(operation, before, now);
    case DoneWhen::Answered:
    case DoneWhen::FilterStored:
    case DoneWhen::FilterGone:
    case DoneWhen::AttemptStarted:
    case DoneWhen::AttemptGone:
    case DoneWhen::AttemptAdvanced:
        break;
    }
    Q_UNREACHABLE();
}

} // namespace switchover
