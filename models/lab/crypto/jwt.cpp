// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/jwt.h"

#include <QJsonDocument>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr int coordinateBytes = 32; // P-256
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

void require(bool done)
{
    if (!done)
        qFatal("OpenSSL could not make a signature.");
}

Failure failure(Error::Kind kind, const QString &why)
{
    return Failure(Error { .kind = kind, .detail = why });
}

QByteArray encode(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toBase64(jwtBase64);
}

Result<QByteArray> decode(const QByteArray &part)
{
    const auto bytes =
        QByteArray::fromBase64Encoding(part, jwtBase64 | QByteArray::AbortOnBase64DecodingErrors);
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
    const QByteArray text =
        encode({ { u"alg"_s, u"ES256"_s }, { u"typ"_s, u"JWT"_s } }) + '.' + encode(claims);
    const EvpDigest context(EVP_MD_CTX_new());
    size_t length = 0;
    require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key->pair.get())
                == 1
            && EVP_DigestSign(context.get(), nullptr, &length, bytesOf(text), size_t(text.size()))
                == 1);
    QByteArray der(qsizetype(length), '\0');
    require(EVP_DigestSign(context.get(), bytesOf(der), &length, bytesOf(text), size_t(text.size()))
            == 1);
    const unsigned char *cursor = bytesOf(der);
    const EcSignature signature(d2i_ECDSA_SIG(nullptr, &cursor, long(length)));
    QByteArray raw(2 * coordinateBytes, '\0');
    require(signature != nullptr);
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytesOf(raw), coordinateBytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytesOf(raw) + coordinateBytes,
                 coordinateBytes);
    return text + '.' + raw.toBase64(jwtBase64);
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

    const EcSignature signature(ECDSA_SIG_new());
    require(signature
            && ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytesOf(*raw), coordinateBytes, nullptr),
                              BN_bin2bn(bytesOf(*raw) + coordinateBytes, coordinateBytes, nullptr))
                == 1);
    unsigned char *der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    const QByteArray text = whole.left(whole.lastIndexOf('.'));
    const EvpDigest context(EVP_MD_CTX_new());
    require(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key->pair.get())
            == 1);
    const bool good =
        EVP_DigestVerify(context.get(), der, size_t(length), bytesOf(text), size_t(text.size()))
        == 1;
    OPENSSL_free(der);
    if (!good)
        return failure(Error::Kind::Denied,
                       u"no known key successfully validated the token signature"_s);
    return document.object();
}

} // namespace switchover::lab
