// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/activitymodel.h"

#include "models/base/tooltip.h"
#include "models/items/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

ItemHealth healthOf(ActivityEntry::Outcome outcome)
{
    switch (outcome) {
    case ActivityEntry::Outcome::Neutral:
        return ItemHealth::None;
    case ActivityEntry::Outcome::Good:
        return ItemHealth::Good;
    case ActivityEntry::Outcome::Attention:
        return ItemHealth::Attention;
    case ActivityEntry::Outcome::Bad:
        return ItemHealth::Danger;
    }
    Q_UNREACHABLE();
}

QString kindText(ActivityEntry::Kind kind)
{
    switch (kind) {
    case ActivityEntry::Kind::Asked:
        return ActivityModel::tr("Asked", "the operator asked for something");
    case ActivityEntry::Kind::Sent:
        return ActivityModel::tr("Sent", "a request left this computer");
    case ActivityEntry::Kind::Answered:
        return ActivityModel::tr("Answered", "the server answered");
    case ActivityEntry::Kind::Settled:
        return ActivityModel::tr("Settled", "what became of an operation");
    case ActivityEntry::Kind::Observed:
        return ActivityModel::tr("Observed", "a cluster changed without us");
    case ActivityEntry::Kind::Note:
        return ActivityModel::tr("Note", "kind of an activity entry");
    }
    Q_UNREACHABLE();
}

QString timeText(const QDateTime &time)
{
    return time.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

} // namespace

ActivityModel::ActivityModel(QObject *parent, int limit)
    : QAbstractTableModel(parent)
    , m_limit(limit)
{
}

ActivityModel::~ActivityModel() = default;

void ActivityModel::setEntries(const QList<ActivityEntry> &entries)
{
    beginResetModel();
    m_entries = entries.size() > m_limit ? entries.last(m_limit) : entries;
    endResetModel();
}

void ActivityModel::append(const ActivityEntry &entry)
{
    const int row = int(m_entries.size());
    beginInsertRows({}, row, row);
    m_entries.append(entry);
    endInsertRows();
    // In chunks, for taking rows from the front moves all the rest.
    const int slack = std::max(1, m_limit / 10);
    if (m_entries.size() < m_limit + slack)
        return;
    const int excess = int(m_entries.size()) - m_limit;
    beginRemoveRows({}, 0, excess - 1);
    m_entries.remove(0, excess);
    endRemoveRows();
}

const ActivityEntry *ActivityModel::entryAt(const QModelIndex &index) const
{
    return index.isValid() && index.model() == this ? &m_entries.at(index.row()) : nullptr;
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int ActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ActivityEntry &entry = m_entries.at(index.row());
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case Time:
            return timeText(entry.time);
        case Kind:
            return kindText(entry.kind);
        case ClusterColumn:
            return entry.clusterName;
        case Text:
            return entry.text;
        case ColumnCount:
            break;
        }
        return {};
    case Qt::ToolTipRole:
        return plainToolTip(column == Time ? exactTime(entry.time) : entry.text);
    case SortRole:
        switch (column) {
        case Time:
            return qulonglong(entry.number); // clocks may be set back
        case Kind:
            return kindText(entry.kind);
        case ClusterColumn:
            return entry.clusterName.isEmpty() ? QVariant() : QVariant(entry.clusterName);
        case Text:
            return entry.text;
        case ColumnCount:
            break;
        }
        return {};
    case CopyRole:
        return QStringList { entry.time.toString(Qt::ISODateWithMs), kindText(entry.kind),
                             entry.clusterName, entry.text }
            .join(u'\t');
    case SearchRole:
        return QStringList { timeText(entry.time), kindText(entry.kind), entry.clusterName,
                             entry.operationKey, entry.text }
            .join(u'\n')
            .toCaseFolded();
    case IdRole:
        return QString::number(entry.number);
    case ClusterIdRole:
        return entry.cluster.value;
    case HealthRole:
        return int(healthOf(entry.outcome));
    case StaleRole:
        return false;
    case RunRole:
        return entry.run;
    default:
        return {};
    }
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= ColumnCount)
        return {};
    switch (Column(section)) {
    case Time:
        return tr("Time");
    case Kind:
        return tr("Kind");
    case ClusterColumn:
        return tr("Cluster");
    case Text:
        return tr("What happened");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace switchover

#include "moc_activitymodel.cpp"
