// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"

#include <QAbstractTableModel>
#include <QList>

namespace switchover::ui {

/// The newest requests the lab was asked, newest last.
class RequestLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Node, Method, Path, Status, ColumnCount };
    static constexpr int most = 500;

    explicit RequestLogModel(QObject *parent = nullptr);

    void add(const lab::RequestEntry &entry);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    QList<lab::RequestEntry> m_entries;
};

} // namespace switchover::ui
