// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/http/httpserver.h"

#include "models/base/logging.h"
#include "models/lab/http/httpconnection.h"

#include <QSslSocket>
#include <QTcpSocket>

#include <unistd.h>

namespace switchover::lab {

namespace {

constexpr qsizetype mostConnections = 256; // of one port; a process has 1024 descriptors

} // namespace

HttpServer::HttpServer(Handler handler, QObject *parent)
    : QTcpServer(parent)
    , m_handler(std::move(handler))
    , m_holder(std::make_unique<QTcpSocket>())
{
    setListenBacklogSize(256);
}

HttpServer::~HttpServer()
{
    close();
}

bool HttpServer::reserve(quint16 port)
{
    // Bound, never listening: nobody else gets the port, and connections to it are refused.
    if (!m_holder->bind(QHostAddress::LocalHost, port, QAbstractSocket::ReuseAddressHint))
        return false;
    m_port = m_holder->localPort();
    return true;
}

void HttpServer::setTls(const std::optional<QSslConfiguration> &configuration)
{
    m_tls = configuration;
    const auto connections = findChildren<HttpConnection *>(Qt::FindDirectChildrenOnly);
    for (HttpConnection *connection : connections)
        connection->deleteLater();
}

void HttpServer::setListening(bool listening)
{
    if (listening == isListening())
        return;
    if (!listening) {
        close();
    } else if (!listen(QHostAddress::LocalHost, m_port)) {
        qCWarning(lcLab) << "cannot listen on port" << m_port << errorString();
    }
}

void HttpServer::incomingConnection(qintptr descriptor)
{
    if (findChildren<HttpConnection *>(Qt::FindDirectChildrenOnly).size() >= mostConnections) {
        ::close(int(descriptor));
        return;
    }
    std::unique_ptr<QTcpSocket> socket =
        m_tls ? std::make_unique<QSslSocket>() : std::make_unique<QTcpSocket>();
    if (socket->setSocketDescriptor(descriptor))
        new HttpConnection(std::move(socket), m_handler, m_tls, this);
}

} // namespace switchover::lab

#include "moc_httpserver.cpp"
