// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The second half of an operation: what became of the call, by what the cluster shows.
#include "models/fleet/operationrunprivate.h"

#include "models/fleet/whengone.h"
#include "models/replication/permission.h"
#include "models/vault/vaultclient.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace switchover {

namespace {

using End = OperationOutcome::End;

// Room for the polls that come after the last moment at which a lost request may take effect.
constexpr std::chrono::milliseconds lastLooks = 20s;

} // namespace

void OperationRun::Private::wait()
{
    setStage(Stage::Waiting);
    if (stage != Stage::Waiting)
        return;
    if (!session) {
        clusterGone();
        return;
    }
    patienceTimer.start(lost && !patienceIsChosen ? std::max(patience, lateEffectWithin + lastLooks)
                                                  : patience);
    QObject::connect(session, &ClusterSession::snapshotChanged, &q, [this] { look(); });
    progress();
    session->pollNow();
}

void OperationRun::Private::look()
{
    if (stage != Stage::Waiting || !session || isElsewhere())
        return;
    if (session->snapshot().isReachable())
        heardAt = now();
    progress();
    if (session->snapshotPoll() > mark && !observing) {
        mark = session->snapshotPoll();
        if (!isAnotherCluster())
            observe();
    }
}

// One of several addresses, a name or a balancer may lead to another cluster, most of all while
// this one is away. What that shows is no effect of the call.
bool OperationRun::Private::isAnotherCluster() const
{
    // Enabling a secondary makes it another one.
    if (row.doneWhen == DoneWhen::Following && row.role == RoleNeeded::Disabled)
        return false;
    const auto idOf = [](const ClusterSnapshot &snapshot) {
        return snapshot.health && !snapshot.healthError ? snapshot.health->haClusterId
                                                        : std::nullopt;
    };
    const std::optional<QString> was = idOf(before);
    const std::optional<QString> is = idOf(session->snapshot());
    return was && is && *was != *is;
}

// The record may get another address while the operation runs. What answers there counts only if it
// says that it is the cluster that was reviewed.
bool OperationRun::Private::isElsewhere()
{
    const ClusterSnapshot &seen = session->snapshot();
    if (seen.identity.address == reviewed.identity.address)
        return false;
    if (!seen.health || seen.healthError)
        return true;
    const std::optional<QString> was =
        reviewed.health ? reviewed.health->haClusterId : std::nullopt;
    if (was && seen.health->haClusterId == was)
        return false;
    finish(lost && !sawUnderWay ? End::LostUnknown : End::AcceptedNotSeen,
           OperationRun::tr("The cluster's address was changed to %1 while the operation ran, and "
                            "nothing shows that the same cluster answers there. What became of the "
                            "call was not seen.")
               .arg(seen.identity.address));
    return true;
}

// The status does not show filters and attempts: they are asked for, as often as the status is.
void OperationRun::Private::observe()
{
    Observation observation = attemptBefore;
    observation.answered = !lost;
    observation.sawUnderWay = sawUnderWay;
    if (!row.observer || !session->snapshot().isReachable()) {
        judge(observation);
        return;
    }
    const Operation &observer = operation(*row.observer);
    Result<ApiCall> call = apiCall(observer, dialectFor(session->snapshot()), arguments);
    if (!call) {
        judge(observation);
        return;
    }
    observing = true;
    QObject *watch = whenGone(session->client(), &q, [this] { observing = false; });
    session->client().send(
        std::move(*call), &q, [this, watch, observation](Result<OperationAnswer> answer) mutable {
            delete watch;
            observing = false;
            if (stage != Stage::Waiting || !session)
                return;
            if (answer) {
                observation.asked = true;
                observation.filter = answer->filter;
                if (answer->attempt && answer->attempt->started) {
                    observation.attemptProgress = answer->attempt->progress;
                    observation.attemptNonce = answer->attempt->nonce;
                    observation.attemptForPgpKey = !answer->attempt->pgpFingerprint.isEmpty();
                }
                runningAttempt = observation.attemptNonce;
            } else {
                // Nothing stored is an answer too.
                observation.asked = answer.error().kind == Error::Kind::NotFound;
            }
            judge(observation);
        });
}

void OperationRun::Private::judge(Observation observation)
{
    const ClusterSnapshot &seen = session->snapshot();
    switch (settle(row, arguments, before, seen, observation)) {
    case Settlement::Done:
        if (lost)
            finish(End::LostButDone, lostButDoneText(facts(), *lost));
        else
            finish(End::Done, doneText(facts()));
        return;
    case Settlement::UnderWay:
        sawUnderWay = true;
        unchangedSince.reset();
        askedAgain = false;
        return;
    case Settlement::NoEffect:
        noEffect();
        return;
    case Settlement::CannotTell:
        judgeUntold();
        return;
    }
    Q_UNREACHABLE();
}

// Only an answer that was asked for after that time proves it: the computer may have slept while
// this one lay unread.
bool OperationRun::Private::isUnchangedFor(std::chrono::milliseconds time)
{
    if (now() - *unchangedSince < time)
        return false;
    if (std::exchange(askedAgain, true))
        return true;
    mark = session->pollsBegun();
    return false;
}

void OperationRun::Private::noEffect()
{
    if (!unchangedSince) {
        unchangedSince = now();
        return; // once is no proof
    }
    // Vault works on for 90 s after a client is gone, and a tunnel or balancer may hold the request
    // before it gets there. Only the server's own words end that sooner.
    if (lost && lost->serverMessages.isEmpty() && now() - sentAt < lateEffectWithin)
        return;
    if (!isUnchangedFor(noEffectAfter))
        return;
    if (lost) {
        // An error that the server gave in its own words, with nothing changed, is a refusal.
        if (!lost->serverMessages.isEmpty())
            finish(End::Rejected, rejectedText(facts(), *lost));
        else
            finish(End::LostNoEffect, lostNoEffectText(facts(), *lost));
    } else if (sawUnderWay && row.doneWhen == DoneWhen::Following) {
        finish(End::AcceptedNotSeen, rolledBackText(facts()));
    }
}

// The cluster answers, but this effect leaves no trace in what can be read.
void OperationRun::Private::judgeUntold()
{
    const ClusterSnapshot &seen = session->snapshot();
    const bool statusRead = seen.isReachable() && !seen.statusError;
    if (!statusRead) {
        unchangedSince.reset();
        askedAgain = false;
        return;
    }
    if (!unchangedSince)
        unchangedSince = now();
    // A secondary that was told of its primary once more, and streams as before, may show no
    // difference.
    if (!lost && row.doneWhen == DoneWhen::Following
        && isUnchangedFor(std::min<std::chrono::milliseconds>(noEffectAfter, 10s)))
        finish(End::Done, doneText(facts()));
    else if (lost && (row.doneWhen == DoneWhen::Answered || isUnchangedFor(noEffectAfter)))
        finish(End::LostUnknown, lostUnknownText(facts(), *lost));
}

void OperationRun::Private::outOfPatience()
{
    if (stage != Stage::Waiting)
        return;
    if (session && isAnotherCluster())
        finish(lost && !sawUnderWay ? End::LostUnknown : End::AcceptedNotSeen,
               OperationRun::tr("Another cluster answers in its place, with the cluster id %1. "
                                "What became of the call was not seen.")
                   .arg(*session->snapshot().health->haClusterId));
    else if (!lost || sawUnderWay)
        finish(End::AcceptedNotSeen, acceptedNotSeenText(facts(), patience));
    else
        finish(End::LostUnknown, lostUnknownText(facts(), *lost));
}

} // namespace switchover
