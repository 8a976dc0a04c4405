// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

namespace {

QString setOf(const Cluster &cluster, const QString &type)
{
    return cluster.block(type).value("cluster_id"_L1).toString();
}

bool worksHere(const Cluster &cluster, const QByteArray &token)
{
    return cluster.send({ .path = u"auth/token/lookup-self"_s, .token = token }).status == 200;
}

QJsonObject body(const QString &drToken, QJsonObject more = {})
{
    if (!drToken.isEmpty())
        more.insert(u"dr_operation_token"_s, drToken);
    return more;
}

int sealedNodes(const Cluster &cluster)
{
    const QList<NodeInfo> nodes = cluster.info().nodes;
    int count = 0;
    for (const NodeInfo &node : nodes) {
        const QJsonObject status = exchange(node.address, { .path = u"sys/seal-status"_s }).json();
        count += status.value("sealed"_L1) == true;
    }
    return count;
}

} // namespace

class TestConformanceTransitions final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;

    static void typeRows()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("dr") << u"dr"_s;
        QTest::newRow("performance") << u"performance"_s;
    }
    /// Two clusters joined by hand, with an administrator that both know.
    bool startPair(const QString &type)
    {
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s, Options { .version = u"1.21.0+ent"_s });
        return m_bed->start() && makePrimary(m_bed->at(0), type) && makeAdministrator(m_bed->at(0))
            && join(m_bed->at(0), m_bed->at(1), type, u"second"_s);
    }
    /// The token for calls on a secondary: in the body for DR, of a user for performance.
    Cluster secondaryCaller(const QString &type)
    {
        return type == "dr"_L1 ? m_bed->at(1) : asAdministrator(m_bed->at(1));
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void disabledToPrimaryKeepsEverythingAndMakesASet_data() { typeRows(); }
    void disabledToPrimaryKeepsEverythingAndMakesASet()
    {
        QFETCH(QString, type);
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s, Options { .version = u"1.21.0+ent"_s });
        QVERIFY(m_bed->start());
        const Cluster a = m_bed->at(0);
        const QByteArray root = a.root();
        const ClusterInfo before = a.info();
        QVERIFY(makePrimary(a, type));
        const QString first = setOf(a, type);
        QVERIFY(!first.isEmpty());
        QVERIFY(first != a.health().json().value("cluster_id"_L1).toString());
        QVERIFY(worksHere(a, root));
        QCOMPARE(a.info().secretsCount, before.secretsCount);
        QCOMPARE(a.info().dataMark, before.dataMark);
        QCOMPARE(sealedNodes(a), 0);
        QCOMPARE(a.mode(type == "dr"_L1 ? u"performance"_s : u"dr"_s), u"disabled"_s);

        // Disabling forgets the set; the next enable makes another.
        QCOMPARE(a.post(replication(type, u"primary/disable"_s)).status, 200);
        QVERIFY(a.becomes(type, u"disabled"_s));
        QCOMPARE(a.block(type), QJsonObject({ { u"mode"_s, u"disabled"_s } }));
        QVERIFY(worksHere(a, root));
        QVERIFY(makePrimary(a, type));
        QVERIFY(setOf(a, type) != first);
    }

    void everyChangeIsFollowedByAShortOutage_data() { typeRows(); }
    void everyChangeIsFollowedByAShortOutage()
    {
        QFETCH(QString, type);
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s,
                                      Options { .tempo = 8.0, .version = u"1.21.0+ent"_s });
        QVERIFY(m_bed->start());
        const Cluster a = m_bed->at(0);
        const Request mounts { .path = u"sys/mounts"_s, .token = a.root() };
        QCOMPARE(a.sendOnce(mounts).status, 200);
        QCOMPARE(a.post(replication(type, u"primary/enable"_s)).status, 200);
        QSet<QString> seen;
        QSet<int> healthCodes;
        QVERIFY(eventually([&] {
            const Reply reply = a.sendOnce(mounts);
            if (reply.status != 200)
                seen.insert(QString::number(reply.status) + u' ' + reply.errors().join(u'|'));
            healthCodes.insert(a.sendOnce({ .path = u"sys/health"_s }).status);
            return reply.status == 200 && !seen.isEmpty();
        }));
        const QSet<QString> known {
            u"0 "_s, u"500 local node not active but active cluster node not found"_s,
            u"503 node is not active"_s, u"503 no active Vault instance found"_s
        };
        QVERIFY2((seen - known).isEmpty(), qPrintable(QStringList(seen.values()).join(u" / "_s)));
        const QSet<int> codes { 0, 200, 429, 472, 473, 503 };
        for (const int code : std::as_const(healthCodes))
            QVERIFY2(codes.contains(code), qPrintable(QString::number(code)));
    }

    void disabledToSecondaryWipesAndTakesThePrimarysPlace_data() { typeRows(); }
    void disabledToSecondaryWipesAndTakesThePrimarysPlace()
    {
        QFETCH(QString, type);
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s,
                                      Options { .version = u"1.21.0+ent"_s, .nodes = 3 });
        QVERIFY(m_bed->start());
        const Cluster a = m_bed->at(0);
        const Cluster b = m_bed->at(1);
        QVERIFY(a.info().dataMark != b.info().dataMark);
        QVERIFY(a.info().unsealKeys != b.info().unsealKeys);
        const QByteArray oldRoot = b.root();
        const QByteArray oldToken =
            tokenWithPolicy(b, u"old"_s, u"path \"sys/mounts\" { capabilities = [\"read\"] }"_s);
        const QStringList oldShares = b.shares();
        const QString haId = b.health().json().value("cluster_id"_L1).toString();
        QVERIFY(makePrimary(a, type));
        QVERIFY(join(a, b, type, u"second"_s));

        QCOMPARE(setOf(b, type), setOf(a, type));
        QCOMPARE(b.health().json().value("cluster_id"_L1).toString(), haId);
        QCOMPARE(b.info().dataMark, a.info().dataMark);
        QVERIFY(eventually([&] {
            return b.block(type).value("merkle_root"_L1) == a.block(type).value("merkle_root"_L1);
        }));
        QVERIFY(!worksHere(b, oldRoot));
        QVERIFY(!worksHere(b, oldToken));
        QCOMPARE(b.info().unsealKeys, a.info().unsealKeys);

        // The standbys sealed themselves; only the primary's shares open them.
        const QList<NodeInfo> nodes = b.info().nodes;
        QCOMPARE(nodes.size(), qsizetype(3));
        QVERIFY(eventually([&] { return sealedNodes(b) == nodes.size() - 1; }));
        for (const NodeInfo &node : nodes) {
            const auto sealed = [&] {
                return exchange(node.address, { .path = u"sys/seal-status"_s })
                           .json()
                           .value("sealed"_L1)
                    == true;
            };
            if (!sealed())
                continue;
            const auto unseal = [&](const QStringList &shares) {
                for (const QString &share : shares)
                    (void)exchange(node.address,
                                   { .method = "PUT",
                                     .path = u"sys/unseal"_s,
                                     .body = compact({ { u"key"_s, share } }) });
            };
            unseal(oldShares);
            QVERIFY(sealed());
            (void)exchange(
                node.address,
                { .method = "PUT", .path = u"sys/unseal"_s, .body = R"({"reset":true})" });
            unseal(a.shares());
            QVERIFY(eventually([&] { return !sealed(); }));
        }
        QCOMPARE(sealedNodes(b), 0);
    }

    void primaryToSecondaryKeepsIdentityAndData_data() { typeRows(); }
    void primaryToSecondaryKeepsIdentityAndData()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const QByteArray root = a.root();
        QVERIFY(a.post(u"secret/kept"_s, { { u"value"_s, u"x"_s } }).status < 300);
        const QString set = setOf(a, type);
        const ClusterInfo before = a.info();
        QCOMPARE(a.post(replication(type, u"primary/demote"_s)).status, 200);
        QVERIFY(a.becomes(type, u"secondary"_s, u"idle"_s));
        QCOMPARE(setOf(a, type), set);
        QCOMPARE(a.info().dataMark, before.dataMark);
        QCOMPARE(a.info().unsealKeys, before.unsealKeys);
        QCOMPARE(sealedNodes(a), 0);
        if (type == "dr"_L1) {
            QCOMPARE(a.send({ .path = u"auth/token/lookup-self"_s, .token = root }).errors(),
                     QStringList { drGate });
            QCOMPARE(a.health().status, 472);
        } else {
            QVERIFY(worksHere(a, root));
            QCOMPARE(a.health().status, 200);
            // Reading goes on, writing leads nowhere.
            QCOMPARE(a.send({ .path = u"secret/kept"_s, .token = root }).status, 200);
            const Reply write = a.send({ .method = "POST",
                                         .path = u"secret/lost"_s,
                                         .body = R"({"value":"x"})",
                                         .token = root });
            QVERIFY2(write.status >= 500, write.text().constData());
        }
    }

    void demotionCutsTheSecondariesOff_data() { typeRows(); }
    void demotionCutsTheSecondariesOff()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster b = m_bed->at(1);
        QCOMPARE(m_bed->at(0).post(replication(type, u"primary/demote"_s)).status, 200);
        QVERIFY(m_bed->at(0).becomes(type, u"secondary"_s, u"idle"_s));
        QVERIFY(
            eventually([&] { return b.block(type).value("connection_state"_L1) != "ready"_L1; }));
        QCOMPARE(b.mode(type), u"secondary"_s);
    }

    void secondaryToPrimaryKeepsIdentityAndTokens_data() { typeRows(); }
    void secondaryToPrimaryKeepsIdentityAndTokens()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = secondaryCaller(type);
        const QByteArray ofPrimary = tokenWithPolicy(
            a, u"clients"_s, u"path \"sys/mounts\" { capabilities = [\"read\"] }"_s);
        QVERIFY(eventually([&] {
            return b.block(type).value("merkle_root"_L1) == a.block(type).value("merkle_root"_L1);
        }));
        const QString set = setOf(b, type);
        const ClusterInfo before = b.info();
        QString drToken;
        if (type == "dr"_L1)
            drToken = operationToken(b);
        else
            QVERIFY(
                !worksHere(b, ofPrimary)); // its tokens do not replicate to performance secondaries
        QCOMPARE(a.post(replication(type, u"primary/demote"_s)).status, 200);
        QVERIFY(a.becomes(type, u"secondary"_s, u"idle"_s));
        QCOMPARE(
            b.post(replication(type, u"secondary/promote"_s),
                   body(drToken, { { u"primary_cluster_addr"_s, u"https://new.example:8201"_s } }))
                .status,
            200);
        QVERIFY(b.becomes(type, u"primary"_s, u"running"_s));
        const QJsonObject block = b.block(type);
        QCOMPARE(block.value("cluster_id"_L1).toString(), set);
        QCOMPARE(block.value("primary_cluster_addr"_L1), u"https://new.example:8201"_s);
        QCOMPARE(block.value("known_secondaries"_L1), QJsonValue(QJsonArray()));
        QCOMPARE(b.info().dataMark, before.dataMark);
        QCOMPARE(b.info().unsealKeys, before.unsealKeys);
        if (type == "dr"_L1) {
            QVERIFY(worksHere(b, ofPrimary)); // replicated tokens go live
        } else {
            QVERIFY(worksHere(b, b.token()));  // its local tokens stay
            QVERIFY(!worksHere(b, ofPrimary)); // clients of the old primary sign in again
        }
    }

    void secondaryToDisabledKeepsAnIndependentCopy_data() { typeRows(); }
    void secondaryToDisabledKeepsAnIndependentCopy()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster b = secondaryCaller(type);
        const int held = b.info().secretsCount;
        QVERIFY(held > 0);
        const Reply reply = b.post(replication(type, u"secondary/disable"_s),
                                   body(type == "dr"_L1 ? operationToken(b) : QString()));
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.warnings(), QStringList { warning::disable });
        QVERIFY(b.becomes(type, u"disabled"_s));
        QCOMPARE(b.block(type), QJsonObject({ { u"mode"_s, u"disabled"_s } }));
        QCOMPARE(b.info().secretsCount, held);
        if (type == "performance"_L1)
            QVERIFY(worksHere(b, b.token()));
        // Independent: the former primary's writes do not arrive, and it is seen as gone there.
        QVERIFY(m_bed->lab().writeSecrets(m_bed->at(0).name(), 5));
        QVERIFY(eventually([&] {
            const QJsonArray entries = m_bed->at(0).block(type).value("secondaries"_L1).toArray();
            return entries.isEmpty()
                || entries.first().toObject().value("connection_status"_L1) == u"disconnected"_s;
        }));
        QCOMPARE(b.info().secretsCount, held);
    }

    void emptyTokenForgetsThePrimary_data() { typeRows(); }
    void emptyTokenForgetsThePrimary()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster b = secondaryCaller(type);
        const QString set = setOf(b, type);
        const int held = b.info().secretsCount;
        const Reply reply = b.post(
            replication(type, u"secondary/update-primary"_s),
            body(type == "dr"_L1 ? operationToken(b) : QString(), { { u"token"_s, QString() } }));
        QVERIFY2(reply.status == 200, reply.text().constData());
        QVERIFY(b.becomes(type, u"secondary"_s, u"idle"_s));
        QCOMPARE(setOf(b, type), set);
        QCOMPARE(b.info().secretsCount, held);
        QCOMPARE(b.block(type).value("primaries"_L1), QJsonValue(QJsonArray()));
    }

    void aNewTokenReattachesWithoutAWipe_data() { typeRows(); }
    void aNewTokenReattachesWithoutAWipe()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = secondaryCaller(type);
        const QString drToken = type == "dr"_L1 ? operationToken(b) : QString();
        QCOMPARE(b.post(replication(type, u"secondary/update-primary"_s),
                        body(drToken, { { u"token"_s, QString() } }))
                     .status,
                 200);
        QVERIFY(b.becomes(type, u"secondary"_s, u"idle"_s));
        QVERIFY(m_bed->lab().writeSecrets(a.name(), 7));
        const QString token = mintToken(a, type, u"third"_s);
        const Reply reply = b.post(replication(type, u"secondary/update-primary"_s),
                                   body(drToken, { { u"token"_s, token } }));
        QVERIFY2(reply.status == 200 && !reply.warnings().isEmpty(), reply.text().constData());
        int smallest = b.info().secretsCount;
        QVERIFY(eventually([&] {
            smallest = qMin(smallest, b.info().secretsCount);
            return b.block(type).value("state"_L1) == "stream-wals"_L1
                && b.block(type).value("merkle_root"_L1) == a.block(type).value("merkle_root"_L1);
        }));
        QVERIFY(smallest > 0);
        QCOMPARE(b.block(type).value("secondary_id"_L1), u"third"_s);
        QCOMPARE(b.info().secretsCount, a.info().secretsCount);
        if (type == "performance"_L1)
            QVERIFY(worksHere(b, b.token()));
    }

    void addressesReattachAPerformanceSecondary()
    {
        const QString type = u"performance"_s;
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = secondaryCaller(type);
        const QString path = replication(type, u"secondary/update-primary"_s);
        const QString address = a.info().nodes.first().clusterAddress;
        const Reply both = b.post(path,
                                  { { u"token"_s, mintToken(a, type, u"x"_s) },
                                    { u"update_primary_addrs"_s, QJsonArray { address } } });
        QVERIFY2(both.status == 400, both.text().constData()); // mutually exclusive
        const Reply nobody = b.post(path, { { u"update_primary_addrs"_s, u"127.0.0.1:1"_s } });
        QVERIFY2(nobody.status >= 400, nobody.text().constData());
        const Reply reply = b.post(
            path, { { u"update_primary_addrs"_s, QJsonArray { u"127.0.0.1:1"_s, address } } });
        QVERIFY2(reply.status == 200, reply.text().constData());
        QVERIFY(b.streams(type));
    }

    void aTokenOfAnotherSetIsRefusedOrAtLeastNotObeyedSilently_data() { typeRows(); }
    void aTokenOfAnotherSetIsRefusedOrAtLeastNotObeyedSilently()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = secondaryCaller(type);
        const QString drToken = type == "dr"_L1 ? operationToken(b) : QString();
        // The primary starts a new set: every secondary of the old one would have to be wiped.
        QCOMPARE(a.post(replication(type, u"primary/disable"_s)).status, 200);
        QVERIFY(a.becomes(type, u"disabled"_s));
        QVERIFY(makePrimary(a, type));
        const QString set = setOf(b, type);
        const Reply reply =
            b.post(replication(type, u"secondary/update-primary"_s),
                   body(drToken, { { u"token"_s, mintToken(a, type, u"again"_s) } }));
        QVERIFY2(reply.status >= 400, reply.text().constData());
        QCOMPARE(setOf(b, type), set);
        QVERIFY(b.info().secretsCount > 0);
    }

    void aDisabledPrimaryIsUnreachableForItsSecondaries_data() { typeRows(); }
    void aDisabledPrimaryIsUnreachableForItsSecondaries()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        QCOMPARE(m_bed->at(0).post(replication(type, u"primary/disable"_s)).status, 200);
        QVERIFY(m_bed->at(0).becomes(type, u"disabled"_s));
        QVERIFY(eventually(
            [&] { return m_bed->at(1).block(type).value("connection_state"_L1) != "ready"_L1; }));
        QCOMPARE(m_bed->at(1).mode(type), u"secondary"_s);
    }

    void revokingCutsAtOnceAndLeavesTheData_data() { typeRows(); }
    void revokingCutsAtOnceAndLeavesTheData()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = m_bed->at(1);
        QVERIFY(
            a.post(replication(type, u"primary/revoke-secondary"_s), { { u"id"_s, u"second"_s } })
                .status
            < 300);
        QCOMPARE(a.block(type).value("known_secondaries"_L1), QJsonValue(QJsonArray()));
        QVERIFY(
            eventually([&] { return b.block(type).value("connection_state"_L1) != "ready"_L1; }));
        QCOMPARE(b.mode(type), u"secondary"_s);
        QVERIFY(b.info().secretsCount > 0);
    }

    void localMountsStayInTheirClusterAndItsDr_data() { typeRows(); }
    void localMountsStayInTheirClusterAndItsDr()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = m_bed->at(1);
        QVERIFY(a.post(u"sys/mounts/here-only"_s, { { u"type"_s, u"kv"_s }, { u"local"_s, true } })
                    .status
                < 300);
        QCOMPARE(a.get(u"sys/mounts"_s).data().value("here-only/"_L1).toObject().value("local"_L1),
                 QJsonValue(true));
        QVERIFY(eventually([&] {
            return b.block(type).value("merkle_root"_L1) == a.block(type).value("merkle_root"_L1);
        }));
        const int there = b.info().secretsCount;
        for (int i = 0; i < 3; ++i)
            QVERIFY(a.post(u"here-only/%1"_s.arg(i), { { u"value"_s, i } }).status < 300);
        QVERIFY(m_bed->lab().writeSecrets(a.name(), 2));
        if (type == "dr"_L1) {
            QVERIFY(eventually([&] { return b.info().secretsCount == there + 5; }));
        } else {
            QVERIFY(eventually([&] { return b.info().secretsCount == there + 2; }));
            QCOMPARE(asAdministrator(b).get(u"here-only/1"_s).status, 404);
            // Roots compare what this type replicates, so they agree nevertheless.
            QVERIFY(eventually([&] {
                return b.block(type).value("merkle_root"_L1)
                    == a.block(type).value("merkle_root"_L1);
            }));
        }
    }

    void localWritesDoNotCountForPerformanceSecondaries()
    {
        QVERIFY(startPair(u"performance"_s));
        const Cluster a = m_bed->at(0);
        QVERIFY(a.post(u"sys/mounts/here-only"_s, { { u"type"_s, u"kv"_s }, { u"local"_s, true } })
                    .status
                < 300);
        const auto walOf = [&](QLatin1StringView member) {
            return a.block(u"performance"_s).value(member).toInteger(-1);
        };
        const qint64 shipped = walOf("last_performance_wal"_L1);
        const qint64 all = walOf("last_wal"_L1);
        for (int i = 0; i < 4; ++i)
            QVERIFY(a.post(u"here-only/%1"_s.arg(i), { { u"value"_s, i } }).status < 300);
        QCOMPARE(walOf("last_performance_wal"_L1), shipped);
        QVERIFY(walOf("last_wal"_L1) >= all + 4);
        QVERIFY(eventually([&] {
            return m_bed->at(1).block(u"performance"_s).value("last_remote_wal"_L1).toInteger()
                >= shipped;
        }));
    }

    void aLaterFilterRemovesAndANewIdLeavesItBehind()
    {
        const QString type = u"performance"_s;
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = secondaryCaller(type);
        const int whole = b.info().secretsCount;
        const auto count = [&b] { return b.info().secretsCount; };
        const auto filter = [](const QString &id) {
            return u"sys/replication/performance/primary/paths-filter/"_s + id;
        };
        QVERIFY(a.post(filter(u"second"_s),
                       { { u"mode"_s, u"deny"_s }, { u"paths"_s, QJsonArray { u"secret/"_s } } })
                    .status
                < 300);
        QVERIFY(eventually([&] { return count() < whole; }));
        QCOMPARE(b.post(replication(type, u"secondary/update-primary"_s),
                        { { u"token"_s, mintToken(a, type, u"third"_s) } })
                     .status,
                 200);
        QVERIFY(eventually([&] {
            return b.block(type).value("secondary_id"_L1) == "third"_L1 && count() == whole;
        }));
        QVERIFY(
            a.post(filter(u"third"_s), { { u"mode"_s, u"deny"_s }, { u"paths"_s, u"secret/"_s } })
                .status
            < 300);
        QVERIFY(eventually([&] { return count() < whole; }));
        QVERIFY(a.send({ .method = "DELETE", .path = filter(u"third"_s), .token = a.root() }).status
                < 300);
        QVERIFY(eventually([&] { return count() == whole; }));
    }

    void drPromotionBringsThePerformanceRoleAlong()
    {
        m_bed = std::make_unique<Bed>(u"full"_s);
        QVERIFY(m_bed->start());
        const Cluster a = m_bed->at(0);
        const Cluster b = m_bed->at(1);
        const Cluster c = m_bed->at(2);
        QVERIFY(b.streams(u"dr"_s));
        QVERIFY(c.streams(u"performance"_s));
        const QString performanceSet = setOf(a, u"performance"_s);
        const QString drSet = setOf(a, u"dr"_s);
        const QJsonValue followers = a.block(u"performance"_s).value("known_secondaries"_L1);
        const QString drToken = operationToken(b);
        QCOMPARE(a.post(u"sys/replication/dr/primary/demote"_s).status, 200);
        QVERIFY(a.becomes(u"dr"_s, u"secondary"_s, u"idle"_s));
        QCOMPARE(a.mode(u"performance"_s), u"disabled"_s); // dormant: the set has no primary now
        QCOMPARE(b.openPost(u"sys/replication/dr/secondary/promote"_s, body(drToken)).status, 200);
        QVERIFY(b.becomes(u"dr"_s, u"primary"_s, u"running"_s));
        QVERIFY(b.becomes(u"performance"_s, u"primary"_s, u"running"_s));
        QCOMPARE(setOf(b, u"performance"_s), performanceSet);
        QCOMPARE(setOf(b, u"dr"_s), drSet);
        QCOMPARE(b.block(u"performance"_s).value("known_secondaries"_L1), followers);
        QCOMPARE(b.block(u"dr"_s).value("known_secondaries"_L1), QJsonValue(QJsonArray()));
        // The performance secondary finds the new primary by itself.
        QVERIFY(m_bed->lab().writeSecrets(b.name(), 3));
        QVERIFY(eventually([&] {
            return c.block(u"performance"_s).value("connection_state"_L1) == "ready"_L1
                && c.block(u"performance"_s).value("merkle_root"_L1)
                == b.block(u"performance"_s).value("merkle_root"_L1);
        }));
        const QStringList clusterAddresses = [&] {
            QStringList list;
            for (const NodeInfo &node : b.info().nodes)
                list.append(node.clusterAddress);
            return list;
        }();
        const QJsonArray known =
            c.block(u"performance"_s).value("known_primary_cluster_addrs"_L1).toArray();
        QVERIFY(!known.isEmpty());
        QVERIFY(std::all_of(known.begin(), known.end(), [&](const QJsonValue &address) {
            return clusterAddresses.contains(address.toString());
        }));
    }

    void theDrOfAPerformanceSecondaryBecomesThatSecondary()
    {
        m_bed = std::make_unique<Bed>(u"full"_s);
        QVERIFY(m_bed->start());
        const Cluster a = m_bed->at(0);
        const Cluster c = m_bed->at(2);
        const Cluster d = m_bed->at(3);
        QVERIFY(d.streams(u"dr"_s));
        const QString identity = c.block(u"performance"_s).value("secondary_id"_L1).toString();
        const QString drToken = operationToken(d);
        QVERIFY(!identity.isEmpty() && !drToken.isEmpty());
        for (const NodeInfo &node : c.info().nodes)
            QVERIFY(m_bed->lab().stopNode(node.name)); // C is lost
        QCOMPARE(d.openPost(u"sys/replication/dr/secondary/promote"_s,
                            body(drToken, { { u"force"_s, true } }))
                     .status,
                 200);
        QVERIFY(d.becomes(u"dr"_s, u"primary"_s, u"running"_s));
        QVERIFY(d.streams(u"performance"_s));
        QCOMPARE(d.block(u"performance"_s).value("secondary_id"_L1).toString(), identity);
        QCOMPARE(setOf(d, u"performance"_s), setOf(a, u"performance"_s));
    }

    void aClusterIsNotSecondaryOfBothTypes()
    {
        QVERIFY(startPair(u"performance"_s));
        const Cluster a = m_bed->at(0);
        const Cluster b = secondaryCaller(u"performance"_s);
        QVERIFY(makePrimary(a, u"dr"_s));
        const Reply reply = b.post(u"sys/replication/dr/secondary/enable"_s,
                                   { { u"token"_s, mintToken(a, u"dr"_s, u"both"_s) } });
        QVERIFY2(reply.status >= 400, reply.text().constData());
        QCOMPARE(b.mode(u"dr"_s), u"disabled"_s);
        QCOMPARE(b.mode(u"performance"_s), u"secondary"_s);
        // Secondary of one and primary of the other is common.
        QVERIFY(makePrimary(b, u"dr"_s));
        QCOMPARE(b.mode(u"performance"_s), u"secondary"_s);
    }

    void nothingPreventsTwoPrimariesAndTheyDiverge_data() { typeRows(); }
    void nothingPreventsTwoPrimariesAndTheyDiverge()
    {
        QFETCH(QString, type);
        QVERIFY(startPair(type));
        const Cluster a = m_bed->at(0);
        const Cluster b = secondaryCaller(type);
        QCOMPARE(
            b.post(replication(type, u"secondary/promote"_s),
                   body(type == "dr"_L1 ? operationToken(b) : QString(), { { u"force"_s, true } }))
                .status,
            200);
        QVERIFY(b.becomes(type, u"primary"_s, u"running"_s));
        QCOMPARE(a.mode(type), u"primary"_s);
        QCOMPARE(setOf(a, type), setOf(b, type));
        QVERIFY(m_bed->lab().writeSecrets(a.name(), 3));
        QVERIFY(m_bed->lab().writeSecrets(b.name(), 4));
        QVERIFY(a.block(type).value("merkle_root"_L1) != b.block(type).value("merkle_root"_L1));
        QVERIFY(a.info().secretsCount != b.info().secretsCount);
        QVERIFY(a.info().dataMark != b.info().dataMark);
    }

    void theSplitBrainScenarioHasTwoPrimariesOfOneSet()
    {
        m_bed = std::make_unique<Bed>(u"split-brain"_s);
        QVERIFY(m_bed->start());
        QMap<QString, int> primaries;
        for (int i = 0; i < m_bed->lab().clusters().size(); ++i) {
            const QJsonObject block = m_bed->at(i).block(u"dr"_s);
            if (block.value("mode"_L1) == "primary"_L1)
                ++primaries[block.value("cluster_id"_L1).toString()];
        }
        const QList<int> counts = primaries.values();
        QVERIFY(std::any_of(counts.begin(), counts.end(), [](int count) { return count == 2; }));
    }

    void anInterruptedBootstrapRollsBack()
    {
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s,
                                      Options { .tempo = 8.0, .version = u"1.21.0+ent"_s });
        QVERIFY(m_bed->start());
        const Cluster a = m_bed->at(0);
        const Cluster b = m_bed->at(1);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s);
        QCOMPARE(b.post(u"sys/replication/dr/secondary/enable"_s, { { u"token"_s, token } }).status,
                 200);
        QVERIFY(m_bed->lab().partition(
            a.name(), b.name(), Lab::Partition::Cut)); // the cluster port fails after the unwrap
        QVERIFY(b.becomes(u"dr"_s, u"disabled"_s));
        QVERIFY(m_bed->lab().partition(a.name(), b.name(), Lab::Partition::Healed));
        const Reply again =
            b.post(u"sys/replication/dr/secondary/enable"_s, { { u"token"_s, token } });
        QCOMPARE(again.status, 500); // a new token is needed
        QVERIFY(join(a, b, u"dr"_s, u"east-2"_s));
    }
};

QTEST_GUILESS_MAIN(TestConformanceTransitions)
#include "tst_conformance_transitions.moc"
