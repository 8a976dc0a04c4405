// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/tokens/claimsview.h"
#include "ui/tokens/rolewords.h"
#include "ui/tokens/tokenledgerpanel.h"
#include "ui/widgets/statusdot.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestTokenDialog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsWhatTheTokenSaysAndNeverTheToken();
    void copiesWithAVisibleCountdownAndClears();
    void leavesTheClipboardAloneOnceSomethingElseIsThere();
    void closingAnUnusedTokenAsksOnce();
    void closingACopiedTokenDoesNotAsk();
    void listsEveryOtherClusterAndWhyNot();
    void aSecondaryOfAnotherSetIsNotOfferedTheToken();
    void aUsedTokenSaysWhyNothingCanBeDoneWithIt();
    void aUsedTokenLeavesNoCopy();
    void whatDoesNotFitTheScreenScrolls();
    void aSecondaryHasTheSameColourEverywhere();
    void handsTheTokenOverInMemory();
    void theLedgerRemembersEverythingButTheToken();
    void revokingFromTheLedgerOpensTheForm();
    void addressHintsNameLoopbackAndPrivateNetworks();

private:
    ui::TokenDialog *mint(const QString &id,
                          OperationId operation = OperationId::PerformanceMintToken);

    std::unique_ptr<test::LabDesk> m_desk;
};

void TestTokenDialog::init()
{
    m_desk = std::make_unique<test::LabDesk>(u"full"_s);
    QVERIFY(m_desk->start());
}

void TestTokenDialog::cleanup()
{
    m_desk.reset();
}

ui::TokenDialog *TestTokenDialog::mint(const QString &id, OperationId operation)
{
    const QString outcome = m_desk->perform(u"amber"_s, operation, { { u"id"_s, id } });
    if (!outcome.isEmpty())
        qWarning("%s", qUtf8Printable(outcome));
    return QTest::qWaitFor([this] { return m_desk->tokenDialog(); }, test::patience)
        ? m_desk->tokenDialog()
        : nullptr;
}

void TestTokenDialog::showsWhatTheTokenSaysAndNeverTheToken()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    const QString token = QString::fromUtf8(dialog->cloneToken().reveal());
    QVERIFY(token.size() > 100);
    const QList<QLabel *> labels = dialog->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        QVERIFY(!label->text().contains(token));
        QVERIFY(!label->accessibleName().contains(token));
    }
    QVERIFY(!dialog->windowTitle().contains(token));
    const auto *claims = dialog->findChild<ui::ClaimsView *>(u"claimsView"_s);
    QCOMPARE(claims->verdict(), ui::ClaimsView::Verdict::Usable);
    QCOMPARE(*claims->claims()->address, m_desk->info(u"amber"_s).address);
    QCOMPARE(claims->claims()->type, u"wrapping"_s);
    QVERIFY(QDateTime::currentDateTimeUtc().secsTo(*claims->expires()) > 29 * 60);
    QVERIFY(claims->findChild<QLabel *>(u"claimHint"_s)->text().contains(u"loopback"_s));
}

void TestTokenDialog::copiesWithAVisibleCountdownAndClears()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    auto *countdown = dialog->findChild<QLabel *>(u"clipboardCountdown"_s);
    QVERIFY(!countdown->isVisible());
    QVERIFY(test::click(dialog, u"copyTokenButton"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QString::fromUtf8(dialog->cloneToken().reveal()));
    QVERIFY(QGuiApplication::clipboard()->mimeData()->hasFormat(u"x-kde-passwordManagerHint"_s));
    QVERIFY(countdown->isVisible());
    QVERIFY(countdown->text().contains(u"45 s"_s));
    QVERIFY(m_desk->ledger.entries().constFirst().copiedAt.has_value());
    QVERIFY(test::click(dialog, u"clearClipboardButton"_s));
    QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    QVERIFY(countdown->text().contains(u"cleared"_s));
}

