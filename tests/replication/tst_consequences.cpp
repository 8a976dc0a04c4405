// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "models/replication/consequences.h"
#include "tests/replication/payloads.h"

#include <QTest>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

namespace {

using Id = OperationId;

struct ConsequenceCase
{
    QList<ClusterSnapshot> fleet;
    FleetMemory memory {};
    Arguments arguments {};
    int target = 0;

    [[nodiscard]] OperationScene scene() const
    {
        return { .target = fleet.at(target), .fleet = fleet, .memory = memory, .now = noon() };
    }
    [[nodiscard]] QString before(Id id) const
    {
        return consequencesOf(operation(id), arguments, scene()).join(u'\n');
    }
    [[nodiscard]] QString after(Id id) const
    {
        return followUpsOf(operation(id), arguments, scene()).join(u'\n');
    }
};

ClusterSnapshot unread(ClusterSnapshot snapshot)
{
    snapshot.status.reset();
    snapshot.health.reset();
    return silenced(snapshot);
}

} // namespace

/// The sentences differ exactly where the readings do: each row has two clusters that differ in one
/// fact, and one of which the fact is unknown.
class TestConsequences final : public QObject
{
    Q_OBJECT

private slots:
    void aFactIsStatedAsSuch_data()
    {
        QTest::addColumn<Id>("id");
        QTest::addColumn<ClusterSnapshot>("yes");
        QTest::addColumn<ClusterSnapshot>("no");
        const auto amber = [](const QByteArray &performance, const QByteArray &dr,
                              const QString &version = u"1.17.2+ent"_s) {
            return cluster(u"amber"_s, nested(performance, dr), version);
        };
        const QByteArray none = primary("d", "[]");
        QTest::newRow("demoted DR primary: performance primary")
            << Id::DrDemote << amber(primary("p", "[]"), none) << amber(off, none);
        QTest::newRow("demoted DR primary: performance secondary")
            << Id::DrDemote << amber(secondary("p", "x"), none) << amber(off, none);
        QTest::newRow("reindexed primary")
            << Id::Reindex << amber(primary("p", "[]"), off) << amber(secondary("p", "a"), off);
        QTest::newRow("recovered primary") << Id::Recover << amber(primary("p", R"(["b"])"), off)
                                           << amber(secondary("p", "a"), off);
        QTest::newRow("version that loses data")
            << Id::PerformanceUpdatePrimary << amber(detached("p"), off, u"1.13.4+ent"_s)
            << amber(detached("p"), off, u"1.13.5+ent"_s);
        QTest::newRow("version that needs a token")
            << Id::DrStartAttempt << amber(off, detached("d"), u"2.0.0+ent"_s)
            << amber(off, detached("d"), u"1.21.0+ent"_s);
        QTest::newRow("demoted: needs a token")
            << Id::DrUpdatePrimary << amber(off, detached("d")) << amber(off, secondary("d", "a"));
    }
    void aFactIsStatedAsSuch()
    {
        QFETCH(Id, id);
        QFETCH(ClusterSnapshot, yes);
        QFETCH(ClusterSnapshot, no);
        const auto sentences = [&](const ClusterSnapshot &target) {
            const ConsequenceCase known { { target } };
            return consequencesOf(operation(id), {}, known.scene());
        };
        const QStringList stated = sentences(yes);
        const QStringList silent = sentences(no);
        const QStringList general = sentences(unread(yes));
        QCOMPARE(stated.size(), silent.size() + 1);
        QVERIFY(stated != general);
        QVERIFY(silent != general);
        for (const QString &fact : stated) {
            if (!silent.contains(fact))
                QVERIFY2(fact.contains(u"amber"_s) || fact.contains(yes.health->version)
                             || fact.contains(u"“b”"_s),
                         qPrintable(fact));
        }
    }

