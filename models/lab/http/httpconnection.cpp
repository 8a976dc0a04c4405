// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/http/httpconnection.h"

#include <QSslCertificate>
#include <QSslSocket>
#include <QTimer>

namespace switchover::lab {

namespace {

constexpr qint64 hugeBytes = 1024LL * 1024 * 1024;
constexpr qsizetype hugePiece = 64 * 1024;

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 302:
        return "Found";
    case 307:
        return "Temporary Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Request Entity Too Large";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    }
    return "status code " + QByteArray::number(status); // as Go's server names 472 and its like
}

} // namespace

HttpConnection::HttpConnection(std::unique_ptr<QTcpSocket> socket, HttpServer::Handler handler,
                               const std::optional<QSslConfiguration> &tls, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_handler(std::move(handler))
    , m_tls(tls)
{
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpConnection::onReadyRead);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &HttpConnection::onDisconnected);
    connect(m_socket.get(), &QAbstractSocket::errorOccurred, this, &HttpConnection::onDisconnected);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this] { sendHugeBody(); });
}

HttpConnection::~HttpConnection()
{
    m_socket->disconnect(this);
    settle(false);
}

void HttpConnection::onReadyRead()
{
    if (m_tls && startsEncrypted())
        return;
    if (m_tls) { // as Go's server answers somebody who does not speak TLS
        disconnect(m_socket.get(), &QTcpSocket::readyRead, this, nullptr);
        m_socket->write("HTTP/1.0 400 Bad Request\r\n\r\n"
                        "Client sent an HTTP request to an HTTPS server.\n");
        m_socket->disconnectFromHost();
        return;
    }
    read(m_socket->readAll());
}

/// The first byte of a TLS client is a handshake record's.
bool HttpConnection::startsEncrypted()
{
    constexpr char handshakeRecord = 22;
    if (m_socket->peek(1) != QByteArray(1, handshakeRecord))
        return false;
    auto *socket = static_cast<QSslSocket *>(m_socket.get());
    socket->setSslConfiguration(*m_tls);
    m_tls.reset();
    socket->startServerEncryption();
    return true;
}

void HttpConnection::onDisconnected()
{
    settle(false);
    deleteLater();
}

void HttpConnection::read(const QByteArray &bytes)
{
    // While one request is being answered, bytes of the next wait.
    if (m_current) {
        m_early += bytes;
        return;
    }
    HttpParser::State state = m_parser.feed(bytes);
    if (state == HttpParser::State::WantsContinue) {
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        state = m_parser.feed({});
    }
    switch (state) {
    case HttpParser::State::NeedsMore:
    case HttpParser::State::WantsContinue:
        break;
    case HttpParser::State::Complete:
        answer(m_parser.take());
        break;
    case HttpParser::State::TooLarge:
        refuse(413, "{\"errors\":[\"failed to parse JSON input: http: request body too large\"]}");
        break;
    case HttpParser::State::HeadersTooLarge:
        refuse(431, "");
        break;
    case HttpParser::State::Malformed:
        refuse(400, "");
        break;
    }
}

void HttpConnection::answer(HttpRequest request)
{
    m_keepAlive = m_parser.keepsAlive();
    if (const auto *socket = qobject_cast<QSslSocket *>(m_socket.get())) {
        const QSslCertificate certificate = socket->peerCertificate();
        request.encrypted = true;
        request.showsCertificate = !certificate.isNull();
        request.clientCommonName = certificate.subjectInfo(QSslCertificate::CommonName).value(0);
        request.certificateTrusted = socket->sslHandshakeErrors().isEmpty();
    }
    m_current = std::make_shared<Delivery>(m_handler(request));
    const bool headOnly = request.method == "HEAD";
    const std::shared_ptr<Delivery> delivery = m_current;
    if (delivery->later) {
        await(delivery, headOnly);
        return;
    }
    if (delivery->delay.count() <= 0) {
        deliver(delivery, headOnly);
        return;
    }
    QTimer::singleShot(delivery->delay, this, [this, delivery, headOnly] {
        if (m_current == delivery)
            deliver(delivery, headOnly);
    });
}

