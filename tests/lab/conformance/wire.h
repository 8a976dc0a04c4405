// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

#include <functional>
#include <utility>

/// A few lines of HTTP of the tests' own, so that no code of the product judges the lab.
namespace conformance {

using Headers = QList<std::pair<QByteArray, QByteArray>>;

/// What a client trusts and shows on an https address.
struct Tls
{
    QByteArray caPem;
    QString certificateFile;
    QString keyFile;
};

struct Request
{
    QByteArray method = "GET";
    QString path; ///< without "/v1/"; may have a query
    QByteArray body;
    QByteArray token;
    Headers headers;
    Tls tls = {};
    bool bare = false; ///< the path is whole: no Vault, but a web server
};

struct Reply
{
    int status = 0; ///< 0: refused, or cut off before the answer was complete
    QByteArray body;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QString failure = {};                 ///< why the TLS handshake failed

    [[nodiscard]] QJsonObject json() const;
    [[nodiscard]] QJsonObject data() const
    {
        return json().value(QLatin1StringView("data")).toObject();
    }
    [[nodiscard]] QStringList warnings() const;
    [[nodiscard]] QStringList errors() const;
    /// Names of the outermost object's members in the order of the wire.
    [[nodiscard]] QStringList members() const;
    /// Status and body, for messages of failed tests.
    [[nodiscard]] QByteArray text() const;
    /// No node speaks for the cluster just now: refused, or an election under way.
    [[nodiscard]] bool isOutage() const;
};

[[nodiscard]] Reply exchange(const QString &baseAddress, const Request &request);

[[nodiscard]] QByteArray compact(const QJsonObject &object);
[[nodiscard]] QSet<QString> namesIn(const QJsonObject &object);

/// Asks again every few milliseconds until it is so.
[[nodiscard]] bool eventually(const std::function<bool()> &isSo, int milliseconds = 30000);

} // namespace conformance
