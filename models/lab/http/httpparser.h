// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>
#include <utility>

namespace switchover::lab {

struct HttpRequest
{
    QByteArray method;
    QByteArray target; ///< as sent: path and query
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    bool encrypted = false;        ///< came over TLS
    QString clientCommonName = {}; ///< of the certificate that the client showed
    bool showsCertificate = false;
    bool certificateTrusted = false;

    /// The first header of that name; names are compared without case.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] bool hasHeader(QByteArrayView name) const;
    [[nodiscard]] QByteArray rawPath() const;
    [[nodiscard]] QString path() const;  ///< decoded
    [[nodiscard]] QString query() const; ///< still encoded
};

/// Takes bytes as they arrive and gives whole requests. Boost.Beast does the reading; it stays in
/// the source file, because including it costs seconds.
class HttpParser
{
public:
    HttpParser();
    ~HttpParser();
    Q_DISABLE_COPY_MOVE(HttpParser)

    enum class State {
        NeedsMore,
        WantsContinue, ///< the client waits for "100 Continue"; reported once
        Complete,
        TooLarge,
        HeadersTooLarge,
        Malformed,
    };
    /// Consumes what it can; the rest stays for the next request.
    State feed(const QByteArray &bytes);
    [[nodiscard]] HttpRequest take();      ///< after Complete; readies for the next request
    [[nodiscard]] bool hasPending() const; ///< bytes of a further request are here already
    [[nodiscard]] bool keepsAlive() const; ///< of the request taken last

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover::lab
