// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/fleettablemodel.h"

#include "models/base/tooltip.h"
#include "models/items/clustertext.h"
#include "models/items/format.h"

#include <QSet>

#include <algorithm>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// One number to order by: the canary's age, or before Vault 1.17 the WALs.
std::optional<qint64> measure(const Lag &lag)
{
    if (lag.canaryAge)
        return lag.canaryAge->count();
    return lag.wals
        ? std::optional(qint64(std::min<quint64>(*lag.wals, std::numeric_limits<qint64>::max())))
        : std::nullopt;
}

// What a secondary knows by itself: the canary its primary wrote.
std::optional<Lag> ownLag(const ClusterSnapshot &snapshot)
{
    std::optional<Lag> worst;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block || !block->isSecondary() || !block->primaries)
            continue;
        for (const Peer &peer : *block->primaries) {
            if (!peer.canaryAgeMs)
                continue;
            const std::chrono::milliseconds age(*peer.canaryAgeMs);
            if (!worst || *worst->canaryAge < age)
                worst = Lag { .canaryAge = age };
        }
    }
    return worst;
}

// Of a secondary the newest sign of its primary; of a primary that of the connected secondary heard
// of least recently, as one that was given up must not hide the others.
QDateTime heartbeatOf(const ClusterSnapshot &snapshot)
{
    QDateTime heartbeat;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block)
            continue;
        if (block->isSecondary() && block->primaries) {
            for (const Peer &peer : *block->primaries) {
                if (peer.lastHeartbeat && (!heartbeat.isValid() || *peer.lastHeartbeat > heartbeat))
                    heartbeat = *peer.lastHeartbeat;
            }
        } else if (block->isPrimary() && block->secondaries) {
            for (const Peer &peer : *block->secondaries) {
                const bool isConnected =
                    peer.connectionStatus && *peer.connectionStatus == ConnectionStatus::Connected;
                if (isConnected && peer.lastHeartbeat
                    && (!heartbeat.isValid() || *peer.lastHeartbeat < heartbeat))
                    heartbeat = *peer.lastHeartbeat;
            }
        }
    }
    return heartbeat;
}

QVariant knownText(const QString &text)
{
    return text.isEmpty() || text == noValue() ? QVariant() : QVariant(text);
}

} // namespace

FleetTableModel::FleetTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

FleetTableModel::~FleetTableModel() = default;

FleetTableModel::Row FleetTableModel::rowFrom(const ClusterSnapshot &snapshot) const
{
    const ClusterId &id = snapshot.identity.id;
    const auto lag = m_lags.constFind(id);
    const auto worst = m_worst.constFind(id);
    return {
        .snapshot = snapshot,
        .lag = lag == m_lags.cend() ? ownLag(snapshot) : std::optional(*lag),
        .heartbeat = heartbeatOf(snapshot),
        .search = searchText(snapshot),
        .health =
            clusterHealth(snapshot, worst == m_worst.cend() ? std::nullopt : std::optional(*worst),
                          m_now, m_proven),
        .freshness = snapshot.freshness(m_now),
    };
}

void FleetTableModel::setSnapshots(const QList<ClusterSnapshot> &snapshots)
{
    QSet<ClusterId> kept;
    for (const ClusterSnapshot &snapshot : snapshots)
        kept.insert(snapshot.identity.id);
    for (int row = int(m_rows.size()) - 1; row >= 0; --row) {
        if (!kept.contains(m_rows[size_t(row)].snapshot.identity.id))
            removeRowAt(row);
    }
    for (const ClusterSnapshot &snapshot : snapshots)
        put(snapshot);
}

void FleetTableModel::merge(const ClusterSnapshot &snapshot)
{
    put(snapshot);
}

void FleetTableModel::put(const ClusterSnapshot &snapshot)
{
    const auto known = m_index.constFind(snapshot.identity.id);
    if (known == m_index.cend()) {
        const int row = int(m_rows.size());
        beginInsertRows({}, row, row);
        m_rows.push_back(rowFrom(snapshot));
        m_index.insert(snapshot.identity.id, row);
        endInsertRows();
        return;
    }
    Row &row = m_rows[size_t(*known)];
    if (row.snapshot == snapshot)
        return;
    row = rowFrom(snapshot);
    emit dataChanged(index(*known, 0), index(*known, ColumnCount - 1));
}

void FleetTableModel::removeCluster(const ClusterId &id)
{
    const auto known = m_index.constFind(id);
    if (known != m_index.cend())
        removeRowAt(*known);
}

