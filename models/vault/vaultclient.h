// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/replication/answer.h"
#include "models/replication/apicall.h"
#include "models/replication/health.h"
#include "models/replication/status.h"
#include "models/vault/connection.h"
#include "models/vault/sidecall.h"
#include "models/vault/signin.h"

#include <QObject>

#include <functional>
#include <memory>

namespace switchover {

class HttpTransport;

/// The one class that speaks HTTP to Vault: one for each address.
///
/// Contract of every call: `done` runs exactly once, on this thread, never before the call
/// returns, and not at all once `context` or the client is destroyed (which also ends the request).
/// Every request has a timeout for the whole of it. Nothing is ever sent twice: neither this class
/// nor QNetworkAccessManager repeats a write, and a write whose answer is lost is reported as such
/// (outcomeIsUnknown()). A write of which nothing left this computer, whatever the reason, ends
/// with Error::Refused.
///
/// The HTTP status and body are judged, not QNetworkReply::error(). Bodies over 32 MiB end the
/// request while reading, however they are framed: what Qt holds of one that it has not handed over
/// is bounded by some hundred kilobytes. Not bounded but by the timeout is what Qt 6.4 hands over
/// as a whole: the header, and the body under 401 and 407, neither of which Vault uses.
///
/// Redirects are followed by hand: once, never from https to http, with method and body kept
/// (Vault answers 307 on a standby that cannot forward). The hosts that setTokenForwardingHosts()
/// names are the cluster's as much as the client's own, port included. To any other host nothing
/// goes, no TLS handshake with the client's certificate either: the request ends with
/// Error::Redirected, which names the host. Only readStatus() goes on, without the token, to the
/// host that the client's own names as the cluster's active node (sys/leader).
/// A redirect to another path, to the address just asked, or of a write by another status than 307
/// and 308 is not Vault's and ends with Error::Misredirected. After either the outcome of a write
/// is unknown (outcomeIsUnknown()).
///
/// X-Vault-Namespace goes with a SideCall that names one and with nothing else; X-Vault-Request:
/// true with everything. TLS is verified against the connection's CA; there is no way to switch
/// that off.
///
/// With Connection::lookOnly nothing leaves but GET, LIST and logins: everything else ends with
/// Error::ReadOnly before anything is sent, also a POST that only asks, and renewing or revoking
/// the token.
class VaultClient final : public QObject
{
    Q_OBJECT

public:
    template <typename T>
    using Done = std::function<void(Result<T>)>;

    /// With connections of its own, which cost a thread: for one client, or few.
    explicit VaultClient(Connection connection, QObject *parent = nullptr);
    /// With connections shared by many clients. `transport` has to outlive this client.
    VaultClient(Connection connection, HttpTransport &transport, QObject *parent = nullptr);
    ~VaultClient() override;

    [[nodiscard]] const Connection &connection() const;
    /// For the calls that follow; those under way end on the old one.
    void setConnection(Connection connection);
    void setTokenForwardingHosts(const QStringList &hostsWithPort);

    /// The token for X-Vault-Token. Kept in memory only.
    void setToken(SecretString token);
    void clearToken();
    [[nodiscard]] bool hasToken() const;

    // Reads that need no token.
    void readHealth(const QObject *context, Done<Health> done);
    void readStatus(const QObject *context, Done<ReplicationStatus> done);
    void readSealStatus(const QObject *context, Done<SealStatus> done);
    void readLeader(const QObject *context, Done<Leader> done);

    // The token's own affairs.
    void lookupSelf(const QObject *context, Done<TokenInfo> done);
    /// The answer to a renewal does not say the display name and the creation TTL; both stay empty.
    void renewSelf(const QObject *context, Done<TokenInfo> done);
    void revokeSelf(const QObject *context, Done<void> done);
    /// wrapping/lookup: is an activation token still unused? Does not consume it.
    void lookupWrapping(const QObject *context, const SecretString &token, Done<WrappingInfo> done);

    /// Sends one catalogue call. `call` is consumed: it cannot be sent again by accident.
    void send(ApiCall call, const QObject *context, Done<OperationAnswer> done);

    /// Any call beside the catalogue. A GET or LIST without effect may be repeated by Qt when a
    /// kept-alive connection dies; every other verb leaves once. 404 is an error here: the caller
    /// knows whether it means "none".
    void call(SideCall call, const QObject *context, Done<SideAnswer> done);

    /// One node's share of unsealing, see SealStatus.
    void unseal(const QObject *context, SecretString key, Done<SealStatus> done);

signals:
    /// For the request log: no header, no body. `httpStatus` is 0 if no answer came.
    void requestFinished(const QString &verb, const QString &path, int httpStatus,
                         qint64 milliseconds);
    /// The same of requests that carried the token that is held now, not a former one.
    void tokenTravelled(const QString &path, int httpStatus);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover
