// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httpconnection.h"

#include "models/vault/httplimits.h"
#include "models/vault/proxytunnel.h"

#include <QHostAddress>
#include <QSslSocket>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// As long as Qt's own HTTP waits before it tries the other kind of address (RFC 8305).
constexpr std::chrono::milliseconds hedgeDelay { 300 };

} // namespace

QNetworkReply::NetworkError networkErrorOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return QNetworkReply::ConnectionRefusedError;
    case QAbstractSocket::RemoteHostClosedError:
        return QNetworkReply::RemoteHostClosedError;
    case QAbstractSocket::HostNotFoundError:
        return QNetworkReply::HostNotFoundError;
    case QAbstractSocket::SocketTimeoutError:
        return QNetworkReply::TimeoutError;
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return QNetworkReply::ProxyAuthenticationRequiredError;
    case QAbstractSocket::ProxyConnectionRefusedError:
        return QNetworkReply::ProxyConnectionRefusedError;
    case QAbstractSocket::ProxyConnectionClosedError:
        return QNetworkReply::ProxyConnectionClosedError;
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return QNetworkReply::ProxyTimeoutError;
    case QAbstractSocket::ProxyNotFoundError:
        return QNetworkReply::ProxyNotFoundError;
    case QAbstractSocket::ProxyProtocolError:
        return QNetworkReply::UnknownProxyError;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return QNetworkReply::SslHandshakeFailedError;
    default:
        return QNetworkReply::UnknownNetworkError;
    }
}

bool HttpConnection::Target::isTls() const
{
    return url.scheme() == "https"_L1;
}

bool HttpConnection::Target::asksProxy() const
{
    return proxy.type() == QNetworkProxy::HttpProxy && !isTls();
}

QByteArray HttpConnection::Target::key() const
{
    return url.scheme().toLatin1() + ' ' + authorityOf(url.host(), url.port(isTls() ? 443 : 80))
        + ' ' + peerVerifyName.toUtf8();
}

HttpConnection::HttpConnection(Target target)
    : m_target(std::move(target))
{
    m_hedge.setSingleShot(true);
    connect(&m_hedge, &QTimer::timeout, this, [this] {
        if (!m_connected && !m_second)
            m_second = begin(QAbstractSocket::IPv4Protocol);
    });
}

HttpConnection::~HttpConnection()
{
    for (QTcpSocket *socket : { m_socket, m_second }) {
        if (!socket)
            continue;
        socket->disconnect(this);
        socket->abort();
    }
}

void HttpConnection::start()
{
    m_socket = begin(QAbstractSocket::AnyIPProtocol);
    if (m_target.proxy.type() == QNetworkProxy::NoProxy
        && QHostAddress(m_target.url.host()).isNull())
        m_hedge.start(hedgeDelay);
}

QTcpSocket *HttpConnection::begin(QAbstractSocket::NetworkLayerProtocol protocol)
{
    QTcpSocket *socket = nullptr;
    if (m_target.isTls()) {
        auto *tls = new QSslSocket(this);
        tls->setSslConfiguration(m_target.tls);
        tls->setPeerVerifyName(m_target.peerVerifyName.isEmpty() ? m_target.url.host()
                                                                 : m_target.peerVerifyName);
        connect(tls, &QSslSocket::sslErrors, this, &HttpConnection::sslErrors);
        connect(tls, &QSslSocket::encrypted, this, [this] {
            emit encrypted();
            becomeReady();
        });
        socket = tls;
    } else {
        socket = new QTcpSocket(this);
    }
    socket->setReadBufferSize(limits::socketBufferBytes);
    connect(socket, &QTcpSocket::connected, this, [this, socket] { onConnected(socket); });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] { onError(socket); });
    connect(socket, &QTcpSocket::readyRead, this, [this] {
        if (m_ready)
            emit readyRead();
    });
    const bool isHttpProxy = m_target.proxy.type() == QNetworkProxy::HttpProxy;
    // Qt's own way through an HTTP proxy reads an answer of any size.
    socket->setProxy(isHttpProxy ? QNetworkProxy(QNetworkProxy::NoProxy) : m_target.proxy);
    if (isHttpProxy)
        socket->connectToHost(m_target.proxy.hostName(), m_target.proxy.port(),
                              QIODevice::ReadWrite, protocol);
    else
        socket->connectToHost(m_target.url.host(),
                              quint16(m_target.url.port(m_target.isTls() ? 443 : 80)),
                              QIODevice::ReadWrite, protocol);
    return socket;
}

void HttpConnection::onConnected(QTcpSocket *socket)
{
    if (m_connected)
        return;
    m_connected = true;
    m_hedge.stop();
    QTcpSocket *other = socket == m_socket ? m_second : m_socket;
    m_socket = socket;
    m_second = nullptr;
    if (other) {
        other->disconnect(this);
        other->abort();
        other->deleteLater();
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    if (!m_target.isTls())
        becomeReady();
    else if (m_target.proxy.type() == QNetworkProxy::HttpProxy)
        openTunnel();
    else
        startTls();
}

void HttpConnection::onError(QTcpSocket *socket)
{
    const bool isOneOfTwo = !m_connected && m_second;
    if (isOneOfTwo) {
        QTcpSocket *left = socket == m_socket ? m_second : m_socket;
        socket->disconnect(this);
        socket->deleteLater();
        m_socket = left;
        m_second = nullptr;
        return;
    }
    m_hedge.stop();
    emit failed(networkErrorOf(socket->error()), socket->errorString());
}

void HttpConnection::openTunnel()
{
    auto *tunnel = new ProxyTunnel(*m_socket, m_target.proxy, m_target.url.host(),
                                   quint16(m_target.url.port(443)));
    connect(tunnel, &ProxyTunnel::opened, this, &HttpConnection::startTls);
    connect(tunnel, &ProxyTunnel::failed, this, &HttpConnection::failed);
    tunnel->open();
}

void HttpConnection::startTls()
{
    if (auto *tls = qobject_cast<QSslSocket *>(m_socket))
        tls->startClientEncryption();
}

void HttpConnection::becomeReady()
{
    m_ready = true;
    emit ready();
}

QSslConfiguration HttpConnection::sslConfiguration() const
{
    const auto *tls = qobject_cast<QSslSocket *>(m_socket);
    return tls ? tls->sslConfiguration() : m_target.tls;
}

void HttpConnection::ignoreSslErrors(const QList<QSslError> &errors)
{
    if (auto *tls = qobject_cast<QSslSocket *>(m_socket))
        tls->ignoreSslErrors(errors);
}

} // namespace switchover

#include "moc_httpconnection.cpp"
