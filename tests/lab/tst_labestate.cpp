// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/estatebench.h"

#include "models/lab/core/nodes.h"
#include "models/lab/crypto/otp.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover::lab;

/// The rules of replication, without HTTP.
class TestLabEstate : public QObject
{
    Q_OBJECT

private slots:
    void everyScenarioShowsModesThatAnswerTheirStory();
    void enablingAPrimaryAnswersAWarningAndGoesAwayForAMoment();
    void aSecondaryIsWipedAndTakesThePrimarysKeys();
    void standbysSealThemselvesWhenTheirClusterBecomesASecondary();
    void anActivationTokenIsGoodOnce();
    void anActivationTokenOfTheOtherTypeIsRefused();
    void aPublicKeyBundleServesOnlyTheSecondaryThatMadeTheKey();
    void writesReplicateAndRootsAgree();
    void aPathFilterKeepsAMountAway();
    void aDrSecondaryClosesItsDoor();
    void aDrPromotionBringsThePerformanceRoleAndItsSecondariesFollow();
    void aDrOperationTokenComesFromRealShares();
    void aLeaderChangeLosesTheAttempt();
    void aPromotionBehindThePrimaryNeedsForce();
    void aCutLinkIsSeenOnBothSides();
    void revokingDisconnectsAtOnce();
    void updatePrimaryDoesNotWipe();
    void disablingAPrimaryChangesItsSet();
    void twoPrimariesDiverge();
    void aCorruptTreeLoopsUntilItIsReindexed();
    void aBatchTokenIsCheckedAgainstItsPolicy();
    void vaultTwoAsksForATokenBesidesTheShares();
    void legacyPathsDoPerformanceReplication();
    void aPerformanceSecondaryHandsWritesOn();
    void aLongJumpInTimeLeavesTheFleetAlive();
    void aFleetOfAnySizeIsHealthy();
};

void TestLabEstate::everyScenarioShowsModesThatAnswerTheirStory()
{
    for (const Scenario &scenario : allScenarios()) {
        EstateBench bench(scenario.name);
        for (const auto &cluster : bench.estate.clusters()) {
            const auto reply = bench.send(cluster->options.name, "GET", u"sys/health"_s);
            QVERIFY2(reply.status != 0 && !reply.json.isEmpty(),
                     qPrintable(scenario.name + u' ' + cluster->options.name));
        }
    }
    EstateBench full(u"full"_s);
    QCOMPARE(full.status(u"amber"_s, u"performance"_s)["mode"_L1], u"primary"_s);
    QCOMPARE(full.status(u"amber"_s, u"dr"_s)["mode"_L1], u"primary"_s);
    QCOMPARE(full.status(u"basalt"_s, u"performance"_s)["mode"_L1], u"disabled"_s);
    QCOMPARE(full.status(u"basalt"_s, u"dr"_s)["state"_L1], u"stream-wals"_s);
    QCOMPARE(full.status(u"cobalt"_s, u"performance"_s)["mode"_L1], u"secondary"_s);
    QCOMPARE(full.status(u"dune"_s, u"dr"_s)["cluster_id"_L1],
             full.status(u"cobalt"_s, u"dr"_s)["cluster_id"_L1]);
}

void TestLabEstate::enablingAPrimaryAnswersAWarningAndGoesAwayForAMoment()
{
    EstateBench bench(u"fresh-pair"_s);
    const auto reply = bench.post(u"amber"_s, u"sys/replication/performance/primary/enable"_s);
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.json["data"_L1].isNull());
    QVERIFY(reply.warning().startsWith("This cluster is being enabled as a primary"_L1));
    QCOMPARE(bench.get(u"amber"_s, u"sys/replication/status"_s).status, 500);
    bench.wait(700ms);
    QVERIFY(bench.get(u"amber"_s, u"sys/health"_s).refused);
    bench.wait(500ms);
    QCOMPARE(bench.get(u"amber"_s, u"sys/health"_s).status, 429);
    QCOMPARE(bench.get(u"amber"_s, u"sys/replication/status"_s).status, 503);
    bench.wait(500ms);
    QCOMPARE(bench.status(u"amber"_s, u"performance"_s)["mode"_L1], u"primary"_s);
    QCOMPARE(bench.post(u"amber"_s, u"sys/replication/performance/primary/enable"_s).status, 400);
}

