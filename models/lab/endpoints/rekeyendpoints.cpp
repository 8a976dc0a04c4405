// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// New unseal keys and new encryption keys: both are the primary's matter.
#include "models/base/jsonwriter.h"
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/otp.h"
#include "models/lab/crypto/randomness.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

/// From 2.0 a Vault token is needed besides the shares.
std::optional<Answer> refusedRekey(const Context &context)
{
    if (context.version() >= Version { 2, 0, 0 }) {
        const auto token = findToken(context.cluster, QString::fromUtf8(context.call.token),
                                     context.estate.nowMs());
        const QStringList granted =
            token ? capabilitiesOf(context.cluster, *token, context.call.path) : QStringList();
        if (!granted.contains("root"_L1) && !granted.contains("update"_L1))
            return errorAnswer(403, u"permission denied"_s);
    }
    if (context.cluster.performance.isSecondary())
        return errorAnswer(
            400,
            u"rekeying can only be performed on the primary cluster when replication is activated"_s);
    return std::nullopt;
}

Answer statusOf(const Context &context)
{
    const auto &rekey = context.cluster.rekey;
    JsonWriter json;
    json.beginObject()
        .member("nonce"_L1, rekey ? rekey->nonce : QString())
        .member("started"_L1, rekey.has_value())
        .member("t"_L1, rekey ? rekey->threshold : 0)
        .member("n"_L1, rekey ? rekey->shares : 0)
        .member("progress"_L1, rekey ? int(rekey->given.size()) : 0)
        .member("required"_L1, context.cluster.storage.keyring->threshold)
        .member("pgp_fingerprints"_L1, nullptr)
        .member("backup"_L1, false)
        .member("verification_required"_L1, false)
        .endObject();
    return bareAnswer(json.result());
}

Answer readRekey(Context &context)
{
    if (auto answer = refusedRekey(context))
        return *answer;
    return statusOf(context);
}

Answer startRekey(Context &context)
{
    if (auto answer = refusedRekey(context))
        return *answer;
    const int shares = int(context.parameters.number("secret_shares"_L1).value_or(0));
    const int threshold = int(context.parameters.number("secret_threshold"_L1).value_or(0));
    if (shares < 1 || shares > 255 || threshold < 1 || threshold > shares
        || (shares > 1 && threshold == 1))
        return errorAnswer(400, u"invalid rekey seal configuration"_s);
    if (context.cluster.rekey)
        return errorAnswer(400, u"rekey already in progress"_s);
    context.cluster.rekey =
        RekeyAttempt { .nonce = randomUuid(), .shares = shares, .threshold = threshold };
    return statusOf(context);
}

Answer cancelRekey(Context &context)
{
    if (auto answer = refusedRekey(context))
        return *answer;
    context.cluster.rekey.reset();
    return noContent();
}

Answer provideRekeyShare(Context &context)
{
    if (auto answer = refusedRekey(context))
        return *answer;
    Cluster &cluster = context.cluster;
    if (!cluster.rekey)
        return errorAnswer(400, u"no barrier rekey in progress"_s);
    if (context.parameters.text("nonce"_L1) != cluster.rekey->nonce)
        return errorAnswer(
            400,
            u"incorrect nonce supplied; nonce for this rekey operation is \"%1\""_s.arg(
                cluster.rekey->nonce));
    const auto share = otp::parseShare(context.parameters.text("key"_L1).toUtf8());
    if (!share)
        return errorAnswer(400, u"'key' must be a valid hex or base64 string"_s);
    if (cluster.rekey->given.contains(*share))
        return errorAnswer(
            400, u"given key has already been provided during this generation operation"_s);
    cluster.rekey->given.append(*share);
    if (cluster.rekey->given.size() < cluster.storage.keyring->threshold)
        return statusOf(context);
    const RekeyAttempt rekey = *cluster.rekey;
    cluster.rekey->given.clear();
    if (!cluster.storage.keyring->opens(rekey.given))
        return errorAnswer(
            400, u"unseal key verification failed: cipher: message authentication failed"_s);
    cluster.rekey.reset();
    cluster.storage.keyring = cluster.storage.keyring->split(rekey.shares, rekey.threshold);
    noteWrite(cluster, Reach::Shared);
    QStringList hex;
    QStringList base64;
    for (const QByteArray &key : cluster.storage.keyring->shares) {
        hex.append(QString::fromLatin1(key.toHex()));
        base64.append(QString::fromLatin1(key.toBase64()));
    }
    JsonWriter json;
    json.beginObject()
        .member("nonce"_L1, rekey.nonce)
        .member("complete"_L1, true)
        .member("keys"_L1, hex)
        .member("keys_base64"_L1, base64)
        .member("pgp_fingerprints"_L1, nullptr)
        .member("backup"_L1, false)
        .endObject();
    return bareAnswer(json.result());
}

Answer rotate(Context &context)
{
    if (context.cluster.performance.isSecondary())
        return errorAnswer(400, u"cannot rotate on a replication secondary"_s);
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

} // namespace

std::vector<Endpoint> rekeyEndpoints()
{
    return {
        { .path = u"sys/rekey/init"_s,
          .read = readRekey,
          .update = startRekey,
          .remove = cancelRekey,
          .access = Access::Open,
          .fields = { { "secret_shares"_L1, FieldType::Number },
                      { "secret_threshold"_L1, FieldType::Number } } },
        { .path = u"sys/rekey/update"_s,
          .update = provideRekeyShare,
          .access = Access::Open,
          .fields = { { "key"_L1 }, { "nonce"_L1 } } },
        { .path = u"sys/rotate"_s, .update = rotate, .access = Access::Sudo },
    };
}

} // namespace switchover::lab
