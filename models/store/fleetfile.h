// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/json.h"
#include "models/store/clusterrecord.h"

#include <QByteArray>
#include <QList>

namespace switchover {

/// The content of a fleet file: what the registry saves, exports and imports.
struct FleetFile
{
    QList<ClusterRecord> clusters;
    QList<RawField> unknownMembers; ///< of the outermost object
};

/// Liberal in what it takes: a bare array, `addresses` for `address`, missing or repeated ids,
/// repeated names. BadAnswer with the JSON path for what cannot be used.
[[nodiscard]] Result<FleetFile> decodeFleetFile(const QByteArray &json);
[[nodiscard]] QByteArray encodeFleetFile(const FleetFile &file);

} // namespace switchover
