// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/batchtokenstrategy.h"
#include "models/fleet/clientset.h"
#include "models/fleet/filterreader.h"
#include "models/fleet/mounttreereader.h"
#include "models/fleet/operationrun.h"
#include "models/fleet/operationtokenceremony.h"
#include "models/fleet/tokeninspector.h"
#include "models/vault/vaultclient.h"
#include "tests/fleet/desk.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/patience.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using namespace switchover::test;
using Answer = ScriptedVault::Answer;

namespace {

bool signsIn(Fleet &fleet, const ClusterId &id)
{
    const QObject context;
    bool signedIn = false;
    fleet.session(id)->signIn(
        SecretString("hvs.root"), &context,
        [&signedIn](const Result<TokenInfo> &info) { signedIn = info.has_value(); });
    return QTest::qWaitFor([&signedIn] { return signedIn; }, patience);
}

/// Polls until one poll had an answer of every node: only then the active one is preferred, however
/// busy the machine is.
bool readAllNodes(Fleet &fleet, const ClusterId &id)
{
    return QTest::qWaitFor(
        [&] {
            const QList<NodeSnapshot> &nodes = fleet.snapshot(id)->nodes;
            const bool all =
                nodes.size() > 1 && std::ranges::all_of(nodes, [](const NodeSnapshot &node) {
                    return node.health && !node.error;
                });
            if (!all)
                fleet.refreshAll();
            return all;
        },
        patience);
}

void beAnotherPrimary(ScriptedVault &vault)
{
    QByteArray health = ScriptedVault::health("primary");
    health.replace("0b2c7c1e", "ffffffff");
    vault.say("sys/health", Answer { .body = health });
    vault.say("sys/replication/status",
              Answer { .body = ScriptedVault::status(primaryOf("x", 5)) });
}

} // namespace

