// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationrunprivate.h"

#include "models/fleet/observedchanges.h"
#include "models/fleet/whengone.h"
#include "models/replication/permission.h"
#include "models/store/activitylog.h"
#include "models/vault/vaultclient.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace switchover {

namespace {

using End = OperationOutcome::End;
using Kind = ActivityEntry::Kind;
using Outcome = ActivityEntry::Outcome;

// Vault itself gives a request up after 90 s: until then a call without answer may still be at
// work.
constexpr std::chrono::milliseconds serversOwnLimit = 95s;

// How long the other clusters of the set may take to say what they are. Who is silent longer counts
// as it was seen last.
constexpr std::chrono::milliseconds othersMayTake = 5s;

// How long the question for one identifier may take.
constexpr std::chrono::milliseconds rightsMayTake = 5s;

// How long the cluster may take to name its nodes before it becomes a secondary.
constexpr std::chrono::milliseconds nodesMayTake = 5s;

bool neverLeft(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::InvalidInput:
    case Error::Kind::NameNotFound:
    case Error::Kind::Refused:
    case Error::Kind::TlsFailed:
    case Error::Kind::ProxyFailed:
    case Error::Kind::ReadOnly:
    case Error::Kind::NotAllowed:
    case Error::Kind::File:
        return error.httpStatus == 0;
    case Error::Kind::Cancelled:
    case Error::Kind::Timeout:
    case Error::Kind::ConnectionLost:
    case Error::Kind::Redirected:
    case Error::Kind::TooLarge:
    case Error::Kind::BadAnswer:
    case Error::Kind::Rejected:
    case Error::Kind::Denied:
    case Error::Kind::NotFound:
    case Error::Kind::Unsupported:
    case Error::Kind::Throttled:
    case Error::Kind::NotReady:
    case Error::Kind::Sealed:
    case Error::Kind::ServerFailed:
    case Error::Kind::Keychain:
        return false;
    }
    Q_UNREACHABLE();
}

// Nobody broke the call off: we, or a balancer on the way, ended the waiting for its answer.
bool mayBeAtWork(const Error &lost)
{
    return lost.kind == Error::Kind::Timeout || lost.httpStatus == 504;
}

Outcome shade(End end)
{
    switch (end) {
    case End::Done:
    case End::LostButDone:
        return Outcome::Good;
    case End::NotSent:
        return Outcome::Neutral;
    case End::Rejected:
    case End::AcceptedNotSeen:
    case End::LostNoEffect:
        return Outcome::Attention;
    case End::LostUnknown:
        return Outcome::Bad;
    }
    Q_UNREACHABLE();
}

} // namespace

ActivityEntry OperationRun::Private::entry(Kind kind, Outcome shadeOf, const QString &text) const
{
    ActivityEntry entry;
    entry.kind = kind;
    entry.outcome = shadeOf;
    entry.cluster = reviewed.identity.id;
    entry.clusterName = session ? session->record().identity.name : reviewed.identity.name;
    entry.operationKey = QString::fromLatin1(row.key);
    entry.run = name;
    entry.text = text;
    return entry;
}

void OperationRun::Private::log(Kind kind, Outcome shadeOf, const QString &text)
{
    activity.append(entry(kind, shadeOf, text));
}

void OperationRun::Private::setStage(Stage next)
{
    if (stage == next)
        return;
    stage = next;
    emit q.stageChanged(next);
}

RunFacts OperationRun::Private::facts() const
{
    return { .operation = row,
             .arguments = arguments,
             .now = session ? session->snapshot() : before,
             .silentFor = stage == Stage::Waiting && session && !session->snapshot().isReachable()
                 ? std::max(1ms, now() - heardAt)
                 : 0ms,
             .lost = lost.has_value(),
             .runningAttempt = runningAttempt };
}

void OperationRun::Private::progress()
{
    const QString text = switchover::progressText(facts());
    if (text == shownProgress)
        return;
    shownProgress = text;
    emit q.progressed(text);
}

