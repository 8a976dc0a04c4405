// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/gpgdecryption.h"
#include "tests/fleet/gpghome.h"
#include "tests/patience.h"
#include "tests/ui/drtoken/tokendesk.h"

#include <QCheckBox>

using namespace switchover;
using namespace Qt::StringLiterals;
using test::TokenDesk;

namespace {

constexpr auto dr = ReplicationType::DisasterRecovery;
const QString amber = u"amber"_s;
const QString basalt = u"basalt"_s;

bool good(const QString &outcome)
{
    return !outcome.startsWith(u'!');
}

QString fateIn(ui::OperationDialog *dialog)
{
    const auto *label = test::find<QLabel>(dialog, u"operationTokenFate"_s);
    return label && label->isVisible() ? label->text() : QString();
}

/// What became of it, for a failure's report.
QString endOf(ui::OperationDialog *dialog)
{
    const auto *bar = test::find<QLabel>(dialog, u"operationBarText"_s);
    const auto *progress = test::find<QLabel>(dialog, u"seenText"_s);
    return u"outcome: %1; bar: %2; progress: %3"_s.arg(test::outcomeOf(dialog),
                                                       bar ? bar->text() : QString(),
                                                       progress ? progress->text() : QString());
}

} // namespace

/// A DR failover by clicking, with each way of authorising it on the DR secondary. Judged by the
/// lab's own state and by what it was asked.
class TestDrFailover : public QObject
{
    Q_OBJECT

private slots:
    void withKeySharesAndAOneTimePassword();
    void withAPgpKey();
    void withABatchTokenMadeBefore();
    void underTheRulesOfVersionTwo_data();
    void underTheRulesOfVersionTwo();
    void aTokenThatIsKeptIsUsedAgain();
    void theFormAsksForATokenItself();
};

void TestDrFailover::withKeySharesAndAOneTimePassword()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *ceremony = desk.openCeremony(basalt);
    QVERIFY(ceremony);
    QVERIFY(!ceremony->isModal());
    QVERIFY(desk.clickWhenReady(ceremony, u"ceremonyStart"_s));
    QVERIFY(desk.giveAll(ceremony, basalt));
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
    const QByteArray token = desk.heldToken(basalt);
    QCOMPARE(desk.sent(u"generate-operation-token/attempt"_s).size(), 1);
    QCOMPARE(desk.sent(u"generate-operation-token/attempt"_s).constFirst().body, QByteArray("{}"));
    QCOMPARE(desk.sent(u"generate-operation-token/update"_s).size(), 3);

    QVERIFY(test::click(ceremony, u"copy.ceremonyToken"_s));
    QVERIFY(desk.clipboard->holdsSecret());
    // Over …
    QString outcome = desk.perform(amber, OperationId::DrDemote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, dr, u"secondary"_s));
    QVERIFY(test::click(ceremony, u"ceremonyPromote"_s));
    auto *promote = desk.window.findChildren<ui::OperationDialog *>().constLast();
    QCOMPARE(promote->operationId(), OperationId::DrPromote);
    auto *field = test::find<QLineEdit>(promote, u"parameter.dr_operation_token"_s);
    QVERIFY(field->text().isEmpty()); // held beside the field, never in it
    outcome = desk.submit(promote);
    QVERIFY2(outcome.isEmpty(), qUtf8Printable(outcome));
    QTRY_VERIFY(fateIn(promote).contains(u"no DR secondary now"_s));
    QVERIFY(promote->close());
    QVERIFY(desk.waitForMode(basalt, dr, u"primary"_s));
    const QList<lab::RequestEntry> promotions = desk.sent(u"/promote"_s);
    QCOMPARE(promotions.size(), 1);
    QVERIFY(promotions.constFirst().body.contains(token));
    QCOMPARE(desk.sent(u"operation-token/delete"_s).size(), 1);
    QVERIFY(desk.heldToken(basalt).isEmpty());
    // Nothing of the token is left in its window, nor on the clipboard, and nothing is offered.
    QVERIFY(!desk.clipboard->holdsSecret());
    QVERIFY(ceremony->isVisible());
    for (const QString &gone :
         { u"ceremonyToken"_s, u"copy.ceremonyToken"_s, u"ceremonyPromote"_s })
        QVERIFY2(!test::find<QWidget>(ceremony, gone)->isVisible(), qPrintable(gone));

    // … and the old primary follows, with a token of its own, which is deleted after use.
    ui::CeremonyDialog *second = desk.openCeremony(amber);
    QVERIFY(second && second != ceremony);
    QVERIFY(desk.clickWhenReady(second, u"ceremonyStart"_s));
    QVERIFY(desk.giveAll(second, amber));
    QTRY_VERIFY(!desk.heldToken(amber).isEmpty());
    const QByteArray other = desk.heldToken(amber);
    outcome = desk.mintAndUse(basalt, OperationId::DrMintToken, u"amber-1"_s, amber);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForStream(amber, dr));
    QTRY_VERIFY(desk.heldToken(amber).isEmpty());
    QCOMPARE(desk.sent(u"secondary/update-primary"_s).size(), 1);
    QCOMPARE(desk.sent(u"operation-token/delete"_s).size(), 2);
    QVERIFY(desk.sent(u"operation-token/delete"_s).constLast().body.contains(other));

    const QString shown = desk.everythingShown();
    for (const QByteArray &secret : { token, other })
        QVERIFY(!shown.contains(QString::fromUtf8(secret)));
    for (int i = 0; i < 3; ++i)
        QVERIFY(!shown.contains(desk.share(basalt, i)));
}

