// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationcenter.h"

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationtokendisposal.h"
#include "models/fleet/operationtokenstock.h"
#include "models/items/format.h"
#include "models/replication/catalogue.h"
#include "models/replication/operationtoken.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/operations/operationdialog.h"
#include "ui/operations/operationjob.h"
#include "ui/operations/suggestedsecrets.h"
#include "ui/operations/unsealdialog.h"
#include "ui/services.h"
#include "ui/tokens/filtermemory.h"
#include "ui/tokens/ledgerkeeper.h"
#include "ui/tokens/publickeys.h"
#include "ui/tokens/tokendialog.h"

#include <QWidget>

#include <algorithm>
#include <map>
#include <vector>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

/// What is known of an attempt to generate a DR operation token.
struct Attempt
{
    QString nonce;
    int otpLength = 0;
    int progress = 0;
    SecretString otp;
};

bool isToldOnce(const OperationAnswer &answer)
{
    if (answer.publicKey)
        return true;
    return answer.attempt
        && (!answer.attempt->otp.isEmpty() || !answer.attempt->encodedToken.isEmpty());
}

bool reachedServer(OperationOutcome::End end)
{
    return end != OperationOutcome::End::NotSent && end != OperationOutcome::End::Rejected;
}

} // namespace

class OperationCenter::Private
{
public:
    struct Entry
    {
        std::unique_ptr<OperationJob> job;
        QPointer<OperationDialog> dialog;
    };

    struct Disposal
    {
        std::unique_ptr<OperationTokenDisposal> work;
        QPointer<OperationDialog> dialog;
    };

    Private(Services &s, QWidget *w)
        : services(s)
        , window(w)
        , keeper(s.fleet, s.ledger, s.clock)
        , filters(s.ledger, s.clock)
        , drTokens(s, w)
    {
    }

    /// Follows a ceremony; returns the decoded token if this answer completed it.
    SecretString followAttempt(const OperationJob &job, const OperationAnswer &answer);

    Services &services;
    QWidget *window;
    LedgerKeeper keeper;
    FilterMemory filters;
    PublicKeys publicKeys;
    const SuggestedSecrets *suggested = nullptr;
    std::optional<std::chrono::milliseconds> settlingInterval;
    std::chrono::milliseconds lateEffectWithin = OperationRun::defaultLateEffectWithin;
    std::vector<Entry> entries;
    QList<QPointer<OperationDialog>> dialogs;
    QList<QPointer<TokenDialog>> tokens;
    QPointer<UnsealDialog> unseal;
    std::map<ClusterId, Attempt> attempts;
    DrTokenDesk drTokens;
    std::vector<Disposal> disposals; ///< of used tokens, while they are deleted on their clusters
};

SecretString OperationCenter::Private::followAttempt(const OperationJob &job,
                                                     const OperationAnswer &answer)
{
    const ClusterId &cluster = job.cluster().id;
    if (job.operation() == OperationId::DrCancelAttempt && job.outcome().isGood())
        attempts.erase(cluster);
    OperationTokenStock &stock = services.fleet.operationTokens();
    if (job.operation() == OperationId::DrDeleteOperationToken && job.outcome().isGood()) {
        if (const auto deleted = stock.find(cluster, job.usedOperationToken()))
            stock.forget(deleted->number);
    }
    if (!answer.attempt)
        return {};
    const OperationTokenAttempt &said = *answer.attempt;
    if (said.complete) {
        const auto known = attempts.find(cluster);
        if (known == attempts.end() || said.encodedToken.isEmpty() || known->second.otp.isEmpty())
            return {};
        Result<SecretString> token =
            decodeOperationToken(said.encodedToken, known->second.otp, known->second.otpLength);
        attempts.erase(known);
        if (!token)
            return {};
        if (const ClusterSnapshot *snapshot = services.fleet.snapshot(cluster))
            stock.putGenerated(*snapshot, token->clone());
        return std::move(*token);
    }
    if (!said.started) {
        attempts.erase(cluster);
        return {};
    }
    Attempt &attempt = attempts[cluster];
    if (attempt.nonce != said.nonce)
        attempt = Attempt { .nonce = said.nonce };
    attempt.progress = said.progress;
    if (said.otpLength > 0)
        attempt.otpLength = said.otpLength;
    if (job.operation() == OperationId::DrStartAttempt)
        attempt.otp = said.otp.isEmpty() ? job.givenOtp().clone() : said.otp.clone();
    return {};
}

