// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/boundedreply.h"

#include "models/vault/boundednetworkaccess.h"
#include "models/vault/httplimits.h"
#include "models/vault/proxytunnel.h"

#include <QTcpSocket>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

bool hasLineBreak(const QByteArray &text)
{
    return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

QByteArray requestHead(const QByteArray &verb, const QNetworkRequest &request,
                       const HttpConnection::Target &target)
{
    const QUrl &url = target.url;
    QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    if (path.isEmpty())
        path = "/";
    if (url.hasQuery())
        path += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    const QByteArray authority = authorityOf(url.host(), url.port());
    QByteArray head = verb + ' ';
    if (target.asksProxy())
        head += "http://" + authority;
    head += path + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    const QList<QByteArray> names = request.rawHeaderList();
    for (const QByteArray &name : names)
        head += name + ": " + request.rawHeader(name) + "\r\n";
    if (const QByteArray authorization = proxyAuthorization(target.proxy);
        target.asksProxy() && !authorization.isEmpty())
        head += "Proxy-Authorization: " + authorization + "\r\n";
    return head + "\r\n";
}

} // namespace

BoundedReply::BoundedReply(BoundedNetworkAccess &manager,
                           QNetworkAccessManager::Operation operation, QByteArray verb,
                           const QNetworkRequest &request, const QNetworkProxy &proxy,
                           QIODevice *upload)
    : QNetworkReply(&manager)
    , m_manager(manager)
    , m_verb(std::move(verb))
    , m_target { .url = request.url(),
                 .tls = request.sslConfiguration(),
                 .peerVerifyName = request.peerVerifyName(),
                 .proxy = proxy }
    , m_upload(upload)
{
    setRequest(request);
    setOperation(operation);
    setUrl(request.url());
    QNetworkReply::open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    // Never a signal before the caller has the reply.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!isFinished() && m_manager.admit(m_target.key(), *this))
                resume();
        },
        Qt::QueuedConnection);
}

BoundedReply::~BoundedReply()
{
    leave();
}

void BoundedReply::resume()
{
    m_admitted = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!isFinished())
                begin(Connections::FromPool);
        },
        Qt::QueuedConnection);
}

void BoundedReply::leave()
{
    if (std::exchange(m_admitted, false))
        m_manager.leave(m_target.key());
}

void BoundedReply::begin(Connections which)
{
    m_parser = std::make_unique<AnswerParser>();
    if (which == Connections::FromPool)
        m_connection = m_manager.takeIdle(m_target.key());
    m_reused = m_connection != nullptr;
    if (!m_connection)
        m_connection = std::make_unique<HttpConnection>(m_target);
    HttpConnection *connection = m_connection.get();
    connect(connection, &HttpConnection::sslErrors, this, &QNetworkReply::sslErrors);
    connect(connection, &HttpConnection::encrypted, this, &QNetworkReply::encrypted);
    connect(connection, &HttpConnection::ready, this, &BoundedReply::send);
    connect(connection, &HttpConnection::readyRead, this, &BoundedReply::onReadyRead);
    connect(connection, &HttpConnection::failed, this, &BoundedReply::onFailed);
    if (m_reused)
        send();
    else
        connection->start();
}

void BoundedReply::send()
{
    if (isFinished() || !m_connection) // encrypted() may have led to abort()
        return;
    const QList<QByteArray> names = request().rawHeaderList();
    const bool isBroken =
        hasLineBreak(m_verb) || std::ranges::any_of(names, [this](const auto &name) {
            return hasLineBreak(name) || hasLineBreak(request().rawHeader(name));
        });
    if (isBroken) {
        end(ProtocolUnknownError, tr("A header holds a line break."));
        return;
    }
    QTcpSocket *socket = m_connection->socket();
    socket->write(requestHead(m_verb, request(), m_target));
    if (m_upload)
        socket->write(m_upload->readAll());
}

void BoundedReply::onReadyRead()
{
    const qint64 room = readBufferSize() > 0 ? readBufferSize() : limits::socketBufferBytes;
    while (!isFinished() && m_connection && m_body.size() < room) {
        const QByteArray bytes = m_connection->socket()->read(limits::socketBufferBytes);
        if (bytes.isEmpty())
            return;
        take(m_parser->feed(bytes));
    }
}

