// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/publickeys.h"

#include <algorithm>

namespace switchover::ui {

void PublicKeys::made(const ClusterId &cluster, const QString &clusterName, ReplicationType type,
                      const QString &key)
{
    for (Entry &entry : m_entries) {
        if (entry.cluster == cluster && entry.type == type && entry.key != key)
            entry.isOld = true;
    }
    if (!find(key))
        m_entries.append({ cluster, clusterName, type, key });
}

QList<PublicKeys::Entry> PublicKeys::current(ReplicationType type) const
{
    QList<Entry> result = m_entries;
    result.removeIf([type](const Entry &entry) { return entry.isOld || entry.type != type; });
    return result;
}

std::optional<PublicKeys::Entry> PublicKeys::find(const QString &key) const
{
    const auto found = std::ranges::find(m_entries, key, &Entry::key);
    return found == m_entries.end() || key.isEmpty() ? std::nullopt : std::optional(*found);
}

} // namespace switchover::ui
