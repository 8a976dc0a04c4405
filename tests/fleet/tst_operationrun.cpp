// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/observedchanges.h"
#include "models/fleet/operationrun.h"
#include "models/replication/catalogue.h"
#include "tests/fleet/labfleet.h"
#include "tests/patience.h"

#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::LabFleet;
using End = OperationOutcome::End;
using Kind = ActivityEntry::Kind;

namespace {

constexpr auto performance = ReplicationType::Performance;
constexpr auto dr = ReplicationType::DisasterRecovery;

Arguments with(std::initializer_list<std::pair<QLatin1StringView, const char *>> texts)
{
    Arguments arguments;
    for (const auto &[name, text] : texts)
        arguments.set(name, QString::fromUtf8(text));
    return arguments;
}

QList<Kind> kindsOf(const QList<ActivityEntry> &entries, const QString &run)
{
    QList<Kind> kinds;
    for (const ActivityEntry &entry : entries) {
        if (entry.run == run && entry.kind != Kind::Observed)
            kinds.append(entry.kind);
    }
    return kinds;
}

void stopAll(lab::Lab &lab, const QString &cluster)
{
    const QList<lab::NodeInfo> nodes = lab.cluster(cluster)->nodes;
    for (const lab::NodeInfo &node : nodes)
        QVERIFY(lab.stopNode(node.name));
}

// Every text that a run left behind, for looking for what must not be in it.
QString textsOf(const QList<ActivityEntry> &entries)
{
    QStringList texts;
    for (const ActivityEntry &entry : entries)
        texts.append(entry.text);
    return texts.join(u'\n');
}

} // namespace

class OperationRunTest : public QObject
{
    Q_OBJECT

private slots:
    void enablesAPrimaryAndSeesIt()
    {
        LabFleet f(LabFleet::options(u"fresh-pair"_s));
        QVERIFY(f.start());
        const QString amber = f.name(0);
        f.lab.clearRequestLog();
        const auto ended = f.run(OperationId::PerformanceEnablePrimary, amber);
        QVERIFY2(ended.outcome.end == End::Done, qPrintable(ended.outcome.sentence));
        QVERIFY(f.block(amber, performance)->isPrimary());
        QCOMPARE(f.writes().size(), 1);
        const QList<Kind> stages { Kind::Asked, Kind::Sent, Kind::Answered, Kind::Settled };
        QCOMPARE(kindsOf(f.activity.entries(), ended.run), stages);
        QVERIFY(!ended.answer.warnings.isEmpty());
        QVERIFY(ended.outcome.startedAt.isValid()
                && ended.outcome.endedAt >= ended.outcome.startedAt);
        // What the operation changed is told as its effect.
        QTRY_VERIFY(std::any_of(f.activity.entries().begin(), f.activity.entries().end(),
                                [&](const ActivityEntry &entry) {
                                    return entry.kind == Kind::Observed && entry.run == ended.run
                                        && entry.text.contains("from disabled to primary"_L1);
                                }));
        QVERIFY(f.fleet->runsOn(f.id(amber)).isEmpty());
        QVERIFY(!f.snapshot(amber).settling);
    }

    void joinsASecondaryFromTokenToStreaming_data()
    {
        QTest::addColumn<bool>("isDr");
        QTest::newRow("performance") << false;
        QTest::newRow("dr") << true;
    }
    void joinsASecondaryFromTokenToStreaming()
    {
        QFETCH(bool, isDr);
        LabFleet f(LabFleet::options(u"fresh-pair"_s));
        QVERIFY(f.start());
        const QString amber = f.name(0);
        const QString basalt = f.name(1);
        QCOMPARE(f.run(isDr ? OperationId::DrEnablePrimary : OperationId::PerformanceEnablePrimary,
                       amber)
                     .outcome.end,
                 End::Done);
        auto minted = f.run(isDr ? OperationId::DrMintToken : OperationId::PerformanceMintToken,
                            amber, with({ { "id"_L1, "east" } }));
        QVERIFY2(minted.outcome.end == End::Done, qPrintable(minted.outcome.sentence));
        QVERIFY(minted.answer.mintedToken && !minted.answer.mintedToken->token.isEmpty());
        const QByteArray token = minted.answer.mintedToken->token.reveal().toByteArray();

        Arguments arguments;
        arguments.setSecret("token"_L1, minted.answer.mintedToken->token.clone());
        const auto joined =
            f.run(isDr ? OperationId::DrEnableSecondary : OperationId::PerformanceEnableSecondary,
                  basalt, std::move(arguments));
        QVERIFY2(joined.outcome.end == End::Done, qPrintable(joined.outcome.sentence));
        const ReplicationBlock *block = f.block(basalt, isDr ? dr : performance);
        QVERIFY(block && block->isSecondary());
        QVERIFY(*block->state == State::StreamWals);
        QVERIFY(!joined.progress.isEmpty());
        QVERIFY(!textsOf(f.activity.entries()).contains(QString::fromLatin1(token)));
        QVERIFY(!joined.progress.join(u'\n').contains(QString::fromLatin1(token)));

        // Its own token died with its data.
        QVERIFY(f.poll(basalt));
        QTRY_COMPARE(f.snapshot(basalt).signIn,
                     isDr ? SignInState::Impossible : SignInState::Refused);
        if (!isDr)
            QVERIFY2(f.snapshot(basalt).signInProblem.contains("enabled as a secondary"_L1),
                     qPrintable(f.snapshot(basalt).signInProblem));
    }

