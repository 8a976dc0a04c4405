// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/vault/connection.h"

#include <QAbstractSocket>
#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QSslCertificate>
#include <QSslError>
#include <QTimer>

#include <chrono>

class QSslSocket;

namespace switchover {

/// Looks at a server with a bare socket, to say at which layer a connection fails and why. No token
/// is ever known here.
class SocketProbe final : public QObject
{
    Q_OBJECT

public:
    enum class Look {
        Connect,     ///< TCP, and the TLS handshake of an https:// address, verified
        PlainAnswer, ///< does it answer an HTTP request without TLS?
        Handshake,   ///< does it present a certificate, trusted or not, at an http:// address?
        Listen,      ///< the verified handshake, and what the server says on its own after it
    };
    struct Report
    {
        bool connected = false;
        bool encrypted = false;
        bool timedOut = false;
        QString peer; ///< "10.0.0.1:8200"
        qint64 connectMilliseconds = 0;
        QList<QSslCertificate> chain; ///< as presented, leaf first
        QList<QSslError> tlsErrors;   ///< that count; none for a pinned certificate
        QString protocol;             ///< "TLS 1.3"
        QAbstractSocket::SocketError error = QAbstractSocket::UnknownSocketError;
        QString errorString; ///< "" if nothing failed
        bool answersHttp = false;
    };

    SocketProbe(const Connection &connection, Look look, std::chrono::milliseconds patience,
                QObject *parent);
    ~SocketProbe() override;

    void start();
    [[nodiscard]] const Report &report() const { return m_report; }

signals:
    void connected(); ///< TCP, before any handshake
    void finished();

private:
    void onConnected();
    void onEncrypted();
    void onTlsErrors(const QList<QSslError> &errors);
    void onError(QAbstractSocket::SocketError error);
    void finish();
    [[nodiscard]] QString verifiedName() const;

    Connection m_connection;
    Look m_look;
    std::chrono::milliseconds m_patience;
    QSslSocket *m_socket;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    Report m_report;
    bool m_done = false;
};

} // namespace switchover
