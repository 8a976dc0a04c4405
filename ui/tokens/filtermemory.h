// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/answer.h"
#include "models/replication/filtereffect.h"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

#include <map>
#include <optional>
#include <utility>

namespace switchover {
class Clock;
class TokenLedger;
} // namespace switchover

namespace switchover::ui {

/// A filter that was seen stored for a secondary id.
struct RememberedFilter
{
    QString secondaryId;
    PathFilter filter;
    QDateTime seenAt; ///< invalid if it comes from the ledger of an earlier run
};

/// The path filters that were seen, so that one that stays behind under an old id can be restored
/// for a new one. Kept with the ledger's entries of the id; for ids without one until the program
/// ends.
class FilterMemory final : public QObject
{
    Q_OBJECT

public:
    FilterMemory(TokenLedger &ledger, const Clock &clock, QObject *parent = nullptr);

    void seen(const ClusterId &primary, const QString &secondaryId, const PathFilter &filter);
    /// Deleted on purpose: nothing to restore.
    void deleted(const ClusterId &primary, const QString &secondaryId);
    /// What was stored before it was saved over or deleted. Kept until the program ends.
    void replaced(const ClusterId &primary, const QString &secondaryId,
                  const StoredFilter &previous);
    [[nodiscard]] std::optional<StoredFilter> previous(const ClusterId &primary,
                                                       const QString &secondaryId) const;
    /// All of a primary, by id.
    [[nodiscard]] QList<RememberedFilter> of(const ClusterId &primary) const;

private:
    void write(const ClusterId &primary, const QString &secondaryId, const PathFilter &filter);

    TokenLedger &m_ledger;
    const Clock &m_clock;
    using Key = std::pair<ClusterId, QString>;
    std::map<Key, RememberedFilter> m_seen;
    std::map<Key, StoredFilter> m_previous;
};

} // namespace switchover::ui
