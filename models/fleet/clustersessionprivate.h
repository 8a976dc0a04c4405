// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/capabilitykeeper.h"
#include "models/fleet/clientset.h"
#include "models/fleet/clusterpoll.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/nodememory.h"
#include "models/fleet/pollschedule.h"
#include "models/fleet/tokenkeeper.h"

#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace switchover {

class ClusterSession::Private
{
public:
    struct Awaiting
    {
        quint64 poll; ///< the first that is new enough
        QPointer<const QObject> context;
        std::function<void()> done;
    };

    Private(ClusterSession &session, ClusterRecord clusterRecord, const Clock &sessionClock,
            SessionMeans sessionMeans)
        : q(session)
        , record(std::move(clusterRecord))
        , clock(sessionClock)
        , means(std::move(sessionMeans))
        , clients(record, { means.transport, means.readTimeout, means.writeTimeout })
        , keeper(clients, clock)
        , rights(clients, clock)
        , named(clients, clock)
    {
        resetSnapshot();
    }

    void resetSnapshot();
    void describe(ClusterSnapshot &next) const;
    void publish(ClusterSnapshot next);
    void republish();
    void connectClients();

    void beginPoll();
    void endPoll(PollReading reading);
    void endPollWithoutTrust();
    void afterPoll(const ClusterSnapshot &before, bool reachable);
    void preferActiveNode(std::optional<std::size_t> answered, const QList<NodeSnapshot> &nodes);
    void mergeMain(ClusterSnapshot &next, PollReading &reading) const;
    [[nodiscard]] QList<NodeSnapshot> nodesOf(PollReading &reading) const;
    void serveAwaiting();
    void planNext();
    [[nodiscard]] bool fresherPollIsAwaited() const;
    [[nodiscard]] double random() const
    {
        return means.random ? means.random() : QRandomGenerator::global()->generateDouble();
    }

    ClusterSession &q;
    ClusterRecord record;
    const Clock &clock;
    SessionMeans means;
    ClientSet clients;
    TokenKeeper keeper;
    CapabilityKeeper rights;
    NodeMemory named;
    ClusterSnapshot snapshot;
    PollSchedule schedule;
    QTimer timer;
    std::unique_ptr<ClusterPoll> poll;
    quint64 begun = 0;
    quint64 shown = 0; ///< the poll the snapshot comes from
    std::chrono::milliseconds slack { 0 };
    bool started = false;
    bool settling = false;
    bool lookOnly = false;
    std::vector<Awaiting> awaiting;
};

} // namespace switchover
