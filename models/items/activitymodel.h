// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/activityentry.h"
#include "models/items/roles.h"

#include <QAbstractTableModel>
#include <QList>

namespace switchover {

/// The activity log, oldest first.
class ActivityModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Time,
        Kind,
        ClusterColumn,
        Text,
        ColumnCount,
    };
    Q_ENUM(Column)

    /// More entries than `limit` push out the oldest.
    explicit ActivityModel(QObject *parent = nullptr, int limit = 20000);
    ~ActivityModel() override;

    void setEntries(const QList<ActivityEntry> &entries); ///< resets
    void append(const ActivityEntry &entry);
    [[nodiscard]] const ActivityEntry *entryAt(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    const int m_limit;
    QList<ActivityEntry> m_entries;
};

} // namespace switchover