    void tellsOfStandbysThatSealedThemselves()
    {
        lab::Options options = LabFleet::options(u"fresh-pair"_s);
        options.nodes = 3;
        LabFleet f(options);
        QVERIFY(f.start());
        QCOMPARE(f.run(OperationId::PerformanceEnablePrimary, f.name(0)).outcome.end, End::Done);
        auto minted =
            f.run(OperationId::PerformanceMintToken, f.name(0), with({ { "id"_L1, "east" } }));
        QVERIFY(minted.answer.mintedToken);
        Arguments arguments;
        arguments.setSecret("token"_L1, minted.answer.mintedToken->token.clone());
        const auto joined =
            f.run(OperationId::PerformanceEnableSecondary, f.name(1), std::move(arguments));
        QVERIFY2(joined.outcome.end == End::Done, qPrintable(joined.outcome.sentence));
        QVERIFY2(joined.outcome.sentence.contains("unseal keys of the primary"_L1),
                 qPrintable(joined.outcome.sentence));
    }

    void sendsNothingIfTheClusterIsNotWhatWasReviewed()
    {
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        const QString amber = f.name(0);
        const ClusterSnapshot reviewed = f.snapshot(amber);
        QCOMPARE(f.run(OperationId::PerformanceDemote, amber).outcome.end, End::Done);
        f.lab.clearRequestLog();
        OperationRun run(*f.fleet, f.activity, OperationId::PerformanceDisablePrimary, {},
                         reviewed);
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QCOMPARE(run.stage(), OperationRun::Stage::Checking);
        QVERIFY(finished.wait(test::patience));
        QCOMPARE(run.outcome().end, End::NotSent);
        QVERIFY2(run.outcome().sentence.contains(
                     "was primary when you reviewed it and is secondary now"_L1),
                 qPrintable(run.outcome().sentence));
        QVERIFY(f.writes().isEmpty());
        const QList<Kind> stages { Kind::Asked, Kind::Settled };
        QCOMPARE(kindsOf(f.activity.entries(), run.run()), stages);
    }

    void namesEveryChangeSinceTheReview()
    {
        ReplicationBlock block { .mode = modeFrom(u"primary"_s), .setId = u"11111111-a"_s };
        ClusterSnapshot reviewed;
        reviewed.identity.address = u"https://a:8200"_s;
        reviewed.status = ReplicationStatus { .performance = block };
        reviewed.health = Health { .haClusterId = u"h1"_s };
        ClusterSnapshot now = reviewed;
        QCOMPARE(changeSinceReview(reviewed, now), QString());
        now.status->performance->lastWal = 7; // work goes on
        QCOMPARE(changeSinceReview(reviewed, now), QString());
        now.status->performance->setId = u"22222222-b"_s;
        QVERIFY(changeSinceReview(reviewed, now).contains("22222222"_L1));
        now = reviewed;
        now.health->haClusterId = u"h2"_s;
        QVERIFY(changeSinceReview(reviewed, now).contains("Another cluster"_L1));
        now = reviewed;
        now.identity.address = u"https://b:8200"_s;
        QVERIFY(changeSinceReview(reviewed, now).contains("https://b:8200"_L1));
    }