void OperationRun::Private::begin()
{
    outcome.startedAt = fleet.clock().now();
    session = fleet.session(reviewed.identity.id);
    log(Kind::Asked, Outcome::Neutral,
        OperationRun::tr("Asked for: %1.").arg(describeOperation(row, arguments)));
    for (const Hazard &hazard : std::as_const(acceptedHazards)) {
        if (hazard.isGrave())
            log(Kind::Asked, Outcome::Attention,
                OperationRun::tr("Accepted by the operator: %1").arg(hazard.text));
    }
    QObject::connect(&fleet, &Fleet::clusterRemoved, &q, [this](const ClusterId &id) {
        if (id == reviewed.identity.id)
            clusterGone();
    });
    // As every other call here, this one reports after it returned.
    QTimer::singleShot(0, &q, [this] {
        if (stage != Stage::Checking)
            return;
        if (!session) {
            notSent(OperationRun::tr("The cluster is not registered any more."),
                    { .kind = Error::Kind::NotAllowed });
            return;
        }
        if (const Result<void> valid = validate(row, arguments); !valid) {
            notSent(errorSentence(valid.error()), valid.error());
            return;
        }
        session->pollAfresh(&q, [this] { check(); });
    });
}

void OperationRun::Private::check()
{
    if (stage != Stage::Checking || !session)
        return;
    const ClusterSnapshot &current = session->snapshot();
    if (row.isWrite()) {
        if (!current.isReachable() && current.healthError) {
            notSent(
                OperationRun::tr("The cluster did not answer the check right before sending. %1")
                    .arg(errorSentence(*current.healthError)),
                *current.healthError);
            return;
        }
        if (const QString change = changeSinceReview(reviewed, freshPartOf(current));
            !change.isEmpty()) {
            notSent(OperationRun::tr("%1 Review the operation again.").arg(change),
                    { .kind = Error::Kind::NotAllowed, .detail = change });
            return;
        }
    }
    if (const Permission permission = allowed(row, arguments, current); !permission) {
        if (lackedCapability(row, arguments, current))
            outcome.policyLines = neededLines();
        notSent(permission.reason,
                { .kind = Error::Kind::NotAllowed, .detail = permission.reason });
        return;
    }
    askRights();
}

// A policy may allow some identifiers and not others, so it is asked about the very one. No answer
// is no reason not to send.
void OperationRun::Private::askRights()
{
    const auto need = capabilityNeed(row, dialectFor(session->snapshot()), arguments);
    const bool hasId = capabilityNeed(row, dialectFor(session->snapshot())) != need;
    if (!hasId || session->snapshot().signIn != SignInState::SignedIn || rightsAsked
        || session->snapshot().capabilities.knows(need->path)) {
        lookAtOthers();
        return;
    }
    const auto goOn = [this] {
        if (stage == Stage::Checking && !std::exchange(rightsAsked, true))
            check();
    };
    QTimer::singleShot(rightsMayTake, &q, goOn);
    session->askRights(need->path, &q, goOn);
}

/// Then something else refused: the token ended, a Sentinel policy, a proxy.
bool OperationRun::Private::policiesAllow() const
{
    const auto need =
        session ? capabilityNeed(row, dialectFor(session->snapshot()), arguments) : std::nullopt;
    return need && session->snapshot().capabilities.judge(*need) == Capabilities::Verdict::Yes;
}

QString OperationRun::Private::neededLines() const
{
    const auto need =
        session ? capabilityNeed(row, dialectFor(session->snapshot()), arguments) : std::nullopt;
    return need ? policyLines(*need) : QString();
}

// What others of the set are now decides whether there would be two primaries.
void OperationRun::Private::lookAtOthers()
{
    if (!row.isWrite()) {
        prepare();
        return;
    }
    const auto decide = [this] {
        if (stage != Stage::Checking || std::exchange(othersAsked, -1) < 0)
            return;
        if (const QString danger = newDanger(); !danger.isEmpty()) {
            notSent(OperationRun::tr("%1 Review the operation again.").arg(danger),
                    { .kind = Error::Kind::NotAllowed, .detail = danger });
            return;
        }
        prepare();
    };
    for (const ClusterId &id : decidingClusters(row, session->snapshot(), fleet.snapshots())) {
        if (ClusterSession *other = fleet.session(id)) {
            ++othersAsked;
            other->pollAfresh(&q, [this, decide] {
                if (--othersAsked == 0)
                    decide();
            });
        }
    }
    if (othersAsked == 0)
        decide();
    else
        QTimer::singleShot(othersMayTake, &q, decide);
}

