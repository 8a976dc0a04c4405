// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <chrono>
#include <memory>
#include <vector>

class QTcpServer;
class QTcpSocket;

namespace switchover {

/// What the identity provider sent to the redirect address.
struct OidcReturn
{
    QString state;
    SecretString code;
};

/// Waits on this computer for the identity provider to send the user's browser back. Listens on
/// loopback only, at the address the vault CLI uses, because that one has to be among the
/// allowed_redirect_uris of the role already. Requests that do not carry the expected state are
/// answered with an error page and otherwise ignored, so that no other page can end the sign-in.
class OidcListener final : public QObject
{
    Q_OBJECT

public:
    static constexpr quint16 defaultPort = 8250;

    explicit OidcListener(QObject *parent = nullptr);
    ~OidcListener() override;

    /// NotAllowed if the port is taken, most likely by a `vault login` that waits as well.
    /// Port 0 takes a free one.
    [[nodiscard]] Result<void> listen(quint16 port = defaultPort);
    /// "http://localhost:8250/oidc/callback"
    [[nodiscard]] QString redirectUri() const;
    /// How long a connection may take to send a whole request. A browser sends it at once.
    void setRequestTime(std::chrono::milliseconds time) { m_requestTime = time; }
    void expect(const QString &state) { m_state = state; }
    void close();

signals:
    /// Once. NotAllowed if the provider says that the user or it refused; in `detail` its words.
    void returned(switchover::Result<switchover::OidcReturn> &result);

private:
    void accept(QTcpServer &server);
    void read(QTcpSocket &socket);
    void handle(QTcpSocket &socket, const QByteArray &target, QByteArrayView body);
    void answer(QTcpSocket &socket, int status, const QString &heading, const QString &text);

    std::vector<std::unique_ptr<QTcpServer>> m_servers; ///< "localhost" is 127.0.0.1 or ::1
    QHash<QTcpSocket *, QByteArray> m_buffers;
    QString m_state;
    std::chrono::milliseconds m_requestTime = std::chrono::seconds(5);
    quint16 m_port = 0;
    bool m_returned = false;
};

} // namespace switchover
