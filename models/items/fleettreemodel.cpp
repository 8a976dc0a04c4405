// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/fleettreemodel.h"

#include "models/base/tooltip.h"
#include "models/items/clustertext.h"
#include "models/items/naturalorder.h"
#include "models/items/roles.h"

#include <QSet>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

bool comesBefore(const ClusterIdentity &left, const ClusterIdentity &right)
{
    const int order = naturalOrder(left.name, right.name);
    return order != 0 ? order < 0 : left.id < right.id;
}

} // namespace

FleetTreeModel::FleetTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_groups(1)
{
}

FleetTreeModel::~FleetTreeModel() = default;

void FleetTreeModel::setSnapshots(const QList<ClusterSnapshot> &snapshots)
{
    QSet<ClusterId> kept;
    for (const ClusterSnapshot &snapshot : snapshots)
        kept.insert(snapshot.identity.id);
    QList<ClusterId> gone;
    for (const Group &group : m_groups) {
        for (const Cluster &cluster : group.clusters) {
            if (!kept.contains(cluster.snapshot.identity.id))
                gone.append(cluster.snapshot.identity.id);
        }
    }
    for (const ClusterId &id : std::as_const(gone))
        removeCluster(id);
    for (const ClusterSnapshot &snapshot : snapshots)
        merge(snapshot);
}

void FleetTreeModel::merge(const ClusterSnapshot &snapshot)
{
    Cluster fresh { .snapshot = snapshot };
    refresh(fresh);
    const auto known = placeOf(snapshot.identity.id);
    if (!known) {
        insert(std::move(fresh));
        return;
    }
    Cluster &old = m_groups[known->group].clusters[known->row];
    const ClusterIdentity before = old.snapshot.identity;
    const bool healthDiffers = old.health != fresh.health;
    if (old.snapshot == fresh.snapshot && old.freshness == fresh.freshness && !healthDiffers)
        return;
    old = std::move(fresh);
    const ClusterIdentity &after = snapshot.identity;
    if (before.name != after.name || before.group != after.group) {
        const size_t target = groupNamed(after.group); // may shift the places of others
        const Place place = *placeOf(after.id);
        const std::vector<Cluster> &siblings = m_groups[target].clusters;
        size_t row = 0;
        while (row < siblings.size()
               && (siblings[row].snapshot.identity.id == after.id
                   || comesBefore(siblings[row].snapshot.identity, after)))
            ++row;
        moveTo(place, target, row);
    }
    const Place place = *placeOf(after.id);
    const QModelIndex index = clusterIndex(place);
    emit dataChanged(index, index);
    if (healthDiffers)
        updateGroupHealth(place.group);
}

// `row` counts as for beginMoveRows(): before which row of `group`, with the moved one still in its
// place.
void FleetTreeModel::moveTo(const Place &place, size_t group, size_t row)
{
    const bool staysInGroup = place.group == group;
    if (staysInGroup && (row == place.row || row == place.row + 1))
        return;
    const QModelIndex from = groupIndex(place.group);
    const QModelIndex to = groupIndex(group);
    const int source = firstRow(m_groups[place.group]) + int(place.row);
    beginMoveRows(from, source, source, to, firstRow(m_groups[group]) + int(row));
    std::vector<Cluster> &sources = m_groups[place.group].clusters;
    Cluster moved = std::move(sources[place.row]);
    sources.erase(sources.begin() + std::ptrdiff_t(place.row));
    const size_t target = staysInGroup && row > place.row ? row - 1 : row;
    std::vector<Cluster> &targets = m_groups[group].clusters;
    targets.insert(targets.begin() + std::ptrdiff_t(target), std::move(moved));
    endMoveRows();
    if (!staysInGroup) {
        updateGroupHealth(group);
        updateGroupHealth(place.group);
        removeGroupIfEmpty(place.group);
    }
}

void FleetTreeModel::insert(Cluster cluster)
{
    const size_t group = groupNamed(cluster.snapshot.identity.group);
    std::vector<Cluster> &siblings = m_groups[group].clusters;
    const auto position = std::ranges::find_if(siblings, [&cluster](const Cluster &other) {
        return comesBefore(cluster.snapshot.identity, other.snapshot.identity);
    });
    const int row = firstRow(m_groups[group]) + int(position - siblings.begin());
    beginInsertRows(groupIndex(group), row, row);
    siblings.insert(position, std::move(cluster));
    endInsertRows();
    updateGroupHealth(group);
}