void TestLabEstate::aSecondaryIsWipedAndTakesThePrimarysKeys()
{
    EstateBench bench(u"fresh-pair"_s);
    bench.post(u"amber"_s, u"sys/replication/performance/primary/enable"_s);
    bench.wait(2s);
    const QString oldMark = bench.cluster(u"basalt"_s).dataMark();
    const QString oldRoot = bench.cluster(u"basalt"_s).rootToken;
    const QString token = bench.activation(u"amber"_s, u"performance"_s, u"basalt"_s);
    const auto reply = bench.post(u"basalt"_s, u"sys/replication/performance/secondary/enable"_s,
                                  { { u"token"_s, token } });
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.warning().startsWith("Vault has successfully found secondary information"_L1));
    bench.wait(1100ms);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s),
             (QJsonObject { { u"mode"_s, u"bootstrapping"_s } }));
    bench.wait(1s);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["state"_L1], u"merkle-diff"_s);
    bench.wait(1s);
    const QJsonObject syncing = bench.status(u"basalt"_s, u"performance"_s);
    QCOMPARE(syncing["state"_L1], u"merkle-sync"_s);
    QVERIFY(syncing["merkle_sync_progress"_L1].toObject()["sync_total_keys"_L1].toInt() > 0);
    bench.wait(3s);
    const QJsonObject done = bench.status(u"basalt"_s, u"performance"_s);
    QCOMPARE(done["state"_L1], u"stream-wals"_s);
    QCOMPARE(done["connection_state"_L1], u"ready"_s);
    QCOMPARE(done["merkle_root"_L1], bench.status(u"amber"_s, u"performance"_s)["merkle_root"_L1]);
    QCOMPARE(done["secondary_id"_L1], u"basalt"_s);
    QVERIFY(bench.cluster(u"basalt"_s).dataMark() != oldMark);
    QCOMPARE(bench.cluster(u"basalt"_s).dataMark(), bench.cluster(u"amber"_s).dataMark());
    QCOMPARE(bench.cluster(u"basalt"_s).storage.keyring, bench.cluster(u"amber"_s).storage.keyring);
    QCOMPARE(bench.send(u"basalt"_s, "GET", u"auth/token/lookup-self"_s, {}, oldRoot).status, 403);
    const QJsonObject entry =
        bench.status(u"amber"_s, u"performance"_s)["secondaries"_L1].toArray().at(0).toObject();
    QCOMPARE(entry["node_id"_L1], u"basalt"_s);
    QCOMPARE(entry["connection_status"_L1], u"connected"_s);
}

void TestLabEstate::standbysSealThemselvesWhenTheirClusterBecomesASecondary()
{
    EstateBench bench(u"sealed-secondary"_s);
    Cluster &basalt = bench.cluster(u"basalt"_s);
    QCOMPARE(bench.send(u"basalt"_s, "GET", u"sys/health"_s, {}, {}, 1).status, 503);
    const QList<QByteArray> shares = basalt.storage.keyring->shares;
    QCOMPARE(shares, bench.cluster(u"amber"_s).storage.keyring->shares);
    for (int i = 0; i < 2; ++i) {
        const auto reply =
            bench.send(u"basalt"_s, "POST", u"sys/unseal"_s,
                       { { u"key"_s, QString::fromLatin1(shares.at(i).toBase64()) } }, {}, 1);
        QCOMPARE(reply.json["progress"_L1].toInt(), i + 1);
        QVERIFY(reply.json["sealed"_L1].toBool());
    }
    const auto last =
        bench.send(u"basalt"_s, "POST", u"sys/unseal"_s,
                   { { u"key"_s, QString::fromLatin1(shares.at(4).toHex()) } }, {}, 1);
    QVERIFY(!last.json["sealed"_L1].toBool());
    QCOMPARE(bench.send(u"basalt"_s, "GET", u"sys/health"_s, {}, {}, 1).status, 473);
}

void TestLabEstate::anActivationTokenIsGoodOnce()
{
    EstateBench bench(u"dr-pair"_s);
    const QString token = bench.activation(u"amber"_s, u"dr"_s, u"other"_s);
    QCOMPARE(token.count(u'.'), 2);
    QCOMPARE(bench.send(u"amber"_s, "POST", u"sys/wrapping/lookup"_s, { { u"token"_s, token } })
                 .data()["creation_path"_L1],
             u"sys/replication/dr/primary/secondary-token"_s);
    QCOMPARE(
        bench.send(u"amber"_s, "POST", u"sys/wrapping/unwrap"_s, { { u"token"_s, token } }).status,
        200);
    const auto spent =
        bench.send(u"amber"_s, "POST", u"sys/wrapping/lookup"_s, { { u"token"_s, token } });
    QCOMPARE(spent.status, 400);
    QCOMPARE(spent.error(), u"wrapping token is not valid or does not exist"_s);

    EstateBench expired(u"performance-pair"_s);
    const QString late = expired.activation(u"amber"_s, u"performance"_s, u"late"_s);
    expired.estate.advance(31min);
    QCOMPARE(
        expired.send(u"amber"_s, "POST", u"sys/wrapping/lookup"_s, { { u"token"_s, late } }).status,
        400);
}