void TestDrFailover::withAPgpKey()
{
    if (GpgDecryption::program().isEmpty())
        QSKIP("GnuPG is not installed, so nothing can be encrypted to a key of the test's own.");
    test::GpgHome home;
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *ceremony = desk.openCeremony(basalt);
    QVERIFY(ceremony);
    QTRY_VERIFY(test::find<QRadioButton>(ceremony, u"ceremonyUsePgp"_s)->isVisible());
    QTRY_VERIFY(test::click(ceremony, u"ceremonyUsePgp"_s));
    QVERIFY(!test::find<QPushButton>(ceremony, u"ceremonyStart"_s)->isEnabled());
    QVERIFY(test::type(ceremony, u"ceremonyPgpKey"_s, QString::fromUtf8(home.armoredKey())));
    const auto *about = test::find<QLabel>(ceremony, u"ceremonyPgpInfo"_s);
    QVERIFY2(about->text().contains(home.fingerprint()), qUtf8Printable(about->text()));
    QVERIFY(about->text().contains(u"Ada Operator"_s));
    QVERIFY(desk.clickWhenReady(ceremony, u"ceremonyStart"_s));
    QVERIFY(desk.giveAll(ceremony, basalt));
    QVERIFY(desk.clickWhenReady(ceremony, u"ceremonyGpg"_s));
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
    const QByteArray token = desk.heldToken(basalt);
    const QList<lab::RequestEntry> started = desk.sent(u"generate-operation-token/attempt"_s);
    QCOMPARE(started.size(), 1);
    QCOMPARE(started.constFirst().body,
             QByteArray("{\"pgp_key\":\"" + home.publicKey().toBase64() + "\"}"));
    QString outcome = desk.perform(amber, OperationId::DrDemote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    outcome = desk.perform(basalt, OperationId::DrPromote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, dr, u"primary"_s));
    QCOMPARE(desk.sent(u"/promote"_s).size(), 1);
    QVERIFY(desk.sent(u"/promote"_s).constFirst().body.contains(token));
    QVERIFY(!desk.everythingShown().contains(QString::fromUtf8(token)));
}

