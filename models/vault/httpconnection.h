// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QObject>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrl>

class QTcpSocket;

namespace switchover {

/// A socket on its way to a server: through a proxy if there is one, TLS included. Once ready(),
/// the socket carries requests.
class HttpConnection final : public QObject
{
    Q_OBJECT

public:
    struct Target
    {
        QUrl url;
        QSslConfiguration tls;
        QString peerVerifyName;
        QNetworkProxy proxy;

        [[nodiscard]] QByteArray key() const; ///< connections with the same can be shared
        [[nodiscard]] bool isTls() const;
        [[nodiscard]] bool asksProxy() const; ///< the request names the whole URL
    };

    explicit HttpConnection(Target target);
    ~HttpConnection() override;

    void start();
    [[nodiscard]] bool isReady() const { return m_ready; } ///< and still connected
    [[nodiscard]] QTcpSocket *socket() const { return m_socket; }
    [[nodiscard]] QByteArray key() const { return m_target.key(); }
    [[nodiscard]] QSslConfiguration sslConfiguration() const;
    void ignoreSslErrors(const QList<QSslError> &errors);

signals:
    void sslErrors(const QList<QSslError> &errors);
    void encrypted();
    void ready();
    void readyRead();
    void failed(QNetworkReply::NetworkError code, const QString &text);

private:
    QTcpSocket *begin(QAbstractSocket::NetworkLayerProtocol protocol);
    void onConnected(QTcpSocket *socket);
    void onError(QTcpSocket *socket);
    void openTunnel();
    void startTls();
    void becomeReady();

    Target m_target;
    QTcpSocket *m_socket = nullptr; ///< the first, or the one that connected
    QTcpSocket *m_second = nullptr; ///< IPv4, when the first takes its time
    QTimer m_hedge;
    bool m_connected = false;
    bool m_ready = false;
};

[[nodiscard]] QNetworkReply::NetworkError networkErrorOf(QAbstractSocket::SocketError error);

} // namespace switchover