void TestLabEstate::anActivationTokenOfTheOtherTypeIsRefused()
{
    EstateBench bench(u"fresh-pair"_s);
    bench.post(u"amber"_s, u"sys/replication/dr/primary/enable"_s);
    bench.wait(2s);
    const QString token = bench.activation(u"amber"_s, u"dr"_s, u"basalt"_s);
    QVERIFY(bench
                .post(u"basalt"_s, u"sys/replication/performance/secondary/enable"_s,
                      { { u"token"_s, token } })
                .status
            >= 400);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["mode"_L1], u"disabled"_s);
}

void TestLabEstate::aPublicKeyBundleServesOnlyTheSecondaryThatMadeTheKey()
{
    EstateBench bench(u"fresh-pair"_s);
    bench.post(u"amber"_s, u"sys/replication/performance/primary/enable"_s);
    bench.wait(2s);
    const QString generate = u"sys/replication/performance/secondary/generate-public-key"_s;
    const QString enable = u"sys/replication/performance/secondary/enable"_s;
    const QString first =
        bench.post(u"basalt"_s, generate).data()["secondary_public_key"_L1].toString();
    QVERIFY(!first.isEmpty());
    const auto made =
        bench.post(u"amber"_s, u"sys/replication/performance/primary/secondary-token"_s,
                   { { u"id"_s, u"basalt"_s }, { u"secondary_public_key"_s, first } });
    QVERIFY(made.json["wrap_info"_L1].isNull());
    const QString bundle = made.data()["token"_L1].toString();
    bench.post(u"basalt"_s, generate); // the older bundle stops working
    QCOMPARE(bench.post(u"basalt"_s, enable, { { u"token"_s, bundle } }).status, 500);
    const QString second =
        bench.post(u"basalt"_s, generate).data()["secondary_public_key"_L1].toString();
    const QString fitting =
        bench
            .post(u"amber"_s, u"sys/replication/performance/primary/secondary-token"_s,
                  { { u"id"_s, u"basalt2"_s }, { u"secondary_public_key"_s, second } })
            .data()["token"_L1]
            .toString();
    QCOMPARE(bench.post(u"basalt"_s, enable, { { u"token"_s, fitting } }).status, 200);
    bench.wait(6s);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["state"_L1], u"stream-wals"_s);
}

void TestLabEstate::writesReplicateAndRootsAgree()
{
    EstateBench bench(u"performance-pair"_s);
    const auto before = bench.status(u"amber"_s, u"performance"_s);
    QCOMPARE(bench.post(u"amber"_s, u"secret/app/new"_s, { { u"value"_s, u"1"_s } }).status, 204);
    const auto after = bench.status(u"amber"_s, u"performance"_s);
    QCOMPARE(after["last_performance_wal"_L1].toInt(),
             before["last_performance_wal"_L1].toInt() + 1);
    QVERIFY(after["merkle_root"_L1] != before["merkle_root"_L1]);
    bench.wait(1s);
    const auto secondary = bench.status(u"basalt"_s, u"performance"_s);
    QCOMPARE(secondary["last_remote_wal"_L1], after["last_performance_wal"_L1]);
    QCOMPARE(secondary["merkle_root"_L1], after["merkle_root"_L1]);
    QCOMPARE(bench.get(u"basalt"_s, u"secret/app/new"_s).data()["value"_L1], u"1"_s);
    // Local writes count for DR only.
    bench.post(u"amber"_s, u"auth/token/create"_s, { { u"ttl"_s, u"1h"_s } });
    const auto local = bench.status(u"amber"_s, u"performance"_s);
    QVERIFY(local["last_wal"_L1].toInt() > local["last_performance_wal"_L1].toInt());
}

