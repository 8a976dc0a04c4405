// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/activitynotes.h"

#include "models/fleet/fleet.h"
#include "models/store/activitylog.h"

namespace switchover {

void addNote(ActivityLog &log, const Fleet &fleet, const ClusterId &cluster,
             ActivityEntry::Outcome outcome, const QString &text)
{
    const ClusterSnapshot *snapshot = fleet.snapshot(cluster);
    addNote(log, cluster, snapshot ? snapshot->identity.name : QString(), outcome, text);
}

void addNote(ActivityLog &log, const ClusterId &cluster, const QString &clusterName,
             ActivityEntry::Outcome outcome, const QString &text)
{
    ActivityEntry entry;
    entry.kind = ActivityEntry::Kind::Note;
    entry.outcome = outcome;
    entry.cluster = cluster;
    entry.clusterName = clusterName;
    entry.text = text;
    log.append(std::move(entry));
}

} // namespace switchover
