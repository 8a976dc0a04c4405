// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/tls.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHostAddress>
#include <QSslCertificate>
#include <QStringList>
#include <QUrl>

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
        if (hasNoAlternativeName(certificate))
            return describeMissingAlternativeName();
        QStringList names = certificate.subjectAlternativeNames().values();
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

bool hasNoAlternativeName(const QSslCertificate &leaf)
{
    const auto names = leaf.subjectAlternativeNames();
    return !names.contains(QSsl::DnsEntry) && !names.contains(QSsl::IpAddressEntry);
}

namespace {

// As Go's crypto/x509: a wildcard stands for the whole leftmost label and nothing else.
bool nameFits(const QString &pattern, const QString &host)
{
    if (!pattern.startsWith("*."_L1))
        return pattern == host;
    const qsizetype dot = host.indexOf(u'.');
    return dot > 0 && QStringView(host).sliced(dot) == QStringView(pattern).sliced(1);
}

QString comparable(const QString &name)
{
    QString lower = QString::fromLatin1(QUrl::toAce(name)).toLower();
    if (lower.isEmpty()) // what toAce() does not take, such as a wildcard
        lower = name.toLower();
    if (lower.endsWith(u'.'))
        lower.chop(1);
    return lower;
}

} // namespace

bool isNamed(const QSslCertificate &leaf, const QString &host)
{
    const auto names = leaf.subjectAlternativeNames();
    if (const QHostAddress address(host); !address.isNull()) {
        const QStringList addresses = names.values(QSsl::IpAddressEntry);
        return std::ranges::any_of(addresses, [&](const QString &each) {
            return QHostAddress(each).isEqual(address, QHostAddress::StrictConversion);
        });
    }
    const QString wanted = comparable(host);
    const QStringList patterns = names.values(QSsl::DnsEntry);
    return std::ranges::any_of(
        patterns, [&](const QString &pattern) { return nameFits(comparable(pattern), wanted); });
}

QList<QSslError> withNameCheck(QList<QSslError> errors, const QSslCertificate &leaf,
                               const QString &host)
{
    const bool isKnown = std::ranges::any_of(errors, [](const QSslError &error) {
        return error.error() == QSslError::HostNameMismatch;
    });
    if (!isKnown && !leaf.isNull() && !isNamed(leaf, host))
        errors.append(QSslError(QSslError::HostNameMismatch, leaf));
    return errors;
}

QString describeMissingAlternativeName()
{
    return TlsText::tr(
        "The certificate has no subject alternative name. Vault's own clients ignore "
        "the common name, so every secondary refuses this certificate, too. Have it "
        "reissued with the server's name or address as a subject alternative name.");
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
