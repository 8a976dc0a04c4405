// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <chrono>

namespace switchover {

/// How one address of a cluster is reached. Holds no secret.
struct Connection
{
    QUrl address;     ///< https://host:8200 or http://…, no path, query or user info
    QByteArray caPem; ///< trusted instead of, not besides, the system's CAs; empty: the system's
    QString tlsServerName; ///< verify against this name instead of the host; "" is the host
    std::chrono::milliseconds timeout { 15'000 };      ///< for reads
    std::chrono::milliseconds writeTimeout { 60'000 }; ///< Vault itself gives up after 90 s
    bool lookOnly = false;                             ///< refuse writes in the client

    friend bool operator==(const Connection &, const Connection &) = default;
};

} // namespace switchover
