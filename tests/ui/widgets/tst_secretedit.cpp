// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/secretedit.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTest>

using namespace switchover;
using namespace switchover::ui;

namespace {

QStringList toldTexts;

void listen(QAccessibleEvent *event)
{
    if (event->type() == QAccessible::TextInserted) {
        toldTexts.append(static_cast<QAccessibleTextInsertEvent *>(event)->textInserted());
    } else if (event->type() == QAccessible::TextRemoved) {
        toldTexts.append(static_cast<QAccessibleTextRemoveEvent *>(event)->textRemoved());
    } else if (event->type() == QAccessible::TextUpdated) {
        const auto *update = static_cast<QAccessibleTextUpdateEvent *>(event);
        toldTexts.append(update->textRemoved());
        toldTexts.append(update->textInserted());
    }
}

} // namespace

class TestSecretEdit : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
        QGuiApplication::clipboard()->setText(QStringLiteral("before"));
    }

    void isMaskedAndNamed()
    {
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        QTest::keyClicks(&edit, QStringLiteral("hvs.token"));
        QCOMPARE(edit.objectName(), QStringLiteral("tokenEdit"));
        QCOMPARE(edit.accessibleName(), QStringLiteral("Token"));
        QCOMPARE(edit.echoMode(), QLineEdit::Password);
        QVERIFY(!edit.displayText().contains(QStringLiteral("hvs")));
    }

    void takingEmptiesTheFieldAndItsHistory()
    {
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        QTest::keyClicks(&edit, QStringLiteral(" hvs.token\t"));
        QVERIFY(edit.hasSecret());
        const SecretString secret = edit.takeSecret();
        QCOMPARE(secret.reveal().toByteArray(), QByteArray("hvs.token"));
        QVERIFY(edit.text().isEmpty());
        QVERIFY(!edit.hasSecret());
        QVERIFY(!edit.isUndoAvailable());
        edit.undo();
        edit.setEchoMode(QLineEdit::Normal);
        edit.undo();
        QVERIFY(edit.text().isEmpty());
    }

    void wipingLeavesStringsOfOthersAlone()
    {
        const QString held = QString::fromLatin1("hvs.held-elsewhere");
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        edit.setText(held);
        edit.wipe();
        QCOMPARE(held, QStringLiteral("hvs.held-elsewhere"));
        edit.setText(QStringLiteral("a constant"));
        edit.wipe();
        QVERIFY(edit.text().isEmpty());
    }

    void peekingLeavesTheSecretInPlace()
    {
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        edit.setText(QStringLiteral("hvs.token"));
        QCOMPARE(edit.peekSecret().reveal().toByteArray(), QByteArray("hvs.token"));
        QCOMPARE(edit.text(), QStringLiteral("hvs.token"));
    }

    void whiteSpaceAloneIsNoSecret()
    {
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        edit.setText(QStringLiteral("  \n"));
        QVERIFY(!edit.hasSecret());
    }

    void nothingCanBeCopiedCutOrUndoneEvenWhenRevealed()
    {
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        edit.show();
        edit.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&edit));
        edit.setFocus();
        QTest::keyClicks(&edit, QStringLiteral("hvs.token"));
        edit.setRevealed(true);
        QVERIFY(edit.isRevealed());
        edit.selectAll();
        QTest::keyClick(&edit, Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(&edit, Qt::Key_X, Qt::ControlModifier);
        QTest::keyClick(&edit, Qt::Key_Insert, Qt::ControlModifier);
        QTest::keyClick(&edit, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(edit.text(), QStringLiteral("hvs.token"));
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("before"));
    }

    void theContextMenuOffersOnlyPasteAndClear()
    {
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        edit.setText(QStringLiteral("hvs.token"));
        edit.show();
        QVERIFY(QTest::qWaitForWindowExposed(&edit));
        QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(5, 5),
                                edit.mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(&edit, &event);
        auto *menu = edit.findChild<QMenu *>();
        QVERIFY(menu);
        QStringList texts;
        for (const QAction *action : menu->actions())
            texts += action->text();
        QCOMPARE(texts, QStringList({ QStringLiteral("Paste"), QStringLiteral("Clear") }));
        menu->close();
    }

    void losingTheFocusConceals()
    {
        QWidget window;
        auto *edit = new SecretEdit(QStringLiteral("tokenEdit"), QStringLiteral("Token"), &window);
        auto *other = new QLineEdit(&window);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        edit->setFocus();
        edit->setText(QStringLiteral("hvs.token"));
        edit->setRevealed(true);
        other->setFocus();
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
    }

    // The offscreen platform has no listeners, so what Qt would tell them is told here.
    void whoListensHearsMasks()
    {
        const QAccessible::UpdateHandler before = QAccessible::installUpdateHandler(&listen);
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        SecretEdit other(QStringLiteral("otherEdit"), QStringLiteral("Other"));
        QLineEdit plain;
        const QAccessible::UpdateHandler guard = QAccessible::installUpdateHandler(before);
        QVERIFY(guard && guard != &listen);
        const auto tell = [&](QLineEdit &about) {
            toldTexts.clear();
            QAccessibleTextInsertEvent inserted(&about, 0, QStringLiteral("hvs.token"));
            guard(&inserted);
            QAccessibleTextUpdateEvent updated(&about, 0, QStringLiteral("hvs.token"),
                                               QStringLiteral("hvs.t"));
            guard(&updated);
            QAccessibleTextRemoveEvent removed(&about, 0, QStringLiteral("hvs.t"));
            guard(&removed);
            return toldTexts;
        };
        const QStringList bare { QStringLiteral("hvs.token"), QStringLiteral("hvs.token"),
                                 QStringLiteral("hvs.t"), QStringLiteral("hvs.t") };
        const QStringList masks { QStringLiteral("*********"), QStringLiteral("*********"),
                                  QStringLiteral("*****"), QStringLiteral("*****") };
        QCOMPARE(tell(plain), bare);
        QCOMPARE(tell(edit), masks);
        edit.setRevealed(true);
        QCOMPARE(tell(edit), masks);
        QCOMPARE(tell(other), masks);
    }

    void theRevealButtonIsNamed()
    {
        SecretEdit edit(QStringLiteral("tokenEdit"), QStringLiteral("Token"));
        auto *reveal = edit.findChild<QAction *>(QStringLiteral("tokenEditReveal"));
        QVERIFY(reveal);
        QVERIFY(!reveal->text().isEmpty());
        edit.setText(QStringLiteral("hvs.token"));
        reveal->setChecked(true);
        QVERIFY(edit.isRevealed());
        QCOMPARE(edit.displayText(), QStringLiteral("hvs.token"));
        reveal->setChecked(false);
        QVERIFY(!edit.isRevealed());
    }
};

QTEST_MAIN(TestSecretEdit)
#include "tst_secretedit.moc"
