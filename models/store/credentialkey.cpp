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
    const bool hasOwnTrust =
        !record.caFile.isEmpty() || !record.caPem.isEmpty() || !record.tlsServerName.isEmpty();
    if (hasOwnTrust) {
        // The file wins over the text, so the text does not count besides it.
        const QByteArray trust =
            record.caFile.isEmpty() ? "pem" + record.caPem : "file" + record.caFile.toUtf8();
        fingerprinted += '\0' + record.tlsServerName.toLower().toUtf8() + '\0' + trust;
    }
    const QByteArray digest =
        QCryptographicHash::hash(fingerprinted, QCryptographicHash::Sha256).toHex();
    return { u"%1 %2"_s.arg(record.identity.id.value, QString::fromLatin1(digest)) };
}

} // namespace switchover
