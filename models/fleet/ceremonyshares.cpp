// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How shares are given and what comes back is decoded; see operationtokenceremony.h.
#include "models/fleet/fleet.h"
#include "models/fleet/gpgdecryption.h"
#include "models/fleet/operationrun.h"
#include "models/fleet/operationtokenceremony.h"
#include "models/fleet/operationtokenstock.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

bool isPrintable(const SecretString &token)
{
    return !token.isEmpty()
        && std::ranges::all_of(token.reveal(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

// Shares.

void OperationTokenCeremony::giveShare(SecretString share, const QString &holder)
{
    if (m_work != Work::None || m_stage != Stage::Collecting)
        return;
    if (const QString problem = shareProblem(share); !problem.isEmpty()) {
        tell(Mood::Attention, problem);
        emit changed();
        return;
    }
    setWork(Work::Giving);
    tell(Mood::Neutral, {});
    Arguments arguments;
    arguments.setSecret("key"_L1, std::move(share));
    arguments.set("nonce"_L1, m_attempt.nonce);
    send(OperationId::DrProvideKeyShare, std::move(arguments),
         [this, before = m_attempt.progress,
          holder = holder.trimmed()](const OperationOutcome &outcome, OperationAnswer answer) {
             shareEnded(outcome, std::move(answer), before, holder);
         });
}

void OperationTokenCeremony::shareEnded(const OperationOutcome &outcome, OperationAnswer answer,
                                        int before, const QString &holder)
{
    using End = OperationOutcome::End;
    if (outcome.end == End::Done && answer.attempt) {
        if (answer.attempt->complete) {
            if (!holder.isEmpty())
                m_holders.append(holder);
            complete(std::move(*answer.attempt));
        } else {
            show(*answer.attempt);
            counted(holder, tr("The share was accepted: %1 of %2."));
        }
        endWork();
        return;
    }
    const bool refused = outcome.end == End::Rejected || outcome.end == End::NotSent;
    if (refused) {
        if (outcome.end == End::Rejected && outcome.error)
            failed(*outcome.error);
        else
            tell(Mood::Attention, outcome.sentence);
        if (outcome.error && beginsAgain(*outcome.error)) {
            m_holders.clear();
            note(tr("The key shares given were not accepted; the count begins again."));
        }
    }
    // After a refusal too: the count may have fallen back, or the attempt be another one.
    readAttempt([this, refused, before, holder](Result<OperationTokenAttempt> attempt) {
        if (!attempt) {
            if (!refused) {
                tell(Mood::Bad,
                     tr("The answer to the share was lost, and the attempt cannot be read: %1 Read "
                        "it again before another share is given.")
                         .arg(ceremonySentence(attempt.error(), tokenHeld())));
            }
        } else if (!refused) {
            shareLost(*attempt, before, holder);
        } else if (attempt->started && attempt->nonce == m_attempt.nonce) {
            show(*attempt);
        } else {
            const News refusal = m_news;
            noticeOf(*attempt);
            m_news = refusal;
        }
        endWork();
    });
}

void OperationTokenCeremony::counted(const QString &holder, const QString &text)
{
    if (!holder.isEmpty())
        m_holders.append(holder);
    const QString said = text.arg(m_attempt.progress).arg(m_attempt.required);
    tell(Mood::Good, said);
    note(
        holder.isEmpty()
            ? tr("A key share was given: %1 of %2.").arg(m_attempt.progress).arg(m_attempt.required)
            : tr("A key share was given by %3: %1 of %2.")
                  .arg(m_attempt.progress)
                  .arg(m_attempt.required)
                  .arg(holder));
}

void OperationTokenCeremony::shareLost(const OperationTokenAttempt &attempt, int before,
                                       const QString &holder)
{
    if (!attempt.started) {
        const bool wasLast = before + 1 >= m_attempt.required;
        attemptGone(wasLast
                        ? tr("The answer to the last share was lost, and the attempt has ended. "
                             "Most likely it is complete, and its encoded token was in the lost "
                             "answer: nobody can read that token, and it cannot be deleted. Start "
                             "again; all shares have to be given again.")
                        : tr("The answer to the share was lost, and no attempt is running any "
                             "more, as after a change of leader. Start again; all shares have to "
                             "be given again."),
                    Mood::Bad);
        note(m_news.text);
        return;
    }
    if (attempt.nonce != m_attempt.nonce) {
        noticeOf(attempt);
        return;
    }
    show(attempt);
    if (attempt.progress > before) {
        counted(holder,
                tr("The answer to the share was lost, but the attempt shows that it was counted: "
                   "%1 of %2."));
    } else if (attempt.progress < before) {
        m_holders.clear();
        tell(Mood::Attention,
             tr("The answer to the share was lost, and the count fell back to zero: the shares did "
                "not belong together. Shares of the primary are needed. Give all of them again."));
    } else {
        tell(Mood::Attention,
             tr("The answer to the share was lost, and the attempt does not show it. Enter the "
                "share again: Vault counts each share once, so that does no harm."));
    }
}

// The end.

void OperationTokenCeremony::complete(OperationTokenAttempt attempt)
{
    m_attempt.progress = m_attempt.required;
    m_encoded = std::move(attempt.encodedToken);
    setStage(Stage::Encoded);
    note(tr("The attempt to generate a DR operation token is complete."), true);
    if (m_encoded.isEmpty()) {
        tell(Mood::Bad, tr("The attempt is complete, but the answer holds no token. Start again."));
        setStage(Stage::Idle);
        return;
    }
    if (disguise() == Disguise::PgpKey) {
        tell(Mood::Good,
             tr("All shares were given. The token is encrypted to the PGP key %1: decrypt it here, "
                "or on the computer with the private key.")
                 .arg(m_attempt.pgpFingerprint));
        return;
    }
    if (m_otp.isEmpty()) {
        tell(Mood::Good,
             tr("All shares were given. Whoever started the attempt has the one-time password that "
                "decodes the token: enter it here, or copy the encoded token to them."));
        return;
    }
    Result<SecretString> token = decodeOperationToken(m_encoded, m_otp, m_otpLength);
    if (token)
        keep(std::move(*token));
    else
        tell(Mood::Bad, errorSentence(token.error()));
}

void OperationTokenCeremony::keep(SecretString token)
{
    const ClusterSnapshot *snapshot = m_fleet.snapshot(m_cluster);
    if (!snapshot)
        return;
    OperationTokenStock &stock = m_fleet.operationTokens();
    stock.putGenerated(*snapshot, token.clone());
    if (const auto entry = stock.find(m_cluster, token))
        m_stockNumber = entry->number;
    m_otp.clear();
    m_encoded.clear();
    setStage(Stage::Made);
    tell(Mood::Good,
         tr("The DR operation token is made. It is held in memory and used by the operations of %1 "
            "without being shown; after use it is deleted on the cluster.")
             .arg(snapshot->identity.name));
    note(tr("A DR operation token was generated and is held in memory."), true);
    emit made();
}

// The stock is the token's one owner: what is gone there is gone here.
void OperationTokenCeremony::stockChanged()
{
    if (m_stage != Stage::Made || m_fleet.operationTokens().holds(m_stockNumber))
        return;
    m_stockNumber = 0;
    forgetAttempt();
    setStage(Stage::Dropped);
    tell(Mood::Neutral,
         tr("Switchover no longer holds this DR operation token. Close this window. If you need "
            "another token, open it again."));
    emit changed();
}

void OperationTokenCeremony::decodeWith(SecretString oneTimePassword)
{
    if (m_stage != Stage::Encoded || disguise() == Disguise::PgpKey)
        return;
    Result<SecretString> token = decodeOperationToken(m_encoded, oneTimePassword, m_otpLength);
    if (token)
        keep(std::move(*token));
    else
        tell(Mood::Bad, errorSentence(token.error()));
    emit changed();
}

void OperationTokenCeremony::takeEncoded(const SecretString &encoded)
{
    if (m_work != Work::None || m_otp.isEmpty())
        return;
    Result<SecretString> token = decodeOperationToken(encoded, m_otp, m_otpLength);
    if (token)
        keep(std::move(*token));
    else
        tell(Mood::Bad, errorSentence(token.error()));
    emit changed();
}

void OperationTokenCeremony::decryptWithGpg()
{
    if (m_work != Work::None || m_stage != Stage::Encoded || disguise() != Disguise::PgpKey)
        return;
    setWork(Work::Decrypting);
    tell(Mood::Neutral, {});
    m_gpg->decrypt(m_encoded, this, [this](Result<SecretString> token) {
        endWork();
        if (token)
            takeDecrypted(std::move(*token));
        else if (token.error().kind == Error::Kind::Cancelled)
            tell(Mood::Neutral, tr("Decrypting was stopped."));
        else
            tell(Mood::Bad, token.error().detail);
        emit changed();
    });
}

void OperationTokenCeremony::stopGpg()
{
    if (m_work == Work::Decrypting)
        m_gpg->cancel();
}

void OperationTokenCeremony::takeDecrypted(SecretString token)
{
    if (m_work != Work::None || m_stage != Stage::Encoded || disguise() != Disguise::PgpKey)
        return;
    // A server that names no length is older than 0.11, or a proxy left it out.
    const bool isOfLength = m_otpLength == 0 || token.size() == m_otpLength;
    if (isPrintable(token) && isOfLength && !(token == m_encoded))
        keep(std::move(token));
    else if (isPrintable(token) && !isOfLength)
        tell(Mood::Bad,
             tr("This text has %1 characters. The attempt announced a token of %2 characters. "
                "Switchover does not use the text. Start another attempt.")
                 .arg(token.size())
                 .arg(m_otpLength));
    else
        tell(Mood::Bad,
             tr("This is no decrypted DR operation token. Enter the text that gpg writes when it "
                "decrypts the message."));
    emit changed();
}

} // namespace switchover
