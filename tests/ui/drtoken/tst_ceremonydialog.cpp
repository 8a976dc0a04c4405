// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/replication/apicall.h"
#include "models/replication/catalogue.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/ui/drtoken/tokendesk.h"
#include "tests/ui/look.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/tokens/secretview.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QSignalSpy>

using namespace switchover;
using namespace Qt::StringLiterals;
using test::TokenDesk;

namespace {

const QString amber = u"amber"_s;
const QString basalt = u"basalt"_s;

/// As another tool would: not through the window.
QString startElsewhere(TokenDesk &desk)
{
    QString nonce;
    Result<ApiCall> call =
        apiCall(operation(OperationId::DrStartAttempt), ApiDialect::Typed, Arguments());
    desk.fleet->session(desk.id(basalt))
        ->client()
        .send(std::move(*call), &desk, [&nonce](Result<OperationAnswer> answer) {
            nonce = answer && answer->attempt ? answer->attempt->nonce : u"!"_s;
        });
    (void)QTest::qWaitFor([&nonce] { return !nonce.isEmpty(); }, test::patience);
    return nonce;
}

void look(QWidget &widget, const QString &name)
{
    for (const ui::Scheme scheme : { ui::Scheme::Dark, ui::Scheme::Light }) {
        ui::applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), scheme);
        QCoreApplication::sendPostedEvents();
        QTest::qWait(0);
        ui::look::save(widget, name + (scheme == ui::Scheme::Dark ? u"-dark"_s : u"-light"_s));
    }
    QTRY_VERIFY2(ui::look::clippedTexts(widget).isEmpty(),
                 qUtf8Printable(name + u": "_s + ui::look::clippedTexts(widget).join(u'\n')));
    const QStringList nameless = ui::look::namelessInputs(widget);
    QVERIFY2(nameless.isEmpty(), qUtf8Printable(name + u": "_s + nameless.join(u'\n')));
}

/// Tabs on to the named widget, as people without a mouse do.
bool tabTo(QWidget *dialog, const QString &name)
{
    for (int i = 0; i < 40; ++i) {
        if (dialog->focusWidget() && dialog->focusWidget()->objectName() == name)
            return true;
        QTest::keyClick(dialog->focusWidget() ? dialog->focusWidget() : dialog, Qt::Key_Tab);
    }
    return false;
}

} // namespace

/// The ceremony and the batch token as people see and use them.
class TestCeremonyDialog : public QObject
{
    Q_OBJECT

private slots:
    void thereIsOneForACluster();
    void theKeyboardIsEnough();
    void secretsAreMaskedUntilAskedFor();
    void somebodyElsesAttemptIsAskedAboutFirst();
    void anAttemptIsKeptWhenTheWindowCloses();
    void aPrivateKeyDoesNotStayOnTheScreen();
    void aLockedDeskForgetsIt();
    void theStockIsShownAndForgottenOnRequest();
    void looks();
    void batchTokenLooks();
    void aLackingRightIsShownWithItsPolicy();
    void theKeychainKeepsABatchToken();
};

void TestCeremonyDialog::thereIsOneForACluster()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *first = desk.openCeremony(basalt);
    QVERIFY(first);
    QCOMPARE(desk.openCeremony(basalt), first);
    QCOMPARE(desk.center->drTokens().openCeremony(desk.id(basalt)), first);
    QVERIFY(!desk.center->drTokens().openCeremony({ u"unknown"_s }));
    desk.show(amber); // a primary has no such button
    QVERIFY(!test::click(desk.page, u"generateDrToken"_s));
}

void TestCeremonyDialog::theKeyboardIsEnough()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *dialog = desk.openCeremony(basalt);
    dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    auto *start = test::find<QPushButton>(dialog, u"ceremonyStart"_s);
    QTRY_VERIFY(start->isVisible() && start->isEnabled());
    QTRY_COMPARE(dialog->focusWidget(), start); // the next thing to do has the focus
    QTest::keyClick(start, Qt::Key_Space);
    auto *share = test::find<QLineEdit>(dialog, u"ceremonyShare"_s);
    for (int i = 0; i < 3; ++i) {
        QTRY_VERIFY(share->isVisible() && share->isEnabled());
        QTRY_COMPARE(dialog->focusWidget(), share);
        QTest::keyClicks(share, desk.share(basalt, i));
        QTest::keyClick(share, Qt::Key_Return);
        QTRY_VERIFY(share->text().isEmpty());
    }
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
    QTRY_VERIFY(tabTo(dialog, u"ceremonyPromote"_s));
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Space);
    QTRY_COMPARE(desk.window.findChildren<ui::OperationDialog *>().size(), 1);
}

