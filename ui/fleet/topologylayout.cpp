// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/topologylayout.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

constexpr int standaloneColumns = 4;
constexpr double gap = 0.25; ///< between groups that have nothing to do with each other

class Layout
{
public:
    Layout(const QList<ClusterSnapshot> &snapshots, const Topology &topology);
    [[nodiscard]] TopologyPicture result();

private:
    void connect(const ReplicationLink &link, const QString &from, const QString &to);
    void addToRest(const ReplicationLink &link);
    QString ghost(const ReplicationLink &link, const QString &label, QLatin1StringView end);
    void addConflicts(const Topology &topology);
    void place(const QString &key, int column);
    void placeGroup(const QString &root);
    void placeStandalone();

    TopologyPicture m_picture;
    QHash<QString, qsizetype> m_position; ///< key to node
    QHash<QString, QStringList> m_children;
    QHash<QString, QStringList> m_rivals; ///< primaries of the same set
    QSet<QString> m_isChild;
    QSet<QString> m_linked;
    QSet<QString> m_placed;
    double m_nextRow = 0;
};

Layout::Layout(const QList<ClusterSnapshot> &snapshots, const Topology &topology)
{
    for (const ClusterSnapshot &snapshot : snapshots) {
        m_position.insert(snapshot.identity.id.value, m_picture.nodes.size());
        m_picture.nodes.append({ .key = snapshot.identity.id.value, .id = snapshot.identity.id });
    }
    QHash<QString, int> ghosts; // secondaries of a primary, for each type
    for (const ReplicationLink &link : topology.links) {
        if (link.primary.isValid() && !link.secondary.isValid()) {
            const int number = ++ghosts[wireName(link.type) + u' ' + link.primary.value];
            if (number > mostGhosts) {
                addToRest(link);
                continue;
            }
        }
        const QString from = link.primary.isValid()
            ? link.primary.value
            : ghost(link, link.primaryAddress, "primary"_L1);
        const QString to = link.secondary.isValid()
            ? link.secondary.value
            : ghost(link, link.secondaryId.isEmpty() ? link.secondaryAddress : link.secondaryId,
                    "secondary"_L1);
        connect(link, from, to);
    }
    addConflicts(topology);
}

void Layout::addConflicts(const Topology &topology)
{
    for (const PrimaryConflict &conflict : topology.conflicts) {
        for (qsizetype i = 1; i < conflict.primaries.size(); ++i) {
            const QString first = conflict.primaries.at(i - 1).value;
            const QString second = conflict.primaries.at(i).value;
            if (!m_position.contains(first) || !m_position.contains(second))
                continue;
            const auto known =
                std::ranges::find_if(m_picture.conflicts, [&](const TopologyConflict &other) {
                    return other.first == first && other.second == second;
                });
            if (known != m_picture.conflicts.end()) {
                known->sets.append(conflict);
                continue;
            }
            m_picture.conflicts.append({ .first = first, .second = second, .sets = { conflict } });
            m_rivals[first].append(second);
            m_rivals[second].append(first);
            m_linked.insert(first);
            m_linked.insert(second);
        }
    }
}

void Layout::connect(const ReplicationLink &link, const QString &from, const QString &to)
{
    if (!m_position.contains(from) || !m_position.contains(to) || from == to)
        return;
    m_picture.edges.append({ .from = from, .to = to, .link = link });
    m_linked.insert(from);
    m_linked.insert(to);
    m_isChild.insert(to);
    // A DR secondary stands right beside its primary, performance secondaries below it.
    QStringList &children = m_children[from];
    if (link.type == ReplicationType::DisasterRecovery)
        children.prepend(to);
    else
        children.append(to);
}

/// One node for all ghosts beyond those that are drawn; its arrow has no state of its own.
void Layout::addToRest(const ReplicationLink &link)
{
    const QString key = u"rest %1 %2"_s.arg(wireName(link.type), link.primary.value);
    const auto known = m_position.constFind(key);
    if (known != m_position.cend()) {
        ++m_picture.nodes[*known].more;
        return;
    }
    m_position.insert(key, m_picture.nodes.size());
    m_picture.nodes.append({ .key = key, .more = 1 });
    connect({ .type = link.type, .setId = link.setId, .primary = link.primary }, link.primary.value,
            key);
}

QString Layout::ghost(const ReplicationLink &link, const QString &label, QLatin1StringView end)
{
    const QString key = u"ghost %1 %2 %3 %4"_s.arg(wireName(link.type), link.setId, end, label);
    if (!m_position.contains(key)) {
        m_position.insert(key, m_picture.nodes.size());
        m_picture.nodes.append({ .key = key, .label = label });
    }
    return key;
}

void Layout::place(const QString &key, int column)
{
    if (m_placed.contains(key))
        return;
    m_placed.insert(key);
    TopologyNode &node = m_picture.nodes[m_position.value(key)];
    node.column = column;
    node.row = m_nextRow;
    const double before = m_nextRow;
    const QStringList children = m_children.value(key);
    for (const QString &child : children)
        place(child, column + 1);
    if (m_nextRow == before)
        m_nextRow += 1; // a leaf takes a row; the first child shares its primary's
}

// A root with all that follows it, and right below it the primaries it is in conflict with.
void Layout::placeGroup(const QString &root)
{
    QStringList waiting { root };
    while (!waiting.isEmpty()) {
        const QString key = waiting.takeFirst();
        if (m_placed.contains(key))
            continue;
        if (m_nextRow > 0)
            m_nextRow += gap;
        place(key, 0);
        if (!m_rivals.value(key).isEmpty())
            m_nextRow += gap; // for the words on the line
        waiting += m_rivals.value(key);
    }
}

void Layout::placeStandalone()
{
    int column = 0;
    for (TopologyNode &node : m_picture.nodes) {
        if (m_linked.contains(node.key))
            continue;
        node.column = column;
        node.row = m_nextRow;
        if (++column == standaloneColumns) {
            column = 0;
            m_nextRow += 1;
        }
    }
}

TopologyPicture Layout::result()
{
    QStringList order;
    for (const TopologyNode &node : std::as_const(m_picture.nodes)) {
        if (m_linked.contains(node.key) && !m_isChild.contains(node.key))
            order.append(node.key);
    }
    for (const TopologyNode &node : std::as_const(m_picture.nodes)) {
        if (m_linked.contains(node.key) && m_isChild.contains(node.key))
            order.append(node.key); // reached from a root by now, or part of a circle
    }
    for (const QString &key : std::as_const(order)) {
        placeGroup(key);
    }
    if (m_nextRow > 0)
        m_nextRow += gap;
    placeStandalone();
    return m_picture;
}

} // namespace

TopologyPicture layOut(const QList<ClusterSnapshot> &snapshots, const Topology &topology)
{
    return Layout(snapshots, topology).result();
}

} // namespace switchover::ui
