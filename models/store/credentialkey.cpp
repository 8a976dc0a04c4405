// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/credentialkey.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace switchover {

ClusterId credentialKey(const ClusterRecord &record)
{
    QStringList destinations = QStringList { record.identity.address } + record.moreAddresses;
    destinations.sort();
    QByteArray fingerprinted = destinations.join(u'\n').toUtf8();
    // No address holds a NUL. Keys of clusters with the system's CAs are as they ever were.
    const bool hasOwnTrust = !record.caFile.isEmpty() || !record.caPem.isEmpty()
        || !record.caFolder.isEmpty() || !record.tlsServerName.isEmpty();
    if (hasOwnTrust) {
        // The file wins over the text, so the text does not count besides it.
        const QByteArray trust = !record.caFile.isEmpty() ? "file" + record.caFile.toUtf8()
            : record.caPem.isEmpty() && !record.caFolder.isEmpty()
            ? "folder" + record.caFolder.toUtf8()
            : "pem" + record.caPem;
        fingerprinted += '\0' + record.tlsServerName.toLower().toUtf8() + '\0' + trust;
    }
    QStringList pins = record.pinnedCertificates;
    pins.sort();
    if (!pins.isEmpty())
        fingerprinted += "\0pins"_ba + pins.join(u'\n').toUtf8();
    // Whoever runs the proxy reads what goes to http:// addresses.
    if (!record.proxy.isEmpty())
        fingerprinted += "\0proxy"_ba + record.proxy.toUtf8();
    const QByteArray digest =
        QCryptographicHash::hash(fingerprinted, QCryptographicHash::Sha256).toHex();
    return { u"%1 %2"_s.arg(record.identity.id.value, QString::fromLatin1(digest)) };
}

} // namespace switchover
