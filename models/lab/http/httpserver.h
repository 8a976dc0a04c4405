// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/http/httpparser.h"

#include <QSslConfiguration>
#include <QTcpServer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

class QTcpSocket;

namespace switchover::lab {

/// How an answer leaves the house.
struct Delivery
{
    enum class Kind {
        Send,
        Reset,    ///< cut without a word
        Hang,     ///< keep the connection, say nothing
        Truncate, ///< half of the body, then cut
        Huge,     ///< a gigabyte, piece by piece
    };
    Kind kind = Kind::Send;
    std::chrono::milliseconds delay { 0 };
    int status = 200;
    QByteArray contentType = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    /// Set while the answer is not known yet: asked from time to time, gives it when it is.
    std::function<std::optional<Delivery>()> later;
    /// Told once: the status, when the whole answer was handed to the network; else 0.
    std::function<void(int sentStatus)> done;
};

/// One port on 127.0.0.1. The port number is kept while the server does not listen, so that it can
/// refuse connections for a while and come back on the same address.
class HttpServer final : public QTcpServer
{
    Q_OBJECT

public:
    using Handler = std::function<Delivery(const HttpRequest &)>;

    HttpServer(Handler handler, QObject *parent = nullptr);
    ~HttpServer() override;

    /// 0: any free port. False if the port is taken.
    [[nodiscard]] bool reserve(quint16 port);
    [[nodiscard]] quint16 reservedPort() const { return m_port; }
    /// What connections are offered from now on; nothing: plain HTTP. Those there are end.
    void setTls(const std::optional<QSslConfiguration> &configuration);
    void setListening(bool listening);

    [[nodiscard]] const Handler &handler() const { return m_handler; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    Handler m_handler;
    std::unique_ptr<QTcpSocket> m_holder;
    quint16 m_port = 0;
    std::optional<QSslConfiguration> m_tls;
};

} // namespace switchover::lab
