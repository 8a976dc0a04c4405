// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace switchover {

/// Roles all item models share. DisplayRole is text for people; delegates in ui/ make colour and
/// icon from the raw values.
enum ItemRole {
    SortRole = Qt::UserRole + 1, ///< raw value to sort by; invalid sorts last
    IdRole,                      ///< QString: what the row is merged by
    ClusterIdRole,               ///< QString: ClusterId::value, "" if none
    HealthRole,                  ///< int(ItemHealth)
    EnvironmentRole,             ///< int(Environment)
    StaleRole,                   ///< bool: the value is not live
    CopyRole,                    ///< QString: the full text a copy gives
    SearchRole,     ///< QString: what a text filter looks in, case-folded; of the row, whatever the
                    ///< column
    RoleBadgesRole, ///< QStringList: "Performance primary", "DR secondary"; fleet models
    SummaryRole,    ///< QString: a second line in few words; fleet tree
    RememberedRole, ///< bool: no longer said by the cluster, kept from an earlier answer
    RunRole,        ///< QString: groups the entries of one operation; activity
};

enum class ItemHealth {
    None,
    Unknown,
    Good,
    Busy, ///< transitional
    Attention,
    Danger,
};

} // namespace switchover
