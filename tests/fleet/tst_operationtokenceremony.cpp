// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fleet/ceremonybench.h"
#include "tests/patience.h"

#include <QRegularExpression>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::CeremonyBench;
using test::LabFleet;
using Stage = OperationTokenCeremony::Stage;
using Mood = OperationTokenCeremony::Mood;

namespace {

const QString attemptPath = u"generate-operation-token/attempt"_s;
const QString updatePath = u"generate-operation-token/update"_s;

QString everyText(const test::LabFleet &f)
{
    QStringList texts;
    for (const ActivityEntry &entry : f.activity.entries())
        texts.append(entry.text);
    return texts.join(u'\n');
}

} // namespace

/// Key holders generate a DR operation token, against the lab over HTTP.
class OperationTokenCeremonyTest : public QObject
{
    Q_OBJECT

private slots:
    void everyServerVersionEndsInAUsableToken_data();
    void everyServerVersionEndsInAUsableToken();
    void nothingThatHidesTheTokenIsEverSent();
    void wrongSharesBeginAgainWithTheSameAttempt();
    void aShareGivenTwiceCountsOnce();
    void whatIsNoShareIsNotSent_data();
    void whatIsNoShareIsNotSent();
    void somebodyElsesAttemptIsNotTouchedUnasked();
    void cancellingNamesTheAttempt();
    void aJoinedAttemptEndsEncoded();
    void anAttemptCompletedElsewhereIsDecodedHere();
    void anotherAttemptInItsPlaceIsSaid();
    void aChangeOfLeaderLosesTheAttempt();
    void noShareIsSentToAnAttemptThatIsGone();
    void theTokenIsGoneHereWhenTheStockDropsIt();
    void aLostStartIsSettledByReading_data();
    void aLostStartIsSettledByReading();
    void aLostStartWithOnesOwnPasswordGoesOn();
    void aLostShareIsSettledByReading_data();
    void aLostShareIsSettledByReading();
    void theLostLastShareIsSaidForWhatItIs();
    void aLostCancellationIsSettledByReading();
    void sinceVersionTwoATokenIsNeededToo();
    void aRefusalSaysWhatToDo_data();
    void aRefusalSaysWhatToDo();
    void everyRefusalOfVaultHasASentence_data();
    void everyRefusalOfVaultHasASentence();
    void lookOnlySendsNothing();
};

void OperationTokenCeremonyTest::everyServerVersionEndsInAUsableToken_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("pattern");
    const QString uuid = u"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"_s;
    QTest::newRow("0.9") << u"0.9.6+ent"_s << uuid;
    QTest::newRow("0.10") << u"0.10.4+ent"_s << uuid;
    QTest::newRow("0.11") << u"0.11.6+ent"_s << u"^s\\.[A-Za-z0-9]{24}$"_s;
    QTest::newRow("1.4") << u"1.4.7+ent"_s << u"^s\\.[A-Za-z0-9]{24}$"_s;
    QTest::newRow("1.10") << u"1.10.3+ent"_s << u"^hvs\\.[A-Za-z0-9]{24}$"_s;
    QTest::newRow("1.21") << u"1.21.0+ent"_s << u"^hvs\\.[A-Za-z0-9]{24}$"_s;
    QTest::newRow("2.0, opted out") << u"2.0.0+ent"_s << u"^hvs\\.[A-Za-z0-9]{24}$"_s;
}

void OperationTokenCeremonyTest::everyServerVersionEndsInAUsableToken()
{
    QFETCH(QString, version);
    QFETCH(QString, pattern);
    lab::Options options = LabFleet::options(u"dr-pair"_s);
    options.version = version;
    options.unauthenticatedAccess = { u"generate-operation-token"_s };
    CeremonyBench b(options);
    QVERIFY(b.start());
    QSignalSpy made(b.ceremony.get(), &OperationTokenCeremony::made);
    b.ceremony->read();
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Idle);
    QVERIFY2(b.started(), qPrintable(b.ceremony->news().text));
    const int needed = b.ceremony->attempt().required;
    QCOMPARE(needed, b.f.lab.cluster(b.secondary)->threshold);
    for (int i = 0; i < needed; ++i) {
        QCOMPARE(b.ceremony->attempt().progress, i);
        QCOMPARE(b.ceremony->stage(), Stage::Collecting);
        QVERIFY(b.given(i, u"holder %1"_s.arg(i)));
    }
    QVERIFY2(b.ceremony->stage() == Stage::Made, qPrintable(b.ceremony->news().text));
    QCOMPARE(made.size(), 1);
    QCOMPARE(b.ceremony->holders().size(), needed);
    const SecretString token = b.token();
    QVERIFY(QRegularExpression(pattern).match(QString::fromUtf8(token.reveal())).hasMatch());
    QCOMPARE(b.count("POST", attemptPath), 1);
    QCOMPARE(b.count("POST", updatePath), needed);

    Arguments arguments;
    arguments.setSecret("dr_operation_token"_L1, token.clone());
    const auto promoted = b.f.run(OperationId::DrPromote, b.secondary, std::move(arguments));
    QVERIFY2(promoted.outcome.isGood(), qPrintable(promoted.outcome.sentence));
}

