// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleetprivate.h"

#include "models/fleet/activitynotes.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace std::chrono_literals;

namespace switchover {

Fleet::Private::Cluster *Fleet::Private::cluster(const ClusterId &id)
{
    const auto found = clusters.find(id);
    return found == clusters.end() ? nullptr : &found->second;
}

void Fleet::Private::add(const ClusterRecord &record)
{
    const ClusterId id = record.identity.id;
    Cluster &cluster = clusters[id];
    cluster.session = std::make_unique<ClusterSession>(record, clock, means);
    cluster.session->setLookOnly(settings.safety.lookOnly);
    ClusterSession *session = cluster.session.get();
    QObject::connect(session, &ClusterSession::snapshotChanged, &q,
                     [this, id] { snapshotCame(id); });
    QObject::connect(session, &ClusterSession::noticed, &q, [this, session](const QString &text) {
        note(session->record().identity, text);
    });
    QObject::connect(session, &ClusterSession::tokenLost, &q,
                     [this, session] { desk.forget(session->record()); });
    memory.remember(session->snapshot()); // its addresses are known before its first answer
    if (running)
        startSession(cluster);
}

void Fleet::Private::startSession(Cluster &cluster)
{
    desk.bringBack(*cluster.session);
    passphrases.bringBack(*cluster.session);
    cluster.session->start(intervalOf(cluster.session->record()));
}

void Fleet::Private::remove(const ClusterId &id)
{
    const auto found = clusters.find(id);
    if (found == clusters.end())
        return;
    ClusterSession *session = found->second.session.get();
    session->stop();
    session->disconnect(&q);
    desk.forget(session->record());
    passphrases.forget(session->record());
    retired.push_back(std::move(found->second.session));
    clusters.erase(found);
    analysis.forget(id);
    memory.forget(id);
    wanted.remove(id);
    QTimer::singleShot(0, &q, [this] { retired.clear(); });
    emit q.clusterRemoved(id);
    requestAnalysis();
}

std::chrono::milliseconds Fleet::Private::intervalOf(const ClusterRecord &record) const
{
    const std::chrono::milliseconds wished = record.pollSeconds > 0
        ? std::chrono::seconds(record.pollSeconds)
        : settings.polling.interval;
    return std::max(wished, Fleet::shortestInterval);
}

void Fleet::Private::snapshotCame(const ClusterId &id)
{
    Cluster *changed = cluster(id);
    if (!changed)
        return;
    ClusterSession &session = *changed->session;
    const bool isPoll = session.snapshotPoll() != changed->lastPoll;
    if (isPoll) {
        changed->lastPoll = session.snapshotPoll();
        changed->lastPolledAt = clock.monotonic();
        wanted.remove(id);
        logChanges(*changed, session.snapshot());
    }
    memory.remember(session.snapshot()); // also after the record was edited
    const ClusterSnapshot snapshot = session.snapshot(); // a listener may remove the cluster
    emit q.snapshotChanged(snapshot);
    if (isPoll)
        pollFollowers(id);
    requestAnalysis();
}

void Fleet::Private::logChanges(Cluster &cluster, const ClusterSnapshot &now)
{
    const ClusterSnapshot fresh = freshPartOf(now);
    const QString run = cluster.runs.isEmpty() ? QString() : cluster.runs.constLast();
    // Another address is another cluster as far as anybody knows.
    if (cluster.known.identity.address == now.identity.address) {
        for (const ObservedChange &change : observedChanges(cluster.known, fresh))
            log(now, run, change);
    } else {
        cluster.known = {};
    }
    cluster.known.identity = now.identity;
    if (fresh.health)
        cluster.known.health = fresh.health;
    if (fresh.status)
        cluster.known.status = fresh.status;
}

void Fleet::Private::log(const ClusterSnapshot &about, const QString &run,
                         const ObservedChange &change)
{
    ActivityEntry entry;
    entry.kind = ActivityEntry::Kind::Observed;
    entry.outcome = change.outcome;
    entry.cluster = about.identity.id;
    entry.clusterName = about.identity.name;
    entry.run = run;
    entry.text = change.text;
    activity.append(std::move(entry));
}

void Fleet::Private::note(const ClusterIdentity &cluster, const QString &text)
{
    addNote(activity, cluster.id, cluster.name, ActivityEntry::Outcome::Attention, text);
}

// A secondary is read after its primary, so that a lag of 0 is a true statement. Clusters that
// follow each other in a circle cannot chase one another: each waits out a part of its interval.
void Fleet::Private::pollFollowers(const ClusterId &primary)
{
    const Cluster *leading = cluster(primary);
    if (!leading)
        return;
    const bool settling = !leading->runs.isEmpty();
    const QList<ClusterId> followers = analysis.secondariesOf(primary);
    for (const ClusterId &id : followers) {
        Cluster *follower = cluster(id);
        if (!follower)
            continue;
        const bool asked = wanted.remove(id);
        if (!running && !asked)
            continue;
        const auto interval = intervalOf(follower->session->record());
        const auto rest =
            settling ? std::min<std::chrono::milliseconds>(2s, interval / 2) : interval * 2 / 5;
        const bool due = leading->session->snapshot().isReachable()
            && clock.monotonic() - follower->lastPolledAt >= rest;
        if (asked || due)
            follower->session->pollNow();
    }
}

void Fleet::Private::requestAnalysis()
{
    if (analysisTimer.isActive())
        return;
    // In a large fleet snapshots come in hundreds a second; then looking at all of them each time
    // would be most of the work.
    analysisTimer.start(std::min<std::chrono::milliseconds>(analysisCost * 10, 500ms));
}

void Fleet::Private::analyse()
{
    QElapsedTimer stopwatch;
    stopwatch.start();
    const QList<Problem> fresh = analysis.update(q.snapshots(), memory, problemContext());
    for (const auto &[id, cluster] : clusters) {
        const bool follows = analysis.hasPrimary(id);
        cluster.session->setSlack(follows ? intervalOf(cluster.session->record()) / 4 : 0ms);
    }
    analysisCost = std::chrono::milliseconds(stopwatch.elapsed());
    for (const Problem &problem : fresh)
        logProblem(problem);
    emit q.analysed();
}

// What Switchover did a moment ago explains for a while what is missing on its clusters.
ProblemContext Fleet::Private::problemContext() const
{
    ProblemContext context { .now = clock.now(), .pendingSecondaries = pendingSecondaries };
    for (const auto &[id, cluster] : clusters) {
        if (!cluster.runs.isEmpty())
            context.ownOperations.insert(id, OwnOperationState::UnderWay);
        else if (cluster.lastRunEnded && clock.monotonic() - *cluster.lastRunEnded < 5min)
            context.ownOperations.insert(id, OwnOperationState::Ended);
    }
    return context;
}

void Fleet::Private::logProblem(const Problem &problem)
{
    if (problem.severity == ProblemSeverity::Info)
        return;
    ActivityEntry entry;
    entry.kind = ActivityEntry::Kind::Observed;
    entry.outcome = problem.severity == ProblemSeverity::Danger ? ActivityEntry::Outcome::Bad
                                                                : ActivityEntry::Outcome::Attention;
    // A problem of a set is noted with the first of its clusters, for the link to its page.
    const ClusterId subject = problem.key.cluster.isValid() || problem.clusters.isEmpty()
        ? problem.key.cluster
        : problem.clusters.constFirst();
    if (const Cluster *about = cluster(subject)) {
        entry.cluster = subject;
        entry.clusterName = about->session->record().identity.name;
        entry.run = about->runs.isEmpty() ? QString() : about->runs.constLast();
    }
    entry.text = problem.text;
    activity.append(std::move(entry));
}

} // namespace switchover
