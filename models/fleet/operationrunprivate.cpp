// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationrunprivate.h"

#include "models/fleet/observedchanges.h"
#include "models/replication/permission.h"
#include "models/store/activitylog.h"
#include "models/vault/vaultclient.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover {

namespace {

using End = OperationOutcome::End;
using Kind = ActivityEntry::Kind;
using Outcome = ActivityEntry::Outcome;

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
    case Error::Kind::Misredirected:
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
        if (hazard.blocks())
            log(Kind::Asked, Outcome::Attention,
                OperationRun::tr("Overridden by the operator, who typed “%1”: %2",
                                 "what was typed, the danger")
                    .arg(hazard.phrase, hazard.text));
        else if (hazard.isGrave())
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
    for (const ClusterId &id :
         decidingClusters(row, session->snapshot(), fleet.snapshots(), fleet.memory())) {
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
    for (const Hazard &hazard :
         notAccepted(hazardsOf(row, arguments, session->snapshot(), fleet.snapshots(),
                               fleet.clock().now(), fleet.memory()),
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
    QObject::connect(&client, &QObject::destroyed, &q,
                     [this] { attemptRead(Failure(Error { .kind = Error::Kind::Cancelled })); });
    client.send(std::move(*call), &q,
                [this](const Result<OperationAnswer> &answer) { attemptRead(answer); });
}

void OperationRun::Private::attemptRead(const Result<OperationAnswer> &answer)
{
    if (stage != Stage::Checking || !prepared)
        return;
    if (const QString why = whyNoShare(answer); !why.isEmpty()) {
        prepared.reset(); // the share goes no further
        notSent(why, { .kind = Error::Kind::NotAllowed, .detail = why });
        return;
    }
    if (answer && answer->attempt) {
        attemptBefore.askedBefore = true;
        if (answer->attempt->started) {
            attemptBefore.attemptProgressBefore = answer->attempt->progress;
            attemptBefore.attemptNonceBefore = answer->attempt->nonce;
        }
    }
    sendPrepared();
}

// A key share is a secret: it leaves only for the attempt that it is meant for.
QString OperationRun::Private::whyNoShare(const Result<OperationAnswer> &answer) const
{
    if (row.doneWhen != DoneWhen::AttemptAdvanced)
        return {};
    if (!answer)
        return OperationRun::tr("The key share was not sent: the attempt could not be read right "
                                "before. %1")
            .arg(errorSentence(answer.error()));
    if (!answer->attempt)
        return OperationRun::tr("The key share was not sent: the attempt could not be read right "
                                "before.");
    if (!answer->attempt->started)
        return OperationRun::tr("The key share was not sent: no attempt is running. Start an "
                                "attempt first. All shares have to be given to it.");
    const QString nonce = arguments.text("nonce"_L1);
    if (!nonce.isEmpty() && answer->attempt->nonce != nonce)
        return OperationRun::tr("The key share was not sent: another attempt is running now. Read "
                                "the attempt and ask the other key holders whose it is.");
    return {};
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
        // Meanwhile the token may have ended, read-only mode may be on, or another cluster of the
        // set may have become primary.
        const Permission permission = allowed(row, arguments, session->snapshot());
        const QString reason = permission ? newDanger() : permission.reason;
        if (!reason.isEmpty()) {
            notSent(reason, { .kind = Error::Kind::NotAllowed, .detail = reason });
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
