// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/clusterregistry.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr int vaultPort = 8200;

// The input may hold a password, so no message repeats it.
Failure unusable(const QString &detail)
{
    return Failure(
        Error { .kind = Error::Kind::InvalidInput, .where = u"address"_s, .detail = detail });
}

bool isKnownPath(const QString &path)
{
    return path.isEmpty() || path == u"/" || path == u"/v1" || path == u"/ui"
        || path.startsWith(u"/v1/") || path.startsWith(u"/ui/");
}

// "::1" and "fe80::1", as people type them where no scheme is.
bool isBareIpv6(const QString &text)
{
    return text.count(u':') > 1 && std::ranges::all_of(text, [](QChar c) {
               return c == u':' || c == u'.' || (c.unicode() < 0x80 && c.isDigit())
                   || (c.toLower() >= u'a' && c.toLower() <= u'f');
           });
}

int ownPort(const QString &scheme)
{
    return scheme == u"https" ? 443 : 80;
}

} // namespace

Result<QString> ClusterRegistry::normalizedAddress(const QString &input)
{
    QString text = input.trimmed();
    if (text.isEmpty())
        return unusable(tr(
            "Enter the address of the cluster's API, for example https://vault.example.com:8200."));
    if (std::ranges::any_of(
            text, [](QChar c) { return c.isSpace() || c.category() == QChar::Other_Control; }))
        return unusable(tr("An address has no spaces in it."));
    const bool hasScheme = text.contains(u"://");
    if (!hasScheme)
        text = (isBareIpv6(text) ? u"https://[%1]"_s : u"https://%1"_s).arg(text);

    QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return unusable(
            tr("This is not an address. Enter it like https://vault.example.com:8200."));
    if (url.scheme() != u"https" && url.scheme() != u"http")
        return unusable(tr("The address must begin with https:// or http://."));
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return unusable(
            tr("Leave user name and password out of the address; signing in is done separately."));
    if (url.hasQuery() || url.hasFragment())
        return unusable(tr("Leave out everything from the question mark or number sign on."));
    if (!isKnownPath(url.path()))
        return unusable(tr("Leave the path out: Vault's API is asked at the root of the address."));

    url.setPath({});
    if (!hasScheme && url.port() < 0)
        url.setPort(vaultPort);
    else if (url.port() == ownPort(url.scheme()))
        url.setPort(-1);
    return url.toString(QUrl::FullyEncoded);
}

bool ClusterRegistry::isPlainHttp(const QString &address)
{
    const QUrl url(address);
    if (url.scheme() != u"http")
        return false;
    const QString host = url.host();
    const bool isLoopbackNumber = host.startsWith(u"127.")
        && std::ranges::all_of(host, [](QChar c) { return c == u'.' || (c >= u'0' && c <= u'9'); });
    return !isLoopbackNumber && host != u"::1" && host != u"localhost"
        && !host.endsWith(u".localhost");
}

} // namespace switchover