void TestTokenDialog::leavesTheClipboardAloneOnceSomethingElseIsThere()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"copyTokenButton"_s));
    QGuiApplication::clipboard()->setText(u"something else"_s);
    auto *clear = dialog->findChild<QPushButton *>(u"clearClipboardButton"_s);
    if (clear->isVisible())
        QVERIFY(test::click(dialog, u"clearClipboardButton"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"something else"_s);
}

void TestTokenDialog::closingAnUnusedTokenAsksOnce()
{
    QPointer<ui::TokenDialog> dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(dialog->isVisible());
    const auto *bar = dialog->findChild<QLabel *>(u"tokenBarText"_s);
    QVERIFY(bar && bar->isVisible());
    QVERIFY(bar->text().contains(u"shown only here"_s));
    QVERIFY(test::click(dialog, u"closeTokenButton"_s));
    QTRY_VERIFY(!dialog);
}

void TestTokenDialog::closingACopiedTokenDoesNotAsk()
{
    QPointer<ui::TokenDialog> dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"copyTokenButton"_s));
    QVERIFY(test::click(dialog, u"closeTokenButton"_s));
    QTRY_VERIFY(!dialog);
}

void TestTokenDialog::listsEveryOtherClusterAndWhyNot()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"useOnButton"_s));
    QVERIFY(
        !dialog->findChild<QWidget *>(u"useOnCluster.amber"_s)); // it is the primary's own token
    for (const QString &cluster : { u"basalt"_s, u"cobalt"_s, u"dune"_s })
        QVERIFY2(dialog->findChild<QWidget *>(u"useOnCluster."_s + cluster),
                 qUtf8Printable(cluster));
    QVERIFY(dialog->findChild<QPushButton *>(u"useOnUpdate.cobalt"_s)->isVisible());
    QVERIFY(!dialog->findChild<QPushButton *>(u"useOnEnable.cobalt"_s)->isVisible());
    QVERIFY(!dialog->findChild<QPushButton *>(u"useOnEnable.basalt"_s)->isVisible());
    QVERIFY(
        dialog->findChild<QLabel *>(u"useOnReason.basalt"_s)->text().contains(u"DR secondary"_s));
}

void TestTokenDialog::aSecondaryOfAnotherSetIsNotOfferedTheToken()
{
    ui::TokenDialog *dialog = mint(u"dr-west"_s, OperationId::DrMintToken);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"useOnButton"_s));
    QVERIFY(dialog->findChild<QPushButton *>(u"useOnUpdate.basalt"_s)->isVisible());
    QVERIFY(!dialog->findChild<QPushButton *>(u"useOnUpdate.dune"_s)->isVisible()); // cobalt's
    QVERIFY(dialog->findChild<QLabel *>(u"useOnReason.dune"_s)
                ->text()
                .contains(u"another replication set"_s));
}

void TestTokenDialog::aUsedTokenSaysWhyNothingCanBeDoneWithIt()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    const auto *useOn = dialog->findChild<QPushButton *>(u"useOnButton"_s);
    QVERIFY(useOn->accessibleDescription().contains(u"without showing it"_s));
    QVERIFY(test::click(dialog, u"useOnButton"_s));
    const auto *update = dialog->findChild<QPushButton *>(u"useOnUpdate.cobalt"_s);
    QVERIFY(update->isEnabled());
    dialog->markUsed(u"cobalt"_s);
    m_desk->pollAll(); // a new reading does not enable it again
    QVERIFY(!update->isEnabled());
    const QList<QPushButton *> buttons = dialog->findChildren<QPushButton *>();
    for (const QPushButton *button : buttons) {
        if (!button->isVisible() || button->isEnabled())
            continue;
        QVERIFY2(button->toolTip().contains(u"was used"_s), qUtf8Printable(button->objectName()));
        QCOMPARE(button->accessibleDescription(), button->toolTip());
    }
    const auto *reason = dialog->findChild<QLabel *>(u"useOnReason.cobalt"_s);
    QVERIFY(reason->isVisible() && reason->isEnabled());
    QVERIFY(reason->text().contains(u"was used"_s));
    QVERIFY(dialog->findChild<QLabel *>(u"tokenWhyNot"_s)->text().contains(u"was used"_s));
    // Why a cluster could not take it anyway is still said.
    QVERIFY(
        dialog->findChild<QLabel *>(u"useOnReason.basalt"_s)->text().contains(u"DR secondary"_s));
}

