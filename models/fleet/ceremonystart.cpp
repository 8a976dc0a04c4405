// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How an attempt is started, joined and cancelled; see operationtokenceremony.h.
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationrun.h"
#include "models/fleet/operationtokenceremony.h"

#include <QRandomGenerator>

#include <array>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

/// As Vault 0.9 and 0.10 want it from the caller: base64 of 16 random bytes.
SecretString oldOneTimePassword()
{
    std::array<quint32, 4> random {};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof random);
    return SecretString(bytes.toBase64());
}

bool sameFingerprint(const QString &ours, const QString &servers)
{
    return ours.isEmpty() || servers.compare(ours, Qt::CaseInsensitive) == 0;
}

} // namespace

// Starting.

void OperationTokenCeremony::startWithOneTimePassword()
{
    start(std::nullopt);
}

void OperationTokenCeremony::startWithPgpKey(PgpPublicKey key)
{
    start(std::move(key));
}

void OperationTokenCeremony::start(std::optional<PgpPublicKey> key)
{
    if (m_work != Work::None)
        return;
    setWork(Work::Starting);
    tell(Mood::Neutral, {});
    readAttempt([this, key = std::move(key)](Result<OperationTokenAttempt> before) {
        if (!before) {
            failed(before.error());
            endWork();
            return;
        }
        if (before->started) {
            noticeOf(*before);
            tell(Mood::Attention,
                 tr("An attempt is already running on this cluster. Join it, or cancel it after "
                    "asking whose it is."));
            endWork();
            return;
        }
        sendStart(*before, key);
    });
}

void OperationTokenCeremony::sendStart(const OperationTokenAttempt &before,
                                       std::optional<PgpPublicKey> key)
{
    forgetAttempt();
    m_otp.clear();
    m_encoded.clear();
    m_stockNumber = 0;
    m_otpLength = before.otpLength;
    m_attempt.required = before.required;
    m_pgpKey = key.value_or(PgpPublicKey());
    Arguments arguments;
    SecretString ownOtp;
    if (key) {
        arguments.set("pgp_key"_L1, key->forServer());
    } else if (before.otpLength == 0) {
        // Servers before 0.11 do not make one.
        ownOtp = oldOneTimePassword();
        arguments.setSecret("otp"_L1, ownOtp.clone());
    }
    // A callback must be copyable and a secret must not: the copies of the callback share it.
    const auto otp = std::make_shared<SecretString>(std::move(ownOtp));
    send(OperationId::DrStartAttempt, std::move(arguments),
         [this, otp, pgp = key.has_value()](const OperationOutcome &outcome,
                                            OperationAnswer answer) {
             startEnded(outcome, std::move(answer), std::move(*otp), pgp);
         });
}

void OperationTokenCeremony::startEnded(const OperationOutcome &outcome, OperationAnswer answer,
                                        SecretString ownOtp, bool pgp)
{
    using End = OperationOutcome::End;
    switch (outcome.end) {
    case End::NotSent:
        tell(Mood::Attention, outcome.sentence);
        endWork();
        return;
    case End::Rejected:
        if (outcome.error)
            failed(*outcome.error);
        else
            tell(Mood::Bad, outcome.sentence);
        endWork();
        return;
    case End::Done:
        if (answer.attempt && answer.attempt->started) {
            SecretString otp = ownOtp.isEmpty() ? answer.attempt->otp.clone() : std::move(ownOtp);
            claim(*answer.attempt, std::move(otp));
            endWork();
            return;
        }
        break;
    case End::AcceptedNotSeen:
    case End::LostButDone:
    case End::LostNoEffect:
    case End::LostUnknown:
        break;
    }
    const auto otp = std::make_shared<SecretString>(std::move(ownOtp));
    readAttempt([this, otp, pgp](Result<OperationTokenAttempt> attempt) {
        if (attempt) {
            startLost(*attempt, std::move(*otp), pgp);
        } else {
            setStage(Stage::Unread);
            tell(Mood::Bad,
                 tr("The answer to the start was lost, and the attempt cannot be read: %1 Read it "
                    "again before anything else.")
                     .arg(ceremonySentence(attempt.error(), tokenHeld())));
        }
        endWork();
    });
}

void OperationTokenCeremony::claim(const OperationTokenAttempt &attempt, SecretString otp)
{
    show(attempt);
    m_ours = true;
    m_otp = std::move(otp);
    setStage(Stage::Collecting);
    note(tr("An attempt to generate a DR operation token was started (nonce %1).")
             .arg(attempt.nonce));
    if (disguise() == Disguise::OneTimePassword && m_otp.isEmpty()) {
        tell(Mood::Bad,
             tr("The server started the attempt without telling a one-time password, so nobody "
                "could read its token. Cancel it and start again."));
    } else if (disguise() == Disguise::PgpKey
               && !sameFingerprint(m_pgpKey.fingerprint, attempt.pgpFingerprint)) {
        tell(Mood::Bad,
             tr("The server says it encrypts to another key than the one given (%1). Cancel the "
                "attempt.")
                 .arg(attempt.pgpFingerprint));
    } else {
        tell(Mood::Good,
             tr("The attempt is started. It needs %n key share(s) of the primary, one at a time.",
                nullptr, attempt.required));
    }
}

