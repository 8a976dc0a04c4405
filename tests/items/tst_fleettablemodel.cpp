// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/fleettablemodel.h"

#include "models/items/format.h"

#include "tests/items/itemsamples.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestFleetTableModel final : public QObject
{
    Q_OBJECT

private:
    static ClusterSnapshot good(const QString &id)
    {
        return readSnapshot(id, id.toUpper(), primaryBlock(), disabledBlock());
    }
    static QString text(const FleetTableModel &model, const QString &id,
                        FleetTableModel::Column column)
    {
        return model.indexOf({ id }).siblingAtColumn(column).data().toString();
    }
    static QVariant sortValue(const FleetTableModel &model, const QString &id,
                              FleetTableModel::Column column)
    {
        return model.indexOf({ id }).siblingAtColumn(column).data(SortRole);
    }

private slots:
    void everyColumnShowsWhatTheClusterSaid()
    {
        FleetTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ClusterSnapshot snapshot = readSnapshot(
            u"a"_s, u"main"_s, primaryBlock({ u"s"_s }, { samplePeer(u"s"_s) }), secondaryBlock());
        snapshot.identity.environment = Environment::Production;
        snapshot.seal = SealStatus { .initialized = true, .sealed = false };
        snapshot.signIn = SignInState::SignedIn;
        snapshot.signedInAs = u"root"_s;
        model.setNow(sampleTime.addSecs(4));
        model.merge(snapshot);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::Name), u"main"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::EnvironmentColumn), u"Production"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::Performance), u"primary"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::DisasterRecovery), u"secondary"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::StateColumn), u"stream-wals"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::LagColumn), noValue());
        QCOMPARE(text(model, u"a"_s, FleetTableModel::LastHeartbeat), u"4 s ago"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::Version), u"1.17.3+ent"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::Seal), u"Unsealed"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::SignedIn), u"root"_s);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::Updated), u"4 s ago"_s);
        QCOMPARE(model.index(0, 0).data(EnvironmentRole).toInt(), int(Environment::Production));
        QVERIFY(!model.index(0, 0).data(StaleRole).toBool());
        for (int column = 0; column < FleetTableModel::ColumnCount; ++column) {
            QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
            for (const int role :
                 { Qt::DecorationRole, Qt::ForegroundRole, Qt::BackgroundRole, Qt::FontRole })
                QVERIFY(!model.index(0, column).data(role).isValid());
        }
    }

    void whatIsNotKnownIsADashAndSortsLast()
    {
        FleetTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNow(sampleTime);
        model.merge(sampleSnapshot(u"a"_s, u"main"_s));
        for (const FleetTableModel::Column column :
             { FleetTableModel::Performance, FleetTableModel::DisasterRecovery,
               FleetTableModel::StateColumn, FleetTableModel::LagColumn,
               FleetTableModel::LastHeartbeat, FleetTableModel::Version, FleetTableModel::Seal }) {
            QCOMPARE(text(model, u"a"_s, column), noValue());
            QVERIFY(!sortValue(model, u"a"_s, column).isValid());
        }
        QCOMPARE(text(model, u"a"_s, FleetTableModel::Updated), u"not read yet"_s);
        QVERIFY(model.index(0, 0).data(StaleRole).toBool());
    }

    void mergingKeepsPlacesAndNeverResets()
    {
        FleetTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshots({ good(u"c"_s), good(u"a"_s), good(u"b"_s) });
        const QPersistentModelIndex b = model.indexOf({ u"b"_s });
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setSnapshots({ good(u"a"_s), good(u"b"_s), good(u"c"_s) });
        QCOMPARE(changed.size(), 0);
        QCOMPARE(columnTexts(model, FleetTableModel::Name),
                 (QStringList { u"C"_s, u"A"_s, u"B"_s }));

        model.setSnapshots(
            { good(u"d"_s), readSnapshot(u"b"_s, u"B"_s, disabledBlock(), secondaryBlock()) });
        QCOMPARE(columnTexts(model, FleetTableModel::Name), (QStringList { u"B"_s, u"D"_s }));
        QCOMPARE(b.row(), 0);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(removed.size(), 2);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.clusterAt(model.indexOf({ u"d"_s })).value, u"d"_s);
        model.removeCluster({ u"b"_s });
        QCOMPARE(model.indexOf({ u"d"_s }).row(), 0);
        QVERIFY(!model.indexOf({ u"b"_s }).isValid());
        model.setSnapshots({});
        QCOMPARE(model.rowCount(), 0);
    }

    void timeTouchesTheAgesOnly()
    {
        FleetTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNow(sampleTime);
        model.setSnapshots({ good(u"a"_s), good(u"b"_s) });
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setNow(sampleTime.addSecs(1));
        QCOMPARE(changed.size(), 2);
        for (const QList<QVariant> &arguments : changed) {
            const auto first = arguments.at(0).toModelIndex();
            const auto last = arguments.at(1).toModelIndex();
            QCOMPARE(first.column(), last.column());
            QVERIFY(first.column() == FleetTableModel::LastHeartbeat
                    || first.column() == FleetTableModel::Updated);
            QCOMPARE(first.row(), 0);
            QCOMPARE(last.row(), 1);
        }
        changed.clear();
        model.setNow(sampleTime.addSecs(31)); // three polls missed
        QCOMPARE(changed.size(), 4);
        QVERIFY(model.index(0, 0).data(StaleRole).toBool());
        QCOMPARE(model.index(0, 0).data(HealthRole).toInt(), int(ItemHealth::Attention));
    }

    void lagIsTheWorseOfBothTypes()
    {
        FleetTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshots({ good(u"a"_s), good(u"b"_s), good(u"c"_s) });
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        const Topology topology { .links = {
                                      { .type = ReplicationType::Performance,
                                        .primary = { u"a"_s },
                                        .secondary = { u"b"_s },
                                        .lag = { .wals = 3, .canaryAge = 900ms } },
                                      { .type = ReplicationType::DisasterRecovery,
                                        .primary = { u"c"_s },
                                        .secondary = { u"b"_s },
                                        .lag = { .wals = 1, .canaryAge = 5s } },
                                      { .type = ReplicationType::DisasterRecovery,
                                        .primary = { u"a"_s },
                                        .secondary = { u"c"_s },
                                        .lag = { .whyNot = u"The roles changed."_s } },
                                      { .type = ReplicationType::DisasterRecovery,
                                        .primary = { u"a"_s },
                                        .secondaryId = u"ghost"_s },
                                  } };
        model.setTopology(topology);
        QCOMPARE(text(model, u"a"_s, FleetTableModel::LagColumn), noValue());
        QCOMPARE(text(model, u"b"_s, FleetTableModel::LagColumn), u"1 WAL, 5.0 s"_s);
        QCOMPARE(sortValue(model, u"b"_s, FleetTableModel::LagColumn).toLongLong(), 5000LL);
        QCOMPARE(text(model, u"c"_s, FleetTableModel::LagColumn), noValue());
        QCOMPARE(model.indexOf({ u"c"_s })
                     .siblingAtColumn(FleetTableModel::LagColumn)
                     .data(Qt::ToolTipRole)
                     .toString(),
                 u"The roles changed."_s);
        QCOMPARE(changed.size(), 2);
        model.setTopology(topology);
        QCOMPARE(changed.size(), 2);
        model.setTopology({});
        QCOMPARE(text(model, u"b"_s, FleetTableModel::LagColumn), noValue());
    }

    void withoutATopologyTheSecondarysOwnCanaryCounts()
    {
        FleetTableModel model;
        Peer node = samplePeer(u"p"_s);
        node.canaryAgeMs = 1300;
        model.merge(readSnapshot(u"a"_s, u"A"_s, disabledBlock(), secondaryBlock({}, { node })));
        QCOMPARE(text(model, u"a"_s, FleetTableModel::LagColumn), u"1.3 s"_s);
    }

    void aSecondaryThatWasGivenUpHidesNoHeartbeat()
    {
        FleetTableModel model;
        model.setNow(sampleTime);
        model.merge(readSnapshot(
            u"a"_s, u"A"_s,
            primaryBlock(
                {},
                { samplePeer(u"old"_s, ConnectionStatus::Disconnected, sampleTime.addDays(-9)),
                  samplePeer(u"slow"_s, ConnectionStatus::Connected, sampleTime.addSecs(-20)),
                  samplePeer(u"fast"_s, ConnectionStatus::Connected, sampleTime.addSecs(-1)) }),
            disabledBlock()));
        QCOMPARE(text(model, u"a"_s, FleetTableModel::LastHeartbeat), u"20 s ago"_s);
        model.merge(readSnapshot(
            u"a"_s, u"A"_s, disabledBlock(),
            secondaryBlock(
                {},
                { samplePeer(u"n1"_s, ConnectionStatus::Connected, sampleTime.addSecs(-20)),
                  samplePeer(u"n2"_s, ConnectionStatus::Connected, sampleTime.addSecs(-2)) })));
        QCOMPARE(text(model, u"a"_s, FleetTableModel::LastHeartbeat), u"2 s ago"_s);
    }

    void problemsChangeTheMarkOnly()
    {
        FleetTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNow(sampleTime);
        model.setSnapshots({ good(u"a"_s), good(u"b"_s) });
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setProblems({ { .severity = ProblemSeverity::Danger, .clusters = { { u"b"_s } } } });
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().at(2).value<QList<int>>(), QList<int> { HealthRole });
        QCOMPARE(model.indexOf({ u"b"_s }).data(HealthRole).toInt(), int(ItemHealth::Danger));
        QCOMPARE(model.indexOf({ u"a"_s }).data(HealthRole).toInt(), int(ItemHealth::Good));
    }
};

QTEST_GUILESS_MAIN(TestFleetTableModel)
#include "tst_fleettablemodel.moc"
