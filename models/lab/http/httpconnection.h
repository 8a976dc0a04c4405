// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/http/httpserver.h"

#include <QObject>

#include <memory>

class QTcpSocket;

namespace switchover::lab {

/// One client. Requests are answered one after another; deletes itself when the client is gone.
class HttpConnection final : public QObject
{
    Q_OBJECT

public:
    /// With `tls` the connection is plain until its first byte shows that the client speaks TLS.
    HttpConnection(std::unique_ptr<QTcpSocket> socket, HttpServer::Handler handler,
                   const std::optional<QSslConfiguration> &tls, QObject *parent);
    ~HttpConnection() override;

private:
    void onReadyRead();
    void onDisconnected();
    void read(const QByteArray &bytes);
    [[nodiscard]] bool startsEncrypted();
    void answer(HttpRequest request);
    void await(const std::shared_ptr<Delivery> &delivery, bool headOnly);
    void deliver(const std::shared_ptr<Delivery> &delivery, bool headOnly);
    void writeHead(const Delivery &delivery, qint64 length);
    void sendHugeBody();
    void refuse(int status, QByteArrayView text);
    void settle(bool sent);
    void cut();

    std::unique_ptr<QTcpSocket> m_socket;
    HttpServer::Handler m_handler;
    HttpParser m_parser;
    std::shared_ptr<Delivery> m_current;    ///< being answered; owners: this and its timer
    QByteArray m_early;                     ///< arrived while a request was being answered
    std::optional<QSslConfiguration> m_tls; ///< until the handshake has begun
    qint64 m_hugeLeft = 0;
    bool m_keepAlive = true;
};

} // namespace switchover::lab
