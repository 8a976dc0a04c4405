// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleet.h"

#include "models/fleet/fleetprivate.h"
#include "models/store/clusterregistry.h"

namespace switchover {

Fleet::Fleet(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity,
             const Clock &clock, QObject *parent)
    : Fleet(registry, credentials, activity, clock, SessionMeans {}, parent)
{
}

Fleet::Fleet(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity,
             const Clock &clock, SessionMeans means, QObject *parent)
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
            d->desk.follow(cluster->session->record(), record);
            cluster->session->setRecord(record);
            if (d->running)
                cluster->session->start(d->intervalOf(record));
        }
    });
    connect(&registry, &ClusterRegistry::removed, this,
            [this](const ClusterId &id) { d->remove(id); });
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
    if (!d->locked)
        d->operationTokens.bringBack();
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

const FleetMemory &Fleet::memory() const
{
    return d->memory;
}

OperationTokenStock &Fleet::operationTokens() const
{
    return d->operationTokens;
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

void Fleet::setKeyPassphrase(const ClusterId &id, SecretString passphrase, Remember remember)
{
    if (Private::Cluster *cluster = d->cluster(id))
        d->passphrases.set(*cluster->session, std::move(passphrase), remember == Remember::Yes);
}

void Fleet::signIn(const ClusterId &id, SecretString token, Remember remember,
                   const QObject *context, ClusterSession::SignedIn done)
{
    Private::Cluster *cluster = d->cluster(id);
    if (cluster && !d->locked) {
        d->desk.signIn(*cluster->session, std::move(token), remember == Remember::Yes, context,
                       std::move(done));
        return;
    }
    const QString why = cluster ? tr("The desk is locked.") : tr("This cluster is not registered.");
    QTimer::singleShot(0, context, [done = std::move(done), why] {
        done(Failure(Error { .kind = Error::Kind::InvalidInput, .detail = why }));
    });
}

void Fleet::noteSignInFailure(const ClusterId &id, const QString &how, const Error &error)
{
    if (const Private::Cluster *cluster = d->cluster(id))
        d->desk.noteFailure(*cluster->session, how, error);
}

void Fleet::discardToken(const ClusterId &id, SecretString token, const QString &nameSpace,
                         const QString &what)
{
    if (Private::Cluster *cluster = d->cluster(id))
        d->desk.discard(*cluster->session, std::move(token), nameSpace, what);
}

void Fleet::signOut(const ClusterId &id, ClusterSession::Revoke revoke)
{
    if (Private::Cluster *cluster = d->cluster(id))
        d->desk.signOut(*cluster->session, revoke);
}

void Fleet::beginRun(const ClusterId &id, const QString &run,
                     std::chrono::milliseconds settlingInterval)
{
    if (Private::Cluster *cluster = d->cluster(id)) {
        cluster->runs.append(run);
        d->requestAnalysis();
        cluster->session->setSettling(true, settlingInterval);
    }
}

void Fleet::endRun(const ClusterId &id, const QString &run)
{
    Private::Cluster *cluster = d->cluster(id);
    if (cluster && cluster->runs.removeAll(run) > 0 && cluster->runs.isEmpty()) {
        cluster->lastRunEnded = d->clock.monotonic();
        cluster->session->setSettling(false);
        d->requestAnalysis();
        if (d->locked)
            d->runEndedWhileLocked(*cluster);
    }
}

void Fleet::setPendingSecondaries(const QList<PendingSecondary> &pending)
{
    if (pending == d->pendingSecondaries)
        return;
    d->pendingSecondaries = pending;
    d->requestAnalysis();
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

} // namespace switchover

#include "moc_fleet.cpp"
