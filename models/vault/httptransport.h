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
/// there is one manager for each trust: CAs, pins, server name, client certificate and proxy.
class HttpTransport
{
public:
    HttpTransport();
    ~HttpTransport();
    Q_DISABLE_COPY_MOVE(HttpTransport)

    /// For reads: kept-alive connections, for use with this trust (see trustKey()) only.
    [[nodiscard]] QNetworkAccessManager &readManager(const QByteArray &trustKey,
                                                     const QNetworkProxy &proxy);
    /// For one write: a manager, and so a connection, of its own.
    [[nodiscard]] static std::unique_ptr<QNetworkAccessManager>
    writeManager(const QNetworkProxy &proxy);

    /// Gives up the kept-alive connections for reads: Qt keeps the last request of each, header
    /// with token included. Requests under way end on theirs.
    void forgetConnections();

private:
    std::map<QByteArray, std::unique_ptr<QNetworkAccessManager>> m_readManagers;
    std::vector<QPointer<QNetworkAccessManager>> m_retired; ///< until their last reply is gone
};

} // namespace switchover
