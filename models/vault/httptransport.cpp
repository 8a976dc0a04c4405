// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httptransport.h"

#include <QNetworkAccessManager>

namespace switchover {

namespace {

std::unique_ptr<QNetworkAccessManager> newManager(const QNetworkProxy &proxy)
{
    auto manager = std::make_unique<QNetworkAccessManager>();
    manager->setProxy(proxy);
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->setStrictTransportSecurityEnabled(false);
    manager->setAutoDeleteReplies(false);
    return manager;
}

} // namespace

HttpTransport::HttpTransport() = default;
HttpTransport::~HttpTransport() = default;

QNetworkAccessManager &HttpTransport::readManager(const QByteArray &caPem)
{
    std::unique_ptr<QNetworkAccessManager> &manager = m_readManagers[caPem];
    if (!manager)
        manager = newManager(m_proxy);
    return *manager;
}

std::unique_ptr<QNetworkAccessManager> HttpTransport::writeManager() const
{
    return newManager(m_proxy);
}

void HttpTransport::setProxy(const QNetworkProxy &proxy)
{
    m_proxy = proxy;
    for (const auto &[key, manager] : m_readManagers)
        manager->setProxy(proxy);
}

} // namespace switchover
