// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/fleet.h"
#include "models/fleet/fleetanalysis.h"
#include "models/fleet/keypassphrases.h"
#include "models/fleet/observedchanges.h"
#include "models/fleet/operationtokenstock.h"
#include "models/fleet/requestgate.h"
#include "models/fleet/signindesk.h"
#include "models/store/settings.h"
#include "models/vault/httptransport.h"

#include <QSet>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace switchover {

class Fleet::Private
{
public:
    struct Cluster
    {
        std::unique_ptr<ClusterSession> session;
        ClusterSnapshot known; ///< the newest value of each reading that did not fail
        quint64 lastPoll = 0;  ///< the newest poll that was evaluated
        std::chrono::milliseconds lastPolledAt { 0 };
        QStringList runs;
        std::optional<std::chrono::milliseconds> lastRunEnded; ///< on the monotonic clock
    };

    Private(Fleet &fleet, ClusterRegistry &clusterRegistry, CredentialStore &credentials,
            ActivityLog &activityLog, const Clock &fleetClock, SessionMeans sessionMeans)
        : q(fleet)
        , registry(clusterRegistry)
        , activity(activityLog)
        , clock(fleetClock)
        , means(std::move(sessionMeans))
        , gate(Fleet::requestLimit)
        , desk(clusterRegistry, credentials, activityLog)
        , passphrases(
              credentials,
              [this](const ClusterIdentity &about, const QString &text) { note(about, text); })
        , operationTokens(clusterRegistry, credentials, activityLog, fleetClock)
    {
        means.gate = &gate;
        if (!means.transport)
            means.transport = &transport;
        analysisTimer.setSingleShot(true);
    }

    [[nodiscard]] Cluster *cluster(const ClusterId &id);
    void add(const ClusterRecord &record);
    void remove(const ClusterId &id);
    void startSession(Cluster &cluster);
    void runEndedWhileLocked(Cluster &cluster);
    [[nodiscard]] std::chrono::milliseconds intervalOf(const ClusterRecord &record) const;

    void snapshotCame(const ClusterId &id);
    void logChanges(Cluster &cluster, const ClusterSnapshot &now);
    void log(const ClusterSnapshot &about, const QString &run, const ObservedChange &change);
    void note(const ClusterIdentity &cluster, const QString &text);
    void pollFollowers(const ClusterId &primary);
    void requestAnalysis();
    void analyse();
    [[nodiscard]] ProblemContext problemContext() const;
    void logProblem(const Problem &problem);

    Fleet &q;
    ClusterRegistry &registry;
    ActivityLog &activity;
    const Clock &clock;
    SessionMeans means;
    HttpTransport transport; ///< outlives the sessions, as the gate does
    RequestGate gate;
    SignInDesk desk;
    KeyPassphrases passphrases;
    OperationTokenStock operationTokens;
    std::map<ClusterId, Cluster> clusters;
    std::vector<std::unique_ptr<ClusterSession>>
        retired; ///< of removed clusters, maybe inside their own signal
    FleetAnalysis analysis;
    FleetMemory memory;
    QTimer analysisTimer;
    std::chrono::milliseconds analysisCost { 0 };
    QSet<ClusterId> wanted; ///< to be polled as soon as their primary was
    QList<PendingSecondary> pendingSecondaries;
    Settings settings;
    bool running = false;
    bool locked = false;
};

} // namespace switchover
