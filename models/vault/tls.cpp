// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/tls.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSslCertificate>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct TlsText
{
    Q_DECLARE_TR_FUNCTIONS(Tls)
};

Failure badCa(const QString &detail)
{
    return Failure(Error {
        .kind = Error::Kind::InvalidInput, .where = u"CA certificate"_s, .detail = detail });
}

QString firstOf(const QStringList &names)
{
    return names.isEmpty() ? QString() : names.constFirst();
}

QString nameOf(const QSslCertificate &certificate)
{
    const QString commonName = firstOf(certificate.subjectInfo(QSslCertificate::CommonName));
    return commonName.isEmpty() ? firstOf(certificate.subjectInfo(QSslCertificate::Organization))
                                : commonName;
}

QString issuerOf(const QSslCertificate &certificate)
{
    const QString commonName = firstOf(certificate.issuerInfo(QSslCertificate::CommonName));
    return commonName.isEmpty() ? firstOf(certificate.issuerInfo(QSslCertificate::Organization))
                                : commonName;
}

QString describe(const QSslError &error)
{
    const QSslCertificate certificate = error.certificate();
    if (certificate.isNull())
        return error.errorString();
    switch (error.error()) {
    case QSslError::HostNameMismatch: {
        QStringList names = certificate.subjectAlternativeNames().values();
        if (names.isEmpty())
            names.append(nameOf(certificate));
        return TlsText::tr("%1 (the certificate is for %2)")
            .arg(error.errorString(), names.join(u", "_s));
    }
    case QSslError::CertificateExpired:
        return TlsText::tr("%1 (“%2” ended at %3)")
            .arg(error.errorString(), nameOf(certificate),
                 certificate.expiryDate().toUTC().toString(Qt::ISODate));
    case QSslError::CertificateNotYetValid:
        return TlsText::tr("%1 (“%2” begins at %3)")
            .arg(error.errorString(), nameOf(certificate),
                 certificate.effectiveDate().toUTC().toString(Qt::ISODate));
    default: // the rest needs no more than who made the certificate
        return TlsText::tr("%1 (certificate “%2”, issued by “%3”)")
            .arg(error.errorString(), nameOf(certificate), issuerOf(certificate));
    }
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const QByteArray &caPem)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setAllowedNextProtocols({});
    if (caPem.trimmed().isEmpty())
        return configuration;

    const QList<QSslCertificate> certificates = QSslCertificate::fromData(caPem, QSsl::Pem);
    if (certificates.isEmpty())
        return badCa(TlsText::tr(
            "This is not a PEM certificate. It has to begin with “-----BEGIN CERTIFICATE-----”."));
    const qsizetype announced = caPem.count("-----BEGIN ");
    if (announced != certificates.size() || certificates.contains(QSslCertificate()))
        return badCa(TlsText::tr("%1 of %2 PEM blocks could be read as certificates.")
                         .arg(certificates.size())
                         .arg(announced));
    configuration.setCaCertificates(certificates);
    return configuration;
}

Result<QSslConfiguration> tlsConfiguration(const Connection &connection)
{
    Result<QSslConfiguration> configuration = tlsConfiguration(connection.caPem);
    if (!configuration)
        return configuration;
    if (!connection.clientIdentity.isNull()) {
        configuration->setLocalCertificateChain(connection.clientIdentity.chain);
        configuration->setPrivateKey(connection.clientIdentity.key);
    }
    if (!connection.pinnedDigests.isEmpty())
        configuration->setCaCertificates({});
    return configuration;
}

bool isAboutTheIssuer(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::CertificateUntrusted:
        return true;
    default: // of some forty, all other ones are about the certificate itself
        return false;
    }
}

bool isPinned(const QSslCertificate &leaf, const QList<QSslError> &errors,
              const QList<QByteArray> &pinnedDigests)
{
    return !leaf.isNull() && pinnedDigests.contains(digestOf(leaf))
        && std::ranges::all_of(errors, isAboutTheIssuer);
}

QByteArray digestOf(const QSslCertificate &certificate)
{
    return certificate.digest(QCryptographicHash::Sha256);
}

QString describePinMismatch(const QSslCertificate &leaf)
{
    return TlsText::tr(
               "The server shows another certificate than the pinned one: “%1”, SHA-256 %2.")
        .arg(nameOf(leaf), fingerprintText(digestOf(leaf)));
}

QString describeTlsErrors(const QList<QSslError> &errors)
{
    QStringList parts;
    for (const QSslError &error : errors) {
        if (const QString part = describe(error); !parts.contains(part))
            parts.append(part);
    }
    return parts.join(u"; "_s);
}

QString describeHandshakeFailure(const QString &errorString)
{
    // OpenSSL's words when the first bytes are no TLS record: mostly "HTTP/1.0 400 Bad Request".
    if (errorString.contains(u"wrong version number") || errorString.contains(u"http request")
        || errorString.contains(u"packet length too long")) {
        return TlsText::tr(
                   "The server does not speak TLS at this address; it may be plain HTTP, or the "
                   "port may be another "
                   "one. (%1)")
            .arg(errorString);
    }
    if (errorString.contains(u"certificate required") || errorString.contains(u"handshake failure"))
        return TlsText::tr("The server ended the handshake; it may want a client certificate. (%1)")
            .arg(errorString);
    if (errorString.contains(u"protocol version") || errorString.contains(u"unsupported protocol"))
        return TlsText::tr("The server offers no TLS version from 1.2 on. (%1)").arg(errorString);
    return errorString;
}

} // namespace switchover
