// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/oidclistener.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

#include <chrono>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qsizetype largestRequest = 64 * 1024;
constexpr qsizetype mostConnections = 32; // at once; a browser opens two or three
constexpr auto lingering = std::chrono::seconds(5);
constexpr QLatin1StringView callbackPath { "/oidc/callback" };

void wipe(QByteArray &bytes)
{
    bytes.fill('\0');
    bytes.clear();
}

// "key=value&…" of a query or form: "+" is a space there.
QString valueOf(const QByteArray &encoded, const QString &name)
{
    QByteArray text = encoded;
    text.replace('+', "%20");
    const QUrlQuery query(QString::fromLatin1(text));
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

qsizetype contentLength(QByteArrayView head)
{
    for (const QByteArray &line : head.toByteArray().split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().toLower() == "content-length") {
            bool good = false;
            const qlonglong length = line.mid(colon + 1).trimmed().toLongLong(&good);
            return good && length >= 0 ? qsizetype(length) : largestRequest + 1;
        }
    }
    return 0;
}

} // namespace

OidcListener::OidcListener(QObject *parent)
    : QObject(parent)
{
}

OidcListener::~OidcListener()
{
    close();
}

Result<void> OidcListener::listen(quint16 port)
{
    close();
    m_returned = false;
    m_port = port;
    QString why;
    for (const QHostAddress::SpecialAddress host :
         { QHostAddress::LocalHost, QHostAddress::LocalHostIPv6 }) {
        auto server = std::make_unique<QTcpServer>();
        if (!server->listen(QHostAddress(host), m_port)) {
            // A computer without IPv6 has one loopback address; but somebody else's listener on
            // either would get what is meant for us.
            if (server->serverError() == QAbstractSocket::AddressInUseError
                || host == QHostAddress::LocalHost) {
                why = server->errorString();
                break;
            }
            continue;
        }
        m_port = server->serverPort();
        connect(server.get(), &QTcpServer::newConnection, this,
                [this, accepting = server.get()] { accept(*accepting); });
        m_servers.push_back(std::move(server));
    }
    if (!why.isEmpty()) {
        close();
        return Failure(Error {
            .kind = Error::Kind::NotAllowed,
            .detail = tr("The browser’s answer could not be waited for at localhost:%1. Perhaps a "
                         "“vault login” or another sign-in waits there. (%2)")
                          .arg(QString::number(port), why) });
    }
    return {};
}

QString OidcListener::redirectUri() const
{
    return "http://localhost:%1%2"_L1.arg(QString::number(m_port), callbackPath);
}

void OidcListener::close()
{
    // Connections that were not answered yet. Closing one takes it out of the table.
    QHash<QTcpSocket *, QByteArray> waiting;
    waiting.swap(m_buffers);
    for (auto socket = waiting.begin(); socket != waiting.end(); ++socket) {
        wipe(*socket);
        socket.key()->abort();
    }
    m_servers.clear();
}

