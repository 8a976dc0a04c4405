// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/peersmodel.h"

#include "models/items/format.h"

#include "tests/items/itemsamples.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestPeersModel final : public QObject
{
    Q_OBJECT

private:
    static ClusterSnapshot withDr(const ReplicationBlock &block, int seconds = 0)
    {
        ClusterSnapshot snapshot = readSnapshot(u"c"_s, u"C"_s, disabledBlock(), block);
        snapshot.statusAt = sampleTime.addSecs(seconds);
        snapshot.takenAt = snapshot.statusAt;
        return snapshot;
    }
    static QVariant at(const PeersModel &model, int row, PeersModel::Column column,
                       int role = Qt::DisplayRole)
    {
        return model.index(row, column).data(role);
    }

    std::unique_ptr<PeersModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;

private slots:
    void init()
    {
        m_model = std::make_unique<PeersModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_model->setSubject({ u"c"_s }, ReplicationType::DisasterRecovery);
        m_model->setNow(sampleTime.addSecs(2));
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    // A server can send one id 20,000 times; that may cost what so many ids cost.
    void oneIdManyTimesIsNoMoreWorkThanManyIds()
    {
        m_tester.reset();
        constexpr int count = 20000;
        QList<Peer> distinct;
        for (int i = 0; i < count; ++i)
            distinct.append(samplePeer(QString::number(i)));
        const auto costOf = [](const QList<Peer> &peers) {
            PeersModel model;
            model.setSubject({ u"c"_s }, ReplicationType::DisasterRecovery);
            QElapsedTimer timer;
            timer.start();
            model.merge(withDr(primaryBlock({}, peers)));
            model.merge(withDr(primaryBlock({}, peers), 5));
            return std::pair(timer.elapsed(), model.rowCount());
        };
        const auto [reference, rows] = costOf(distinct);
        const auto [cost, equalRows] = costOf(QList<Peer>(count, samplePeer(u"x"_s)));
        QCOMPARE(rows, count);
        QCOMPARE(equalRows, count);
        QVERIFY2(cost <= 20 * std::max<qint64>(reference, 20), qPrintable(QString::number(cost)));
    }

    void idsThatAreNeverTheSameDoNotFillTheMemory()
    {
        m_tester.reset();
        for (int poll = 0; poll < 12; ++poll) {
            QList<Peer> peers;
            for (int i = 0; i < 1000; ++i)
                peers.append(samplePeer(QString::number(poll * 1000 + i)));
            m_model->merge(withDr(primaryBlock({}, peers), poll * 5));
        }
        QVERIFY(m_model->rowCount() <= PeersModel::mostGone + 1000);
    }

    void aPrimaryShowsItsSecondariesAndTheIdsThatNeverCame()
    {
        Peer full = samplePeer(u"dr-1"_s);
        full.canaryAgeMs = 1100;
        full.clockSkewMs = -40;
        full.lastHeartbeatDurationMs = 7;
        m_model->merge(withDr(primaryBlock(
            { u"dr-1"_s, u"token-not-used"_s, u"dr-2"_s },
            { full,
              samplePeer(u"dr-2"_s, ConnectionStatus::Disconnected, sampleTime.addSecs(-90)) })));
        QCOMPARE(columnTexts(*m_model, PeersModel::Id),
                 (QStringList { u"dr-1"_s, u"dr-2"_s, u"token-not-used"_s }));
        QCOMPARE(columnTexts(*m_model, PeersModel::Connection),
                 (QStringList { u"connected"_s, u"disconnected"_s, u"never connected"_s }));
        QCOMPARE(at(*m_model, 0, PeersModel::ApiAddress).toString(), u"https://dr-1:8200"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::ClusterAddress).toString(), u"https://dr-1:8201"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::Heartbeat).toString(), u"2 s ago"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::LagColumn).toString(), u"1.1 s"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::ClockSkew).toString(), u"\u221240 ms"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::HeartbeatDuration).toString(), u"7 ms"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::LastSeen).toString(), u"now"_s);
        QCOMPARE(at(*m_model, 1, PeersModel::LastSeen).toString(), u"1 min ago"_s);
        for (const PeersModel::Column column : { PeersModel::ApiAddress, PeersModel::Heartbeat,
                                                 PeersModel::LagColumn, PeersModel::LastSeen })
            QCOMPARE(at(*m_model, 2, column).toString(), noValue());
        QCOMPARE(columnTexts(*m_model, 0, HealthRole),
                 (QStringList { QString::number(int(ItemHealth::Good)),
                                QString::number(int(ItemHealth::Danger)),
                                QString::number(int(ItemHealth::Attention)) }));
        QVERIFY(!at(*m_model, 2, PeersModel::Connection, Qt::ToolTipRole).toString().isEmpty());
    }

    void anOldPrimaryThatListsNoPeersIsNotTakenForOneWithoutAny()
    {
        ReplicationBlock old = primaryBlock({ u"dr-1"_s });
        old.secondaries.reset(); // before Vault 1.5
        m_model->merge(withDr(old));
        QCOMPARE(columnTexts(*m_model, PeersModel::Connection), QStringList { noValue() });
        QCOMPARE(at(*m_model, 0, PeersModel::Id, HealthRole).toInt(), int(ItemHealth::Unknown));
    }

    void aSecondaryShowsItsPrimarysNodes()
    {
        Peer first = samplePeer(u"node1"_s);
        first.nodeId.reset();
        m_model->merge(withDr(
            secondaryBlock({ u"https://node1:8201"_s, u"https://node2:8201"_s }, { first })));
        QCOMPARE(columnTexts(*m_model, PeersModel::Id), (QStringList { u"node1"_s, u"node2"_s }));
        QCOMPARE(columnTexts(*m_model, PeersModel::ClusterAddress),
                 (QStringList { u"https://node1:8201"_s, u"https://node2:8201"_s }));
        QCOMPARE(columnTexts(*m_model, PeersModel::Connection),
                 (QStringList { u"connected"_s, noValue() }));
    }

    void nothingThatWasToldIsThrownAway()
    {
        m_model->merge(withDr(primaryBlock({ u"dr-1"_s }, { samplePeer(u"dr-1"_s) })));
        QVERIFY(!at(*m_model, 0, PeersModel::ApiAddress, RememberedRole).toBool());

        // The primary's active node restarted: id and status only.
        Peer bare { .nodeId = u"dr-1"_s,
                    .connectionStatus = { { ConnectionStatus::Disconnected, u"disconnected"_s } } };
        m_model->setNow(sampleTime.addSecs(60));
        m_model->merge(withDr(primaryBlock({ u"dr-1"_s }, { bare }), 60));
        QCOMPARE(at(*m_model, 0, PeersModel::ApiAddress).toString(), u"https://dr-1:8200"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::Heartbeat).toString(), u"1 min ago"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::LastSeen).toString(), u"1 min ago"_s);
        for (const PeersModel::Column column : { PeersModel::ApiAddress, PeersModel::ClusterAddress,
                                                 PeersModel::Heartbeat, PeersModel::LastSeen })
            QVERIFY(at(*m_model, 0, column, RememberedRole).toBool());
        QVERIFY(!at(*m_model, 0, PeersModel::Connection, RememberedRole).toBool());

        // Known only by its id now: it has been there, so it is not "never connected".
        m_model->merge(withDr(primaryBlock({ u"dr-1"_s }, {}), 70));
        QCOMPARE(at(*m_model, 0, PeersModel::Connection).toString(), u"not connected"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::ApiAddress).toString(), u"https://dr-1:8200"_s);

        // Revoked.
        m_model->merge(withDr(primaryBlock({}, {}), 80));
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(at(*m_model, 0, PeersModel::Connection).toString(), u"no longer listed"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::ClusterAddress).toString(), u"https://dr-1:8201"_s);
        QVERIFY(at(*m_model, 0, PeersModel::Id, RememberedRole).toBool());

        // And back, with a new address: nothing is remembered any more.
        Peer back = samplePeer(u"dr-1"_s, ConnectionStatus::Connected, sampleTime.addSecs(90));
        back.apiAddress = u"https://elsewhere:8200"_s;
        m_model->merge(withDr(primaryBlock({ u"dr-1"_s }, { back }), 90));
        QCOMPARE(at(*m_model, 0, PeersModel::ApiAddress).toString(), u"https://elsewhere:8200"_s);
        for (int column = 0; column < PeersModel::ColumnCount; ++column)
            QVERIFY(!at(*m_model, 0, PeersModel::Column(column), RememberedRole).toBool());
    }

    void aChangeOfRoleShowsTheOtherEndsAndForgetsNothing()
    {
        m_model->merge(withDr(primaryBlock({ u"dr-1"_s }, { samplePeer(u"dr-1"_s) })));
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        Peer node = samplePeer(u"node1"_s);
        node.nodeId.reset();
        m_model->merge(withDr(secondaryBlock({}, { node }), 10));
        QCOMPARE(columnTexts(*m_model, PeersModel::Id), QStringList { u"node1"_s });
        m_model->merge(withDr(disabledBlock(), 20));
        QCOMPARE(m_model->rowCount(), 0);
        m_model->merge(withDr(primaryBlock({}, {}), 30));
        QCOMPARE(columnTexts(*m_model, PeersModel::Id), QStringList { u"dr-1"_s });
        QCOMPARE(at(*m_model, 0, PeersModel::ApiAddress).toString(), u"https://dr-1:8200"_s);
        QCOMPARE(reset.size(), 0);
    }

    void anotherSubjectResetsAndComingBackFindsTheOldOnes()
    {
        m_model->merge(withDr(primaryBlock({ u"dr-1"_s }, { samplePeer(u"dr-1"_s) })));
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        m_model->setSubject({ u"c"_s }, ReplicationType::DisasterRecovery);
        QCOMPARE(reset.size(), 0);
        m_model->setSubject({ u"other"_s }, ReplicationType::DisasterRecovery);
        QCOMPARE(reset.size(), 1);
        QCOMPARE(m_model->rowCount(), 0);
        m_model->merge(withDr(primaryBlock({ u"dr-9"_s }))); // of the former subject
        QCOMPARE(m_model->rowCount(), 0);
        m_model->setSubject({ u"c"_s }, ReplicationType::DisasterRecovery);
        m_model->merge(withDr(primaryBlock({}, {}), 10));
        QCOMPARE(columnTexts(*m_model, PeersModel::Connection),
                 QStringList { u"no longer listed"_s });
    }

    void onlyWhatDiffersIsTold()
    {
        const QStringList ids { u"a"_s, u"b"_s, u"c"_s, u"d"_s };
        const auto block = [&ids](const QDateTime &heartbeatOfB) {
            QList<Peer> peers;
            for (const QString &id : ids)
                peers.append(samplePeer(id, ConnectionStatus::Connected,
                                        id == u"b" ? heartbeatOfB : sampleTime));
            return primaryBlock(ids, peers);
        };
        m_model->merge(withDr(block(sampleTime)));
        const QPersistentModelIndex c = m_model->index(2, 0);
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        m_model->merge(withDr(block(sampleTime)));
        QCOMPARE(changed.size(), 0);
        m_model->merge(withDr(block(sampleTime.addSecs(1))));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().at(0).toModelIndex(), m_model->index(1, PeersModel::Heartbeat));
        QCOMPARE(changed.first().at(1).toModelIndex(),
                 m_model->index(1, PeersModel::ColumnCount - 1));

        changed.clear();
        QList<Peer> shuffled { samplePeer(u"e"_s), samplePeer(u"d"_s), samplePeer(u"c"_s),
                               samplePeer(u"b"_s, ConnectionStatus::Connected,
                                          sampleTime.addSecs(1)),
                               samplePeer(u"a"_s) };
        m_model->merge(withDr(primaryBlock({}, shuffled)));
        QCOMPARE(changed.size(), 0);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(removed.size(), 0);
        QCOMPARE(c.row(), 2);
        QCOMPARE(columnTexts(*m_model, PeersModel::Id),
                 (QStringList { u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s }));
    }

    void peersThatCannotBeToldApartAreAllShown()
    {
        Peer nameless { .connectionStatus = {
                            { ConnectionStatus::Disconnected, u"disconnected"_s } } };
        m_model->merge(withDr(
            primaryBlock({}, { samplePeer(u"x"_s), samplePeer(u"x"_s), nameless, nameless })));
        QCOMPARE(m_model->rowCount(), 4);
    }

    void timeTouchesTheAgesOnlyAndStaleIsSaid()
    {
        m_model->merge(withDr(primaryBlock({}, { samplePeer(u"a"_s) })));
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        m_model->setNow(sampleTime.addSecs(9));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed.at(0).at(0).toModelIndex().column(), int(PeersModel::Heartbeat));
        QCOMPARE(changed.at(1).at(0).toModelIndex().column(), int(PeersModel::LastSeen));
        QVERIFY(!at(*m_model, 0, PeersModel::Id, StaleRole).toBool());
        changed.clear();
        ClusterSnapshot failed = withDr(primaryBlock({}, { samplePeer(u"a"_s) }));
        failed.statusError = Error { .kind = Error::Kind::Timeout };
        m_model->merge(failed);
        QVERIFY(at(*m_model, 0, PeersModel::Id, StaleRole).toBool());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().at(2).value<QList<int>>(), QList<int> { StaleRole });
    }

    void overdueStatusTurnsStaleWithTime()
    {
        m_model->merge(withDr(primaryBlock({}, { samplePeer(u"a"_s) })));
        m_model->setNow(sampleTime.addSecs(31));
        QVERIFY(at(*m_model, 0, PeersModel::Id, StaleRole).toBool());
    }

    void copiesAreWhole()
    {
        const QString id = u"1a2b3c4d-1111-2222-3333-444455556666"_s;
        m_model->merge(withDr(primaryBlock({}, { samplePeer(id) })));
        QCOMPARE(at(*m_model, 0, PeersModel::Id).toString(), u"1a2b3c4d"_s);
        QCOMPARE(at(*m_model, 0, PeersModel::Id, CopyRole).toString(), id);
        QCOMPARE(at(*m_model, 0, PeersModel::Heartbeat, CopyRole).toString(),
                 u"2026-03-01T12:00:00.000Z"_s);
    }
};

QTEST_GUILESS_MAIN(TestPeersModel)
#include "tst_peersmodel.moc"