OperationCenter::OperationCenter(Services &services, QWidget *window, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(services, window))
{
    connect(&d->drTokens, &DrTokenDesk::operationRequested, this,
            [this](const ClusterId &cluster, OperationId operation) { open(cluster, operation); });
}

OperationCenter::~OperationCenter() = default;

void OperationCenter::setSuggestedSecrets(const SuggestedSecrets *secrets)
{
    d->suggested = secrets;
}

const SuggestedSecrets *OperationCenter::suggestedSecrets() const
{
    return d->suggested;
}

void OperationCenter::setLateEffectWithin(std::chrono::milliseconds time)
{
    d->lateEffectWithin = time;
}

void OperationCenter::setSettlingInterval(std::chrono::milliseconds interval)
{
    d->settlingInterval = interval;
    d->drTokens.setSettlingInterval(interval);
}

DrTokenDesk &OperationCenter::drTokens() const
{
    return d->drTokens;
}

OperationTokenStock &OperationCenter::operationTokens() const
{
    return d->services.fleet.operationTokens();
}

OperationDialog *OperationCenter::open(const ClusterId &cluster, OperationId operation,
                                       Arguments prefilled)
{
    const ClusterSnapshot *snapshot = d->services.fleet.snapshot(cluster);
    if (!snapshot)
        return nullptr;
    d->dialogs.removeIf(
        [](const QPointer<OperationDialog> &dialog) { return !dialog || !dialog->isVisible(); });
    for (const QPointer<OperationDialog> &dialog : std::as_const(d->dialogs)) {
        if (dialog->cluster() == cluster && dialog->operationId() == operation
            && dialog->isAtForm()) {
            dialog->fill(prefilled);
            dialog->raise();
            dialog->activateWindow();
            return dialog;
        }
    }
    OperationDialog *dialog = show(*snapshot, operation, std::move(prefilled));
    if (dialog->startsAtOnce())
        dialog->startAtOnce();
    return dialog;
}

UnsealDialog *OperationCenter::openUnseal(const ClusterId &cluster)
{
    if (!d->services.fleet.snapshot(cluster))
        return nullptr;
    if (!d->unseal || d->unseal->cluster() != cluster || !d->unseal->isVisible()) {
        d->unseal = new UnsealDialog(d->services, cluster, d->window);
        connect(d->unseal, &UnsealDialog::signInRequested, this, &OperationCenter::signInRequested);
    }
    d->unseal->show();
    d->unseal->raise();
    d->unseal->activateWindow();
    return d->unseal;
}

OperationDialog *OperationCenter::show(const ClusterSnapshot &snapshot, OperationId operation,
                                       Arguments prefilled)
{
    auto *dialog = new OperationDialog(d->services, *this, snapshot, operation,
                                       std::move(prefilled), d->window);
    d->dialogs.append(dialog);
    dialog->show();
    return dialog;
}

bool OperationCenter::isBusy() const
{
    return !d->entries.empty() || !d->disposals.empty();
}

int OperationCenter::runningCount() const
{
    return int(d->entries.size() + d->disposals.size());
}

QStringList OperationCenter::runningSentences() const
{
    QStringList sentences;
    for (const Private::Entry &entry : d->entries) {
        sentences.append(tr("%1 on %2, under way for %3", "operation, cluster, time")
                             .arg(operation(entry.job->operation()).titleText(),
                                  entry.job->cluster().name,
                                  durationText(std::chrono::milliseconds(
                                      entry.job->startedAt().msecsTo(d->services.clock.now())))));
    }
    return sentences;
}

QList<OperationCenter::HeldToken> OperationCenter::heldTokens(ReplicationType type) const
{
    QList<HeldToken> held;
    for (const QPointer<TokenDialog> &dialog : std::as_const(d->tokens)) {
        if (!dialog || dialog->origin().type != type || !dialog->isUsable())
            continue;
        const QString &id = dialog->origin().secondaryId;
        const QString &primary = dialog->origin().primary.name;
        const std::optional<QDateTime> end = dialog->expires();
        held.append({ end ? tr("“%1” of %2, expires %3", "id, primary, when")
                                .arg(id, primary, relativeTime(*end, d->services.clock.now()))
                          : tr("“%1” of %2", "id, primary").arg(id, primary),
                      type, dialog });
    }
    return held;
}

void OperationCenter::take(std::unique_ptr<OperationJob> job, OperationDialog *dialog)
{
    OperationJob *started = job.get();
    if (d->settlingInterval)
        started->setSettlingInterval(*d->settlingInterval);
    started->setLateEffectWithin(d->lateEffectWithin);
    d->entries.push_back({ std::move(job), dialog });
    connect(started, &OperationJob::finished, this, [this, started] { jobFinished(started); });
    emit this->started(started->cluster().id, started->operation());
    if (runningCount() == 1)
        emit busyChanged(true);
    started->start();
}