void OperationTokenCeremony::startLost(const OperationTokenAttempt &attempt, SecretString ownOtp,
                                       bool pgp)
{
    if (!attempt.started) {
        attemptGone(tr("The answer to the start was lost, and no attempt is running. Start again."),
                    Mood::Attention);
        return;
    }
    const bool ownKey = pgp && !attempt.pgpFingerprint.isEmpty()
        && sameFingerprint(m_pgpKey.fingerprint, attempt.pgpFingerprint);
    const bool ownPassword = !ownOtp.isEmpty() && attempt.pgpFingerprint.isEmpty();
    if (attempt.progress == 0 && (ownKey || ownPassword)) {
        claim(attempt, std::move(ownOtp));
        tell(Mood::Attention,
             tr("The answer to the start was lost, but the attempt is running. Key shares are "
                "needed, one at a time."));
        return;
    }
    forgetAttempt();
    show(attempt);
    setStage(Stage::Unclaimed);
    tell(Mood::Bad,
         tr("The answer to the start was lost, and with it the one-time password. The attempt that "
            "is running now is most likely this one, whose token nobody could read. Cancel it and "
            "start again."));
}

void OperationTokenCeremony::join()
{
    if (m_work != Work::None || m_stage != Stage::Unclaimed)
        return;
    setStage(Stage::Collecting);
    m_otp.clear();
    tell(Mood::Neutral,
         disguise() == Disguise::PgpKey
             ? tr("Shares are given to somebody else's attempt. Whoever gives the last one gets "
                  "the token, encrypted to the PGP key it was started with.")
             : tr("Shares are given to somebody else's attempt. Whoever gives the last one gets "
                  "the encoded token, which the one-time password of whoever started it decodes."));
    emit changed();
}

// Cancelling.

void OperationTokenCeremony::cancel(const QString &nonce)
{
    if (m_work != Work::None)
        return;
    setWork(Work::Cancelling);
    tell(Mood::Neutral, {});
    // The call itself names no attempt, so the last look before it does.
    readAttempt([this, nonce](Result<OperationTokenAttempt> attempt) {
        if (!attempt) {
            failed(attempt.error());
            endWork();
            return;
        }
        if (!attempt->started || attempt->nonce != nonce) {
            noticeOf(*attempt);
            tell(Mood::Attention,
                 attempt->started
                     ? tr("Nothing was cancelled: another attempt is running by now. Look whose it "
                          "is.")
                     : tr("No attempt is running any more."));
            endWork();
            return;
        }
        send(OperationId::DrCancelAttempt, {},
             [this, nonce](const OperationOutcome &outcome, const OperationAnswer &) {
                 cancelEnded(outcome, nonce);
             });
    });
}

void OperationTokenCeremony::cancelEnded(const OperationOutcome &outcome, const QString &nonce)
{
    using End = OperationOutcome::End;
    if (outcome.end == End::Rejected && outcome.error)
        failed(*outcome.error);
    else if (outcome.end == End::NotSent)
        tell(Mood::Attention, outcome.sentence);
    const bool refused = outcome.end == End::Rejected || outcome.end == End::NotSent;
    readAttempt([this, refused, nonce](Result<OperationTokenAttempt> attempt) {
        if (!attempt) {
            if (!refused)
                failed(attempt.error());
        } else if (!attempt->started) {
            m_otp.clear();
            attemptGone(tr("The attempt is cancelled, and the shares given to it are forgotten."),
                        Mood::Neutral);
        } else if (attempt->nonce != nonce) {
            noticeOf(*attempt);
        } else if (!refused) {
            show(*attempt);
            tell(Mood::Attention, tr("The attempt is still running. Cancel it again."));
        }
        endWork();
    });
}

// Vault 2.0.

void OperationTokenCeremony::useVaultToken(SecretString token)
{
    if (m_work != Work::None || token.isEmpty())
        return;
    setWork(Work::Reading);
    // On a DR secondary the token is kept unchecked, and that nobody can sign in is the answer.
    m_fleet.signIn(m_cluster, std::move(token), Fleet::Remember::No, this,
                   [this](const Result<TokenInfo> &info) {
                       m_work = Work::None;
                       if (!info && !holdsVaultToken()) {
                           failed(info.error());
                           endWork();
                           return;
                       }
                       read();
                   });
}

void OperationTokenCeremony::useVaultTokenOf(const ClusterId &other)
{
    ClusterSession *from = m_fleet.session(other);
    ClusterSession *to = session();
    if (m_work != Work::None || !from || !to)
        return;
    from->lendTokenTo(*to);
    note(tr("The token %1 is signed in with is used for generating a DR operation token.")
             .arg(from->record().identity.name));
    read();
}

} // namespace switchover