/// Somebody's telephone rings, say. The request waits until its answer is known.
void HttpConnection::await(const std::shared_ptr<Delivery> &delivery, bool headOnly)
{
    constexpr std::chrono::milliseconds pause(20);
    if (m_current != delivery)
        return;
    std::optional<Delivery> known = delivery->later();
    if (!known) {
        QTimer::singleShot(pause, this, [this, delivery, headOnly] { await(delivery, headOnly); });
        return;
    }
    known->done = std::move(delivery->done);
    *delivery = *std::move(known);
    deliver(delivery, headOnly);
}

void HttpConnection::deliver(const std::shared_ptr<Delivery> &delivery, bool headOnly)
{
    switch (delivery->kind) {
    case Delivery::Kind::Hang:
        return; // until the client gives up
    case Delivery::Kind::Reset:
        settle(false);
        cut();
        return;
    case Delivery::Kind::Truncate:
        writeHead(*delivery, delivery->body.size());
        m_socket->write(delivery->body.left(delivery->body.size() / 2));
        settle(false);
        m_socket->disconnectFromHost();
        return;
    case Delivery::Kind::Huge:
        writeHead(*delivery, -1);
        m_socket->write("c\r\n{\"errors\":[\"\r\n");
        m_hugeLeft = hugeBytes;
        sendHugeBody();
        return;
    case Delivery::Kind::Send:
        break;
    }
    writeHead(*delivery, delivery->body.size());
    if (!headOnly)
        m_socket->write(delivery->body);
    settle(true);
    if (!m_keepAlive) {
        m_socket->disconnectFromHost();
        return;
    }
    // Not from here: a client that sends a thousand requests at once must not grow the stack.
    if (const QByteArray early = std::exchange(m_early, {});
        !early.isEmpty() || m_parser.hasPending())
        QTimer::singleShot(0, this, [this, early] { read(early); });
}

void HttpConnection::writeHead(const Delivery &delivery, qint64 length)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(delivery.status) + ' '
        + reasonPhrase(delivery.status) + "\r\n";
    if (delivery.status != 204)
        head += "Content-Type: " + delivery.contentType + "\r\n";
    head += "Cache-Control: no-store\r\nStrict-Transport-Security: max-age=31536000; "
            "includeSubDomains\r\n";
    for (const auto &[name, value] : delivery.headers)
        head += name + ": " + value + "\r\n";
    if (length < 0)
        head += "Transfer-Encoding: chunked\r\n";
    else if (delivery.status != 204)
        head += "Content-Length: " + QByteArray::number(length) + "\r\n";
    if (!m_keepAlive)
        head += "Connection: close\r\n";
    m_socket->write(head + "\r\n");
}

void HttpConnection::sendHugeBody()
{
    static const QByteArray piece =
        QByteArray::number(hugePiece, 16) + "\r\n" + QByteArray(hugePiece, 'a') + "\r\n";
    while (m_hugeLeft > 0 && m_socket->bytesToWrite() < 4 * hugePiece
           && m_socket->state() == QAbstractSocket::ConnectedState) {
        m_socket->write(piece);
        m_hugeLeft -= hugePiece;
        if (m_hugeLeft <= 0) {
            m_socket->write("3\r\n\"]}\r\n0\r\n\r\n");
            settle(true);
        }
    }
}

void HttpConnection::refuse(int status, QByteArrayView text)
{
    m_keepAlive = false;
    writeHead({ .status = status }, text.size());
    m_socket->write(text.data(), text.size());
    // Read what still comes, so that the client sees the answer and not a reset.
    disconnect(m_socket.get(), &QTcpSocket::readyRead, this, nullptr);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, [this] { m_socket->readAll(); });
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this] {
        if (m_socket->bytesToWrite() == 0)
            QTimer::singleShot(std::chrono::milliseconds(200), this,
                               [this] { m_socket->disconnectFromHost(); });
    });
}

void HttpConnection::settle(bool sent)
{
    m_hugeLeft = 0;
    const std::shared_ptr<Delivery> finished = std::exchange(m_current, nullptr);
    if (finished && finished->done)
        finished->done(sent ? finished->status : 0);
}

void HttpConnection::cut()
{
    m_socket->disconnect(this);
    m_socket->abort();
    deleteLater();
}

} // namespace switchover::lab

#include "moc_httpconnection.cpp"
