// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/batchtokenstrategy.h"
#include "models/fleet/clustersession.h"
#include "models/vault/vaultclient.h"
#include "tests/fleet/labfleet.h"
#include "tests/patience.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace switchover;
using test::LabFleet;
using Existing = BatchTokenStrategy::Existing;
using Wish = BatchTokenStrategy::Wish;

namespace {

/// A DR pair of the lab and a strategy on its primary, under names that nobody used yet.
struct Bench
{
    Bench(lab::Options options = LabFleet::options(u"dr-pair"_s))
        : f(std::move(options))
    {
    }
    bool start()
    {
        if (!f.start())
            return false;
        primary = f.name(0);
        secondary = f.name(1);
        strategy = std::make_unique<BatchTokenStrategy>(*f.fleet, f.activity, f.id(primary));
        f.lab.clearRequestLog();
        return true;
    }
    static Wish wish()
    {
        Wish wish = BatchTokenStrategy::usualWish();
        wish.policyName = u"night-shift"_s;
        wish.roleName = u"night-shift"_s;
        return wish;
    }
    bool wait()
    {
        QEventLoop loop;
        const auto busy = [this] {
            return strategy->stage() == BatchTokenStrategy::Stage::Looking
                || strategy->stage() == BatchTokenStrategy::Stage::Working;
        };
        QObject::connect(strategy.get(), &BatchTokenStrategy::changed, &loop, [&] {
            if (!busy())
                loop.quit();
        });
        QTimer::singleShot(2 * test::patience, &loop, &QEventLoop::quit);
        if (busy())
            loop.exec();
        return !busy();
    }
    bool look(const Wish &wish)
    {
        strategy->look(wish);
        return wait();
    }
    bool go()
    {
        strategy->begin();
        return wait();
    }
    QStringList written() const
    {
        QStringList paths;
        const QList<lab::RequestEntry> log = f.lab.requestLog();
        for (const lab::RequestEntry &entry : log) {
            if (entry.method != "GET" && !entry.path.contains("capabilities"_L1))
                paths.append(QString::fromLatin1(entry.method) + u' ' + entry.path);
        }
        return paths;
    }
    OperationOutcome::End promoteWithStock()
    {
        const OperationTokenStock &stock = f.fleet->operationTokens();
        const auto entry = stock.choose(f.snapshot(secondary), OperationId::DrPromote);
        Arguments arguments;
        if (entry)
            arguments.setSecret("dr_operation_token"_L1, stock.token(entry->number));
        return f.run(OperationId::DrPromote, secondary, std::move(arguments)).outcome.end;
    }

    LabFleet f;
    QString primary;
    QString secondary;
    std::unique_ptr<BatchTokenStrategy> strategy;
};

const QString policyCall = u"POST /v1/sys/policies/acl/night-shift"_s;
const QString roleCall = u"POST /v1/auth/token/roles/night-shift"_s;
const QString createCall = u"POST /v1/auth/token/create/night-shift"_s;

} // namespace

/// Preparing a batch DR operation token on the primary, against the lab over HTTP.
class BatchTokenStrategyTest : public QObject
{
    Q_OBJECT

private slots:
    void threeRequestsMakeATokenThatPromotesWithoutThePrimary();
    void whatIsThereAlreadyIsNotWrittenAgain();
    void aDifferentPolicyIsShownBeforeItIsChanged();
    void theTokenAloneCanBeMade();
    void aRoleThatMakesOtherTokensIsOfNoUse();
    void lackingRightsAreNamedWithTheirPolicy_data();
    void lackingRightsAreNamedWithTheirPolicy();
    void aLostAnswerIsSettledByReading_data();
    void aLostAnswerIsSettledByReading();
    void aLostTokenIsSaid();
    void onlyAPrimaryPreparesOne();
    void wishesAreChecked_data();
    void wishesAreChecked();
    void aTokenLivesForAsLongAsTheServerSays();
    void aTokenMadeShorterThanWishedForSaysSo();
};

