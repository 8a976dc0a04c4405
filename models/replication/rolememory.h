// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QString>

#include <map>
#include <optional>
#include <utility>

namespace switchover {

/// What a cluster said when it was last read as a primary. A demotion takes last_wal out of the
/// status, so what a promotion would lose can be told only from this.
struct PrimaryReading
{
    QString address; ///< it was registered under then
    std::optional<QString> setId;
    std::optional<quint64> lastWal; ///< for its type
    std::optional<QString> merkleRoot;
    QDateTime at;

    friend bool operator==(const PrimaryReading &, const PrimaryReading &) = default;
};

/// The id under which a cluster last followed a primary. A promotion takes it out of the status,
/// while the old primary still lists it.
struct SecondaryReading
{
    QString address;
    std::optional<QString> setId;
    QString secondaryId;

    friend bool operator==(const SecondaryReading &, const SecondaryReading &) = default;
};

/// The former roles of the registered clusters, as far as they were read since the program began.
class RoleMemory
{
public:
    /// Takes what the newest poll of the cluster really read. A cluster that was given another
    /// address may be another one: what was known of it is dropped.
    void remember(const ClusterSnapshot &snapshot);
    void forget(const ClusterId &cluster);

    [[nodiscard]] const PrimaryReading *asPrimary(const ClusterId &cluster,
                                                  ReplicationType type) const;
    [[nodiscard]] const SecondaryReading *asSecondary(const ClusterId &cluster,
                                                      ReplicationType type) const;

    friend bool operator==(const RoleMemory &, const RoleMemory &) = default;

private:
    using Key = std::pair<ClusterId, ReplicationType>;
    std::map<Key, PrimaryReading> m_primaries;
    std::map<Key, SecondaryReading> m_secondaries;
};

/// The newest reading of the cluster as a primary: its present one, or the remembered one. nullopt
/// if it was never read as one.
[[nodiscard]] std::optional<PrimaryReading>
lastPrimaryReading(const ClusterSnapshot &snapshot, ReplicationType type, const RoleMemory &memory);

} // namespace switchover
