// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/base/secretstring.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/laghistory.h"
#include "models/replication/fleetmemory.h"
#include "models/replication/problems/problems.h"
#include "models/replication/snapshot.h"
#include "models/replication/topology.h"
#include "models/store/settings.h"

#include <QList>
#include <QObject>
#include <QStringList>

#include <map>
#include <memory>
#include <vector>

namespace switchover {

class ActivityLog;
class ClusterRegistry;
class CredentialStore;
class OperationTokenStock;

/// All live sessions, following the registry; and what only all of them together show.
class Fleet final : public QObject
{
    Q_OBJECT

public:
    static constexpr int requestLimit = 64;
    static constexpr std::chrono::milliseconds shortestInterval = std::chrono::seconds(5);

    Fleet(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity,
          const Clock &clock, QObject *parent = nullptr);
    /// `means` for every session; its gate is replaced by the fleet's own.
    Fleet(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity,
          const Clock &clock, SessionMeans means, QObject *parent = nullptr);
    ~Fleet() override;

    void start(); ///< polls every registered cluster; at most 64 requests are on their way at once
    void stop();
    void setSettings(const Settings &settings);

    [[nodiscard]] QList<ClusterSnapshot> snapshots() const; ///< in the registry's order
    [[nodiscard]] const ClusterSnapshot *snapshot(const ClusterId &id) const;
    [[nodiscard]] ClusterSession *session(const ClusterId &id) const; ///< nullptr if not registered
    [[nodiscard]] const Topology &topology() const;
    [[nodiscard]] const QList<Problem> &problems() const;
    /// Newest last; a day at most, thinned with age.
    [[nodiscard]] QList<LagSample> lagHistory(const ClusterId &secondary,
                                              ReplicationType type) const;
    [[nodiscard]] const Clock &clock() const;
    /// What the registered clusters were before their roles changed, as read since the start.
    [[nodiscard]] const FleetMemory &memory() const;

    /// DR operation tokens that are held, see there.
    [[nodiscard]] OperationTokenStock &operationTokens() const;

    void refreshAll();

    enum class Remember { No, Yes };
    /// Signs in and, if asked, saves the good token in the credential store and notes so in the
    /// registry. A keychain that fails is an activity note, never a failure of the sign-in.
    void signIn(const ClusterId &id, SecretString token, Remember remember, const QObject *context,
                ClusterSession::SignedIn done);
    /// A sign-in that failed before there was a token. `how` says by what; nothing in it is secret.
    void noteSignInFailure(const ClusterId &id, const QString &how, const Error &error);
    /// Revokes a token that a login made and nobody gets, and notes what came of it. `what`
    /// happened to the login, a sentence.
    void discardToken(const ClusterId &id, SecretString token, const QString &nameSpace,
                      const QString &what);
    /// Opens the private key of the cluster's client certificate. Works with the desk locked, too:
    /// it is for reading as much as for signing in.
    void setKeyPassphrase(const ClusterId &id, SecretString passphrase, Remember remember);
    /// Forgets the token, also the saved one.
    void signOut(const ClusterId &id, ClusterSession::Revoke revoke);

    /// The desk is locked: tokens are dropped from memory without being revoked or taken out of the
    /// keychain, those of clusters with an operation under way as soon as it ended. Reading goes
    /// on; signing in is refused. unlock() brings back what the keychain holds.
    void lock();
    void unlock();
    [[nodiscard]] bool isLocked() const;

    /// Marks an operation on a cluster as running: the cluster is asked often, and changes seen
    /// there meanwhile are its effects. OperationRun does this.
    void beginRun(const ClusterId &id, const QString &run,
                  std::chrono::milliseconds settlingInterval = std::chrono::milliseconds(500));
    void endRun(const ClusterId &id, const QString &run);
    [[nodiscard]] QStringList runsOn(const ClusterId &id) const;

    /// Activation tokens that were generated here and may still be used: their secondaries are
    /// expected, not missed.
    void setPendingSecondaries(const QList<PendingSecondary> &pending);

    /// For measurements: the most polling requests that were on their way at once so far.
    [[nodiscard]] int mostRequestsInFlight() const;

signals:
    void snapshotChanged(const switchover::ClusterSnapshot &snapshot);
    void clusterAdded(const switchover::ClusterId &id);
    void clusterRemoved(const switchover::ClusterId &id);
    void lockedChanged(bool locked);
    /// Topology or problems may differ; once for each turn of the event loop at most.
    void analysed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover
