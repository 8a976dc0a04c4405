// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vault/scriptedserver.h"

#include <QSslServer>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace switchover {

QByteArray ScriptedServer::Request::header(const QByteArray &name) const
{
    QList<QByteArray> values;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            values.append(value);
    }
    return values.join(", ");
}

bool ScriptedServer::Request::has(const QByteArray &name) const
{
    return std::ranges::any_of(headers, [&](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

ScriptedServer::ScriptedServer()
    : m_server(std::make_unique<QTcpServer>())
{
    listen();
}

ScriptedServer::ScriptedServer(const QSslConfiguration &tls)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(tls);
    m_server = std::move(server);
    listen();
}

ScriptedServer::~ScriptedServer()
{
    for (QTcpSocket *socket : std::as_const(m_sockets))
        socket->disconnect(this); // they die with the server, and say so
}

void ScriptedServer::listen()
{
    m_script = { http(200, "{}") };
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this,
            &ScriptedServer::onConnection);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("no loopback port");
}

QUrl ScriptedServer::url() const
{
    const bool tls = qobject_cast<QSslServer *>(m_server.get());
    return QUrl(u"%1://%2"_s.arg(tls ? u"https"_s : u"http"_s, hostAndPort()));
}

QString ScriptedServer::hostAndPort() const
{
    return u"127.0.0.1:%1"_s.arg(port());
}

void ScriptedServer::closeConnections()
{
    const QList<QTcpSocket *> sockets = m_sockets;
    for (QTcpSocket *socket : sockets)
        socket->disconnectFromHost();
}

void ScriptedServer::onConnection()
{
    QTcpSocket *socket = m_server->nextPendingConnection();
    if (!socket)
        return;
    const int connection = ++m_connections;
    m_sockets.append(socket);
    auto buffer = std::make_shared<QByteArray>(); // owners: the two connections below
    connect(socket, &QTcpSocket::readyRead, this,
            [this, socket, connection, buffer] { onBytes(socket, connection, *buffer); });
    connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
        m_sockets.removeOne(socket);
        socket->deleteLater();
    });
    onBytes(socket, connection, *buffer);
}

void ScriptedServer::onBytes(QTcpSocket *socket, int connection, QByteArray &buffer)
{
    buffer += socket->readAll();
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Request request;
    request.connection = connection;
    const QList<QByteArray> lines = buffer.first(end).split('\n');
    const QList<QByteArray> words = lines.constFirst().trimmed().split(' ');
    request.method = words.value(0);
    request.target = words.value(1);
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.append({ line.first(colon), line.sliced(colon + 1).trimmed() });
    }
    const qsizetype length = request.header("Content-Length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.sliced(end + 4, length);
    request.raw = buffer;
    buffer.clear();
    m_requests.append(request);
    const Answer answer = m_script.value(std::min(m_requests.size(), m_script.size()) - 1);
    answer(*socket);
    emit requestReceived();
}

ScriptedServer::Answer ScriptedServer::http(int status, const QByteArray &body,
                                            const QByteArray &headers, const QByteArray &type)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n";
    if (status != 204)
        head += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    if (!type.isEmpty())
        head += "Content-Type: " + type + "\r\n";
    return raw(head + headers + "\r\n" + body);
}

ScriptedServer::Answer ScriptedServer::redirect(int status, const QByteArray &location)
{
    return http(status, {}, location.isNull() ? QByteArray() : "Location: " + location + "\r\n",
                {});
}

ScriptedServer::Answer ScriptedServer::raw(const QByteArray &bytes)
{
    return [bytes](QTcpSocket &socket) { socket.write(bytes); };
}

ScriptedServer::Answer ScriptedServer::rawThenClose(const QByteArray &bytes)
{
    return [bytes](QTcpSocket &socket) {
        socket.write(bytes);
        socket.disconnectFromHost();
    };
}

ScriptedServer::Answer ScriptedServer::close()
{
    return [](QTcpSocket &socket) { socket.disconnectFromHost(); };
}

ScriptedServer::Answer ScriptedServer::reset()
{
    return [](QTcpSocket &socket) { socket.abort(); };
}

ScriptedServer::Answer ScriptedServer::silence()
{
    return [](QTcpSocket &) {};
}

ScriptedServer::Answer ScriptedServer::drip(const QByteArray &bytes, int milliseconds, int *sent)
{
    return [bytes, milliseconds, sent](QTcpSocket &socket) {
        auto *timer = new QTimer(&socket);
        connect(timer, &QTimer::timeout, &socket, [&socket, bytes, sent] {
            if (*sent < bytes.size())
                socket.write(bytes.sliced((*sent)++, 1));
        });
        timer->start(milliseconds);
    };
}

ScriptedServer::Answer ScriptedServer::endless(const QByteArray &head)
{
    return [head, piece = QByteArray(64 * 1024, ' ')](QTcpSocket &socket) {
        socket.write(head);
        const auto more = [&socket, piece] {
            while (socket.isOpen() && socket.bytesToWrite() < 512 * 1024)
                socket.write(piece);
        };
        connect(&socket, &QTcpSocket::bytesWritten, &socket, more);
        more();
    };
}

} // namespace switchover
