// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vault/floodserver.h"

#include <QFile>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

bool sendAll(int connection, const QByteArray &bytes)
{
    for (qsizetype sent = 0; sent < bytes.size();) {
        const ssize_t now =
            ::send(connection, bytes.data() + sent, size_t(bytes.size() - sent), MSG_NOSIGNAL);
        if (now <= 0)
            return false;
        sent += now;
    }
    return true;
}

} // namespace

FloodServer::FloodServer(QByteArray head, QByteArray piece)
    : m_head(std::move(head))
    , m_piece(std::move(piece))
    , m_before(residentBytes())
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    , m_peak(m_before)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *const generic = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_listener, generic, length) != 0 || ::listen(m_listener, 1) != 0
        || ::getsockname(m_listener, generic, &length) != 0)
        qFatal("no loopback port");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

FloodServer::~FloodServer()
{
    ::shutdown(m_listener, SHUT_RDWR); // ends a wait for the client
    m_thread.join();
    ::close(m_listener);
}

QUrl FloodServer::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_port));
}

void FloodServer::serve()
{
    const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) {
        char request[4096];
        if (::recv(connection, request, sizeof request, 0) > 0)
            flood(connection);
        ::close(connection);
    }
    m_done = true;
}

void FloodServer::flood(int connection)
{
    if (!sendAll(connection, m_head))
        return;
    qint64 nextLook = 0;
    while (m_sent < limit && sendAll(connection, m_piece)) {
        m_sent += m_piece.size();
        if (m_sent < nextLook)
            continue;
        nextLook = m_sent + mebibyte;
        m_peak = std::max(m_peak.load(), residentBytes());
    }
    m_peak = std::max(m_peak.load(), residentBytes());
}

} // namespace switchover
