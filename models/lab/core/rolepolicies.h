// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/version.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace switchover::lab {

/// How operators of replication share their work: "observer", "operator", "failover" and
/// "architect". Each looks around; none includes another.
[[nodiscard]] const QStringList &roleNames();

/// The policies of the roles by name, written for servers of that version, and "admin", which
/// allows everything.
[[nodiscard]] QMap<QString, QString> rolePolicies(const Version &version);

} // namespace switchover::lab
