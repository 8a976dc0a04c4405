// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/roles.h"
#include "models/replication/problems/problems.h"
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

    /// What only follows from another problem.
    enum class Consequences {
        Hidden, ///< counted in the row of their cause, and listed in its tooltip
        Shown,
    };

    /// Exactly these, row by row, merged by key; `snapshots` give the clusters' names.
    void setProblems(const QList<Problem> &problems, const QList<ClusterSnapshot> &snapshots);
    void setConsequences(Consequences consequences); ///< hidden at first
    void setNow(const QDateTime &now);               ///< for ages; call each second

    [[nodiscard]] const Problem &problem(int row) const { return m_rows[size_t(row)].problem; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        Problem problem;
        QString clusterName;
        Environment environment = Environment::Unspecified;
        QDateTime since;
        QString search;
        QStringList consequences {}; ///< texts of some of them

        friend bool operator==(const Row &, const Row &) = default;
    };

    [[nodiscard]] Row rowFrom(const Problem &problem) const;
    void merge();
    void removeRowsNotIn(const QHash<ProblemKey, size_t> &kept);
    [[nodiscard]] static QString toolTip(const Row &row);
    [[nodiscard]] QString displayData(const Row &row, Column column) const;
    [[nodiscard]] QVariant sortData(const Row &row, Column column) const;

    QList<Problem> m_problems;
    QHash<ClusterId, ClusterIdentity> m_identities;
    Consequences m_consequences = Consequences::Hidden;
    std::vector<Row> m_rows;
    QDateTime m_now;
};

[[nodiscard]] QString severityText(ProblemSeverity severity);
/// What to do, after how many other problems follow from this one.
[[nodiscard]] QString adviceText(const Problem &problem);

} // namespace switchover
