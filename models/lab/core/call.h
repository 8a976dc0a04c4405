// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrlQuery>

#include <functional>
#include <optional>
#include <utility>

namespace switchover::lab {

/// What a client showed of itself in the TLS handshake.
struct ClientCertificate
{
    QString commonName;
    bool trusted = false; ///< issued by the lab's authority, and in its time
};

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
    QList<QByteArray> mfa = {};     ///< X-Vault-MFA: "<method>:<passcode>"
    QList<QByteArray> indexes = {}; ///< X-Vault-Index
    std::optional<ClientCertificate> certificate = {};
    bool encrypted = false;    ///< came over TLS
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
    /// Set while the answer is not known yet: asked from time to time, gives it when it is.
    std::function<std::optional<Answer>()> later = {};
};

} // namespace switchover::lab