void TestDrFailover::withABatchTokenMadeBefore()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    desk.show(amber);
    QVERIFY(desk.clickWhenReady(desk.page, u"prepareBatchToken"_s));
    auto *dialog = desk.window.findChild<ui::BatchTokenDialog *>();
    QVERIFY(dialog);
    QVERIFY(!dialog->isModal());
    QVERIFY(test::type(dialog, u"batchRole"_s, u"night-shift"_s));
    QVERIFY(test::type(dialog, u"batchPolicy"_s, u"night-shift"_s));
    QVERIFY(!test::click(dialog, u"batchSend"_s)); // nothing before it was shown
    QVERIFY(desk.clickWhenReady(dialog, u"batchCheck"_s));
    QTRY_VERIFY(test::find<QPushButton>(dialog, u"batchSend"_s)->isVisible());
    QVERIFY(desk.sent(u"night-shift"_s).isEmpty());
    const QString requests = test::find<QPlainTextEdit>(dialog, u"batchRequests"_s)->toPlainText();
    for (const QString &path :
         { u"/v1/sys/policies/acl/night-shift"_s, u"/v1/auth/token/roles/night-shift"_s,
           u"/v1/auth/token/create/night-shift"_s })
        QVERIFY2(requests.contains(path), qUtf8Printable(requests));
    QVERIFY(desk.clickWhenReady(dialog, u"batchSend"_s));
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
    QCOMPARE(desk.sent(u"night-shift"_s).size(), 3);
    const QByteArray token = desk.heldToken(basalt);
    QVERIFY(token.startsWith("hvb."));
    QVERIFY(dialog->close());
    // Both cards show it.
    for (const QString &cluster : { amber, basalt }) {
        desk.show(cluster);
        auto *state = test::find<QWidget>(desk.page, u"drTokenState"_s);
        QTRY_VERIFY2(state->accessibleName().contains(u"batch token in memory, expires"_s),
                     qUtf8Printable(state->accessibleName()));
    }
    // No key holder is needed now. (That the primary need not be there either is tested with the
    // strategy itself.)
    const QString outcome = desk.perform(amber, OperationId::DrDemote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, dr, u"secondary"_s));
    ui::OperationDialog *promote = desk.openByButton(basalt, OperationId::DrPromote);
    QVERIFY(promote);
    QVERIFY(test::find<QLabel>(promote, u"operationTokenSource"_s)
                ->text()
                .contains(u"Batch token made on amber"_s));
    QVERIFY(!test::find<QCheckBox>(promote, u"keepOperationToken"_s)->isVisible());
    const QString obstacle = desk.submit(promote);
    QVERIFY2(obstacle.isEmpty(), qUtf8Printable(obstacle));
    QTRY_VERIFY2(fateIn(promote).contains(u"cannot be deleted"_s), qUtf8Printable(endOf(promote)));
    QVERIFY(desk.waitForMode(basalt, dr, u"primary"_s));
    QCOMPARE(desk.sent(u"/promote"_s).size(), 1);
    QVERIFY(desk.sent(u"/promote"_s).constFirst().body.contains(token));
    QVERIFY(desk.sent(u"operation-token/delete"_s).isEmpty());
    QVERIFY(!desk.everythingShown().contains(QString::fromUtf8(token)));
}

void TestDrFailover::underTheRulesOfVersionTwo_data()
{
    QTest::addColumn<bool>("lent");
    QTest::newRow("typed token") << false;
    QTest::newRow("the primary's token") << true;
}

