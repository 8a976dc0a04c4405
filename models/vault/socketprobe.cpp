// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/socketprobe.h"

#include "models/vault/tls.h"

#include <QHostAddress>
#include <QSslCipher>
#include <QSslSocket>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// After TLS 1.3's handshake a server that wants a certificate says so at once, or not at all.
constexpr std::chrono::milliseconds listening { 1500 };

QString nameOf(QSsl::SslProtocol protocol)
{
    switch (protocol) {
    case QSsl::TlsV1_2:
        return u"TLS 1.2"_s;
    case QSsl::TlsV1_3:
        return u"TLS 1.3"_s;
    default: // nothing else is ever agreed on, see tlsConfiguration()
        return u"TLS"_s;
    }
}

} // namespace

SocketProbe::SocketProbe(const Connection &connection, Look look,
                         std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_look(look)
    , m_patience(patience)
    , m_socket(new QSslSocket(this))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_report.timedOut = m_look != Look::Listen || !m_report.encrypted;
        finish();
    });
    connect(m_socket, &QSslSocket::connected, this, &SocketProbe::onConnected);
    connect(m_socket, &QSslSocket::encrypted, this, &SocketProbe::onEncrypted);
    connect(m_socket, &QSslSocket::sslErrors, this, &SocketProbe::onTlsErrors);
    connect(m_socket, &QSslSocket::errorOccurred, this, &SocketProbe::onError);
    connect(m_socket, &QSslSocket::readyRead, this, [this] {
        if (m_look == Look::PlainAnswer)
            m_report.answersHttp = m_socket->peek(5) == "HTTP/";
        if (m_look == Look::PlainAnswer || m_look == Look::Listen)
            finish();
    });
}

SocketProbe::~SocketProbe()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

void SocketProbe::start()
{
    const bool isTls = m_connection.address.scheme() == u"https"_s;
    m_socket->setProxy(m_connection.proxy);
    if (const Result<QSslConfiguration> tls = tlsConfiguration(m_connection)) {
        m_socket->setSslConfiguration(*tls);
    } else {
        m_report.errorString = tls.error().detail;
        QTimer::singleShot(0, this, &SocketProbe::finish);
        return;
    }
    if (!m_connection.tlsServerName.isEmpty())
        m_socket->setPeerVerifyName(m_connection.tlsServerName);
    m_elapsed.start();
    m_timer.start(m_patience);
    m_socket->connectToHost(m_connection.address.host(),
                            quint16(m_connection.address.port(isTls ? 443 : 80)));
}

void SocketProbe::onConnected()
{
    m_report.connected = true;
    m_report.connectMilliseconds = m_elapsed.elapsed();
    const QHostAddress peer = m_socket->peerAddress();
    m_report.peer = (peer.protocol() == QAbstractSocket::IPv6Protocol ? u"[%1]:%2"_s : u"%1:%2"_s)
                        .arg(peer.toString())
                        .arg(m_socket->peerPort());
    emit connected();
    if (m_done)
        return;
    m_timer.start(m_patience);
    const QUrl &address = m_connection.address;
    if (m_look == Look::PlainAnswer) {
        m_socket->write("GET /v1/sys/health HTTP/1.1\r\nHost: "
                        + address.host(QUrl::FullyEncoded).toLatin1()
                        + "\r\nX-Vault-Request: true\r\nConnection: close\r\n\r\n");
    } else if (m_look == Look::Handshake || address.scheme() == u"https"_s) {
        m_socket->startClientEncryption();
    } else {
        finish();
    }
}

void SocketProbe::onEncrypted()
{
    m_report.encrypted = true;
    m_report.chain = m_socket->peerCertificateChain();
    m_report.protocol = nameOf(m_socket->sessionProtocol());
    m_report.tlsErrors = withNameCheck({}, m_socket->peerCertificate(), verifiedName());
    if (m_look == Look::Listen)
        m_timer.start(std::min(m_patience, listening));
    else
        finish();
}

QString SocketProbe::verifiedName() const
{
    return m_connection.tlsServerName.isEmpty() ? m_connection.address.host()
                                                : m_connection.tlsServerName;
}

void SocketProbe::onTlsErrors(const QList<QSslError> &errors)
{
    m_report.chain = m_socket->peerCertificateChain();
    if (m_look == Look::Handshake) {
        m_report.encrypted = true; // that there is a certificate to complain of is the answer
        finish();
        return;
    }
    const QList<QSslError> all = withNameCheck(errors, m_socket->peerCertificate(), verifiedName());
    if (isPinned(m_socket->peerCertificate(), all, m_connection.pinnedDigests)) {
        m_socket->ignoreSslErrors(errors);
        return;
    }
    m_report.tlsErrors = all;
}

void SocketProbe::onError(QAbstractSocket::SocketError error)
{
    m_report.error = error;
    m_report.errorString = m_socket->errorString();
    finish();
}

void SocketProbe::finish()
{
    if (m_done)
        return;
    m_done = true;
    m_timer.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    emit finished();
}

} // namespace switchover

#include "moc_socketprobe.cpp"
