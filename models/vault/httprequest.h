// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/vault/httpcall.h"

#include <QElapsedTimer>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QSslError>
#include <QTimer>

#include <memory>
#include <optional>

class QNetworkAccessManager;
class QNetworkRequest;

namespace switchover {

class HttpTransport;
class OnceDevice;

/// One HTTP exchange: the request, at most one redirect, a deadline over all of it and a limit on
/// the body. Ends with exactly one finished(), from the event loop, unless it is deleted before.
class HttpRequest final : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 maximumBody = 32 * 1024 * 1024;

    HttpRequest(HttpTransport &transport, HttpCall call, QObject *parent);
    ~HttpRequest() override;

    void start();
    /// Instead of start(): ends with `error` without sending anything.
    void failLater(Error error);
    /// Stops; finished() follows, with Cancelled, unless there was a result already.
    void cancel();

    [[nodiscard]] Result<HttpAnswer> takeResult();            ///< once, after finished()
    [[nodiscard]] int httpStatus() const { return m_status; } ///< 0 if no answer came
    [[nodiscard]] qint64 milliseconds() const { return m_milliseconds; }

signals:
    void finished();

private:
    void send(const QUrl &url);
    [[nodiscard]] QNetworkRequest networkRequest(const QUrl &url) const;
    void onMetaData();
    void onReadyRead();
    void onSslErrors(const QList<QSslError> &errors);
    void onEncrypted();
    void onReplyFinished();
    void onDeadline();

    [[nodiscard]] QString verifiedName() const; ///< that the server's certificate has to be for
    [[nodiscard]] bool isComplete() const;
    void follow();
    [[nodiscard]] std::optional<Error> networkError() const;
    [[nodiscard]] Error nothingSent(const QString &detail) const;
    [[nodiscard]] Error afterRedirect(const Error &error) const;
    [[nodiscard]] bool writeNeverLeft() const;

    void succeed();
    void fail(Error error);
    void finishLater();
    void dropReply();

    HttpTransport &m_transport;
    HttpCall m_call;
    std::unique_ptr<QNetworkAccessManager> m_writeManager;
    QPointer<QNetworkReply> m_reply;
    QPointer<OnceDevice> m_upload;
    QTimer m_deadline;
    QElapsedTimer m_elapsed;
    QList<QSslError> m_sslErrors;
    QString m_pinMismatch;
    QUrl m_url; ///< of the current hop
    HttpAnswer m_answer;
    std::optional<Error> m_error;
    int m_status = 0;
    qint64 m_milliseconds = 0;
    bool m_redirected = false;
    bool m_sendToken = true;
    bool m_done = false;
};

} // namespace switchover