QString OperationRun::Private::newDanger() const
{
    if (!session)
        return {};
    QStringList sentences;
    for (const Hazard &hazard : notAccepted(
             hazardsOf(row, arguments, session->snapshot(), fleet.snapshots(), fleet.clock().now()),
             acceptedHazards))
        sentences.append(hazard.text);
    return sentences.join(u' ');
}

void OperationRun::Private::prepare()
{
    if (!session)
        return; // the cluster was removed, which ends the run
    const ClusterSnapshot &current = session->snapshot();
    Result<ApiCall> call = apiCall(row, dialectFor(current), arguments);
    if (!call) {
        notSent(errorSentence(call.error()), call.error());
        return;
    }
    before = current;
    prepared = std::move(*call);
    if (needsLookAtAttempt())
        lookAtAttempt();
    else if (row.doneWhen == DoneWhen::Following)
        lookAtNodes();
    else
        sendPrepared();
}

// A cluster that becomes a secondary takes no token of before, and its standby nodes seal
// themselves: which nodes it has must be asked now. No answer is no reason not to send.
void OperationRun::Private::lookAtNodes()
{
    QTimer::singleShot(nodesMayTake, &q, [this] { sendPrepared(); });
    session->askNodes(&q, [this] { sendPrepared(); });
}

bool OperationRun::Private::needsLookAtAttempt() const
{
    return row.observer
        && (row.doneWhen == DoneWhen::AttemptStarted || row.doneWhen == DoneWhen::AttemptGone
            || row.doneWhen == DoneWhen::AttemptAdvanced);
}

// Should the answer get lost, only this tells our attempt from one that ran before.
void OperationRun::Private::lookAtAttempt()
{
    Result<ApiCall> call = apiCall(operation(*row.observer), dialectFor(before), arguments);
    if (!call) {
        sendPrepared();
        return;
    }
    VaultClient &client = session->client();
    QObject::connect(&client, &QObject::destroyed, &q, [this] { sendPrepared(); });
    client.send(std::move(*call), &q, [this](Result<OperationAnswer> answer) {
        if (answer && answer->attempt) {
            attemptBefore.askedBefore = true;
            if (answer->attempt->started) {
                attemptBefore.attemptProgressBefore = answer->attempt->progress;
                attemptBefore.attemptNonceBefore = answer->attempt->nonce;
            }
        }
        sendPrepared();
    });
}

void OperationRun::Private::sendPrepared()
{
    if (stage != Stage::Checking || !session || !prepared)
        return;
    ApiCall call = std::move(*prepared);
    prepared.reset();
    if (row.isWrite()) {
        // The looks since the check took their time, and the record may have been edited in it.
        ClusterSnapshot current = freshPartOf(session->snapshot());
        current.identity = session->record().identity;
        if (const QString change = changeSinceReview(reviewed, current); !change.isEmpty()) {
            notSent(OperationRun::tr("%1 Review the operation again.").arg(change),
                    { .kind = Error::Kind::NotAllowed, .detail = change });
            return;
        }
    }
    send(std::move(call));
}

void OperationRun::Private::send(ApiCall call)
{
    setStage(Stage::Sending);
    if (stage != Stage::Sending)
        return;
    if (row.isWrite()) {
        marked = true;
        fleet.beginRun(reviewed.identity.id, name, settlingInterval);
    }
    sentAt = now();
    heardAt = sentAt;
    VaultClient &client = session->client();
    log(Kind::Sent, Outcome::Neutral,
        OperationRun::tr("%1 %2 sent to %3.")
            .arg(QString::fromLatin1(wireName(call.method)), call.path,
                 client.connection().address.toString()));
    QObject::connect(&client, &QObject::destroyed, &q, [this] {
        if (stage == Stage::Sending)
            answered(Failure(Error { .kind = Error::Kind::Cancelled }));
    });
    // The call outlives this run: stopping to wait must not break off what the server is doing.
    client.send(
        std::move(call), session,
        [run = QPointer(&q), &log = activity,
         late = entry(Kind::Answered, Outcome::Neutral, {})](Result<OperationAnswer> answer) {
            if (run) {
                run->d->answered(std::move(answer));
                return;
            }
            ActivityEntry nobodyWaits = late;
            nobodyWaits.outcome = answer ? Outcome::Good : Outcome::Attention;
            nobodyWaits.text = answer
                ? OperationRun::tr(
                    "The cluster accepted the call after this program stopped waiting.")
                : errorSentence(answer.error());
            log.append(std::move(nobodyWaits));
        });
}

