// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/replication/snapshot.h"
#include "models/store/clusterrecord.h"
#include "models/vault/signin.h"

#include <QObject>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>

namespace switchover {

class HttpTransport;
class RequestGate;
class VaultClient;

/// What a session shares with others or takes from outside, so that tests can turn it.
struct SessionMeans
{
    RequestGate *gate = nullptr;        ///< not owned; nullptr: no limit
    HttpTransport *transport = nullptr; ///< not owned; nullptr: connections of its own
    std::function<double()> random;     ///< from 0 up to 1, for the jitter; none: the system's
    std::chrono::milliseconds readTimeout = std::chrono::seconds(15);
    std::chrono::milliseconds writeTimeout = std::chrono::seconds(60);
};

/// Everything live about one registered cluster: its clients (one for each address), the token in
/// memory, and polling. Publishes a new immutable snapshot after each poll.
///
/// One poll asks health, status, seal-status and leader of the address that answered last; if it
/// does not answer, the record's other addresses in order. The status is read after the health, and
/// by the fleet's order a secondary after its primary, so that a lag of 0 is a true statement.
/// After failures the interval doubles up to half a minute with jitter; settling polls are quick.
class ClusterSession final : public QObject
{
    Q_OBJECT

public:
    using SignedIn = std::function<void(Result<TokenInfo>)>;

    ClusterSession(ClusterRecord record, const Clock &clock, QObject *parent = nullptr);
    ClusterSession(ClusterRecord record, const Clock &clock, SessionMeans means,
                   QObject *parent = nullptr);
    ~ClusterSession() override;

    [[nodiscard]] const ClusterRecord &record() const;
    /// Takes up a changed record; a changed address or CA starts from an unread snapshot.
    void setRecord(const ClusterRecord &record);

    [[nodiscard]] const ClusterSnapshot &snapshot() const;
    /// The client for the address that answered last.
    [[nodiscard]] VaultClient &client() const;
    /// The client for one node's own address, for example to unseal it; nullptr if it is not
    /// registered.
    [[nodiscard]] VaultClient *client(const QString &address) const;

    /// API addresses of the nodes that the cluster named to the signed-in user, lately or before it
    /// became a secondary; registered ones are among them.
    [[nodiscard]] QStringList namedNodes() const;
    /// These are all nodes it has.
    [[nodiscard]] bool knowsAllNodes() const;
    /// Asks the cluster for its nodes, unless nobody is signed in or the token's uses are limited.
    /// `done` runs in any case, perhaps before this returns.
    void askNodes(const QObject *context, std::function<void()> done);
    /// Makes or renews a client for a node that is not registered: same trust, never a token.
    /// Without trust there is none.
    void prepareStranger(std::unique_ptr<VaultClient> &client, const QString &address) const;

    void start(std::chrono::milliseconds interval); ///< polls at once, then every interval
    void stop();
    /// Asks now, unless a poll is on its way, and brings the next regular poll forward.
    void pollNow();
    /// Asks now, or again as soon as the poll on its way is over: `done` runs after the first poll
    /// that began after this call, so that all it read is newer.
    void pollAfresh(const QObject *context, std::function<void()> done);
    /// How many polls have begun, and which of them the snapshot comes from: a snapshot was read
    /// wholly after a moment if its poll is higher than pollsBegun() was then.
    [[nodiscard]] quint64 pollsBegun() const;
    [[nodiscard]] quint64 snapshotPoll() const;
    /// Waits this much longer than the interval: for a secondary, which is asked by the fleet right
    /// after its primary and asks by itself only if that did not happen.
    void setSlack(std::chrono::milliseconds slack);
    /// While on: polls every `interval` whatever failed, and snapshots say so.
    void setSettling(bool on, std::chrono::milliseconds interval = std::chrono::milliseconds(500));
    void setLookOnly(bool lookOnly); ///< of the whole program; the record's own switch adds to it

    /// Checks the token with lookup-self and keeps it in memory if it is good. On a DR secondary,
    /// where nobody can sign in, the token is kept unchecked for calls that take one (Vault 2.0),
    /// `done` gets Vault's refusal and the snapshot says SignInState::Impossible.
    void signIn(SecretString token, const QObject *context, SignedIn done);
    /// Takes the sign-in that is on its way back; an earlier token counts again.
    void cancelSignIn();
    /// Opens the client's private key, and asks the cluster again.
    void setKeyPassphrase(SecretString passphrase);
    void forgetKeyPassphrase(); ///< what it opened stays open
    /// The client's private key is protected by a pass phrase that is not known or does not fit.
    [[nodiscard]] bool wantsKeyPassphrase() const;
    /// Takes a token saved earlier. It is checked as soon as the cluster answers.
    void resume(SecretString token);
    /// Asks again whether the token is still good, for example after a call was denied.
    void verifyToken();
    /// Asks for more time for the token now; noticed() says what came of it.
    void renewToken();
    enum class Revoke { No, Yes };
    void signOut(Revoke revoke);
    [[nodiscard]] bool hasToken() const;
    /// Learns what the token may do on a path with an identifier that was typed, if that is not
    /// known and costs no use of it. `done` runs in any case, perhaps before this returns.
    void askRights(const QString &path, const QObject *context, std::function<void()> done);
    /// Revokes a token that is not this session's own: a login made it after the person had given
    /// up. Sent once. With look-only nothing is sent and `done` gets ReadOnly.
    void revokeStray(SecretString token, const QString &nameSpace, const QObject *context,
                     std::function<void(Result<void>)> done);
    /// Gives a copy of the token to another session, which keeps it as one that was saved: a DR
    /// secondary of Vault 2.0 takes a token of its primary besides key shares.
    void lendTokenTo(ClusterSession &other) const;

signals:
    void snapshotChanged(const switchover::ClusterSnapshot &snapshot);
    /// Token renewed, expired or refused, in words for the activity log.
    void noticed(const QString &text);
    /// The token was dropped because the server does not take it any more.
    void tokenLost();
    /// Health, status, seal or leader was asked of one address, for request statistics.
    void requestFinished(const QString &verb, const QString &path, int httpStatus,
                         qint64 milliseconds);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover
