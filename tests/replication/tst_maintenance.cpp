// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/maintenance.h"
#include "tests/replication/payloads.h"

#include <QTest>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

namespace {

MerkleReport report(const QList<MerkleReport::Page> &replicated,
                    const QList<MerkleReport::Page> &local = {})
{
    MerkleReport result;
    result.trees = { { u"1"_s, u"replicated"_s, {}, !replicated.isEmpty(), replicated },
                     { u"2"_s, u"local"_s, {}, !local.isEmpty(), local } };
    result.corruptedRoot = !replicated.isEmpty() || !local.isEmpty();
    return result;
}

/// amber, performance primary of basalt.
QList<ClusterSnapshot> pair()
{
    return { cluster(u"amber"_s,
                     nested(primary("p", R"(["b"])", 500, "[" + entry("b") + "]"), off)),
             cluster(u"basalt"_s, nested(secondary("p", "b"), off)) };
}

} // namespace

/// What a person is told about trees: verdicts, what to do next, and a reindex under way.
class TestMaintenance : public QObject
{
    Q_OBJECT

private slots:
    void eachTreeGetsAVerdict();
    void aSoundPrimaryNeedsNoReindex();
    void aDamagedPrimaryIsReindexedAfterASnapshot();
    void aDamagedSecondaryIsReindexedAlone();
    void aClusterInTheMiddleLooksBothWays();
    void damageOfTheLocalTreeConcernsDrOnly();
    void theLeadSaysCheckFirstAndSecondaryFirst();
    void withoutReplicationThereIsNoLead_data();
    void withoutReplicationThereIsNoLead();
    void aReindexIsToldWithItsFigures();
    void silenceDuringAReindexIsNormal();
};

void TestMaintenance::eachTreeGetsAVerdict()
{
    QList<TreeVerdict> verdicts = treeVerdicts(report({}));
    QCOMPARE(verdicts.size(), 2);
    QCOMPARE(verdicts.at(0).name, u"Replicated tree"_s);
    QCOMPARE(verdicts.at(1).name, u"Local tree"_s);
    QVERIFY(verdicts.at(0).isSound && verdicts.at(1).isSound);
    QCOMPARE(verdicts.at(0).found, u"no corruption found"_s);
    verdicts =
        treeVerdicts(report({ { 3, true, {} }, { 9, true, {} } }, { { 1, false, { 4, 5 } } }));
    QVERIFY(!verdicts.at(0).isSound && !verdicts.at(1).isSound);
    QVERIFY2(verdicts.at(0).found.startsWith(u"2 of 256 page"_s),
             qUtf8Printable(verdicts.at(0).found));
    QVERIFY2(verdicts.at(1).found.startsWith(u"2 of 65,536 subpages"_s),
             qUtf8Printable(verdicts.at(1).found));
    MerkleReport rootOnly = report({});
    rootOnly.trees[0].corruptedRoot = true;
    QVERIFY(!treeVerdicts(rootOnly).at(0).isSound);
}

void TestMaintenance::aSoundPrimaryNeedsNoReindex()
{
    const QList<ClusterSnapshot> fleet = pair();
    const QStringList advice = adviceAfterCheck(report({}), fleet.at(0), fleet, topologyOf(fleet));
    QVERIFY(advice.at(0).contains(u"would change nothing"_s));
    QVERIFY(advice.at(1).contains(u"cannot find every corruption"_s));
}

void TestMaintenance::aDamagedPrimaryIsReindexedAfterASnapshot()
{
    const QList<ClusterSnapshot> fleet = pair();
    const QStringList advice =
        adviceAfterCheck(report({ { 3, true, {} } }), fleet.at(0), fleet, topologyOf(fleet));
    QVERIFY(advice.at(0).contains(u"snapshot of amber"_s));
    QVERIFY(advice.at(1).contains(u"Check basalt as well"_s));
    QVERIFY(advice.at(2).startsWith(u"Reindex amber in a quiet window"_s));
}

void TestMaintenance::aDamagedSecondaryIsReindexedAlone()
{
    const QList<ClusterSnapshot> fleet = pair();
    const QStringList advice =
        adviceAfterCheck(report({ { 3, true, {} } }), fleet.at(1), fleet, topologyOf(fleet));
    QVERIFY(advice.at(0).startsWith(u"Check amber before"_s));
    QVERIFY(advice.at(1).startsWith(u"Reindex basalt."_s));
    QVERIFY(!advice.join(u' ').contains(u"snapshot"_s));
}

void TestMaintenance::aClusterInTheMiddleLooksBothWays()
{
    QList<ClusterSnapshot> fleet = pair();
    fleet[1].status = nested(secondary("p", "b"), primary("d", R"(["c"])"));
    fleet.append(cluster(u"cobalt"_s, nested(off, secondary("d", "c"))));
    const QStringList advice =
        adviceAfterCheck(report({ { 3, true, {} } }), fleet.at(1), fleet, topologyOf(fleet));
    QVERIFY(advice.at(0).startsWith(u"Check amber before"_s));
    QVERIFY(advice.at(1).contains(u"snapshot of basalt"_s));
    QVERIFY(advice.at(2).contains(u"Check cobalt as well"_s));
}