void OperationTokenCeremonyTest::nothingThatHidesTheTokenIsEverSent()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    const QByteArray otp = b.ceremony->oneTimePassword().reveal().toByteArray();
    QCOMPARE(otp.size(), 28);
    QByteArrayList shares;
    for (int i = 0; i < 3; ++i) {
        shares.append(b.share(i).reveal().toByteArray());
        QVERIFY(b.given(i, u"Ada"_s));
    }
    QCOMPARE(b.ceremony->stage(), Stage::Made);
    const QByteArray token = b.token().reveal().toByteArray();
    QVERIFY(!token.isEmpty());
    // Neither password nor token go anywhere, and each share goes once.
    QByteArray sent;
    const QList<lab::RequestEntry> log = b.f.lab.requestLog();
    for (const lab::RequestEntry &entry : log)
        sent += entry.path.toUtf8() + entry.query.toUtf8() + entry.body + entry.token;
    QVERIFY(!sent.contains(otp));
    QVERIFY(!sent.contains(token));
    for (const QByteArray &share : std::as_const(shares))
        QCOMPARE(sent.count(share), 1);
    const QString texts = everyText(b.f);
    QVERIFY(texts.contains("A key share was given by Ada: 2 of 3."_L1));
    for (const QByteArray &secret : shares + QByteArrayList { otp, token })
        QVERIFY(!texts.contains(QString::fromUtf8(secret)));
    QVERIFY(b.ceremony->oneTimePassword().isEmpty()); // of no use any more
}

void OperationTokenCeremonyTest::wrongSharesBeginAgainWithTheSameAttempt()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    const QString nonce = b.ceremony->attempt().nonce;
    QVERIFY(b.given(0, u"Ada"_s));
    QVERIFY(b.given(1));
    // As long as a share of the right cluster, and of none.
    QByteArray wrong(33, '\0');
    for (qsizetype i = 0; i < wrong.size(); ++i)
        wrong[i] = char(i * 7 + 1);
    b.ceremony->giveShare(SecretString(wrong.toBase64()));
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Collecting);
    QCOMPARE(b.ceremony->attempt().progress, 0);
    QCOMPARE(b.ceremony->attempt().nonce, nonce);
    QVERIFY(b.ceremony->holders().isEmpty());
    QCOMPARE(b.ceremony->news().mood, Mood::Bad);
    QVERIFY2(b.ceremony->news().text.contains("begins again from zero"_L1),
             qPrintable(b.ceremony->news().text));
    QVERIFY(b.ceremony->news().text.contains("failed to compute root key"_L1));
    // The same one-time password decodes the token all the same.
    for (int i = 2; i < 5; ++i)
        QVERIFY(b.given(i));
    QVERIFY2(b.ceremony->stage() == Stage::Made, qPrintable(b.ceremony->news().text));
    QCOMPARE(b.count("POST", attemptPath), 1);
}

void OperationTokenCeremonyTest::aShareGivenTwiceCountsOnce()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    QVERIFY(b.given(0));
    QVERIFY(b.given(0));
    QCOMPARE(b.ceremony->attempt().progress, 1);
    QVERIFY2(b.ceremony->news().text.contains("counts once"_L1),
             qPrintable(b.ceremony->news().text));
    QCOMPARE(b.ceremony->stage(), Stage::Collecting);
}

