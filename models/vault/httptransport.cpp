// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httptransport.h"

#include "models/vault/boundednetworkaccess.h"
#include "models/vault/httplimits.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <algorithm>

namespace switchover {

namespace {

std::unique_ptr<QNetworkAccessManager> newManager(const QNetworkProxy &proxy)
{
    auto manager = std::make_unique<BoundedNetworkAccess>(proxy);
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->setStrictTransportSecurityEnabled(false);
    manager->setAutoDeleteReplies(false);
    return manager;
}

} // namespace

bool BodyBudget::take(qint64 bytes)
{
    if (bytes > 0 && m_taken + bytes > limits::sharedBodyBytes)
        return false;
    m_taken += bytes;
    return true;
}

HttpTransport::HttpTransport() = default;

HttpTransport::~HttpTransport()
{
    for (const QPointer<QNetworkAccessManager> &manager : m_retired)
        delete manager.data();
}

QNetworkAccessManager &HttpTransport::readManager(const QByteArray &trustKey,
                                                  const QNetworkProxy &proxy)
{
    std::unique_ptr<QNetworkAccessManager> &manager = m_readManagers[trustKey];
    if (!manager)
        manager = newManager(proxy);
    return *manager;
}

std::unique_ptr<QNetworkAccessManager> HttpTransport::writeManager(const QNetworkProxy &proxy)
{
    return newManager(proxy);
}

void HttpTransport::forgetConnections()
{
    std::erase_if(m_retired, [](const auto &manager) { return manager.isNull(); });
    for (auto &[key, manager] : m_readManagers) {
        QNetworkAccessManager *retired = manager.release();
        const auto goIfIdle = [retired] {
            if (retired->findChildren<QNetworkReply *>(QString(), Qt::FindDirectChildrenOnly)
                    .isEmpty())
                retired->deleteLater();
        };
        const auto replies =
            retired->findChildren<QNetworkReply *>(QString(), Qt::FindDirectChildrenOnly);
        for (const QNetworkReply *reply : replies) {
            // A reply is among the children until its destructor is through.
            QObject::connect(reply, &QObject::destroyed, retired, goIfIdle, Qt::QueuedConnection);
        }
        m_retired.emplace_back(retired);
        goIfIdle();
    }
    m_readManagers.clear();
}

} // namespace switchover
