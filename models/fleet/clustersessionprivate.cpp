// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersessionprivate.h"

#include "models/vault/vaultclient.h"

#include <algorithm>
#include <iterator>

namespace switchover {

namespace {

// A listener may be configured not to show the replication status; that is not "no replication".
bool isHiddenStatus(const Error &error)
{
    if (error.httpStatus < 400 || error.httpStatus >= 500)
        return false;
    return std::any_of(
        error.serverMessages.begin(), error.serverMessages.end(), [](const QString &message) {
            return message.contains(QLatin1StringView("disabled path"), Qt::CaseInsensitive);
        });
}

// Keeps what is equal, so that an answer like the one before costs no memory and detaches nothing.
template <typename T>
void take(std::optional<T> &kept, T &&fresh)
{
    if (!kept || !(*kept == fresh))
        kept = std::move(fresh);
}

} // namespace

void ClusterSession::Private::resetSnapshot()
{
    ClusterSnapshot unread;
    unread.revision = snapshot.revision;
    describe(unread);
    snapshot = std::move(unread);
}

void ClusterSession::Private::describe(ClusterSnapshot &next) const
{
    next.identity = record.identity;
    next.lookOnly = lookOnly || record.lookOnly;
    next.settling = settling;
    next.pollInterval = schedule.interval();
    keeper.writeTo(next);
    next.capabilities = rights.capabilities();
}

void ClusterSession::Private::publish(ClusterSnapshot next)
{
    rights.follow(next);
    next.capabilities = rights.capabilities();
    next.revision = snapshot.revision + 1;
    snapshot = std::move(next);
    named.follow(snapshot);
    emit q.snapshotChanged(snapshot);
}

void ClusterSession::Private::republish()
{
    ClusterSnapshot next = snapshot;
    describe(next);
    if (!(next == snapshot))
        publish(std::move(next));
}

void ClusterSession::Private::connectClients()
{
    for (VaultClient *client : clients.all()) {
        QObject::connect(client, &VaultClient::requestFinished, &q,
                         &ClusterSession::requestFinished, Qt::UniqueConnection);
        QObject::connect(client, &VaultClient::tokenTravelled, &keeper,
                         &TokenKeeper::tokenMayBeUsed, Qt::UniqueConnection);
    }
}

void ClusterSession::Private::beginPoll()
{
    if (poll)
        return;
    timer.stop();
    ++begun;
    clients.refreshTrust();
    if (clients.trustError()) {
        // As with any other answer, nobody hears of it before the asking call returned.
        QTimer::singleShot(0, &q, [this] { endPollWithoutTrust(); });
        return;
    }
    const auto urgency = settling ? RequestGate::Urgency::Urgent : RequestGate::Urgency::Regular;
    poll = std::make_unique<ClusterPoll>(clients.all(), clients.preferredIndex(), clock, means.gate,
                                         urgency);
    QObject::connect(poll.get(), &ClusterPoll::finished, &q, [this] {
        // The poll is inside its own signal.
        ClusterPoll *ended = poll.release();
        ended->deleteLater();
        endPoll(ended->takeReading());
    });
    poll->begin();
}

void ClusterSession::Private::endPoll(PollReading reading)
{
    ClusterSnapshot before = snapshot;
    ClusterSnapshot next = before;
    next.takenAt = clock.now();
    next.nodes = nodesOf(reading);
    mergeMain(next, reading);
    preferActiveNode(reading.main, next.nodes);
    describe(next);
    shown = begun;
    const bool reachable = next.isReachable();
    publish(std::move(next));
    afterPoll(before, reachable);
}

// The address that answered is asked next time; but replication runs on the active node only.
void ClusterSession::Private::preferActiveNode(std::optional<std::size_t> answered,
                                               const QList<NodeSnapshot> &nodes)
{
    if (!answered)
        return;
    const auto isActive = [](const NodeSnapshot &node) {
        return node.health && !node.error && node.health->isActive();
    };
    const NodeSnapshot &main = nodes[qsizetype(*answered)];
    // What is judged by one cluster's status must not be sent to another, whatever was registered.
    const auto isSameCluster = [&main](const NodeSnapshot &node) {
        return main.health && !main.error && node.health->haClusterId == main.health->haClusterId;
    };
    const auto active = std::find_if(nodes.begin(), nodes.end(), [&](const NodeSnapshot &node) {
        return isActive(node) && isSameCluster(node);
    });
    const bool answeredIsActive = isActive(main);
    clients.setPreferred(answeredIsActive || active == nodes.end()
                             ? *answered
                             : std::size_t(active - nodes.begin()));
}

void ClusterSession::Private::endPollWithoutTrust()
{
    if (poll || !clients.trustError())
        return;
    const ClusterSnapshot before = snapshot;
    ClusterSnapshot next = before;
    next.takenAt = clock.now();
    next.healthError = clients.trustError();
    next.statusError = clients.trustError();
    describe(next);
    shown = begun;
    publish(std::move(next));
    afterPoll(before, false);
}

void ClusterSession::Private::afterPoll(const ClusterSnapshot &before, bool reachable)
{
    // A quota that is used up is not for us to use up further.
    const bool throttled =
        snapshot.statusError && snapshot.statusError->kind == Error::Kind::Throttled;
    if (reachable && !throttled)
        schedule.succeeded();
    else
        schedule.failed();
    keeper.observe(before, snapshot);
    serveAwaiting();
    if (poll)
        return;
    if (fresherPollIsAwaited())
        beginPoll();
    else
        planNext();
}

void ClusterSession::Private::mergeMain(ClusterSnapshot &next, PollReading &reading) const
{
    const auto fail = [&next](const Error &error) {
        next.healthError = error;
        next.statusError = error;
    };
    if (!reading.main) {
        fail(reading.addresses[clients.preferredIndex()].health->error());
        return;
    }
    AddressReading &main = reading.addresses[*reading.main];
    if (main.health->has_value()) {
        take(next.health, std::move(**main.health));
        next.healthAt = main.healthAt;
        next.healthError.reset();
    } else {
        next.healthError = main.health->error();
    }
    if (reading.status && reading.status->has_value()) {
        take(next.status, std::move(**reading.status));
        next.statusAt = reading.statusAt;
        next.statusError.reset();
    } else if (reading.status) {
        next.statusError = reading.status->error();
        if (isHiddenStatus(*next.statusError)) {
            next.statusError->kind = Error::Kind::Unsupported;
            next.statusError->detail =
                ClusterSession::tr("This listener is configured not to show the replication status "
                                   "(disable_replication_status_endpoints); that does not mean "
                                   "that there is no replication. Register an "
                                   "address of another listener.");
        }
    }
    next.seal = std::move(reading.seal);
    next.leader = std::move(reading.leader);
}

QList<NodeSnapshot> ClusterSession::Private::nodesOf(PollReading &reading) const
{
    QList<NodeSnapshot> nodes;
    nodes.reserve(qsizetype(reading.addresses.size()));
    for (std::size_t index = 0; index < reading.addresses.size(); ++index) {
        const AddressReading &address = reading.addresses[index];
        NodeSnapshot node { .address = clients.address(index) };
        // An unreadable answer keeps what the node said before, with the error beside it.
        const auto before =
            std::find_if(snapshot.nodes.begin(), snapshot.nodes.end(),
                         [&](const NodeSnapshot &known) { return known.address == node.address; });
        if (address.health && address.health->has_value()) {
            node.health = **address.health;
            node.seal = address.seal;
            if (index == reading.main)
                node.seal = reading.seal;
        } else {
            if (before != snapshot.nodes.end()) {
                node.health = before->health;
                node.seal = before->seal;
            }
            node.error =
                address.health ? address.health->error() : Error { .kind = Error::Kind::Timeout };
        }
        nodes.append(std::move(node));
    }
    return nodes;
}

bool ClusterSession::Private::fresherPollIsAwaited() const
{
    return !awaiting.empty();
}

void ClusterSession::Private::serveAwaiting()
{
    std::vector<Awaiting> served;
    const auto split = std::stable_partition(
        awaiting.begin(), awaiting.end(), [this](const Awaiting &one) { return one.poll > shown; });
    std::move(split, awaiting.end(), std::back_inserter(served));
    awaiting.erase(split, awaiting.end());
    for (const Awaiting &one : served) {
        if (one.context)
            one.done();
    }
}

void ClusterSession::Private::planNext()
{
    if (!started && !settling)
        return;
    std::chrono::milliseconds delay = schedule.nextDelay(random());
    if (!schedule.isSettling())
        delay += slack;
    timer.start(delay);
}

} // namespace switchover