void TestLabEstate::aPathFilterKeepsAMountAway()
{
    EstateBench bench(u"performance-pair"_s);
    bench.post(u"amber"_s, u"sys/mounts/regional"_s, { { u"type"_s, u"kv"_s } });
    bench.post(u"amber"_s, u"regional/x"_s, { { u"value"_s, u"1"_s } });
    bench.wait(1s);
    QCOMPARE(bench.get(u"basalt"_s, u"regional/x"_s).status, 200);
    const QString filter = u"sys/replication/performance/primary/paths-filter/basalt"_s;
    QCOMPARE(bench.get(u"amber"_s, filter).status, 404);
    QCOMPARE(bench
                 .post(u"amber"_s, filter,
                       { { u"mode"_s, u"deny"_s }, { u"paths"_s, QJsonArray { u"regional/"_s } } })
                 .status,
             204);
    QCOMPARE(bench.get(u"amber"_s, filter).data()["mode"_L1], u"deny"_s);
    bench.wait(1s);
    QCOMPARE(bench.get(u"basalt"_s, u"regional/x"_s).status, 404);
    QCOMPARE(bench.get(u"basalt"_s, u"secret/amber/database-1"_s).status, 200);
    QCOMPARE(
        bench.send(u"amber"_s, "DELETE", filter, {}, bench.cluster(u"amber"_s).rootToken).status,
        204);
    bench.wait(1s);
    QCOMPARE(bench.get(u"basalt"_s, u"regional/x"_s).status, 200);
}

void TestLabEstate::aDrSecondaryClosesItsDoor()
{
    EstateBench bench(u"dr-pair"_s);
    QCOMPARE(bench.get(u"basalt"_s, u"sys/health"_s).status, 472);
    for (const QString &path :
         { u"auth/token/lookup-self"_s, u"sys/mounts"_s, u"secret/x"_s, u"sys/license/status"_s }) {
        const auto reply = bench.get(u"basalt"_s, path);
        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.error(), u"path disabled in replication DR secondary mode"_s);
    }
    QCOMPARE(
        bench.send(u"basalt"_s, "GET", u"sys/replication/dr/secondary/license/status"_s).status,
        200);
    const auto missing = bench.send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/promote"_s);
    QCOMPARE(missing.status, 400);
    QCOMPARE(missing.error(), u"DR operation token was not provided"_s);
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/promote"_s,
                       { { u"dr_operation_token"_s, u"hvs.nonsense"_s } })
                 .status,
             403);
    QCOMPARE(bench
                 .send(u"amber"_s, "POST", u"sys/replication/dr/secondary/promote"_s,
                       { { u"dr_operation_token"_s, u"x"_s } })
                 .error(),
             u"Not a DR secondary."_s);
}

void TestLabEstate::aDrPromotionBringsThePerformanceRoleAndItsSecondariesFollow()
{
    EstateBench bench(u"full"_s);
    const QString performanceSet =
        bench.status(u"amber"_s, u"performance"_s)["cluster_id"_L1].toString();
    const QString rootToken = bench.cluster(u"amber"_s).rootToken;
    const auto demoted = bench.post(u"amber"_s, u"sys/replication/dr/primary/demote"_s);
    QCOMPARE(demoted.status, 200);
    bench.wait(2s);
    const QJsonObject idle = bench.status(u"amber"_s, u"dr"_s);
    QCOMPARE(idle["state"_L1], u"idle"_s);
    QVERIFY(idle["known_primary_cluster_addrs"_L1].isNull());
    QVERIFY(!idle.contains("last_remote_wal"_L1));
    QCOMPARE(bench.status(u"amber"_s, u"performance"_s)["mode"_L1], u"disabled"_s);

    const QString batch = bench.cluster(u"basalt"_s).drBatchToken;
    const auto promoted = bench.send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/promote"_s,
                                     { { u"dr_operation_token"_s, batch } });
    QCOMPARE(promoted.status, 200);
    bench.wait(2s);
    QCOMPARE(bench.status(u"basalt"_s, u"dr"_s)["mode"_L1], u"primary"_s);
    QVERIFY(bench.status(u"basalt"_s, u"dr"_s)["known_secondaries"_L1].toArray().isEmpty());
    const QJsonObject performance = bench.status(u"basalt"_s, u"performance"_s);
    QCOMPARE(performance["mode"_L1], u"primary"_s);
    QCOMPARE(performance["cluster_id"_L1], performanceSet);
    QCOMPARE(performance["known_secondaries"_L1].toArray(), (QJsonArray { u"cobalt"_s }));
    QCOMPARE(bench.send(u"basalt"_s, "GET", u"auth/token/lookup-self"_s, {}, rootToken).status,
             200);

    bench.wait(12s); // the performance secondary finds the new primary by itself
    const QJsonObject follower = bench.status(u"cobalt"_s, u"performance"_s);
    QCOMPARE(follower["state"_L1], u"stream-wals"_s);
    QCOMPARE(follower["primaries"_L1].toArray().at(0).toObject()["api_address"_L1],
             bench.cluster(u"basalt"_s).activeNode()->apiAddress);

    // The old primary comes back as the secondary, its own shares giving its operation token.
    const QString token =
        bench
            .send(u"basalt"_s, "POST", u"sys/replication/dr/primary/secondary-token"_s,
                  { { u"id"_s, u"amber"_s } }, rootToken)
            .json["wrap_info"_L1]
            .toObject()["token"_L1]
            .toString();
    const auto repointed =
        bench.send(u"amber"_s, "POST", u"sys/replication/dr/secondary/update-primary"_s,
                   { { u"dr_operation_token"_s, batch }, { u"token"_s, token } });
    QCOMPARE(repointed.status, 200);
    bench.wait(8s);
    QCOMPARE(bench.status(u"amber"_s, u"dr"_s)["state"_L1], u"stream-wals"_s);
    QVERIFY(bench.status(u"amber"_s, u"dr"_s)["known_primary_cluster_addrs"_L1].toArray().contains(
        bench.cluster(u"basalt"_s).activeNode()->clusterAddress));
}

