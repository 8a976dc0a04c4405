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
    /// What becomes of a redirect to a host that is not among `trustedHosts`. Nothing goes there.
    enum class Elsewhere {
        Fails,
        Reported, ///< the answer is the redirect, with `elsewhere` set
    };

    QByteArray verb;
    QUrl url;
    Effect effect = Effect::Reads;
    SecretString body;   ///< JSON
    SecretString token;  ///< empty: no X-Vault-Token
    QByteArray trustKey; ///< of the connection; reads share connections with the same
    QSslConfiguration tls;
    QList<QByteArray> pinnedDigests {}; ///< see Connection
    QNetworkProxy proxy { QNetworkProxy::NoProxy };
    QString tlsServerName;
    Elsewhere elsewhere = Elsewhere::Fails;
    QByteArray nameSpace {}; ///< empty: no X-Vault-Namespace
    /// "host:port" of other hosts that are the cluster's own: registered, and so good for the token
    /// and the client certificate.
    QStringList trustedHosts;
    /// "host:port" that the cluster named as its active node (sys/leader). Gets no token.
    QString activeNode {};
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
    /// "host:port" of the host that a redirect leads to, if it was not followed. Empty: this is an
    /// answer.
    QString elsewhere;
};

} // namespace switchover
