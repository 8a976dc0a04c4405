// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QString>

namespace switchover {

/// What kind of cluster this is to its owners; shown as a word and a colour everywhere.
enum class Environment {
    Unspecified,
    Production,
    Staging,
    Development,
    Lab,
};

/// What the user calls a registered cluster. Never taken from Vault.
struct ClusterIdentity
{
    ClusterId id;
    QString name;
    QString group; ///< "" is no group
    Environment environment = Environment::Unspecified;
    QString address; ///< the API address asked first, without trailing slash and user info

    friend bool operator==(const ClusterIdentity &, const ClusterIdentity &) = default;
};

} // namespace switchover
