// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/wire.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTest>
#include <QTestEventLoop>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace conformance {

namespace {

/// Collects one answer. Complete when content-length bytes have come, when a chunked body has
/// ended, or at the end of the connection if neither was announced.
class AnswerReader
{
public:
    explicit AnswerReader(bool headOnly)
        : m_headOnly(headOnly)
    {
    }

    void feed(const QByteArray &bytes) { m_buffer += bytes; }

    bool parse(bool ended, Reply *reply) const
    {
        const qsizetype headEnd = m_buffer.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return false;
        const QList<QByteArray> lines = m_buffer.left(headEnd).split('\n');
        const QList<QByteArray> statusLine = lines.first().trimmed().split(' ');
        Reply answer { .status = statusLine.value(1).toInt() };
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const qsizetype colon = lines.at(i).indexOf(':');
            answer.headers.insert(lines.at(i).left(colon).trimmed().toLower(),
                                  lines.at(i).mid(colon + 1).trimmed());
        }
        const QByteArray rest = m_buffer.mid(headEnd + 4);
        const bool bodiless = m_headOnly || answer.status == 204 || answer.status == 304;
        if (!bodiless) {
            if (answer.headers.value("transfer-encoding") == "chunked") {
                if (!unchunk(rest, &answer.body))
                    return false;
            } else if (answer.headers.contains("content-length")) {
                const qsizetype length = answer.headers.value("content-length").toLongLong();
                if (rest.size() < length)
                    return false;
                answer.body = rest.left(length);
            } else {
                if (!ended)
                    return false;
                answer.body = rest;
            }
        }
        *reply = answer;
        return true;
    }

private:
    static bool unchunk(const QByteArray &bytes, QByteArray *body)
    {
        qsizetype position = 0;
        for (;;) {
            const qsizetype lineEnd = bytes.indexOf("\r\n", position);
            if (lineEnd < 0)
                return false;
            const qsizetype size = bytes.mid(position, lineEnd - position).toLongLong(nullptr, 16);
            if (bytes.size() < lineEnd + 2 + size + 2)
                return false;
            if (size == 0)
                return true;
            *body += bytes.mid(lineEnd + 2, size);
            position = lineEnd + 2 + size + 2;
        }
    }

    QByteArray m_buffer;
    bool m_headOnly;
};

QByteArray wireForm(const QUrl &base, const Request &request)
{
    const qsizetype question = request.path.indexOf(u'?');
    const QString path = request.path.left(question < 0 ? request.path.size() : question);
    QByteArray target =
        QByteArray(request.bare ? "" : "/v1/") + QUrl::toPercentEncoding(path, "/:@!$&'()*+,;=");
    if (question >= 0)
        target += request.path.mid(question).toUtf8();
    QByteArray wire = request.method + ' ' + target
        + " HTTP/1.1\r\nHost: " + base.authority().toUtf8() + "\r\nConnection: close\r\n";
    if (!request.token.isEmpty())
        wire += "X-Vault-Token: " + request.token + "\r\n";
    for (const auto &[name, value] : request.headers)
        wire += name + ": " + value + "\r\n";
    if (!request.body.isEmpty() || request.method == "POST" || request.method == "PUT")
        wire += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
    return wire + "\r\n" + request.body;
}

QStringList texts(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array)
        list.append(entry.toString());
    return list;
}

} // namespace

QJsonObject Reply::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QStringList Reply::warnings() const
{
    return texts(json().value("warnings"_L1));
}

QStringList Reply::errors() const
{
    return texts(json().value("errors"_L1));
}

QStringList Reply::members() const
{
    QStringList names;
    int depth = 0;
    bool nameExpected = false;
    for (qsizetype i = 0; i < body.size(); ++i) {
        const char character = body.at(i);
        if (character == '"') {
            const qsizetype start = i + 1;
            for (++i; i < body.size() && body.at(i) != '"'; ++i) {
                if (body.at(i) == '\\')
                    ++i;
            }
            if (depth == 1 && nameExpected)
                names.append(QString::fromUtf8(body.mid(start, i - start)));
            nameExpected = false;
        } else if (character == '{' || character == '[') {
            nameExpected = ++depth == 1 && character == '{';
        } else if (character == '}' || character == ']') {
            --depth;
        } else if (character == ',' && depth == 1) {
            nameExpected = true;
        }
    }
    return names;
}

QByteArray Reply::text() const
{
    return QByteArray::number(status) + ' ' + body;
}

bool Reply::isOutage() const
{
    if (status == 0)
        return true;
    const QString said = errors().join(u' ');
    return (status == 500 && said.contains("local node not active"_L1))
        || (status == 503
            && (said.contains("node is not active"_L1)
                || said.contains("no active Vault instance"_L1)));
}

Reply exchange(const QString &baseAddress, const Request &request)
{
    const QUrl base(baseAddress);
    const bool encrypted = base.scheme() == "https"_L1;
    QSslSocket socket;
    AnswerReader reader(request.method == "HEAD");
    Reply reply;
    QTestEventLoop loop;
    QObject context;
    const auto send = [&] { socket.write(wireForm(base, request)); };
    QObject::connect(&socket, &QSslSocket::encrypted, &context, send);
    if (!encrypted)
        QObject::connect(&socket, &QTcpSocket::connected, &context, send);
    QObject::connect(&socket, &QTcpSocket::readyRead, &context, [&] {
        reader.feed(socket.readAll());
        if (reader.parse(false, &reply))
            loop.exitLoop();
    });
    QObject::connect(&socket, &QTcpSocket::disconnected, &context, [&] {
        reader.feed(socket.readAll());
        (void)reader.parse(true, &reply);
        loop.exitLoop();
    });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &context, [&] {
        if (!reply.status)
            reply.failure = socket.errorString();
        if (socket.state() != QAbstractSocket::ConnectedState)
            loop.exitLoop();
    });
    if (encrypted) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromData(request.tls.caPem));
        if (!request.tls.certificateFile.isEmpty()) {
            QFile key(request.tls.keyFile);
            (void)key.open(QIODevice::ReadOnly);
            configuration.setLocalCertificateChain(
                QSslCertificate::fromPath(request.tls.certificateFile));
            configuration.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
        }
        socket.setSslConfiguration(configuration);
        socket.connectToHostEncrypted(base.host(), quint16(base.port()));
    } else {
        socket.connectToHost(base.host(), quint16(base.port()));
    }
    loop.enterLoopMSecs(30000);
    return reply;
}

QSet<QString> namesIn(const QJsonObject &object)
{
    const QStringList keys = object.keys();
    return { keys.begin(), keys.end() };
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool eventually(const std::function<bool()> &isSo, int milliseconds)
{
    return QTest::qWaitFor(isSo, milliseconds);
}

} // namespace conformance