void TestLabEstate::aDrOperationTokenComesFromRealShares()
{
    EstateBench bench(u"dr-pair"_s);
    const QString base = u"sys/replication/dr/secondary/generate-operation-token"_s;
    QCOMPARE(bench.send(u"basalt"_s, "GET", base + "/attempt"_L1).json["started"_L1], false);
    const auto started = bench.send(u"basalt"_s, "POST", base + "/attempt"_L1);
    const QString nonce = started.json["nonce"_L1].toString();
    const QString otp = started.json["otp"_L1].toString();
    QCOMPARE(otp.size(), 28);
    QCOMPARE(bench.send(u"basalt"_s, "POST", base + "/attempt"_L1).error(),
             u"root generation already in progress"_s);
    const QList<QByteArray> shares =
        bench.cluster(u"amber"_s).storage.keyring->shares; // the primary's
    EstateBench::Reply last;
    for (const int index : { 4, 0, 2 }) {
        last = bench.send(u"basalt"_s, "POST", base + "/update"_L1,
                          { { u"key"_s, QString::fromLatin1(shares.at(index).toBase64()) },
                            { u"nonce"_s, nonce } });
        QCOMPARE(last.status, 200);
        QCOMPARE(last.json["otp_length"_L1].toInt(), 0);
    }
    QVERIFY(last.json["complete"_L1].toBool());
    const QString token = otp::decode(last.json["encoded_token"_L1].toString(), otp, 28).value();
    QVERIFY(token.startsWith("hvs."_L1));
    const QJsonObject body { { u"dr_operation_token"_s, token } };
    QCOMPARE(bench.send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/merkle-check"_s, body)
                 .status,
             200);
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST",
                       u"sys/replication/dr/secondary/operation-token/delete"_s, body)
                 .status,
             204);
    QCOMPARE(bench.send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/merkle-check"_s, body)
                 .status,
             403);
}

void TestLabEstate::aLeaderChangeLosesTheAttempt()
{
    EstateBench bench(u"full"_s);
    const QString base = u"sys/replication/dr/secondary/generate-operation-token/attempt"_s;
    QCOMPARE(bench.send(u"basalt"_s, "POST", base).json["started"_L1], true);
    const int leader = bench.cluster(u"basalt"_s).leader;
    stepDown(bench.estate, bench.cluster(u"basalt"_s));
    QVERIFY(bench.cluster(u"basalt"_s).leader != leader);
    bench.wait(1s);
    QCOMPARE(bench.send(u"basalt"_s, "GET", base).json["started"_L1], false);
}

void TestLabEstate::aPromotionBehindThePrimaryNeedsForce()
{
    EstateBench bench(u"catching-up"_s);
    const QString token = bench.cluster(u"basalt"_s).drBatchToken;
    const auto refused = bench.send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/promote"_s,
                                    { { u"dr_operation_token"_s, token } });
    QCOMPARE(refused.status, 503);
    QCOMPARE(
        refused.error(),
        u"replication is still catching up, try again later or provide the \"force\" argument"_s);
    QCOMPARE(bench.status(u"basalt"_s, u"dr"_s)["mode"_L1], u"secondary"_s);
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/promote"_s,
                       { { u"dr_operation_token"_s, token }, { u"force"_s, true } })
                 .status,
             200);
}

