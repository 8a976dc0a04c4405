// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/vault/trust.h"

#include <QByteArray>
#include <QList>
#include <QNetworkProxy>
#include <QString>
#include <QUrl>

#include <chrono>

namespace switchover {

/// How one address of a cluster is reached. Holds no secret but the client's private key, which is
/// in Qt's hands.
struct Connection
{
    QUrl address;     ///< https://host:8200 or http://…, no path, query or user info
    QByteArray caPem; ///< trusted instead of, not besides, the system's CAs; empty: the system's
    ClientIdentity clientIdentity {}; ///< shown to a server that asks for a client certificate
    QString tlsServerName; ///< verify against this name instead of the host; "" is the host
    /// SHA-256 digests of leaf certificates. If there are any, they alone are trusted, instead of
    /// any authority; names and dates are verified as ever.
    QList<QByteArray> pinnedDigests {};
    /// None unless one is set here: Vault clusters are internal, and the environment's proxy is
    /// meant for the way out.
    QNetworkProxy proxy { QNetworkProxy::NoProxy };
    std::chrono::milliseconds timeout { 15'000 };      ///< for reads
    std::chrono::milliseconds writeTimeout { 60'000 }; ///< Vault itself gives up after 90 s
    bool lookOnly = false;                             ///< refuse writes in the client

    friend bool operator==(const Connection &, const Connection &) = default;
};

/// Connections may be shared by what has the same key and by nothing else: Qt's pool knows them by
/// host and port, and not by what they were verified with or who showed which certificate on them.
[[nodiscard]] QByteArray trustKey(const Connection &connection);

} // namespace switchover