void OperationTokenCeremonyTest::whatIsNoShareIsNotSent_data()
{
    QTest::addColumn<QByteArray>("share");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("two shares") << QByteArray("b2c3c28a00 b2c3c28a01");
    QTest::newRow("two lines") << QByteArray("b2c3c28a00\nb2c3c28a01");
    QTest::newRow("other characters") << QByteArray("Unseal-Key-1:b2c3c28a");
}

void OperationTokenCeremonyTest::whatIsNoShareIsNotSent()
{
    QFETCH(QByteArray, share);
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    b.ceremony->giveShare(SecretString(share));
    QVERIFY(b.settle());
    QCOMPARE(b.count("POST", updatePath), 0);
    QCOMPARE(b.ceremony->news().mood, Mood::Attention);
    QVERIFY(!b.ceremony->news().text.isEmpty());
}

void OperationTokenCeremonyTest::somebodyElsesAttemptIsNotTouchedUnasked()
{
    CeremonyBench b;
    QVERIFY(b.start());
    const auto theirs = b.f.run(OperationId::DrStartAttempt, b.secondary);
    QVERIFY(theirs.answer.attempt);
    b.ceremony->read();
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Unclaimed);
    QVERIFY(!b.ceremony->isOurs());
    QCOMPARE(b.ceremony->attempt().nonce, theirs.answer.attempt->nonce);
    b.f.lab.clearRequestLog();
    b.ceremony->startWithOneTimePassword();
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Unclaimed);
    QVERIFY(b.ceremony->news().text.contains("already running"_L1));
    b.ceremony->giveShare(b.share(0));
    QVERIFY(b.settle());
    QVERIFY(b.f.writes().isEmpty());
}

void OperationTokenCeremonyTest::cancellingNamesTheAttempt()
{
    CeremonyBench b;
    QVERIFY(b.start());
    const auto first = b.f.run(OperationId::DrStartAttempt, b.secondary);
    b.ceremony->read();
    QVERIFY(b.settle());
    const QString seen = b.ceremony->attempt().nonce;
    // While the question was on the screen, another attempt began.
    QVERIFY(b.f.run(OperationId::DrCancelAttempt, b.secondary).outcome.isGood());
    const auto second = b.f.run(OperationId::DrStartAttempt, b.secondary);
    b.f.lab.clearRequestLog();
    b.ceremony->cancel(seen);
    QVERIFY(b.settle());
    QCOMPARE(b.count("DELETE", attemptPath), 0);
    QVERIFY(b.ceremony->news().text.contains("Nothing was cancelled"_L1));
    QCOMPARE(b.ceremony->attempt().nonce, second.answer.attempt->nonce);

    b.ceremony->cancel(second.answer.attempt->nonce);
    QVERIFY(b.settle());
    QCOMPARE(b.count("DELETE", attemptPath), 1);
    QCOMPARE(b.ceremony->stage(), Stage::Idle);
}

void OperationTokenCeremonyTest::aJoinedAttemptEndsEncoded()
{
    CeremonyBench b;
    QVERIFY(b.start());
    auto theirs = b.f.run(OperationId::DrStartAttempt, b.secondary);
    QVERIFY(theirs.answer.attempt);
    b.ceremony->read();
    QVERIFY(b.settle());
    b.ceremony->join();
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QCOMPARE(b.ceremony->stage(), Stage::Encoded);
    QVERIFY(!b.ceremony->encodedToken().isEmpty());
    b.ceremony->decodeWith(SecretString("Ab3Zk9QpL0xYw7RtN5mVc2JhF8dG"));
    QVERIFY(b.ceremony->stage() == Stage::Encoded || b.ceremony->news().mood == Mood::Bad);
    b.ceremony->decodeWith(theirs.answer.attempt->otp.clone());
    QCOMPARE(b.ceremony->stage(), Stage::Made);
    QVERIFY(b.token().reveal().startsWith("hvs."));
}

void OperationTokenCeremonyTest::anAttemptCompletedElsewhereIsDecodedHere()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    const auto other = b.make();
    other->read();
    QVERIFY(CeremonyBench::settle(*other));
    other->join();
    for (int i = 0; i < 3; ++i) {
        other->giveShare(b.share(i));
        QVERIFY(CeremonyBench::settle(*other));
    }
    QCOMPARE(other->stage(), Stage::Encoded);
    b.ceremony->read();
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Idle);
    QVERIFY(b.ceremony->canDecode());
    b.ceremony->takeEncoded(SecretString("bm8"));
    QCOMPARE(b.ceremony->news().mood, Mood::Bad);
    b.ceremony->takeEncoded(other->encodedToken());
    QCOMPARE(b.ceremony->stage(), Stage::Made);
    QVERIFY(b.token().reveal().startsWith("hvs."));
}

