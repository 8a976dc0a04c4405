// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/connection.h"

#include <QCryptographicHash>

#include <algorithm>

namespace switchover {

QByteArray trustKey(const Connection &connection)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QByteArray &part) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    };
    add(connection.caPem);
    add(connection.tlsServerName.toLower().toUtf8());
    QList<QByteArray> pins = connection.pinnedDigests;
    std::ranges::sort(pins);
    add(pins.join());
    add(QByteArray::number(connection.clientIdentity.chain.size()));
    for (const QSslCertificate &certificate : connection.clientIdentity.chain)
        add(certificate.toDer());
    add(QByteArray::number(int(connection.proxy.type())));
    add(connection.proxy.hostName().toUtf8());
    add(QByteArray::number(connection.proxy.port()));
    return hash.result();
}

} // namespace switchover
