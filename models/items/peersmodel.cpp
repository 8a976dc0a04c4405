// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/peersmodel.h"

#include "models/base/tooltip.h"
#include "models/items/format.h"

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

QVariant textValue(const std::optional<QString> &text)
{
    return text && !text->isEmpty() ? QVariant(*text) : QVariant();
}

QVariant numberValue(const std::optional<qint64> &number)
{
    return number ? QVariant(qlonglong(*number)) : QVariant();
}

QString shownText(const std::optional<QString> &text)
{
    return text && !text->isEmpty() ? *text : noValue();
}

bool isConnected(const Peer &peer)
{
    return peer.connectionStatus && *peer.connectionStatus == ConnectionStatus::Connected;
}

// A value the cluster no longer tells is taken from what it told before. True if so.
template <typename T>
bool recall(std::optional<T> &fresh, const std::optional<T> &old)
{
    if (fresh || !old)
        return false;
    fresh = old;
    return true;
}

// Whether all but the figures is as it was.
bool saysTheSame(const Peer &one, const Peer &other)
{
    return one.nodeId == other.nodeId && one.apiAddress == other.apiAddress
        && one.clusterAddress == other.clusterAddress
        && one.connectionStatus == other.connectionStatus
        && one.unknownFields == other.unknownFields;
}

} // namespace

PeersModel::PeersModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

PeersModel::~PeersModel() = default;

void PeersModel::setSubject(const ClusterId &cluster, ReplicationType type)
{
    if (cluster == m_cluster && type == m_type)
        return;
    beginResetModel();
    stash();
    m_side = Side::None;
    m_statusAt = {};
    m_previousStatusAt = {};
    m_freshness = Freshness::Never;
    m_snapshot = {};
    m_cluster = cluster;
    m_type = type;
    endResetModel();
}

std::vector<PeersModel::Row> &PeersModel::rememberedRows(Side side)
{
    Memory &memory = m_memories[{ m_cluster, m_type }];
    return side == Side::Primaries ? memory.primaries : memory.secondaries;
}

void PeersModel::merge(const ClusterSnapshot &snapshot)
{
    if (snapshot.identity.id != m_cluster)
        return;
    m_snapshot = snapshot;
    if (const ReplicationBlock *block = snapshot.block(m_type)) {
        showSide(sideOf(*block));
        m_previousStatusAt = std::exchange(m_statusAt, snapshot.statusAt);
        if (m_side != Side::None)
            mergeBlock(*block);
    }
    updateFreshness();
}

void PeersModel::updateFreshness()
{
    const Freshness freshness = m_snapshot.freshness(m_now);
    if (std::exchange(m_freshness, freshness) != freshness && !m_rows.empty())
        emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1),
                         { StaleRole });
}

PeersModel::Side PeersModel::sideOf(const ReplicationBlock &block)
{
    if (block.isPrimary())
        return Side::Secondaries;
    // While it is set up, a secondary has another mode, but its primary's nodes may be there.
    if (block.isSecondary() || block.primaries || block.knownPrimaryClusterAddresses)
        return Side::Primaries;
    return Side::None;
}

// After a change of role all other ends are other ones.
void PeersModel::showSide(Side side)
{
    if (side == m_side)
        return;
    if (!m_rows.empty()) {
        beginRemoveRows({}, 0, int(m_rows.size()) - 1);
        stash();
        endRemoveRows();
    }
    m_side = side;
    if (side == Side::None)
        return;
    const std::vector<Row> &remembered = rememberedRows(side);
    if (remembered.empty())
        return;
    beginInsertRows({}, 0, int(remembered.size()) - 1);
    m_rows = remembered;
    for (size_t i = 0; i < m_rows.size(); ++i)
        m_index.insert(m_rows[i].key, i);
    endInsertRows();
}

// Puts the rows away. They are no longer known to be connected.
void PeersModel::stash()
{
    m_index.clear();
    if (m_side == Side::None)
        return;
    for (Row &row : m_rows) {
        row.lastSeen = lastSeenOf(row);
        row.peer.connectionStatus.reset();
        row.told = {};
    }
    rememberedRows(m_side) = std::exchange(m_rows, {});
}

QDateTime PeersModel::lastSeenOf(const Row &row) const
{
    return isConnected(row.peer) ? m_statusAt : row.lastSeen;
}