    void sendsNothingThatIsNotAllowed_data()
    {
        QTest::addColumn<OperationId>("operation");
        QTest::newRow("promote a primary") << OperationId::PerformancePromote;
        QTest::newRow("enable a primary") << OperationId::PerformanceEnablePrimary;
        QTest::newRow("a value is missing") << OperationId::PerformanceMintToken;
    }
    void sendsNothingThatIsNotAllowed()
    {
        QFETCH(OperationId, operation);
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        f.lab.clearRequestLog();
        const auto ended = f.run(operation, f.name(0));
        QCOMPARE(ended.outcome.end, End::NotSent);
        QVERIFY(ended.outcome.error);
        QVERIFY(f.writes().isEmpty());
    }

    void sendsNothingToAClusterThatIsGone()
    {
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        stopAll(f.lab, f.name(0));
        const auto ended = f.run(OperationId::PerformanceDemote, f.name(0));
        QCOMPARE(ended.outcome.end, End::NotSent);
        QVERIFY(f.writes().isEmpty());
        QVERIFY(ended.outcome.sentence.startsWith("Nothing was sent"_L1));
    }

    void sendsNothingWhenOnlyLooking()
    {
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        Settings settings;
        settings.safety.lookOnly = true;
        f.fleet->setSettings(settings);
        f.lab.clearRequestLog();
        QCOMPARE(f.run(OperationId::PerformanceDemote, f.name(0)).outcome.end, End::NotSent);
        QVERIFY(f.writes().isEmpty());
        QCOMPARE(f.run(OperationId::ReadStatus, f.name(0)).outcome.end, End::Done);
    }