void FleetTreeModel::removeCluster(const ClusterId &id)
{
    const auto place = placeOf(id);
    if (!place)
        return;
    std::vector<Cluster> &siblings = m_groups[place->group].clusters;
    const int row = firstRow(m_groups[place->group]) + int(place->row);
    beginRemoveRows(groupIndex(place->group), row, row);
    siblings.erase(siblings.begin() + std::ptrdiff_t(place->row));
    endRemoveRows();
    updateGroupHealth(place->group);
    removeGroupIfEmpty(place->group);
}

void FleetTreeModel::setProblems(const QList<Problem> &problems)
{
    m_worst = worstByCluster(problems);
    setNow(m_now);
}

void FleetTreeModel::setTopology(const Topology &topology)
{
    m_proven = provenLinks(topology);
    setNow(m_now);
}

void FleetTreeModel::setNow(const QDateTime &now)
{
    m_now = now;
    for (size_t group = 0; group < m_groups.size(); ++group) {
        bool groupDiffers = false;
        for (size_t row = 0; row < m_groups[group].clusters.size(); ++row) {
            Cluster &cluster = m_groups[group].clusters[row];
            const auto before = std::pair(cluster.health, cluster.freshness);
            refresh(cluster);
            if (before == std::pair(cluster.health, cluster.freshness))
                continue;
            groupDiffers = true;
            const QModelIndex index = clusterIndex({ group, row });
            emit dataChanged(index, index);
        }
        if (groupDiffers)
            updateGroupHealth(group);
    }
}

void FleetTreeModel::refresh(Cluster &cluster) const
{
    const auto worst = m_worst.constFind(cluster.snapshot.identity.id);
    cluster.health = clusterHealth(cluster.snapshot,
                                   worst == m_worst.cend() ? std::nullopt : std::optional(*worst),
                                   m_now, m_proven);
    cluster.freshness = cluster.snapshot.freshness(m_now);
}

void FleetTreeModel::updateGroupHealth(size_t group)
{
    const QModelIndex index = groupIndex(group);
    if (index.isValid())
        emit dataChanged(index, index);
}

size_t FleetTreeModel::groupNamed(const QString &name)
{
    if (name.isEmpty())
        return 0;
    const auto position =
        std::find_if(m_groups.begin() + 1, m_groups.end(),
                     [&name](const Group &group) { return naturalOrder(group.name, name) >= 0; });
    const size_t index = size_t(position - m_groups.begin());
    if (position != m_groups.end() && position->name == name)
        return index;
    beginInsertRows({}, int(index) - 1, int(index) - 1);
    m_groups.insert(position, Group { .id = ++m_lastGroupId, .name = name });
    endInsertRows();
    return index;
}

void FleetTreeModel::removeGroupIfEmpty(size_t group)
{
    if (group == 0 || !m_groups[group].clusters.empty())
        return;
    beginRemoveRows({}, int(group) - 1, int(group) - 1);
    m_groups.erase(m_groups.begin() + std::ptrdiff_t(group));
    endRemoveRows();
}

std::optional<FleetTreeModel::Place> FleetTreeModel::placeOf(const ClusterId &id) const
{
    for (size_t group = 0; group < m_groups.size(); ++group) {
        const std::vector<Cluster> &clusters = m_groups[group].clusters;
        const auto found = std::ranges::find(
            clusters, id, [](const Cluster &c) { return c.snapshot.identity.id; });
        if (found != clusters.end())
            return Place { group, size_t(found - clusters.begin()) };
    }
    return std::nullopt;
}

int FleetTreeModel::firstRow(const Group &group) const
{
    return group.id == 0 ? int(m_groups.size()) - 1 : 0;
}

QModelIndex FleetTreeModel::groupIndex(size_t group) const
{
    return group == 0 ? QModelIndex() : createIndex(int(group) - 1, 0, quintptr(0));
}

QModelIndex FleetTreeModel::clusterIndex(const Place &place) const
{
    const Group &group = m_groups[place.group];
    return createIndex(firstRow(group) + int(place.row), 0, group.id);
}

