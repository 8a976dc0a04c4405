// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"

#include <QByteArray>
#include <QList>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>

namespace switchover {

/// One HTTP request as HttpRequest sends it.
struct HttpCall
{
    enum class Effect {
        Reads,  ///< a GET that Qt may repeat by itself when a kept-alive connection dies
        Writes, ///< reaches the server once or not at all, whatever its method is
    };
    /// May the body be shown to a host the operator did not name?
    enum class BodyHolds { NoSecret, Secret };
    /// Where a redirect may lead: besides the call's own host to those of `trustedHosts`, or to any
    /// other, without the token.
    enum class Follow { TrustedHosts, AnyHost };

    QByteArray verb;
    QUrl url;
    Effect effect = Effect::Reads;
    SecretString body; ///< JSON
    BodyHolds bodyHolds = BodyHolds::NoSecret;
    SecretString token;  ///< empty: no X-Vault-Token
    QByteArray trustKey; ///< of the connection; reads share connections with the same
    QSslConfiguration tls;
    QList<QByteArray> pinnedDigests {}; ///< see Connection
    QNetworkProxy proxy { QNetworkProxy::NoProxy };
    QString tlsServerName;
    Follow follow = Follow::TrustedHosts;
    QByteArray nameSpace {};  ///< empty: no X-Vault-Namespace
    QStringList trustedHosts; ///< "host:port" of other hosts the token may be sent to
    std::chrono::milliseconds timeout { 0 }; ///< from start to the last byte, redirect included
};

/// What came back, whatever its status. Zeroes the body when it dies, as it may hold a token.
struct HttpAnswer
{
    HttpAnswer() = default;
    HttpAnswer(HttpAnswer &&other) noexcept = default;
    HttpAnswer &operator=(HttpAnswer &&other) noexcept = default;
    ~HttpAnswer();

    int status = 0;
    QByteArray body;
    QByteArray contentType;
    HttpCall::Effect effect = HttpCall::Effect::Reads;
    /// "host:port" of the host that answered, if a redirect led to one that is not known as the
    /// cluster's. It got no token.
    QString foreignHost;
};

} // namespace switchover