void TestDrFailover::underTheRulesOfVersionTwo()
{
    QFETCH(bool, lent);
    lab::Options options = TokenDesk::optionsFor(u"dr-pair"_s);
    options.version = u"2.0.0+ent"_s;
    TokenDesk desk(options);
    QVERIFY(desk.begin());
    ui::CeremonyDialog *ceremony = desk.openCeremony(basalt);
    QVERIFY(ceremony);
    auto *field = test::find<QLineEdit>(ceremony, u"ceremonyVaultToken"_s);
    QTRY_VERIFY(field->isVisible() && field->isEnabled());
    QVERIFY2(TokenDesk::news(ceremony).contains(u"Since Vault 2.0"_s),
             qUtf8Printable(TokenDesk::news(ceremony)));
    const QString root = desk.info(amber).rootToken;
    if (lent) {
        QVERIFY(desk.clickWhenReady(ceremony, u"ceremonyLend.amber"_s));
    } else {
        QVERIFY(test::type(ceremony, u"ceremonyVaultToken"_s, root));
        QVERIFY(test::click(ceremony, u"ceremonyUseVaultToken"_s));
    }
    QVERIFY(desk.clickWhenReady(ceremony, u"ceremonyStart"_s));
    QVERIFY(desk.giveAll(ceremony, basalt));
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
    const QList<lab::RequestEntry> given = desk.sent(u"generate-operation-token/update"_s);
    QCOMPARE(given.size(), 3);
    for (const lab::RequestEntry &entry : given)
        QCOMPARE(entry.token, root.toUtf8());
    QVERIFY(!desk.everythingShown().contains(root));
    QString outcome = desk.perform(amber, OperationId::DrDemote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    outcome = desk.perform(basalt, OperationId::DrPromote);
    QVERIFY2(good(outcome), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, dr, u"primary"_s));
    QCOMPARE(desk.sent(u"/promote"_s).size(), 1);
    // The body vouches for it; the Vault token has no business there.
    QVERIFY(desk.sent(u"/promote"_s).constFirst().token.isEmpty());
}

void TestDrFailover::aTokenThatIsKeptIsUsedAgain()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *ceremony = desk.openCeremony(basalt);
    QVERIFY(desk.clickWhenReady(ceremony, u"ceremonyStart"_s));
    QVERIFY(desk.giveAll(ceremony, basalt));
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
    QVERIFY(ceremony->close());
    ui::OperationDialog *first = desk.openByButton(basalt, OperationId::DrMerkleCheck);
    QVERIFY(first);
    QVERIFY(test::click(first, u"keepOperationToken"_s));
    QString outcome = desk.submit(first);
    QVERIFY2(outcome.isEmpty(), qUtf8Printable(outcome));
    QTRY_VERIFY(fateIn(first).contains(u"is kept"_s));
    QVERIFY(first->close());
    QVERIFY(desk.sent(u"operation-token/delete"_s).isEmpty());
    ui::OperationDialog *second = desk.openByButton(basalt, OperationId::DrMerkleCheck);
    QVERIFY(second);
    outcome = desk.submit(second);
    QVERIFY2(outcome.isEmpty(), qUtf8Printable(outcome));
    QTRY_VERIFY(fateIn(second).contains(u"was deleted on the cluster"_s));
    QCOMPARE(desk.sent(u"operation-token/delete"_s).size(), 1);
    QVERIFY(desk.heldToken(basalt).isEmpty());
}

void TestDrFailover::theFormAsksForATokenItself()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::OperationDialog *check = desk.openByButton(basalt, OperationId::DrMerkleCheck);
    QVERIFY(check);
    QVERIFY(!test::click(check, u"sendButton"_s)); // without a token nothing is sent
    QVERIFY(test::click(check, u"generateTokenButton"_s));
    ui::CeremonyDialog *ceremony = desk.ceremonyOf(basalt);
    QVERIFY(ceremony);
    QVERIFY(desk.clickWhenReady(ceremony, u"ceremonyStart"_s));
    QVERIFY(desk.giveAll(ceremony, basalt));
    // The open form has it now, unseen.
    QTRY_VERIFY(test::find<QLabel>(check, u"operationTokenSource"_s)->isVisible());
    QVERIFY(test::find<QLineEdit>(check, u"parameter.dr_operation_token"_s)->text().isEmpty());
    const QString obstacle = desk.submit(check);
    QVERIFY2(obstacle.isEmpty(), qUtf8Printable(obstacle));
    QTRY_VERIFY(fateIn(check).contains(u"was deleted on the cluster"_s));
}

QTEST_MAIN(TestDrFailover)
#include "tst_drfailover.moc"