void OperationTokenCeremonyTest::anotherAttemptInItsPlaceIsSaid()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    QVERIFY(b.given(0));
    QVERIFY(b.f.run(OperationId::DrCancelAttempt, b.secondary).outcome.isGood());
    const auto theirs = b.f.run(OperationId::DrStartAttempt, b.secondary);
    b.ceremony->setWatchInterval(10ms);
    b.ceremony->read(); // as the watch does from now on
    QTRY_COMPARE(b.ceremony->stage(), Stage::Unclaimed);
    QCOMPARE(b.ceremony->attempt().nonce, theirs.answer.attempt->nonce);
    QVERIFY(!b.ceremony->isOurs());
}

void OperationTokenCeremonyTest::aChangeOfLeaderLosesTheAttempt()
{
    lab::Options options = LabFleet::options(u"dr-pair"_s);
    options.nodes = 3;
    CeremonyBench b(options);
    QVERIFY(b.start());
    QVERIFY(b.started());
    QVERIFY(b.given(0));
    QVERIFY(b.f.lab.stepDown(b.secondary));
    b.ceremony->setWatchInterval(20ms);
    b.ceremony->read();
    QTRY_VERIFY((b.ceremony->stage() == Stage::Idle || b.f.poll(b.secondary))
                && b.ceremony->stage() == Stage::Idle);
    QVERIFY2(b.ceremony->news().text.contains("changed its leader"_L1),
             qPrintable(b.ceremony->news().text));
    b.ceremony->setWatchInterval(0ms);
    QVERIFY(b.settle());
    // All shares again, on a new attempt.
    QTRY_VERIFY(b.started());
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QCOMPARE(b.ceremony->stage(), Stage::Made);
}

void OperationTokenCeremonyTest::noShareIsSentToAnAttemptThatIsGone()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    QVERIFY(b.f.run(OperationId::DrCancelAttempt, b.secondary).outcome.isGood());
    b.f.lab.clearRequestLog();
    QVERIFY(b.given(0));
    QCOMPARE(b.count("POST", updatePath), 0);
    QCOMPARE(b.ceremony->stage(), Stage::Idle);
    QCOMPARE(b.ceremony->news().mood, Mood::Attention);
    QVERIFY(b.ceremony->holders().isEmpty());
}

void OperationTokenCeremonyTest::theTokenIsGoneHereWhenTheStockDropsIt()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QCOMPARE(b.ceremony->stage(), Stage::Made);
    QVERIFY(b.stock().holds(b.ceremony->stockNumber()));
    b.stock().forgetGenerated(b.f.id(b.secondary));
    QCOMPARE(b.ceremony->stage(), Stage::Dropped);
    QCOMPARE(b.ceremony->stockNumber(), quint64(0));
    QVERIFY(b.token().isEmpty());
}

void OperationTokenCeremonyTest::aLostStartIsSettledByReading_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<Stage>("stage");
    QTest::newRow("after the change") << u"drop-after"_s << Stage::Unclaimed;
    QTest::newRow("before it") << u"drop-before"_s << Stage::Idle;
}

void OperationTokenCeremonyTest::aLostStartIsSettledByReading()
{
    QFETCH(QString, fault);
    QFETCH(Stage, stage);
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.fault(fault, u"generate-operation-token/"_s, u"POST"_s));
    b.ceremony->startWithOneTimePassword();
    QVERIFY(b.settle());
    QCOMPARE(b.count("POST", attemptPath), 1);
    QCOMPARE(b.ceremony->stage(), stage);
    QVERIFY(b.ceremony->news().text.contains("was lost"_L1));
    QVERIFY(!b.ceremony->canDecode());
    if (stage == Stage::Unclaimed) {
        b.ceremony->cancel(b.ceremony->attempt().nonce);
        QVERIFY(b.settle());
    }
    QVERIFY(b.started());
}