const FleetTreeModel::Group *FleetTreeModel::groupFor(const QModelIndex &index) const
{
    const bool isGroup =
        index.isValid() && index.internalId() == 0 && index.row() + 1 < int(m_groups.size());
    return isGroup ? &m_groups[size_t(index.row()) + 1] : nullptr;
}

const FleetTreeModel::Cluster *FleetTreeModel::clusterFor(const QModelIndex &index) const
{
    if (!index.isValid() || groupFor(index))
        return nullptr;
    const auto group = std::ranges::find(m_groups, index.internalId(), &Group::id);
    if (group == m_groups.end())
        return nullptr;
    const size_t row = size_t(index.row() - firstRow(*group));
    return row < group->clusters.size() ? &group->clusters[row] : nullptr;
}

QModelIndex FleetTreeModel::indexOf(const ClusterId &id) const
{
    const auto place = placeOf(id);
    return place ? clusterIndex(*place) : QModelIndex();
}

ClusterId FleetTreeModel::clusterAt(const QModelIndex &index) const
{
    const Cluster *cluster = index.model() == this ? clusterFor(index) : nullptr;
    return cluster ? cluster->snapshot.identity.id : ClusterId();
}

QModelIndex FleetTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Group *group = groupFor(parent);
    return createIndex(row, column, group ? group->id : quintptr(0));
}

QModelIndex FleetTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const auto group = std::ranges::find(m_groups, child.internalId(), &Group::id);
    return group == m_groups.end() ? QModelIndex() : groupIndex(size_t(group - m_groups.begin()));
}

int FleetTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size()) - 1 + int(m_groups.front().clusters.size());
    const Group *group = parent.column() == 0 ? groupFor(parent) : nullptr;
    return group ? int(group->clusters.size()) : 0;
}

int FleetTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant FleetTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section != 0 || orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return tr("Clusters");
}

QVariant FleetTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (const Group *group = groupFor(index))
        return groupData(*group, role);
    const Cluster *cluster = clusterFor(index);
    return cluster ? clusterData(*cluster, role) : QVariant();
}

QVariant FleetTreeModel::groupData(const Group &group, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case CopyRole:
    case SortRole:
        return group.name;
    case Qt::ToolTipRole:
        return plainToolTip(tr("%n cluster(s)", nullptr, int(group.clusters.size())));
    case SummaryRole:
        return tr("%n cluster(s)", nullptr, int(group.clusters.size()));
    case IdRole:
        return QString(u"group:"_s + group.name);
    case ClusterIdRole:
        return QString();
    case HealthRole: {
        const auto worst = std::ranges::max_element(
            group.clusters, {}, [](const Cluster &cluster) { return badness(cluster.health); });
        return int(worst == group.clusters.end() ? ItemHealth::None : worst->health);
    }
    case EnvironmentRole:
        return int(Environment::Unspecified);
    case StaleRole:
        return false;
    case RoleBadgesRole:
        return QStringList();
    case SearchRole:
        return group.name.toCaseFolded();
    default:
        return {};
    }
}

QVariant FleetTreeModel::clusterData(const Cluster &cluster, int role) const
{
    const ClusterSnapshot &snapshot = cluster.snapshot;
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return snapshot.identity.name;
    case Qt::ToolTipRole:
        return plainToolTip(clusterToolTip(snapshot, m_now));
    case Qt::AccessibleDescriptionRole: {
        QStringList parts = roleBadges(snapshot);
        parts.prepend(environmentText(snapshot.identity.environment));
        parts.append(noReplicationText(snapshot));
        parts.append(freshnessText(snapshot, m_now));
        parts.removeAll(QString());
        return parts.join(u", "_s);
    }
    case SummaryRole:
        if (cluster.freshness != Freshness::Live)
            return freshnessText(snapshot, m_now);
        if (const QString none = noReplicationText(snapshot); !none.isEmpty())
            return none;
        return stateText(snapshot);
    case IdRole:
    case ClusterIdRole:
        return snapshot.identity.id.value;
    case HealthRole:
        return int(cluster.health);
    case EnvironmentRole:
        return int(snapshot.identity.environment);
    case StaleRole:
        return cluster.freshness != Freshness::Live;
    case CopyRole:
        return snapshot.identity.address;
    case RoleBadgesRole:
        return roleBadges(snapshot);
    case SearchRole:
        return searchText(snapshot);
    default:
        return {};
    }
}

} // namespace switchover

#include "moc_fleettreemodel.cpp"
