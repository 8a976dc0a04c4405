// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/redirect.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct RedirectText
{
    Q_DECLARE_TR_FUNCTIONS(Redirect)
};

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == "https"_L1 ? 443 : 80);
}

} // namespace

QString hostAndPort(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    return u"%1:%2"_s.arg(host.contains(u':') ? u"[%1]"_s.arg(host) : host).arg(portOf(url));
}

bool isRedirectStatus(int status)
{
    return status == 301 || status == 302 || status == 307 || status == 308;
}

bool mayRepeatWrite(int status)
{
    return status == 307 || status == 308;
}

Result<QUrl> redirectTarget(const QUrl &from, int status, const QByteArray &location)
{
    const auto failure = [&](Error::Kind kind, const QString &detail) {
        return Failure(Error {
            .kind = kind, .httpStatus = status, .where = hostAndPort(from), .detail = detail });
    };
    const auto refused = [&](const QString &detail) {
        return failure(Error::Kind::Redirected, detail);
    };
    if (location.trimmed().isEmpty())
        return refused(RedirectText::tr("The redirect does not say where to."));
    const QUrl relative = QUrl::fromEncoded(location.trimmed(), QUrl::StrictMode);
    if (!relative.isValid())
        return refused(RedirectText::tr("The redirect leads to an unreadable address."));
    QUrl target = from.resolved(relative);
    target.setFragment(QString());
    if (!target.userInfo().isEmpty())
        return refused(RedirectText::tr("The redirect to %1 carries user information.")
                           .arg(hostAndPort(target)));
    if (target.scheme() != "https"_L1 && target.scheme() != "http"_L1)
        return refused(RedirectText::tr("The redirect leads to an address of the kind “%1”.")
                           .arg(target.scheme()));
    if (target.host().isEmpty())
        return refused(RedirectText::tr("The redirect names no host."));
    if (from.scheme() == "https"_L1 && target.scheme() != "https"_L1)
        return refused(RedirectText::tr("The redirect to %1 leaves TLS.").arg(hostAndPort(target)));
    // Paths are compared as they would be sent.
    if (target.path(QUrl::FullyEncoded) != from.path(QUrl::FullyEncoded)
        || target.query(QUrl::FullyEncoded) != from.query(QUrl::FullyEncoded))
        return failure(
            Error::Kind::Misredirected,
            RedirectText::tr("It leads to another path on %1.").arg(hostAndPort(target)));
    if (target.scheme() == from.scheme() && hostAndPort(target) == hostAndPort(from))
        return failure(Error::Kind::Misredirected,
                       RedirectText::tr("It leads back to the same address."));
    return target;
}

bool isAmongHosts(const QUrl &from, const QUrl &to, const QStringList &hosts)
{
    if (hostAndPort(from) == hostAndPort(to))
        return true;
    return std::ranges::any_of(hosts, [&](const QString &host) {
        // Read as a URL of the target's scheme, so that a missing port and case mean the same.
        return hostAndPort(QUrl(u"%1://%2"_s.arg(to.scheme(), host.trimmed()))) == hostAndPort(to);
    });
}

} // namespace switchover
