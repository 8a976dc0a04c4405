// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <memory>

namespace switchover::lab {

struct ServerCertificate
{
    QByteArray certificatePem;
    QByteArray privateKeyPem; ///< PKCS #8, unencrypted: it guards nothing
};

/// What a server certificate should say.
struct ServerCertificateRequest
{
    QString commonName = QStringLiteral("localhost");
    QStringList dnsNames; ///< besides localhost
    /// The addresses every lab server has: 127.0.0.1, ::1 and localhost. Without them the
    /// certificate is valid only for `dnsNames`, which makes one for the wrong host.
    bool loopback = true;
    bool forClient = false; ///< a client certificate: it names a person and no host
    QDateTime notBefore;    ///< invalid: an hour ago
    QDateTime notAfter;     ///< invalid: in 30 days; one in the past makes an expired certificate
};

/// A certificate authority that lives as long as the lab, with an EC P-256 key. Validity is
/// judged by TLS libraries, so its times are the computer's, not those of a virtual clock.
class CertificateAuthority
{
public:
    explicit CertificateAuthority(const QString &commonName = QStringLiteral("Switchover lab CA"));
    ~CertificateAuthority();
    CertificateAuthority(CertificateAuthority &&other) noexcept;
    CertificateAuthority &operator=(CertificateAuthority &&other) noexcept;

    [[nodiscard]] QByteArray certificatePem() const;
    [[nodiscard]] ServerCertificate issue(const ServerCertificateRequest &request = {}) const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace switchover::lab
