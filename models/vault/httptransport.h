// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QNetworkProxy>
#include <QPointer>

#include <map>
#include <memory>
#include <vector>

class QNetworkAccessManager;

namespace switchover {

/// The network managers behind a set of clients. Each manager is a thread and a pool of kept-alive
/// connections, so many clients should share one transport; it has to outlive them.
///
/// Qt's pool knows connections by host and port and not by the CAs they were verified with, so
/// there is one manager for each set of CAs.
class HttpTransport
{
public:
    HttpTransport();
    ~HttpTransport();
    Q_DISABLE_COPY_MOVE(HttpTransport)

    /// For reads: kept-alive connections, for use with these CAs only.
    [[nodiscard]] QNetworkAccessManager &readManager(const QByteArray &caPem);
    /// For one write: a manager, and so a connection, of its own.
    [[nodiscard]] std::unique_ptr<QNetworkAccessManager> writeManager() const;

    /// Gives up the kept-alive connections for reads: Qt keeps the last request of each, header
    /// with token included. Requests under way end on theirs.
    void forgetConnections();

    /// No proxy is used unless one is set: Vault clusters are internal, and the environment's
    /// proxy is meant for the way out.
    void setProxy(const QNetworkProxy &proxy);
    [[nodiscard]] bool usesProxy() const { return m_proxy.type() != QNetworkProxy::NoProxy; }

private:
    QNetworkProxy m_proxy { QNetworkProxy::NoProxy };
    std::map<QByteArray, std::unique_ptr<QNetworkAccessManager>> m_readManagers;
    std::vector<QPointer<QNetworkAccessManager>> m_retired; ///< until their last reply is gone
};

} // namespace switchover
