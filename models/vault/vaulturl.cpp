// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vaulturl.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct VaultUrlText
{
    Q_DECLARE_TR_FUNCTIONS(VaultUrl)
};

Failure invalid(const QString &field, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::InvalidInput, .where = field, .detail = detail });
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

Result<QUrl> vaultUrl(const QUrl &address, const QString &path,
                      const QList<QPair<QString, QString>> &query)
{
    if (!address.isValid() || (address.scheme() != "https"_L1 && address.scheme() != "http"_L1))
        return invalid(u"address"_s,
                       VaultUrlText::tr("The address has to begin with https:// or http://."));
    if (address.host().isEmpty())
        return invalid(u"address"_s, VaultUrlText::tr("The address names no host."));
    if (!address.userInfo().isEmpty())
        return invalid(u"address"_s,
                       VaultUrlText::tr("The address must not hold a user name or password."));
    if ((!address.path().isEmpty() && address.path() != u"/"_s) || address.hasQuery()
        || address.hasFragment())
        return invalid(u"address"_s, VaultUrlText::tr("The address ends after the port."));

    QString encodedPath = u"/v1"_s;
    const QStringList segments = path.split(u'/');
    for (const QString &segment : segments) {
        if (segment.isEmpty() || segment == "."_L1 || segment == ".."_L1)
            return invalid(u"path"_s,
                           VaultUrlText::tr("“%1” has an empty part or one of dots.").arg(path));
        encodedPath += u'/' + encoded(segment);
    }
    QStringList pairs;
    for (const auto &[name, value] : query)
        pairs.append(encoded(name) + u'=' + encoded(value));

    QUrl url;
    url.setScheme(address.scheme());
    url.setHost(address.host());
    url.setPort(address.port());
    url.setPath(encodedPath, QUrl::StrictMode);
    if (!pairs.isEmpty())
        url.setQuery(pairs.join(u'&'), QUrl::StrictMode);
    if (!url.isValid())
        return invalid(u"path"_s, VaultUrlText::tr("“%1” cannot be part of an address.").arg(path));
    return url;
}

} // namespace switchover