void TestCeremonyDialog::secretsAreMaskedUntilAskedFor()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *dialog = desk.openCeremony(basalt);
    QVERIFY(desk.clickWhenReady(dialog, u"ceremonyStart"_s));
    auto *otp = test::find<QLabel>(dialog, u"ceremonyOtp"_s);
    QTRY_VERIFY(otp->isVisible());
    QVERIFY(otp->text().count(QChar(0x2022)) == otp->text().size());
    QVERIFY(test::click(dialog, u"reveal.ceremonyOtp"_s));
    const QString password = otp->text();
    QCOMPARE(password.size(), 28);
    QVERIFY(test::click(dialog, u"reveal.ceremonyOtp"_s));
    QVERIFY(!otp->text().contains(password));
    auto *share = test::find<QLineEdit>(dialog, u"ceremonyShare"_s);
    QCOMPARE(share->echoMode(), QLineEdit::Password);
    QVERIFY(desk.give(dialog, desk.share(basalt, 0), u"Ada"_s));
    QVERIFY2(TokenDesk::news(dialog).contains(u"1 of 3"_s),
             qUtf8Printable(TokenDesk::news(dialog)));
    QCOMPARE(test::find<QWidget>(dialog, u"ceremonyProgress"_s)->accessibleName(),
             u"Key shares given: 1 of 3"_s);
    QCOMPARE(test::find<QLabel>(dialog, u"ceremonyHolders"_s)->text(), u"Ada"_s);
    // A wrong share is said, and the field is empty for the next one.
    QVERIFY(desk.give(dialog, desk.share(basalt, 0)));
    QVERIFY(TokenDesk::news(dialog).contains(u"counts once"_s));
    QVERIFY(share->text().isEmpty());
    QVERIFY(desk.give(dialog, desk.share(basalt, 1)));
    QVERIFY(desk.give(dialog, desk.share(basalt, 2)));
    auto *token = test::find<QLabel>(dialog, u"ceremonyToken"_s);
    QTRY_VERIFY(token->isVisible());
    QVERIFY(token->text().count(QChar(0x2022)) == token->text().size());
    QVERIFY(!otp->isVisible());
    QVERIFY(test::click(dialog, u"reveal.ceremonyToken"_s));
    QCOMPARE(token->text().toUtf8(), desk.heldToken(basalt));
    const QList<lab::RequestEntry> log = desk.lab.requestLog();
    for (const lab::RequestEntry &entry : log)
        QVERIFY(!entry.body.contains(password.toUtf8()));
}

void TestCeremonyDialog::somebodyElsesAttemptIsAskedAboutFirst()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    const QString nonce = startElsewhere(desk);
    desk.lab.clearRequestLog();
    ui::CeremonyDialog *dialog = desk.openCeremony(basalt);
    auto *whose = test::find<QLabel>(dialog, u"ceremonyWhose"_s);
    QTRY_VERIFY(whose->isVisible());
    QVERIFY(whose->text().contains(u"by somebody else"_s));
    QVERIFY(!test::find<QWidget>(dialog, u"ceremonyShareBox"_s)->isVisible());
    QVERIFY(desk.clickWhenReady(dialog, u"ceremonyCancel"_s));
    const auto *question = test::find<QLabel>(dialog, u"ceremonyCancelText"_s);
    QVERIFY(question->isVisible() && question->text().contains(u"Ask the other key holders"_s));
    QVERIFY(test::click(dialog, u"ceremonyKeep"_s));
    QVERIFY(!question->isVisible());
    QVERIFY(desk.sent(u"generate-operation-token/attempt"_s).isEmpty());
    QVERIFY(test::click(dialog, u"ceremonyCancel"_s));
    QVERIFY(test::click(dialog, u"ceremonyCancelConfirmed"_s));
    QTRY_VERIFY(test::find<QPushButton>(dialog, u"ceremonyStart"_s)->isVisible());
    QCOMPARE(desk.sent(u"generate-operation-token/attempt"_s).size(), 1);
    QCOMPARE(desk.sent(u"generate-operation-token/attempt"_s).constFirst().method,
             QByteArray("DELETE"));

    // Joined instead: shares are given, and what comes back is for whoever has the password.
    QVERIFY(startElsewhere(desk) != nonce);
    QVERIFY(test::click(dialog, u"ceremonyRead"_s));
    QVERIFY(desk.clickWhenReady(dialog, u"ceremonyJoin"_s));
    QVERIFY(desk.giveAll(dialog, basalt));
    QTRY_VERIFY(test::find<QWidget>(dialog, u"ceremonyEncodedBox"_s)->isVisible());
    QVERIFY(test::find<QLineEdit>(dialog, u"ceremonyOtpEntry"_s)->isVisible());
    QVERIFY(!test::find<QPushButton>(dialog, u"ceremonyGpg"_s)->isVisible());
    QVERIFY(test::type(dialog, u"ceremonyOtpEntry"_s, u"tooShort"_s));
    QVERIFY(test::click(dialog, u"ceremonyDecode"_s));
    QVERIFY(TokenDesk::news(dialog).contains(u"does not belong"_s));
}