/// Operations while addresses change, and addresses as their arguments.
class RunAddressesTest : public QObject
{
    Q_OBJECT

private slots:
    void anAddressMayGoWhileACallToItIsUnderWay()
    {
        const QByteArray enablePath = "sys/replication/performance/primary/enable";
        Desk desk;
        ScriptedVault standby;
        ScriptedVault active;
        QByteArray waiting = ScriptedVault::health();
        waiting.replace(R"("standby":false)", R"("standby":true)");
        standby.say("sys/health", Answer { .status = 429, .body = waiting });
        for (ScriptedVault *node : { &standby, &active }) {
            node->say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
            node->say(enablePath, Answer { .manner = Answer::Manner::Hang });
        }
        ClusterRecord record = recordOf(u"amber"_s, standby.address());
        record.moreAddresses = { active.address() };
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAllNodes(*fleet, record.identity.id));
        QVERIFY(signsIn(*fleet, record.identity.id));
        QTRY_COMPARE(fleet->snapshot(record.identity.id)->signIn, SignInState::SignedIn);

        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnablePrimary, {},
                         *fleet->snapshot(record.identity.id));
        run.setNoEffectAfter(200ms);
        run.setLateEffectWithin(0ms);
        run.setSettlingInterval(50ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(active.count(enablePath), 1);
        record.moreAddresses.clear();
        QVERIFY(desk.registry.update(record));
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(run.outcome().end, OperationOutcome::End::LostNoEffect);
        QCOMPARE(standby.count(enablePath) + active.count(enablePath), 1);
    }

    // A standby answers 307, too, if its forwarding broke after the active node had the request.
    void aWriteThatARefusedRedirectHidesIsFound()
    {
        const QByteArray enablePath = "sys/replication/performance/primary/enable";
        Desk desk;
        ScriptedVault node;
        node.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        node.say(enablePath, [&](const ScriptedVault::Request &) {
            node.say("sys/replication/status",
                     Answer { .body = ScriptedVault::status(primaryOf("x", 5)) });
            return Answer { .status = 307,
                            .extraHeaders =
                                "Location: http://active.example:8200/v1/" + enablePath + "\r\n" };
        });
        const ClusterRecord record = recordOf(u"amber"_s, node.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        fleet->refreshAll();
        QTRY_VERIFY(fleet->snapshot(record.identity.id)->health);
        QVERIFY(signsIn(*fleet, record.identity.id));
        QTRY_COMPARE(fleet->snapshot(record.identity.id)->signIn, SignInState::SignedIn);

        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnablePrimary, {},
                         *fleet->snapshot(record.identity.id));
        run.setSettlingInterval(50ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(run.outcome().end, OperationOutcome::End::LostButDone);
        QCOMPARE(node.count(enablePath), 1);
    }

    // The address is another node of the cluster, and nothing listens there.
    void aRedirectToARegisteredIpv6AddressIsFollowed()
    {
        ScriptedVault standby;
        standby.say(
            "sys/health",
            Answer { .status = 307, .extraHeaders = "Location: http://[::1]:1/v1/sys/health\r\n" });
        ClusterRecord record = recordOf(u"amber"_s, standby.address());
        record.moreAddresses = { u"http://[::1]:1"_s };
        const ClientSet clients(record, { .readTimeout = 10s, .writeTimeout = 10s });
        std::optional<Result<Health>> health;
        clients.preferred().readHealth(this,
                                       [&](Result<Health> answer) { health = std::move(answer); });
        QTRY_VERIFY(health);
        QVERIFY(!*health);
        QVERIFY2(!isRedirect(health->error()), qPrintable(errorSentence(health->error())));
    }

    // A client that goes with its address answers nobody, and nobody may wait for it for ever.
    void whoAsksAnAddressThatGoesHearsOfIt()
    {
        const QByteArray attemptPath =
            "sys/replication/dr/secondary/generate-operation-token/attempt";
        const QByteArray filterPath = "sys/replication/performance/primary/mount-filter/east";
        Desk desk;
        ScriptedVault standby;
        ScriptedVault active;
        QByteArray waiting = ScriptedVault::health();
        waiting.replace(R"("standby":false)", R"("standby":true)");
        standby.say("sys/health", Answer { .status = 429, .body = waiting });
        const QByteArrayList paths { attemptPath,
                                     filterPath,
                                     "sys/mounts",
                                     "sys/auth",
                                     "sys/namespaces",
                                     "sys/wrapping/lookup",
                                     "sys/policies/acl/dr-secondary-promotion" };
        for (const QByteArray &path : paths)
            active.say(path, Answer { .manner = Answer::Manner::Hang });
        ClusterRecord record = recordOf(u"amber"_s, standby.address());
        record.moreAddresses = { active.address() };
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAllNodes(*fleet, record.identity.id));
        const ClusterId id = record.identity.id;

        OperationTokenCeremony ceremony(*fleet, desk.activity, id);
        ceremony.setWatchInterval(0ms);
        ceremony.read();
        FilterReader filter(*fleet, id);
        filter.read(u"east"_s);
        MountTreeReader mounts(*fleet, id);
        mounts.read();
        TokenInspector inspector(*fleet);
        inspector.inspect(SecretString("activation"), id);
        BatchTokenStrategy batch(*fleet, desk.activity, id);
        batch.look(BatchTokenStrategy::usualWish());
        for (const QByteArray &path : paths)
            QTRY_COMPARE(active.count(path), 1);
        record.moreAddresses.clear();
        QVERIFY(desk.registry.update(record));
        QTRY_COMPARE(ceremony.work(), OperationTokenCeremony::Work::None);
        QTRY_COMPARE(filter.stored().state, FilterReader::State::Failed);
        QTRY_VERIFY(!mounts.isReading());
        QVERIFY(!mounts.tree().complete);
        QTRY_COMPARE(inspector.use(), TokenUse::Unanswered);
        QTRY_COMPARE(batch.stage(), BatchTokenStrategy::Stage::Unread);
        QVERIFY2(batch.sentence().contains("was removed from the cluster"_L1),
                 qPrintable(batch.sentence()));
    }

    void whatAnotherClusterSaysIsNotTheEffect()
    {
        const QByteArray enablePath = "sys/replication/performance/primary/enable";
        Desk desk;
        ScriptedVault server;
        ScriptedVault other;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        server.say(enablePath, Answer { .body = R"({"data":null,"warnings":["W"]})" });
        beAnotherPrimary(other);
        ClusterRecord record = recordOf(u"amber"_s, server.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QVERIFY(signsIn(*fleet, record.identity.id));

        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnablePrimary, {},
                         *fleet->snapshot(record.identity.id));
        run.setSettlingInterval(50ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(run.stage(), OperationRun::Stage::Waiting);
        record.identity.address = other.address();
        QVERIFY(desk.registry.update(record));
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(run.outcome().end, OperationOutcome::End::AcceptedNotSeen);
        QCOMPARE(other.count(enablePath), 0);
    }

    void anAddressEditedAfterTheCheckGetsNothing()
    {
        const QByteArray enablePath = "sys/replication/performance/secondary/enable";
        const QByteArray nodesPath = "sys/ha-status";
        Desk desk;
        ScriptedVault server;
        ScriptedVault other;
        for (ScriptedVault *each : { &server, &other })
            each->say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        ClusterRecord record = recordOf(u"amber"_s, server.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QVERIFY(signsIn(*fleet, record.identity.id));
        QTRY_COMPARE(server.count(nodesPath), 1); // as for everybody who signs in
        server.say(nodesPath, Answer { .manner = Answer::Manner::Hang });

        Arguments arguments;
        arguments.setSecret("token"_L1, SecretString("activation"));
        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnableSecondary,
                         std::move(arguments), *fleet->snapshot(record.identity.id));
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(server.count(nodesPath), 2);
        record.identity.address = other.address();
        QVERIFY(desk.registry.update(record));
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(run.outcome().end, OperationOutcome::End::NotSent);
        QVERIFY2(run.outcome().sentence.contains(other.address()),
                 qPrintable(run.outcome().sentence));
        QCOMPARE(server.count(enablePath) + other.count(enablePath), 0);
    }

    void aTokenThatGoesAfterTheCheckStopsTheWrite()
    {
        const QByteArray enablePath = "sys/replication/performance/secondary/enable";
        const QByteArray nodesPath = "sys/ha-status";
        Desk desk;
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        const ClusterRecord record = recordOf(u"amber"_s, server.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QVERIFY(signsIn(*fleet, record.identity.id));
        QTRY_COMPARE(server.count(nodesPath), 1); // as for everybody who signs in
        server.say(nodesPath, Answer { .manner = Answer::Manner::Hang });

        Arguments arguments;
        arguments.setSecret("token"_L1, SecretString("activation"));
        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnableSecondary,
                         std::move(arguments), *fleet->snapshot(record.identity.id));
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(server.count(nodesPath), 2);
        fleet->signOut(record.identity.id, ClusterSession::Revoke::No);
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(run.outcome().end, OperationOutcome::End::NotSent);
        QCOMPARE(server.count(enablePath), 0);
    }

    // As a name or a second address may do while the first does not answer.
    void anotherClusterInItsPlaceIsNotTheEffect()
    {
        const QByteArray enablePath = "sys/replication/performance/primary/enable";
        Desk desk;
        ScriptedVault server;
        ScriptedVault other;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        server.say(enablePath, Answer { .body = R"({"data":null,"warnings":["W"]})" });
        beAnotherPrimary(other);
        ClusterRecord record = recordOf(u"amber"_s, server.address());
        record.moreAddresses = { other.address() };
        other.goAway(); // or it may be the one that answers first
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QVERIFY(signsIn(*fleet, record.identity.id));

        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnablePrimary, {},
                         *fleet->snapshot(record.identity.id));
        run.setSettlingInterval(50ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        run.setPatience(1h);
        QTRY_COMPARE(run.stage(), OperationRun::Stage::Waiting);
        other.comeBack();
        server.goAway();
        const auto isPrimary = [&] {
            const ReplicationBlock *block =
                fleet->snapshot(record.identity.id)->block(ReplicationType::Performance);
            return block && block->isPrimary();
        };
        QTRY_VERIFY(isPrimary());
        QCOMPARE(run.stage(), OperationRun::Stage::Waiting);
        QCOMPARE(finished.size(), 0);
        run.setPatience(1ms);
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(run.outcome().end, OperationOutcome::End::AcceptedNotSeen);
        QVERIFY2(run.outcome().sentence.contains("ffffffff"_L1),
                 qPrintable(run.outcome().sentence));
        QCOMPARE(other.count(enablePath), 0);
    }

    void aLostRequestMayTakeEffectForTwoMinutes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("drops");
        QTest::newRow("the balancer gave up") << 504 << false;
        QTest::newRow("the connection broke") << 0 << true;
        QTest::newRow("a proxy lost patience") << 408 << false;
        QTest::newRow("a proxy lost its client") << 499 << false;
    }

    // A proxy that gave up doesn't speak for Vault, which may still be at work.
    void aLostRequestMayTakeEffectForTwoMinutes()
    {
        QFETCH(int, status);
        QFETCH(bool, drops);
        const QByteArray enablePath = "sys/replication/performance/primary/enable";
        const QByteArray healthPath = "sys/health";
        Desk desk;
        desk.usesTurned = true;
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        server.say(enablePath,
                   drops ? Answer { .manner = Answer::Manner::Drop }
                         : Answer { .status = status, .body = "<html>Gateway Time-out</html>" });
        const ClusterRecord record = recordOf(u"amber"_s, server.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QVERIFY(signsIn(*fleet, record.identity.id));
        OperationRun run(*fleet, desk.activity, OperationId::PerformanceEnablePrimary, {},
                         *fleet->snapshot(record.identity.id));
        run.setSettlingInterval(20ms);
        run.setPatience(1h);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        const auto threeMorePolls = [&] {
            const int now = server.count(healthPath);
            return QTest::qWaitFor([&] { return server.count(healthPath) > now + 3; },
                                   test::patience);
        };
        QTRY_COMPARE(run.stage(), OperationRun::Stage::Waiting);
        QVERIFY(threeMorePolls());
        for (const auto pause : { 10s, 85s, 20s }) {
            desk.turned.advance(pause);
            QVERIFY(threeMorePolls());
            QCOMPARE(finished.size(), 0);
        }
        desk.turned.advance(6s);
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(run.outcome().end, OperationOutcome::End::LostNoEffect);
        QCOMPARE(server.count(enablePath), 1);
    }

    void addressesAreNotSentToAVaultThatWouldIgnoreThem_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<int>("sent");
        QTest::newRow("1.12") << QByteArray("1.12.4+ent") << 0;
        QTest::newRow("1.13") << QByteArray("1.13.0+ent") << 1;
    }

    // Unknown fields are ignored, and without a token Vault forgets its primary.
    void addressesAreNotSentToAVaultThatWouldIgnoreThem()
    {
        QFETCH(QByteArray, version);
        QFETCH(int, sent);
        const QByteArray path = "sys/replication/performance/secondary/update-primary";
        Desk desk;
        ScriptedVault server;
        QByteArray health = ScriptedVault::health("secondary");
        health.replace("1.21.0+ent", version);
        server.say("sys/health", Answer { .body = health });
        server.say("sys/replication/status",
                   Answer { .body = ScriptedVault::status(secondaryOf("x", 5)) });
        server.say(lookupPath, Answer { .body = ScriptedVault::token("root", 0, false) });
        server.say(path, Answer { .status = 400, .body = ScriptedVault::errors("no") });
        const ClusterRecord record = recordOf(u"amber"_s, server.address());
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet();
        QVERIFY(readAll(*fleet));
        QVERIFY(signsIn(*fleet, record.identity.id));
        Arguments arguments;
        arguments.set("update_primary_addrs"_L1, QStringList { u"10.0.0.2:8201"_s });
        OperationRun run(*fleet, desk.activity, OperationId::PerformanceUpdatePrimary,
                         std::move(arguments), *fleet->snapshot(record.identity.id));
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(server.count(path), sent);
        QVERIFY2(sent || run.outcome().sentence.contains("1.13"_L1),
                 qPrintable(run.outcome().sentence));
    }
};

QTEST_GUILESS_MAIN(RunAddressesTest)
#include "tst_runaddresses.moc"