    void aPromotedDrSecondaryBecomesWhatItsSourceIs()
    {
        const ClusterSnapshot basalt = cluster(u"basalt"_s, nested(off, secondary("d", "b")));
        const auto with = [&](const QByteArray &performance) {
            return ConsequenceCase {
                { basalt, cluster(u"amber"_s, nested(performance, primary("d", R"(["b"])"))) }
            };
        };
        const QString primaryToo = with(primary("p", "[]")).before(Id::DrPromote);
        const QString secondaryToo = with(secondary("p", "x")).before(Id::DrPromote);
        const QString nothing = with(off).before(Id::DrPromote);
        const QString unknown = ConsequenceCase { { basalt } }.before(Id::DrPromote);
        const QSet<QString> all { primaryToo, secondaryToo, nothing, unknown };
        QCOMPARE(all.size(), 4);
        for (const QString &each : { primaryToo, secondaryToo, nothing })
            QVERIFY(each.contains(u"amber"_s));
        // A demotion hides the role, but it is remembered.
        ConsequenceCase later { { basalt, cluster(u"amber"_s, nested(off, detached("d"))) } };
        const QString forgotten = later.before(Id::DrPromote);
        later.memory.remember(cluster(u"amber"_s, nested(primary("p", "[]"), primary("d", "[]"))));
        QVERIFY(later.before(Id::DrPromote) != forgotten);
    }

    void valuesDecideWhatIsSaid()
    {
        ConsequenceCase known { { cluster(u"amber"_s,
                                          nested(detached("s"), primary("d", "[]"))) } };
        const QString full = known.before(Id::PerformanceUpdatePrimary);
        known.arguments.setSecret("token"_L1, SecretString(QByteArray()));
        QVERIFY(known.before(Id::PerformanceUpdatePrimary) != full);
        known.arguments = {};
        const QString plain = known.before(Id::DrMintToken);
        known.arguments.set("secondary_public_key"_L1, u"BHoC"_s);
        QVERIFY(known.before(Id::DrMintToken) != plain);
        known.arguments = {};
        known.fleet = { cluster(u"amber"_s, nested(off, detached("d"))) };
        const QString unknown = known.before(Id::DrDeleteOperationToken);
        known.arguments.setSecret("dr_operation_token"_L1, SecretString(QByteArray("hvb.AAAA")));
        const QString batch = known.before(Id::DrDeleteOperationToken);
        known.arguments.setSecret("dr_operation_token"_L1, SecretString(QByteArray("hvs.AAAA")));
        const QString generated = known.before(Id::DrDeleteOperationToken);
        QVERIFY(unknown != batch && batch != generated && generated != unknown);
    }

    void theRestOfTheSetIsNamedAfterwards()
    {
        const ConsequenceCase known { { cluster(u"basalt"_s, nested(detached("s"), off)),
                                        cluster(u"amber"_s, nested(detached("s"), off)),
                                        cluster(u"cobalt"_s, nested(secondary("s", "c"), off)) } };
        for (const Id id : { Id::PerformanceDemote, Id::PerformancePromote }) {
            QVERIFY(known.after(id).contains(u"amber"_s));
            QVERIFY(known.after(id).contains(u"cobalt"_s));
        }
        const ConsequenceCase follower { { cluster(u"basalt"_s, nested(secondary("s", "b7"), off)),
                                           cluster(u"amber"_s, nested(primary("s", "[]"), off)) } };
        QVERIFY(follower.after(Id::PerformanceDisableSecondary).contains(u"b7"_s));
        QVERIFY(follower.after(Id::PerformanceDisableSecondary).contains(u"amber"_s));
    }

    void demotionAndPromotionShowTheReadings()
    {
        const ConsequenceCase known { { cluster(u"amber"_s,
                                                nested(primary("s", R"(["b","x"])"), off)),
                                        cluster(u"basalt"_s, nested(secondary("s", "b"), off)) } };
        QCOMPARE(readingsOf(operation(Id::PerformanceDemote), known.scene()).size(), 2);
        QCOMPARE(readingsOf(operation(Id::PerformancePromote), known.scene()).size(), 1);
        QVERIFY(readingsOf(operation(Id::PerformanceMintToken), known.scene()).isEmpty());
    }

    void everyRowSaysWhatHappens()
    {
        const ConsequenceCase nobody { { unread(cluster(u"amber"_s, nested(off, off))) } };
        for (const Operation &row : operationCatalogue()) {
            if (row.severity >= Severity::Interrupts)
                QVERIFY2(!consequencesOf(row, {}, nobody.scene()).isEmpty(), row.key.data());
        }
    }
};

QTEST_GUILESS_MAIN(TestConsequences)

#include "tst_consequences.moc"
