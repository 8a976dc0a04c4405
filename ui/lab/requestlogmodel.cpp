// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/requestlogmodel.h"

#include "models/items/roles.h"

#include <QLocale>

namespace switchover::ui {

using namespace Qt::StringLiterals;

RequestLogModel::RequestLogModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void RequestLogModel::add(const lab::RequestEntry &entry)
{
    if (m_entries.size() >= most) {
        constexpr int dropped = most / 10; // in lumps, since each removal moves the rest
        beginRemoveRows({}, 0, dropped - 1);
        m_entries.remove(0, dropped);
        endRemoveRows();
    }
    const int row = int(m_entries.size());
    beginInsertRows({}, row, row);
    m_entries.append(entry);
    endInsertRows();
}

void RequestLogModel::clear()
{
    beginResetModel();
    m_entries.clear();
    endResetModel();
}

int RequestLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int RequestLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RequestLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const lab::RequestEntry &entry = m_entries.at(index.row());
    if (role == HealthRole && index.column() == Status) {
        if (entry.status == 0)
            return int(ItemHealth::Danger);
        return int(entry.status >= 400 ? ItemHealth::Attention : ItemHealth::Good);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(index.column())) {
    case Time:
        return entry.time.toLocalTime().toString(u"HH:mm:ss.zzz"_s);
    case Node:
        return entry.node;
    case Method:
        return QString::fromLatin1(entry.method);
    case Path:
        return entry.query.isEmpty() ? entry.path : QString(entry.path + u'?' + entry.query);
    case Status:
        return entry.status == 0 ? tr("no answer") : QString::number(entry.status);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant RequestLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Time:
        return tr("Time");
    case Node:
        return tr("Node");
    case Method:
        return tr("Method");
    case Path:
        return tr("Path");
    case Status:
        return tr("Answer");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace switchover::ui

#include "moc_requestlogmodel.cpp"
