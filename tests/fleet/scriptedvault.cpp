// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fleet/scriptedvault.h"

#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::test {

ScriptedVault::ScriptedVault(QObject *parent)
    : QTcpServer(parent)
{
    say("sys/health", Answer { .body = health() });
    say("sys/replication/status", Answer { .body = status() });
    say("sys/seal-status",
        Answer {
            .body =
                R"({"type":"shamir","initialized":true,"sealed":false,"t":3,"n":5,"progress":0,"nonce":"","version":"1.21.0+ent"})" });
    say("sys/leader",
        Answer {
            .body =
                R"({"ha_enabled":true,"is_self":true,"leader_address":"","leader_cluster_address":""})" });
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_buffers.remove(socket);
                socket->deleteLater();
            });
        }
    });
    listen(QHostAddress::LocalHost);
    m_port = serverPort();
}

QString ScriptedVault::address() const
{
    return u"http://127.0.0.1:%1"_s.arg(m_port);
}

void ScriptedVault::say(const QByteArray &path, const Answer &answer)
{
    m_scripts[path] = [answer](const Request &) { return answer; };
}

void ScriptedVault::say(const QByteArray &path, Script script)
{
    m_scripts[path] = std::move(script);
}

void ScriptedVault::goAway()
{
    close();
    const QList<QTcpSocket *> sockets = m_buffers.keys();
    for (QTcpSocket *socket : sockets)
        socket->abort();
}

void ScriptedVault::comeBack()
{
    listen(QHostAddress::LocalHost, m_port);
}

int ScriptedVault::count(const QByteArray &path) const
{
    return int(std::count_if(m_requests.begin(), m_requests.end(),
                             [&](const Request &one) { return one.path == path; }));
}

QList<QByteArray> ScriptedVault::order() const
{
    QList<QByteArray> paths;
    for (const Request &request : m_requests)
        paths.append(request.path);
    return paths;
}

void ScriptedVault::read(QTcpSocket *socket)
{
    QByteArray &buffer = m_buffers[socket];
    buffer += socket->readAll();
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    QList<QByteArray> lines = buffer.first(end).split('\n');
    const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
    Request request { .method = first.value(0) };
    request.path = first.value(1).split('?').constFirst();
    if (request.path.startsWith("/v1/"))
        request.path = request.path.sliced(4);
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.insert(line.first(std::max(qsizetype(0), colon)).trimmed().toLower(),
                               line.sliced(colon + 1).trimmed());
    }
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.sliced(end + 4, length);
    buffer.remove(0, end + 4 + length);
    m_requests.append(request);
    answer(socket, request);
}

void ScriptedVault::answer(QTcpSocket *socket, const Request &request)
{
    const auto script = m_scripts.find(request.path);
    const Answer answer = script == m_scripts.end()
        ? Answer { .status = 404, .body = R"({"errors":[]})" }
        : script->second(request);
    m_mostAtOnce = std::max(m_mostAtOnce, ++m_atOnce);
    if (answer.manner == Answer::Manner::Hang) {
        connect(socket, &QTcpSocket::disconnected, this, [this] { --m_atOnce; });
        return;
    }
    QTimer::singleShot(answer.delay, socket, [this, socket, answer] {
        --m_atOnce;
        if (answer.manner == Answer::Manner::Drop) {
            socket->abort();
            return;
        }
        socket->write("HTTP/1.1 " + QByteArray::number(answer.status)
                      + " x\r\nContent-Type: application/json\r\n" + answer.extraHeaders
                      + "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n"
                      + answer.body);
    });
}

QByteArray ScriptedVault::health(const QByteArray &performance, const QByteArray &dr,
                                 const QByteArray &more)
{
    return R"({"initialized":true,"sealed":false,"standby":false,"performance_standby":false,"replication_performance_mode":")"
        + performance + R"(","replication_dr_mode":")" + dr
        + R"(","server_time_utc":1790000000,"version":"1.21.0+ent","enterprise":true,"cluster_name":"amber","cluster_id":"0b2c7c1e-1111-4a6e-9d39-2f3c5a6b7c8d")"
        + more + "}";
}

QByteArray ScriptedVault::status(const QByteArray &performance, const QByteArray &dr)
{
    return R"({"request_id":"1c2d","lease_id":"","renewable":false,"lease_duration":0,"data":{"dr":)"
        + dr + R"(,"performance":)" + performance
        + R"(},"wrap_info":null,"warnings":null,"auth":null})";
}

QByteArray ScriptedVault::errors(const QByteArray &message)
{
    return R"({"errors":[")" + message + R"("]})";
}

QByteArray ScriptedVault::token(const QByteArray &name, int ttl, bool renewable)
{
    return R"({"request_id":"7","lease_id":"","renewable":false,"lease_duration":0,"data":{"accessor":"a1","creation_ttl":)"
        + QByteArray::number(ttl) + R"(,"display_name":")" + name
        + R"(","expire_time":null,"policies":["default","operator"],"renewable":)"
        + (renewable ? "true" : "false") + R"(,"ttl":)" + QByteArray::number(ttl)
        + R"(,"type":"service"},"wrap_info":null,"warnings":null,"auth":null})";
}

} // namespace switchover::test
