// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSslConfiguration>
#include <QString>
#include <QTemporaryDir>

namespace switchover {

/// A certificate authority made with the openssl command, and certificates it signs.
class CertificateMaker
{
public:
    [[nodiscard]] bool makeAuthority(const QString &name);
    [[nodiscard]] QByteArray authorityPem(const QString &name) const;

    struct Server
    {
        QString authority;
        /// Subject alternative names; "" leaves the extension out.
        QString names = QStringLiteral("IP:127.0.0.1,DNS:localhost");
        QString commonName = QStringLiteral("vault server");
        int validForDays = 30; ///< negative: ended so many days ago
    };
    /// A listening configuration with a certificate for `server`; null if openssl failed.
    [[nodiscard]] QSslConfiguration serverConfiguration(const Server &server) const;

    /// The same server, but a client has to show a certificate of `authority`.
    [[nodiscard]] QSslConfiguration demanding(const QSslConfiguration &server,
                                              const QString &authority) const;

    static constexpr auto passphrase = "open sesame";
    struct ClientFiles
    {
        QString certificate; ///< "" if openssl failed
        QString key;
        QString encryptedKey;      ///< in OpenSSL's old form
        QString encryptedPkcs8Key; ///< both open with `passphrase`
        QString foreignKey;        ///< RSA, where the certificate's is an elliptic curve's
    };
    [[nodiscard]] ClientFiles clientFiles(const QString &authority) const;

private:
    [[nodiscard]] bool openssl(const QStringList &arguments) const;
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QByteArray read(const QString &name) const;

    QTemporaryDir m_folder;
};

} // namespace switchover