QString PeersModel::keyOf(const Peer &peer) const
{
    const auto &name = m_side == Side::Secondaries ? peer.nodeId : peer.clusterAddress;
    if (name && !name->isEmpty())
        return *name;
    return peer.apiAddress.value_or(peer.clusterAddress.value_or(QString()));
}

struct PeersModel::Merging
{
    std::vector<Change> changes; // of the rows there were
    std::vector<bool> seen;
    std::vector<Row> added;
    QHash<QString, int> numbers; // how often an id came
    size_t hint = 0;             // mostly the order is as it was, and nothing has to be looked up
};

void PeersModel::mergeBlock(const ReplicationBlock &block)
{
    const bool ofPrimary = m_side == Side::Secondaries;
    const auto &listed = ofPrimary ? block.secondaries : block.primaries;
    const auto &known = ofPrimary ? block.knownSecondaries : block.knownPrimaryClusterAddresses;
    Merging merging;
    merging.changes.resize(m_rows.size(), Change::None);
    merging.seen.resize(m_rows.size(), false);
    if (listed)
        mergeListed(merging, *listed);
    if (known)
        mergeKnown(merging, *known, listed.has_value());
    mergeGone(merging);
    finish(merging);
    forgetSurplus();
}

void PeersModel::mergeListed(Merging &merging, const QList<Peer> &listed)
{
    for (const Peer &peer : listed) {
        const QString id = keyOf(peer);
        QString key = id;
        size_t place = merging.hint;
        // Ids that come twice are told apart by their order. A server may send one 20,000 times, so
        // counting continues where it ended.
        for (int &number = merging.numbers[id];;) {
            if (++number > 1)
                key = u"%1 (%2)"_s.arg(id).arg(number);
            if (place >= m_rows.size() || m_rows[place].key != key || merging.seen[place])
                place = m_index.value(key, m_rows.size() + merging.added.size());
            const bool isTaken = place < m_rows.size()
                ? merging.seen[place]
                : place < m_rows.size() + merging.added.size();
            if (!isTaken)
                break;
        }
        if (place >= m_rows.size()) {
            add(merging, { .key = key, .told = peer, .peer = peer });
            continue;
        }
        merging.hint = place + 1;
        merging.seen[place] = true;
        const Row &old = m_rows[place];
        if (old.presence == Presence::Listed && old.statusTold && saysTheSame(old.told, peer))
            takeFigures(merging, place, peer);
        else
            take(merging, place, { .key = key, .told = peer, .peer = peer });
    }
}

void PeersModel::mergeKnown(Merging &merging, const QStringList &known, bool statusTold)
{
    merging.hint = 0;
    for (const QString &name : known) {
        size_t place = merging.hint;
        if (place >= m_rows.size() || m_rows[place].key != name)
            place = m_index.value(name, m_rows.size() + merging.added.size());
        if (place >= m_rows.size() + merging.added.size()) {
            Row row { .key = name, .presence = Presence::Known, .statusTold = statusTold };
            (m_side == Side::Secondaries ? row.peer.nodeId : row.peer.clusterAddress) = name;
            add(merging, std::move(row));
            continue;
        }
        if (place >= m_rows.size())
            continue; // listed, and new
        merging.hint = place + 1;
        if (merging.seen[place])
            continue;
        merging.seen[place] = true;
        Row row { .key = name, .presence = Presence::Known, .statusTold = statusTold };
        (m_side == Side::Secondaries ? row.peer.nodeId : row.peer.clusterAddress) = name;
        take(merging, place, std::move(row));
    }
}

void PeersModel::mergeGone(Merging &merging)
{
    for (size_t place = 0; place < m_rows.size(); ++place) {
        if (merging.seen[place] || m_rows[place].presence == Presence::Gone)
            continue;
        Row gone { .key = m_rows[place].key, .presence = Presence::Gone };
        gone.peer.nodeId = m_rows[place].peer.nodeId;
        take(merging, place, std::move(gone));
    }
}

// Other ids with each answer would fill the memory.
void PeersModel::forgetSurplus()
{
    const auto isGone = [](const Row &row) { return row.presence == Presence::Gone; };
    if (std::ranges::count_if(m_rows, isGone) <= mostGone)
        return;
    beginResetModel();
    std::erase_if(m_rows, isGone);
    m_index.clear();
    for (size_t i = 0; i < m_rows.size(); ++i)
        m_index.insert(m_rows[i].key, i);
    endResetModel();
}

