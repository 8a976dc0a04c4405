// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationtokendisposal.h"
#include "models/fleet/savedbatchtoken.h"
#include "tests/fleet/ceremonybench.h"
#include "tests/patience.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::CeremonyBench;
using test::LabFleet;
using Stock = OperationTokenStock;
using Fate = OperationTokenDisposal::Fate;

namespace {

ClusterSnapshot cluster(const QString &name, const QString &mode, const QString &set)
{
    ClusterSnapshot snapshot;
    snapshot.identity = { .id = { u"id-"_s + name },
                          .name = name,
                          .address = u"http://127.0.0.1:8200"_s };
    ReplicationBlock block;
    block.mode = modeFrom(mode);
    block.setId = set;
    snapshot.status.emplace();
    snapshot.status->dr = block;
    return snapshot;
}

/// A stock with a clock that is turned by hand and two registered clusters.
struct Shelf
{
    Shelf()
    {
        for (const QString &name : { u"amber"_s, u"basalt"_s }) {
            ClusterRecord record;
            record.identity = cluster(name, {}, {}).identity;
            record.identity.address = u"http://127.0.0.1:%1"_s.arg(8200 + name.size());
            if (!registry.add(record))
                qFatal("the registry does not take the record");
        }
    }
    void put(Stock &stock, const QByteArray &token, std::chrono::seconds life,
             Stock::Keep keep = Stock::Keep::InMemory)
    {
        stock.putBatch(primary,
                       { .token = SecretString(token),
                         .expires = clock.now().addSecs(life.count()),
                         .operations = { OperationId::DrPromote, OperationId::DrUpdatePrimary },
                         .keep = keep });
    }

    FakeClock clock;
    ClusterRegistry registry { QString() };
    MemoryCredentialStore credentials;
    ActivityLog activity { QString() };
    ClusterSnapshot primary = cluster(u"amber"_s, u"primary"_s, u"set-1"_s);
    ClusterSnapshot secondary = cluster(u"basalt"_s, u"secondary"_s, u"set-1"_s);
};

} // namespace

/// The DR operation tokens the program holds, and what becomes of them after use.
class OperationTokenStockTest : public QObject
{
    Q_OBJECT

private slots:
    void aBatchTokenIsForItsSetAndItsOperations();
    void whatWasGeneratedComesFirstAndOnlyThere();
    void anExpiredTokenIsNotChosenAndSaidSo();
    void lockingDropsWhatIsInMemory();
    void whatTheKeychainTellsAfterLockingStaysThere();
    void theKeychainKeepsWhatTheUserAskedFor();
    void anExpiredTokenLeavesTheKeychain();
    void aTokenIsNotLedToOtherServers();
    void aSavedTokenIsReadAsItWasWritten();
    void damagedKeychainTextIsRefused_data();
    void damagedKeychainTextIsRefused();
    void aGeneratedTokenIsDeletedAfterUse();
    void aPromotedClusterHasNoTokenToDelete();
    void aRefusedDeletionKeepsTheToken();
    void aBatchTokenStaysAfterUse();
};

void OperationTokenStockTest::aBatchTokenIsForItsSetAndItsOperations()
{
    Shelf s;
    Stock stock(s.registry, s.credentials, s.activity, s.clock);
    QSignalSpy changed(&stock, &Stock::changed);
    s.put(stock, "hvb.one", 8h);
    QCOMPARE(changed.size(), 1);
    const auto entry = stock.choose(s.secondary, OperationId::DrPromote);
    QVERIFY(entry);
    QVERIFY(stock.token(entry->number) == SecretString("hvb.one"));
    QCOMPARE(entry->clusterName, u"amber"_s);
    QCOMPARE(entry->expires, s.clock.now().addSecs(8 * 3600));
    QVERIFY(!stock.choose(s.secondary, OperationId::DrReindex)); // its policy does not have it
    QVERIFY(!stock.choose(cluster(u"other"_s, u"secondary"_s, u"set-2"_s), OperationId::DrPromote));
    QCOMPARE(stock.entriesFor(s.primary).size(), 1); // shown where it was made, too
    s.put(stock, "hvb.two", 8h);
    QCOMPARE(stock.entriesFor(s.secondary).size(), 1);
    QVERIFY(stock.find(s.secondary.identity.id, SecretString("hvb.two")));
    QVERIFY(!stock.find(s.secondary.identity.id, SecretString("hvb.one")));
}