void TestMaintenance::damageOfTheLocalTreeConcernsDrOnly()
{
    const QList<ClusterSnapshot> fleet = pair();
    const Topology topology = topologyOf(fleet);
    const QString local =
        adviceAfterCheck(report({}, { { 1, true, {} } }), fleet.at(0), fleet, topology).join(u' ');
    QVERIFY(local.contains(u"Only the local tree"_s));
    const QString both = adviceAfterCheck(report({ { 1, true, {} } }, { { 1, true, {} } }),
                                          fleet.at(0), fleet, topology)
                             .join(u' ');
    QVERIFY(!both.contains(u"Only the local tree"_s));
}

void TestMaintenance::theLeadSaysCheckFirstAndSecondaryFirst()
{
    const QList<ClusterSnapshot> fleet = pair();
    const Topology topology = topologyOf(fleet);
    const QStringList ofPrimary = maintenanceLead(fleet.at(0), fleet, topology, noon());
    QVERIFY(ofPrimary.at(0).contains(u"not checked"_s));
    // What was never read is not known to replicate nothing.
    QVERIFY(!maintenanceLead(ClusterSnapshot(), fleet, topology, noon()).isEmpty());
    QVERIFY(ofPrimary.filter(u"Check first"_s).size() == 1);
    QVERIFY(ofPrimary.filter(u"Reindex a secondary first (basalt)"_s).size() == 1);
    const QStringList ofSecondary = maintenanceLead(fleet.at(1), fleet, topology, noon());
    QVERIFY(ofSecondary.filter(u"reindexed before its primary"_s).size() == 1);
    QVERIFY(ofSecondary.filter(u"Reindex a secondary first"_s).isEmpty());
    ClusterSnapshot checked = fleet.at(0);
    checked.status->performance->lastCorruptionCheckEpoch = noon().toSecsSinceEpoch() - 3 * 3600;
    QVERIFY(maintenanceLead(checked, fleet, topology, noon()).at(0).contains(u"no damage"_s));
    checked.status->performance->lastCorruptionCheckEpoch = -62135596800; // Go's zero time
    QVERIFY(maintenanceLead(checked, fleet, topology, noon()).at(0).contains(u"not checked"_s));
    checked.status->performance->corruptedMerkleTree = true;
    QVERIFY(maintenanceLead(checked, fleet, topology, noon()).at(0).contains(u"damaged"_s));
}

void TestMaintenance::withoutReplicationThereIsNoLead_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<bool>("leads");
    QTest::newRow("0.7, disabled") << QByteArray(R"({"data":{"mode":"disabled"}})") << false;
    QTest::newRow("0.8 and later, disabled")
        << QByteArray(R"({"data":{"performance":{"mode":"disabled"},"dr":{"mode":"disabled"}}})")
        << false;
    QTest::newRow("0.7, primary") << QByteArray(
        R"({"data":{"mode":"primary","cluster_id":"c","known_secondaries":[]}})")
                                  << true;
    QTest::newRow("a role that is not known")
        << QByteArray(R"({"data":{"performance":{"mode":"novel"},"dr":{"mode":"disabled"}}})")
        << true;
}

void TestMaintenance::withoutReplicationThereIsNoLead()
{
    QFETCH(QByteArray, status);
    QFETCH(bool, leads);
    const auto decoded = decodeReplicationStatus(status);
    QVERIFY(decoded);
    const QList<ClusterSnapshot> fleet { cluster(u"amber"_s, *decoded) };
    QCOMPARE(!maintenanceLead(fleet.at(0), fleet, topologyOf(fleet), noon()).isEmpty(), leads);
}

void TestMaintenance::aReindexIsToldWithItsFigures()
{
    ClusterSnapshot snapshot = pair().at(0);
    snapshot.pollInterval = std::chrono::seconds(10);
    QVERIFY(!reindexOf(snapshot, noon()));
    snapshot.status->performance->reindexInProgress = true;
    snapshot.status->performance->reindexStage = u"building"_s;
    snapshot.status->performance->reindexProgress = 120;
    snapshot.status->performance->reindexTotal = 400;
    const std::optional<ReindexState> state = reindexOf(snapshot, noon());
    QVERIFY(state && !state->isSilent);
    const QString text = reindexText(*state);
    QVERIFY2(text.contains(u"stage building"_s) && text.contains(u"120 of 400 keys"_s)
                 && text.contains(u"may fall silent"_s),
             qUtf8Printable(text));
}

void TestMaintenance::silenceDuringAReindexIsNormal()
{
    ClusterSnapshot snapshot = pair().at(0);
    snapshot.status->performance->reindexInProgress = true;
    snapshot.status->performance->reindexStage = u"flushing"_s;
    snapshot = silenced(snapshot);
    const std::optional<ReindexState> state = reindexOf(snapshot, noon());
    QVERIFY(state && state->isSilent);
    QVERIFY(reindexText(*state).contains(u"does not answer at the moment"_s));
    QVERIFY(reindexText(*state).contains(u"pages are being written"_s));
}

QTEST_GUILESS_MAIN(TestMaintenance)
#include "tst_maintenance.moc"