void FleetTableModel::removeRowAt(int row)
{
    beginRemoveRows({}, row, row);
    m_index.remove(m_rows[size_t(row)].snapshot.identity.id);
    m_rows.erase(m_rows.begin() + row);
    for (int i = row; i < int(m_rows.size()); ++i)
        m_index[m_rows[size_t(i)].snapshot.identity.id] = i;
    endRemoveRows();
}

void FleetTableModel::setProblems(const QList<Problem> &problems)
{
    m_worst = worstByCluster(problems);
    for (int i = 0; i < int(m_rows.size()); ++i) {
        Row &row = m_rows[size_t(i)];
        const auto found = m_worst.constFind(row.snapshot.identity.id);
        const ItemHealth health = clusterHealth(
            row.snapshot, found == m_worst.cend() ? std::nullopt : std::optional(*found), m_now,
            m_proven);
        if (std::exchange(row.health, health) != health)
            emit dataChanged(index(i, 0), index(i, ColumnCount - 1), { HealthRole });
    }
}

void FleetTableModel::setProven(const ProvenLinks &proven)
{
    if (proven == m_proven)
        return;
    m_proven = proven;
    for (int i = 0; i < int(m_rows.size()); ++i) {
        Row &row = m_rows[size_t(i)];
        const auto worst = m_worst.constFind(row.snapshot.identity.id);
        row.health = clusterHealth(row.snapshot,
                                   worst == m_worst.cend() ? std::nullopt : std::optional(*worst),
                                   m_now, m_proven);
    }
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1),
                         { HealthRole });
}

void FleetTableModel::setTopology(const Topology &topology)
{
    QHash<ClusterId, Lag> lags;
    for (const ReplicationLink &link : topology.links) {
        if (!link.secondary.isValid())
            continue;
        const auto found = lags.find(link.secondary);
        if (found == lags.end())
            lags.insert(link.secondary, link.lag);
        else if (measure(*found).value_or(-1) < measure(link.lag).value_or(-1))
            *found = link.lag;
    }
    m_lags = std::move(lags);
    setProven(provenLinks(topology));
    for (int i = 0; i < int(m_rows.size()); ++i) {
        Row &row = m_rows[size_t(i)];
        const auto found = m_lags.constFind(row.snapshot.identity.id);
        std::optional<Lag> lag =
            found == m_lags.cend() ? ownLag(row.snapshot) : std::optional(*found);
        if (lag == row.lag)
            continue;
        row.lag = std::move(lag);
        emit dataChanged(index(i, LagColumn), index(i, LagColumn));
    }
}

void FleetTableModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (m_rows.empty())
        return;
    for (int i = 0; i < int(m_rows.size()); ++i) {
        Row &row = m_rows[size_t(i)];
        const Freshness freshness = row.snapshot.freshness(now);
        if (freshness == row.freshness)
            continue;
        row.freshness = freshness;
        const auto worst = m_worst.constFind(row.snapshot.identity.id);
        row.health = clusterHealth(row.snapshot,
                                   worst == m_worst.cend() ? std::nullopt : std::optional(*worst),
                                   now, m_proven);
        emit dataChanged(index(i, 0), index(i, ColumnCount - 1));
    }
    const int last = int(m_rows.size()) - 1;
    for (const Column column : { LastHeartbeat, Updated })
        emit dataChanged(index(0, column), index(last, column),
                         { Qt::DisplayRole, Qt::ToolTipRole });
}

QModelIndex FleetTableModel::indexOf(const ClusterId &id) const
{
    const auto found = m_index.constFind(id);
    return found == m_index.cend() ? QModelIndex() : index(*found, 0);
}

ClusterId FleetTableModel::clusterAt(const QModelIndex &index) const
{
    return index.isValid() && index.model() == this
        ? m_rows[size_t(index.row())].snapshot.identity.id
        : ClusterId();
}

int FleetTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int FleetTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FleetTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return displayData(row, column);
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(row, column).toString());
    case Qt::TextAlignmentRole:
        return column == LagColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case SortRole:
        return sortData(row, column);
    case CopyRole:
        return copyData(row, column);
    case SearchRole:
        return row.search;
    case IdRole:
    case ClusterIdRole:
        return row.snapshot.identity.id.value;
    case HealthRole:
        return int(column == StateColumn ? stateHealth(row.snapshot, m_proven) : row.health);
    case EnvironmentRole:
        return int(row.snapshot.identity.environment);
    case StaleRole:
        return row.freshness != Freshness::Live;
    case RoleBadgesRole:
        return roleBadges(row.snapshot);
    default:
        return {};
    }
}