void OperationRun::Private::answered(Result<OperationAnswer> answer)
{
    if (stage != Stage::Sending)
        return;
    heardAt = now();
    if (session)
        mark = session->pollsBegun();
    if (answer)
        accepted(std::move(*answer));
    else
        failed(answer.error());
}

void OperationRun::Private::failed(const Error &error)
{
    outcome.error = error;
    if (neverLeft(error)) {
        notSent(errorSentence(error), error);
        return;
    }
    if (row.isWrite() && outcomeIsUnknown(error) && !saysNothingChanged(error)) {
        lose(error);
        return;
    }
    log(Kind::Answered, Outcome::Attention, errorSentence(error));
    const bool byHeader =
        row.authorization == Authorization::Token || row.authorization == Authorization::SudoToken;
    if (error.kind == Error::Kind::Denied && byHeader && session)
        session->verifyToken();
    if (error.kind == Error::Kind::Denied && !policiesAllow())
        outcome.policyLines = neededLines();
    finish(End::Rejected, rejectedText(facts(), error));
}

void OperationRun::Private::lose(const Error &error)
{
    lost = error;
    log(Kind::Answered, Outcome::Attention,
        OperationRun::tr(
            "No usable answer came: %1 The cluster is observed now; nothing is sent again.")
            .arg(errorSentence(error)));
    wait();
}

void OperationRun::Private::accepted(OperationAnswer answer)
{
    QStringList texts { row.isWrite() ? OperationRun::tr("The cluster accepted the call.")
                                      : OperationRun::tr("The cluster answered.") };
    for (const QString &warning : std::as_const(answer.warnings)) {
        const QString meaning = friendlyText(warning, row);
        texts.append(meaning.isEmpty() ? OperationRun::tr("Vault says: %1").arg(warning) : meaning);
    }
    log(Kind::Answered, Outcome::Neutral, texts.join(u' '));
    const bool complete = !row.isWrite() || isResult(row, answer);
    outcome.answer = std::move(answer);
    if (complete)
        finish(End::Done, doneText(facts()));
    else
        wait();
}

void OperationRun::Private::wait()
{
    setStage(Stage::Waiting);
    if (stage != Stage::Waiting)
        return;
    if (!session) {
        clusterGone();
        return;
    }
    patienceTimer.start(patience);
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
    if (lost && mayBeAtWork(*lost) && now() - sentAt < serversOwnLimit)
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

void OperationRun::Private::clusterGone()
{
    const QString sentence =
        OperationRun::tr("The cluster was removed from this program while the operation ran.");
    switch (stage) {
    case Stage::Checking:
        notSent(sentence, { .kind = Error::Kind::Cancelled });
        return;
    case Stage::Sending:
        finish(End::LostUnknown, sentence);
        return;
    case Stage::Waiting:
        finish(lost && !sawUnderWay ? End::LostUnknown : End::AcceptedNotSeen, sentence);
        return;
    case Stage::Finished:
        return;
    }
}

void OperationRun::Private::notSent(const QString &why, Error error)
{
    outcome.error = std::move(error);
    finish(End::NotSent, notSentText(row, why));
}

void OperationRun::Private::finish(End end, const QString &sentence)
{
    if (stage == Stage::Finished)
        return;
    patienceTimer.stop();
    if (session)
        QObject::disconnect(session, &ClusterSession::snapshotChanged, &q, nullptr);
    if (lost)
        outcome.error = lost;
    outcome.end = end;
    outcome.sentence = sentence;
    outcome.endedAt = fleet.clock().now();
    log(Kind::Settled, shade(end), sentence);
    if (marked) {
        marked = false;
        fleet.endRun(reviewed.identity.id, name);
    }
    if (session && row.isWrite() && end != End::NotSent)
        session->pollNow();
    arguments = {}; // secrets are not needed any longer
    const QPointer alive(&q);
    setStage(Stage::Finished);
    if (alive)
        emit q.finished();
}

} // namespace switchover