// Most of what a poll brings of thousands of peers: only their figures have moved. Nothing is built
// anew for that; what take() and complete() would find for the rest is in the row already.
void PeersModel::takeFigures(Merging &merging, size_t place, const Peer &peer)
{
    Row &row = m_rows[place];
    const bool sameHeartbeat = row.told.lastHeartbeat == peer.lastHeartbeat
        && row.told.lastHeartbeatText == peer.lastHeartbeatText;
    if (sameHeartbeat && row.told.clockSkewMs == peer.clockSkewMs
        && row.told.lastHeartbeatDurationMs == peer.lastHeartbeatDurationMs
        && row.told.canaryAgeMs == peer.canaryAgeMs)
        return;
    merging.changes[place] = Change::Figures;
    if (isConnected(row.peer))
        row.lastSeen = m_previousStatusAt;
    if (peer.lastHeartbeat && peer.lastHeartbeat->isValid()
        && !(row.lastSeen > *peer.lastHeartbeat))
        row.lastSeen = *peer.lastHeartbeat;
    const auto copyFigures = [&peer](Peer &to) {
        to.lastHeartbeat = peer.lastHeartbeat;
        to.lastHeartbeatText = peer.lastHeartbeatText;
        to.clockSkewMs = peer.clockSkewMs;
        to.lastHeartbeatDurationMs = peer.lastHeartbeatDurationMs;
        to.canaryAgeMs = peer.canaryAgeMs;
    };
    const std::optional<QDateTime> known = row.peer.lastHeartbeat;
    copyFigures(row.told);
    copyFigures(row.peer);
    row.heartbeatRemembered = recall(row.peer.lastHeartbeat, known);
}

void PeersModel::take(Merging &merging, size_t place, Row fresh)
{
    Row &old = m_rows[place];
    complete(fresh, &old);
    if (old == fresh)
        return;
    const bool onlyFigures = old.search == fresh.search
        && old.clusterRemembered == fresh.clusterRemembered
        && old.apiRemembered == fresh.apiRemembered && old.statusTold == fresh.statusTold;
    merging.changes[place] = onlyFigures ? Change::Figures : Change::All;
    old = std::move(fresh);
}

void PeersModel::add(Merging &merging, Row fresh)
{
    complete(fresh, nullptr);
    m_index.insert(fresh.key, m_rows.size() + merging.added.size());
    merging.added.push_back(std::move(fresh));
}

void PeersModel::finish(Merging &merging)
{
    const std::vector<Change> &changes = merging.changes;
    for (size_t first = 0; first < changes.size();) {
        size_t last = first;
        while (last + 1 < changes.size() && changes[last + 1] == changes[first])
            ++last;
        if (changes[first] != Change::None) {
            const Column from = changes[first] == Change::Figures ? Heartbeat : Id;
            emit dataChanged(index(int(first), from), index(int(last), ColumnCount - 1));
        }
        first = last + 1;
    }
    if (merging.added.empty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + merging.added.size()) - 1);
    std::ranges::move(merging.added, std::back_inserter(m_rows));
    endInsertRows();
}

// Takes over what only the old row knows, and what is derived.
void PeersModel::complete(Row &fresh, const Row *old) const
{
    const QDateTime heartbeat = fresh.peer.lastHeartbeat.value_or(QDateTime());
    if (old) {
        fresh.apiRemembered = recall(fresh.peer.apiAddress, old->peer.apiAddress);
        fresh.clusterRemembered = recall(fresh.peer.clusterAddress, old->peer.clusterAddress);
        fresh.heartbeatRemembered = recall(fresh.peer.lastHeartbeat, old->peer.lastHeartbeat);
        fresh.lastSeen = isConnected(old->peer) ? m_previousStatusAt : old->lastSeen;
        if (heartbeat.isValid() && !(fresh.lastSeen > heartbeat))
            fresh.lastSeen = heartbeat;
        const bool sameText = fresh.peer.nodeId == old->peer.nodeId
            && fresh.peer.apiAddress == old->peer.apiAddress
            && fresh.peer.clusterAddress == old->peer.clusterAddress
            && fresh.peer.connectionStatus == old->peer.connectionStatus
            && fresh.presence == old->presence;
        if (sameText) {
            fresh.search = old->search;
            return;
        }
    } else {
        fresh.lastSeen = heartbeat;
    }
    fresh.search =
        QStringList { fresh.peer.nodeId.value_or(QString()),
                      fresh.peer.apiAddress.value_or(QString()),
                      fresh.peer.clusterAddress.value_or(QString()), connectionText(fresh) }
            .join(u'\n')
            .toCaseFolded();
}

