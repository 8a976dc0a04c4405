// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/answer.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// Something of a primary that a path filter may name: a namespace, a secrets mount or an auth
/// method.
struct FilterPlace
{
    enum class Kind { Namespace, Secrets, Auth };

    Kind kind = Kind::Secrets;
    QString path;      ///< as filters write it: "secret/", "auth/userpass/", "ns1/", "ns1/auth/x/"
    QString nameSpace; ///< the namespace it lies in: "", "ns1/", "ns1/ns2/"
    QString type;      ///< "kv", "userpass"; "" for a namespace
    QString description;
    bool local = false; ///< a local mount stays on the cluster it was made on

    friend bool operator==(const FilterPlace &, const FilterPlace &) = default;
};

/// Why a filter cannot name it; "" if it can. Vault replicates cubbyhole, system, token and
/// identity always, also inside namespaces, and local mounts never.
[[nodiscard]] QString whyNotFilterable(const FilterPlace &place);

/// As Vault stores them: trimmed, each ending in "/", none twice. The order stays.
[[nodiscard]] QStringList normalPaths(const QStringList &paths);

[[nodiscard]] bool allows(const PathFilter &filter); ///< "allow", or "whitelist" of old
/// The listed path that names this place or what it lies in; "" if none does.
[[nodiscard]] QString coveredBy(const QStringList &paths, const QString &place);
/// Whether a secondary with this filter gets the place. Without a filter it gets all but local
/// mounts.
[[nodiscard]] bool isReplicated(const std::optional<PathFilter> &filter, const FilterPlace &place);

/// What changes between two filters; nullopt is none.
struct FilterDifference
{
    QString modeBefore; ///< "" without a filter
    QString modeAfter;
    QStringList added;
    QStringList removed;

    [[nodiscard]] bool isEmpty() const;
    friend bool operator==(const FilterDifference &, const FilterDifference &) = default;
};
[[nodiscard]] FilterDifference differenceBetween(const std::optional<PathFilter> &before,
                                                 const std::optional<PathFilter> &after);
[[nodiscard]] QStringList differenceSentences(const FilterDifference &difference);

/// "allow secret/, ns1/"
[[nodiscard]] QString filterText(const PathFilter &filter);

/// What the filter amounts to for `secondary`, in sentences. `places` are those that were seen on
/// the primary.
[[nodiscard]] QStringList filterEffect(const std::optional<PathFilter> &filter,
                                       const QList<FilterPlace> &places, const QString &secondary);
/// Listed paths that look wrong: unknown, not filterable, or covered by another one. `complete`
/// says that all of the primary was seen, so that an unknown path is a likely mistake.
[[nodiscard]] QStringList filterDoubts(const PathFilter &filter, const QList<FilterPlace> &places,
                                       bool complete);

} // namespace switchover