void BoundedReply::onFailed(NetworkError code, const QString &text)
{
    if (isFinished())
        return;
    // What came before the end counts.
    while (!isFinished() && m_connection && m_connection->isReady()) {
        const QByteArray bytes = m_connection->socket()->read(limits::socketBufferBytes);
        if (bytes.isEmpty())
            break;
        take(m_parser->feed(bytes));
    }
    if (isFinished())
        return;
    if (m_reused && !m_parser->hasStarted() && !m_upload) {
        dropConnection();
        begin(Connections::New);
        return;
    }
    if (code == RemoteHostClosedError && m_parser->hasStarted()) {
        const AnswerParser::State state = m_parser->end();
        take(state);
        return;
    }
    end(code, text);
}

void BoundedReply::take(AnswerParser::State state)
{
    using State = AnswerParser::State;
    if (m_parser->hasHead())
        showHead();
    if (isFinished())
        return;
    if (QByteArray body = m_parser->takeBody(); !body.isEmpty()) {
        if (m_body.isEmpty())
            m_body = std::move(body);
        else
            m_body += body;
        emit readyRead();
        if (isFinished())
            return;
    }
    switch (state) {
    case State::NeedsMore:
        return;
    case State::Complete:
        if (m_connection && m_connection->isReady() && m_parser->keepsAlive()
            && request().rawHeader("Connection") != "close"
            && m_connection->socket()->state() == QAbstractSocket::ConnectedState
            && m_connection->socket()->bytesToWrite() == 0
            && m_connection->socket()->bytesAvailable() == 0) {
            m_connection->disconnect(this);
            m_manager.keepIdle(std::move(m_connection));
        }
        end(NoError, {});
        return;
    case State::TooLarge:
        setAttribute(overLimitAttribute, true);
        end(UnknownContentError, tr("The answer is longer than Switchover accepts."));
        return;
    case State::Malformed:
        end(ProtocolFailure, tr("The server does not answer in HTTP."));
        return;
    case State::CutOff:
        end(RemoteHostClosedError, tr("The answer was cut off."));
        return;
    }
}

void BoundedReply::showHead()
{
    if (std::exchange(m_headShown, true))
        return;
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, m_parser->status());
    setAttribute(QNetworkRequest::HttpReasonPhraseAttribute, m_parser->reason());
    for (const auto &[name, value] : m_parser->headers()) {
        const QByteArray before = rawHeader(name);
        setRawHeader(name, before.isEmpty() ? value : before + ", " + value);
    }
    emit metaDataChanged();
}

void BoundedReply::end(NetworkError code, const QString &text)
{
    if (isFinished())
        return;
    setFinished(true);
    dropConnection();
    leave();
    if (code != NoError) {
        setError(code, text);
        emit errorOccurred(code);
    }
    emit finished();
}

void BoundedReply::dropConnection()
{
    if (!m_connection)
        return;
    m_connection->disconnect(this);
    // Its signal may have brought us here.
    QTcpSocket *socket = m_connection->socket();
    HttpConnection *connection = m_connection.release();
    if (socket) {
        socket->disconnect(connection);
        socket->abort();
    }
    connection->deleteLater();
}

void BoundedReply::abort()
{
    if (isFinished())
        return;
    m_body.clear();
    end(OperationCanceledError, tr("The request was canceled."));
}

void BoundedReply::close()
{
    abort();
    QNetworkReply::close();
}

qint64 BoundedReply::bytesAvailable() const
{
    return m_body.size() + QNetworkReply::bytesAvailable();
}

qint64 BoundedReply::readData(char *data, qint64 maxSize)
{
    if (m_body.isEmpty())
        return isFinished() ? -1 : 0;
    const qint64 length = std::min<qint64>(maxSize, m_body.size());
    std::copy_n(m_body.constData(), length, data);
    if (length == m_body.size())
        m_body.clear();
    else
        m_body.remove(0, length);
    // Reading stopped while the body was as large as the read buffer.
    if (m_body.isEmpty() && m_connection)
        QMetaObject::invokeMethod(this, &BoundedReply::onReadyRead, Qt::QueuedConnection);
    return length;
}

void BoundedReply::sslConfigurationImplementation(QSslConfiguration &configuration) const
{
    configuration = m_connection ? m_connection->sslConfiguration() : m_target.tls;
}

void BoundedReply::ignoreSslErrorsImplementation(const QList<QSslError> &errors)
{
    if (m_connection)
        m_connection->ignoreSslErrors(errors);
}

} // namespace switchover

#include "moc_boundedreply.cpp"