void TestLabEstate::aCutLinkIsSeenOnBothSides()
{
    EstateBench bench(u"performance-pair"_s);
    bench.estate.setPartition(bench.cluster(u"amber"_s), bench.cluster(u"basalt"_s), true);
    bench.wait(10s);
    const QJsonObject early = bench.status(u"basalt"_s, u"performance"_s);
    QCOMPARE(early["state"_L1], u"stream-wals"_s); // no proof of a live link
    QCOMPARE(early["connection_state"_L1], u"transient_failure"_s);
    QCOMPARE(bench.status(u"amber"_s, u"performance"_s)["secondaries"_L1]
                 .toArray()
                 .at(0)
                 .toObject()["connection_status"_L1],
             u"connected"_s);
    bench.wait(15s);
    const QJsonObject entry =
        bench.status(u"amber"_s, u"performance"_s)["secondaries"_L1].toArray().at(0).toObject();
    QCOMPARE(entry["connection_status"_L1], u"disconnected"_s);
    QVERIFY(!entry.contains("clock_skew_ms"_L1));
    bench.estate.setPartition(bench.cluster(u"amber"_s), bench.cluster(u"basalt"_s), false);
    bench.wait(5s);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["connection_state"_L1], u"ready"_s);
}

void TestLabEstate::revokingDisconnectsAtOnce()
{
    EstateBench bench(u"performance-pair"_s);
    QVERIFY(bench
                .post(u"amber"_s, u"sys/replication/performance/primary/revoke-secondary"_s,
                      { { u"id"_s, u"basalt"_s } })
                .status
            < 300);
    const QJsonObject primary = bench.status(u"amber"_s, u"performance"_s);
    QVERIFY(primary["known_secondaries"_L1].toArray().isEmpty());
    QVERIFY(primary["secondaries"_L1].toArray().isEmpty());
    bench.wait(10s);
    const QJsonObject secondary = bench.status(u"basalt"_s, u"performance"_s);
    QCOMPARE(secondary["mode"_L1], u"secondary"_s);
    QCOMPARE(secondary["connection_state"_L1], u"transient_failure"_s);
}

void TestLabEstate::updatePrimaryDoesNotWipe()
{
    EstateBench bench(u"performance-pair"_s);
    const int secrets = bench.cluster(u"basalt"_s).secretsCount();
    QCOMPARE(bench
                 .post(u"basalt"_s, u"sys/replication/performance/secondary/update-primary"_s,
                       { { u"token"_s, QString() } })
                 .status,
             200);
    bench.wait(2s);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["state"_L1], u"idle"_s);
    QCOMPARE(bench.cluster(u"basalt"_s).secretsCount(), secrets);
    const QString token = bench.activation(u"amber"_s, u"performance"_s, u"again"_s);
    const auto reply =
        bench.post(u"basalt"_s, u"sys/replication/performance/secondary/update-primary"_s,
                   { { u"token"_s, token } });
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.warning().isEmpty());
    bench.wait(6s);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["state"_L1], u"stream-wals"_s);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["secondary_id"_L1], u"again"_s);
    QCOMPARE(bench.cluster(u"basalt"_s).secretsCount(), secrets);
}

void TestLabEstate::disablingAPrimaryChangesItsSet()
{
    EstateBench bench(u"performance-pair"_s);
    const QString set = bench.status(u"amber"_s, u"performance"_s)["cluster_id"_L1].toString();
    QVERIFY(bench.post(u"amber"_s, u"sys/replication/performance/primary/disable"_s)
                .warning()
                .startsWith("This cluster is having replication disabled"_L1));
    bench.wait(2s);
    QCOMPARE(bench.status(u"amber"_s, u"performance"_s),
             (QJsonObject { { u"mode"_s, u"disabled"_s } }));
    bench.post(u"amber"_s, u"sys/replication/performance/primary/enable"_s);
    bench.wait(2s);
    QVERIFY(bench.status(u"amber"_s, u"performance"_s)["cluster_id"_L1].toString() != set);
    const QString token = bench.activation(u"amber"_s, u"performance"_s, u"basalt"_s);
    QVERIFY(bench
                .post(u"basalt"_s, u"sys/replication/performance/secondary/update-primary"_s,
                      { { u"token"_s, token } })
                .status
            >= 400);
}

void TestLabEstate::twoPrimariesDiverge()
{
    EstateBench bench(u"split-brain"_s);
    QCOMPARE(bench.status(u"amber"_s, u"dr"_s)["mode"_L1], u"primary"_s);
    QCOMPARE(bench.status(u"basalt"_s, u"dr"_s)["mode"_L1], u"primary"_s);
    QCOMPARE(bench.status(u"amber"_s, u"dr"_s)["cluster_id"_L1],
             bench.status(u"basalt"_s, u"dr"_s)["cluster_id"_L1]);
    QVERIFY(bench.cluster(u"amber"_s).dataMark() != bench.cluster(u"basalt"_s).dataMark());
    bench.wait(3s);
    QCOMPARE(bench.cluster(u"cobalt"_s).dataMark(), bench.cluster(u"basalt"_s).dataMark());
}

