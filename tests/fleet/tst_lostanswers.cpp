// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "tests/fleet/labfleet.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/patience.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::LabFleet;
using End = OperationOutcome::End;
using Id = OperationId;

namespace {

/// Whether the cluster's status shows the effect.
enum class Seen {
    Yes,
    IfDone, ///< no difference may also mean that it was done: streaming before, streaming now
    No,
    NotWhose, ///< an effect is seen, and it may be somebody else's
};

/// How to bring a lab to where a mutating call makes sense, and what to call it with.
struct Case
{
    Id id {};
    QString scenario;
    int cluster = 0;
    Seen seen = Seen::Yes;
    std::function<Arguments(LabFleet &)> arrange = {};
    QString version = {};
};

Arguments withId(const QString &id)
{
    Arguments arguments;
    arguments.set("id"_L1, id);
    return arguments;
}

// A batch token is good for promotion and re-pointing only, so the key holders are asked.
Arguments withDrToken(LabFleet &f)
{
    auto started = f.run(Id::DrStartAttempt, f.name(1));
    Arguments arguments;
    if (!started.answer.attempt)
        return arguments;
    const QStringList keys = f.lab.clusters().at(1).unsealKeys;
    for (const QString &key : keys) {
        Arguments share;
        share.set("nonce"_L1, started.answer.attempt->nonce);
        share.setSecret("key"_L1, SecretString(key.toUtf8()));
        auto given = f.run(Id::DrProvideKeyShare, f.name(1), std::move(share));
        if (!given.answer.attempt || !given.answer.attempt->complete)
            continue;
        Result<SecretString> token =
            decodeOperationToken(given.answer.attempt->encodedToken, started.answer.attempt->otp,
                                 started.answer.attempt->otpLength);
        if (token)
            arguments.setSecret("dr_operation_token"_L1, std::move(*token));
        break;
    }
    return arguments;
}

void mint(LabFleet &f, Id mintId, const QString &secondary, Arguments &arguments)
{
    auto minted = f.run(mintId, f.name(0), withId(secondary));
    if (minted.answer.mintedToken)
        arguments.setSecret("token"_L1, std::move(minted.answer.mintedToken->token));
    else
        qWarning() << "no token:" << minted.outcome.sentence;
}

Arguments join(LabFleet &f, Id enable, Id mintId)
{
    Arguments arguments;
    if (f.run(enable, f.name(0)).outcome.end != End::Done)
        qWarning() << "no primary";
    mint(f, mintId, u"east"_s, arguments);
    return arguments;
}

Arguments filter(LabFleet &f)
{
    Arguments arguments = withId(f.name(1));
    arguments.set("mode"_L1, u"deny"_s);
    arguments.set("paths"_L1, QStringList { u"secret/"_s });
    return arguments;
}

Arguments mountFilter(LabFleet &f)
{
    Arguments arguments = filter(f);
    arguments.set("mode"_L1, u"blacklist"_s);
    return arguments;
}

Arguments stored(LabFleet &f, Id write, Arguments arguments)
{
    if (const auto ended = f.run(write, f.name(0), std::move(arguments));
        ended.outcome.end != End::Done)
        qWarning() << "no filter:" << ended.outcome.sentence;
    return withId(f.name(1));
}

Arguments startedAttempt(LabFleet &f)
{
    auto started = f.run(Id::DrStartAttempt, f.name(1));
    Arguments arguments;
    if (!started.answer.attempt) {
        qWarning() << "no attempt:" << started.outcome.sentence;
        return arguments;
    }
    arguments.set("nonce"_L1, started.answer.attempt->nonce);
    arguments.setSecret("key"_L1,
                        SecretString(f.lab.clusters().at(1).unsealKeys.value(0).toUtf8()));
    return arguments;
}

std::vector<Case> cases()
{
    const QString fresh = u"fresh-pair"_s;
    const QString pair = u"performance-pair"_s;
    const QString drPair = u"dr-pair"_s;
    const QString old = u"1.4.0+ent"_s;
    const auto drToken = [](LabFleet &f) { return withDrToken(f); };
    return {
        { Id::PerformanceEnablePrimary, fresh },
        { Id::PerformanceDemote, pair },
        { Id::PerformanceDisablePrimary, pair },
        { Id::PerformanceMintToken, pair, 0, Seen::Yes,
          [](LabFleet &) { return withId(u"east"_s); } },
        { Id::PerformanceRevokeSecondary, pair, 0, Seen::Yes,
          [](LabFleet &f) { return withId(f.name(1)); } },
        { Id::PathsFilterWrite, pair, 0, Seen::Yes, filter },
        { Id::PathsFilterDelete, pair, 0, Seen::Yes,
          [](LabFleet &f) { return stored(f, Id::PathsFilterWrite, filter(f)); } },
        { Id::MountFilterWrite, pair, 0, Seen::Yes, mountFilter, old },
        { Id::MountFilterDelete, pair, 0, Seen::Yes,
          [](LabFleet &f) { return stored(f, Id::MountFilterWrite, mountFilter(f)); }, old },
        { Id::PerformanceGeneratePublicKey, fresh, 1, Seen::No },
        { Id::PerformanceEnableSecondary, fresh, 1, Seen::Yes,
          [](LabFleet &f) {
              return join(f, Id::PerformanceEnablePrimary, Id::PerformanceMintToken);
          } },
        { Id::PerformancePromote, pair, 1 },
        { Id::PerformanceDisableSecondary, pair, 1 },
        { Id::PerformanceUpdatePrimary, pair, 1, Seen::IfDone,
          [](LabFleet &f) {
              Arguments arguments;
              mint(f, Id::PerformanceMintToken, u"east"_s, arguments);
              return arguments;
          } },
        { Id::DrEnablePrimary, fresh },
        { Id::DrDemote, drPair },
        { Id::DrDisablePrimary, drPair },
        { Id::DrMintToken, drPair, 0, Seen::Yes, [](LabFleet &) { return withId(u"east"_s); } },
        { Id::DrRevokeSecondary, drPair, 0, Seen::Yes,
          [](LabFleet &f) { return withId(f.name(1)); } },
        { Id::DrGeneratePublicKey, fresh, 1, Seen::No },
        { Id::DrEnableSecondary, fresh, 1, Seen::Yes,
          [](LabFleet &f) { return join(f, Id::DrEnablePrimary, Id::DrMintToken); } },
        { Id::DrPromote, drPair, 1, Seen::Yes, drToken },
        { Id::DrDisableSecondary, drPair, 1, Seen::Yes, drToken },
        { Id::DrUpdatePrimary, drPair, 1, Seen::IfDone,
          [](LabFleet &f) {
              Arguments arguments = withDrToken(f);
              mint(f, Id::DrMintToken, u"east"_s, arguments);
              return arguments;
          } },
        { Id::DrDeleteOperationToken, drPair, 1, Seen::No, drToken },
        { Id::DrRecover, drPair, 1, Seen::No, drToken },
        { Id::DrReindex, drPair, 1, Seen::Yes, drToken },
        { Id::DrMerkleCheck, drPair, 1, Seen::No, drToken },
        { Id::DrStartAttempt, drPair, 1, Seen::NotWhose },
        { Id::DrCancelAttempt, drPair, 1, Seen::Yes,
          [](LabFleet &f) {
              (void)startedAttempt(f);
              return Arguments();
          } },
        { Id::DrProvideKeyShare, drPair, 1, Seen::Yes, startedAttempt },
        { Id::DrReloadConfig, drPair, 1, Seen::No,
          [](LabFleet &f) {
              Arguments arguments = withDrToken(f);
              arguments.set("subsystem"_L1, u"license"_s);
              return arguments;
          } },
        { Id::DrWriteLicense, drPair, 1, Seen::No,
          [](LabFleet &f) {
              Arguments arguments = withDrToken(f);
              arguments.setSecret("text"_L1, SecretString("02MV4UU43BK5"));
              return arguments;
          },
          old },
        { Id::DrWriteSignedLicense, drPair, 1, Seen::No,
          [](LabFleet &f) {
              Arguments arguments = withDrToken(f);
              arguments.setSecret("text"_L1, SecretString("02MV4UU43BK5"));
              return arguments;
          },
          old },
        { Id::Recover, pair, 0, Seen::No },
        { Id::Reindex, pair },
        { Id::MerkleCheck, pair, 0, Seen::No },
    };
}

} // namespace

