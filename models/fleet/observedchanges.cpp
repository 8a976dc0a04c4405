// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/observedchanges.h"

#include <QCoreApplication>

namespace switchover {

namespace {

using Outcome = ActivityEntry::Outcome;

struct ObservedChangesText
{
    Q_DECLARE_TR_FUNCTIONS(ObservedChanges)
};

QString shown(const QString &word)
{
    return word.isEmpty() ? ObservedChangesText::tr("not reported") : word;
}

template <typename Meaning>
QString wordOf(const std::optional<Word<Meaning>> &word)
{
    return word ? word->text : QString();
}

QString shortId(const QString &setId)
{
    return setId.isEmpty() ? ObservedChangesText::tr("none") : setId.left(8);
}

void compareBlocks(ReplicationType type, const ReplicationBlock &before,
                   const ReplicationBlock &now, QList<ObservedChange> &changes)
{
    const QString name = displayName(type);
    if (before.mode.text != now.mode.text) {
        changes.append({ Outcome::Attention,
                         ObservedChangesText::tr("%1: the mode changed from %2 to %3.")
                             .arg(name, shown(before.mode.text), shown(now.mode.text)) });
        // State and connection follow from the role; the new ones are its first.
        return;
    }
    const QString setBefore = before.setId.value_or(QString());
    const QString setNow = now.setId.value_or(QString());
    if (setBefore != setNow && !setBefore.isEmpty() && !setNow.isEmpty()) {
        changes.append(
            { Outcome::Attention,
              ObservedChangesText::tr(
                  "%1: the cluster belongs to another replication set now, %3 instead of %2.")
                  .arg(name, shortId(setBefore), shortId(setNow)) });
    }
    const QString stateBefore = wordOf(before.state);
    const QString stateNow = wordOf(now.state);
    if (stateBefore != stateNow) {
        const bool good =
            now.state && (*now.state == State::Running || *now.state == State::StreamWals);
        changes.append({ good ? Outcome::Good : Outcome::Neutral,
                         ObservedChangesText::tr("%1: the state changed from %2 to %3.")
                             .arg(name, shown(stateBefore), shown(stateNow)) });
    }
    const QString connectionBefore = wordOf(before.connectionState);
    const QString connectionNow = wordOf(now.connectionState);
    if (connectionBefore != connectionNow) {
        const bool good = now.connectionState && *now.connectionState == ConnectionState::Ready;
        changes.append(
            { good ? Outcome::Good : Outcome::Attention,
              ObservedChangesText::tr("%1: the connection to the primary changed from %2 to %3.")
                  .arg(name, shown(connectionBefore), shown(connectionNow)) });
    }
}

} // namespace

QList<ObservedChange> observedChanges(const ClusterSnapshot &before, const ClusterSnapshot &now)
{
    QList<ObservedChange> changes;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *was = before.block(type);
        const ReplicationBlock *is = now.block(type);
        if (was && is)
            compareBlocks(type, *was, *is, changes);
    }
    if (before.health && now.health && before.health->sealed != now.health->sealed) {
        changes.append(
            now.health->sealed
                ? ObservedChange { Outcome::Bad, ObservedChangesText::tr("The node was sealed.") }
                : ObservedChange { Outcome::Good,
                                   ObservedChangesText::tr("The node was unsealed.") });
    }
    return changes;
}

ClusterSnapshot freshPartOf(ClusterSnapshot snapshot)
{
    if (snapshot.healthError) {
        snapshot.health.reset();
        snapshot.seal.reset();
        snapshot.leader.reset();
    }
    if (snapshot.statusError)
        snapshot.status.reset();
    return snapshot;
}

QString changeSinceReview(const ClusterSnapshot &reviewed, const ClusterSnapshot &now)
{
    if (reviewed.identity.address != now.identity.address) {
        return ObservedChangesText::tr(
                   "The cluster's address was %1 when you reviewed it and is %2 now.")
            .arg(reviewed.identity.address, now.identity.address);
    }
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *was = reviewed.block(type);
        const ReplicationBlock *is = now.block(type);
        if (!was || !is)
            continue;
        if (was->mode.text != is->mode.text) {
            return ObservedChangesText::tr(
                       "%1: the mode was %2 when you reviewed it and is %3 now.")
                .arg(displayName(type), shown(was->mode.text), shown(is->mode.text));
        }
        if (was->setId.value_or(QString()) != is->setId.value_or(QString())) {
            return ObservedChangesText::tr(
                       "%1: the cluster was in the replication set %2 when you reviewed it and is "
                       "in %3 now.")
                .arg(displayName(type), shortId(was->setId.value_or(QString())),
                     shortId(is->setId.value_or(QString())));
        }
    }
    const bool bothNamed =
        reviewed.health && now.health && reviewed.health->haClusterId && now.health->haClusterId;
    if (bothNamed && reviewed.health->haClusterId != now.health->haClusterId) {
        return ObservedChangesText::tr(
                   "Another cluster answers at this address now: its cluster id was %1 when you "
                   "reviewed it and is %2.")
            .arg(*reviewed.health->haClusterId, *now.health->haClusterId);
    }
    return {};
}

} // namespace switchover