void OidcListener::accept(QTcpServer &server)
{
    while (QTcpSocket *socket = server.nextPendingConnection()) {
        // An answer that is still being sent outlives the sign-in, which ends with it.
        socket->setParent(QCoreApplication::instance());
        if (m_buffers.size() >= mostConnections) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        m_buffers.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
        // A client that trickles its request keeps others out.
        QTimer::singleShot(m_requestTime, socket, [socket] { socket->abort(); });
        connect(socket, &QTcpSocket::disconnected, this,
                [this, socket] { m_buffers.remove(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void OidcListener::read(QTcpSocket &socket)
{
    const auto buffer = m_buffers.find(&socket);
    if (buffer == m_buffers.end())
        return;
    QByteArray arrived = socket.readAll();
    buffer->append(arrived);
    wipe(arrived);
    const qsizetype end = buffer->indexOf("\r\n\r\n");
    const bool isTooLong = end >= 0 && contentLength(buffer->left(end)) > largestRequest;
    if (buffer->size() > largestRequest || isTooLong) {
        answer(socket, 413, tr("Too much"), tr("This is no answer of an identity provider."));
        return;
    }
    if (end < 0)
        return;
    const qsizetype length = contentLength(buffer->left(end));
    if (buffer->size() < end + 4 + length)
        return;
    QByteArray request = *buffer;
    wipe(*buffer);
    const QList<QByteArray> words = request.left(request.indexOf("\r\n")).split(' ');
    const QByteArray verb = words.value(0);
    const QByteArray target = words.value(1);
    if (words.size() != 3 || (verb != "GET" && verb != "POST"))
        answer(socket, 405, tr("Not here"), tr("This is no answer of an identity provider."));
    else
        handle(socket, target,
               verb == "POST" ? QByteArrayView(request).sliced(end + 4, length) : QByteArrayView());
    wipe(request);
}

void OidcListener::handle(QTcpSocket &socket, const QByteArray &target, QByteArrayView body)
{
    const qsizetype question = target.indexOf('?');
    const QByteArray path = question < 0 ? target : target.left(question);
    if (QLatin1StringView(path) != callbackPath) {
        answer(socket, 404, tr("Not here"), tr("There is no such page."));
        return;
    }
    // With response_mode=form_post the values come in the body.
    QByteArray values = question < 0 ? QByteArray() : target.mid(question + 1);
    if (!body.isEmpty())
        values = body.toByteArray();
    const QString state = valueOf(values, u"state"_s);
    if (m_returned || m_state.isEmpty() || state != m_state) {
        wipe(values);
        answer(
            socket, 400, tr("Not the sign-in that is waited for"),
            tr("This page belongs to another attempt to sign in. Go back to Switchover and start "
               "again."));
        return;
    }
    m_returned = true;
    Result<OidcReturn> result = OidcReturn {};
    const QString error = valueOf(values, u"error"_s);
    QString code = valueOf(values, u"code"_s);
    if (!error.isEmpty()) {
        const QString description = valueOf(values, u"error_description"_s);
        const QString words = description.isEmpty() ? error : description;
        result = Failure(
            Error { .kind = Error::Kind::NotAllowed,
                    .detail = tr("The identity provider refused: %1").arg(words.left(500)) });
        answer(socket, 200, tr("Not signed in"),
               tr("The identity provider refused. You can close this page and go back to "
                  "Switchover."));
    } else if (code.isEmpty()) {
        result = Failure(Error { .kind = Error::Kind::NotAllowed,
                                 .detail = tr("The identity provider sent no code.") });
        answer(socket, 200, tr("Not signed in"),
               tr("The identity provider sent no code. You can close this page and go back to "
                  "Switchover."));
    } else {
        result->state = state;
        result->code = SecretString(code.toUtf8());
        answer(socket, 200, tr("Thank you"),
               tr("You can close this page and go back to Switchover, which is signing in now."));
    }
    code.fill(u'\0');
    wipe(values);
    emit returned(result);
}

void OidcListener::answer(QTcpSocket &socket, int status, const QString &heading,
                          const QString &text)
{
    const QString page =
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>Switchover</title>"
        "<style>body{font:16px/1.5 sans-serif;max-width:32em;margin:15vh auto;padding:0 1em}"
        "@media(prefers-color-scheme:dark){body{background:#16191f;color:#e6e8eb}}</style></head>"
        "<body><h1>%1</h1><p>%2</p></body></html>"_L1.arg(heading.toHtmlEscaped(),
                                                          text.toHtmlEscaped());
    const QByteArray body = page.toUtf8();
    socket.write("HTTP/1.1 " + QByteArray::number(status)
                 + " Switchover\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
                 + QByteArray::number(body.size())
                 + "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: "
                   "close\r\n\r\n"
                 + body);
    // What else this connection brings is not looked at.
    if (const auto buffer = m_buffers.find(&socket); buffer != m_buffers.end()) {
        wipe(*buffer);
        m_buffers.erase(buffer);
    }
    socket.disconnect(this);
    QTimer::singleShot(lingering, &socket, [&socket] { socket.abort(); });
    socket.disconnectFromHost();
}

} // namespace switchover

#include "moc_oidclistener.cpp"