void OperationCenter::jobFinished(OperationJob *job)
{
    const auto found = std::ranges::find(
        d->entries, job, [](const Private::Entry &entry) { return entry.job.get(); });
    Q_ASSERT(found != d->entries.end());
    const QPointer<OperationDialog> dialog = found->dialog;
    found->job.release()->deleteLater(); // we are inside its signal
    d->entries.erase(found);

    const OperationOutcome &outcome = job->outcome();
    OperationAnswer answer = job->takeAnswer();
    SecretString operationToken = d->followAttempt(*job, answer);
    if (!job->usedToken().isEmpty() && reachedServer(outcome.end)) {
        for (const QPointer<TokenDialog> &holder : std::as_const(d->tokens)) {
            if (holder && holder->holds(job->usedToken()))
                holder->markUsed(job->cluster().name);
        }
        emit activationTokenUsed(job->usedToken());
    }
    const Operation &row = operation(job->operation());
    if (row.doneWhen == DoneWhen::SecondaryGone && outcome.isGood() && row.type)
        d->keeper.revoked(job->cluster().id, *row.type, job->secondaryId());

    rememberFilter(*job, answer);
    if (answer.publicKey && row.type)
        d->publicKeys.made(job->cluster().id, job->cluster().name, *row.type, *answer.publicKey);
    if (answer.mintedToken) {
        showMinted(*job, std::move(*answer.mintedToken));
        if (dialog)
            dialog->accept();
    } else if (dialog) {
        dialog->showOutcome(*job, std::move(answer), std::move(operationToken));
    } else if (isToldOnce(answer)) {
        // Its window was closed, but nobody can ask for this answer again.
        if (const ClusterSnapshot *snapshot = d->services.fleet.snapshot(job->cluster().id))
            show(*snapshot, job->operation(), {})
                ->showOutcome(*job, std::move(answer), std::move(operationToken));
    }
    disposeOfToken(*job, dialog);
    emit settled(job->cluster().id, job->operation(), outcome.end, job->sentence());
    if (!isBusy())
        emit busyChanged(false);
}

// A DR operation token that was generated here is of no further use once it was used, and never
// expires: it is deleted where it can be.
void OperationCenter::disposeOfToken(const OperationJob &job, OperationDialog *dialog)
{
    const std::optional<OperationTokenStock::Entry> &held = job.stockEntry();
    const OperationOutcome &outcome = job.outcome();
    if (!held || outcome.end == OperationOutcome::End::NotSent
        || job.operation() == OperationId::DrDeleteOperationToken)
        return;
    const bool generated = held->origin == OperationTokenStock::Origin::Generated;
    QString fate;
    if (!outcome.isGood() && generated)
        fate = tr("The DR operation token is still held and can be used again.");
    else if (generated && job.tokenAfterUse() == OperationJob::Intent::TokenAfterUse::Keep)
        fate = tr("The DR operation token is kept for further operations, as you wished. It never "
                  "expires: delete it when the work is done.");
    if (!fate.isEmpty() || !outcome.isGood()) {
        if (dialog && !fate.isEmpty())
            dialog->showTokenFate(fate);
        return;
    }
    if (dialog && generated)
        dialog->showTokenFate(tr("The DR operation token is being deleted on the cluster…"));
    auto disposal = std::make_unique<OperationTokenDisposal>(
        d->services.fleet, d->services.activity, job.cluster().id, *held,
        job.usedOperationToken().clone());
    if (d->settlingInterval)
        disposal->setSettlingInterval(*d->settlingInterval);
    OperationTokenDisposal *started = disposal.get();
    connect(started, &OperationTokenDisposal::finished, this,
            [this, started] { disposalFinished(started); });
    d->disposals.push_back({ std::move(disposal), dialog });
    started->start();
}

void OperationCenter::disposalFinished(OperationTokenDisposal *disposal)
{
    const auto found = std::ranges::find(
        d->disposals, disposal, [](const Private::Disposal &each) { return each.work.get(); });
    Q_ASSERT(found != d->disposals.end());
    if (found->dialog)
        found->dialog->showTokenFate(disposal->sentence());
    found->work.release()->deleteLater(); // we are inside its signal
    d->disposals.erase(found);
    if (!isBusy())
        emit busyChanged(false);
}