void TestLabEstate::aCorruptTreeLoopsUntilItIsReindexed()
{
    EstateBench bench(u"performance-pair"_s);
    bench.cluster(u"basalt"_s).treeCorrupted = true;
    QStringList seen;
    for (int i = 0; i < 100; ++i) {
        bench.wait(100ms);
        const QString state = bench.status(u"basalt"_s, u"performance"_s)["state"_L1].toString();
        if (seen.isEmpty() || seen.last() != state)
            seen.append(state);
    }
    QVERIFY2(seen.count(u"merkle-diff"_s) >= 2 && seen.count(u"stream-wals"_s) >= 2,
             qPrintable(seen.join(u' ')));
    const QJsonObject report = bench.post(u"basalt"_s, u"sys/replication/merkle-check"_s)
                                   .data()["merkle_corruption_report"_L1]
                                   .toObject();
    QVERIFY(!report["corrupted_tree_map"_L1]
                 .toObject()["1"_L1]
                 .toObject()["corrupted_index_tuples_map"_L1]
                 .isNull());
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["corrupted_merkle_tree"_L1], true);
    QCOMPARE(bench.post(u"basalt"_s, u"sys/replication/reindex"_s).status, 200);
    QCOMPARE(bench.status(u"basalt"_s, u"performance"_s)["reindex_in_progress"_L1], true);
    bench.wait(10s);
    const QJsonObject sound = bench.status(u"basalt"_s, u"performance"_s);
    QVERIFY(!sound.contains("reindex_in_progress"_L1));
    QCOMPARE(sound["corrupted_merkle_tree"_L1], false);
    QCOMPARE(sound["merkle_root"_L1], bench.status(u"amber"_s, u"performance"_s)["merkle_root"_L1]);
}

void TestLabEstate::aBatchTokenIsCheckedAgainstItsPolicy()
{
    EstateBench bench(u"dr-pair"_s);
    bench.post(
        u"amber"_s, u"sys/policies/acl/only-check"_s,
        { { u"policy"_s,
            u"path \"sys/replication/dr/secondary/merkle-check\" { capabilities = [\"update\"] }"_s } });
    bench.post(u"amber"_s, u"auth/token/roles/checker"_s,
               { { u"allowed_policies"_s, QJsonArray { u"only-check"_s } },
                 { u"orphan"_s, true },
                 { u"renewable"_s, false },
                 { u"token_type"_s, u"batch"_s } });
    const QJsonObject auth =
        bench.post(u"amber"_s, u"auth/token/create/checker"_s, { { u"ttl"_s, u"8h"_s } })
            .json["auth"_L1]
            .toObject();
    const QString token = auth["client_token"_L1].toString();
    QVERIFY(token.startsWith("hvb."_L1) && token.size() > 100);
    QCOMPARE(auth["accessor"_L1], QString());
    bench.wait(1s);
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/merkle-check"_s,
                       { { u"dr_operation_token"_s, token } })
                 .status,
             200);
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/promote"_s,
                       { { u"dr_operation_token"_s, token } })
                 .status,
             403);
    bench.estate.advance(9h);
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/merkle-check"_s,
                       { { u"dr_operation_token"_s, token } })
                 .status,
             403);
}

void TestLabEstate::vaultTwoAsksForATokenBesidesTheShares()
{
    EstateBench bench(u"vault-2"_s);
    const QString attempt = u"sys/replication/dr/secondary/generate-operation-token/attempt"_s;
    QCOMPARE(bench.send(u"basalt"_s, "POST", attempt).status, 403);
    const QString root = bench.cluster(u"amber"_s).rootToken;
    QCOMPARE(bench.send(u"basalt"_s, "POST", attempt, {}, root).status, 200);
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/promote"_s,
                       { { u"dr_operation_token"_s, root } })
                 .status,
             200);
    EstateBench open(u"vault-2"_s);
    open.cluster(u"basalt"_s).options.openOperationToken = true;
    QCOMPARE(open.send(u"basalt"_s, "POST", attempt).status, 200);
}

