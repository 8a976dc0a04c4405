// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

namespace {

const QString dr = u"dr"_s;
const QString performance = u"performance"_s;

qint64 wal(const Cluster &cluster, const QString &type, QLatin1StringView member)
{
    return cluster.block(type).value(member).toInteger(-1);
}

bool inSync(const Cluster &primary, const Cluster &secondary, const QString &type)
{
    return eventually([&] {
        return primary.block(type).value("merkle_root"_L1)
            == secondary.block(type).value("merkle_root"_L1);
    });
}

/// What the primary has written by now has arrived; for primaries under load, whose roots always
/// differ.
bool caughtUp(const Cluster &primary, const Cluster &secondary, const QString &type)
{
    const qint64 target =
        wal(primary, type, type == dr ? "last_dr_wal"_L1 : "last_performance_wal"_L1);
    return target > 0
        && eventually([&] { return wal(secondary, type, "last_remote_wal"_L1) >= target; });
}

/// Point a demoted or orphaned DR cluster at its new primary, authorised by its own key shares.
bool repointDr(const Cluster &primary, const Cluster &secondary, const QString &id)
{
    const QString authority = operationToken(secondary);
    const QString token = mintToken(primary, dr, id);
    if (authority.isEmpty() || token.isEmpty())
        return false;
    const QJsonObject body { { u"dr_operation_token"_s, authority }, { u"token"_s, token } };
    return secondary.openPost(u"sys/replication/dr/secondary/update-primary"_s, body).status == 200
        && secondary.streams(dr);
}

bool promoteDr(const Cluster &secondary, bool force = false)
{
    const QJsonObject body { { u"dr_operation_token"_s, operationToken(secondary) },
                             { u"force"_s, force } };
    return secondary.openPost(u"sys/replication/dr/secondary/promote"_s, body).status == 200
        && secondary.becomes(dr, u"primary"_s);
}

bool demote(const Cluster &primary, const QString &type)
{
    return primary.post(replication(type, u"primary/demote"_s)).status == 200
        && primary.becomes(type, u"secondary"_s, u"idle"_s);
}

bool lose(Bed &bed, const Cluster &cluster)
{
    const QList<NodeInfo> nodes = cluster.info().nodes;
    return std::all_of(nodes.begin(), nodes.end(), [&](const NodeInfo &node) {
        return bed.lab().stopNode(node.name).has_value();
    });
}

bool bringBack(Bed &bed, const Cluster &cluster)
{
    const QList<NodeInfo> nodes = cluster.info().nodes;
    return std::all_of(
               nodes.begin(), nodes.end(),
               [&](const NodeInfo &node) { return bed.lab().startNode(node.name).has_value(); })
        && bed.lab().unsealAll(cluster.name()).has_value();
}

} // namespace