void OperationTokenStockTest::whatWasGeneratedComesFirstAndOnlyThere()
{
    Shelf s;
    Stock stock(s.registry, s.credentials, s.activity, s.clock);
    s.put(stock, "hvb.one", 8h);
    stock.putGenerated(s.secondary, SecretString("hvs.made"));
    QCOMPARE(stock.choose(s.secondary, OperationId::DrPromote)->origin, Stock::Origin::Generated);
    QCOMPARE(stock.choose(s.secondary, OperationId::DrReindex)->origin, Stock::Origin::Generated);
    const ClusterSnapshot third = cluster(u"cobalt"_s, u"secondary"_s, u"set-1"_s);
    QCOMPARE(stock.choose(third, OperationId::DrPromote)->origin, Stock::Origin::Batch);
    QVERIFY(!stock.find(third.identity.id, SecretString("hvs.made")));
    stock.forgetGenerated(s.secondary.identity.id);
    QCOMPARE(stock.choose(s.secondary, OperationId::DrPromote)->origin, Stock::Origin::Batch);
    // A batch token cannot be deleted.
    QVERIFY(!stock.choose(s.secondary, OperationId::DrDeleteOperationToken));
}

void OperationTokenStockTest::anExpiredTokenIsNotChosenAndSaidSo()
{
    Shelf s;
    Stock stock(s.registry, s.credentials, s.activity, s.clock);
    QSignalSpy warned(&stock, &Stock::warned);
    s.put(stock, "hvb.one", 8h);
    s.clock.advance(5h);
    stock.checkExpiry();
    QCOMPARE(warned.size(), 0);
    s.clock.advance(90min);
    stock.checkExpiry();
    stock.checkExpiry();
    QCOMPARE(warned.size(), 1); // once
    QVERIFY(warned.constFirst().at(1).toString().contains("expires at"_L1));
    QCOMPARE(stock.verdict(stock.entriesFor(s.secondary).constFirst()), Stock::Verdict::EndsSoon);
    QVERIFY(stock.choose(s.secondary, OperationId::DrPromote));
    s.clock.advance(90min);
    QVERIFY(!stock.choose(s.secondary, OperationId::DrPromote)); // before anybody looked
    stock.checkExpiry();
    QCOMPARE(warned.size(), 2);
    QVERIFY(warned.constLast().at(1).toString().contains("has expired"_L1));
    QVERIFY(stock.entriesFor(s.secondary).isEmpty());
    for (const ActivityEntry &entry : s.activity.entries())
        QVERIFY(!entry.text.contains("hvb."_L1));
}

void OperationTokenStockTest::lockingDropsWhatIsInMemory()
{
    Shelf s;
    Stock stock(s.registry, s.credentials, s.activity, s.clock);
    s.put(stock, "hvb.one", 8h, Stock::Keep::InKeychain);
    QTRY_VERIFY(stock.entriesFor(s.primary).constFirst().saved);
    stock.putGenerated(s.secondary, SecretString("hvs.made"));
    stock.lock();
    QVERIFY(stock.entriesFor(s.secondary).isEmpty());
    stock.bringBack();
    QTRY_COMPARE(stock.entriesFor(s.secondary).size(), 1);
    QCOMPARE(stock.entriesFor(s.secondary).constFirst().origin, Stock::Origin::Batch);
}

void OperationTokenStockTest::whatTheKeychainTellsAfterLockingStaysThere()
{
    Shelf s;
    Stock stock(s.registry, s.credentials, s.activity, s.clock);
    s.put(stock, "hvb.one", 8h, Stock::Keep::InKeychain);
    QTRY_VERIFY(stock.entriesFor(s.primary).constFirst().saved);
    stock.lock();
    stock.bringBack();
    stock.lock();
    bool answered = false; // after the answer above
    s.credentials.read({ u"another"_s }, this, [&](const auto &) { answered = true; });
    QTRY_VERIFY(answered);
    QVERIFY(stock.entriesFor(s.primary).isEmpty());
    stock.bringBack();
    QTRY_COMPARE(stock.entriesFor(s.primary).size(), 1);
}