void TestTokenDialog::aUsedTokenLeavesNoCopy()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"copyTokenButton"_s));
    QVERIFY(m_desk->clipboard->holdsSecret());
    dialog->markUsed(u"cobalt"_s);
    QVERIFY(!m_desk->clipboard->holdsSecret());
    QVERIFY(dialog->cloneToken().isEmpty());
    // Something else on the clipboard stays there.
    ui::TokenDialog *other = mint(u"eu-east"_s);
    QVERIFY(other);
    QVERIFY(test::click(other, u"copyTokenButton"_s));
    m_desk->clipboard->copySecret(SecretString("another"), std::chrono::seconds(45));
    other->markUsed(u"cobalt"_s);
    QVERIFY(m_desk->clipboard->holdsSecret());
}

void TestTokenDialog::whatDoesNotFitTheScreenScrolls()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"useOnButton"_s));
    dialog->resize(dialog->width(), 320);
    QTRY_VERIFY(dialog->height() <= 330); // no content forces it to be taller than a screen
    QTRY_VERIFY(ui::look::clippedTexts(*dialog).isEmpty());
    const auto *scroll = dialog->findChild<QScrollArea *>();
    QVERIFY(scroll->verticalScrollBar()->maximum() > 0);
    const auto *close = dialog->findChild<QPushButton *>(u"closeTokenButton"_s);
    QVERIFY(close->isVisible() && close->geometry().bottom() < dialog->height());
}

void TestTokenDialog::aSecondaryHasTheSameColourEverywhere()
{
    const ReplicationBlock secondary { .mode = modeFrom(u"secondary"_s) };
    const ReplicationBlock primary { .mode = modeFrom(u"primary"_s) };
    QCOMPARE(ui::roleTone(&secondary), ui::roleTone(Mode::Secondary));
    QCOMPARE(ui::roleTone(&primary), ui::Tone::Accent);
    QVERIFY(ui::roleTone(Mode::Secondary) != ui::Tone::Good); // a role is no health
    ReplicationBlock broken { .mode = modeFrom(u"secondary"_s) };
    broken.state = stateFrom(u"stream-wals"_s);
    QVERIFY(ui::stateTone(broken) != ui::Tone::Good); // without proof of its link
    broken.connectionState = connectionStateFrom(u"ready"_s);
    QCOMPARE(ui::stateTone(broken), ui::Tone::Good);
    broken.connectionState = connectionStateFrom(u"transient_failure"_s);
    QCOMPARE(ui::stateTone(broken), ui::Tone::Danger);
    // Nothing said is nothing known.
    QCOMPARE(ui::stateTone(primary), ui::Tone::Neutral);
}

void TestTokenDialog::handsTheTokenOverInMemory()
{
    ui::TokenDialog *dialog = mint(u"cobalt-2"_s);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"useOnButton"_s));
    QVERIFY(test::click(dialog, u"useOnUpdate.cobalt"_s));
    auto *form = m_desk->window.findChild<ui::OperationDialog *>();
    QVERIFY(form);
    QCOMPARE(form->operationId(), OperationId::PerformanceUpdatePrimary);
    auto *field = form->findChild<QLineEdit *>(u"parameter.token"_s);
    QVERIFY(field->text().isEmpty()); // kept beside the field, never its text
    QVERIFY(field->placeholderText().contains(u"memory"_s));
    QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    const QByteArray token = dialog->cloneToken().reveal().toByteArray();
    m_desk->lab.clearRequestLog();
    const QString outcome = m_desk->perform(form);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(m_desk->writes().constFirst().body.contains(token));
    QVERIFY(!dialog->isUsable());
    QVERIFY(!dialog->findChild<QPushButton *>(u"copyTokenButton"_s)->isEnabled());
    QVERIFY(!dialog->findChild<QPushButton *>(u"copyTokenButton"_s)->toolTip().isEmpty());
}