void OperationTokenCeremonyTest::aLostStartWithOnesOwnPasswordGoesOn()
{
    lab::Options options = LabFleet::options(u"dr-pair"_s);
    options.version = u"0.10.4+ent"_s;
    CeremonyBench b(options);
    QVERIFY(b.start());
    QVERIFY(b.fault(u"drop-after"_s, u"generate-operation-token/"_s, u"POST"_s));
    b.ceremony->startWithOneTimePassword();
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Collecting);
    QVERIFY(b.ceremony->isOurs());
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QVERIFY2(b.ceremony->stage() == Stage::Made, qPrintable(b.ceremony->news().text));
    QCOMPARE(b.count("POST", attemptPath), 1);
}

void OperationTokenCeremonyTest::aLostShareIsSettledByReading_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("after");
    QTest::addColumn<QString>("says");
    QTest::newRow("first, counted") << u"drop-after"_s << 0 << 1 << u"was counted"_s;
    QTest::newRow("first, not counted") << u"drop-before"_s << 0 << 0 << u"does no harm"_s;
    QTest::newRow("second, counted") << u"drop-after"_s << 1 << 2 << u"was counted"_s;
    QTest::newRow("second, not counted") << u"drop-before"_s << 1 << 1 << u"does no harm"_s;
    QTest::newRow("unreadable") << u"not-json"_s << 1 << 1 << u"does no harm"_s;
}

void OperationTokenCeremonyTest::aLostShareIsSettledByReading()
{
    QFETCH(QString, fault);
    QFETCH(int, before);
    QFETCH(int, after);
    QFETCH(QString, says);
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    for (int i = 0; i < before; ++i)
        QVERIFY(b.given(i));
    QVERIFY(b.fault(fault, u"generate-operation-token/update"_s));
    b.f.lab.clearRequestLog();
    QVERIFY(b.given(before));
    QCOMPARE(b.count("POST", updatePath), 1); // and never again by itself
    QVERIFY2(b.ceremony->news().text.contains(says), qPrintable(b.ceremony->news().text));
    QCOMPARE(b.ceremony->attempt().progress, after);
    QCOMPARE(b.ceremony->stage(), Stage::Collecting);
    for (int i = after; i < 3; ++i)
        QVERIFY(b.given(i));
    QVERIFY2(b.ceremony->stage() == Stage::Made, qPrintable(b.ceremony->news().text));
}

void OperationTokenCeremonyTest::theLostLastShareIsSaidForWhatItIs()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    QVERIFY(b.given(0));
    QVERIFY(b.given(1));
    QVERIFY(b.fault(u"drop-after"_s, u"generate-operation-token/update"_s));
    QVERIFY(b.given(2));
    QCOMPARE(b.ceremony->stage(), Stage::Idle);
    QVERIFY2(b.ceremony->news().text.contains("nobody can read that token"_L1),
             qPrintable(b.ceremony->news().text));
    QCOMPARE(b.count("POST", updatePath), 3);
    QVERIFY(b.started());
}

void OperationTokenCeremonyTest::aLostCancellationIsSettledByReading()
{
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    QVERIFY(b.fault(u"drop-before"_s, u"generate-operation-token/"_s, u"DELETE"_s));
    b.ceremony->cancel(b.ceremony->attempt().nonce);
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Collecting);
    QVERIFY(b.ceremony->news().text.contains("still running"_L1));
    QVERIFY(b.fault(u"drop-after"_s, u"generate-operation-token/"_s, u"DELETE"_s));
    b.ceremony->cancel(b.ceremony->attempt().nonce);
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Idle);
    QCOMPARE(b.count("DELETE", attemptPath), 2);
}

