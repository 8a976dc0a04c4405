// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"

#include <QTest>

#include <algorithm>

using namespace switchover;
using namespace Qt::StringLiterals;

/// What an operator does on purpose raises no alarm, and what one thing causes is one problem.
class TestOwnSteps : public QObject
{
    Q_OBJECT

private:
    /// The rows of the problems list that need somebody: "detector severity".
    static QStringList rows(const test::LabDesk &desk)
    {
        QStringList found;
        for (const Problem &problem : desk.fleet->problems()) {
            if (!problem.isConsequence() && problem.severity != ProblemSeverity::Info)
                found.append(problem.key.detector + u' ' + wireName(problem.severity));
        }
        return found;
    }
    static QStringList banners(test::LabDesk &desk, const QString &cluster)
    {
        desk.show(cluster);
        QStringList found;
        for (const QWidget *row : desk.page->findChildren<QWidget *>()) {
            if (row->objectName().startsWith("problem."_L1) && row->isVisible())
                found.append(row->objectName());
        }
        return found;
    }

private slots:
    void aPlannedDemotionIsOneCalmProblem()
    {
        test::LabDesk desk(u"dr-pair"_s);
        QVERIFY(desk.start());
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList());
        const QString outcome = desk.perform(u"amber"_s, OperationId::DrDemote);
        QVERIFY2(!outcome.startsWith(u'!'), qPrintable(outcome));
        QVERIFY(desk.waitForMode(u"amber"_s, ReplicationType::DisasterRecovery, u"secondary"_s));
        QTRY_COMPARE((desk.pollAll(), rows(desk)),
                     QStringList { u"no-primary-in-set attention"_s });
        for (const lab::ClusterInfo &cluster : desk.lab.clusters())
            QTRY_COMPARE(banners(desk, cluster.name),
                         QStringList { u"problem.no-primary-in-set"_s });
    }

    void aTokenThatWasJustGeneratedIsNoProblem()
    {
        test::LabDesk desk(u"dr-pair"_s);
        QVERIFY(desk.start());
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList());
        QVERIFY(!desk.perform(u"amber"_s, OperationId::DrMintToken, { { u"id"_s, u"new"_s } })
                     .startsWith(u'!'));
        const auto isKnown = [&] {
            return std::ranges::any_of(desk.fleet->problems(), [](const Problem &problem) {
                return problem.key.peer == u"new"_s
                    && isFrom(problem, DetectorId::NeverConnectedSecondary);
            });
        };
        QTRY_VERIFY((desk.pollAll(), isKnown()));
        QCOMPARE(rows(desk), QStringList());
    }

    void aStoppedStandbyIsReported()
    {
        test::LabDesk desk(u"full"_s);
        QVERIFY(desk.start());
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList());
        QString standby;
        for (const lab::NodeInfo &node : desk.info(u"amber"_s).nodes) {
            if (node.address != desk.info(u"amber"_s).address)
                standby = node.name;
        }
        QVERIFY(desk.lab.stopNode(standby));
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList { u"node-unreachable attention"_s });
        QVERIFY(desk.lab.startNode(standby));
        QTRY_VERIFY((desk.pollAll(), !rows(desk).contains(u"node-unreachable attention"_s)));
    }

    // Only this computer cannot reach it; its secondary hears from it.
    void aPrimaryThatIsSilentHereOnlyIsCalledAlive()
    {
        test::LabDesk desk(u"dr-pair"_s);
        QVERIFY(desk.start());
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList());
        QVERIFY(desk.lab.setFault(u"amber"_s, {}, { .kind = u"refuse"_s }).has_value());
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList { u"unreachable danger"_s });
        const auto sign = [&] {
            return signsOfLife(desk.fleet->snapshots(), desk.fleet->topology(), desk.clock.now())
                .value(desk.id(u"amber"_s));
        };
        QTRY_COMPARE((desk.pollAll(), sign().secondary), desk.id(u"basalt"_s));
        QCOMPARE(desk.fleet->problems().first().consequences, 0);
    }

    void aDeadPrimaryIsOneProblem()
    {
        test::LabDesk desk(u"dr-pair"_s);
        QVERIFY(desk.start());
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList());
        for (const lab::NodeInfo &node : desk.info(u"amber"_s).nodes)
            QVERIFY(desk.lab.stopNode(node.name));
        const auto isLost = [&] {
            const ReplicationBlock *block =
                desk.block(u"basalt"_s, ReplicationType::DisasterRecovery);
            return block && block->connectionState
                && *block->connectionState != ConnectionState::Ready;
        };
        QTRY_VERIFY((desk.pollAll(), isLost()));
        QTRY_COMPARE((desk.pollAll(), rows(desk)), QStringList { u"unreachable danger"_s });
        QTRY_VERIFY((desk.pollAll(), desk.fleet->problems().first().consequences > 0));
    }
};

QTEST_MAIN(TestOwnSteps)
#include "tst_ownsteps.moc"
