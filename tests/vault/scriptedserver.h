// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QPair>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>
#include <memory>

namespace switchover {

/// A server on a loopback socket that keeps the bytes of each request and answers by script. It
/// shares nothing with the client, and knows of HTTP only where a request ends.
class ScriptedServer final : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        QByteArray raw;
        QByteArray method;
        QByteArray target;
        QList<QPair<QByteArray, QByteArray>> headers;
        QByteArray body;
        int connection = 0; ///< counted from 1

        [[nodiscard]] QByteArray
        header(const QByteArray &name) const; ///< all values, comma separated
        [[nodiscard]] bool has(const QByteArray &name) const;
    };
    /// Does whatever the server does on a request.
    using Answer = std::function<void(QTcpSocket &socket)>;

    ScriptedServer();
    explicit ScriptedServer(const QSslConfiguration &tls);
    ~ScriptedServer() override;

    [[nodiscard]] QUrl url() const;
    [[nodiscard]] quint16 port() const { return m_server->serverPort(); }
    [[nodiscard]] QString hostAndPort() const; ///< "127.0.0.1:1234"

    /// One answer a request; the last one stays for all that follow.
    void setScript(QList<Answer> script) { m_script = std::move(script); }
    [[nodiscard]] const QList<Request> &requests() const { return m_requests; }
    [[nodiscard]] const Request &request(int index) const { return m_requests.at(index); }
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int openConnections() const { return int(m_sockets.size()); }
    void closeConnections();
    void stopListening() { m_server->close(); }

    static Answer http(int status, const QByteArray &body, const QByteArray &headers = {},
                       const QByteArray &type = "application/json");
    static Answer redirect(int status, const QByteArray &location);
    static Answer raw(const QByteArray &bytes); ///< and leaves the connection open
    static Answer rawThenClose(const QByteArray &bytes);
    static Answer close(); ///< orderly, without a byte
    static Answer reset(); ///< RST
    static Answer silence();
    /// A byte at a time; counts them in `sent`, which has to outlive the server.
    static Answer drip(const QByteArray &bytes, int milliseconds, int *sent);
    static Answer
    endless(const QByteArray &head); ///< then spaces without end, as fast as they are taken

signals:
    void requestReceived();

private:
    void listen();
    void onConnection();
    void onBytes(QTcpSocket *socket, int connection, QByteArray &buffer);

    std::unique_ptr<QTcpServer> m_server;
    QList<Answer> m_script;
    QList<Request> m_requests;
    QList<QTcpSocket *> m_sockets;
    int m_connections = 0;
};

} // namespace switchover
