// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationtokenceremony.h"

#include "models/fleet/activitynotes.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/gpgdecryption.h"
#include "models/fleet/operationrun.h"
#include "models/fleet/operationtokenstock.h"
#include "models/fleet/whengone.h"
#include "models/replication/apicall.h"
#include "models/replication/catalogue.h"
#include "models/store/activitylog.h"
#include "models/vault/vaultclient.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover {

namespace {

constexpr std::chrono::milliseconds slowestWatch = 60s;

} // namespace

OperationTokenCeremony::OperationTokenCeremony(Fleet &fleet, ActivityLog &activity,
                                               const ClusterId &cluster, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_activity(activity)
    , m_cluster(cluster)
    , m_gpg(std::make_unique<GpgDecryption>())
{
    m_watch.setSingleShot(true);
    connect(&m_watch, &QTimer::timeout, this, &OperationTokenCeremony::watch);
    connect(&m_fleet.operationTokens(), &OperationTokenStock::changed, this,
            &OperationTokenCeremony::stockChanged);
}

OperationTokenCeremony::~OperationTokenCeremony() = default;

OperationTokenCeremony::Disguise OperationTokenCeremony::disguise() const
{
    return m_attempt.pgpFingerprint.isEmpty() ? Disguise::OneTimePassword : Disguise::PgpKey;
}

void OperationTokenCeremony::setSettlingInterval(std::chrono::milliseconds interval)
{
    m_settlingInterval = interval;
}

void OperationTokenCeremony::setWatchInterval(std::chrono::milliseconds interval)
{
    m_watchInterval = interval;
    if (m_watch.isActive())
        planWatch(true);
}

void OperationTokenCeremony::setPatience(std::chrono::milliseconds patience)
{
    m_patience = patience;
}

void OperationTokenCeremony::setNoEffectAfter(std::chrono::milliseconds settleTime)
{
    m_noEffectAfter = settleTime;
}

ClusterSession *OperationTokenCeremony::session() const
{
    return m_fleet.session(m_cluster);
}

bool OperationTokenCeremony::holdsVaultToken() const
{
    const ClusterSession *live = session();
    return live && live->hasToken();
}

TokenHeld OperationTokenCeremony::tokenHeld() const
{
    return holdsVaultToken() ? TokenHeld::Yes : TokenHeld::No;
}

// What every step is made of.

void OperationTokenCeremony::readAttempt(Read done)
{
    const quint64 number = ++m_reading;
    ClusterSession *live = session();
    Result<ApiCall> call =
        apiCall(operation(OperationId::DrReadAttempt), ApiDialect::Typed, Arguments());
    if (!live || !call) {
        QTimer::singleShot(0, this, [this, number, done = std::move(done)] {
            if (number == m_reading) {
                done(Failure(Error { .kind = Error::Kind::NotAllowed,
                                     .detail = tr("The cluster is not registered any more.") }));
            }
        });
        return;
    }
    QObject *watch = whenGone(live->client(), this, [this, number, done] {
        if (number == m_reading)
            done(Failure(addressGoneError()));
    });
    live->client().send(
        std::move(*call), this,
        [this, watch, number, done = std::move(done)](Result<OperationAnswer> answer) {
            delete watch;
            if (number != m_reading)
                return;
            if (!answer) {
                done(Failure(answer.error()));
            } else if (!answer->attempt) {
                done(Failure(Error { .kind = Error::Kind::BadAnswer,
                                     .where = u"$"_s,
                                     .detail = tr("no attempt in the answer") }));
            } else {
                m_needsVaultToken = false;
                done(std::move(*answer->attempt));
            }
        });
}

void OperationTokenCeremony::send(OperationId id, Arguments arguments, Ended done)
{
    ++m_reading; // what is being read is older than this
    const ClusterSnapshot *reviewed = m_fleet.snapshot(m_cluster);
    if (!reviewed) {
        tell(Mood::Bad, tr("The cluster is not registered any more."));
        endWork();
        return;
    }
    m_run =
        std::make_unique<OperationRun>(m_fleet, m_activity, id, std::move(arguments), *reviewed);
    m_run->setSettlingInterval(m_settlingInterval);
    m_run->setPatience(m_patience);
    // The attempt is read here once more after a lost request, so little has to be waited for.
    m_run->setLateEffectWithin(0ms);
    m_run->setNoEffectAfter(
        m_noEffectAfter.value_or(std::min(OperationRun::defaultNoEffectAfter(id), m_patience / 3)));
    connect(m_run.get(), &OperationRun::finished, this, [this, done = std::move(done)] {
        OperationRun *run = m_run.release(); // we are inside its signal
        run->deleteLater();
        OperationAnswer answer = run->takeAnswer();
        done(run->outcome(), std::move(answer));
    });
    m_run->start();
}

void OperationTokenCeremony::planWatch(bool answered)
{
    m_watch.stop();
    if (m_watchInterval.count() <= 0 || m_stage == Stage::Made || m_stage == Stage::Dropped
        || m_stage == Stage::Encoded)
        return;
    const std::chrono::milliseconds last(m_watch.interval());
    m_watch.start(answered ? m_watchInterval
                           : std::clamp<std::chrono::milliseconds>(
                               last * 2, m_watchInterval, std::max(m_watchInterval, slowestWatch)));
}

void OperationTokenCeremony::watch()
{
    if (m_work != Work::None)
        return; // endWork() goes on
    readAttempt([this](Result<OperationTokenAttempt> attempt) {
        if (m_work != Work::None)
            return;
        if (attempt)
            noticeOf(*attempt);
        planWatch(attempt.has_value());
        emit changed();
    });
}

void OperationTokenCeremony::tell(Mood mood, const QString &text)
{
    m_news = { mood, text };
}

void OperationTokenCeremony::failed(const Error &error)
{
    m_needsVaultToken = error.kind == Error::Kind::Denied;
    tell(Mood::Bad, ceremonySentence(error, tokenHeld()));
}

void OperationTokenCeremony::setWork(Work work)
{
    m_watch.stop();
    m_work = work;
    emit changed();
}

void OperationTokenCeremony::endWork()
{
    m_work = Work::None;
    planWatch(true);
    emit changed();
}

void OperationTokenCeremony::setStage(Stage stage)
{
    m_stage = stage;
}

void OperationTokenCeremony::note(const QString &text, bool good)
{
    addNote(m_activity, m_fleet, m_cluster,
            good ? ActivityEntry::Outcome::Good : ActivityEntry::Outcome::Neutral, text);
}

// What the attempt shows.

void OperationTokenCeremony::show(const OperationTokenAttempt &attempt)
{
    m_attempt.nonce = attempt.nonce;
    m_attempt.progress = attempt.progress;
    if (attempt.required > 0)
        m_attempt.required = attempt.required;
    m_attempt.pgpFingerprint = attempt.pgpFingerprint;
    if (attempt.started && attempt.otpLength > 0)
        m_otpLength = attempt.otpLength; // 0 in the answer to a share, which says nothing
}

void OperationTokenCeremony::forgetAttempt()
{
    const int required = m_attempt.required;
    m_attempt = { .required = required };
    m_ours = false;
    m_holders.clear();
}

void OperationTokenCeremony::attemptGone(const QString &text, Mood mood)
{
    forgetAttempt(); // but not the one-time password: it decodes what came to another window
    setStage(Stage::Idle);
    tell(mood, text);
}

void OperationTokenCeremony::noticeOf(const OperationTokenAttempt &attempt)
{
    const bool taking = m_stage == Stage::Collecting;
    const int before = m_attempt.progress;
    if (!attempt.started) {
        m_attempt.required = attempt.required > 0 ? attempt.required : m_attempt.required;
        if (taking) {
            QString text =
                tr("No attempt is running any more. It was cancelled, completed elsewhere, or lost "
                   "when the cluster changed its leader, and the shares given to it are gone. "
                   "Start again; all shares have to be given again.");
            if (canDecode()) {
                text += u' '
                    + tr("If it was completed elsewhere, ask for the encoded token: it can be "
                         "decoded here.");
            }
            note(tr("The attempt to generate a DR operation token is not running any more."));
            attemptGone(text, Mood::Attention);
        } else {
            forgetAttempt();
            setStage(Stage::Idle);
        }
        return;
    }
    if (taking && attempt.nonce == m_attempt.nonce) {
        show(attempt);
        if (attempt.progress < before) {
            m_holders.clear();
            tell(Mood::Attention,
                 tr("The count fell back to %1: the shares given did not belong together. Shares "
                    "of the primary are needed. Give all of them again.")
                     .arg(attempt.progress));
        }
        return;
    }
    if (taking) {
        tell(Mood::Bad,
             tr("Another attempt took the place of this one. Ask the other key holders whose it "
                "is before you cancel it."));
    }
    forgetAttempt();
    show(attempt);
    setStage(Stage::Unclaimed);
}

void OperationTokenCeremony::read()
{
    if (m_work != Work::None)
        return;
    setWork(Work::Reading);
    readAttempt([this](Result<OperationTokenAttempt> attempt) {
        if (attempt) {
            const bool wasUnread = m_stage == Stage::Unread;
            if (wasUnread || m_news.mood == Mood::Bad)
                tell(Mood::Neutral, {});
            noticeOf(*attempt);
        } else {
            failed(attempt.error());
            if (m_stage != Stage::Collecting)
                setStage(Stage::Unread);
        }
        endWork();
    });
}

} // namespace switchover

#include "moc_operationtokenceremony.cpp"