class TestConformanceProcedures final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    bool start(const QString &scenario, const Options &options = {})
    {
        m_bed = std::make_unique<Bed>(scenario, options);
        return m_bed->start();
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void setUpAPerformanceSecondaryWithAFilter()
    {
        QVERIFY(start(u"fresh-pair"_s));
        const Cluster p = m_bed->at(0);
        const Cluster s = m_bed->at(1);
        QVERIFY(makePrimary(p, performance));
        QVERIFY(makeAdministrator(p));
        const QString token = mintToken(p, performance, u"eu"_s);
        QVERIFY(
            p.post(u"sys/replication/performance/primary/paths-filter/eu"_s,
                   { { u"mode"_s, u"deny"_s }, { u"paths"_s, QJsonArray { u"kv-nowhere/"_s } } })
                .status
            < 300);
        QCOMPARE(
            s.post(u"sys/replication/performance/secondary/enable"_s, { { u"token"_s, token } })
                .status,
            200);
        QVERIFY(s.streams(performance));
        QVERIFY(m_bed->lab().unsealAll(s.name()));
        QVERIFY(!asAdministrator(s).token().isEmpty());
        QVERIFY(inSync(p, s, performance));
        QVERIFY(p.block(performance).value("known_secondaries"_L1).toArray().contains(u"eu"_s));
        // A write on the primary arrives.
        const int before = s.info().secretsCount;
        QVERIFY(m_bed->lab().writeSecrets(p.name(), 2));
        QVERIFY(eventually([&] { return s.info().secretsCount == before + 2; }));
        QCOMPARE(asAdministrator(s)
                         .get(u"sys/replication/performance/secondary/dynamic-filter/eu"_s)
                         .status
                     < 405,
                 true);
    }

    void plannedPerformanceFailoverAndFailback()
    {
        QVERIFY(start(u"fresh-pair"_s));
        const Cluster p1 = m_bed->at(0);
        QVERIFY(makePrimary(p1, performance));
        QVERIFY(makeAdministrator(p1));
        QVERIFY(join(p1, m_bed->at(1), performance, u"s1"_s));
        const Cluster s1 = asAdministrator(m_bed->at(1));
        QVERIFY(!s1.token().isEmpty());
        QVERIFY(inSync(p1, s1, performance));
        const qint64 last = wal(p1, performance, "last_performance_wal"_L1);

        Cluster from = p1;
        Cluster to = s1;
        for (int round = 0; round < 2; ++round) { // there and back
            QVERIFY(demote(from, performance));
            if (round == 0)
                QVERIFY(wal(to, performance, "last_remote_wal"_L1) >= last);
            QCOMPARE(to.post(u"sys/replication/performance/secondary/promote"_s).status, 200);
            QVERIFY(to.becomes(performance, u"primary"_s, u"running"_s));
            const QString token = mintToken(to, performance, u"follower-%1"_s.arg(round));
            QVERIFY(!token.isEmpty());
            QCOMPARE(from.post(u"sys/replication/performance/secondary/update-primary"_s,
                               { { u"token"_s, token } })
                         .status,
                     200);
            QVERIFY(from.streams(performance));
            QVERIFY(m_bed->lab().writeSecrets(to.name(), 3));
            QVERIFY(inSync(to, from, performance));
            QCOMPARE(from.info().secretsCount, to.info().secretsCount);
            std::swap(from, to);
        }
        QCOMPARE(p1.mode(performance), u"primary"_s);
    }

    void unplannedPerformanceFailoverDropsUnshippedWrites()
    {
        QVERIFY(start(u"fresh-pair"_s));
        const Cluster p1 = m_bed->at(0);
        QVERIFY(makePrimary(p1, performance));
        QVERIFY(makeAdministrator(p1));
        QVERIFY(join(p1, m_bed->at(1), performance, u"s1"_s));
        const Cluster s1 = asAdministrator(m_bed->at(1));
        QVERIFY(inSync(p1, s1, performance));
        QVERIFY(m_bed->lab().partition(p1.name(), s1.name(), Lab::Partition::Cut));
        QVERIFY(m_bed->lab().writeSecrets(p1.name(), 9)); // never shipped
        QVERIFY(lose(*m_bed, p1));
        const int shipped = s1.info().secretsCount;
        QCOMPARE(
            s1.post(u"sys/replication/performance/secondary/promote"_s, { { u"force"_s, true } })
                .status,
            200);
        QVERIFY(s1.becomes(performance, u"primary"_s, u"running"_s));
        QCOMPARE(s1.info().secretsCount, shipped);

        QVERIFY(m_bed->lab().partition(p1.name(), s1.name(), Lab::Partition::Healed));
        QVERIFY(bringBack(*m_bed, p1));
        QVERIFY(p1.becomes(performance, u"primary"_s)); // it still believes so
        QVERIFY(demote(p1, performance));
        QCOMPARE(p1.post(u"sys/replication/performance/secondary/update-primary"_s,
                         { { u"token"_s, mintToken(s1, performance, u"p1"_s) } })
                     .status,
                 200);
        QVERIFY(p1.streams(performance));
        QVERIFY(inSync(s1, p1, performance));
        QCOMPARE(p1.info().secretsCount, shipped); // dropped by the Merkle reconcile
        QCOMPARE(p1.info().dataMark, s1.info().dataMark);
    }

    void plannedDrFailoverAndFailback_data()
    {
        QTest::addColumn<QString>("version");
        for (const char *version : { "0.11.0+ent", "1.4.0+ent", "1.9.0+ent", "1.13.0+ent",
                                     "1.17.0+ent", "1.21.0+ent", "2.0.0+ent" })
            QTest::newRow(version) << QString::fromLatin1(version);
    }
    void plannedDrFailoverAndFailback()
    {
        QFETCH(QString, version);
        QVERIFY(start(
            u"dr-pair"_s,
            { .version = version, .unauthenticatedAccess = { u"generate-operation-token"_s } }));
        Cluster from = m_bed->with(dr, u"primary"_s);
        Cluster to = m_bed->with(dr, u"secondary"_s);
        const QByteArray root = from.root();
        for (int round = 0; round < 2; ++round) {
            QVERIFY(inSync(from, to, dr));
            QVERIFY(demote(from, dr));
            QCOMPARE(from.send({ .path = u"sys/mounts"_s, .token = root }).errors(),
                     QStringList { drGate });
            QVERIFY(promoteDr(to));
            // Tokens remain valid on the new primary.
            QCOMPARE(to.send({ .path = u"auth/token/lookup-self"_s, .token = root }).status, 200);
            to = to.as(root);
            from = from.as(root);
            QVERIFY(repointDr(to, from, u"old-%1"_s.arg(round)));
            QVERIFY(to.block(dr)
                        .value("known_secondaries"_L1)
                        .toArray()
                        .contains(u"old-%1"_s.arg(round)));
            const QJsonArray known =
                from.block(dr).value("known_primary_cluster_addrs"_L1).toArray();
            const QJsonObject leader = to.openGet(u"sys/leader"_s).json();
            QVERIFY(known.contains(leader.value("leader_cluster_address"_L1)));
            QVERIFY(m_bed->lab().writeSecrets(to.name(), 3));
            QVERIFY(inSync(to, from, dr));
            std::swap(from, to);
        }
    }

    void aDemotedClusterMustBeGivenATokenNotAddresses()
    {
        QVERIFY(start(u"dr-pair"_s));
        const Cluster p1 = m_bed->with(dr, u"primary"_s);
        const Cluster d1 = m_bed->with(dr, u"secondary"_s);
        QVERIFY(demote(p1, dr));
        QVERIFY(promoteDr(d1));
        const QJsonObject body { { u"dr_operation_token"_s, operationToken(p1) },
                                 { u"update_primary_addrs"_s,
                                   QJsonArray { d1.info().nodes.first().clusterAddress } } };
        const Reply reply = p1.openPost(u"sys/replication/dr/secondary/update-primary"_s, body);
        QVERIFY2(reply.status >= 400, reply.text().constData());
        QCOMPARE(p1.block(dr).value("state"_L1), u"idle"_s);
    }

    void aPublicKeyMadeBeforeTheTokenServesADemotedCluster()
    {
        QVERIFY(start(u"dr-pair"_s));
        const Cluster p1 = m_bed->with(dr, u"primary"_s);
        const Cluster d1 = m_bed->with(dr, u"secondary"_s);
        const QByteArray root = p1.root();
        QVERIFY(demote(p1, dr));
        QVERIFY(promoteDr(d1));
        // The call works on an existing DR secondary, with the Vault token alone.
        const Reply key = p1.send({ .method = "POST",
                                    .path = u"sys/replication/dr/secondary/generate-public-key"_s,
                                    .body = "{}",
                                    .token = root });
        QVERIFY2(key.status == 200, key.text().constData());
        const QJsonObject request { { u"id"_s, u"p1"_s },
                                    { u"secondary_public_key"_s,
                                      key.data().value("secondary_public_key"_L1) } };
        const QJsonValue bundle =
            d1.as(root)
                .post(u"sys/replication/dr/primary/secondary-token"_s, request)
                .data()
                .value("token"_L1);
        QVERIFY(!bundle.toString().isEmpty());
        const QJsonObject body { { u"dr_operation_token"_s, operationToken(p1) },
                                 { u"token"_s, bundle } };
        QCOMPARE(p1.openPost(u"sys/replication/dr/secondary/update-primary"_s, body).status, 200);
        QVERIFY(p1.streams(dr));
    }

    void unplannedDrFailoverAndTheOldPrimarysReturn()
    {
        QVERIFY(start(u"full"_s));
        const Cluster a = m_bed->at(0);
        const Cluster b = m_bed->at(1);
        const Cluster c = m_bed->at(2);
        const QByteArray root = a.root();
        QVERIFY(caughtUp(a, b, dr));
        QVERIFY(lose(*m_bed, a));
        QVERIFY(promoteDr(b, true));
        QVERIFY(b.becomes(performance, u"primary"_s, u"running"_s));
        QVERIFY(c.streams(performance)); // came back alone
        QVERIFY(bringBack(*m_bed, a));
        QVERIFY(a.becomes(dr, u"primary"_s));
        QVERIFY(a.becomes(performance, u"primary"_s)); // two primaries until somebody acts
        QVERIFY(demote(a.as(root), dr));
        QVERIFY(repointDr(b.as(root), a, u"a-again"_s));
        QVERIFY(inSync(b, a, dr));
        QCOMPARE(a.mode(performance), u"disabled"_s);
    }

    void chainsCanBeBuiltByHand()
    {
        QVERIFY(start(u"full"_s));
        // What the scenario promises is what the calls build: each link is followed from its own
        // end.
        const Cluster a = m_bed->at(0);
        const Cluster c = m_bed->at(2);
        QVERIFY(m_bed->at(1).streams(dr));
        QVERIFY(c.streams(performance));
        QVERIFY(m_bed->at(3).streams(dr));
        QVERIFY(m_bed->lab().writeSecrets(a.name(), 4));
        QVERIFY(caughtUp(a, m_bed->at(1), dr));
        QVERIFY(caughtUp(a, c, performance));
        QVERIFY(
            caughtUp(c, m_bed->at(3), dr)); // compared with the performance secondary, not with A
    }

    void aSecondaryIsReplacedUnderANewId()
    {
        QVERIFY(start(u"fresh-pair"_s));
        const Cluster p = m_bed->at(0);
        const Cluster s = m_bed->at(1);
        QVERIFY(makePrimary(p, dr));
        QVERIFY(join(p, s, dr, u"old"_s));
        const QJsonObject authority { { u"dr_operation_token"_s, operationToken(s) } };
        QCOMPARE(s.openPost(u"sys/replication/dr/secondary/disable"_s, authority).status, 200);
        QVERIFY(s.becomes(dr, u"disabled"_s));
        // The copy is live now and has the primary's tokens; joining again wipes it.
        const QString token = mintToken(p, dr, u"new"_s);
        QCOMPARE(s.as(p.root())
                     .post(u"sys/replication/dr/secondary/enable"_s, { { u"token"_s, token } })
                     .status,
                 200);
        QVERIFY(s.streams(dr));
        QVERIFY(p.post(u"sys/replication/dr/primary/revoke-secondary"_s, { { u"id"_s, u"old"_s } })
                    .status
                < 300);
        QCOMPARE(p.block(dr).value("known_secondaries"_L1), QJsonValue(QJsonArray { u"new"_s }));
        QCOMPARE(s.block(dr).value("secondary_id"_L1), u"new"_s);
        QVERIFY(inSync(p, s, dr));
    }

    void aRevokedSecondaryIsTakenBackWithANewToken()
    {
        QVERIFY(start(u"dr-pair"_s));
        const Cluster p = m_bed->with(dr, u"primary"_s);
        const Cluster s = m_bed->with(dr, u"secondary"_s);
        const QString id = s.block(dr).value("secondary_id"_L1).toString();
        QVERIFY(p.post(u"sys/replication/dr/primary/revoke-secondary"_s, { { u"id"_s, id } }).status
                < 300);
        QVERIFY(eventually([&] { return s.block(dr).value("connection_state"_L1) != "ready"_L1; }));
        QVERIFY(repointDr(p, s, u"again"_s));
        QVERIFY(inSync(p, s, dr));
    }

    void aSealedStandbyOfASecondaryOpensWithThePrimarysShares()
    {
        QVERIFY(start(u"sealed-secondary"_s));
        QList<NodeInfo> sealed;
        const QList<ClusterInfo> clusters = m_bed->lab().clusters();
        for (const ClusterInfo &cluster : clusters) {
            for (const NodeInfo &node : cluster.nodes) {
                if (node.state == NodeState::Sealed)
                    sealed.append(node);
            }
        }
        QVERIFY(!sealed.isEmpty());
        Cluster primary = m_bed->with(dr, u"primary"_s);
        if (primary.name().isEmpty())
            primary = m_bed->with(performance, u"primary"_s);
        for (const NodeInfo &node : sealed) {
            for (const QString &share : primary.shares())
                (void)exchange(node.address,
                               { .method = "PUT",
                                 .path = u"sys/unseal"_s,
                                 .body = compact({ { u"key"_s, share } }) });
            QVERIFY(eventually([&] {
                return exchange(node.address, { .path = u"sys/seal-status"_s })
                           .json()
                           .value("sealed"_L1)
                    == false;
            }));
        }
    }

    void fiftyClustersAnswer()
    {
        QVERIFY(start(u"fleet-50"_s));
        const int count = int(m_bed->lab().clusters().size());
        QVERIFY(count >= 50);
        for (int i = 0; i < count; ++i) {
            const Reply reply =
                exchange(m_bed->at(i).activeAddress(), { .path = u"sys/replication/status"_s });
            QVERIFY2(reply.status == 200 || reply.status == 503 || reply.status == 404,
                     reply.text().constData());
        }
    }

    void everyScenarioStarts()
    {
        QStringList names;
        for (const ScenarioInfo &scenario : Lab::scenarios()) {
            QVERIFY(!scenario.description.isEmpty());
            names.append(scenario.name);
        }
        for (const char *name :
             { "fresh-pair", "performance-pair", "dr-pair", "full", "split-brain", "catching-up",
               "sealed-secondary", "legacy-pair", "fleet-50" })
            QVERIFY2(names.contains(QString::fromLatin1(name)), name);
        for (const QString &name : std::as_const(names)) {
            Bed bed(name);
            QVERIFY2(bed.start(), qPrintable(name));
            QVERIFY(bed.lab().clusters().size() >= 2);
        }
        Bed unknown(u"no-such-scenario"_s);
        QVERIFY(!unknown.start());
    }
};

QTEST_GUILESS_MAIN(TestConformanceProcedures)
#include "tst_conformance_procedures.moc"