void BatchTokenStrategyTest::threeRequestsMakeATokenThatPromotesWithoutThePrimary()
{
    Bench b;
    QVERIFY(b.start());
    QVERIFY(b.look(Bench::wish()));
    QVERIFY2(b.strategy->stage() == BatchTokenStrategy::Stage::Ready,
             qPrintable(b.strategy->sentence()));
    QCOMPARE(b.strategy->policy(), Existing::None);
    QCOMPARE(b.strategy->role(), Existing::None);
    QVERIFY(b.written().isEmpty()); // looking changes nothing
    const auto shown = b.strategy->requests();
    QCOMPARE(shown.size(), 3);
    QVERIFY(b.go());
    QVERIFY2(b.strategy->stage() == BatchTokenStrategy::Stage::Made,
             qPrintable(b.strategy->sentence()));
    QCOMPARE(b.written(), QStringList({ policyCall, roleCall, createCall }));
    // What was shown is what was sent.
    qsizetype at = 0;
    const QList<lab::RequestEntry> log = b.f.lab.requestLog();
    for (const lab::RequestEntry &entry : log) {
        if (entry.method != "POST" || entry.path.contains("capabilities"_L1))
            continue;
        QCOMPARE(entry.body, shown.at(at).body);
        QCOMPARE(entry.path, u"/v1/"_s + shown.at(at).path);
        ++at;
    }
    const auto entry =
        b.f.fleet->operationTokens().choose(b.f.snapshot(b.secondary), OperationId::DrPromote);
    QVERIFY(entry);
    QCOMPARE(entry->number, b.strategy->stockNumber());
    const qint64 left = b.f.clock.now().secsTo(*entry->expires);
    QVERIFY(left > 8 * 3600 - 60 && left <= 8 * 3600);
    const SecretString token = b.f.fleet->operationTokens().token(entry->number);
    QVERIFY(token.reveal().startsWith("hvb."));
    for (const ActivityEntry &line : b.f.activity.entries())
        QVERIFY(!line.text.contains("hvb."_L1));
    // Policies travel with the log, so the secondary knows the token's once it has caught up.
    const auto caughtUp = [&b] {
        if (!b.f.poll(b.primary) || !b.f.poll(b.secondary))
            return false;
        const ReplicationBlock *from = b.f.block(b.primary, ReplicationType::DisasterRecovery);
        const ReplicationBlock *to = b.f.block(b.secondary, ReplicationType::DisasterRecovery);
        const auto last = from ? from->lastWalFor(ReplicationType::DisasterRecovery) : std::nullopt;
        return last && to && to->lastRemoteWal >= last;
    };
    QTRY_VERIFY(caughtUp());
    // The primary is gone.
    const QList<lab::NodeInfo> nodes = b.f.lab.cluster(b.primary)->nodes;
    for (const lab::NodeInfo &node : nodes)
        QVERIFY(b.f.lab.stopNode(node.name));
    QCOMPARE(b.promoteWithStock(), OperationOutcome::End::Done);
}

void BatchTokenStrategyTest::whatIsThereAlreadyIsNotWrittenAgain()
{
    Bench b;
    QVERIFY(b.start());
    QVERIFY(b.look(Bench::wish()));
    QVERIFY(b.go());
    QCOMPARE(b.strategy->stage(), BatchTokenStrategy::Stage::Made);
    b.f.lab.clearRequestLog();
    QVERIFY(b.look(Bench::wish()));
    QCOMPARE(b.strategy->policy(), Existing::Same);
    QCOMPARE(b.strategy->role(), Existing::Same);
    QCOMPARE(b.strategy->requests().size(), 1);
    QVERIFY(b.go());
    QCOMPARE(b.written(), QStringList { createCall });
    QCOMPARE(b.f.fleet->operationTokens().entriesFor(b.f.snapshot(b.secondary)).size(), 1);
}

void BatchTokenStrategyTest::aDifferentPolicyIsShownBeforeItIsChanged()
{
    Bench b;
    QVERIFY(b.start());
    QVERIFY(b.look(Bench::wish()));
    QVERIFY(b.go());
    Wish more = Bench::wish();
    more.operations.append(OperationId::DrReindex);
    QVERIFY(b.look(more));
    QCOMPARE(b.strategy->policy(), Existing::Different);
    QCOMPARE(b.strategy->role(), Existing::Same);
    const QList<DifferenceLine> difference = b.strategy->policyDifference();
    QCOMPARE(difference.size(), 3);
    QCOMPARE(difference.at(0).kind, DifferenceLine::Kind::Same);
    QCOMPARE(difference.at(2),
             (DifferenceLine { DifferenceLine::Kind::Added,
                               u"path \"sys/replication/dr/secondary/reindex\" { capabilities = "
                               "[\"update\"] }"_s }));
    QCOMPARE(b.strategy->requests().constFirst().purpose, u"Changes the policy."_s);
    QVERIFY(b.go());
    QCOMPARE(b.strategy->stage(), BatchTokenStrategy::Stage::Made);
    // The same names for another policy: the role has to change, too.
    Wish other = more;
    other.policyName = u"day-shift"_s;
    QVERIFY(b.look(other));
    QCOMPARE(b.strategy->role(), Existing::Different);
    QCOMPARE(b.strategy->roleDifferences(),
             QStringList { u"allowed_policies: night-shift → day-shift"_s });
}

