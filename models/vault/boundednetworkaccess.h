// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/vault/httpconnection.h"

#include <QList>
#include <QNetworkAccessManager>
#include <QPointer>

#include <map>
#include <memory>
#include <vector>

namespace switchover {

class BoundedReply;

/// A QNetworkAccessManager whose replies speak HTTP/1.1 within the limits of httplimits.h.
///
/// Qt 6.4's own replies read headers, chunk extensions and the bodies of 401 and 407 without any
/// limit, and send a request again when its connection closes. These don't.
class BoundedNetworkAccess final : public QNetworkAccessManager
{
    Q_OBJECT

public:
    explicit BoundedNetworkAccess(const QNetworkProxy &proxy);
    ~BoundedNetworkAccess() override;

    /// True if the host may be asked now. Else the reply waits, and resume() is called once one of
    /// the others has left.
    [[nodiscard]] bool admit(const QByteArray &key, BoundedReply &reply);
    void leave(const QByteArray &key);
    /// An idle connection, or none.
    [[nodiscard]] std::unique_ptr<HttpConnection> takeIdle(const QByteArray &key);
    void keepIdle(std::unique_ptr<HttpConnection> connection);

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *outgoingData) override;

private:
    void drop(HttpConnection *connection);

    const QNetworkProxy m_way;
    std::vector<std::unique_ptr<HttpConnection>> m_idle;
    std::map<QByteArray, qsizetype> m_busy;
    std::map<QByteArray, QList<QPointer<BoundedReply>>> m_waiting;
};

} // namespace switchover
