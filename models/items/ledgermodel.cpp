// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/ledgermodel.h"

#include "models/base/tooltip.h"
#include "models/items/format.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

QString typeText(const QString &type)
{
    if (type == u"performance")
        return LedgerModel::tr("Performance");
    return type == u"dr" ? LedgerModel::tr("DR") : type;
}

} // namespace

LedgerModel::LedgerModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

LedgerModel::~LedgerModel() = default;

void LedgerModel::setEntries(const QList<LedgerEntry> &entries)
{
    QSet<QString> kept;
    for (const LedgerEntry &entry : entries)
        kept.insert(entry.id);
    for (int row = int(m_entries.size()) - 1; row >= 0; --row) {
        if (kept.contains(m_entries.at(row).id))
            continue;
        beginRemoveRows({}, row, row);
        m_entries.removeAt(row);
        endRemoveRows();
    }
    for (const LedgerEntry &entry : entries)
        put(entry);
}

void LedgerModel::put(const LedgerEntry &entry)
{
    const auto found = std::ranges::find(m_entries, entry.id, &LedgerEntry::id);
    const int row = int(found - m_entries.begin());
    if (found == m_entries.end()) {
        beginInsertRows({}, row, row);
        m_entries.append(entry);
        endInsertRows();
    } else if (*found != entry) {
        *found = entry;
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

void LedgerModel::forget(const QString &id)
{
    const auto found = std::ranges::find(m_entries, id, &LedgerEntry::id);
    if (found == m_entries.end())
        return;
    const int row = int(found - m_entries.begin());
    beginRemoveRows({}, row, row);
    m_entries.removeAt(row);
    endRemoveRows();
}

void LedgerModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (!m_entries.isEmpty())
        emit dataChanged(index(0, Minted), index(int(m_entries.size()) - 1, StateColumn));
}

const LedgerEntry *LedgerModel::entryAt(const QModelIndex &index) const
{
    return index.isValid() && index.model() == this ? &m_entries.at(index.row()) : nullptr;
}

LedgerModel::Fate LedgerModel::fateOf(const LedgerEntry &entry) const
{
    if (entry.revokedAt)
        return Fate::Revoked;
    if (entry.seenConnectedAt)
        return Fate::Connected;
    if (entry.usedAt)
        return Fate::Used;
    if (entry.expiresAt && m_now.isValid() && *entry.expiresAt <= m_now)
        return Fate::Expired;
    return entry.copiedAt ? Fate::Copied : Fate::Waiting;
}

QString LedgerModel::fateText(const LedgerEntry &entry) const
{
    switch (fateOf(entry)) {
    case Fate::Waiting:
        return tr("Not used yet");
    case Fate::Copied:
        return tr("Copied, not seen in use");
    case Fate::Used:
        return entry.usedOn.isEmpty() ? tr("Used") : tr("Used on %1").arg(entry.usedOn);
    case Fate::Connected:
        return entry.usedOn.isEmpty() ? tr("Secondary connected")
                                      : tr("Secondary connected, used on %1").arg(entry.usedOn);
    case Fate::Expired:
        return tr("Expired unused");
    case Fate::Revoked:
        return tr("Revoked");
    }
    Q_UNREACHABLE();
}

int LedgerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int LedgerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LedgerModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LedgerEntry &entry = m_entries.at(index.row());
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return displayData(entry, column);
    case Qt::ToolTipRole:
        return plainToolTip(detail(entry, column));
    case SortRole:
        return sortData(entry, column);
    case CopyRole:
        return column == Accessor ? entry.accessor : entry.secondaryId;
    case SearchRole:
        return QStringList { entry.secondaryId, typeText(entry.type), entry.primaryName,
                             fateText(entry), entry.accessor }
            .join(u'\n')
            .toCaseFolded();
    case IdRole:
        return entry.id;
    case ClusterIdRole:
        return entry.primary.value;
    case StaleRole:
        return false;
    case HealthRole:
        switch (fateOf(entry)) {
        case Fate::Waiting:
        case Fate::Copied:
            return int(ItemHealth::Attention); // a usable token is about
        case Fate::Used:
            return int(ItemHealth::Busy);
        case Fate::Connected:
            return int(ItemHealth::Good);
        case Fate::Expired:
        case Fate::Revoked:
            return int(ItemHealth::None);
        }
        Q_UNREACHABLE();
    default:
        return {};
    }
}

// More than the cell has room for.
QString LedgerModel::detail(const LedgerEntry &entry, Column column) const
{
    if (column == Minted)
        return exactTime(entry.mintedAt);
    if (column == Expires)
        return entry.expiresAt ? exactTime(*entry.expiresAt)
                               : tr("The token did not say when it expires.");
    return column == SecondaryId ? entry.secondaryId : displayData(entry, column);
}

QString LedgerModel::displayData(const LedgerEntry &entry, Column column) const
{
    switch (column) {
    case SecondaryId:
        return shortId(entry.secondaryId);
    case Type:
        return typeText(entry.type);
    case Primary:
        return entry.primaryName;
    case Minted:
        return relativeTime(entry.mintedAt, m_now);
    case Expires:
        return entry.expiresAt ? relativeTime(*entry.expiresAt, m_now) : noValue();
    case StateColumn:
        return fateText(entry);
    case Accessor:
        return entry.accessor.isEmpty() ? noValue() : entry.accessor;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant LedgerModel::sortData(const LedgerEntry &entry, Column column) const
{
    switch (column) {
    case SecondaryId:
        return entry.secondaryId;
    case Minted:
        return timeOrder(entry.mintedAt);
    case Expires:
        return timeOrder(entry.expiresAt.value_or(QDateTime()));
    case StateColumn:
        return int(fateOf(entry));
    case Accessor:
        return entry.accessor.isEmpty() ? QVariant() : QVariant(entry.accessor);
    case Type:
    case Primary:
        return displayData(entry, column);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= ColumnCount)
        return {};
    switch (Column(section)) {
    case SecondaryId:
        return tr("Secondary id");
    case Type:
        return tr("Replication");
    case Primary:
        return tr("Primary");
    case Minted:
        return tr("Made");
    case Expires:
        return tr("Expires");
    case StateColumn:
        return tr("State");
    case Accessor:
        return tr("Accessor");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace switchover

#include "moc_ledgermodel.cpp"
