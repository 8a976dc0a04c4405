// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/clusterregistry.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr int vaultPort = 8200;
constexpr int httpProxyPort = 3128;
constexpr int socksPort = 1080;

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

Result<QString> ClusterRegistry::normalizedProxy(const QString &input)
{
    const auto bad = [](const QString &detail) {
        return Failure(
            Error { .kind = Error::Kind::InvalidInput, .where = u"proxy"_s, .detail = detail });
    };
    QString text = input.trimmed();
    if (text.isEmpty())
        return QString();
    if (!text.contains(u"://"))
        text.prepend(u"http://"_s);
    QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return bad(tr("This is not the address of a proxy. Enter it like "
                      "http://proxy.example.com:3128 or socks5://localhost:1080."));
    const QString scheme = url.scheme();
    if (scheme == u"socks5h" || scheme == u"socks")
        url.setScheme(u"socks5"_s);
    else if (scheme != u"http" && scheme != u"socks5")
        return bad(tr("A proxy's address begins with http:// or socks5://."));
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return bad(tr("A user name or password cannot be kept here, because this is saved in a "
                      "file. Use a proxy that asks for none."));
    if (!url.path().isEmpty() && url.path() != u"/")
        return bad(tr("A proxy's address ends after the port."));
    if (url.hasQuery() || url.hasFragment())
        return bad(tr("A proxy's address ends after the port."));
    url.setPath({});
    if (url.port() < 0)
        url.setPort(url.scheme() == u"http" ? httpProxyPort : socksPort);
    return url.toString(QUrl::FullyEncoded);
}

Result<QString> ClusterRegistry::normalizedFingerprint(const QString &input)
{
    QString text = input.trimmed();
    // "sha256 Fingerprint=AB:CD…" is what openssl prints.
    if (const qsizetype equals = text.lastIndexOf(u'='); equals >= 0)
        text = text.sliced(equals + 1);
    text.remove(u':').remove(u' ').remove(u'-');
    const bool isHex = std::ranges::all_of(text, [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c.toLower() >= u'a' && c.toLower() <= u'f');
    });
    if (text.size() != 64 || !isHex)
        return Failure(Error { .kind = Error::Kind::InvalidInput,
                               .where = u"pinned_certificates"_s,
                               .detail = tr("A SHA-256 fingerprint has 64 hexadecimal digits.") });
    text = text.toUpper();
    for (qsizetype at = 62; at > 0; at -= 2)
        text.insert(at, u':');
    return text;
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
