// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ledgerentry.h"

#include <QList>
#include <QObject>
#include <QString>

namespace switchover {

/// Saved whole with QSaveFile on each change.
class TokenLedger final : public QObject
{
    Q_OBJECT

public:
    /// `path` "" keeps the ledger in memory only.
    explicit TokenLedger(QString path, QObject *parent = nullptr);

    /// A file that is no ledger is moved aside as "….broken", and the error says so; the ledger
    /// goes on empty. A file that cannot be opened stays where it is and is not written.
    Result<void> load();
    [[nodiscard]] const QList<LedgerEntry> &entries() const;
    /// Adds, or replaces the entry of the same id.
    void put(const LedgerEntry &entry);
    void forget(const QString &id);

signals:
    void changed(const switchover::LedgerEntry &entry);
    void forgotten(const QString &id);
    void writeFailed(const QString &reason);

private:
    void save();

    QString m_path;
    QList<LedgerEntry> m_entries;
    bool m_unreadable = false;
};

} // namespace switchover
