// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/filtermemory.h"

#include "models/base/clock.h"
#include "models/replication/words.h"
#include "models/store/tokenledger.h"

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

bool isOf(const LedgerEntry &entry, const ClusterId &primary)
{
    return entry.primary == primary && entry.type == wireName(ReplicationType::Performance);
}

} // namespace

FilterMemory::FilterMemory(TokenLedger &ledger, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_ledger(ledger)
    , m_clock(clock)
{
}

void FilterMemory::seen(const ClusterId &primary, const QString &secondaryId,
                        const PathFilter &filter)
{
    if (secondaryId.isEmpty())
        return;
    m_seen.insert_or_assign(Key { primary, secondaryId },
                            RememberedFilter { secondaryId, filter, m_clock.now() });
    write(primary, secondaryId, filter);
}

void FilterMemory::deleted(const ClusterId &primary, const QString &secondaryId)
{
    m_seen.erase(Key { primary, secondaryId });
    write(primary, secondaryId, {});
}

void FilterMemory::replaced(const ClusterId &primary, const QString &secondaryId,
                            const StoredFilter &previous)
{
    if (!secondaryId.isEmpty() && previous.state != StoredFilter::State::Unknown)
        m_previous.insert_or_assign(Key { primary, secondaryId }, previous);
}

std::optional<StoredFilter> FilterMemory::previous(const ClusterId &primary,
                                                   const QString &secondaryId) const
{
    const auto found = m_previous.find(Key { primary, secondaryId });
    return found == m_previous.end() ? std::nullopt : std::optional(found->second);
}

void FilterMemory::write(const ClusterId &primary, const QString &secondaryId,
                         const PathFilter &filter)
{
    const QList<LedgerEntry> entries = m_ledger.entries(); // a copy: put() changes the list
    for (LedgerEntry entry : entries) {
        if (!isOf(entry, primary) || entry.secondaryId != secondaryId
            || (entry.filterMode == filter.mode && entry.filterPaths == filter.paths))
            continue;
        entry.filterMode = filter.mode;
        entry.filterPaths = filter.paths;
        m_ledger.put(entry);
    }
}

QList<RememberedFilter> FilterMemory::of(const ClusterId &primary) const
{
    QList<RememberedFilter> result;
    for (const auto &[key, filter] : m_seen) {
        if (key.first == primary)
            result.append(filter);
    }
    for (const LedgerEntry &entry : m_ledger.entries()) {
        const bool known = std::ranges::any_of(result, [&entry](const RememberedFilter &each) {
            return each.secondaryId == entry.secondaryId;
        });
        if (isOf(entry, primary) && !entry.filterMode.isEmpty() && !known)
            result.append({ entry.secondaryId, { entry.filterMode, entry.filterPaths }, {} });
    }
    std::ranges::sort(result, {}, &RememberedFilter::secondaryId);
    return result;
}

} // namespace switchover::ui

#include "moc_filtermemory.cpp"
