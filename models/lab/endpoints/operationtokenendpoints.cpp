// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Generating a DR operation token or a root token from key shares: bare JSON, one attempt a
// cluster.
#include "models/base/jsonwriter.h"
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/otp.h"
#include "models/lab/crypto/randomness.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

using Purpose = TokenAttempt::Purpose;

Purpose purposeOf(const Context &context)
{
    return context.call.path.startsWith("sys/generate-root/"_L1) ? Purpose::Root
                                                                 : Purpose::DrOperation;
}

/// What of the status an answer shows besides the attempt itself.
struct Shown
{
    QString otp;
    QString encoded;
    bool otpLength = true;
    bool complete = false;
};

Answer attemptAnswer(const Context &context, const TokenAttempt *attempt, const Shown &shown)
{
    const bool root = purposeOf(context) == Purpose::Root;
    const int required = context.cluster.storage.keyring->threshold;
    JsonWriter json;
    json.beginObject()
        .member("nonce"_L1, attempt != nullptr ? attempt->nonce : QString())
        .member("started"_L1, attempt != nullptr)
        .member("progress"_L1,
                shown.complete           ? required
                    : attempt != nullptr ? int(attempt->shares.size())
                                         : 0)
        .member("required"_L1, required)
        .member("complete"_L1, shown.complete)
        .member("encoded_token"_L1, shown.encoded)
        .member("encoded_root_token"_L1, root ? shown.encoded : QString())
        .member("pgp_fingerprint"_L1,
                attempt != nullptr && attempt->pgpKey ? attempt->pgpKey->fingerprint : QString())
        .member("otp"_L1, shown.otp)
        .member("otp_length"_L1, shown.otpLength ? otpLength(context.version()) : 0)
        .endObject();
    return bareAnswer(json.result());
}

/// From 2.0 a Vault token is needed besides the shares, unless the configuration opts out.
std::optional<Answer> refused(const Context &context)
{
    const Cluster &cluster = context.cluster;
    if (purposeOf(context) == Purpose::DrOperation && !cluster.isDrSecondary())
        return errorAnswer(400, u"Not a DR secondary."_s);
    const bool optedOut =
        purposeOf(context) == Purpose::DrOperation && cluster.options.openOperationToken;
    if (cluster.version < Version { 2, 0, 0 } || optedOut)
        return std::nullopt;
    const auto token =
        findToken(cluster, QString::fromUtf8(context.call.token), context.estate.nowMs());
    const QStringList granted =
        token ? capabilitiesOf(cluster, *token, context.call.path) : QStringList();
    if (granted.contains("root"_L1) || granted.contains("update"_L1))
        return std::nullopt;
    return errorAnswer(403, u"permission denied"_s);
}

Answer readAttempt(Context &context)
{
    if (auto answer = refused(context))
        return *answer;
    const auto &attempt = context.cluster.attempt;
    const bool own = attempt && attempt->purpose == purposeOf(context);
    return attemptAnswer(context, own ? &*attempt : nullptr, {});
}

