// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/recordconnection.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

QNetworkProxy proxyOf(const QString &text)
{
    const QUrl url(text);
    if (url.host().isEmpty())
        return QNetworkProxy::NoProxy;
    const bool isSocks = url.scheme() == u"socks5"_s;
    return { isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
             quint16(url.port(isSocks ? 1080 : 3128)) };
}

} // namespace

TrustSources trustSourcesOf(const ClusterRecord &record)
{
    return { .caFile = record.caFile,
             .caPem = record.caPem,
             .caFolder = record.caFolder,
             .clientCertificateFile = record.clientCertificateFile,
             .clientKeyFile = record.clientKeyFile };
}

Connection connectionOf(const ClusterRecord &record, const QString &address, const Trust &trust,
                        std::chrono::milliseconds readTimeout,
                        std::chrono::milliseconds writeTimeout)
{
    QList<QByteArray> pins;
    for (const QString &pin : record.pinnedCertificates) {
        // One that cannot be read must not become none, which would mean the authorities.
        const QByteArray digest = fingerprintDigest(pin);
        pins.append(digest.isEmpty() ? QByteArray("unreadable") : digest);
    }
    if (record.timeoutSeconds > 0)
        readTimeout = std::chrono::seconds(record.timeoutSeconds);
    return { .address = QUrl(address),
             .caPem = trust.caPem,
             .clientIdentity = trust.clientIdentity,
             .tlsServerName = record.tlsServerName,
             .pinnedDigests = pins,
             .proxy = proxyOf(record.proxy),
             .timeout = readTimeout,
             .writeTimeout = std::max(readTimeout, writeTimeout),
             .lookOnly = record.lookOnly };
}

bool sameWay(const ClusterRecord &left, const ClusterRecord &right)
{
    return left.identity.address == right.identity.address
        && left.moreAddresses == right.moreAddresses
        && trustSourcesOf(left) == trustSourcesOf(right)
        && left.tlsServerName == right.tlsServerName
        && left.pinnedCertificates == right.pinnedCertificates && left.proxy == right.proxy
        && left.timeoutSeconds == right.timeoutSeconds;
}

} // namespace switchover
