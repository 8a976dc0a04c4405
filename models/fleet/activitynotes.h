// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/activityentry.h"

namespace switchover {

class ActivityLog;
class Fleet;

/// Notes in the activity log what happened to one cluster, by the name it has now.
void addNote(ActivityLog &log, const Fleet &fleet, const ClusterId &cluster,
             ActivityEntry::Outcome outcome, const QString &text);
void addNote(ActivityLog &log, const ClusterId &cluster, const QString &clusterName,
             ActivityEntry::Outcome outcome, const QString &text);

} // namespace switchover