void OperationCenter::rememberFilter(const OperationJob &job, const OperationAnswer &answer)
{
    // Also where the outcome is unknown: then the way back is needed most.
    if (reachedServer(job.outcome().end))
        d->filters.replaced(job.cluster().id, job.secondaryId(), job.replacedFilter());
    if (!job.outcome().isGood())
        return;
    if (operation(job.operation()).filterAction == FilterAction::Deletes)
        d->filters.deleted(job.cluster().id, job.secondaryId());
    else if (answer.filter)
        d->filters.seen(job.cluster().id, job.secondaryId(), *answer.filter);
    else if (job.storedFilter() && !answer.mintedToken)
        d->filters.seen(job.cluster().id, job.secondaryId(), *job.storedFilter());
}

std::optional<OperationCenter::KnownToken>
OperationCenter::knownToken(const SecretString &token) const
{
    for (const QPointer<TokenDialog> &dialog : std::as_const(d->tokens)) {
        if (!dialog || !dialog->holds(token))
            continue;
        const TokenOrigin &origin = dialog->origin();
        KnownToken known { .primary = origin.primary.id,
                           .type = origin.type,
                           .secondaryId = origin.secondaryId,
                           .isPublicKeyBundle = dialog->isPublicKeyBundle(),
                           .bundleFor = {},
                           .bundleForName = {} };
        if (const auto key = d->publicKeys.find(origin.publicKey)) {
            known.bundleFor = key->cluster;
            known.bundleForName = key->clusterName;
            known.bundleIsOld = key->isOld;
        }
        return known;
    }
    return std::nullopt;
}

PublicKeys &OperationCenter::publicKeys() const
{
    return d->publicKeys;
}

FilterMemory &OperationCenter::filterMemory() const
{
    return d->filters;
}

void OperationCenter::showMinted(OperationJob &job, MintedToken token)
{
    const Operation &row = operation(job.operation());
    const ReplicationType type = row.type.value_or(ReplicationType::Performance);
    TokenOrigin origin { .primary = job.cluster(),
                         .type = type,
                         .secondaryId = job.secondaryId(),
                         .ledgerEntry = {},
                         .publicKey = job.publicKey(),
                         .publicKeyOf = {} };
    if (const auto key = d->publicKeys.find(origin.publicKey))
        origin.publicKeyOf = key->cluster;
    if (const ClusterSnapshot *primary = d->services.fleet.snapshot(job.cluster().id))
        origin.ledgerEntry = d->keeper.minted(*primary, type, job.secondaryId(), token);
    if (job.storedFilter()) // into the entry just made
        d->filters.seen(job.cluster().id, job.secondaryId(), *job.storedFilter());
    auto *dialog =
        new TokenDialog(d->services, d->keeper, std::move(token), std::move(origin), d->window);
    d->tokens.removeIf([](const QPointer<TokenDialog> &held) { return held.isNull(); });
    d->tokens.append(dialog);
    connect(
        dialog, &TokenDialog::useRequested, this,
        [this, dialog](const ClusterId &target, OperationId id) { useToken(*dialog, target, id); });
    dialog->show();
}

void OperationCenter::useToken(TokenDialog &holder, const ClusterId &target, OperationId operation)
{
    Arguments arguments;
    arguments.setSecret("token"_L1, holder.cloneToken());
    if (const QString address = holder.missingAddress(); !address.isEmpty())
        arguments.set("primary_api_addr"_L1, address);
    open(target, operation, std::move(arguments));
}

SecretString OperationCenter::drOperationTokenFor(const ClusterId &cluster,
                                                  OperationId operation) const
{
    if (const ClusterSnapshot *snapshot = d->services.fleet.snapshot(cluster)) {
        if (const auto entry = operationTokens().choose(*snapshot, operation))
            return operationTokens().token(entry->number);
    }
    return d->suggested ? d->suggested->drOperationToken(cluster) : SecretString();
}

void OperationCenter::forgetSecrets()
{
    d->attempts.clear();
    d->drTokens.forgetSecrets();
}

QString OperationCenter::attemptNonce(const ClusterId &cluster) const
{
    const auto found = d->attempts.find(cluster);
    return found == d->attempts.end() ? QString() : found->second.nonce;
}

SecretString OperationCenter::keyShareFor(const ClusterId &cluster) const
{
    const auto found = d->attempts.find(cluster);
    const int progress = found == d->attempts.end() ? 0 : found->second.progress;
    return d->suggested ? d->suggested->keyShare(cluster, progress) : SecretString();
}

} // namespace switchover::ui

#include "moc_operationcenter.cpp"