Answer startAttempt(Context &context)
{
    if (auto answer = refused(context))
        return *answer;
    Cluster &cluster = context.cluster;
    const int length = otpLength(context.version());
    const QString given = context.parameters.text("otp"_L1);
    const QString pgpKey = context.parameters.text("pgp_key"_L1);
    std::optional<openpgp::PublicKey> pgp;
    if (!pgpKey.isEmpty()) {
        const auto packets = QByteArray::fromBase64Encoding(
            pgpKey.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (!packets)
            return errorAnswer(400, u"error parsing PGP key: illegal base64 data"_s);
        const Result<openpgp::PublicKey> read = openpgp::readPublicKey(*packets);
        if (!read)
            return errorAnswer(400, "error parsing PGP key: "_L1 + read.error().detail);
        pgp = *read;
    }
    const bool makesOtp = given.isEmpty() && !pgp;
    if (makesOtp && length == 0)
        return errorAnswer(400, u"otp or pgp_key parameter must be provided"_s);
    if (!given.isEmpty() && !otp::isUsable(given, length))
        return errorAnswer(400, u"OTP string is wrong length"_s);
    if (cluster.attempt)
        return errorAnswer(400, u"root generation already in progress"_s);
    cluster.attempt = TokenAttempt { .purpose = purposeOf(context),
                                     .nonce = randomUuid(),
                                     .otp = makesOtp ? otp::generate(length) : given,
                                     .pgpKey = pgp };
    // Shown once, and only if the server made it.
    return attemptAnswer(context, &*cluster.attempt,
                         { .otp = makesOtp ? cluster.attempt->otp : QString() });
}

Answer cancelAttempt(Context &context)
{
    if (auto answer = refused(context))
        return *answer;
    context.cluster.attempt.reset();
    return noContent();
}

/// By the one-time password, or for the owner of the PGP key.
Result<QString> hide(const QString &token, const TokenAttempt &attempt, int length)
{
    if (!attempt.pgpKey)
        return otp::encode(token, attempt.otp, length);
    return openpgp::encrypt(token.toLatin1(), *attempt.pgpKey).map([](const QByteArray &message) {
        return QString::fromLatin1(message.toBase64());
    });
}

/// All shares are there.
Answer completeAttempt(Context &context)
{
    Cluster &cluster = context.cluster;
    TokenAttempt finished = *cluster.attempt;
    const QString token = newTokenId(context.version());
    const Result<QString> encoded = hide(token, finished, otpLength(context.version()));
    if (!encoded)
        return errorAnswer(400, "root generation aborted: "_L1 + encoded.error().detail);
    if (finished.purpose == Purpose::DrOperation) {
        cluster.drOperationTokens.insert(token);
    } else {
        cluster.storage.local.tokens.insert(token,
                                            { .id = token,
                                              .accessor = randomBase62(24),
                                              .displayName = u"root"_s,
                                              .path = u"auth/token/root"_s,
                                              .policies = { u"root"_s },
                                              .createdMs = context.estate.nowMs(),
                                              .type = u"service"_s });
        noteWrite(cluster, Reach::Local);
    }
    cluster.attempt.reset();
    return attemptAnswer(context, &finished,
                         { .encoded = *encoded, .otpLength = false, .complete = true });
}

Answer provideShare(Context &context)
{
    if (auto answer = refused(context))
        return *answer;
    Cluster &cluster = context.cluster;
    const QString key = context.parameters.text("key"_L1);
    if (key.isEmpty())
        return errorAnswer(400, u"'key' must be specified in request body as JSON"_s);
    const std::optional<QByteArray> share = otp::parseShare(key.toUtf8());
    if (!share)
        return errorAnswer(400, u"'key' must be a valid hex or base64 string"_s);
    constexpr qsizetype shortest = 16;
    constexpr qsizetype longest = 33; // a 32 byte key with its x coordinate
    if (share->size() < shortest)
        return errorAnswer(400, u"key is shorter than minimum %1 bytes"_s.arg(shortest));
    if (share->size() > longest)
        return errorAnswer(400, u"key is longer than maximum %1 bytes"_s.arg(longest));
    if (!cluster.attempt)
        return errorAnswer(400, u"no root generation in progress"_s);
    TokenAttempt &attempt = *cluster.attempt;
    if (context.parameters.text("nonce"_L1) != attempt.nonce)
        return errorAnswer(
            400,
            u"incorrect nonce supplied; nonce for this root generation operation is \"%1\""_s.arg(
                attempt.nonce));
    if (attempt.purpose != purposeOf(context))
        return errorAnswer(
            400,
            u"incorrect strategy supplied; a generate root operation of another type is already in progress"_s);
    if (attempt.shares.contains(*share))
        return errorAnswer(
            400, u"given key has already been provided during this generation operation"_s);
    attempt.shares.append(*share);
    const Keyring &keyring = *cluster.storage.keyring;
    if (attempt.shares.size() < keyring.threshold)
        return attemptAnswer(context, &attempt, { .otpLength = false });
    if (!keyring.opens(attempt.shares)) {
        attempt.shares.clear(); // the attempt goes on with the same nonce
        return errorAnswer(
            400,
            keyring.threshold == 1
                ? u"root generation aborted: invalid key"_s
                : u"failed to compute root key: cipher: message authentication failed"_s);
    }
    return completeAttempt(context);
}

Answer decodeToken(Context &context)
{
    const Result<QString> token =
        otp::decode(context.parameters.text("encoded_token"_L1), context.parameters.text("otp"_L1),
                    otpLength(context.version()));
    if (!token)
        return errorAnswer(400, "failed to decode the encoded token: "_L1 + token.error().detail);
    return dataAnswer(context, { { u"token"_s, *token } });
}

} // namespace

std::vector<Endpoint> operationTokenEndpoints()
{
    const std::vector<Field> attemptFields { { "otp"_L1 }, { "pgp_key"_L1 } };
    const std::vector<Field> updateFields { { "key"_L1 }, { "nonce"_L1 } };
    const QString dr = u"sys/replication/dr/secondary/generate-operation-token"_s;
    const QString root = u"sys/generate-root"_s;
    return {
        { .path = dr + "/attempt"_L1,
          .read = readAttempt,
          .update = startAttempt,
          .remove = cancelAttempt,
          .access = Access::Open,
          .fields = attemptFields,
          .onDrSecondary = true,
          .enterpriseOnly = true,
          .since = { 0, 9, 0 } },
        { .path = dr + "/update"_L1,
          .update = provideShare,
          .access = Access::Open,
          .fields = updateFields,
          .onDrSecondary = true,
          .enterpriseOnly = true,
          .since = { 0, 9, 0 } },
        { .path = root + "/attempt"_L1,
          .read = readAttempt,
          .update = startAttempt,
          .remove = cancelAttempt,
          .access = Access::Open,
          .fields = attemptFields },
        { .path = root + "/update"_L1,
          .update = provideShare,
          .access = Access::Open,
          .fields = updateFields },
        { .path = u"sys/decode-token"_s,
          .update = decodeToken,
          .access = Access::Open,
          .fields = { { "encoded_token"_L1 }, { "otp"_L1 } } },
    };
}

} // namespace switchover::lab
