// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/hazards.h"
#include "models/replication/pathfilter.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// What a primary holds as the filter of one secondary.
struct StoredFilter
{
    enum class State {
        Unknown, ///< not read
        None,    ///< Vault says that there is none: all is replicated
        Stored,
    };
    State state = State::Unknown;
    PathFilter filter; ///< only if stored

    friend bool operator==(const StoredFilter &, const StoredFilter &) = default;
};

/// A filter that is about to be saved or deleted.
struct FilterChange
{
    enum class Places {
        SomeSeen, ///< the primary may hold mounts that are not in the list
        AllSeen,
    };
    enum class Secondary {
        Known,
        New, ///< the primary does not know the id yet: a token for it is about to be generated
    };

    StoredFilter before;
    std::optional<PathFilter> after; ///< nullopt: the filter is deleted
    QList<FilterPlace> places;       ///< of all namespaces of the primary, as far as seen
    Places seen = Places::SomeSeen;
    Secondary secondary = Secondary::Known;
    QString secondaryId;
    QString secondaryName; ///< of the registered cluster; "" if it is not registered
};

/// What a change does to the data of the secondary. Vault deletes there what the new filter keeps
/// away, and sends what the old one kept away.
struct FilterEffect
{
    enum class Certainty { Certain, Possible };

    QStringList removed; ///< mounts and namespaces, sorted as they were listed
    QStringList sent;
    /// Possible: the stored filter is unknown, or mounts that were not seen may be among them.
    Certainty removal = Certainty::Certain;
    Certainty sending = Certainty::Certain;

    [[nodiscard]] bool removes() const
    {
        return !removed.isEmpty() || removal == Certainty::Possible;
    }
    [[nodiscard]] bool sends() const { return !sent.isEmpty() || sending == Certainty::Possible; }
    friend bool operator==(const FilterEffect &, const FilterEffect &) = default;
};

[[nodiscard]] FilterEffect effectOf(const FilterChange &change);

/// Mode and paths are the same, as Vault stores them. Never true of an unknown filter.
[[nodiscard]] bool isUnchanged(const FilterChange &change);

/// The effect as dangers that the operator has to accept. Empty: no data moves.
///
/// The request goes to the primary, but the secondary loses or receives the data. So the review
/// asks for both: a box that names the secondary, and the typed name of the cluster that the
/// request goes to, as for every other operation.
[[nodiscard]] QList<Hazard> hazardsOfFilter(const FilterChange &change);

} // namespace switchover
