// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleet.h"

#include "models/fleet/fleetanalysis.h"
#include "models/fleet/observedchanges.h"
#include "models/fleet/requestgate.h"
#include "models/fleet/signindesk.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/vault/httptransport.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTimer>

#include <algorithm>

using namespace std::chrono_literals;

namespace switchover {

class Fleet::Private
{
public:
    struct Cluster
    {
        std::unique_ptr<ClusterSession> session;
        ClusterSnapshot known; ///< the newest value of each reading that did not fail
        quint64 lastPoll = 0; ///< the newest poll that was evaluated
        std::chrono::milliseconds lastPolledAt { 0 };
        QStringList runs;
    };

    Private(Fleet &fleet, ClusterRegistry &clusterRegistry, CredentialStore &credentials, ActivityLog &activityLog,
            const Clock &fleetClock, SessionMeans sessionMeans)
        : q(fleet)
        , registry(clusterRegistry)
        , activity(activityLog)
        , clock(fleetClock)
        , means(std::move(sessionMeans))
        , gate(Fleet::requestLimit)
        , desk(clusterRegistry, credentials, activityLog)
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
    [[nodiscard]] std::chrono::milliseconds intervalOf(const ClusterRecord &record) const;

    void snapshotCame(const ClusterId &id);
    void logChanges(Cluster &cluster, const ClusterSnapshot &now);
    void log(const ClusterSnapshot &about, const QString &run, const ObservedChange &change);
    void note(const ClusterIdentity &cluster, const QString &text);
    void pollFollowers(const ClusterId &primary);
    void requestAnalysis();
    void analyse();
    void logProblem(const Problem &problem);

    Fleet &q;
    ClusterRegistry &registry;
    ActivityLog &activity;
    const Clock &clock;
    SessionMeans means;
    HttpTransport transport; ///< outlives the sessions, as the gate does
    RequestGate gate;
    SignInDesk desk;
    std::map<ClusterId, Cluster> clusters;
    std::vector<std::unique_ptr<ClusterSession>> retired; ///< of removed clusters, maybe inside their own signal
    FleetAnalysis analysis;
    QTimer analysisTimer;
    std::chrono::milliseconds analysisCost { 0 };
    QSet<ClusterId> wanted; ///< to be polled as soon as their primary was
    Settings settings;
    bool running = false;
};

Fleet::Fleet(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity, const Clock &clock,
             QObject *parent)
    : Fleet(registry, credentials, activity, clock, SessionMeans {}, parent)
{
}

Fleet::Fleet(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity, const Clock &clock,
             SessionMeans means, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, registry, credentials, activity, clock, std::move(means)))
{
    connect(&d->analysisTimer, &QTimer::timeout, this, [this] { d->analyse(); });
    connect(&registry, &ClusterRegistry::added, this, [this](const ClusterRecord &record) {
        d->add(record);
        emit clusterAdded(record.identity.id);
        d->requestAnalysis();
    });
    connect(&registry, &ClusterRegistry::updated, this, [this](const ClusterRecord &record) {
        if (Private::Cluster *cluster = d->cluster(record.identity.id)) {
            cluster->session->setRecord(record);
            if (d->running)
                cluster->session->start(d->intervalOf(record));
        }
    });
    connect(&registry, &ClusterRegistry::removed, this, [this](const ClusterId &id) { d->remove(id); });
    for (const ClusterRecord &record : registry.clusters())
        d->add(record);
}

Fleet::~Fleet() = default;

void Fleet::start()
{
    if (d->running)
        return;
    d->running = true;
    for (auto &[id, cluster] : d->clusters)
        d->startSession(cluster);
}

void Fleet::stop()
{
    d->running = false;
    d->analysisTimer.stop();
    for (auto &[id, cluster] : d->clusters)
        cluster.session->stop();
}

void Fleet::setSettings(const Settings &settings)
{
    d->settings = settings;
    for (auto &[id, cluster] : d->clusters) {
        cluster.session->setLookOnly(settings.safety.lookOnly);
        if (d->running)
            cluster.session->start(d->intervalOf(cluster.session->record()));
    }
}

QList<ClusterSnapshot> Fleet::snapshots() const
{
    const QList<ClusterRecord> &records = d->registry.clusters();
    QList<ClusterSnapshot> snapshots;
    snapshots.reserve(records.size());
    for (const ClusterRecord &record : records) {
        if (const Private::Cluster *cluster = d->cluster(record.identity.id))
            snapshots.append(cluster->session->snapshot());
    }
    return snapshots;
}

const ClusterSnapshot *Fleet::snapshot(const ClusterId &id) const
{
    const Private::Cluster *cluster = d->cluster(id);
    return cluster ? &cluster->session->snapshot() : nullptr;
}

ClusterSession *Fleet::session(const ClusterId &id) const
{
    const Private::Cluster *cluster = d->cluster(id);
    return cluster ? cluster->session.get() : nullptr;
}

const Topology &Fleet::topology() const
{
    return d->analysis.topology();
}

const QList<Problem> &Fleet::problems() const
{
    return d->analysis.problems();
}

QList<LagSample> Fleet::lagHistory(const ClusterId &secondary, ReplicationType type) const
{
    return d->analysis.lagHistory(secondary, type);
}

