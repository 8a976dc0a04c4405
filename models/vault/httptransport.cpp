// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httptransport.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <algorithm>

namespace switchover {

namespace {

/// No proxy, said so that Qt reads through a socket with a buffer of 64 KiB.
///
/// For QNetworkProxy::NoProxy, Qt 6.4 opens plain connections unbuffered. It then reads one chunk
/// of a chunked body for as long as the kernel has more, whatever the reply's read buffer size is:
/// a gigabyte if the sender is quick enough. A proxy of the default type leads to the same direct
/// connection, as long as the application has no proxy of its own.
class DirectConnections final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        const QNetworkProxyQuery socketQuery(query.peerHostName(), query.peerPort());
        const QList<QNetworkProxy> ofApplication = proxyForQuery(socketQuery);
        const bool isDirect = std::ranges::all_of(ofApplication, [](const QNetworkProxy &proxy) {
            return proxy.type() == QNetworkProxy::NoProxy;
        });
        if (!isDirect)
            return { QNetworkProxy(QNetworkProxy::NoProxy) };
        QNetworkProxy direct;
        direct.setCapabilities(QNetworkProxy::TunnelingCapability); // else Qt takes it for useless
        return { direct };
    }
};

void setProxyOf(QNetworkAccessManager &manager, const QNetworkProxy &proxy)
{
    if (proxy.type() == QNetworkProxy::NoProxy)
        manager.setProxyFactory(new DirectConnections);
    else
        manager.setProxy(proxy);
}

std::unique_ptr<QNetworkAccessManager> newManager(const QNetworkProxy &proxy)
{
    auto manager = std::make_unique<QNetworkAccessManager>();
    setProxyOf(*manager, proxy);
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->setStrictTransportSecurityEnabled(false);
    manager->setAutoDeleteReplies(false);
    return manager;
}

} // namespace

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
