// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/proxytunnel.h"

#include "models/vault/httplimits.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

QByteArray proxyAuthorization(const QNetworkProxy &proxy)
{
    if (proxy.user().isEmpty())
        return {};
    return "Basic " + (proxy.user() + u':' + proxy.password()).toUtf8().toBase64();
}

QByteArray authorityOf(const QString &host, int port)
{
    QUrl url;
    url.setHost(host);
    QByteArray name = url.host(QUrl::FullyEncoded).toLatin1();
    if (name.contains(':') && !name.startsWith('['))
        name = '[' + name + ']';
    return port < 0 ? name : name + ':' + QByteArray::number(port);
}

ProxyTunnel::ProxyTunnel(QTcpSocket &socket, const QNetworkProxy &proxy, const QString &host,
                         quint16 port)
    : QObject(&socket)
    , m_socket(socket)
    , m_proxy(proxy)
    , m_host(host)
    , m_port(port)
{
}

void ProxyTunnel::open()
{
    const QByteArray target = authorityOf(m_host, m_port);
    QByteArray request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
    if (const QByteArray authorization = proxyAuthorization(m_proxy); !authorization.isEmpty())
        request += "Proxy-Authorization: " + authorization + "\r\n";
    m_socket.write(request + "\r\n");
    connect(&m_socket, &QTcpSocket::readyRead, this, &ProxyTunnel::onReadyRead);
}

void ProxyTunnel::onReadyRead()
{
    // Not a byte beyond the head: that would be the server's.
    while (!m_done && m_socket.bytesAvailable() > 0) {
        const QByteArray seen =
            m_head.last(std::min<qsizetype>(3, m_head.size())) + m_socket.peek(4096);
        const qsizetype before = std::min<qsizetype>(3, m_head.size());
        const qsizetype end = seen.indexOf("\r\n\r\n");
        const qsizetype wanted = (end < 0 ? seen.size() : end + 4) - before;
        if (wanted <= 0)
            return;
        m_head += m_socket.read(wanted);
        if (m_head.size() > limits::headBytes) {
            fail(QNetworkReply::UnknownProxyError,
                 tr("The proxy's answer is longer than Switchover accepts."));
            return;
        }
        if (end < 0)
            continue;
        const QByteArray line = m_head.left(m_head.indexOf("\r\n"));
        const QList<QByteArray> words = line.split(' ');
        const int status = words.value(0).startsWith("HTTP/1.") ? words.value(1).toInt() : 0;
        if (status == 407) {
            fail(QNetworkReply::ProxyAuthenticationRequiredError,
                 tr("The proxy asks for a user name and a password."));
        } else if (status / 100 != 2) {
            fail(QNetworkReply::UnknownProxyError,
                 status == 0 ? tr("The proxy does not answer in HTTP.")
                             : tr("The proxy refused the connection (HTTP %1).").arg(status));
        } else {
            m_done = true;
            m_socket.disconnect(this);
            emit opened();
        }
    }
}

void ProxyTunnel::fail(QNetworkReply::NetworkError code, const QString &text)
{
    m_done = true;
    m_socket.disconnect(this);
    emit failed(code, text);
}

} // namespace switchover

#include "moc_proxytunnel.cpp"
