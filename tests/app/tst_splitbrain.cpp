// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One fleet with two primaries, shown to everything that tells of problems.
#include "models/fleet/fleetanalysis.h"
#include "models/items/fleettablemodel.h"
#include "models/items/fleettreemodel.h"
#include "models/items/problemsmodel.h"
#include "models/items/roles.h"
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/activity/problemspanel.h"
#include "ui/operations/reviewpage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTableView>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

struct Finished
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

Finished run(const QStringList &arguments)
{
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    process.start(QStringLiteral(SWITCHOVER_PROGRAM), arguments);
    process.closeWriteChannel();
    if (finished.isEmpty() && !finished.wait(test::patience))
        return {};
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

} // namespace

class TestSplitBrain final : public QObject
{
    Q_OBJECT

private:
    [[nodiscard]] std::optional<Problem> split() const
    {
        for (const Problem &problem : m_desk->fleet->problems()) {
            if (isFrom(problem, DetectorId::TwoPrimaries))
                return problem;
        }
        return std::nullopt;
    }
    [[nodiscard]] QStringList asked() const
    {
        QStringList arguments { u"status"_s };
        for (const lab::ClusterInfo &cluster : m_desk->lab.clusters())
            arguments << u"--address"_s << cluster.address;
        return arguments;
    }

    std::unique_ptr<test::LabDesk> m_desk;

private slots:
    void initTestCase()
    {
        m_desk = std::make_unique<test::LabDesk>(u"split-brain"_s);
        QVERIFY(m_desk->start());
        QTRY_VERIFY((m_desk->pollAll(), split().has_value()));
        QCOMPARE(split()->clusters.size(), 2);
        QVERIFY(!split()->key.cluster.isValid());
        QVERIFY(!split()->key.set.isEmpty());
    }
    void cleanupTestCase() { m_desk.reset(); }

    void everyModelMarksBothClusters()
    {
        const QList<ClusterSnapshot> snapshots = m_desk->fleet->snapshots();
        FleetTableModel table;
        FleetTreeModel tree;
        for (const ClusterSnapshot &snapshot : snapshots) {
            table.merge(snapshot);
            tree.merge(snapshot);
        }
        table.setProblems({ *split() });
        tree.setProblems({ *split() });
        for (const ClusterId &id : split()->clusters) {
            QCOMPARE(table.indexOf(id).data(HealthRole).toInt(), int(ItemHealth::Danger));
            QCOMPARE(tree.indexOf(id).data(HealthRole).toInt(), int(ItemHealth::Danger));
        }
    }

    void thePanelListsIt()
    {
        ui::ProblemsPanel panel(*m_desk->services);
        const auto *table = panel.findChild<QTableView *>(u"problemsTable"_s);
        const auto isListed = [&] {
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                if (table->model()->index(row, 0).data(IdRole).toString()
                    == split()->key.wireForm())
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(isListed());
        QVERIFY(panel.count() >= 1);
    }

    void thePageOfEachClusterHasIt()
    {
        for (const ClusterId &id : split()->clusters) {
            m_desk->page->setCluster(id);
            QTRY_VERIFY(m_desk->page->findChild<QWidget *>(u"problem.two-primaries"_s));
        }
    }

    void theReviewOfEachClusterHasIt()
    {
        for (const ClusterSnapshot &snapshot : m_desk->fleet->snapshots()) {
            ui::ReviewPage page;
            page.showReview(operation(OperationId::DrDemote), snapshot, Arguments(), {},
                            { *split() });
            QCOMPARE(!page.findChild<QWidget *>(u"reviewProblems"_s)->isHidden(),
                     split()->concerns(snapshot.identity.id));
        }
    }

    void itIsNewsOnce()
    {
        QList<ClusterSnapshot> before = m_desk->fleet->snapshots();
        for (ClusterSnapshot &snapshot : before)
            snapshot.status.reset();
        FleetAnalysis watched;
        const ProblemContext context { .now = m_desk->clock.now() };
        QVERIFY(watched.update(before, {}, context).isEmpty());
        const auto splitsIn = [](const QList<Problem> &problems) {
            return std::ranges::count_if(problems, [](const Problem &problem) {
                return isFrom(problem, DetectorId::TwoPrimaries);
            });
        };
        QCOMPARE(splitsIn(watched.update(m_desk->fleet->snapshots(), {}, context)),
                 splitsIn(m_desk->fleet->problems()));
        QCOMPARE(splitsIn(watched.update(m_desk->fleet->snapshots(), {}, context)), 0);
    }

    void statusReportsItAsJson()
    {
        const Finished finished = run(asked() + QStringList { u"--json"_s });
        QCOMPARE(finished.exitCode, 0);
        const QJsonObject whole = QJsonDocument::fromJson(finished.out).object();
        QCOMPARE(whole.value("clusters"_L1).toArray().size(),
                 qsizetype(m_desk->lab.clusters().size()));
        QJsonObject found;
        for (const QJsonValue &value : whole.value("problems"_L1).toArray()) {
            if (value.toObject().value("key"_L1) == split()->key.wireForm())
                found = value.toObject();
        }
        QCOMPARE(found.value("detector"_L1).toString(), u"two-primaries"_s);
        QCOMPARE(found.value("severity"_L1).toString(), u"danger"_s);
        QCOMPARE(found.value("set"_L1).toString(), split()->key.set);
        QCOMPARE(found.value("type"_L1).toString(), wireName(*split()->key.type));
        QVERIFY(found.value("cluster"_L1).isNull());
        QCOMPARE(found.value("clusters"_L1).toArray().size(), 2);
        // And with each of the clusters it is about.
        for (const QJsonValue &cluster : whole.value("clusters"_L1).toArray()) {
            QStringList ids;
            for (const QJsonValue &value : cluster.toObject().value("problems"_L1).toArray())
                ids.append(value.toObject().value("id"_L1).toString());
            QCOMPARE(
                ids.contains(u"two-primaries"_s),
                found.value("clusters"_L1).toArray().contains(cluster.toObject().value("name"_L1)));
        }
    }

    void statusReportsItAsText()
    {
        const Finished finished = run(asked());
        QCOMPARE(finished.exitCode, 0);
        QVERIFY(finished.out.contains("danger: "));
    }

    void statusFailsIfAskedTo_data()
    {
        QTest::addColumn<QString>("severity");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("danger") << u"danger"_s << 3;
        QTest::newRow("attention") << u"attention"_s << 3;
        QTest::newRow("no severity") << u"panic"_s << 2;
        QTest::newRow("one that everything has") << u"info"_s << 2;
    }
    void statusFailsIfAskedTo()
    {
        QFETCH(QString, severity);
        QFETCH(int, exitCode);
        QCOMPARE(run(asked() + QStringList { u"--fail-on"_s, severity }).exitCode, exitCode);
    }
};

QTEST_MAIN(TestSplitBrain)
#include "tst_splitbrain.moc"