const Clock &Fleet::clock() const
{
    return d->clock;
}

// Primaries first, each secondary as soon as its primary answered or failed to.
void Fleet::refreshAll()
{
    QList<ClusterId> first;
    QSet<ClusterId> reached;
    for (const auto &[id, cluster] : d->clusters) {
        if (!d->analysis.hasPrimary(id))
            first.append(id);
    }
    QList<ClusterId> queue = first;
    while (!queue.isEmpty()) {
        const ClusterId id = queue.takeFirst();
        if (reached.contains(id))
            continue;
        reached.insert(id);
        queue.append(d->analysis.secondariesOf(id));
    }
    for (const auto &[id, cluster] : d->clusters) {
        if (!reached.contains(id))
            first.append(id); // clusters that call each other primary wait for nobody
        else if (!first.contains(id))
            d->wanted.insert(id);
    }
    for (const ClusterId &id : std::as_const(first))
        d->cluster(id)->session->pollNow();
}

void Fleet::signIn(const ClusterId &id, SecretString token, Remember remember, const QObject *context,
                   ClusterSession::SignedIn done)
{
    if (Private::Cluster *cluster = d->cluster(id)) {
        d->desk.signIn(*cluster->session, std::move(token), remember == Remember::Yes, context, std::move(done));
        return;
    }
    QTimer::singleShot(0, context, [done = std::move(done)] {
        done(Failure(Error { .kind = Error::Kind::InvalidInput, .detail = tr("This cluster is not registered.") }));
    });
}

void Fleet::signOut(const ClusterId &id, ClusterSession::Revoke revoke)
{
    if (Private::Cluster *cluster = d->cluster(id))
        d->desk.signOut(*cluster->session, revoke);
}

void Fleet::beginRun(const ClusterId &id, const QString &run, std::chrono::milliseconds settlingInterval)
{
    if (Private::Cluster *cluster = d->cluster(id)) {
        cluster->runs.append(run);
        cluster->session->setSettling(true, settlingInterval);
    }
}

void Fleet::endRun(const ClusterId &id, const QString &run)
{
    Private::Cluster *cluster = d->cluster(id);
    if (cluster && cluster->runs.removeAll(run) > 0 && cluster->runs.isEmpty())
        cluster->session->setSettling(false);
}

QStringList Fleet::runsOn(const ClusterId &id) const
{
    const Private::Cluster *cluster = d->cluster(id);
    return cluster ? cluster->runs : QStringList();
}

int Fleet::mostRequestsInFlight() const
{
    return d->gate.mostInFlight();
}

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
    QObject::connect(session, &ClusterSession::snapshotChanged, &q, [this, id] { snapshotCame(id); });
    QObject::connect(session, &ClusterSession::noticed, &q, [this, session](const QString &text) {
        note(session->record().identity, text);
    });
    QObject::connect(session, &ClusterSession::tokenLost, &q, [this, session] { desk.forget(session->record()); });
    if (running)
        startSession(cluster);
}

void Fleet::Private::startSession(Cluster &cluster)
{
    desk.bringBack(*cluster.session);
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
    retired.push_back(std::move(found->second.session));
    clusters.erase(found);
    analysis.forget(id);
    wanted.remove(id);
    QTimer::singleShot(0, &q, [this] { retired.clear(); });
    emit q.clusterRemoved(id);
    requestAnalysis();
}

std::chrono::milliseconds Fleet::Private::intervalOf(const ClusterRecord &record) const
{
    const std::chrono::milliseconds wished
        = record.pollSeconds > 0 ? std::chrono::seconds(record.pollSeconds) : settings.polling.interval;
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

void Fleet::Private::log(const ClusterSnapshot &about, const QString &run, const ObservedChange &change)
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
    ActivityEntry entry;
    entry.outcome = ActivityEntry::Outcome::Attention;
    entry.cluster = cluster.id;
    entry.clusterName = cluster.name;
    entry.text = text;
    activity.append(std::move(entry));
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
        const auto rest = settling ? std::min<std::chrono::milliseconds>(2s, interval / 2) : interval * 2 / 5;
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
    const QList<Problem> fresh = analysis.update(q.snapshots(), clock.now());
    for (const auto &[id, cluster] : clusters) {
        const bool follows = analysis.hasPrimary(id);
        cluster.session->setSlack(follows ? intervalOf(cluster.session->record()) / 4 : 0ms);
    }
    analysisCost = std::chrono::milliseconds(stopwatch.elapsed());
    for (const Problem &problem : fresh)
        logProblem(problem);
    emit q.analysed();
}

void Fleet::Private::logProblem(const Problem &problem)
{
    if (problem.severity == ProblemSeverity::Info)
        return;
    ActivityEntry entry;
    entry.kind = ActivityEntry::Kind::Observed;
    entry.outcome = problem.severity == ProblemSeverity::Danger ? ActivityEntry::Outcome::Bad
                                                                : ActivityEntry::Outcome::Attention;
    if (const Cluster *about = cluster(problem.cluster)) {
        entry.cluster = problem.cluster;
        entry.clusterName = about->session->record().identity.name;
        entry.run = about->runs.isEmpty() ? QString() : about->runs.constLast();
    }
    entry.text = problem.text;
    activity.append(std::move(entry));
}

} // namespace switchover