void PeersModel::setNow(const QDateTime &now)
{
    m_now = now;
    updateFreshness();
    if (m_rows.empty())
        return;
    const int last = int(m_rows.size()) - 1;
    for (const Column column : { Heartbeat, LastSeen })
        emit dataChanged(index(0, column), index(last, column),
                         { Qt::DisplayRole, Qt::ToolTipRole });
}

int PeersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PeersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PeersModel::data(const QModelIndex &index, int role) const
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
        return isNumber(column) ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case SortRole:
        return sortData(row, column);
    case CopyRole:
        return copyData(row, column);
    case SearchRole:
        return row.search;
    case IdRole:
        return row.key;
    case ClusterIdRole:
        return m_cluster.value;
    case HealthRole:
        return int(healthOf(row));
    case StaleRole:
        return m_freshness != Freshness::Live;
    case RememberedRole:
        return isRemembered(row, column);
    default:
        return {};
    }
}

bool PeersModel::isNumber(Column column)
{
    return column == Heartbeat || column == LagColumn || column == ClockSkew
        || column == HeartbeatDuration || column == LastSeen;
}

QString PeersModel::connectionText(const Row &row) const
{
    switch (row.presence) {
    case Presence::Listed:
        return row.peer.connectionStatus ? row.peer.connectionStatus->text : noValue();
    case Presence::Known:
        // Before Vault 1.5 nobody says, and of a primary's node nobody claims a connection.
        if (!row.statusTold || m_side != Side::Secondaries)
            return noValue();
        return row.lastSeen.isValid() ? tr("not connected") : tr("never connected");
    case Presence::Gone:
        return tr("no longer listed");
    }
    Q_UNREACHABLE();
}

ItemHealth PeersModel::healthOf(const Row &row) const
{
    switch (row.presence) {
    case Presence::Known:
        return row.statusTold && m_side == Side::Secondaries ? ItemHealth::Attention
                                                             : ItemHealth::Unknown;
    case Presence::Gone:
        return ItemHealth::None;
    case Presence::Listed:
        break;
    }
    if (!row.peer.connectionStatus)
        return ItemHealth::Unknown;
    switch (row.peer.connectionStatus->meaning) {
    case ConnectionStatus::Connected:
        return ItemHealth::Good;
    case ConnectionStatus::Disconnected:
        return ItemHealth::Danger;
    case ConnectionStatus::Unrecognized:
        return ItemHealth::Unknown;
    }
    Q_UNREACHABLE();
}

bool PeersModel::isRemembered(const Row &row, Column column) const
{
    switch (column) {
    case Id:
        return row.presence == Presence::Gone;
    case ApiAddress:
        return row.apiRemembered;
    case ClusterAddress:
        return row.clusterRemembered;
    case Heartbeat:
        return row.heartbeatRemembered;
    case LastSeen:
        return row.lastSeen.isValid() && !isConnected(row.peer);
    case Connection:
    case LagColumn:
    case ClockSkew:
    case HeartbeatDuration:
    case ColumnCount:
        break;
    }
    return false;
}

