// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleet.h"

namespace switchover {

class Fleet::Private
{
public:
    const Clock &clock;
    Topology topology;
    QList<Problem> problems;
};

Fleet::Fleet(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity, const Clock &clock,
             QObject *parent)
    : Fleet(registry, credentials, activity, clock, SessionMeans {}, parent)
{
}

Fleet::Fleet(ClusterRegistry &, CredentialStore &, ActivityLog &, const Clock &clock, SessionMeans, QObject *parent)
    : QObject(parent)
    , d(new Private { clock, {}, {} })
{
}

Fleet::~Fleet() = default;
void Fleet::start() { }
void Fleet::stop() { }
void Fleet::setSettings(const Settings &) { }
QList<ClusterSnapshot> Fleet::snapshots() const { return {}; }
const ClusterSnapshot *Fleet::snapshot(const ClusterId &) const { return nullptr; }
ClusterSession *Fleet::session(const ClusterId &) const { return nullptr; }
const Topology &Fleet::topology() const { return d->topology; }
const QList<Problem> &Fleet::problems() const { return d->problems; }
QList<LagSample> Fleet::lagHistory(const ClusterId &, ReplicationType) const { return {}; }
const Clock &Fleet::clock() const { return d->clock; }
void Fleet::refreshAll() { }
void Fleet::signIn(const ClusterId &, SecretString, Remember, const QObject *, ClusterSession::SignedIn) { }
void Fleet::signOut(const ClusterId &, ClusterSession::Revoke) { }
void Fleet::beginRun(const ClusterId &, const QString &) { }
void Fleet::endRun(const ClusterId &, const QString &) { }
QStringList Fleet::runsOn(const ClusterId &) const { return {}; }
int Fleet::mostRequestsInFlight() const { return 0; }

} // namespace switchover
