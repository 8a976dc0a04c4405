// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/fleettreemodel.h"
#include "models/items/textfilterproxy.h"

#include "tests/items/itemsamples.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestFleetTreeModel final : public QObject
{
    Q_OBJECT

private:
    static ClusterSnapshot good(const QString &id, const QString &name, const QString &group = {})
    {
        return readSnapshot(id, name, primaryBlock(), disabledBlock(), group);
    }

private slots:
    void groupsComeFirstAndAllIsInNaturalOrder()
    {
        FleetTreeModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshots({ good(u"1"_s, u"lonely"_s), good(u"2"_s, u"dr-10"_s, u"West"_s),
                             good(u"3"_s, u"dr-2"_s, u"West"_s), good(u"4"_s, u"Alone"_s),
                             good(u"5"_s, u"x"_s, u"east"_s) });
        QCOMPARE(treeLines(model),
                 (QStringList { u"east"_s, u"  x"_s, u"West"_s, u"  dr-2"_s, u"  dr-10"_s,
                                u"Alone"_s, u"lonely"_s }));
        QCOMPARE(model.clusterAt(model.indexOf({ u"3"_s })).value, u"3"_s);
        QCOMPARE(model.indexOf({ u"3"_s }).parent().data().toString(), u"West"_s);
        QVERIFY(!model.clusterAt(model.index(0, 0)).isValid());
        QVERIFY(!model.indexOf({ u"none"_s }).isValid());
    }

    void mergingKeepsRowsAndNeverResets()
    {
        FleetTreeModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNow(sampleTime);
        model.setSnapshots(
            { good(u"a"_s, u"A"_s, u"G"_s), good(u"b"_s, u"B"_s, u"G"_s), good(u"c"_s, u"C"_s) });
        const QPersistentModelIndex b = model.indexOf({ u"b"_s });
        const QPersistentModelIndex c = model.indexOf({ u"c"_s });
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);

        model.merge(good(u"b"_s, u"B"_s, u"G"_s));
        QCOMPARE(changed.size(), 0);

        model.merge(readSnapshot(u"b"_s, u"B"_s, secondaryBlock(), disabledBlock(), u"G"_s));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toModelIndex(), QModelIndex(b));
        QCOMPARE(b.data(RoleBadgesRole).toStringList(), QStringList { u"Performance secondary"_s });

        model.setSnapshots(
            { good(u"b"_s, u"B"_s, u"G"_s), good(u"c"_s, u"C"_s), good(u"d"_s, u"D"_s, u"G"_s) });
        QVERIFY(b.isValid() && c.isValid());
        QCOMPARE(treeLines(model), (QStringList { u"G"_s, u"  B"_s, u"  D"_s, u"C"_s }));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(reset.size(), 0);
    }

    void aRenamedClusterMoves()
    {
        FleetTreeModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshots({ good(u"a"_s, u"A"_s), good(u"b"_s, u"B"_s), good(u"c"_s, u"C"_s) });
        const QPersistentModelIndex a = model.indexOf({ u"a"_s });
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        model.merge(good(u"a"_s, u"D"_s));
        QCOMPARE(treeLines(model), (QStringList { u"B"_s, u"C"_s, u"D"_s }));
        QCOMPARE(moved.size(), 1);
        QCOMPARE(a.data().toString(), u"D"_s);
        model.merge(good(u"a"_s, u"CC"_s)); // stays where it is
        QCOMPARE(moved.size(), 1);
        QCOMPARE(treeLines(model), (QStringList { u"B"_s, u"C"_s, u"CC"_s }));
        model.merge(good(u"a"_s, u"0"_s));
        QCOMPARE(treeLines(model), (QStringList { u"0"_s, u"B"_s, u"C"_s }));
    }

    void aClusterMovesBetweenGroupsAndTheEmptyOneGoes()
    {
        FleetTreeModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshots({ good(u"a"_s, u"A"_s, u"G"_s), good(u"b"_s, u"B"_s) });
        const QPersistentModelIndex a = model.indexOf({ u"a"_s });
        model.merge(good(u"a"_s, u"A"_s, u"F"_s));
        QCOMPARE(treeLines(model), (QStringList { u"F"_s, u"  A"_s, u"B"_s }));
        model.merge(good(u"a"_s, u"A"_s));
        QCOMPARE(treeLines(model), (QStringList { u"A"_s, u"B"_s }));
        model.merge(good(u"b"_s, u"B"_s, u"Z"_s));
        QCOMPARE(treeLines(model), (QStringList { u"Z"_s, u"  B"_s, u"A"_s }));
        QVERIFY(a.isValid());
        QCOMPARE(a.data().toString(), u"A"_s);
        model.removeCluster({ u"b"_s });
        model.removeCluster({ u"never"_s });
        QCOMPARE(treeLines(model), QStringList { u"A"_s });
    }

    void problemsAndSilenceColourTheMarks()
    {
        FleetTreeModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNow(sampleTime);
        model.setSnapshots({ good(u"a"_s, u"A"_s, u"G"_s), good(u"b"_s, u"B"_s, u"G"_s) });
        const QModelIndex a = model.indexOf({ u"a"_s });
        const QModelIndex group = a.parent();
        const auto health = [](const QModelIndex &index) {
            return ItemHealth(index.data(HealthRole).toInt());
        };
        QCOMPARE(health(a), ItemHealth::Good);
        QCOMPARE(health(group), ItemHealth::Good);
        model.setProblems({ { .severity = ProblemSeverity::Danger, .clusters = { { u"a"_s } } },
                            { .severity = ProblemSeverity::Attention, .clusters = { { u"a"_s } } },
                            { .severity = ProblemSeverity::Danger } });
        QCOMPARE(health(a), ItemHealth::Danger);
        QCOMPARE(health(group), ItemHealth::Danger);
        QCOMPARE(health(model.indexOf({ u"b"_s })), ItemHealth::Good);
        model.setProblems({});
        QCOMPARE(health(group), ItemHealth::Good);

        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setNow(sampleTime.addSecs(5));
        QCOMPARE(changed.size(), 0);
        model.setNow(sampleTime.addSecs(31));
        QCOMPARE(changed.size(), 3); // both clusters and their group
        QVERIFY(a.data(StaleRole).toBool());
        QCOMPARE(health(group), ItemHealth::Attention);
        QVERIFY(a.data(Qt::ToolTipRole).toString().contains(u"31 s ago"));
    }

    void aFilterKeepsParentsAndWhatIsBelowAMatch()
    {
        FleetTreeModel model;
        TextFilterProxy proxy(TextFilterProxy::Shape::Tree);
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester proxyTester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshots({ good(u"1"_s, u"dr-one"_s, u"East"_s),
                             good(u"2"_s, u"perf-one"_s, u"East"_s),
                             good(u"3"_s, u"dr-two"_s, u"West"_s), good(u"4"_s, u"eastern"_s) });
        proxy.setFilterText(u"dr"_s);
        QCOMPARE(treeLines(proxy),
                 (QStringList { u"East"_s, u"  dr-one"_s, u"West"_s, u"  dr-two"_s }));
        proxy.setFilterText(u"WEST"_s);
        QCOMPARE(treeLines(proxy), (QStringList { u"West"_s, u"  dr-two"_s }));
        model.merge(good(u"4"_s, u"western"_s));
        model.merge(good(u"5"_s, u"new"_s, u"North-west"_s));
        QCOMPARE(
            treeLines(proxy),
            (QStringList { u"North-west"_s, u"  new"_s, u"West"_s, u"  dr-two"_s, u"western"_s }));
        proxy.setFilterText({});
        QCOMPARE(treeLines(proxy), treeLines(model));
    }

    void anyRowOfMergesGivesTheSameTreeAsAFreshOne()
    {
        QRandomGenerator random(7);
        FleetTreeModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::map<QString, ClusterSnapshot> truth;
        for (int step = 0; step < 400; ++step) {
            const QString id = QString::number(random.bounded(12));
            if (random.bounded(5) == 0) {
                model.removeCluster({ id });
                truth.erase(id);
            } else {
                const int group = random.bounded(4);
                const ClusterSnapshot snapshot = good(id, u"n%1"_s.arg(random.bounded(30)),
                                                      group == 0 ? QString() : u"g%1"_s.arg(group));
                model.merge(snapshot);
                truth.insert_or_assign(id, snapshot);
            }
            FleetTreeModel fresh;
            for (const auto &[key, snapshot] : truth)
                fresh.merge(snapshot);
            QCOMPARE(treeLines(model), treeLines(fresh));
        }
    }
};

QTEST_GUILESS_MAIN(TestFleetTreeModel)
#include "tst_fleettreemodel.moc"
