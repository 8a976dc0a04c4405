// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"

#include <QByteArray>
#include <QList>
#include <QSslCertificate>
#include <QSslKey>
#include <QString>
#include <QStringList>

namespace switchover {

/// The certificate that this program shows to a server, with those that vouch for it, and its key.
struct ClientIdentity
{
    QList<QSslCertificate> chain; ///< leaf first
    QSslKey key;

    [[nodiscard]] bool isNull() const { return chain.isEmpty(); }
    friend bool operator==(const ClientIdentity &, const ClientIdentity &) = default;
};

/// Where the material is. The first CA setting that is not empty counts, as for the vault CLI; none
/// means the system's.
struct TrustSources
{
    QString caFile;
    QByteArray caPem;
    QString caFolder;
    QString clientCertificateFile;
    QString clientKeyFile; ///< "": the key is in the certificate's file

    friend bool operator==(const TrustSources &, const TrustSources &) = default;
};

struct Trust
{
    QByteArray caPem; ///< empty: the system's
    ClientIdentity clientIdentity;

    friend bool operator==(const Trust &, const Trust &) = default;
};

/// `where` of the error that says that the key's pass phrase is missing or wrong.
inline constexpr auto keyPassphraseField = "client_key_passphrase";

/// Reads it. Error::File names the file that cannot be used; InvalidInput with keyPassphraseField
/// asks for a pass phrase.
[[nodiscard]] Result<Trust> readTrust(const TrustSources &sources,
                                      const SecretString &keyPassphrase = {});
/// Changes when one of the files does, so that a renewed certificate is taken up.
[[nodiscard]] QStringList trustFilesStamp(const TrustSources &sources);

/// "AB:CD:…" as people compare it, and back; empty if it is not one.
[[nodiscard]] QString fingerprintText(const QByteArray &digest);
[[nodiscard]] QByteArray fingerprintDigest(const QString &text);

} // namespace switchover
