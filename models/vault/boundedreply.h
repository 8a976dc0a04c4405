// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/vault/answerparser.h"
#include "models/vault/httpconnection.h"

#include <QNetworkReply>
#include <QPointer>

#include <memory>

namespace switchover {

class BoundedNetworkAccess;

/// One request and its answer, see BoundedNetworkAccess. What is sent is sent once, but for a read
/// on a kept-alive connection that the server had closed already.
class BoundedReply final : public QNetworkReply
{
    Q_OBJECT

public:
    /// True if the answer broke a limit of httplimits.h.
    static constexpr auto overLimitAttribute =
        QNetworkRequest::Attribute(QNetworkRequest::User + 1);

    BoundedReply(BoundedNetworkAccess &manager, QNetworkAccessManager::Operation operation,
                 QByteArray verb, const QNetworkRequest &request, const QNetworkProxy &proxy,
                 QIODevice *upload);
    ~BoundedReply() override;

    void resume(); ///< the host may be asked now, see BoundedNetworkAccess::admit()

    void abort() override;
    void close() override;
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    void sslConfigurationImplementation(QSslConfiguration &configuration) const override;
    void ignoreSslErrorsImplementation(const QList<QSslError> &errors) override;

private:
    enum class Connections { FromPool, New };

    void begin(Connections which);
    void send();
    void onReadyRead();
    void onFailed(NetworkError code, const QString &text);
    void take(AnswerParser::State state);
    void showHead();
    void end(NetworkError code, const QString &text);
    void dropConnection();
    void leave();

    BoundedNetworkAccess &m_manager;
    const QByteArray m_verb;
    const HttpConnection::Target m_target;
    QPointer<QIODevice> m_upload;
    std::unique_ptr<HttpConnection> m_connection;
    std::unique_ptr<AnswerParser> m_parser;
    QByteArray m_body;
    bool m_admitted = false;
    bool m_reused = false;
    bool m_headShown = false;
};

} // namespace switchover
