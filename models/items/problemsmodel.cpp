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

constexpr qsizetype namesShown = 3;
constexpr qsizetype consequencesShown = 10;
// Beyond this many separate runs of rows, telling each view of each costs more than starting over.
constexpr size_t mostRemovals = 64;

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

QString adviceText(const Problem &problem)
{
    if (problem.consequences == 0)
        return problem.advice;
    return QCoreApplication::translate("ProblemsModel", "%Ln consequence(s). %1", nullptr,
                                       int(problem.consequences))
        .arg(problem.advice);
}

ProblemsModel::ProblemsModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

ProblemsModel::~ProblemsModel() = default;

void ProblemsModel::setProblems(const QList<Problem> &problems,
                                const QList<ClusterSnapshot> &snapshots)
{
    m_problems = problems;
    m_identities.clear();
    for (const ClusterSnapshot &snapshot : snapshots)
        m_identities.insert(snapshot.identity.id, snapshot.identity);
    merge();
}

void ProblemsModel::setConsequences(Consequences consequences)
{
    if (consequences == m_consequences)
        return;
    m_consequences = consequences;
    merge();
}

ProblemsModel::Row ProblemsModel::rowFrom(const Problem &problem) const
{
    Row row { .problem = problem, .since = m_now };
    QStringList names;
    if (const auto own = m_identities.constFind(problem.key.cluster); own != m_identities.cend()) {
        names.append(own->name);
        row.environment = own->environment;
    } else {
        for (const ClusterId &id : problem.clusters) {
            if (const auto each = m_identities.constFind(id); each != m_identities.cend())
                names.append(each->name);
            if (names.size() > namesShown) {
                names.last() = u"…"_s;
                break;
            }
        }
    }
    row.clusterName = names.join(u", "_s);
    row.search = QStringList { severityText(problem.severity), row.clusterName,
                               typeText(problem.key.type), problem.text, problem.advice }
                     .join(u'\n')
                     .toCaseFolded();
    return row;
}

void ProblemsModel::merge()
{
    std::vector<Row> fresh;
    QHash<ProblemKey, size_t> places;
    QHash<ProblemKey, QStringList> consequences;
    for (const Problem &problem : std::as_const(m_problems)) {
        if (problem.cause) {
            QStringList &texts = consequences[*problem.cause];
            if (texts.size() < consequencesShown)
                texts.append(problem.text);
            if (m_consequences == Consequences::Hidden)
                continue;
        }
        if (places.contains(problem.key))
            continue; // the same problem, found twice
        places.insert(problem.key, fresh.size());
        fresh.push_back(rowFrom(problem));
    }
    for (Row &row : fresh)
        row.consequences = consequences.value(row.problem.key);
    removeRowsNotIn(places);
    for (int i = 0; i < int(m_rows.size()); ++i) {
        Row &old = m_rows[size_t(i)];
        const auto place = places.constFind(old.problem.key);
        Row &row = fresh[*place];
        places.erase(place);
        row.since = old.since;
        if (old == row)
            continue;
        old = std::move(row);
        emit dataChanged(index(i, 0), index(i, ColumnCount - 1));
    }
    if (places.isEmpty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(places.size()) - 1);
    for (Row &row : fresh) {
        if (places.contains(row.problem.key))
            m_rows.push_back(std::move(row));
    }
    endInsertRows();
}

// In runs, from the end, and each row moves once at most.
void ProblemsModel::removeRowsNotIn(const QHash<ProblemKey, size_t> &kept)
{
    std::vector<std::pair<int, int>> runs;
    for (int i = 0; i < int(m_rows.size()); ++i) {
        if (kept.contains(m_rows[size_t(i)].problem.key))
            continue;
        if (!runs.empty() && runs.back().second == i - 1)
            runs.back().second = i;
        else
            runs.emplace_back(i, i);
    }
    if (runs.size() > mostRemovals) {
        beginResetModel();
        std::erase_if(m_rows, [&](const Row &row) { return !kept.contains(row.problem.key); });
        endResetModel();
        return;
    }
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        beginRemoveRows({}, run->first, run->second);
        m_rows.erase(m_rows.begin() + run->first, m_rows.begin() + run->second + 1);
        endRemoveRows();
    }
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
        return plainToolTip(column == Since ? exactTime(row.since) : toolTip(row));
    case SortRole:
        return sortData(row, column);
    case CopyRole:
        return QString(u"%1: %2 %3"_s.arg(
            row.clusterName.isEmpty() ? severityText(row.problem.severity) : row.clusterName,
            row.problem.text, row.problem.advice));
    case SearchRole:
        return row.search;
    case IdRole:
        return row.problem.key.wireForm();
    case ClusterIdRole:
        return row.problem.key.cluster.isValid() || row.problem.clusters.isEmpty()
            ? row.problem.key.cluster.value
            : row.problem.clusters.constFirst().value;
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
        return typeText(row.problem.key.type);
    case Text:
        return row.problem.text;
    case Advice:
        return adviceText(row.problem);
    case Since:
        return relativeTime(row.since, m_now);
    case ColumnCount:
        break;
    }
    return {};
}

QString ProblemsModel::toolTip(const Row &row)
{
    QString text = row.problem.text + u"\n\n"_s + row.problem.advice;
    if (row.consequences.isEmpty())
        return text;
    text += u"\n\n"_s + tr("What follows from it:");
    for (const QString &consequence : row.consequences)
        text += u"\n• "_s + consequence;
    if (row.problem.consequences > row.consequences.size())
        text += u"\n…"_s;
    return text;
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