/// For every mutating call: its answer is lost after the change, and before it. The wire shows one
/// write, and the end is what the cluster shows.
class LostAnswersTest : public QObject
{
    Q_OBJECT

private slots:
    void everyMutatingCallIsHere()
    {
        QSet<int> covered;
        for (const Case &one : cases())
            covered.insert(int(one.id));
        for (const Operation &row : operationCatalogue()) {
            if (row.isWrite())
                QVERIFY2(covered.contains(int(row.id)), row.key.data());
        }
    }

    void settlesByLooking_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("fault");
        const std::vector<Case> all = cases();
        for (std::size_t index = 0; index < all.size(); ++index) {
            const char *key = operation(all[index].id).key.data();
            QTest::addRow("%s, after", key) << int(index) << u"drop-after"_s;
            QTest::addRow("%s, before", key) << int(index) << u"drop-before"_s;
        }
    }
    void settlesByLooking()
    {
        QFETCH(int, index);
        QFETCH(QString, fault);
        const Case one = cases().at(std::size_t(index));
        const Operation &row = operation(one.id);
        lab::Options options = LabFleet::options(one.scenario);
        options.version = one.version;
        LabFleet f(options);
        QVERIFY(f.start());
        const QString cluster = f.name(one.cluster);
        Arguments arguments = one.arrange ? one.arrange(f) : Arguments();
        QVERIFY(f.poll(cluster));
        f.lab.clearRequestLog();
        const QByteArray method = wireName(row.method);
        QVERIFY(f.lab.setFault(cluster, {},
                               { .kind = fault,
                                 .pathPrefix = u"sys/replication/"_s,
                                 .method = QString::fromLatin1(method),
                                 .count = 1 }));

        const auto ended = f.run(one.id, cluster, std::move(arguments));
        QVERIFY2(f.writes().size() == 1, qPrintable(ended.outcome.sentence));
        QVERIFY(f.lab.faults().isEmpty());
        const bool acted = fault == "drop-after"_L1;
        const bool isUnknown = one.seen == Seen::No || (one.seen == Seen::IfDone && !acted)
            || (one.seen == Seen::NotWhose && acted);
        const End expected = isUnknown ? End::LostUnknown
            : acted                    ? End::LostButDone
                                       : End::LostNoEffect;
        QVERIFY2(ended.outcome.end == expected,
                 qPrintable(u"%1: %2"_s.arg(int(ended.outcome.end)).arg(ended.outcome.sentence)));
        QVERIFY(ended.outcome.error && outcomeIsUnknown(*ended.outcome.error));
        QVERIFY(!ended.outcome.sentence.isEmpty());
        const bool isMint = one.id == Id::PerformanceMintToken || one.id == Id::DrMintToken;
        if (isMint && expected == End::LostButDone)
            QVERIFY2(ended.outcome.sentence.contains("revoke the id and mint a new one"_L1),
                     qPrintable(ended.outcome.sentence));
    }

    // One attempt runs on a cluster at a time, and it may be another person's.
    void somebodyElsesAttemptIsNotTakenForOurs_data()
    {
        QTest::addColumn<bool>("ranBefore");
        QTest::addColumn<bool>("asksForPgp");
        QTest::addColumn<int>("end");
        QTest::addColumn<QString>("words");
        QTest::newRow("it ran before")
            << true << false << int(End::LostNoEffect) << u"is another: it ran before"_s;
        QTest::newRow("it came meanwhile")
            << false << false << int(End::LostUnknown) << u"or somebody else did"_s;
        QTest::newRow("it came meanwhile, for no PGP key")
            << false << true << int(End::LostNoEffect) << u"in another way than asked for"_s;
    }
    void somebodyElsesAttemptIsNotTakenForOurs()
    {
        QFETCH(bool, ranBefore);
        QFETCH(bool, asksForPgp);
        QFETCH(int, end);
        QFETCH(QString, words);
        const QByteArray path = "sys/replication/dr/secondary/generate-operation-token/attempt";
        const QByteArray theirs =
            R"({"nonce":"2dbd10f1-theirs","started":true,"progress":1,"required":3,"complete":false,"encoded_token":"","encoded_root_token":"","pgp_fingerprint":"","otp":"","otp_length":28})";
        const QByteArray none =
            R"({"nonce":"","started":false,"progress":0,"required":3,"complete":false,"encoded_token":"","encoded_root_token":"","pgp_fingerprint":"","otp":"","otp_length":28})";
        test::ScriptedVault server;
        server.say("sys/health",
                   { .status = 472, .body = test::ScriptedVault::health("disabled", "secondary") });
        server.say(
            "sys/replication/status",
            { .body = test::ScriptedVault::status(
                  R"({"mode":"disabled"})",
                  R"({"mode":"secondary","state":"stream-wals","cluster_id":"s1","connection_state":"ready","known_primary_cluster_addrs":["10.0.0.1:8201"]})") });
        bool posted = false;
        server.say(path, [&](const test::ScriptedVault::Request &request) {
            if (request.method == "GET")
                return test::ScriptedVault::Answer { .body = ranBefore || posted ? theirs : none };
            posted = true;
            return test::ScriptedVault::Answer { .manner =
                                                     test::ScriptedVault::Answer::Manner::Drop };
        });
        ClusterRegistry registry { QString() };
        MemoryCredentialStore credentials;
        ActivityLog activity { QString() };
        SystemClock clock;
        ClusterRecord record;
        record.identity = { .id = { u"c"_s }, .name = u"amber"_s, .address = server.address() };
        QVERIFY(registry.add(record));
        Fleet fleet(registry, credentials, activity, clock, test::withoutJitter());
        fleet.refreshAll();
        QTRY_VERIFY(fleet.snapshot(record.identity.id)->status);
        Arguments arguments;
        if (asksForPgp)
            arguments.set("pgp_key"_L1, u"mQENBF"_s);
        OperationRun run(fleet, activity, Id::DrStartAttempt, std::move(arguments),
                         *fleet.snapshot(record.identity.id));
        run.setNoEffectAfter(100ms);
        run.setLateEffectWithin(0ms);
        run.setSettlingInterval(20ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY2(run.outcome().end == End(end) && run.outcome().sentence.contains(words),
                 qPrintable(run.outcome().sentence));
        QVERIFY(run.outcome().sentence.contains("2dbd10f1-theirs"_L1));
    }

    // The computer slept after the answer had come and before it was read.
    void anAnswerThatLayUnreadProvesNothing()
    {
        const QByteArray disabled = R"({"mode":"disabled"})";
        const QByteArray primary = R"({"mode":"primary","state":"running","cluster_id":"s1"})";
        test::ScriptedVault server;
        FakeClock clock;
        bool posted = false;
        int looks = 0;
        server.say("sys/replication/performance/primary/enable", [&](const auto &) {
            posted = true;
            return test::ScriptedVault::Answer { .manner =
                                                     test::ScriptedVault::Answer::Manner::Drop };
        });
        server.say("sys/replication/status", [&](const auto &) {
            looks += posted ? 1 : 0;
            if (looks == 2)
                clock.advance(1h);
            return test::ScriptedVault::Answer { .body = test::ScriptedVault::status(
                                                     looks > 2 ? primary : disabled) };
        });
        server.say(test::lookupPath, { .body = test::ScriptedVault::token("root", 0, false) });
        ClusterRegistry registry { QString() };
        MemoryCredentialStore credentials;
        ActivityLog activity { QString() };
        const ClusterRecord record = test::recordOf(server);
        QVERIFY(registry.add(record));
        Fleet fleet(registry, credentials, activity, clock, test::withoutJitter());
        fleet.refreshAll();
        QTRY_VERIFY(fleet.snapshot(record.identity.id)->status);
        bool signedIn = false;
        fleet.signIn(record.identity.id, SecretString("hvs.root"), Fleet::Remember::No, this,
                     [&](const Result<TokenInfo> &info) { signedIn = info.has_value(); });
        QTRY_VERIFY(signedIn);
        OperationRun run(fleet, activity, Id::PerformanceEnablePrimary, {},
                         *fleet.snapshot(record.identity.id));
        run.setNoEffectAfter(1min);
        run.setSettlingInterval(20ms);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY2(run.outcome().end == End::LostButDone, qPrintable(run.outcome().sentence));
    }

    void aCallThatHangsIsNotGivenUpEarly()
    {
        // On a busy machine the shorter limits may end before the request is sent.
        for (const auto limit : { 1500ms, 6000ms, 24000ms }) {
            SessionMeans means = test::withoutJitter();
            means.writeTimeout = limit;
            LabFleet f(LabFleet::options(u"fresh-pair"_s), means);
            QVERIFY(f.start());
            f.lab.clearRequestLog();
            QVERIFY(f.lab.setFault(f.name(0), {},
                                   { .kind = u"hang"_s,
                                     .pathPrefix = u"sys/replication/performance/primary/enable"_s,
                                     .count = 1 }));
            const auto ended =
                f.run(Id::PerformanceEnablePrimary, f.name(0), {}, [](OperationRun &run) {
                    run.setPatience(2500ms);
                    run.setLateEffectWithin(OperationRun::defaultLateEffectWithin);
                });
            if (ended.outcome.end == End::NotSent && f.writes().isEmpty())
                continue;
            // Vault may still be at work on it, so "no effect" is not said before its own limit.
            QVERIFY2(ended.outcome.end == End::LostUnknown, qPrintable(ended.outcome.sentence));
            QCOMPARE(ended.outcome.error->kind, Error::Kind::Timeout);
            QCOMPARE(f.writes().size(), 1);
            return;
        }
        QFAIL("the request was never sent");
    }

    void anAnswerThatCannotBeReadIsALostOne_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char *fault : { "truncated", "not-json", "wrong-types", "deep-nesting",
                                   "invalid-utf8", "empty-body" })
            QTest::newRow(fault) << QString::fromLatin1(fault);
    }
    void anAnswerThatCannotBeReadIsALostOne()
    {
        QFETCH(QString, fault);
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        f.lab.clearRequestLog();
        QVERIFY(
            f.lab.setFault(f.name(0), {},
                           { .kind = fault,
                             .pathPrefix = u"sys/replication/performance/primary/secondary-token"_s,
                             .count = 1 }));
        const auto ended = f.run(Id::PerformanceMintToken, f.name(0), withId(u"east"_s));
        QVERIFY2(ended.outcome.end == End::LostButDone || ended.outcome.end == End::LostNoEffect,
                 qPrintable(ended.outcome.sentence));
        const bool registered = f.poll(f.name(0))
            && f.block(f.name(0), ReplicationType::Performance)
                   ->knownSecondaries->contains(u"east"_s);
        QCOMPARE(ended.outcome.end == End::LostButDone, registered);
        QCOMPARE(f.writes().size(), 1);
    }
};

QTEST_GUILESS_MAIN(LostAnswersTest)
#include "tst_lostanswers.moc"
