// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/jwt.h"

#include "models/lab/crypto/jws.h"
#include "models/lab/crypto/opensslpointers.h"

#include <QJsonDocument>

#include <openssl/ec.h>
#include <openssl/evp.h>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr int coordinateBytes = 32; // P-256

void require(bool done)
{
    if (!done)
        qFatal("OpenSSL could not make a signature.");
}

Failure failure(Error::Kind kind, const QString &why)
{
    return Failure(Error { .kind = kind, .detail = why });
}

Result<QByteArray> decode(const QByteArray &part)
{
    const auto bytes =
        QByteArray::fromBase64Encoding(part, jws::base64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return failure(Error::Kind::BadAnswer, u"malformed jwt: illegal base64 data"_s);
    return *bytes;
}

} // namespace

struct JwtKey::Key
{
    EvpKey pair;
};

JwtKey::JwtKey()
    : m_key(std::make_unique<Key>())
{
    m_key->pair.reset(EVP_EC_gen("P-256"));
    require(m_key->pair != nullptr);
}

JwtKey::~JwtKey() = default;

QByteArray JwtKey::sign(const QJsonObject &claims) const
{
    const QByteArray text = jws::encodePart({ { u"alg"_s, u"ES256"_s }, { u"typ"_s, u"JWT"_s } })
        + '.' + jws::encodePart(claims);
    const EvpDigest context(EVP_MD_CTX_new());
    size_t length = 0;
    require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key->pair.get())
                == 1
            && EVP_DigestSign(context.get(), nullptr, &length, bytesOf(text), size_t(text.size()))
                == 1);
    QByteArray der(qsizetype(length), '\0');
    require(EVP_DigestSign(context.get(), bytesOf(der), &length, bytesOf(text), size_t(text.size()))
            == 1);
    der.truncate(qsizetype(length));
    return text + '.' + jws::rawSignature(der, coordinateBytes).toBase64(jws::base64);
}

Result<QJsonObject> JwtKey::verify(QByteArrayView token) const
{
    const QByteArray whole = token.toByteArray();
    const QList<QByteArray> parts = whole.split('.');
    if (parts.size() != 3)
        return failure(Error::Kind::BadAnswer,
                       u"malformed jwt: compact JWS format must have three parts"_s);
    const Result<QByteArray> claims = decode(parts.at(1));
    const Result<QByteArray> raw = decode(parts.at(2));
    if (!claims || !raw)
        return failure(Error::Kind::BadAnswer, u"malformed jwt: illegal base64 data"_s);
    const QJsonDocument document = QJsonDocument::fromJson(*claims);
    if (!document.isObject())
        return failure(Error::Kind::BadAnswer, u"malformed jwt: the claims are no JSON object"_s);
    if (raw->size() != 2 * coordinateBytes)
        return failure(Error::Kind::Denied, u"the signature has a wrong length"_s);

    const QByteArray der = jws::derSignature(*raw, coordinateBytes);
    const QByteArray text = whole.left(whole.lastIndexOf('.'));
    const EvpDigest context(EVP_MD_CTX_new());
    require(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key->pair.get())
            == 1);
    const bool good = EVP_DigestVerify(context.get(), bytesOf(der), size_t(der.size()),
                                       bytesOf(text), size_t(text.size()))
        == 1;
    if (!good)
        return failure(Error::Kind::Denied,
                       u"no known key successfully validated the token signature"_s);
    return document.object();
}

} // namespace switchover::lab
