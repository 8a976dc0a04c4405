// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/certificateauthority.h"

#include "models/lab/crypto/opensslpointers.h"
#include "models/lab/crypto/randomness.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free_all>>;

void require(bool done)
{
    if (!done)
        qFatal("OpenSSL could not make a certificate.");
}

EvpKey newKey()
{
    EvpKey key(EVP_EC_gen("P-256"));
    require(key != nullptr);
    return key;
}

QByteArray contentsOf(BIO *memory)
{
    char *data = nullptr;
    const long length = BIO_get_mem_data(memory, &data);
    return { data, length };
}

QByteArray toPem(X509 *certificate)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    require(memory && PEM_write_bio_X509(memory.get(), certificate) == 1);
    return contentsOf(memory.get());
}

QByteArray toPem(EVP_PKEY *key)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    require(
        memory
        && PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr)
            == 1);
    return contentsOf(memory.get());
}

void addExtension(X509 *certificate, X509 *issuer, int id, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.constData()));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// A certificate without issuer, extensions and signature.
Certificate blank(EVP_PKEY *key, const QString &commonName, const QDateTime &from,
                  const QDateTime &until)
{
    Certificate certificate(X509_new());
    require(certificate != nullptr);
    X509 *x = certificate.get();
    // Serial numbers are positive and at most 20 bytes; random ones keep browsers from mixing up
    // two labs.
    QByteArray serial = randomBytes(16);
    serial[0] = char((serial[0] & 0x7f) | 0x40);
    const std::unique_ptr<BIGNUM, Free<BN_free>> number(BN_bin2bn(
        reinterpret_cast<const unsigned char *>(serial.constData()), int(serial.size()), nullptr));
    require(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x)));
    require(X509_set_version(x, X509_VERSION_3) == 1 && X509_set_pubkey(x, key) == 1);
    require(ASN1_TIME_set(X509_getm_notBefore(x), time_t(from.toSecsSinceEpoch()))
            && ASN1_TIME_set(X509_getm_notAfter(x), time_t(until.toSecsSinceEpoch())));
    const QByteArray name = commonName.toUtf8();
    require(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char *>(name.constData()),
                                       int(name.size()), -1, 0)
            == 1);
    return certificate;
}

QByteArray alternativeNames(const ServerCertificateRequest &request)
{
    QStringList names;
    if (request.loopback && !request.forClient)
        names = { u"IP:127.0.0.1"_s, u"IP:::1"_s, u"DNS:localhost"_s };
    for (const QString &name : request.dnsNames)
        names.append(u"DNS:"_s + name);
    return names.join(u',').toUtf8();
}

} // namespace

struct CertificateAuthority::Private
{
    EvpKey key;
    Certificate certificate;
};

CertificateAuthority::CertificateAuthority(const QString &commonName)
    : m_private(std::make_unique<Private>())
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_private->key = newKey();
    m_private->certificate =
        blank(m_private->key.get(), commonName, now.addDays(-1), now.addYears(1));
    X509 *x = m_private->certificate.get();
    require(X509_set_issuer_name(x, X509_get_subject_name(x)) == 1);
    addExtension(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    addExtension(x, x, NID_key_usage, "critical,keyCertSign,cRLSign");
    addExtension(x, x, NID_subject_key_identifier, "hash");
    require(X509_sign(x, m_private->key.get(), EVP_sha256()) > 0);
}

CertificateAuthority::~CertificateAuthority() = default;
CertificateAuthority::CertificateAuthority(CertificateAuthority &&other) noexcept = default;
CertificateAuthority &
CertificateAuthority::operator=(CertificateAuthority &&other) noexcept = default;

QByteArray CertificateAuthority::certificatePem() const
{
    return toPem(m_private->certificate.get());
}

ServerCertificate CertificateAuthority::issue(const ServerCertificateRequest &request) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime until = request.notAfter.isValid() ? request.notAfter : now.addDays(30);
    const QDateTime from = request.notBefore.isValid()
        ? request.notBefore
        : qMin(now.addSecs(-3600), until.addSecs(-3600));
    const EvpKey key = newKey();
    const Certificate certificate = blank(key.get(), request.commonName, from, until);
    X509 *x = certificate.get();
    X509 *issuer = m_private->certificate.get();
    require(X509_set_issuer_name(x, X509_get_subject_name(issuer)) == 1);
    addExtension(x, issuer, NID_basic_constraints, "critical,CA:FALSE");
    addExtension(x, issuer, NID_key_usage, "critical,digitalSignature");
    addExtension(x, issuer, NID_ext_key_usage, request.forClient ? "clientAuth" : "serverAuth");
    addExtension(x, issuer, NID_subject_key_identifier, "hash");
    addExtension(x, issuer, NID_authority_key_identifier, "keyid");
    const QByteArray names = alternativeNames(request);
    if (!names.isEmpty())
        addExtension(x, issuer, NID_subject_alt_name, names);
    require(X509_sign(x, m_private->key.get(), EVP_sha256()) > 0);
    return { .certificatePem = toPem(x), .privateKeyPem = toPem(key.get()) };
}

} // namespace switchover::lab
