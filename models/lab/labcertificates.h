// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QMap>
#include <QSslConfiguration>
#include <QString>
#include <QTemporaryDir>

#include <optional>

namespace switchover::lab {

/// What a node shows instead of its good certificate.
enum class CertificateFault { None, Expired, WrongHost, UnknownAuthority };

/// A client certificate with its key, in files.
struct ClientCertificateFiles
{
    QString certificateFile;
    QString keyFile;
};

/// The lab's own authority, the server certificates and those of clients, made when a lab starts
/// with TLS.
class LabCertificates
{
public:
    /// `clients`: the names that get a certificate.
    [[nodiscard]] Result<void> make(const QStringList &clients);

    [[nodiscard]] const QByteArray &caPem() const { return m_caPem; }
    [[nodiscard]] const QString &caFile() const { return m_caFile; }
    /// By name; "expired" and "stranger" (of another authority) are there as well.
    [[nodiscard]] const QMap<QString, ClientCertificateFiles> &clients() const { return m_clients; }
    /// Nothing without TLS.
    [[nodiscard]] std::optional<QSslConfiguration>
    serverConfiguration(CertificateFault fault = CertificateFault::None) const;

private:
    Result<QString> write(const QString &name, const QByteArray &content);
    Result<void> writeClient(const QString &name, const QByteArray &certificate,
                             const QByteArray &key);

    std::optional<QTemporaryDir> m_folder;
    QByteArray m_caPem;
    QString m_caFile;
    QMap<CertificateFault, QSslConfiguration> m_configurations;
    QMap<QString, ClientCertificateFiles> m_clients;
};

} // namespace switchover::lab
