// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/boundednetworkaccess.h"

#include "models/vault/boundedreply.h"
#include "models/vault/httplimits.h"

#include <QTcpSocket>

#include <algorithm>

namespace switchover {

namespace {

QByteArray verbOf(QNetworkAccessManager::Operation operation, const QNetworkRequest &request)
{
    switch (operation) {
    case QNetworkAccessManager::HeadOperation:
        return "HEAD";
    case QNetworkAccessManager::PutOperation:
        return "PUT";
    case QNetworkAccessManager::PostOperation:
        return "POST";
    case QNetworkAccessManager::DeleteOperation:
        return "DELETE";
    case QNetworkAccessManager::CustomOperation:
        return request.attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
    case QNetworkAccessManager::GetOperation:
    case QNetworkAccessManager::UnknownOperation:
        break;
    }
    return "GET";
}

} // namespace

BoundedNetworkAccess::BoundedNetworkAccess(const QNetworkProxy &proxy)
    : m_way(proxy)
{
    setProxy(proxy);
}

BoundedNetworkAccess::~BoundedNetworkAccess()
{
    // While the idle connections still stand: a reply gives its own back.
    qDeleteAll(findChildren<QNetworkReply *>(QString(), Qt::FindDirectChildrenOnly));
}

QNetworkReply *BoundedNetworkAccess::createRequest(Operation operation,
                                                   const QNetworkRequest &request,
                                                   QIODevice *outgoingData)
{
    return new BoundedReply(*this, operation, verbOf(operation, request), request, m_way,
                            outgoingData);
}

bool BoundedNetworkAccess::admit(const QByteArray &key, BoundedReply &reply)
{
    qsizetype &busy = m_busy[key];
    if (busy >= limits::connectionsPerHost) {
        m_waiting[key].append(&reply);
        return false;
    }
    ++busy;
    return true;
}

void BoundedNetworkAccess::leave(const QByteArray &key)
{
    const auto waiting = m_waiting.find(key);
    while (waiting != m_waiting.end() && !waiting->second.isEmpty()) {
        BoundedReply *next = waiting->second.takeFirst();
        if (!next || next->isFinished())
            continue;
        next->resume(); // in the place of the one that left
        return;
    }
    if (waiting != m_waiting.end())
        m_waiting.erase(waiting);
    if (--m_busy[key] == 0)
        m_busy.erase(key);
}

std::unique_ptr<HttpConnection> BoundedNetworkAccess::takeIdle(const QByteArray &key)
{
    const auto found = std::find_if(
        m_idle.rbegin(), m_idle.rend(),
        [&key](const std::unique_ptr<HttpConnection> &idle) { return idle->key() == key; });
    if (found == m_idle.rend())
        return nullptr;
    std::unique_ptr<HttpConnection> connection = std::move(*found);
    m_idle.erase(std::next(found).base());
    connection->disconnect(this);
    return connection;
}

void BoundedNetworkAccess::keepIdle(std::unique_ptr<HttpConnection> connection)
{
    const QByteArray key = connection->key();
    const auto kept = std::ranges::count_if(
        m_idle, [&key](const std::unique_ptr<HttpConnection> &idle) { return idle->key() == key; });
    HttpConnection *raw = connection.get();
    if (kept >= limits::connectionsPerHost) {
        connection.release()->deleteLater();
        return;
    }
    // A server that speaks unasked, or hangs up, is not worth keeping.
    connect(raw, &HttpConnection::readyRead, this, [this, raw] { drop(raw); });
    connect(raw, &HttpConnection::failed, this, [this, raw] { drop(raw); });
    m_idle.push_back(std::move(connection));
}

void BoundedNetworkAccess::drop(HttpConnection *connection)
{
    connection->disconnect(this);
    const auto found = std::ranges::find(m_idle, connection, &std::unique_ptr<HttpConnection>::get);
    if (found == m_idle.end())
        return;
    found->release()->deleteLater();
    m_idle.erase(found);
}

} // namespace switchover

#include "moc_boundednetworkaccess.cpp"
