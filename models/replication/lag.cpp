// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pairing.h"
#include "models/replication/topology.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct LagText
{
    Q_DECLARE_TR_FUNCTIONS(Lag)
};

// Beyond this the age of a canary says more about the clocks than about replication.
constexpr qint64 trustedSkewMs = 2000;

QString nameOf(const ClusterSnapshot &snapshot)
{
    return snapshot.identity.name.isEmpty() ? LagText::tr("the cluster") : snapshot.identity.name;
}

/// Why the two numbers are not of one sequence; "" if they are.
QString whyNotComparable(const ReplicationBlock &from, const ReplicationBlock &to,
                         const ClusterSnapshot &primary, const ClusterSnapshot &secondary,
                         KnownSecondaries &known)
{
    const QString primaryName = nameOf(primary);
    const QString secondaryName = nameOf(secondary);
    if (!from.isPrimary())
        return LagText::tr("%1 is not primary.").arg(primaryName);
    if (to.mode == Mode::Bootstrapping)
        return LagText::tr("%1 is still copying the primary's data for the first time.")
            .arg(secondaryName);
    if (!to.isSecondary())
        return LagText::tr("%1 is not a secondary.").arg(secondaryName);
    if (isDetached(to))
        return LagText::tr("%1 has no primary: it was demoted or told to forget it.")
            .arg(secondaryName);
    if (from.setId && to.setId && *from.setId != *to.setId)
        return LagText::tr("%1 and %2 are in different replication sets.")
            .arg(primaryName, secondaryName);
    const QString id = to.secondaryId.value_or(QString());
    if (!id.isEmpty() && known.mayKnow(from, id) == false)
        return LagText::tr("%1 does not know %2 under its id %3.")
            .arg(primaryName, secondaryName, id);
    const bool isAttached = (to.connectionState && *to.connectionState == ConnectionState::Ready)
        || isConnected(primaryEntry(to)) || isConnected(known.entryFor(from, id));
    if (!isAttached && !pointsTo(to, primary).value_or(true))
        return LagText::tr("%2 still names other addresses as its primary, so its number may count "
                           "the log of an earlier primary than %1.")
            .arg(primaryName, secondaryName);
    return {};
}

void compareWals(Lag &lag, ReplicationType type, const ReplicationBlock &from,
                 const ReplicationBlock &to, const ClusterSnapshot &primary,
                 const ClusterSnapshot &secondary, KnownSecondaries &known)
{
    lag.whyNot = whyNotComparable(from, to, primary, secondary, known);
    if (!lag.whyNot.isEmpty())
        return;
    const std::optional<quint64> last = from.lastWalFor(type);
    if (!last) {
        lag.whyNot = LagText::tr("%1 does not say its last WAL.").arg(nameOf(primary));
        return;
    }
    if (!to.lastRemoteWal) {
        lag.whyNot =
            LagText::tr("%1 does not say the last WAL it received.").arg(nameOf(secondary));
        return;
    }
    if (*to.lastRemoteWal > *last) {
        lag.whyNot = LagText::tr("%1 counts further than its primary: the numbers are of different "
                                 "moments, or from before a promotion.")
                         .arg(nameOf(secondary));
        return;
    }
    if (*to.lastRemoteWal == 0 && *last > 0) {
        // Seen right after the bootstrap, although everything is there.
        lag.whyNot =
            LagText::tr("%1 has received nothing since its bootstrap and does not count yet.")
                .arg(nameOf(secondary));
        return;
    }
    lag.wals = *last - *to.lastRemoteWal;
}

std::optional<std::chrono::milliseconds> canaryAge(const Peer *peer)
{
    // 0 is what a server reports that writes no canary.
    if (!peer || !peer->canaryAgeMs || *peer->canaryAgeMs <= 0)
        return std::nullopt;
    if (peer->clockSkewMs && qAbs(*peer->clockSkewMs) > trustedSkewMs)
        return std::nullopt;
    return std::chrono::milliseconds(*peer->canaryAgeMs);
}

} // namespace

Lag lagBetween(ReplicationType type, const ClusterSnapshot &primary,
               const ClusterSnapshot &secondary)
{
    KnownSecondaries known;
    return lagBetween(type, primary, secondary, known);
}

Lag lagBetween(ReplicationType type, const ClusterSnapshot &primary,
               const ClusterSnapshot &secondary, KnownSecondaries &known)
{
    Lag lag;
    const ReplicationBlock *from = primary.block(type);
    const ReplicationBlock *to = secondary.block(type);
    if (!isCurrent(primary) || !from) {
        lag.whyNot =
            LagText::tr("The status of %1 could not be read just now.").arg(nameOf(primary));
    } else if (!isCurrent(secondary) || !to) {
        lag.whyNot =
            LagText::tr("The status of %1 could not be read just now.").arg(nameOf(secondary));
    } else {
        compareWals(lag, type, *from, *to, primary, secondary, known);
        if (from->isPrimary() && to->isSecondary() && from->merkleRoot && to->merkleRoot
            && from->setId == to->setId)
            lag.rootsEqual = *from->merkleRoot == *to->merkleRoot;
    }
    if (to && isCurrent(secondary) && to->isSecondary() && isConnected(primaryEntry(*to)))
        lag.canaryAge = canaryAge(primaryEntry(*to));
    if (!lag.canaryAge && from && to && isCurrent(primary)) {
        const Peer *entry = known.entryFor(*from, to->secondaryId.value_or(QString()));
        if (isConnected(entry))
            lag.canaryAge = canaryAge(entry);
    }
    return lag;
}

} // namespace switchover