void BatchTokenStrategyTest::theTokenAloneCanBeMade()
{
    Bench b;
    QVERIFY(b.start());
    Wish wish = BatchTokenStrategy::usualWish(); // the lab has policy and role of these names
    wish.scope = BatchTokenStrategy::Scope::TokenOnly;
    QVERIFY(b.look(wish));
    QCOMPARE(b.strategy->requests().size(), 1);
    QVERIFY(b.go());
    QVERIFY2(b.strategy->stage() == BatchTokenStrategy::Stage::Made,
             qPrintable(b.strategy->sentence()));
    QCOMPARE(b.written(), QStringList { u"POST /v1/auth/token/create/failover-handler"_s });
    // Nothing was read that the token might not be allowed to.
    const QList<lab::RequestEntry> log = b.f.lab.requestLog();
    for (const lab::RequestEntry &entry : log)
        QVERIFY(!entry.path.contains("policies/acl"_L1));
    QCOMPARE(b.promoteWithStock(), OperationOutcome::End::Done);
}

void BatchTokenStrategyTest::aRoleThatMakesOtherTokensIsOfNoUse()
{
    Bench b;
    QVERIFY(b.start());
    ClusterSession *session = b.f.fleet->session(b.f.id(b.primary));
    SideCall call { .verb = "POST",
                    .path = u"auth/token/roles/plain"_s,
                    .body = SecretString(R"({"token_type":"service","orphan":true})"),
                    .kind = SideCall::Kind::Writes };
    bool done = false;
    session->client().call(std::move(call), this, [&done](const Result<SideAnswer> &answer) {
        done = answer.has_value();
    });
    QTRY_VERIFY(done);
    Wish wish = Bench::wish();
    wish.roleName = u"plain"_s;
    wish.scope = BatchTokenStrategy::Scope::TokenOnly;
    QVERIFY(b.look(wish));
    QVERIFY(b.go());
    QCOMPARE(b.strategy->stage(), BatchTokenStrategy::Stage::Unread);
    QVERIFY(b.strategy->isBad());
    QVERIFY(b.strategy->sentence().contains("does not make orphan batch tokens"_L1));
    QVERIFY(b.f.fleet->operationTokens().entriesFor(b.f.snapshot(b.secondary)).isEmpty());
}

void BatchTokenStrategyTest::lackingRightsAreNamedWithTheirPolicy_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("lines");
    QTest::addColumn<int>("written");
    QTest::newRow("policy") << u"sys/policies/acl/"_s << u"path \"sys/policies/acl/night-shift\""_s
                            << 0;
    QTest::newRow("role") << u"auth/token/roles/"_s << u"path \"auth/token/roles/night-shift\""_s
                          << 0;
    QTest::newRow("token") << u"auth/token/create/"_s << u"path \"auth/token/create/night-shift\""_s
                           << 2;
}

void BatchTokenStrategyTest::lackingRightsAreNamedWithTheirPolicy()
{
    QFETCH(QString, path);
    QFETCH(QString, lines);
    QFETCH(int, written);
    Bench b;
    QVERIFY(b.start());
    QVERIFY(b.f.lab.setFault(b.primary, {},
                             { .kind = u"error"_s,
                               .pathPrefix = path,
                               .count = 1,
                               .status = 403,
                               .text = u"permission denied"_s }));
    QVERIFY(b.look(Bench::wish()));
    if (written > 0)
        QVERIFY(b.go());
    QCOMPARE(b.strategy->stage(), BatchTokenStrategy::Stage::Unread);
    QVERIFY(b.strategy->isBad());
    QVERIFY2(b.strategy->missingPolicy().contains(lines), qPrintable(b.strategy->missingPolicy()));
    QVERIFY(b.strategy->missingPolicy().contains("\"update\""_L1));
    QVERIFY(b.strategy->sentence().contains("may not do this"_L1));
    QCOMPARE(b.f.fleet->operationTokens().entriesFor(b.f.snapshot(b.secondary)).size(), 0);
}

void BatchTokenStrategyTest::aLostAnswerIsSettledByReading_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("goesOn");
    QTest::newRow("policy, after") << u"sys/policies/acl/"_s << u"drop-after"_s << true;
    QTest::newRow("policy, before") << u"sys/policies/acl/"_s << u"drop-before"_s << false;
    QTest::newRow("role, after") << u"auth/token/roles/"_s << u"drop-after"_s << true;
    QTest::newRow("role, before") << u"auth/token/roles/"_s << u"drop-before"_s << false;
}

void BatchTokenStrategyTest::aLostAnswerIsSettledByReading()
{
    QFETCH(QString, path);
    QFETCH(QString, fault);
    QFETCH(bool, goesOn);
    Bench b;
    QVERIFY(b.start());
    QVERIFY(b.look(Bench::wish()));
    QVERIFY(b.f.lab.setFault(
        b.primary, {}, { .kind = fault, .pathPrefix = path, .method = u"POST"_s, .count = 1 }));
    QVERIFY(b.go());
    QCOMPARE(b.strategy->stage() == BatchTokenStrategy::Stage::Made, goesOn);
    QCOMPARE(b.strategy->isBad(), !goesOn);
    const QString full = u"POST /v1/"_s + path + u"night-shift"_s;
    QCOMPARE(b.written().count(full), 1);
    if (!goesOn)
        QVERIFY(b.strategy->sentence().contains("shows no effect"_L1));
}

