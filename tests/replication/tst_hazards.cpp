// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "models/replication/hazards.h"
#include "tests/replication/payloads.h"

#include <QTest>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

namespace {

using Snapshots = QList<ClusterSnapshot>;

ClusterSnapshot typed(const QString &name, ReplicationType type, const QByteArray &block)
{
    return cluster(name,
                   type == ReplicationType::Performance ? nested(block, off) : nested(off, block));
}

OperationId promote(ReplicationType type)
{
    return type == ReplicationType::Performance ? OperationId::PerformancePromote
                                                : OperationId::DrPromote;
}

QList<Hazard> hazards(OperationId id, const Snapshots &fleet, int target = 0,
                      const Arguments &arguments = {})
{
    return hazardsOf(operation(id), arguments, fleet.at(target), fleet, noon());
}

QString address(const QString &name)
{
    return u"https://%1.example:8200"_s.arg(name);
}

/// The middle part of a token is all that is looked at.
SecretString tokenOf(const QString &name)
{
    const QByteArray claims =
        "{\"addr\":\"" + address(name).toUtf8() + "\",\"type\":\"wrapping\",\"exp\":1900000000}";
    const auto options = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return SecretString(QByteArray(R"({"alg":"ES512","typ":"JWT"})").toBase64(options) + '.'
                        + claims.toBase64(options) + ".c2ln");
}

} // namespace