void TestCeremonyDialog::anAttemptIsKeptWhenTheWindowCloses()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    QPointer<ui::CeremonyDialog> dialog = desk.openCeremony(basalt);
    QVERIFY(desk.clickWhenReady(dialog, u"ceremonyStart"_s));
    QVERIFY(desk.give(dialog, desk.share(basalt, 0)));
    QVERIFY(dialog->close());
    QTRY_VERIFY(!dialog);
    dialog = desk.openCeremony(basalt);
    QTRY_COMPARE(test::find<QWidget>(dialog, u"ceremonyProgress"_s)->accessibleName(),
                 u"Key shares given: 1 of 3"_s);
    QCOMPARE(test::find<QLabel>(dialog, u"ceremonyWhose"_s)->text(), u"from here"_s);
    QVERIFY(desk.give(dialog, desk.share(basalt, 1)));
    QVERIFY(desk.give(dialog, desk.share(basalt, 2)));
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
}

void TestCeremonyDialog::aPrivateKeyDoesNotStayOnTheScreen()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *dialog = desk.openCeremony(basalt);
    QTRY_VERIFY(test::click(dialog, u"ceremonyUsePgp"_s));
    QVERIFY(test::type(dialog, u"ceremonyPgpKey"_s,
                       u"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n"_s));
    QVERIFY(test::find<QPlainTextEdit>(dialog, u"ceremonyPgpKey"_s)->toPlainText().isEmpty());
    QVERIFY(test::find<QLabel>(dialog, u"ceremonyPgpInfo"_s)->isVisibleTo(dialog));
    QVERIFY(!test::find<QPushButton>(dialog, u"ceremonyStart"_s)->isEnabled());
}

void TestCeremonyDialog::aLockedDeskForgetsIt()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    QPointer<ui::CeremonyDialog> dialog = desk.openCeremony(basalt);
    QVERIFY(desk.clickWhenReady(dialog, u"ceremonyStart"_s));
    QVERIFY(desk.giveAll(dialog, basalt));
    QTRY_VERIFY(!desk.heldToken(basalt).isEmpty());
    desk.center->forgetSecrets();
    desk.fleet->lock();
    QVERIFY(!dialog);
    QVERIFY(desk.heldToken(basalt).isEmpty());
}

void TestCeremonyDialog::theStockIsShownAndForgottenOnRequest()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    desk.show(basalt);
    auto *state = test::find<QWidget>(desk.page, u"drTokenState"_s);
    QTRY_VERIFY(state->isVisible());
    QCOMPARE(state->accessibleName(), u"none held here"_s);
    QVERIFY(!test::find<QPushButton>(desk.page, u"forgetDrToken"_s)->isVisible());
    desk.stock().putGenerated(desk.snapshot(basalt), SecretString("hvs.oneThatIsNotReal"));
    QTRY_VERIFY2(state->accessibleName().contains(u"generated token in memory"_s),
                 qUtf8Printable(state->accessibleName()));
    look(desk.window, u"drtoken-page"_s);
    QVERIFY(test::click(desk.page, u"forgetDrToken"_s));
    QTRY_COMPARE(state->accessibleName(), u"none held here"_s);
    QVERIFY(desk.stock().entriesFor(desk.snapshot(basalt)).isEmpty());
}

