// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "models/replication/settlement.h"
#include "tests/replication/payloads.h"

#include <QTest>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

using Id = OperationId;

namespace {

ClusterSnapshot performanceCluster(const QByteArray &block)
{
    return cluster(u"east"_s, nested(block, off));
}

ClusterSnapshot drCluster(const QByteArray &block)
{
    return cluster(u"east"_s, nested(off, block));
}

ClusterSnapshot of(Id id, const QByteArray &block)
{
    return operation(id).type == ReplicationType::DisasterRecovery ? drCluster(block)
                                                                   : performanceCluster(block);
}

} // namespace

class TestSettlement final : public QObject
{
    Q_OBJECT

private slots:
    // Epochs are whole seconds, and the last sync may have ended in this one.
    void aReindexSeenRunningIsDoneWhereTheEpochMayBeItsEnd()
    {
        const auto withEpoch = [](const QDateTime &moment) {
            return withMembers(secondary("s", "x"),
                               R"("last_reindex_epoch":")"
                                   + QByteArray::number(moment.toSecsSinceEpoch()) + '"');
        };
        const auto running = [](const QByteArray &block) {
            return withMembers(block, R"("reindex_in_progress":true)");
        };
        const QByteArray still = withEpoch(noon());
        for (const Id id : { Id::Reindex, Id::DrReindex }) {
            const auto settled = [id](const QByteArray &before, ClusterSnapshot now, bool saw) {
                return settle(operation(id), {}, of(id, before), now, { .sawUnderWay = saw });
            };
            QCOMPARE(settled(still, of(id, still), true), Settlement::Done);
            QCOMPARE(settled(still, of(id, still), false), Settlement::NoEffect);
            QCOMPARE(settled(still, of(id, running(still)), true), Settlement::UnderWay);
            // What ran before may have been somebody else's.
            QCOMPARE(settled(running(still), of(id, still), true), Settlement::NoEffect);
            // A new leader shows the old epoch: it was broken off.
            const QByteArray old = withEpoch(noon().addDays(-1));
            QCOMPARE(settled(old, of(id, old), true), Settlement::NoEffect);
            ClusterSnapshot leaderless = of(id, still);
            leaderless.health.reset();
            QCOMPARE(settled(still, leaderless, true), Settlement::NoEffect);
        }
    }

    void changesOfModeAreSeen_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<int>("settlement");
        const QByteArray prim = primary("s", R"(["x"])");
        const QByteArray sec = secondary("s", "x");
        const QByteArray boot = R"({"mode":"bootstrapping"})";
        const auto row = [](const char *name, Id id, const QByteArray &before,
                            const QByteArray &now, Settlement settlement) {
            QTest::addRow("%s %s", operation(id).key.data(), name)
                << int(id) << before << now << int(settlement);
        };
        for (const Id id : { Id::PerformanceEnablePrimary, Id::DrEnablePrimary }) {
            row("done", id, off, prim, Settlement::Done);
            row("no effect", id, off, off, Settlement::NoEffect);
            row("being set up", id, off, "{}", Settlement::UnderWay);
        }
        for (const Id id : { Id::PerformanceDemote, Id::DrDemote }) {
            row("done", id, prim, detached("s"), Settlement::Done);
            row("no effect", id, prim, prim, Settlement::NoEffect);
            row("a word of tomorrow", id, prim, R"({"mode":"tertiary"})", Settlement::CannotTell);
        }
        for (const Id id : { Id::PerformancePromote, Id::DrPromote }) {
            row("done", id, sec, prim, Settlement::Done);
            row("no effect", id, sec, sec, Settlement::NoEffect);
            row("node does not know", id, sec, R"({"mode":"unknown"})", Settlement::UnderWay);
        }
        for (const Id id : { Id::PerformanceDisablePrimary, Id::DrDisablePrimary }) {
            row("done", id, prim, off, Settlement::Done);
            row("no effect", id, prim, prim, Settlement::NoEffect);
        }
        for (const Id id : { Id::PerformanceDisableSecondary, Id::DrDisableSecondary }) {
            row("done", id, sec, off, Settlement::Done);
            row("while bootstrapping", id, boot, off, Settlement::Done);
            row("no effect", id, sec, sec, Settlement::NoEffect);
        }
        for (const Id id : { Id::PerformanceEnableSecondary, Id::DrEnableSecondary }) {
            row("done", id, off, sec, Settlement::Done);
            row("bootstrapping", id, off, boot, Settlement::UnderWay);
            row("syncing", id, off, secondary("s", "x", 5, "merkle-sync"), Settlement::UnderWay);
            row("not connected", id, off, secondary("s", "x", 5, "stream-wals", "connecting"),
                Settlement::UnderWay);
            row("rolled back", id, off, off, Settlement::NoEffect);
        }
        for (const Id id : { Id::PerformanceUpdatePrimary, Id::DrUpdatePrimary }) {
            row("done after a demotion", id, detached("s"), sec, Settlement::Done);
            row("still connecting", id, detached("s"),
                secondary("s", "x", 5, "merkle-diff", "connecting"), Settlement::UnderWay);
            row("no effect after a demotion", id, detached("s"), detached("s"),
                Settlement::NoEffect);
            row("streams and knows no primary", id, detached("s"),
                R"({"mode":"secondary","state":"stream-wals","cluster_id":"s","secondary_id":"x","known_primary_cluster_addrs":null,"primaries":[]})",
                Settlement::UnderWay);
            row("streamed all the time", id, sec, sec, Settlement::CannotTell);
            row("restarted", id, sec, withMembers(sec, R"("last_start":"2026-03-01T12:00:00Z")"),
                Settlement::Done);
            row("not a secondary any more", id, sec, prim, Settlement::CannotTell);
        }
        for (const Id id : { Id::PerformanceMintToken, Id::DrMintToken }) {
            row("done", id, primary("s", "[]"), prim, Settlement::Done);
            row("no effect", id, primary("s", "[]"), primary("s", "[]"), Settlement::NoEffect);
            row("known before", id, prim, prim, Settlement::CannotTell);
        }
        for (const Id id : { Id::PerformanceRevokeSecondary, Id::DrRevokeSecondary }) {
            row("done", id, prim, primary("s", "[]"), Settlement::Done);
            row("no effect", id, prim, prim, Settlement::NoEffect);
        }
        for (const Id id : { Id::Reindex, Id::DrReindex }) {
            const QByteArray old = withMembers(sec, R"("last_reindex_epoch":"100")");
            row("running", id, old, withMembers(old, R"("reindex_in_progress":true)"),
                Settlement::UnderWay);
            row("done", id, old, withMembers(sec, R"("last_reindex_epoch":"200")"),
                Settlement::Done);
            row("no effect", id, old, old, Settlement::NoEffect);
            row("does not say", id, sec, sec, Settlement::CannotTell);
        }
        row("cannot be observed", Id::Recover, prim, prim, Settlement::CannotTell);
        row("cannot be observed", Id::DrRecover, sec, sec, Settlement::CannotTell);
        row("cannot be observed", Id::DrDeleteOperationToken, sec, sec, Settlement::CannotTell);
    }
    void changesOfModeAreSeen()
    {
        QFETCH(int, id);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, now);
        QFETCH(int, settlement);
        Arguments arguments;
        arguments.set("id"_L1, u"x"_s);
        const Operation &row = operation(Id(id));
        QCOMPARE(int(settle(row, arguments, of(Id(id), before), of(Id(id), now), {})), settlement);
        // A cluster that does not answer tells nothing, whatever it said last.
        QCOMPARE(settle(row, arguments, of(Id(id), before), silenced(of(Id(id), now)), {}),
                 Settlement::CannotTell);
    }

    void aSealedClusterIsNotDone()
    {
        ClusterSnapshot sealed = performanceCluster(primary("s", "[]"));
        sealed.health->sealed = true;
        QCOMPARE(settle(operation(Id::PerformanceEnablePrimary), {}, performanceCluster(off),
                        sealed, {}),
                 Settlement::UnderWay);
    }

    void anEmptyTokenIsDoneWhenDetached()
    {
        Arguments forget;
        forget.setSecret("token"_L1, {});
        const Operation &row = operation(Id::PerformanceUpdatePrimary);
        const ClusterSnapshot streaming = performanceCluster(secondary("s", "x"));
        QCOMPARE(settle(row, forget, streaming, performanceCluster(detached("s")), {}),
                 Settlement::Done);
        QCOMPARE(settle(row, forget, streaming, streaming, {}), Settlement::NoEffect);
        QCOMPARE(settle(row, forget, streaming,
                        performanceCluster(secondary("s", "x", 5, "idle", "shutdown")), {}),
                 Settlement::UnderWay);
    }

    void anAnswerIsEnoughWhereNothingIsToBeSeen()
    {
        const ClusterSnapshot snapshot = drCluster(secondary("s", "x"));
        QCOMPARE(settle(operation(Id::DrRecover), {}, snapshot, snapshot, { .answered = true }),
                 Settlement::Done);
        QCOMPARE(settle(operation(Id::DrProvideKeyShare), {}, snapshot, snapshot,
                        { .answered = true, .asked = true }),
                 Settlement::Done);
        Arguments id;
        id.set("id"_L1, u"x"_s);
        const ClusterSnapshot known = drCluster(primary("s", R"(["x"])"));
        QCOMPARE(settle(operation(Id::DrMintToken), id, known, known, { .answered = true }),
                 Settlement::Done);
    }

    void filtersAreReadBack()
    {
        Arguments arguments;
        arguments.set("id"_L1, u"x"_s);
        arguments.set("mode"_L1, u"deny"_s);
        arguments.set("paths"_L1, QStringList { u"b/"_s, u"a"_s });
        const ClusterSnapshot snapshot = performanceCluster(primary("s", R"(["x"])"));
        const auto settled = [&](Id id, const Observation &observation) {
            return settle(operation(id), arguments, snapshot, snapshot, observation);
        };
        const PathFilter same { u"deny"_s, { u"a/"_s, u"b/"_s } };
        const PathFilter other { u"deny"_s, { u"a/"_s } };
        const PathFilter otherMode { u"allow"_s, { u"a/"_s, u"b/"_s } };
        QCOMPARE(settled(Id::PathsFilterWrite, { .asked = true, .filter = same }),
                 Settlement::Done);
        QCOMPARE(settled(Id::PathsFilterWrite, { .asked = true, .filter = other }),
                 Settlement::NoEffect);
        QCOMPARE(settled(Id::PathsFilterWrite, { .asked = true, .filter = otherMode }),
                 Settlement::NoEffect);
        QCOMPARE(settled(Id::MountFilterWrite, { .asked = true }), Settlement::NoEffect);
        QCOMPARE(settled(Id::PathsFilterWrite, {}), Settlement::CannotTell);
        QCOMPARE(settled(Id::PathsFilterDelete, { .asked = true }), Settlement::Done);
        QCOMPARE(settled(Id::MountFilterDelete, { .asked = true, .filter = same }),
                 Settlement::NoEffect);
        Arguments defaults;
        defaults.set("id"_L1, u"x"_s);
        QCOMPARE(settle(operation(Id::PathsFilterWrite), defaults, snapshot, snapshot,
                        { .asked = true, .filter = PathFilter { u"allow"_s, {} } }),
                 Settlement::Done);
    }

    void attemptsAreReadBack()
    {
        const ClusterSnapshot snapshot = drCluster(secondary("s", "x"));
        Arguments share;
        share.set("nonce"_L1, u"n"_s);
        const auto settled = [&](Id id, const Observation &observation) {
            return settle(operation(id), share, snapshot, snapshot, observation);
        };
        // An attempt that runs after a lost answer may be somebody else's.
        QCOMPARE(
            settled(
                Id::DrStartAttempt,
                { .answered = true, .asked = true, .attemptProgress = 0, .attemptNonce = u"n"_s }),
            Settlement::Done);
        QCOMPARE(settled(Id::DrStartAttempt,
                         { .asked = true,
                           .attemptProgress = 0,
                           .attemptNonce = u"n"_s,
                           .askedBefore = true }),
                 Settlement::CannotTell);
        QCOMPARE(settled(Id::DrStartAttempt,
                         { .asked = true,
                           .attemptProgress = 0,
                           .attemptNonce = u"n"_s,
                           .askedBefore = true,
                           .attemptProgressBefore = 0,
                           .attemptNonceBefore = u"n"_s }),
                 Settlement::NoEffect);
        QCOMPARE(settled(Id::DrStartAttempt,
                         { .asked = true,
                           .attemptProgress = 0,
                           .attemptNonce = u"n"_s,
                           .attemptForPgpKey = true }),
                 Settlement::NoEffect);
        const auto shared = [&](int before, int now) {
            return settled(Id::DrProvideKeyShare,
                           { .asked = true,
                             .attemptProgress = now,
                             .attemptNonce = u"n"_s,
                             .askedBefore = true,
                             .attemptProgressBefore = before,
                             .attemptNonceBefore = u"n"_s });
        };
        QCOMPARE(shared(1, 1), Settlement::NoEffect); // another holder gave the first one
        QCOMPARE(shared(1, 2), Settlement::Done);
        QCOMPARE(shared(2, 0), Settlement::CannotTell);
        QCOMPARE(settled(Id::DrCancelAttempt,
                         { .asked = true,
                           .attemptProgress = 0,
                           .attemptNonce = u"new"_s,
                           .askedBefore = true,
                           .attemptProgressBefore = 2,
                           .attemptNonceBefore = u"n"_s }),
                 Settlement::Done);
        QCOMPARE(settled(Id::DrStartAttempt, { .asked = true }), Settlement::NoEffect);
        QCOMPARE(settled(Id::DrCancelAttempt, { .asked = true }), Settlement::Done);
        QCOMPARE(settled(Id::DrCancelAttempt, { .asked = true, .attemptProgress = 1 }),
                 Settlement::NoEffect);
        QCOMPARE(settled(Id::DrProvideKeyShare,
                         { .asked = true, .attemptProgress = 0, .attemptNonce = u"n"_s }),
                 Settlement::NoEffect);
        QCOMPARE(settled(Id::DrProvideKeyShare,
                         { .asked = true, .attemptProgress = 2, .attemptNonce = u"other"_s }),
                 Settlement::CannotTell);
        QCOMPARE(settled(Id::DrProvideKeyShare, { .asked = true }), Settlement::CannotTell);
        QCOMPARE(settled(Id::DrStartAttempt, {}), Settlement::CannotTell);
    }

    void forgettingThePrimaryIsNotFollowingOne()
    {
        const Operation &row = operation(Id::DrUpdatePrimary);
        Arguments forget;
        forget.setSecret("token"_L1, SecretString());
        QCOMPARE(doneWhen(row, forget), DoneWhen::Detached);
        QVERIFY(!settlementText(doneWhen(row, forget), Settlement::Done).contains("follows"_L1));
        QVERIFY(!followUps(row, forget).join(u' ').contains("stream-wals"_L1));
        Arguments follow;
        follow.setSecret("token"_L1, SecretString("t"));
        QCOMPARE(doneWhen(row, follow), DoneWhen::Following);
        QCOMPARE(followUps(row, follow), row.followUps());
    }

    void everyOutcomeHasItsSentence()
    {
        for (const Operation &row : operationCatalogue()) {
            QVERIFY(!awaitedText(row.doneWhen).isEmpty());
            for (const Settlement settlement : { Settlement::Done, Settlement::UnderWay,
                                                 Settlement::NoEffect, Settlement::CannotTell })
                QVERIFY2(settlementText(row.doneWhen, settlement).endsWith(u'.'), row.key.data());
        }
    }
};

QTEST_GUILESS_MAIN(TestSettlement)
#include "tst_settlement.moc"
