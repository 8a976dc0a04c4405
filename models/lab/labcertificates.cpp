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

Result<void> LabCertificates::make()
{
    const CertificateAuthority authority;
    m_caPem = authority.certificatePem();
    m_folder.emplace();
    m_caFile = m_folder->filePath(u"lab-ca.pem"_s);
    QFile file(m_caFile);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_caPem) != m_caPem.size()) {
        return tl::unexpected(
            Error { .kind = Error::Kind::File, .where = m_caFile, .detail = file.errorString() });
    }
    const ServerCertificate certificate = authority.issue();
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(certificate.certificatePem));
    configuration.setPrivateKey(QSslKey(certificate.privateKeyPem, QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // of clients, who need no certificate
    m_configuration = configuration;
    return {};
}

} // namespace switchover::lab
