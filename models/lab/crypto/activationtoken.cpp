// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/activationtoken.h"

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
constexpr auto jwtBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

template <auto free>
struct Free
{
    template <typename T>
    void operator()(T *pointer) const
    {
        free(pointer);
    }
};
using EvpKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using EvpDigest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

const unsigned char *bytesOf(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

unsigned char *bytesOf(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

Failure failure(Error::Kind kind, const QString &why)
{
    return Failure(Error { .kind = kind, .detail = why });
}

/// OpenSSL writes and reads a DER sequence of two integers; a JWT holds them raw.
QByteArray rawSignature(const QByteArray &der)
{
    const unsigned char *cursor = bytesOf(der);
    const EcSignature signature(d2i_ECDSA_SIG(nullptr, &cursor, long(der.size())));
    QByteArray raw(2 * coordinateBytes, '\0');
    if (!signature
        || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytesOf(raw), coordinateBytes)
            != coordinateBytes
        || BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytesOf(raw) + coordinateBytes,
                        coordinateBytes)
            != coordinateBytes)
        qFatal("OpenSSL made a signature that cannot be read.");
    return raw;
}

QByteArray derSignature(const QByteArray &raw)
{
    EcSignature signature(ECDSA_SIG_new());
    BIGNUM *r = BN_bin2bn(bytesOf(raw), coordinateBytes, nullptr);
    BIGNUM *s = BN_bin2bn(bytesOf(raw) + coordinateBytes, coordinateBytes, nullptr);
    if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r, s) != 1)
        qFatal("OpenSSL is out of memory.");
    unsigned char *der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    const QByteArray bytes(reinterpret_cast<const char *>(der), length);
    OPENSSL_free(der);
    return bytes;
}

std::optional<QJsonObject> decodePart(const QByteArray &part)
{
    const auto json =
        QByteArray::fromBase64Encoding(part, jwtBase64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!json)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(*json);
    if (!document.isObject())
        return std::nullopt;
    return document.object();
}

QByteArray encodePart(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toBase64(jwtBase64);
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
    const QByteArray signedPart = encodePart(header) + '.' + encodePart(payload);

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
    return signedPart + '.' + rawSignature(der).toBase64(jwtBase64);
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
        parts.at(2), jwtBase64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!raw || (*raw).size() != 2 * coordinateBytes)
        return failure(Error::Kind::Denied, u"the signature does not have 132 bytes"_s);

    const QByteArray signedPart = text.left(text.lastIndexOf('.'));
    const QByteArray der = derSignature(*raw);
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