void BatchTokenStrategyTest::aLostTokenIsSaid()
{
    Bench b;
    QVERIFY(b.start());
    QVERIFY(b.look(Bench::wish()));
    QVERIFY(b.f.lab.setFault(
        b.primary, {},
        { .kind = u"drop-after"_s, .pathPrefix = u"auth/token/create/"_s, .count = 1 }));
    QVERIFY(b.go());
    QVERIFY(b.strategy->isBad());
    QVERIFY(b.strategy->sentence().contains("nobody has it"_L1));
    QCOMPARE(b.written().count(createCall), 1);
}

void BatchTokenStrategyTest::onlyAPrimaryPreparesOne()
{
    Bench b;
    QVERIFY(b.start());
    QVERIFY(BatchTokenStrategy::allowedOn(b.f.snapshot(b.primary)));
    QVERIFY(!BatchTokenStrategy::allowedOn(b.f.snapshot(b.secondary)));
    QVERIFY(b.look(Bench::wish()));
    QVERIFY(b.f.run(OperationId::DrDemote, b.primary).outcome.isGood());
    b.f.lab.clearRequestLog();
    QVERIFY(b.go());
    QVERIFY(b.strategy->isBad());
    QVERIFY(b.strategy->sentence().contains("Nothing was sent"_L1));
    QVERIFY(b.written().isEmpty());
}

void BatchTokenStrategyTest::wishesAreChecked_data()
{
    QTest::addColumn<QString>("policy");
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("ttl");
    QTest::addColumn<bool>("good");
    QTest::newRow("usual") << u"p"_s << u"r"_s << u"8h"_s << true;
    QTest::newRow("seconds") << u"p-1.x"_s << u"r_2"_s << u"3600"_s << true;
    QTest::newRow("composed") << u"p"_s << u"r"_s << u"1h30m"_s << true;
    QTest::newRow("no ttl") << u"p"_s << u"r"_s << QString() << false;
    QTest::newRow("days") << u"p"_s << u"r"_s << u"3d"_s << false;
    QTest::newRow("for ever") << u"p"_s << u"r"_s << u"0"_s << false;
    QTest::newRow("path as policy") << u"a/b"_s << u"r"_s << u"8h"_s << false;
    QTest::newRow("path as role") << u"p"_s << u"../roles"_s << u"8h"_s << false;
    QTest::newRow("root") << u"root"_s << u"r"_s << u"8h"_s << false;
    QTest::newRow("default") << u"default"_s << u"r"_s << u"8h"_s << false;
}

void BatchTokenStrategyTest::wishesAreChecked()
{
    QFETCH(QString, policy);
    QFETCH(QString, role);
    QFETCH(QString, ttl);
    QFETCH(bool, good);
    Wish wish = BatchTokenStrategy::usualWish();
    wish.policyName = policy;
    wish.roleName = role;
    wish.ttl = ttl;
    QCOMPARE(BatchTokenStrategy::problemOf(wish).isEmpty(), good);
    wish.operations.clear();
    QVERIFY(!BatchTokenStrategy::problemOf(wish).isEmpty());
}

void BatchTokenStrategyTest::aTokenLivesForAsLongAsTheServerSays()
{
    Bench b;
    QVERIFY(b.start());
    Wish wish = Bench::wish();
    wish.ttl = u"10m"_s;
    QVERIFY(b.look(wish));
    QVERIFY(b.go());
    b.f.lab.advanceClock(std::chrono::minutes(11));
    QVERIFY(b.f.poll(b.secondary));
    QCOMPARE(b.promoteWithStock(), OperationOutcome::End::Rejected);
}

void BatchTokenStrategyTest::aTokenMadeShorterThanWishedForSaysSo()
{
    Bench b;
    QVERIFY(b.start());
    Wish wish = Bench::wish();
    wish.ttl = u"768h"_s; // the longest the server gives
    QVERIFY(b.look(wish));
    QVERIFY(b.go());
    QVERIFY2(!b.strategy->sentence().contains(u"shorter"_s), qPrintable(b.strategy->sentence()));
    wish.ttl = u"900h"_s;
    QVERIFY(b.look(wish));
    QVERIFY(b.go());
    QVERIFY2(b.strategy->sentence().contains(u"shorter than the 900h"_s),
             qPrintable(b.strategy->sentence()));
}

QTEST_GUILESS_MAIN(BatchTokenStrategyTest)
#include "tst_batchtokenstrategy.moc"
