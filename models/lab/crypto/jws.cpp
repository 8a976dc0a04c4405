// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/jws.h"

#include "models/lab/crypto/opensslpointers.h"

#include <QJsonDocument>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>

namespace switchover::lab::jws {

namespace {

using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

} // namespace

QByteArray encodePart(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toBase64(base64);
}

QByteArray rawSignature(const QByteArray &der, int coordinateBytes)
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

QByteArray derSignature(const QByteArray &raw, int coordinateBytes)
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

} // namespace switchover::lab::jws