void OperationTokenCeremonyTest::sinceVersionTwoATokenIsNeededToo()
{
    lab::Options options = LabFleet::options(u"dr-pair"_s);
    options.version = u"2.0.0+ent"_s;
    CeremonyBench b(options);
    QVERIFY(b.start());
    b.ceremony->read();
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Unread);
    QVERIFY(b.ceremony->needsVaultToken());
    QVERIFY(!b.ceremony->holdsVaultToken());
    for (const QString &part :
         { u"Since Vault 2.0"_s, u"enable_unauthenticated_access"_s, u"SIGHUP"_s })
        QVERIFY2(b.ceremony->news().text.contains(part), qPrintable(b.ceremony->news().text));
    // A token that is not good there is said so.
    b.ceremony->useVaultToken(SecretString("hvs.nobodysTokenNobodysToken"));
    QVERIFY(b.settle());
    QVERIFY(b.ceremony->needsVaultToken());
    QVERIFY(b.ceremony->holdsVaultToken());
    QVERIFY(b.ceremony->news().text.contains("is not valid here"_L1));
    // The primary's is good.
    b.ceremony->useVaultTokenOf(b.f.id(b.primary));
    QVERIFY(b.settle());
    QVERIFY2(b.ceremony->stage() == Stage::Idle, qPrintable(b.ceremony->news().text));
    b.f.lab.clearRequestLog();
    QVERIFY2(b.started(), qPrintable(b.ceremony->news().text));
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QCOMPARE(b.ceremony->stage(), Stage::Made);
    const QByteArray root = b.f.lab.cluster(b.primary)->rootToken.toUtf8();
    const QList<lab::RequestEntry> log = b.f.lab.requestLog();
    for (const lab::RequestEntry &entry : log) {
        if (entry.path.contains("generate-operation-token"_L1))
            QCOMPARE(entry.token, root);
    }
}

void OperationTokenCeremonyTest::aRefusalSaysWhatToDo_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("sealed") << 503 << u"Vault is sealed"_s << u"Unseal the cluster"_s;
    QTest::newRow("throttled") << 429 << u"request path \"x\": rate limit quota exceeded"_s
                               << u"Wait a moment"_s;
    QTest::newRow("another strategy")
        << 400
        << u"incorrect strategy supplied; a generate root operation of another type is already in progress"_s
        << u"A root token is being generated"_s;
}

void OperationTokenCeremonyTest::aRefusalSaysWhatToDo()
{
    QFETCH(int, status);
    QFETCH(QString, text);
    QFETCH(QString, says);
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.started());
    QVERIFY(b.f.lab.setFault(b.secondary, {},
                             { .kind = u"error"_s,
                               .pathPrefix = u"sys/replication/dr/secondary/generate"_s,
                               .method = u"POST"_s,
                               .count = 1,
                               .status = status,
                               .text = text }));
    QVERIFY(b.given(0));
    QVERIFY2(b.ceremony->news().text.contains(says), qPrintable(b.ceremony->news().text));
    QCOMPARE(b.ceremony->stage(), Stage::Collecting);
    QCOMPARE(b.ceremony->attempt().progress, 0);
    QCOMPARE(b.count("POST", updatePath), 1);
}

void OperationTokenCeremonyTest::everyRefusalOfVaultHasASentence_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         { "OTP string is wrong length", "error parsing PGP key: EOF",
           "root generation already in progress", "otp or pgp_key parameter must be provided",
           "'key' must be specified in request body as JSON",
           "'key' must be a valid hex or base64 string", "key is shorter than minimum 16 bytes",
           "key is longer than maximum 33 bytes", "no root generation in progress",
           "incorrect nonce supplied; nonce for this root generation operation is \"x\"",
           "incorrect strategy supplied; a generate root operation of another type is already in "
           "progress",
           "given key has already been provided during this generation operation",
           "failed to compute root key: x", "root generation aborted: x",
           "server is not yet initialized", "Vault is sealed" })
        QTest::newRow(text) << QString::fromLatin1(text);
}

void OperationTokenCeremonyTest::everyRefusalOfVaultHasASentence()
{
    QFETCH(QString, text);
    const Error error { .kind = Error::Kind::Rejected,
                        .httpStatus = 400,
                        .serverMessages = { text } };
    const QString sentence = ceremonySentence(error, TokenHeld::No);
    QVERIFY(sentence.contains(text));
    QVERIFY(sentence.size() > text.size() + 40);
    QVERIFY(!sentence.startsWith(text));
    QCOMPARE(beginsAgain(error),
             text.startsWith("failed to compute"_L1) || text.contains("aborted"_L1));
}

void OperationTokenCeremonyTest::lookOnlySendsNothing()
{
    CeremonyBench b;
    QVERIFY(b.start());
    b.f.fleet->session(b.f.id(b.secondary))->setLookOnly(true);
    b.ceremony->startWithOneTimePassword();
    QVERIFY(b.settle());
    QVERIFY(b.f.writes().isEmpty());
    QVERIFY2(b.ceremony->news().text.contains("look only"_L1), qPrintable(b.ceremony->news().text));
}

QTEST_GUILESS_MAIN(OperationTokenCeremonyTest)
#include "tst_operationtokenceremony.moc"