QVariant FleetTableModel::displayData(const Row &row, Column column) const
{
    const ClusterSnapshot &snapshot = row.snapshot;
    switch (column) {
    case Name:
        return snapshot.identity.name;
    case EnvironmentColumn:
        return environmentText(snapshot.identity.environment);
    case Performance:
        return roleText(snapshot.block(ReplicationType::Performance));
    case DisasterRecovery:
        return roleText(snapshot.block(ReplicationType::DisasterRecovery));
    case StateColumn:
        return stateText(snapshot);
    case LagColumn:
        return row.lag ? lagText(*row.lag) : noValue();
    case LastHeartbeat:
        return relativeTime(row.heartbeat, m_now);
    case Version:
        return versionText(snapshot);
    case Seal:
        return sealText(snapshot);
    case SignedIn:
        return signInText(snapshot);
    case Updated:
        return snapshot.statusAt.isValid() ? relativeTime(snapshot.statusAt, m_now)
                                           : tr("not read yet");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FleetTableModel::sortData(const Row &row, Column column) const
{
    const ClusterSnapshot &snapshot = row.snapshot;
    switch (column) {
    case Name:
        return snapshot.identity.name;
    case EnvironmentColumn:
        return snapshot.identity.environment == Environment::Unspecified
            ? QVariant()
            : QVariant(int(snapshot.identity.environment));
    case LagColumn: {
        const auto lag = row.lag ? measure(*row.lag) : std::nullopt;
        return lag ? QVariant(*lag) : QVariant();
    }
    case LastHeartbeat:
        return timeOrder(row.heartbeat);
    case Updated:
        return timeOrder(snapshot.statusAt);
    case Performance:
    case DisasterRecovery:
    case StateColumn:
    case Version:
    case Seal:
    case SignedIn:
        return knownText(displayData(row, column).toString());
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FleetTableModel::copyData(const Row &row, Column column) const
{
    switch (column) {
    case Name:
        return row.snapshot.identity.address;
    case LastHeartbeat:
        return row.heartbeat.isValid() ? row.heartbeat.toString(Qt::ISODateWithMs) : QString();
    case Updated:
        return row.snapshot.statusAt.isValid() ? row.snapshot.statusAt.toString(Qt::ISODateWithMs)
                                               : QString();
    case EnvironmentColumn:
    case Performance:
    case DisasterRecovery:
    case StateColumn:
    case LagColumn:
    case Version:
    case Seal:
    case SignedIn:
        return knownText(displayData(row, column).toString()).toString();
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FleetTableModel::toolTip(const Row &row, Column column) const
{
    const ClusterSnapshot &snapshot = row.snapshot;
    switch (column) {
    case StateColumn: {
        QStringList lines;
        for (const ReplicationType type : allReplicationTypes) {
            const ReplicationBlock *block = snapshot.block(type);
            if (block && block->state)
                lines.append(
                    tr("%1: %2. %3")
                        .arg(displayName(type), block->state->text, explanation(*block->state)));
        }
        return lines.join(u'\n');
    }
    case LagColumn:
        return row.lag && !row.lag->wals ? row.lag->whyNot : QString();
    case LastHeartbeat:
        return row.heartbeat.isValid() ? exactTime(row.heartbeat) : QString();
    case Updated:
        return freshnessText(snapshot, m_now)
            + (snapshot.statusAt.isValid() ? u'\n' + exactTime(snapshot.statusAt) : QString());
    case SignedIn:
        return snapshot.signInExpires ? tr("The token expires %1 (%2).")
                                            .arg(relativeTime(*snapshot.signInExpires, m_now),
                                                 exactTime(*snapshot.signInExpires))
                                      : QString();
    case Name:
    case EnvironmentColumn:
    case Performance:
    case DisasterRecovery:
    case Version:
    case Seal:
        return clusterToolTip(snapshot, m_now);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FleetTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole && section == LagColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == LagColumn)
        return plainToolTip(
            tr("How far the cluster is behind its primary: WALs the primary wrote since, and "
               "how old the newest "
               "canary it received is. The worse of both replication types."));
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Name:
        return tr("Name");
    case EnvironmentColumn:
        return tr("Environment");
    case Performance:
        return tr("Performance");
    case DisasterRecovery:
        return tr("DR");
    case StateColumn:
        return tr("State");
    case LagColumn:
        return tr("Lag");
    case LastHeartbeat:
        return tr("Last heartbeat");
    case Version:
        return tr("Version");
    case Seal:
        return tr("Seal");
    case SignedIn:
        return tr("Signed in");
    case Updated:
        return tr("Updated");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace switchover

#include "moc_fleettablemodel.cpp"