void TestCeremonyDialog::looks()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    ui::CeremonyDialog *dialog = desk.openCeremony(basalt);
    QTRY_VERIFY(test::find<QPushButton>(dialog, u"ceremonyStart"_s)->isVisible());
    look(*dialog, u"ceremony-start"_s);
    QVERIFY(test::click(dialog, u"ceremonyUsePgp"_s));
    look(*dialog, u"ceremony-pgp"_s);
    QVERIFY(test::click(dialog, u"ceremonyUseOtp"_s));
    QVERIFY(desk.clickWhenReady(dialog, u"ceremonyStart"_s));
    QVERIFY(desk.give(dialog, desk.share(basalt, 0), u"Ada"_s));
    look(*dialog, u"ceremony-shares"_s);
    QVERIFY(test::click(dialog, u"ceremonyCancel"_s));
    look(*dialog, u"ceremony-cancel"_s);
    QVERIFY(test::click(dialog, u"ceremonyKeep"_s));
    QVERIFY(desk.give(dialog, desk.share(basalt, 1)));
    QVERIFY(desk.give(dialog, desk.share(basalt, 2)));
    QTRY_VERIFY(test::find<QWidget>(dialog, u"ceremonyMadeBox"_s)->isVisible());
    look(*dialog, u"ceremony-made"_s);
    ui::OperationDialog *promote = desk.openByButton(basalt, OperationId::DrPromote);
    QVERIFY(promote);
    look(*promote, u"ceremony-promote"_s);

    lab::Options options = TokenDesk::optionsFor(u"dr-pair"_s);
    options.version = u"2.0.0+ent"_s;
    TokenDesk two(options);
    QVERIFY(two.begin());
    ui::CeremonyDialog *denied = two.openCeremony(basalt);
    QTRY_VERIFY2(test::find<QWidget>(denied, u"ceremonyVaultTokenBox"_s)->isVisible(),
                 qUtf8Printable(TokenDesk::news(denied)));
    look(*denied, u"ceremony-vault-token"_s);
}

void TestCeremonyDialog::batchTokenLooks()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    desk.show(amber);
    QVERIFY(desk.clickWhenReady(desk.page, u"prepareBatchToken"_s));
    auto *dialog = desk.window.findChild<ui::BatchTokenDialog *>();
    look(*dialog, u"batch-form"_s);
    QVERIFY(desk.clickWhenReady(dialog, u"batchCheck"_s));
    QTRY_VERIFY(test::find<QPushButton>(dialog, u"batchSend"_s)->isVisible());
    // The lab's own policy allows more: the difference is shown.
    QVERIFY(test::find<QPlainTextEdit>(dialog, u"batchDifference"_s)
                ->toPlainText()
                .contains(u"- path \"sys/replication/dr/secondary/disable\""_s));
    look(*dialog, u"batch-findings"_s);
    QVERIFY(test::click(dialog, u"batchOperation.dr.secondary.reindex"_s)); // looked at anew
    QVERIFY(!test::find<QPushButton>(dialog, u"batchSend"_s)->isVisible());
    QVERIFY(desk.clickWhenReady(dialog, u"batchCheck"_s));
    QVERIFY(desk.clickWhenReady(dialog, u"batchSend"_s));
    QTRY_VERIFY(test::find<QLabel>(dialog, u"batchToken"_s)->isVisible());
    look(*dialog, u"batch-made"_s);
}

void TestCeremonyDialog::aLackingRightIsShownWithItsPolicy()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    desk.show(amber);
    QVERIFY(desk.clickWhenReady(desk.page, u"prepareBatchToken"_s));
    auto *dialog = desk.window.findChild<ui::BatchTokenDialog *>();
    QVERIFY(desk.lab.setFault(amber, {},
                              { .kind = u"error"_s,
                                .pathPrefix = u"auth/token/create/"_s,
                                .count = 1,
                                .status = 403,
                                .text = u"permission denied"_s }));
    QVERIFY(test::click(dialog, u"batchTokenOnly"_s));
    QVERIFY(!test::find<QWidget>(dialog, u"batchPolicy"_s)->isVisible());
    QVERIFY(desk.clickWhenReady(dialog, u"batchCheck"_s));
    QVERIFY(desk.clickWhenReady(dialog, u"batchSend"_s));
    auto *lines = test::find<QPlainTextEdit>(dialog, u"batchMissing"_s);
    QTRY_VERIFY(lines->isVisible());
    QVERIFY(lines->toPlainText().contains(u"path \"auth/token/create/failover-handler\""_s));
    QVERIFY(TokenDesk::news(dialog).contains(u"may not do this"_s));
    look(*dialog, u"batch-denied"_s);
}

void TestCeremonyDialog::theKeychainKeepsABatchToken()
{
    TokenDesk desk;
    QVERIFY(desk.begin());
    desk.show(amber);
    QVERIFY(desk.clickWhenReady(desk.page, u"prepareBatchToken"_s));
    auto *dialog = desk.window.findChild<ui::BatchTokenDialog *>();
    // The desk's store forgets with the program, and the form says so.
    auto *keychain = test::find<QCheckBox>(dialog, u"batchKeychain"_s);
    QVERIFY(!keychain->isEnabled());
    QVERIFY(keychain->toolTip().contains(u"no keychain"_s));
}

QTEST_MAIN(TestCeremonyDialog)
#include "tst_ceremonydialog.moc"
