// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/problemsmodel.h"

#include "models/base/tooltip.h"
#include "models/items/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// The same finding at the same place, whatever figures its text quotes.
QString keyOf(const Problem &problem)
{
    const QString type = problem.type ? wireName(*problem.type) : QString();
    // Several sets may have the same problem; only the text tells them apart.
    return QStringList { problem.id, problem.cluster.value, type,
                         problem.cluster.isValid() ? QString() : problem.text }
        .join(u'|');
}

ItemHealth healthOf(ProblemSeverity severity)
{
    switch (severity) {
    case ProblemSeverity::Info:
        return ItemHealth::None;
    case ProblemSeverity::Attention:
        return ItemHealth::Attention;
    case ProblemSeverity::Danger:
        return ItemHealth::Danger;
    }
    Q_UNREACHABLE();
}

QString typeText(const std::optional<ReplicationType> &type)
{
    return type ? displayName(*type) : QString();
}

} // namespace

QString severityText(ProblemSeverity severity)
{
    switch (severity) {
    case ProblemSeverity::Info:
        return QCoreApplication::translate("ProblemsModel", "Information");
    case ProblemSeverity::Attention:
        return QCoreApplication::translate("ProblemsModel", "Attention");
    case ProblemSeverity::Danger:
        return QCoreApplication::translate("ProblemsModel", "Danger");
    }
    Q_UNREACHABLE();
}

ProblemsModel::ProblemsModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

ProblemsModel::~ProblemsModel() = default;

void ProblemsModel::setProblems(const QList<Problem> &problems,
                                const QList<ClusterSnapshot> &snapshots)
{
    QHash<ClusterId, const ClusterIdentity *> identities;
    for (const ClusterSnapshot &snapshot : snapshots)
        identities.insert(snapshot.identity.id, &snapshot.identity);
    std::vector<Row> fresh;
    QHash<QString, size_t> places;
    for (const Problem &problem : problems) {
        Row row { .key = keyOf(problem), .problem = problem, .since = m_now };
        for (int number = 2; places.contains(row.key); ++number)
            row.key = keyOf(problem) + u'|' + QString::number(number);
        if (const ClusterIdentity *identity = identities.value(problem.cluster)) {
            row.clusterName = identity->name;
            row.environment = identity->environment;
        }
        row.search = QStringList { severityText(problem.severity), row.clusterName,
                                   typeText(problem.type), problem.text, problem.advice }
                         .join(u'\n')
                         .toCaseFolded();
        places.insert(row.key, fresh.size());
        fresh.push_back(std::move(row));
    }
    for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
        if (places.contains(m_rows[size_t(i)].key))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
    for (int i = 0; i < int(m_rows.size()); ++i) {
        Row &old = m_rows[size_t(i)];
        Row &row = fresh[*places.constFind(old.key)];
        row.since = old.since;
        const bool differs = old.problem != row.problem || old.clusterName != row.clusterName
            || old.environment != row.environment;
        places.remove(old.key);
        if (!differs)
            continue;
        old = std::move(row);
        emit dataChanged(index(i, 0), index(i, ColumnCount - 1));
    }
    if (places.isEmpty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(places.size()) - 1);
    for (Row &row : fresh) {
        if (places.contains(row.key))
            m_rows.push_back(std::move(row));
    }
    endInsertRows();
}

void ProblemsModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (!m_rows.empty())
        emit dataChanged(index(0, Since), index(int(m_rows.size()) - 1, Since),
                         { Qt::DisplayRole, Qt::ToolTipRole });
}

int ProblemsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ProblemsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return displayData(row, column);
    case Qt::ToolTipRole:
        return plainToolTip(column == Since
                                ? exactTime(row.since)
                                : QString(row.problem.text + u"\n\n"_s + row.problem.advice));
    case SortRole:
        return sortData(row, column);
    case CopyRole:
        return QString(u"%1: %2 %3"_s.arg(
            row.clusterName.isEmpty() ? severityText(row.problem.severity) : row.clusterName,
            row.problem.text, row.problem.advice));
    case SearchRole:
        return row.search;
    case IdRole:
        return row.key;
    case ClusterIdRole:
        return row.problem.cluster.value;
    case HealthRole:
        return int(healthOf(row.problem.severity));
    case EnvironmentRole:
        return int(row.environment);
    case StaleRole:
        return false;
    default:
        return {};
    }
}

QString ProblemsModel::displayData(const Row &row, Column column) const
{
    switch (column) {
    case Severity:
        return severityText(row.problem.severity);
    case ClusterColumn:
        return row.clusterName;
    case Type:
        return typeText(row.problem.type);
    case Text:
        return row.problem.text;
    case Advice:
        return row.problem.advice;
    case Since:
        return relativeTime(row.since, m_now);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ProblemsModel::sortData(const Row &row, Column column) const
{
    switch (column) {
    case Severity:
        return int(row.problem.severity);
    case Since:
        return row.since.isValid() ? QVariant(row.since.toMSecsSinceEpoch()) : QVariant();
    case ClusterColumn:
    case Type:
    case Text:
    case Advice: {
        const QString text = displayData(row, column);
        return text.isEmpty() ? QVariant() : QVariant(text);
    }
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= ColumnCount)
        return {};
    switch (Column(section)) {
    case Severity:
        return tr("Severity");
    case ClusterColumn:
        return tr("Cluster");
    case Type:
        return tr("Replication");
    case Text:
        return tr("What is wrong");
    case Advice:
        return tr("What to do");
    case Since:
        return tr("Since");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace switchover

#include "moc_problemsmodel.cpp"
