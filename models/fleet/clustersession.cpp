// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"

#include "models/fleet/clustersessionprivate.h"
#include "models/fleet/recordconnection.h"
#include "models/vault/vaultclient.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

bool sharesAddress(const ClusterRecord &left, const ClusterRecord &right)
{
    const QStringList others = right.addresses();
    const QStringList own = left.addresses();
    return std::any_of(own.begin(), own.end(),
                       [&others](const QString &address) { return others.contains(address); });
}

} // namespace

ClusterSession::ClusterSession(ClusterRecord record, const Clock &clock, QObject *parent)
    : ClusterSession(std::move(record), clock, SessionMeans {}, parent)
{
}

ClusterSession::ClusterSession(ClusterRecord record, const Clock &clock, SessionMeans means,
                               QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(record), clock, std::move(means)))
{
    d->timer.setSingleShot(true);
    connect(&d->timer, &QTimer::timeout, this, [this] { d->beginPoll(); });
    connect(&d->keeper, &TokenKeeper::changed, this, [this] { d->republish(); });
    connect(&d->rights, &CapabilityKeeper::changed, this, [this] { d->republish(); });
    connect(&d->keeper, &TokenKeeper::noticed, this, &ClusterSession::noticed);
    connect(&d->keeper, &TokenKeeper::lost, this, &ClusterSession::tokenLost);
    d->connectClients();
}

ClusterSession::~ClusterSession() = default;

const ClusterRecord &ClusterSession::record() const
{
    return d->record;
}

void ClusterSession::setRecord(const ClusterRecord &record)
{
    const ClusterRecord before = std::exchange(d->record, record);
    if (sameWay(before, record)) {
        if (before.lookOnly != record.lookOnly)
            d->clients.setRecord(record);
        d->republish();
        return;
    }
    d->poll.reset();
    if (!sharesAddress(before, record))
        d->named.forget();
    d->clients.setRecord(record);
    d->connectClients();
    d->resetSnapshot();
    if (d->clients.token().isEmpty())
        d->keeper.forget();
    d->republish();
    if (d->started || d->settling || !d->awaiting.empty())
        d->beginPoll();
}

const ClusterSnapshot &ClusterSession::snapshot() const
{
    return d->snapshot;
}

VaultClient &ClusterSession::client() const
{
    return d->clients.preferred();
}

VaultClient *ClusterSession::client(const QString &address) const
{
    const std::vector<VaultClient *> all = d->clients.all();
    const auto found = std::find_if(all.begin(), all.end(), [&](const VaultClient *client) {
        return client->connection().address == QUrl(address);
    });
    return found == all.end() ? nullptr : *found;
}

QStringList ClusterSession::namedNodes() const
{
    return d->named.addresses();
}

bool ClusterSession::knowsAllNodes() const
{
    return d->named.isComplete();
}

void ClusterSession::askNodes(const QObject *context, std::function<void()> done)
{
    d->named.ask(d->snapshot, context, std::move(done));
}

void ClusterSession::prepareStranger(std::unique_ptr<VaultClient> &client,
                                     const QString &address) const
{
    const std::optional<Connection> connection = d->clients.strangerConnection(address);
    if (!connection)
        client.reset();
    else if (!client)
        client = d->clients.makeStranger(*connection);
    else if (client->connection() != *connection)
        client->setConnection(*connection);
}

void ClusterSession::start(std::chrono::milliseconds interval)
{
    const bool changed = d->schedule.interval() != interval;
    d->schedule.setInterval(interval);
    if (d->started) {
        if (changed && !d->poll)
            d->planNext();
        return;
    }
    d->started = true;
    pollNow();
}

void ClusterSession::stop()
{
    d->started = false;
    d->timer.stop();
    d->poll.reset();
}

void ClusterSession::pollNow()
{
    if (!d->poll)
        d->beginPoll();
}

void ClusterSession::pollAfresh(const QObject *context, std::function<void()> done)
{
    d->awaiting.push_back({ d->begun + 1, context, std::move(done) });
    pollNow();
}

quint64 ClusterSession::pollsBegun() const
{
    return d->begun;
}

quint64 ClusterSession::snapshotPoll() const
{
    return d->shown;
}

void ClusterSession::setSlack(std::chrono::milliseconds slack)
{
    d->slack = slack;
}

void ClusterSession::setKeyPassphrase(SecretString passphrase)
{
    d->clients.setKeyPassphrase(std::move(passphrase));
    d->connectClients();
    pollNow();
}

void ClusterSession::forgetKeyPassphrase()
{
    d->clients.forgetKeyPassphrase();
}

bool ClusterSession::wantsKeyPassphrase() const
{
    const std::optional<Error> &error = d->clients.trustError();
    return error && error->where == QLatin1StringView(keyPassphraseField);
}

void ClusterSession::setSettling(bool on, std::chrono::milliseconds interval)
{
    const bool changed = d->settling != on;
    d->settling = on;
    d->schedule.setSettling(on ? interval : std::chrono::milliseconds(0));
    if (changed)
        d->republish();
    if (!d->poll)
        d->planNext();
}

void ClusterSession::setLookOnly(bool lookOnly)
{
    if (d->lookOnly == lookOnly)
        return;
    d->lookOnly = lookOnly;
    d->clients.setLookOnly(lookOnly);
    d->rights.askAgain(); // look-only asks nothing by POST
    d->republish();
}

void ClusterSession::signIn(SecretString token, const QObject *context, SignedIn done)
{
    d->keeper.signIn(std::move(token), context, std::move(done));
}

void ClusterSession::renewToken()
{
    d->keeper.renewNow();
}

void ClusterSession::cancelSignIn()
{
    d->keeper.cancelSignIn();
}

void ClusterSession::resume(SecretString token)
{
    d->keeper.resume(std::move(token));
    if (d->snapshot.revision > 0)
        pollNow();
}

void ClusterSession::verifyToken()
{
    d->keeper.verify();
    d->rights.askAgain();
}

void ClusterSession::signOut(Revoke revoke)
{
    d->keeper.signOut(revoke == Revoke::Yes);
}

bool ClusterSession::hasToken() const
{
    return d->keeper.hasToken();
}

void ClusterSession::askRights(const QString &path, const QObject *context,
                               std::function<void()> done)
{
    d->rights.askAbout(path, context, std::move(done));
}

void ClusterSession::revokeStray(SecretString token, const QString &nameSpace,
                                 const QObject *context, std::function<void(Result<void>)> done)
{
    VaultClient *client = d->clients.makeTwin().release();
    client->setParent(this);
    client->setToken(std::move(token));
    client->call({ .verb = "POST",
                   .path = u"auth/token/revoke-self"_s,
                   .body = SecretString("{}"),
                   .kind = SideCall::Kind::Writes,
                   .token = SideCall::Token::Required,
                   .nameSpace = nameSpace },
                 client,
                 [client, context = QPointer(context),
                  done = std::move(done)](const Result<SideAnswer> &answer) {
                     client->deleteLater();
                     if (context)
                         done(answer ? Result<void>() : Failure(answer.error()));
                 });
}

void ClusterSession::lendTokenTo(ClusterSession &other) const
{
    if (!hasToken() || &other == this)
        return;
    other.signOut(Revoke::No);
    other.resume(d->clients.token().clone());
}

} // namespace switchover

#include "moc_clustersession.cpp"