void TestTokenDialog::theLedgerRemembersEverythingButTheToken()
{
    ui::TokenDialog *dialog = mint(u"eu-west"_s);
    QVERIFY(dialog);
    const QString token = QString::fromUtf8(dialog->cloneToken().reveal());
    ui::TokenLedgerPanel panel(*m_desk->services);
    panel.show();
    const auto *table = panel.findChild<QTableView *>(u"ledgerTable"_s);
    QCOMPARE(table->model()->rowCount(), 1);
    QStringList cells;
    for (int column = 0; column < table->model()->columnCount(); ++column) {
        for (const int role : { int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::EditRole) })
            cells.append(table->model()->index(0, column).data(role).toString());
    }
    QVERIFY(cells.contains(u"eu-west"_s));
    QVERIFY(cells.contains(u"amber"_s));
    for (const QString &cell : std::as_const(cells))
        QVERIFY(!cell.contains(token));
    const LedgerEntry entry = m_desk->ledger.entries().constFirst();
    QCOMPARE(entry.type, u"performance"_s);
    QVERIFY(entry.expiresAt && entry.mintedAt.secsTo(*entry.expiresAt) > 29 * 60);
    QVERIFY(!entry.accessor.isEmpty());
}

void TestTokenDialog::revokingFromTheLedgerOpensTheForm()
{
    QVERIFY(mint(u"eu-west"_s));
    ui::TokenLedgerPanel panel(*m_desk->services);
    panel.show();
    QSignalSpy revoke(&panel, &ui::TokenLedgerPanel::revokeRequested);
    auto *button = panel.findChild<QPushButton *>(u"revokeTokenButton"_s);
    QVERIFY(!button->isEnabled());
    QVERIFY(!button->toolTip().isEmpty());
    panel.findChild<QTableView *>(u"ledgerTable"_s)->selectRow(0);
    QVERIFY(test::click(&panel, u"revokeTokenButton"_s));
    QCOMPARE(revoke.size(), 1);
    QCOMPARE(revoke.constFirst().at(2).toString(), u"eu-west"_s);
    const QString outcome = m_desk->perform(u"amber"_s, OperationId::PerformanceRevokeSecondary,
                                            { { u"id"_s, u"eu-west"_s } });
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(m_desk->ledger.entries().constFirst().revokedAt.has_value());
    QVERIFY(!button->isEnabled());
    QVERIFY(button->toolTip().contains(u"revoked"_s));
}

void TestTokenDialog::addressHintsNameLoopbackAndPrivateNetworks()
{
    QVERIFY(ui::ClaimsView::addressHint(u"https://localhost:8200"_s).contains(u"loopback"_s));
    QVERIFY(ui::ClaimsView::addressHint(u"https://[::1]:8200"_s).contains(u"loopback"_s));
    QVERIFY(ui::ClaimsView::addressHint(u"https://10.1.2.3:8200"_s).contains(u"private"_s));
    QVERIFY(ui::ClaimsView::addressHint(u"https://172.20.0.2:8200"_s).contains(u"private"_s));
    QVERIFY(ui::ClaimsView::addressHint(u"https://192.168.1.1:8200"_s).contains(u"private"_s));
    QCOMPARE(ui::ClaimsView::addressHint(u"https://vault.example.com:8200"_s), QString());
    QCOMPARE(ui::ClaimsView::addressHint(u"https://172.32.0.2:8200"_s), QString());
}

QTEST_MAIN(TestTokenDialog)
#include "tst_tokendialog.moc"
