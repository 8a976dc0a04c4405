// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/endpoints/activation.h"

#include "models/base/jsonwriter.h"
#include "models/lab/core/answers.h"
#include "models/lab/core/roles.h"
#include "models/lab/crypto/activationtoken.h"
#include "models/lab/crypto/randomness.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr qint64 defaultTtl = 1800;

/// What unwrapping reveals: the material for the first mutual TLS connection.
QJsonObject bootstrapData(const Context &context, const QString &id, const QString &credential)
{
    const Replication &state = context.replication();
    const Node &active = *context.cluster.activeNode();
    const auto blob = [](qsizetype bytes) {
        return QString::fromLatin1(randomBytes(bytes).toBase64());
    };
    return { { u"ca_cert"_s, blob(420) },
             { u"client_cert"_s, blob(430) },
             { u"client_key"_s,
               QJsonObject { { u"d"_s, blob(66) },
                             { u"type"_s, u"p521"_s },
                             { u"x"_s, blob(66) },
                             { u"y"_s, blob(66) } } },
             { u"cluster_id"_s, state.setId },
             { u"id"_s, id },
             { u"mode"_s, context.type == Type::Dr ? 512 : 128 },
             { u"nonce"_s, credential },
             { u"primary_cluster_addr"_s,
               state.primaryClusterAddr.isEmpty() ? active.clusterAddress
                                                  : state.primaryClusterAddr } };
}

} // namespace

Answer issueActivation(Context &context)
{
    Cluster &cluster = context.cluster;
    const QString id = context.parameters.text("id"_L1);
    const qint64 ttl = context.parameters.seconds("ttl"_L1).value_or(defaultTtl);
    if (ttl <= 0)
        return errorAnswer(400, u"ttl must be positive"_s);
    const QString publicKey = context.version() >= Version { 1, 3, 0 }
        ? context.parameters.text("secondary_public_key"_L1)
        : QString();
    if (!publicKey.isEmpty()
        && !QByteArray::fromBase64Encoding(publicKey.toLatin1(),
                                           QByteArray::AbortOnBase64DecodingErrors))
        return errorAnswer(400, u"error decoding secondary public key: illegal base64 data"_s);
    const auto credential = admitSecondary(cluster, context.type, id);
    if (!credential)
        return errorAnswer(credential.error());

    if (!publicKey.isEmpty()) {
        const QString bundle = context.estate.storeBundle({ .publicKey = publicKey,
                                                            .primary = cluster.index,
                                                            .type = context.type,
                                                            .secondaryId = id });
        return dataAnswer(context, { { u"token"_s, bundle } });
    }

    // The claim names the API address of the node that issues the token, not of a balancer.
    const QString address =
        cluster.options.announcesAddress ? cluster.activeNode()->apiAddress : QString();
    const QDateTime now = context.estate.now();
    const QString tokenId = newTokenId(context.version());
    Wrapped wrapped { .accessor = randomBase62(24),
                      .creationPath = context.call.path,
                      .createdMs = context.estate.nowMs(),
                      .ttlSeconds = ttl,
                      .data = bootstrapData(context, id, *credential),
                      .secondaryId = id };
    const ActivationClaims claims { .address = address,
                                    .expires = now.addSecs(ttl),
                                    .issued = now,
                                    .tokenId = tokenId,
                                    .notBefore = context.version() >= Version { 1, 0, 0 }
                                        ? now.addSecs(-5)
                                        : QDateTime() };
    const bool emptyKid =
        context.version() >= Version { 1, 0, 0 } && context.version() < Version { 1, 4, 0 };
    const QByteArray jwt = cluster.storage.keyring->activationKey->sign(
        claims,
        emptyKid ? ActivationTokenKey::KeyIdHeader::Empty
                 : ActivationTokenKey::KeyIdHeader::Absent);
    JsonWriter info;
    info.beginObject()
        .member("token"_L1, QString::fromLatin1(jwt))
        .member("accessor"_L1, wrapped.accessor)
        .member("ttl"_L1, ttl)
        .member("creation_time"_L1, goTime(wrapped.createdMs))
        .member("creation_path"_L1, wrapped.creationPath)
        .endObject();
    cluster.storage.local.wrapped.insert(tokenId, wrapped);
    QStringList warnings;
    if (address.isEmpty()) {
        warnings.append(u"No redirect address set in Vault so none could be encoded in the token. "
                        "You may need to supply Vault's API address when unwrapping the token."_s);
    }
    return envelopeAnswer(
        context, { .warnings = warnings, .wrapInfo = info.result(), .emptyRequestId = true });
}

QString makePublicKey(Cluster &cluster, Type type)
{
    // The form of an uncompressed point on P-256; the lab binds bundles to it by comparison.
    cluster.replication(type).publicKey =
        QString::fromLatin1((QByteArray(1, '\x04') + randomBytes(64)).toBase64());
    return cluster.replication(type).publicKey;
}

} // namespace switchover::lab