void OperationTokenStockTest::theKeychainKeepsWhatTheUserAskedFor()
{
    Shelf s;
    const ClusterId id = s.primary.identity.id;
    {
        Stock stock(s.registry, s.credentials, s.activity, s.clock);
        s.put(stock, "hvb.memory", 8h);
        QVERIFY(!s.registry.cluster(id)->rememberOperationToken);
        s.put(stock, "hvb.kept", 8h, Stock::Keep::InKeychain);
        stock.putGenerated(s.secondary, SecretString("hvs.made"));
        QTRY_VERIFY(s.registry.cluster(id)->rememberOperationToken);
        QVERIFY(!s.registry.cluster(s.secondary.identity.id)->rememberOperationToken);
    }
    QVERIFY(!s.registry.exported().contains("hvb."));
    Stock next(s.registry, s.credentials, s.activity, s.clock);
    next.bringBack();
    QTRY_COMPARE(next.entriesFor(s.secondary).size(), 1);
    const Stock::Entry entry = next.entriesFor(s.secondary).constFirst();
    QVERIFY(entry.saved);
    QVERIFY(next.token(entry.number) == SecretString("hvb.kept"));
    QCOMPARE(entry.operations.size(), 2);
    // A newer one that is not to be kept takes the older one out.
    s.put(next, "hvb.newer", 8h);
    QVERIFY(!s.registry.cluster(id)->rememberOperationToken);
    s.put(next, "hvb.again", 8h, Stock::Keep::InKeychain);
    QTRY_VERIFY(s.registry.cluster(id)->rememberOperationToken);
    next.forget(next.entriesFor(s.primary).constFirst().number);
    QVERIFY(!s.registry.cluster(id)->rememberOperationToken);
}

void OperationTokenStockTest::anExpiredTokenLeavesTheKeychain()
{
    Shelf s;
    const ClusterId id = s.primary.identity.id;
    {
        Stock stock(s.registry, s.credentials, s.activity, s.clock);
        s.put(stock, "hvb.kept", 8h, Stock::Keep::InKeychain);
        QTRY_VERIFY(s.registry.cluster(id)->rememberOperationToken);
    }
    s.clock.advance(9h);
    Stock next(s.registry, s.credentials, s.activity, s.clock);
    next.bringBack();
    QTRY_VERIFY(!s.registry.cluster(id)->rememberOperationToken);
    QVERIFY(next.entriesFor(s.secondary).isEmpty());
    QVERIFY(s.activity.entries().constLast().text.contains("has expired"_L1));
}

void OperationTokenStockTest::aTokenIsNotLedToOtherServers()
{
    Shelf s;
    const ClusterId id = s.primary.identity.id;
    {
        Stock stock(s.registry, s.credentials, s.activity, s.clock);
        s.put(stock, "hvb.kept", 8h, Stock::Keep::InKeychain);
        QTRY_VERIFY(s.registry.cluster(id)->rememberOperationToken);
    }
    Stock next(s.registry, s.credentials, s.activity, s.clock);
    ClusterRecord moved = *s.registry.cluster(id);
    moved.identity.address = u"http://127.0.0.1:9999"_s;
    QVERIFY(s.registry.update(moved));
    QTRY_VERIFY(!s.registry.cluster(id)->rememberOperationToken);
    next.bringBack();
    QVERIFY(next.entriesFor(s.secondary).isEmpty());
}

void OperationTokenStockTest::aSavedTokenIsReadAsItWasWritten()
{
    const QDateTime since({ 2026, 3, 1 }, { 12, 0 }, Qt::UTC);
    const Stock::Entry entry { .origin = Stock::Origin::Batch,
                               .setId = u"set-1"_s,
                               .since = since,
                               .expires = since.addSecs(3600),
                               .operations = { OperationId::DrReindex } };
    const auto read = batchTokenFrom(textOfBatchToken(entry, SecretString("hvb.x\"y\\z")));
    QVERIFY(read);
    QVERIFY(read->token == SecretString("hvb.x\"y\\z"));
    QCOMPARE(read->setId, entry.setId);
    QCOMPARE(read->since, since);
    QCOMPARE(read->expires, *entry.expires);
    QCOMPARE(read->operations, entry.operations);
}

