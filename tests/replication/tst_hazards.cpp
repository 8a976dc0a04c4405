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
        QVERIFY2(found.first().text.startsWith(
                     u"amber (https://amber.example:8200) is primary of this set now; promoting "
                     "basalt makes two primaries, whose data part ways."_s),
                 qPrintable(found.first().text));
        QVERIFY(found.first().isGrave());
        QVERIFY(!found.first().acknowledgement.isEmpty());
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
        ClusterSnapshot twin = fleet.at(1);
        twin.identity.id = { u"id-twin"_s };
        const QList<Hazard> leaving = hazards(OperationId::DrDemote, { fleet.at(1), twin });
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

    void whatAnUnreachablePrimaryIsNowIsNotKnown_data()
    {
        QTest::addColumn<ClusterSnapshot>("other");
        QTest::addColumn<QString>("says");
        const ClusterSnapshot amber = cluster(u"amber"_s, nested(primary("s", R"(["b"])"), off));
        QTest::newRow("unreachable") << silenced(amber) << u"cannot be reached now"_s;
        ClusterSnapshot hidden = amber;
        hidden.statusError = Error { .kind = Error::Kind::Sealed, .httpStatus = 503 };
        QTest::newRow("sealed") << hidden << u"does not say what it is now"_s;
        ClusterSnapshot old = amber;
        old.pollInterval = std::chrono::seconds(5);
        old.statusAt = noon().addSecs(-60);
        QTest::newRow("not read for long") << old << u"does not say what it is now"_s;
        ClusterSnapshot never = silenced(amber);
        never.status.reset();
        never.leader = Leader {};
        never.leader->leaderClusterAddress = u"https://p.example:8201"_s;
        QTest::newRow("never read, but named") << never << u"has not been read"_s;
    }
    void whatAnUnreachablePrimaryIsNowIsNotKnown()
    {
        QFETCH(ClusterSnapshot, other);
        QFETCH(QString, says);
        const Snapshots fleet { cluster(u"basalt"_s, nested(secondary("s", "b"), off)), other };
        const QList<Hazard> found = hazards(OperationId::PerformancePromote, fleet);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Hazard::Kind::UnknownPrimary);
        QVERIFY2(found.first().text.contains(says), qPrintable(found.first().text));
        QVERIFY(found.first().text.contains(u"cannot be known"_s));
        QCOMPARE(found.first().phrase, u"amber is fenced"_s);
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
        const auto unknown = hazards(OperationId::PerformancePromote, { basalt, silenced(amber) });
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
        QVERIFY(decidingClusters(operation(OperationId::PerformanceDemote), fleet.at(1), fleet)
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
    static void types()
    {
        QTest::addColumn<ReplicationType>("type");
        QTest::newRow("performance") << ReplicationType::Performance;
        QTest::newRow("dr") << ReplicationType::DisasterRecovery;
    }
};

QTEST_GUILESS_MAIN(TestHazards)

#include "tst_hazards.moc"
