// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrlQuery>

#include <utility>

namespace switchover::lab {

/// One HTTP request as Vault's logical layer sees it.
struct Call
{
    QByteArray method; ///< upper case; LIST is a method of its own
    QString path;      ///< decoded, without "/v1/"
    QUrlQuery query;
    QByteArray body;
    QByteArray contentType;
    QByteArray token;
    QByteArray nameSpace; ///< X-Vault-Namespace without slashes at the ends; empty or "root": the
                          ///< root namespace
    QByteArray wrapTtl;   ///< X-Vault-Wrap-TTL
    bool noForwarding = false; ///< X-Vault-No-Request-Forwarding

    [[nodiscard]] bool isRead() const { return method == "GET" || method == "HEAD"; }
    [[nodiscard]] bool isUpdate() const { return method == "POST" || method == "PUT"; }
};

/// What the simulated node says; faults may spoil it on its way out.
struct Answer
{
    int status = 200;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    bool refused = false; ///< nobody listens just now: cut the connection without a word
};

} // namespace switchover::lab