void OperationTokenStockTest::damagedKeychainTextIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray("\n");
    QTest::newRow("only a token") << QByteArray("hvb.abc");
    QTest::newRow("no token") << QByteArray(
        R"({"set":"s","since":null,"expires":"2026-03-01T12:00:00Z"})");
    QTest::newRow("no end") << QByteArray("{\"set\":\"s\"}\nhvb.abc");
    QTest::newRow("no json") << QByteArray("set\nhvb.abc");
}

void OperationTokenStockTest::damagedKeychainTextIsRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!batchTokenFrom(SecretString(text)));
}

namespace {

/// Generates a token with key shares.
bool generate(CeremonyBench &b)
{
    if (!b.started())
        return false;
    for (int i = 0; i < 3; ++i) {
        if (!b.given(i))
            return false;
    }
    b.f.lab.clearRequestLog();
    return b.ceremony->stage() == OperationTokenCeremony::Stage::Made;
}

Fate disposeOf(CeremonyBench &b, QString &sentence)
{
    const auto entry = b.stock().entriesFor(b.f.snapshot(b.secondary)).constFirst();
    OperationTokenDisposal disposal(*b.f.fleet, b.f.activity, b.f.id(b.secondary), entry,
                                    b.stock().token(entry.number));
    disposal.setSettlingInterval(20ms);
    QSignalSpy finished(&disposal, &OperationTokenDisposal::finished);
    disposal.start();
    (void)finished.wait(test::patience);
    sentence = disposal.sentence();
    return disposal.fate();
}

} // namespace

void OperationTokenStockTest::aGeneratedTokenIsDeletedAfterUse()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(generate(b));
    const SecretString token = b.token();
    QString sentence;
    QCOMPARE(disposeOf(b, sentence), Fate::Deleted);
    QVERIFY(sentence.contains("deleted on the cluster"_L1));
    QCOMPARE(b.count("POST", u"operation-token/delete"_s), 1);
    QVERIFY(b.stock().entriesFor(b.f.snapshot(b.secondary)).isEmpty());
    // It is good for nothing any more.
    Arguments arguments;
    arguments.setSecret("dr_operation_token"_L1, token.clone());
    const auto refused = b.f.run(OperationId::DrMerkleCheck, b.secondary, std::move(arguments));
    QCOMPARE(refused.outcome.end, OperationOutcome::End::Rejected);
}

void OperationTokenStockTest::aPromotedClusterHasNoTokenToDelete()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(generate(b));
    Arguments arguments;
    arguments.setSecret("dr_operation_token"_L1, b.token());
    QVERIFY(b.f.run(OperationId::DrPromote, b.secondary, std::move(arguments)).outcome.isGood());
    QString sentence;
    QCOMPARE(disposeOf(b, sentence), Fate::Useless);
    QVERIFY(sentence.contains("no DR secondary now"_L1));
    QCOMPARE(b.count("POST", u"operation-token/delete"_s), 1); // tried once, whatever it says
    QVERIFY(b.stock().entriesFor(b.f.snapshot(b.secondary)).isEmpty());
}

void OperationTokenStockTest::aRefusedDeletionKeepsTheToken()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(generate(b));
    QVERIFY(b.fault(u"rate-limit"_s, u"operation-token/delete"_s));
    QString sentence;
    QCOMPARE(disposeOf(b, sentence), Fate::NotDeleted);
    QVERIFY(sentence.contains("never expires"_L1));
    QCOMPARE(b.stock().entriesFor(b.f.snapshot(b.secondary)).size(), 1);
    QCOMPARE(b.count("POST", u"operation-token/delete"_s), 1);
    QCOMPARE(disposeOf(b, sentence), Fate::Deleted);
}

void OperationTokenStockTest::aBatchTokenStaysAfterUse()
{
    CeremonyBench b;
    QVERIFY(b.start());
    b.stock().putBatch(b.f.snapshot(b.primary),
                       { .token = SecretString(b.f.lab.cluster(b.primary)->drBatchToken.toUtf8()),
                         .expires = b.f.clock.now().addDays(90),
                         .operations = {} });
    QString sentence;
    QCOMPARE(disposeOf(b, sentence), Fate::StaysGood);
    QVERIFY(b.f.writes().isEmpty());
    QCOMPARE(b.stock().entriesFor(b.f.snapshot(b.secondary)).size(), 1);
}

QTEST_GUILESS_MAIN(OperationTokenStockTest)
#include "tst_operationtokenstock.moc"