class TestHazards final : public QObject
{
    Q_OBJECT

private slots:
    void aSecondPrimaryIsNamed_data() { types(); }
    void aSecondPrimaryIsNamed()
    {
        QFETCH(ReplicationType, type);
        const Snapshots fleet { typed(u"basalt"_s, type, secondary("s", "b")),
                                typed(u"amber"_s, type, primary("s", R"(["b"])")) };
        const QList<Hazard> found = hazards(promote(type), fleet);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::SecondPrimary);
        QCOMPARE(found.first().cluster, fleet.at(1).identity.id);
        QVERIFY(found.first().text.contains(address(u"amber"_s)));
        QVERIFY(found.first().isGrave());
        QVERIFY(found.first().blocks());
        QCOMPARE(severityOf(operation(promote(type)), {}, found), Severity::Destroys);
    }

    void onlyATwinWithTheSameRoleIsTheSameCluster()
    {
        Snapshots fleet { cluster(u"basalt"_s, nested(off, secondary("s", "b"))),
                          cluster(u"amber"_s, nested(off, primary("s", R"(["b"])"))) };
        fleet[1].health->haClusterId = fleet.at(0).health->haClusterId;
        const QList<Hazard> found = hazards(OperationId::DrPromote, fleet);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::SecondPrimary);
        const ClusterSnapshot itself = cluster(u"amber"_s, nested(off, primary("s", "[]")));
        ClusterSnapshot twin = itself;
        twin.identity.id = { u"id-twin"_s };
        const QList<Hazard> leaving = hazards(OperationId::DrDemote, { itself, twin });
        QVERIFY(graveTexts(leaving).isEmpty());
    }

    void aPrimaryOfAnotherSetOrTypeIsNone()
    {
        const Snapshots fleet {
            cluster(u"basalt"_s, nested(detached("s"), off)),
            cluster(u"amber"_s, nested(primary("other", "[]"), off)),
            cluster(u"coal"_s, nested(off, primary("s", "[]"))),
        };
        QVERIFY(hazards(OperationId::PerformancePromote, fleet).isEmpty());
    }

    void afterDemotionThereIsNoDanger_data() { types(); }
    void afterDemotionThereIsNoDanger()
    {
        QFETCH(ReplicationType, type);
        // The secondary still believes in its connection for a while.
        const Snapshots fleet { typed(u"basalt"_s, type, secondary("s", "b")),
                                typed(u"amber"_s, type, detached("s")),
                                typed(u"cobalt"_s, type, secondary("s", "c")) };
        QVERIFY(hazards(promote(type), fleet).isEmpty());
        QCOMPARE(severityOf(operation(promote(type)), {}, {}), Severity::Interrupts);
    }

    void whatAnUnreachablePrimaryIsNowIsNotKnown_data() { silentPrimaries(); }
    void whatAnUnreachablePrimaryIsNowIsNotKnown()
    {
        QFETCH(ClusterSnapshot, other);
        const Snapshots fleet { cluster(u"basalt"_s, nested(lostSight, off)), other };
        const QList<Hazard> found = hazards(OperationId::PerformancePromote, fleet);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::UnknownPrimary);
        QCOMPARE(found.first().phrase, u"amber is fenced"_s);
        QVERIFY(!found.first().blocks());
    }

    void aSecondarysHeartbeatIsEvidence_data() { silentPrimaries(); }
    void aSecondarysHeartbeatIsEvidence()
    {
        QFETCH(ClusterSnapshot, other);
        // The target itself, another performance secondary, and a DR secondary of the same primary.
        const ClusterSnapshot lost = cluster(u"basalt"_s, nested(lostSight, off));
        const Snapshots fleets[] {
            { cluster(u"basalt"_s, nested(heard("b", 2), off)), other },
            { lost, other, cluster(u"cobalt"_s, nested(heard("c", 2), off)) },
        };
        for (const Snapshots &fleet : fleets) {
            const QList<Hazard> found = hazards(OperationId::PerformancePromote, fleet);
            QCOMPARE(found.size(), 1);
            QCOMPARE(found.first().kind, Hazard::Kind::PrimaryAlive);
            QCOMPARE(found.first().cluster, other.identity.id);
            QVERIFY(found.first().blocks());
            QVERIFY(found.first().text.contains(
                fleet.last().identity.name == u"amber"_s ? u"basalt"_s : u"cobalt"_s));
        }
    }

    void aDrSecondaryIsAWitnessOfThePerformancePrimary()
    {
        const ClusterSnapshot amber = silenced(
            cluster(u"amber"_s, nested(primary("s", R"(["b"])"), primary("d", R"(["c"])"))));
        const Snapshots fleet { cluster(u"basalt"_s, nested(lostSight, off)), amber,
                                cluster(u"cobalt"_s,
                                        nested(off, heard("c", 2).replace("\"s\"", "\"d\""))) };
        const QList<Hazard> found = hazards(OperationId::PerformancePromote, fleet);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::PrimaryAlive);
        const Operation &row = operation(OperationId::PerformancePromote);
        QVERIFY(decidingClusters(row, fleet.at(0), fleet).contains(fleet.at(2).identity.id));
    }

    void anOldHeartbeatIsNone_data()
    {
        QTest::addColumn<ClusterSnapshot>("witness");
        // "ready" outlives the connection, so an old heartbeat counts more.
        QTest::newRow("old") << cluster(u"basalt"_s, nested(heard("b", 45), off));
        ClusterSnapshot stale = cluster(u"basalt"_s, nested(heard("b", 2), off));
        stale.pollInterval = std::chrono::seconds(5);
        stale.statusAt = noon().addSecs(-60);
        QTest::newRow("not read for long") << stale;
        QTest::newRow("not readable") << silenced(cluster(u"basalt"_s, nested(heard("b", 2), off)));
        ClusterSnapshot skewed = cluster(u"basalt"_s, nested(heard("b", 2), off));
        skewed.health->serverTimeUtc = noon().addSecs(300).toSecsSinceEpoch();
        QTest::newRow("by its own clock") << skewed;
    }
    void anOldHeartbeatIsNone()
    {
        QFETCH(ClusterSnapshot, witness);
        const Snapshots fleet {
            witness, silenced(cluster(u"amber"_s, nested(primary("s", R"(["b"])"), off)))
        };
        const QList<Hazard> found = hazards(OperationId::PerformancePromote, fleet);
        QVERIFY(!found.isEmpty());
        QCOMPARE(found.first().kind, Hazard::Kind::UnknownPrimary);
    }

    void anOverrideCoversALaterSilence()
    {
        const ClusterSnapshot amber =
            silenced(cluster(u"amber"_s, nested(primary("s", R"(["b"])"), off)));
        const auto alive = hazards(OperationId::PerformancePromote,
                                   { cluster(u"basalt"_s, nested(heard("b", 2), off)), amber });
        const auto unknown = hazards(OperationId::PerformancePromote,
                                     { cluster(u"basalt"_s, nested(heard("b", 45), off)), amber });
        QVERIFY(notAccepted(unknown, alive).isEmpty());
        QCOMPARE(notAccepted(alive, unknown), alive); // fenced it is not
    }

    void aPromotedDrSecondaryIsNoSecondPerformancePrimary()
    {
        // amber failed over by performance to cobalt long ago; basalt still is amber's DR copy.
        FleetMemory memory;
        memory.remember(cluster(u"amber"_s, nested(primary("p", "[]"), primary("s", R"(["b"])"))));
        const Snapshots fleet { cluster(u"basalt"_s, nested(off, secondary("s", "b"))),
                                cluster(u"amber"_s, nested(off, detached("s"))),
                                cluster(u"cobalt"_s, nested(primary("p", "[]"), off)) };
        const auto found =
            hazardsOf(operation(OperationId::DrPromote), {}, fleet.at(0), fleet, noon(), memory);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::SecondPrimary);
        QCOMPARE(found.first().cluster, fleet.at(2).identity.id);
        QVERIFY(decidingClusters(operation(OperationId::DrPromote), fleet.at(0), fleet, memory)
                    .contains(fleet.at(2).identity.id));
    }

    void aSecondaryThatIsNotLevelHasToBeAccepted_data() { types(); }
    void aSecondaryThatIsNotLevelHasToBeAccepted()
    {
        QFETCH(ReplicationType, type);
        const OperationId demote = type == ReplicationType::Performance
            ? OperationId::PerformanceDemote
            : OperationId::DrDemote;
        const auto with = [&](int remoteWal) {
            return Snapshots { typed(u"amber"_s, type, primary("s", R"(["b","c"])")),
                               typed(u"basalt"_s, type,
                                     secondary("s", "b", remoteWal, "stream-wals", "ready", "[]",
                                               "bb")),
                               typed(u"cobalt"_s, type, secondary("s", "c")) };
        };
        QVERIFY(notAccepted(hazards(demote, with(500)), {}).isEmpty());
        const auto found = notAccepted(hazards(demote, with(300)), {});
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::NotLevel);
        QCOMPARE(found.first().cluster, ClusterId { u"id-basalt"_s });
        QCOMPARE(found.first().wals, std::optional<quint64>(200));
        QVERIFY(!found.first().acknowledgement.isEmpty());
        // A little more was accepted, too; much more, or an unknown number, was not.
        QVERIFY(notAccepted(hazards(demote, with(250)), found).isEmpty());
        QCOMPARE(notAccepted(hazards(demote, with(1)), found).size(), 1);
        QCOMPARE(notAccepted(hazards(demote, with(0)), found).size(), 1);
        QCOMPARE(decidingClusters(operation(demote), with(500).at(0), with(500)).size(), 2);
    }

    void anUnregisteredSecondaryIsUnknown()
    {
        // Nothing else could take over.
        const Snapshots fleet { cluster(u"amber"_s, nested(primary("s", R"(["eu"])"), off)) };
        const auto found = notAccepted(hazards(OperationId::PerformanceDemote, fleet), {});
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::NotLevel);
        QVERIFY(!found.first().cluster.isValid());
        QVERIFY(!found.first().wals);
    }

    void endingASplitBrainNeedsNoLevelSecondary()
    {
        const Snapshots fleet {
            cluster(u"amber"_s, nested(primary("s", R"(["b"])"), off)),
            cluster(u"basalt"_s,
                    nested(secondary("s", "b", 1, "stream-wals", "ready", "[]", "bb"), off)),
            cluster(u"cobalt"_s, nested(primary("s", "[]"), off))
        };
        QVERIFY(notAccepted(hazards(OperationId::PerformanceDemote, fleet), {}).isEmpty());
    }

    void whatAPromotionLosesHasToBeAccepted_data() { types(); }
    void whatAPromotionLosesHasToBeAccepted()
    {
        QFETCH(ReplicationType, type);
        FleetMemory memory;
        memory.remember(typed(u"amber"_s, type, primary("s", "[]", 700, "[]", "cc")));
        const Snapshots fleet { typed(u"basalt"_s, type,
                                      secondary("s", "b", 650, "stream-wals", "idle", "[]", "bb")),
                                typed(u"amber"_s, type, detached("s")) };
        const auto found =
            hazardsOf(operation(promote(type)), {}, fleet.at(0), fleet, noon(), memory);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::LosesWrites);
        QCOMPARE(found.first().wals, std::optional<quint64>(50));
        QVERIFY(found.first().isGrave());
        const auto unknown = hazards(promote(type), fleet); // no reading of it as primary
        QCOMPARE(unknown.size(), 1);
        QCOMPARE(unknown.first().kind, Hazard::Kind::LosesWrites);
        QVERIFY(!unknown.first().wals);
    }

    void aRegisteredPrimaryIsNoUnregisteredFollower()
    {
        const ClusterSnapshot amber =
            cluster(u"amber"_s, nested(primary("s", R"(["b"])", 500, "[" + entry("b") + "]"), off));
        ClusterSnapshot basalt = cluster(u"basalt"_s, nested(primary("s", "[]"), off));
        basalt.identity.address = u"https://b.example:8200"_s;
        const auto found = hazards(OperationId::PerformanceDemote, { amber, basalt });
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::Followers);
        QVERIFY(found.first().text.contains(u"basalt"_s));
    }

    void revokingNamesWhoIsCutOff_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<Hazard::Kind>("kind");
        QTest::addColumn<QString>("named");
        using Kind = Hazard::Kind;
        QTest::newRow("registered") << u"b"_s << Kind::CutsOff << u"id-basalt"_s;
        QTest::newRow("elsewhere") << u"eu"_s << Kind::CutsOff << QString();
        QTest::newRow("never connected") << u"new"_s << Kind::CutsOff << QString();
        QTest::newRow("unknown") << u"typo"_s << Kind::UnknownSecondary << QString();
    }
    void revokingNamesWhoIsCutOff()
    {
        QFETCH(QString, id);
        QFETCH(Hazard::Kind, kind);
        QFETCH(QString, named);
        const Snapshots fleet {
            cluster(u"amber"_s,
                    nested(primary("s", R"(["b","eu","new"])", 500, "[" + entry("eu") + "]"), off)),
            cluster(u"basalt"_s, nested(secondary("s", "b"), off))
        };
        Arguments arguments;
        arguments.set("id"_L1, id);
        const auto found = hazards(OperationId::PerformanceRevokeSecondary, fleet, 0, arguments);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, kind);
        QCOMPARE(found.first().cluster, ClusterId { named });
        QCOMPARE(found.first().isGrave(), kind == Hazard::Kind::UnknownSecondary);
        QVERIFY(found.first().text.contains(id));
        QCOMPARE(found.first().text.contains(u"https://eu.example:8200"_s), id == u"eu"_s);
    }

    void anUnregisteredPrimaryCounts()
    {
        const Snapshots connected { cluster(u"basalt"_s, nested(secondary("s", "b"), off)) };
        QList<Hazard> found = hazards(OperationId::PerformancePromote, connected);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::SecondPrimary);
        QVERIFY(found.first().text.contains(u"https://p.example:8201"_s));
        const Snapshots lost { cluster(
            u"basalt"_s,
            nested(secondary("s", "b", 500, "stream-wals", "transient_failure"), off)) };
        found = hazards(OperationId::PerformancePromote, lost);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::UnknownPrimary);
        QVERIFY(found.first().isGrave());
        const Snapshots alone { cluster(u"basalt"_s, nested(detached("s"), off)) };
        QVERIFY(hazards(OperationId::PerformancePromote, alone).isEmpty());
    }

    void oneDangerIsNotAnother()
    {
        const ClusterSnapshot basalt = cluster(u"basalt"_s, nested(secondary("s", "b"), off));
        const ClusterSnapshot amber = cluster(u"amber"_s, nested(primary("s", R"(["b"])"), off));
        const auto now = hazards(OperationId::PerformancePromote, { basalt, amber });
        const ClusterSnapshot alone = cluster(u"basalt"_s, nested(lostSight, off));
        const auto unknown = hazards(OperationId::PerformancePromote, { alone, silenced(amber) });
        QVERIFY(notAccepted(now, now).isEmpty());
        QCOMPARE(notAccepted(now, {}), now);
        // Who confirmed that it is fenced must hear that it answers as primary, and the reverse.
        QCOMPARE(notAccepted(now, unknown), now);
        QCOMPARE(notAccepted(unknown, now), unknown);
    }

    void theWholeSetDecides()
    {
        const Snapshots fleet { cluster(u"basalt"_s, nested(secondary("s", "b"), off)),
                                cluster(u"amber"_s, nested(primary("s", R"(["b"])"), off)),
                                cluster(u"cobalt"_s, nested(secondary("s", "c"), off)),
                                cluster(u"other"_s, nested(primary("t", "[]"), off)) };
        const Operation &row = operation(OperationId::PerformancePromote);
        QCOMPARE(decidingClusters(row, fleet.at(0), fleet),
                 (QList<ClusterId> { fleet.at(1).identity.id, fleet.at(2).identity.id }));
        QVERIFY(
            decidingClusters(operation(OperationId::PerformanceDisablePrimary), fleet.at(1), fleet)
                .isEmpty());
    }

    void whoFollowsIsNamed()
    {
        const Snapshots fleet {
            cluster(u"amber"_s, nested(primary("s", R"(["b","eu"])"), off)),
            cluster(u"basalt"_s, nested(secondary("s", "b"), off)),
            cluster(u"cobalt"_s, nested(detached("s"), off)),
        };
        for (const OperationId id :
             { OperationId::PerformanceDemote, OperationId::PerformanceDisablePrimary }) {
            const QList<Hazard> found = hazards(id, fleet);
            QCOMPARE(found.size(), 1);
            QCOMPARE(found.first().kind, Hazard::Kind::Followers);
            const QString &text = found.first().text;
            QVERIFY2(text.contains(u"basalt (https://basalt.example:8200)"_s), qPrintable(text));
            QVERIFY2(text.contains(u"“eu” (not registered here)"_s), qPrintable(text));
            QVERIFY2(!text.contains(u"cobalt"_s), qPrintable(text));
            // A planned order begins with the demotion: it is named, and one confirmation is
            // enough.
            QVERIFY(!found.first().isGrave());
            QCOMPARE(severityOf(operation(id), {}, found), operation(id).severity);
        }
    }

    void enablingErasesOnesOwnSecondariesToo()
    {
        const Snapshots fleet { cluster(u"amber"_s, nested(off, primary("d", R"(["b"])"))),
                                cluster(u"basalt"_s, nested(off, secondary("d", "b"))) };
        const auto found = hazards(OperationId::PerformanceEnableSecondary, fleet);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::ErasesFollowers);
        QVERIFY2(found.first().text.contains(u"basalt (https://basalt.example:8200)"_s),
                 qPrintable(found.first().text));
        QVERIFY(found.first().isGrave());
    }

    void aTokenOfNoPrimaryIsToldApart_data()
    {
        QTest::addColumn<QByteArray>("there");
        QTest::addColumn<QString>("says");
        QTest::newRow("secondary") << secondary("s", "x") << u"is no performance primary now"_s;
        QTest::newRow("another set") << primary("t", "[]") << u"another replication set"_s;
        QTest::newRow("its primary") << primary("s", "[]") << QString();
    }
    void aTokenOfNoPrimaryIsToldApart()
    {
        QFETCH(QByteArray, there);
        QFETCH(QString, says);
        const Snapshots fleet { cluster(u"basalt"_s, nested(detached("s"), off)),
                                cluster(u"amber"_s, nested(there, off)) };
        Arguments arguments;
        arguments.setSecret("token"_L1, tokenOf(u"amber"_s));
        const auto found = hazards(OperationId::PerformanceUpdatePrimary, fleet, 0, arguments);
        QCOMPARE(found.isEmpty(), says.isEmpty());
        if (!says.isEmpty()) {
            QVERIFY2(found.first().text.contains(says), qPrintable(found.first().text));
            QVERIFY(found.first().text.contains(address(u"amber"_s)));
            QVERIFY(found.first().isGrave());
        }
    }

    void aTokenOfItsOwnIsTold()
    {
        const Snapshots fleet { cluster(u"basalt"_s, nested(detached("s"), off)) };
        Arguments arguments;
        arguments.setSecret("token"_L1, tokenOf(u"basalt"_s));
        const auto found = hazards(OperationId::PerformanceUpdatePrimary, fleet, 0, arguments);
        QCOMPARE(found.size(), 1);
        QVERIFY(found.first().text.contains(u"itself"_s));
    }

