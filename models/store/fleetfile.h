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
    QList<ClusterId> escaped;       ///< clusters whose name or group was spelled out

    static constexpr qsizetype mostClusters = 5000;
    static constexpr qsizetype mostOfEach = 100; ///< addresses and pins of one cluster
};

/// What becomes of a name that a reader can't tell from another (see NameFlaw).
enum class FlawedNames {
    Refuse,
    Escape, ///< keeps a cluster that an older version saved: its name is spelled out
};

/// Liberal in what it takes: a bare array, `addresses` for `address`, missing or repeated ids,
/// repeated names. BadAnswer with the JSON path for what cannot be used,
/// for more than `mostClusters`, and for a private key in any member.
[[nodiscard]] Result<FleetFile> decodeFleetFile(const QByteArray &json,
                                                FlawedNames flawedNames = FlawedNames::Refuse);
[[nodiscard]] QByteArray encodeFleetFile(const FleetFile &file);

} // namespace switchover
