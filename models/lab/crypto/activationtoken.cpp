// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/activationtoken.h"

#include "models/lab/crypto/jws.h"
#include "models/lab/crypto/opensslpointers.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr int coordinateBytes = 66; // P-521

Failure failure(Error::Kind kind, const QString &why)
{
    return Failure(Error { .kind = kind, .detail = why });
}

std::optional<QJsonObject> decodePart(const QByteArray &part)
{
    const auto json =
        QByteArray::fromBase64Encoding(part, jws::base64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!json)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(*json);
    if (!document.isObject())
        return std::nullopt;
    return document.object();
}

QDateTime moment(const QJsonValue &seconds)
{
    return seconds.isDouble() ? QDateTime::fromSecsSinceEpoch(seconds.toInteger(), Qt::UTC)
                              : QDateTime();
}

} // namespace

struct ActivationTokenKey::Key
{
    EvpKey pair;
};

ActivationTokenKey::ActivationTokenKey()
    : m_key(std::make_unique<Key>())
{
    m_key->pair.reset(EVP_EC_gen("P-521"));
    if (!m_key->pair)
        qFatal("OpenSSL made no P-521 key.");
}

ActivationTokenKey::~ActivationTokenKey() = default;
ActivationTokenKey::ActivationTokenKey(ActivationTokenKey &&other) noexcept = default;
ActivationTokenKey &ActivationTokenKey::operator=(ActivationTokenKey &&other) noexcept = default;

QByteArray ActivationTokenKey::sign(const ActivationClaims &claims, KeyIdHeader kid) const
{
    QJsonObject header { { u"alg"_s, u"ES512"_s }, { u"typ"_s, u"JWT"_s } };
    if (kid == KeyIdHeader::Empty)
        header.insert(u"kid"_s, QString());
    QJsonObject payload {
        { u"accessor"_s, claims.accessor },
        { u"addr"_s, claims.address },
        { u"exp"_s, claims.expires.toSecsSinceEpoch() },
        { u"iat"_s, claims.issued.toSecsSinceEpoch() },
        { u"jti"_s, claims.tokenId },
        { u"type"_s, claims.type },
    };
    if (claims.notBefore.isValid())
        payload.insert(u"nbf"_s, claims.notBefore.toSecsSinceEpoch());
    const QByteArray signedPart = jws::encodePart(header) + '.' + jws::encodePart(payload);

    const EvpDigest context(EVP_MD_CTX_new());
    size_t length = 0;
    if (!context
        || EVP_DigestSignInit(context.get(), nullptr, EVP_sha512(), nullptr, m_key->pair.get()) != 1
        || EVP_DigestSign(context.get(), nullptr, &length, bytesOf(signedPart),
                          size_t(signedPart.size()))
            != 1)
        qFatal("OpenSSL could not sign.");
    QByteArray der(qsizetype(length), '\0');
    if (EVP_DigestSign(context.get(), bytesOf(der), &length, bytesOf(signedPart),
                       size_t(signedPart.size()))
        != 1)
        qFatal("OpenSSL could not sign.");
    der.truncate(qsizetype(length));
    return signedPart + '.' + jws::rawSignature(der, coordinateBytes).toBase64(jws::base64);
}

Result<ActivationClaims> ActivationTokenKey::verify(QByteArrayView token) const
{
    auto claims = readUnverified(token);
    if (!claims)
        return claims;
    const QByteArray text = token.toByteArray();
    const QList<QByteArray> parts = text.split('.');
    if (decodePart(parts.at(0))->value("alg"_L1) != u"ES512"_s)
        return failure(Error::Kind::BadAnswer, u"the header does not name ES512"_s);
    const auto raw = QByteArray::fromBase64Encoding(
        parts.at(2), jws::base64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!raw || (*raw).size() != 2 * coordinateBytes)
        return failure(Error::Kind::Denied, u"the signature does not have 132 bytes"_s);

    const QByteArray signedPart = text.left(text.lastIndexOf('.'));
    const QByteArray der = jws::derSignature(*raw, coordinateBytes);
    const EvpDigest context(EVP_MD_CTX_new());
    if (!context
        || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha512(), nullptr, m_key->pair.get())
            != 1)
        qFatal("OpenSSL could not check a signature.");
    if (EVP_DigestVerify(context.get(), bytesOf(der), size_t(der.size()), bytesOf(signedPart),
                         size_t(signedPart.size()))
        != 1)
        return failure(Error::Kind::Denied,
                       u"the signature was made by another key, or the token was changed"_s);
    return claims;
}

bool looksLikeJwt(QByteArrayView token)
{
    const QList<QByteArray> parts = token.toByteArray().split('.');
    return parts.size() == 3 && !parts.contains(QByteArray());
}

Result<ActivationClaims> readUnverified(QByteArrayView token)
{
    if (!looksLikeJwt(token))
        return failure(Error::Kind::BadAnswer, u"not three parts between dots"_s);
    const QList<QByteArray> parts = token.toByteArray().split('.');
    if (!decodePart(parts.at(0)))
        return failure(Error::Kind::BadAnswer, u"the header is not a JSON object in base64url"_s);
    const auto payload = decodePart(parts.at(1));
    if (!payload)
        return failure(Error::Kind::BadAnswer, u"the claims are not a JSON object in base64url"_s);
    ActivationClaims claims {
        .accessor = payload->value("accessor"_L1).toString(),
        .address = payload->value("addr"_L1).toString(),
        .expires = moment(payload->value("exp"_L1)),
        .issued = moment(payload->value("iat"_L1)),
        .tokenId = payload->value("jti"_L1).toString(),
        .notBefore = moment(payload->value("nbf"_L1)),
        .type = payload->value("type"_L1).toString(),
    };
    if (claims.tokenId.isEmpty() || !claims.expires.isValid())
        return failure(Error::Kind::BadAnswer, u"the claims jti or exp are missing"_s);
    return claims;
}

} // namespace switchover::lab
