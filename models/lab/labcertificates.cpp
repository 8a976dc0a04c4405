// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/labcertificates.h"

#include "models/lab/crypto/certificateauthority.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

QSslConfiguration configurationWith(const ServerCertificate &certificate, const QByteArray &caPem)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(certificate.certificatePem));
    configuration.setPrivateKey(QSslKey(certificate.privateKeyPem, QSsl::Ec));
    // Clients are asked for a certificate and may have none: the cert method judges it.
    configuration.setPeerVerifyMode(QSslSocket::QueryPeer);
    configuration.setCaCertificates({ QSslCertificate(caPem) });
    return configuration;
}

} // namespace

Result<QString> LabCertificates::write(const QString &name, const QByteArray &content)
{
    const QString path = m_folder->filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        return tl::unexpected(
            Error { .kind = Error::Kind::File, .where = path, .detail = file.errorString() });
    }
    return path;
}

Result<void> LabCertificates::writeClient(const QString &name, const QByteArray &certificate,
                                          const QByteArray &key)
{
    const Result<QString> certificateFile = write(u"client-%1.pem"_s.arg(name), certificate);
    if (!certificateFile)
        return tl::unexpected(certificateFile.error());
    const Result<QString> keyFile = write(u"client-%1-key.pem"_s.arg(name), key);
    if (!keyFile)
        return tl::unexpected(keyFile.error());
    m_clients.insert(name, { .certificateFile = *certificateFile, .keyFile = *keyFile });
    return {};
}

Result<void> LabCertificates::make(const QStringList &clients)
{
    const CertificateAuthority authority;
    const CertificateAuthority stranger(u"Some other CA"_s);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_caPem = authority.certificatePem();
    m_folder.emplace();
    const Result<QString> caFile = write(u"lab-ca.pem"_s, m_caPem);
    if (!caFile)
        return tl::unexpected(caFile.error());
    m_caFile = *caFile;

    const auto add = [this](CertificateFault fault, const CertificateAuthority &issuer,
                            const ServerCertificateRequest &request) {
        m_configurations.insert(fault, configurationWith(issuer.issue(request), m_caPem));
    };
    add(CertificateFault::None, authority, {});
    add(CertificateFault::Expired, authority,
        { .notBefore = now.addDays(-60), .notAfter = now.addDays(-1) });
    add(CertificateFault::WrongHost, authority,
        { .commonName = u"vault.elsewhere.example"_s,
          .dnsNames = { u"vault.elsewhere.example"_s },
          .loopback = false });
    add(CertificateFault::UnknownAuthority, stranger, {});

    for (const QString &name : clients) {
        const ServerCertificate client = authority.issue({ .commonName = name, .forClient = true });
        if (auto written = writeClient(name, client.certificatePem, client.privateKeyPem); !written)
            return written;
    }
    const ServerCertificate old = authority.issue({ .commonName = u"operator"_s,
                                                    .forClient = true,
                                                    .notBefore = now.addDays(-60),
                                                    .notAfter = now.addDays(-1) });
    if (auto written = writeClient(u"expired"_s, old.certificatePem, old.privateKeyPem); !written)
        return written;
    const ServerCertificate foreign =
        stranger.issue({ .commonName = u"operator"_s, .forClient = true });
    return writeClient(u"stranger"_s, foreign.certificatePem, foreign.privateKeyPem);
}

std::optional<QSslConfiguration> LabCertificates::serverConfiguration(CertificateFault fault) const
{
    const auto found = m_configurations.find(fault);
    return found == m_configurations.end() ? std::nullopt : std::optional(found.value());
}

} // namespace switchover::lab