QVariant PeersModel::displayData(const Row &row, Column column) const
{
    const Peer &peer = row.peer;
    switch (column) {
    case Id:
        if (peer.nodeId && !peer.nodeId->isEmpty())
            return shortId(*peer.nodeId);
        return hostOf(row.key);
    case ApiAddress:
        return shownText(peer.apiAddress);
    case ClusterAddress:
        return shownText(peer.clusterAddress);
    case Connection:
        return connectionText(row);
    case Heartbeat:
        return peer.lastHeartbeat ? relativeTime(*peer.lastHeartbeat, m_now) : noValue();
    case LagColumn:
        return peer.canaryAgeMs ? durationText(std::chrono::milliseconds(*peer.canaryAgeMs))
                                : noValue();
    case ClockSkew:
        return peer.clockSkewMs ? skewText(std::chrono::milliseconds(*peer.clockSkewMs))
                                : noValue();
    case HeartbeatDuration:
        return peer.lastHeartbeatDurationMs
            ? durationText(std::chrono::milliseconds(*peer.lastHeartbeatDurationMs))
            : noValue();
    case LastSeen:
        return isConnected(peer) && m_freshness == Freshness::Live
            ? tr("now")
            : relativeTime(lastSeenOf(row), m_now);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PeersModel::sortData(const Row &row, Column column) const
{
    const Peer &peer = row.peer;
    switch (column) {
    case Id:
        return peer.nodeId && !peer.nodeId->isEmpty() ? *peer.nodeId : row.key;
    case ApiAddress:
        return textValue(peer.apiAddress);
    case ClusterAddress:
        return textValue(peer.clusterAddress);
    case Connection:
        return connectionText(row);
    case Heartbeat:
        return timeOrder(peer.lastHeartbeat.value_or(QDateTime()));
    case LagColumn:
        return numberValue(peer.canaryAgeMs);
    case ClockSkew:
        return numberValue(peer.clockSkewMs);
    case HeartbeatDuration:
        return numberValue(peer.lastHeartbeatDurationMs);
    case LastSeen:
        return timeOrder(lastSeenOf(row));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PeersModel::copyData(const Row &row, Column column) const
{
    const Peer &peer = row.peer;
    switch (column) {
    case Id:
        return peer.nodeId.value_or(row.key);
    case ApiAddress:
        return peer.apiAddress.value_or(QString());
    case ClusterAddress:
        return peer.clusterAddress.value_or(QString());
    case Connection:
        return connectionText(row);
    case Heartbeat:
        return peer.lastHeartbeat ? peer.lastHeartbeat->toString(Qt::ISODateWithMs) : QString();
    case LastSeen: {
        const QDateTime seen = lastSeenOf(row);
        return seen.isValid() ? seen.toString(Qt::ISODateWithMs) : QString();
    }
    case LagColumn:
    case ClockSkew:
    case HeartbeatDuration: {
        const QVariant number = sortData(row, column);
        return number.isValid() ? u"%1 ms"_s.arg(number.toLongLong()) : QString();
    }
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PeersModel::toolTip(const Row &row, Column column) const
{
    const QString remembered =
        tr("The cluster no longer says this. It was so when it was last seen.");
    switch (column) {
    case Connection:
        if (row.presence == Presence::Known && row.statusTold && m_side == Side::Secondaries
            && !row.lastSeen.isValid()) {
            return tr("This id was handed out with an activation token, and no secondary has "
                      "connected with it since the "
                      "primary's active node started: the token was never used, or the secondary "
                      "has been away since.");
        }
        if (row.presence == Presence::Gone)
            return tr(
                "The cluster listed this peer earlier in this session and does not any more.");
        return connectionText(row);
    case Heartbeat:
    case LastSeen: {
        const QVariant moment = sortData(row, column);
        if (!moment.isValid())
            return {};
        const QString exact =
            exactTime(QDateTime::fromMSecsSinceEpoch(moment.toLongLong(), Qt::UTC));
        return column == Heartbeat && row.heartbeatRemembered ? QString(exact + u'\n' + remembered)
                                                              : exact;
    }
    case Id:
    case ApiAddress:
    case ClusterAddress: {
        const QString full = copyData(row, column).toString();
        return isRemembered(row, column) && column != Id ? QString(full + u'\n' + remembered)
                                                         : full;
    }
    case LagColumn:
    case ClockSkew:
    case HeartbeatDuration:
        return copyData(row, column);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PeersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const auto column = Column(section);
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return plainToolTip(headerToolTip(column));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Id:
        return tr("Id");
    case ApiAddress:
        return tr("API address");
    case ClusterAddress:
        return tr("Cluster address");
    case Connection:
        return tr("Connection");
    case Heartbeat:
        return tr("Heartbeat");
    case LagColumn:
        return tr("Lag");
    case ClockSkew:
        return tr("Clock skew");
    case HeartbeatDuration:
        return tr("Heartbeat took");
    case LastSeen:
        return tr("Last seen");
    case ColumnCount:
        break;
    }
    return {};
}

QString PeersModel::headerToolTip(Column column)
{
    switch (column) {
    case LagColumn:
        return tr("How old the primary's newest canary was when it arrived here or there. Since "
                  "Vault 1.17; about one "
                  "second is healthy.");
    case ClockSkew:
        return tr("How far the clocks of both ends are apart. Since Vault 1.17.");
    case HeartbeatDuration:
        return tr("How long the last heartbeat took. Since Vault 1.17.");
    case LastSeen:
        return tr("The newest sign of a connection while this program ran.");
    case Id:
    case ApiAddress:
    case ClusterAddress:
    case Connection:
    case Heartbeat:
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace switchover

#include "moc_peersmodel.cpp"