    void refusalsSayThatNothingChanged_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("says");
        QTest::newRow("412") << u"index-missing"_s << u"try it again"_s;
        QTest::newRow("catching up") << u"catching-up"_s << u"try it again"_s;
        QTest::newRow("quota") << u"rate-limit"_s << u"try it again"_s;
        QTest::newRow("403") << u"error"_s << u"permission denied"_s;
    }
    void refusalsSayThatNothingChanged()
    {
        QFETCH(QString, fault);
        QFETCH(QString, says);
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        f.lab.clearRequestLog();
        lab::FaultSpec spec { .kind = fault,
                              .pathPrefix = u"sys/replication/performance/secondary/promote"_s,
                              .method = u"POST"_s };
        spec.status = 403;
        spec.text = u"permission denied"_s;
        QVERIFY(f.lab.setFault(f.name(1), {}, spec));
        QVERIFY(f.signIn(f.name(1), f.lab.cluster(f.name(1))->rootToken)
                || f.snapshot(f.name(1)).signIn == SignInState::SignedIn);
        const auto ended = f.run(OperationId::PerformancePromote, f.name(1));
        QVERIFY2(ended.outcome.end == End::Rejected, qPrintable(ended.outcome.sentence));
        QVERIFY2(ended.outcome.sentence.contains("othing was changed"_L1),
                 qPrintable(ended.outcome.sentence));
        QVERIFY2(ended.outcome.sentence.contains(says), qPrintable(ended.outcome.sentence));
        QCOMPARE(f.writes().size(), 1);
    }

    void noSecondPrimaryIsMadeUnlessAccepted()
    {
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        f.lab.clearRequestLog();
        const auto promote = [&f](const QList<Hazard> &accepted) {
            return f.run(OperationId::PerformancePromote, f.name(1), {},
                         [&](OperationRun &run) { run.setAccepted(accepted); });
        };
        auto ended = promote({});
        QCOMPARE(ended.outcome.end, End::NotSent);
        QVERIFY2(ended.outcome.sentence.contains(u"%1 (%2) is primary of this set now"_s.arg(
                     f.name(0), f.snapshot(f.name(0)).identity.address)),
                 qPrintable(ended.outcome.sentence));
        QVERIFY(f.writes().isEmpty());

        // What was accepted is not what is so any more: it is silent here, and basalt heard from
        // it.
        const auto hazards = [&f] {
            return hazardsOf(operation(OperationId::PerformancePromote), {}, f.snapshot(f.name(1)),
                             f.fleet->snapshots(), f.clock.now(), f.fleet->memory());
        };
        const QList<Hazard> seen = hazards();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen.first().kind, Hazard::Kind::SecondPrimary);
        stopAll(f.lab, f.name(0));
        ended = promote(seen);
        QCOMPARE(ended.outcome.end, End::NotSent);
        QVERIFY(f.writes().isEmpty());

        // Until the heartbeat is old, that is evidence, and only an override passes.
        const QList<Hazard> now = hazards();
        QVERIFY(!now.isEmpty());
        QCOMPARE(now.first().kind, Hazard::Kind::PrimaryAlive);
        QVERIFY(now.first().blocks());
        ended = promote(now);
        QVERIFY2(ended.outcome.isGood(), qPrintable(ended.outcome.sentence));
        const QString told = textsOf(f.activity.entries());
        QVERIFY2(told.contains(now.first().text) && told.contains(now.first().phrase),
                 qPrintable(told));
    }

    void aSecondaryThatIsCutOffStopsADemotion_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::addColumn<OperationId>("demote");
        QTest::newRow("performance") << u"performance-pair"_s << OperationId::PerformanceDemote;
        QTest::newRow("dr") << u"dr-pair"_s << OperationId::DrDemote;
    }
    void aSecondaryThatIsCutOffStopsADemotion()
    {
        QFETCH(QString, scenario);
        QFETCH(OperationId, demote);
        const ReplicationType type = *operation(demote).type;
        LabFleet f(LabFleet::options(scenario));
        QVERIFY(f.start());
        QVERIFY(f.lab.partition(f.name(0), f.name(1), lab::Lab::Partition::Cut));
        QVERIFY(f.lab.writeSecrets(f.name(0), 20));
        QTRY_VERIFY(f.poll(f.name(0)) && f.poll(f.name(1))
                    && f.block(f.name(0), type)->merkleRoot
                        != f.block(f.name(1), type)->merkleRoot);
        f.lab.clearRequestLog();
        auto ended = f.run(demote, f.name(0), {}, [](OperationRun &run) { run.setAccepted({}); });
        QCOMPARE(ended.outcome.end, End::NotSent);
        QVERIFY(f.writes().isEmpty());
        const QList<Hazard> seen =
            hazardsOf(operation(demote), {}, f.snapshot(f.name(0)), f.fleet->snapshots(),
                      f.clock.now(), f.fleet->memory());
        QVERIFY(std::ranges::any_of(seen, [&](const Hazard &each) {
            return each.kind == Hazard::Kind::NotLevel && each.cluster == f.id(f.name(1));
        }));
        ended = f.run(demote, f.name(0), {}, [&](OperationRun &run) { run.setAccepted(seen); });
        QVERIFY2(ended.outcome.isGood(), qPrintable(ended.outcome.sentence));

        // What it had written is remembered, and the promotion would lose it.
        const PrimaryReading *was = f.fleet->memory().asPrimary(f.id(f.name(0)), type);
        QVERIFY(was && was->lastWal);
        const OperationId promote =
            type == performance ? OperationId::PerformancePromote : OperationId::DrPromote;
        const QList<Hazard> loss =
            hazardsOf(operation(promote), {}, f.snapshot(f.name(1)), f.fleet->snapshots(),
                      f.clock.now(), f.fleet->memory());
        QVERIFY(std::ranges::any_of(loss, [](const Hazard &each) {
            return each.kind == Hazard::Kind::LosesWrites && each.isGrave();
        }));
        // Promoting the old one again loses nothing.
        QVERIFY(notAccepted(hazardsOf(operation(promote), {}, f.snapshot(f.name(0)),
                                      f.fleet->snapshots(), f.clock.now(), f.fleet->memory()),
                            {})
                    .isEmpty());
    }

    void aKeyShareGoesOnlyToItsAttempt_data()
    {
        QTest::addColumn<bool>("running");
        QTest::addColumn<bool>("readable");
        QTest::newRow("no attempt") << false << true;
        QTest::newRow("another attempt") << true << true;
        QTest::newRow("not readable") << true << false;
    }
    void aKeyShareGoesOnlyToItsAttempt()
    {
        QFETCH(bool, running);
        QFETCH(bool, readable);
        LabFleet f(LabFleet::options(u"dr-pair"_s));
        QVERIFY(f.start());
        if (running)
            QVERIFY(f.run(OperationId::DrStartAttempt, f.name(1)).outcome.isGood());
        if (!readable)
            QVERIFY(f.lab.setFault(f.name(1), {},
                                   { .kind = u"drop-before"_s,
                                     .pathPrefix = u"sys/replication/dr/secondary/generate"_s,
                                     .method = u"GET"_s,
                                     .count = 1 }));
        f.lab.clearRequestLog();
        Arguments arguments;
        arguments.setSecret("key"_L1,
                            SecretString(f.lab.cluster(f.name(1))->unsealKeys.at(0).toUtf8()));
        arguments.set("nonce"_L1, u"00000000-0000-0000-0000-000000000000"_s);
        const auto ended = f.run(OperationId::DrProvideKeyShare, f.name(1), std::move(arguments));
        QCOMPARE(ended.outcome.end, End::NotSent);
        QVERIFY(f.writes().isEmpty());
    }

    void inThePlannedOrderNothingHasToBeAccepted()
    {
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        auto ended = f.run(OperationId::PerformanceDemote, f.name(0));
        QVERIFY2(ended.outcome.isGood(), qPrintable(ended.outcome.sentence));
        ended = f.run(OperationId::PerformancePromote, f.name(1), {},
                      [](OperationRun &run) { run.setAccepted({}); });
        QVERIFY2(ended.outcome.isGood(), qPrintable(ended.outcome.sentence));
    }

    void aSpentTokenIsARefusal()
    {
        LabFleet f(LabFleet::options(u"fresh-pair"_s));
        QVERIFY(f.start());
        QCOMPARE(f.run(OperationId::PerformanceEnablePrimary, f.name(0)).outcome.end, End::Done);
        auto minted =
            f.run(OperationId::PerformanceMintToken, f.name(0), with({ { "id"_L1, "east" } }));
        QVERIFY(minted.answer.mintedToken);
        QCOMPARE(
            f.run(OperationId::PerformanceRevokeSecondary, f.name(0), with({ { "id"_L1, "east" } }))
                .outcome.end,
            End::Done);
        f.lab.clearRequestLog();
        Arguments arguments;
        arguments.setSecret("token"_L1, std::move(minted.answer.mintedToken->token));
        const auto ended =
            f.run(OperationId::PerformanceEnableSecondary, f.name(1), std::move(arguments));
        QVERIFY2(ended.outcome.end == End::Rejected, qPrintable(ended.outcome.sentence));
        QVERIFY2(ended.outcome.sentence.contains("unwrapping secondary token"_L1),
                 qPrintable(ended.outcome.sentence));
        QCOMPARE(f.writes().size(), 1);
    }

    void acceptedButNotSeenSaysWhatIsSeen()
    {
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        // The primary vanishes in the moment it accepts.
        const auto ended =
            f.run(OperationId::PerformanceDemote, f.name(0), {}, [&](OperationRun &run) {
                connect(&run, &OperationRun::stageChanged, &f, [&](OperationRun::Stage stage) {
                    if (stage == OperationRun::Stage::Waiting)
                        stopAll(f.lab, f.name(0));
                });
                connect(&run, &OperationRun::progressed, &f, [&run](const QString &text) {
                    if (text.contains("normal during this operation"_L1))
                        run.setPatience(100ms); // seen, and long enough
                });
            });
        QVERIFY2(ended.outcome.end == End::AcceptedNotSeen, qPrintable(ended.outcome.sentence));
        QVERIFY2(ended.outcome.sentence.contains("has not answered"_L1),
                 qPrintable(ended.outcome.sentence));
        QVERIFY2(ended.progress.join(u'\n').contains("normal during this operation"_L1),
                 qPrintable(ended.progress.join(u'\n')));
    }

    void writesToTheFileBeforeItSends()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"activity.jsonl"_s);
        ActivityLog log(path);
        LabFleet f(LabFleet::options(u"fresh-pair"_s));
        QVERIFY(f.start());
        OperationRun run(*f.fleet, log, OperationId::PerformanceEnablePrimary, {},
                         f.snapshot(f.name(0)));
        run.setSettlingInterval(20ms);
        QByteArray atArrival;
        connect(&f.lab, &lab::Lab::requestSeen, &f, [&](const lab::RequestEntry &entry) {
            if (!entry.path.endsWith("performance/primary/enable"_L1) || !atArrival.isEmpty())
                return;
            QFile file(path);
            if (file.open(QIODevice::ReadOnly))
                atArrival = file.readAll();
        });
        QSignalSpy finished(&run, &OperationRun::finished);
        run.start();
        QVERIFY(finished.wait(test::patience));
        QVERIFY2(atArrival.contains("sys/replication/performance/primary/enable"),
                 atArrival.constData());
        QCOMPARE(run.outcome().end, End::Done);
    }

    void deletingTheRunStopsTheWaitingOnly()
    {
        LabFleet f(LabFleet::options(u"fresh-pair"_s));
        QVERIFY(f.start());
        const QString amber = f.name(0);
        f.lab.clearRequestLog();
        auto run = std::make_unique<OperationRun>(*f.fleet, f.activity,
                                                  OperationId::PerformanceEnablePrimary,
                                                  Arguments {}, f.snapshot(amber));
        const QString name = run->run();
        QPointer<OperationRun> alive(run.get());
        connect(run.get(), &OperationRun::stageChanged, &f, [&](OperationRun::Stage stage) {
            if (stage == OperationRun::Stage::Sending)
                QTimer::singleShot(0, &f, [&] { run.reset(); });
        });
        run->start();
        QTRY_VERIFY(!alive);
        QVERIFY(f.fleet->runsOn(f.id(amber)).isEmpty());
        const QList<Kind> stages { Kind::Asked, Kind::Sent, Kind::Settled, Kind::Answered };
        QTRY_COMPARE(kindsOf(f.activity.entries(), name), stages);
        QTRY_VERIFY(f.poll(amber) && f.block(amber, performance)->isPrimary());
        QCOMPARE(f.writes().size(), 1);
    }

    void removingTheClusterEndsTheRun_data()
    {
        QTest::addColumn<int>("stage");
        QTest::addColumn<int>("end");
        QTest::newRow("checking") << int(OperationRun::Stage::Checking) << int(End::NotSent);
        QTest::newRow("sending") << int(OperationRun::Stage::Sending) << int(End::LostUnknown);
        QTest::newRow("waiting") << int(OperationRun::Stage::Waiting) << int(End::AcceptedNotSeen);
    }
    void removingTheClusterEndsTheRun()
    {
        QFETCH(int, stage);
        LabFleet f(LabFleet::options(u"fresh-pair"_s));
        QVERIFY(f.start());
        OperationRun run(*f.fleet, f.activity, OperationId::PerformanceEnablePrimary, {},
                         f.snapshot(f.name(0)));
        QSignalSpy finished(&run, &OperationRun::finished);
        const auto remove = [&] { QVERIFY(f.registry.remove(f.id(f.name(0)))); };
        connect(&run, &OperationRun::stageChanged, &f, [&](OperationRun::Stage now) {
            if (int(now) == stage)
                QTimer::singleShot(0, &f, remove);
        });
        run.start();
        if (stage == int(OperationRun::Stage::Checking))
            remove();
        QTRY_COMPARE(finished.size(), 1);
        QTEST(int(run.outcome().end), "end");
        QVERIFY2(run.outcome().sentence.contains("removed"_L1), qPrintable(run.outcome().sentence));
    }

    void readsHandTheirAnswerOver()
    {
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        const auto status = f.run(OperationId::PerformanceReadStatus, f.name(0));
        QCOMPARE(status.outcome.end, End::Done);
        QVERIFY(status.answer.status && status.answer.status->performance
                && status.answer.status->performance->isPrimary());
    }

    void speaksVault07()
    {
        LabFleet f(LabFleet::options(u"legacy-pair"_s));
        QVERIFY(f.start());
        const QString first = f.name(0);
        const QString second = f.name(1);
        f.lab.clearRequestLog();
        QCOMPARE(f.run(OperationId::PerformanceEnablePrimary, first).outcome.end, End::Done);
        auto minted =
            f.run(OperationId::PerformanceMintToken, first, with({ { "id"_L1, "east" } }));
        QVERIFY2(minted.outcome.end == End::Done, qPrintable(minted.outcome.sentence));
        Arguments arguments;
        arguments.setSecret("token"_L1, std::move(minted.answer.mintedToken->token));
        const auto joined =
            f.run(OperationId::PerformanceEnableSecondary, second, std::move(arguments));
        QVERIFY2(joined.outcome.end == End::Done, qPrintable(joined.outcome.sentence));
        const QList<lab::RequestEntry> writes = f.writes();
        QVERIFY(!writes.isEmpty());
        for (const lab::RequestEntry &entry : writes)
            QVERIFY2(!entry.path.contains("/performance/"_L1) && !entry.path.contains("/dr/"_L1),
                     qPrintable(entry.path));
    }
};

QTEST_GUILESS_MAIN(OperationRunTest)
#include "tst_operationrun.moc"
