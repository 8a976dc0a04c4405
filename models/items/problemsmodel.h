// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/roles.h"
#include "models/replication/problems.h"
#include "models/replication/snapshot.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QList>

#include <vector>

namespace switchover {

/// What the rules found, in the order in which it was first found; sort by Severity for worst
/// first.
class ProblemsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Severity,
        ClusterColumn,
        Type, ///< performance or DR, "" if neither
        Text,
        Advice,
        Since, ///< age; since when this program sees it
        ColumnCount,
    };
    Q_ENUM(Column)

    explicit ProblemsModel(QObject *parent = nullptr);
    ~ProblemsModel() override;

    /// Exactly these, row by row; `snapshots` give the clusters' names.
    void setProblems(const QList<Problem> &problems, const QList<ClusterSnapshot> &snapshots);
    void setNow(const QDateTime &now); ///< for ages; call each second

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString key;
        Problem problem;
        QString clusterName;
        Environment environment = Environment::Unspecified;
        QDateTime since;
        QString search;
    };

    [[nodiscard]] QString displayData(const Row &row, Column column) const;
    [[nodiscard]] QVariant sortData(const Row &row, Column column) const;

    std::vector<Row> m_rows;
    QDateTime m_now;
};

[[nodiscard]] QString severityText(ProblemSeverity severity);

} // namespace switchover