private:
    /// A secondary whose connection to its primary broke.
    const QByteArray lostSight = secondary("s", "b", 500, "stream-wals", "transient_failure");

    /// One that received its primary's heartbeat some seconds before noon.
    static QByteArray heard(const QByteArray &id, int seconds)
    {
        const QByteArray at = noon().addSecs(-seconds).toString(Qt::ISODate).toUtf8();
        return secondary("s", id, 500, "stream-wals", "ready",
                         "[{\"api_address\":\"https://p.example:8200\",\"cluster_address\":"
                         "\"https://p.example:8201\",\"connection_status\":\"connected\","
                         "\"last_heartbeat\":\""
                             + at + "\"}]");
    }

    static void silentPrimaries()
    {
        QTest::addColumn<ClusterSnapshot>("other");
        const ClusterSnapshot amber = cluster(u"amber"_s, nested(primary("s", R"(["b"])"), off));
        QTest::newRow("unreachable") << silenced(amber);
        ClusterSnapshot hidden = amber;
        hidden.statusError = Error { .kind = Error::Kind::Sealed, .httpStatus = 503 };
        QTest::newRow("sealed") << hidden;
        ClusterSnapshot old = amber;
        old.pollInterval = std::chrono::seconds(5);
        old.statusAt = noon().addSecs(-60);
        QTest::newRow("not read for long") << old;
        ClusterSnapshot never = silenced(amber);
        never.status.reset();
        never.leader = Leader {};
        never.leader->leaderClusterAddress = u"https://p.example:8201"_s;
        QTest::newRow("never read, but named") << never;
    }

    static void types()
    {
        QTest::addColumn<ReplicationType>("type");
        QTest::newRow("performance") << ReplicationType::Performance;
        QTest::newRow("dr") << ReplicationType::DisasterRecovery;
    }
};

QTEST_GUILESS_MAIN(TestHazards)

#include "tst_hazards.moc"
