// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/ceremonytexts.h"

#include "models/replication/answer.h"

#include <QByteArray>
#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct OperationTokenCeremonyText
{
    Q_DECLARE_TR_FUNCTIONS(OperationTokenCeremony)
};

struct Known
{
    QLatin1StringView words; ///< of Vault's text
    const char *meaning;
};

constexpr Known table[] {
    { "OTP string is wrong length"_L1,
      QT_TRANSLATE_NOOP(
          "OperationTokenCeremony",
          "The one-time password has another length than this server wants. Read the "
          "attempt again and start once more; if it stays so, start with a PGP key.") },
    { "error parsing PGP key"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "The server does not understand the PGP key. Export it again with “gpg "
                        "--export”; keys of a newer kind may need a newer Vault.") },
    { "root generation already in progress"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "An attempt is already running on this cluster, perhaps somebody else's. "
                        "Join it, or ask the others before you cancel it.") },
    { "otp or pgp_key parameter must be provided"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "This old server makes no one-time password. Start again: this program "
                        "makes one, or give a PGP key.") },
    { "'key' must be specified"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony", "No key share arrived. Enter it again.") },
    { "'key' must be a valid hex or base64"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "The key share is neither hexadecimal nor base64 text. Check that it was "
                        "copied whole and without anything else, and enter it again.") },
    { "key is shorter than minimum"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "The key share is too short. Check that it was copied whole, and enter it "
                        "again.") },
    { "key is longer than maximum"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "The key share is too long. Enter one share at a time.") },
    { "no root generation in progress"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "No attempt is running any more: it was cancelled, completed elsewhere, or "
                        "lost when the cluster changed its leader. Start again; all shares have to "
                        "be given again.") },
    { "incorrect nonce supplied"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "Another attempt took the place of this one, so the share was not used. "
                        "Ask the other key holders whose it is.") },
    { "incorrect strategy supplied"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "A root token is being generated on this cluster, and only one attempt can "
                        "run at a time. Wait until that is complete or cancelled.") },
    { "given key has already been provided"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "This key share was given to the attempt before and counts once. Another "
                        "holder's share is needed.") },
    { "failed to compute"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "The shares do not belong together, so the count begins again from zero; "
                        "the attempt and its nonce stay. At least one share was wrong: shares of "
                        "the primary are needed, not this cluster's former ones. Give all of them "
                        "again.") },
    { "root generation aborted"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "The shares were not accepted, so the count begins again from zero; the "
                        "attempt and its nonce stay. Shares of the primary are needed, not this "
                        "cluster's former ones. Give all of them again.") },
    { "server is not yet initialized"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "This Vault was never initialised, so it is no DR secondary. Check the "
                        "address.") },
    { "Vault is sealed"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "The node that answered is sealed. Unseal the cluster with the primary's "
                        "keys, then go on.") },
    { "rate limit quota exceeded"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "A rate limit of this cluster refused the call, and nothing was changed. "
                        "Wait a moment and do it again.") },
    { "Not a DR secondary"_L1,
      QT_TRANSLATE_NOOP("OperationTokenCeremony",
                        "This cluster is no DR secondary (any more), so it takes no DR operation "
                        "token. Check that it is the cluster you mean.") },
};

QString deniedSentence(TokenHeld vaultToken)
{
    const QString rule = OperationTokenCeremonyText::tr(
        "Since Vault 2.0 generating a DR operation token needs a Vault token besides the key "
        "shares. A token of the primary counts here.");
    const QString next = vaultToken == TokenHeld::Yes
        ? OperationTokenCeremonyText::tr(
            "The token that was sent is not valid here, or its policies do not allow "
            "“update” on sys/replication/dr/secondary/generate-operation-token/*. Give "
            "another one.")
        : OperationTokenCeremonyText::tr("Give one below.");
    const QString withoutAny = OperationTokenCeremonyText::tr(
        "If there is none, because the primary is gone, add enable_unauthenticated_access = "
        "[\"generate-operation-token\"] to the configuration of this cluster's servers, send them "
        "SIGHUP, generate the token, and take the line out again.");
    return u"%1 %2 %3"_s.arg(rule, next, withoutAny);
}

} // namespace

QString ceremonySentence(const Error &error, TokenHeld vaultToken)
{
    if (error.kind == Error::Kind::Denied)
        return deniedSentence(vaultToken);
    for (const QString &message : error.serverMessages) {
        for (const Known &known : table) {
            if (message.contains(known.words, Qt::CaseInsensitive)) {
                return OperationTokenCeremonyText::tr("%1 (Vault says: “%2”)",
                                                      "what it means, Vault's words")
                    .arg(QCoreApplication::translate("OperationTokenCeremony", known.meaning),
                         message.simplified());
            }
        }
    }
    QStringList meaning { errorSentence(error) };
    for (const QString &message : error.serverMessages) {
        if (const QString text = friendlyText(message); !text.isEmpty()) {
            meaning.append(text);
            break;
        }
    }
    return meaning.join(u' ');
}

bool beginsAgain(const Error &error)
{
    return std::ranges::any_of(error.serverMessages, [](const QString &message) {
        return message.contains("failed to compute"_L1)
            || message.contains("root generation aborted"_L1);
    });
}

QString shareProblem(const SecretString &share)
{
    const QByteArrayView text = share.reveal();
    if (text.isEmpty())
        return OperationTokenCeremonyText::tr("Enter a key share first.");
    const bool inOnePiece = std::ranges::none_of(
        text, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ','; });
    if (!inOnePiece)
        return OperationTokenCeremonyText::tr(
            "Enter one key share at a time, without spaces or line breaks in it.");
    const bool fits = std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || c == '+' || c == '/' || c == '=';
    });
    return fits ? QString()
                : OperationTokenCeremonyText::tr(
                    "A key share is hexadecimal or base64 text; this holds other "
                    "characters. Check that it was copied whole.");
}

} // namespace switchover
