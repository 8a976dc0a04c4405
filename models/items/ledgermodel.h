// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ledgerentry.h"
#include "models/items/roles.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QList>

namespace switchover {

/// Activation tokens that were minted here, in the order in which they were. Never the tokens.
class LedgerModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        SecondaryId,
        Type,
        Primary,
        Minted,      ///< age
        Expires,     ///< countdown
        StateColumn, ///< what became of it
        Accessor,
        ColumnCount,
    };
    Q_ENUM(Column)

    explicit LedgerModel(QObject *parent = nullptr);
    ~LedgerModel() override;

    /// Exactly these entries, row by row.
    void setEntries(const QList<LedgerEntry> &entries);
    void put(const LedgerEntry &entry);
    void forget(const QString &id);
    void setNow(const QDateTime &now); ///< for ages and expiry; call each second
    [[nodiscard]] const LedgerEntry *entryAt(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    enum class Fate { Waiting, Copied, Used, Connected, Expired, Revoked };
    [[nodiscard]] Fate fateOf(const LedgerEntry &entry) const;
    [[nodiscard]] QString fateText(const LedgerEntry &entry) const;
    [[nodiscard]] QString detail(const LedgerEntry &entry, Column column) const;
    [[nodiscard]] QString displayData(const LedgerEntry &entry, Column column) const;
    [[nodiscard]] QVariant sortData(const LedgerEntry &entry, Column column) const;

    QList<LedgerEntry> m_entries;
    QDateTime m_now;
};

} // namespace switchover
