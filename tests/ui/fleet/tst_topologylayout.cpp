// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/topologylayout.h"

#include <QTest>

#include <algorithm>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

QList<ClusterSnapshot> clusters(const QStringList &ids)
{
    QList<ClusterSnapshot> snapshots;
    for (const QString &id : ids) {
        ClusterSnapshot snapshot;
        snapshot.identity.id = { id };
        snapshot.identity.name = id;
        snapshots.append(snapshot);
    }
    return snapshots;
}

ReplicationLink link(const QString &primary, const QString &secondary, ReplicationType type)
{
    return { .type = type, .setId = u"set"_s, .primary = { primary }, .secondary = { secondary } };
}

TopologyNode node(const TopologyPicture &picture, const QString &key)
{
    const auto found = std::ranges::find(picture.nodes, key, &TopologyNode::key);
    return found == picture.nodes.cend() ? TopologyNode() : *found;
}

constexpr auto performance = ReplicationType::Performance;
constexpr auto dr = ReplicationType::DisasterRecovery;

} // namespace

class TestTopologyLayout : public QObject
{
    Q_OBJECT

private slots:
    void secondariesStandRightOfTheirPrimaryTheDrOneBesideIt()
    {
        const TopologyPicture picture =
            layOut(clusters({ u"a"_s, u"b"_s, u"c"_s, u"d"_s }),
                   { .links = { link(u"a"_s, u"c"_s, performance), link(u"a"_s, u"b"_s, dr),
                                link(u"c"_s, u"d"_s, dr) } });
        QCOMPARE(node(picture, u"a"_s).column, 0);
        QCOMPARE(node(picture, u"b"_s).column, 1);
        QCOMPARE(node(picture, u"c"_s).column, 1);
        QCOMPARE(node(picture, u"d"_s).column, 2);
        QCOMPARE(node(picture, u"b"_s).row, node(picture, u"a"_s).row);
        QVERIFY(node(picture, u"c"_s).row > node(picture, u"b"_s).row);
        QCOMPARE(node(picture, u"d"_s).row, node(picture, u"c"_s).row);
        QCOMPARE(picture.edges.size(), 3);
    }

    void noTwoClustersShareAPlace_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("linked");
        QTest::newRow("none") << 0 << 0;
        QTest::newRow("one") << 1 << 0;
        QTest::newRow("all alone") << 9 << 0;
        QTest::newRow("one primary, many secondaries") << 12 << 12;
        QTest::newRow("mixed") << 50 << 20;
    }

    void noTwoClustersShareAPlace()
    {
        QFETCH(int, count);
        QFETCH(int, linked);
        QStringList ids;
        Topology topology;
        for (int i = 0; i < count; ++i) {
            ids.append(u"c%1"_s.arg(i));
            if (i > 0 && i < linked)
                topology.links.append(link(u"c%1"_s.arg(i % 3 == 0 ? i - 1 : 0), ids.constLast(),
                                           i % 2 ? dr : performance));
        }
        const TopologyPicture picture = layOut(clusters(ids), topology);
        QCOMPARE(picture.nodes.size(), count);
        QSet<QPair<int, int>> places;
        for (const TopologyNode &place : picture.nodes)
            places.insert({ place.column, qRound(place.row * 100) });
        QCOMPARE(places.size(), count);
    }

    void anUnregisteredSecondaryIsAGhost()
    {
        const TopologyPicture picture = layOut(clusters({ u"a"_s }),
                                               { .links = { { .type = dr,
                                                              .setId = u"set"_s,
                                                              .primary = { u"a"_s },
                                                              .secondaryId = u"dr-east"_s } } });
        QCOMPARE(picture.nodes.size(), 2);
        const auto ghost = std::ranges::find_if(
            picture.nodes, [](const TopologyNode &place) { return !place.id.isValid(); });
        QVERIFY(ghost != picture.nodes.cend());
        QCOMPARE(ghost->label, u"dr-east"_s);
        QCOMPARE(ghost->column, 1);
        QCOMPARE(picture.edges.size(), 1);
        QCOMPARE(picture.edges.at(0).to, ghost->key);
    }

    void aCircleEnds()
    {
        const TopologyPicture picture = layOut(
            clusters({ u"a"_s, u"b"_s }),
            { .links = { link(u"a"_s, u"b"_s, performance), link(u"b"_s, u"a"_s, performance) } });
        QCOMPARE(picture.nodes.size(), 2);
        QCOMPARE(picture.edges.size(), 2);
        QVERIFY(node(picture, u"a"_s).column != node(picture, u"b"_s).column);
    }

    // One line for both types, and nothing between the two.
    void twoPrimariesOfASetStandTogether()
    {
        const QList<ClusterId> rivals { { u"a"_s }, { u"c"_s } };
        const Topology topology {
            .links = { link(u"a"_s, u"b"_s, performance), link(u"d"_s, u"e"_s, dr) },
            .conflicts = { { .type = performance, .setId = u"p"_s, .primaries = rivals },
                           { .type = dr, .setId = u"d"_s, .primaries = rivals } }
        };
        const TopologyPicture picture =
            layOut(clusters({ u"a"_s, u"b"_s, u"d"_s, u"e"_s, u"c"_s }), topology);
        QCOMPARE(picture.conflicts.size(), 1);
        QCOMPARE(picture.conflicts.first().sets.size(), 2);
        QCOMPARE(node(picture, u"a"_s).column, 0);
        QCOMPARE(node(picture, u"c"_s).column, 0);
        QVERIFY(node(picture, u"c"_s).row > node(picture, u"a"_s).row);
        QVERIFY(node(picture, u"c"_s).row < node(picture, u"d"_s).row);
    }

    void ofManyGhostsAFewAreDrawnAndTheOthersCounted()
    {
        constexpr int count = 20000;
        Topology topology;
        for (int i = 0; i < count; ++i) {
            ReplicationLink ghost = link(u"a"_s, {}, i % 2 ? performance : dr);
            ghost.secondaryId = QString::number(i);
            topology.links.append(ghost);
        }
        topology.links.append(link(u"a"_s, u"b"_s, performance));
        const TopologyPicture picture = layOut(clusters({ u"a"_s, u"b"_s }), topology);
        QVERIFY(picture.nodes.size() <= 2 + 2 * (mostGhosts + 1));
        int more = 0;
        for (const TopologyNode &each : picture.nodes)
            more += each.more;
        QCOMPARE(more, count - 2 * mostGhosts);
        // A registered one is drawn, however late it is listed.
        QVERIFY(std::ranges::find(picture.edges, u"b"_s, &TopologyEdge::to) != picture.edges.end());
    }

    void theSameFleetGivesTheSamePicture()
    {
        const QList<ClusterSnapshot> fleet = clusters({ u"a"_s, u"b"_s, u"c"_s });
        const Topology topology { .links = { link(u"a"_s, u"b"_s, dr) } };
        QCOMPARE(layOut(fleet, topology), layOut(fleet, topology));
    }
};

QTEST_APPLESS_MAIN(TestTopologyLayout)
#include "tst_topologylayout.moc"