void TestLabEstate::legacyPathsDoPerformanceReplication()
{
    EstateBench bench(u"legacy-pair"_s);
    QCOMPARE(bench.post(u"amber"_s, u"sys/replication/primary/enable"_s).status, 200);
    bench.wait(2s);
    const auto status = bench.get(u"amber"_s, u"sys/replication/status"_s);
    QCOMPARE(status.json["mode"_L1], u"primary"_s);
    QCOMPARE(status.data()["mode"_L1], u"primary"_s);
    QCOMPARE(
        bench
            .post(u"amber"_s, u"sys/replication/primary/secondary-token"_s, { { u"id"_s, u"x"_s } })
            .status,
        405);
    const QString token =
        bench.get(u"amber"_s, u"sys/replication/primary/secondary-token?id=basalt&ttl=10m"_s)
            .json["wrap_info"_L1]
            .toObject()["token"_L1]
            .toString();
    QVERIFY(!token.isEmpty());
    QCOMPARE(
        bench.post(u"basalt"_s, u"sys/replication/secondary/enable"_s, { { u"token"_s, token } })
            .status,
        200);
    bench.wait(6s);
    QCOMPARE(bench.get(u"basalt"_s, u"sys/replication/status"_s).data()["mode"_L1], u"secondary"_s);
    QCOMPARE(bench.cluster(u"basalt"_s).dataMark(), bench.cluster(u"amber"_s).dataMark());
    QCOMPARE(bench.get(u"amber"_s, u"sys/replication/dr/status"_s).status, 404);
}

void TestLabEstate::aPerformanceSecondaryHandsWritesOn()
{
    EstateBench bench(u"performance-pair"_s);
    QCOMPARE(bench.post(u"basalt"_s, u"secret/app/there"_s, { { u"value"_s, u"2"_s } }).status,
             204);
    QCOMPARE(bench.get(u"amber"_s, u"secret/app/there"_s).data()["value"_L1], u"2"_s);
    const QJsonObject policy { { u"policy"_s, u"path \"x\" { capabilities = [\"read\"] }"_s } };
    QCOMPARE(bench.post(u"basalt"_s, u"sys/policies/acl/there"_s, policy).status, 204);
    QCOMPARE(bench.get(u"amber"_s, u"sys/policies/acl/there"_s).status, 200);
    QCOMPARE(bench.get(u"basalt"_s, u"sys/policies/acl/there"_s).status, 200);
    bench.cluster(u"basalt"_s).slowLink = true;
    for (int i = 0; i < 50; ++i)
        bench.post(u"amber"_s, u"secret/app/bulk-%1"_s.arg(i), { { u"value"_s, u"x"_s } });
    const auto slow = bench.post(u"basalt"_s, u"secret/app/late"_s, { { u"value"_s, u"3"_s } });
    QCOMPARE(slow.status, 200);
    QVERIFY(slow.warning().startsWith("Timeout hit while waiting for local replicated cluster"_L1));
    bench.estate.setPartition(bench.cluster(u"amber"_s), bench.cluster(u"basalt"_s), true);
    QCOMPARE(bench.post(u"basalt"_s, u"sys/policies/acl/lost"_s, policy).status, 500);
    QCOMPARE(bench.post(u"basalt"_s, u"auth/token/create"_s).status, 200); // local
}

void TestLabEstate::aLongJumpInTimeLeavesTheFleetAlive()
{
    EstateBench bench(u"fleet-50"_s);
    bench.estate.advance(24h * 30);
    bench.wait(1s);
    const QJsonObject peer =
        bench.status(u"basalt"_s, u"dr"_s)["primaries"_L1].toArray().at(0).toObject();
    const QDateTime heard =
        QDateTime::fromString(peer["last_heartbeat"_L1].toString(), Qt::ISODate);
    QVERIFY2(heard.secsTo(bench.estate.now()) <= 2,
             qPrintable(peer["last_heartbeat"_L1].toString()));
    QCOMPARE(bench.status(u"amber"_s, u"dr"_s)["mode"_L1], u"primary"_s);
}

void TestLabEstate::aFleetOfAnySizeIsHealthy()
{
    EstateBench bench(u"fleet-13"_s);
    QCOMPARE(bench.estate.clusters().size(), size_t(13));
    bench.wait(2s);
    QCOMPARE(bench.status(u"site-006"_s, u"performance"_s)["mode"_L1], u"primary"_s);
    for (const QString &secondary : { u"site-003"_s, u"site-005"_s, u"site-008"_s })
        QCOMPARE(bench.status(secondary, u"performance"_s)["state"_L1], u"stream-wals"_s);
    QVERIFY(!findScenario(u"fleet-0"_s));
    QVERIFY(!findScenario(u"fleet-x"_s));
}

QTEST_GUILESS_MAIN(TestLabEstate)
#include "tst_labestate.moc"
