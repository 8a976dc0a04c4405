// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The desk is locked: what the fleet does with the tokens it holds.
#include "models/fleet/fleet.h"
#include "models/fleet/fleetprivate.h"
#include "models/store/activitylog.h"

namespace switchover {

void Fleet::lock()
{
    if (d->locked)
        return;
    d->locked = true;
    d->desk.setClosed(true);
    d->passphrases.setClosed(true);
    int dropped = 0;
    for (auto &[id, cluster] : d->clusters) {
        if (!cluster.runs.isEmpty())
            continue; // what an operation under way needs goes with its end
        cluster.session->forgetKeyPassphrase();
        if (!cluster.session->hasToken())
            continue;
        cluster.session->signOut(ClusterSession::Revoke::No);
        ++dropped;
    }
    d->operationTokens.lock();
    d->means.transport->forgetConnections();
    ActivityEntry entry;
    entry.text = dropped == 0 ? tr("Locked.")
                              : tr("Locked; tokens dropped from memory: %n.", nullptr, dropped);
    d->activity.append(std::move(entry));
    emit lockedChanged(true);
}

void Fleet::unlock()
{
    if (!d->locked)
        return;
    d->locked = false;
    d->desk.setClosed(false);
    d->passphrases.setClosed(false);
    ActivityEntry entry;
    entry.text = tr("Unlocked.");
    d->activity.append(std::move(entry));
    for (auto &[id, cluster] : d->clusters) {
        if (d->running) {
            d->desk.bringBack(*cluster.session);
            d->passphrases.bringBack(*cluster.session); // if the key was renewed meanwhile
        }
        cluster.session->pollNow(); // what was not read without a token is read again
    }
    if (d->running)
        d->operationTokens.bringBack();
    emit lockedChanged(false);
}

bool Fleet::isLocked() const
{
    return d->locked;
}

void Fleet::Private::runEndedWhileLocked(Cluster &cluster)
{
    cluster.session->forgetKeyPassphrase();
    cluster.session->signOut(ClusterSession::Revoke::No);
    operationTokens.lock(); // the operation may have generated one
    means.transport->forgetConnections();
}

} // namespace switchover
