// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QObject>
#include <QTcpSocket>

namespace switchover {

/// Opens a way through an HTTP proxy: CONNECT on a socket that is connected to the proxy. Qt's own
/// takes a proxy's answer of any size.
class ProxyTunnel final : public QObject
{
    Q_OBJECT

public:
    ProxyTunnel(QTcpSocket &socket, const QNetworkProxy &proxy, const QString &host, quint16 port);

    void open();

signals:
    void opened();
    void failed(QNetworkReply::NetworkError code, const QString &text);

private:
    void onReadyRead();
    void fail(QNetworkReply::NetworkError code, const QString &text);

    QTcpSocket &m_socket;
    const QNetworkProxy m_proxy;
    const QString m_host;
    const quint16 m_port;
    QByteArray m_head;
    bool m_done = false;
};

/// The value of Proxy-Authorization, or empty.
[[nodiscard]] QByteArray proxyAuthorization(const QNetworkProxy &proxy);
/// "host:port" for a request, IPv6 in brackets.
[[nodiscard]] QByteArray authorityOf(const QString &host, int port);

} // namespace switchover
