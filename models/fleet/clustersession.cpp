// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"

#include "models/vault/vaultclient.h"

#include <QTimer>

namespace switchover {

class ClusterSession::Private
{
public:
    ClusterRecord record;
    ClusterSnapshot snapshot;
    std::unique_ptr<VaultClient> client;
};

ClusterSession::ClusterSession(ClusterRecord record, const Clock &clock, QObject *parent)
    : ClusterSession(std::move(record), clock, SessionMeans {}, parent)
{
}

ClusterSession::ClusterSession(ClusterRecord record, const Clock &, SessionMeans, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->snapshot.identity = record.identity;
    d->client = std::make_unique<VaultClient>(Connection { .address = QUrl(record.identity.address) });
    d->record = std::move(record);
}

ClusterSession::~ClusterSession() = default;

const ClusterRecord &ClusterSession::record() const { return d->record; }
void ClusterSession::setRecord(const ClusterRecord &record) { d->record = record; }
const ClusterSnapshot &ClusterSession::snapshot() const { return d->snapshot; }
VaultClient &ClusterSession::client() const { return *d->client; }
void ClusterSession::start(std::chrono::milliseconds) { }
void ClusterSession::stop() { }
void ClusterSession::pollNow() { }
void ClusterSession::pollAfresh(const QObject *, std::function<void()>) { }
quint64 ClusterSession::pollsBegun() const { return 0; }
quint64 ClusterSession::snapshotPoll() const { return 0; }
void ClusterSession::setSlack(std::chrono::milliseconds) { }
void ClusterSession::setSettling(bool, std::chrono::milliseconds) { }
void ClusterSession::setLookOnly(bool) { }
void ClusterSession::signIn(SecretString, const QObject *, SignedIn) { }
void ClusterSession::resume(SecretString) { }
void ClusterSession::verifyToken() { }
void ClusterSession::signOut(Revoke) { }
bool ClusterSession::hasToken() const { return false; }

} // namespace switchover
