// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/typednamefield.h"

#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace switchover::ui;

class TestTypedNameField : public QObject
{
    Q_OBJECT

private slots:
    void onlyTheExactNameMatches_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("matches");
        QTest::newRow("exact") << QStringLiteral("Amber east") << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("part") << QStringLiteral("Amber") << false;
        QTest::newRow("other case") << QStringLiteral("amber east") << false;
        QTest::newRow("space before") << QStringLiteral(" Amber east") << false;
        QTest::newRow("space after") << QStringLiteral("Amber east ") << false;
        QTest::newRow("other cluster") << QStringLiteral("Birch west") << false;
    }

    void onlyTheExactNameMatches()
    {
        QFETCH(QString, typed);
        QFETCH(bool, matches);
        TypedNameField field(QStringLiteral("Amber east"), QStringLiteral("typedNameEdit"));
        auto *edit = field.findChild<QLineEdit *>(QStringLiteral("typedNameEdit"));
        QVERIFY(edit);
        QTest::keyClicks(edit, typed);
        QCOMPARE(field.matches(), matches);
    }

    void tellsWhenItMatchesAndWhenNoLonger()
    {
        TypedNameField field(QStringLiteral("amber"), QStringLiteral("typedNameEdit"));
        QSignalSpy changed(&field, &TypedNameField::matchChanged);
        auto *edit = field.findChild<QLineEdit *>(QStringLiteral("typedNameEdit"));
        QTest::keyClicks(edit, QStringLiteral("ambe"));
        QCOMPARE(changed.size(), 0);
        QTest::keyClicks(edit, QStringLiteral("r"));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.at(0).at(0).toBool(), true);
        QTest::keyClicks(edit, QStringLiteral("s"));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed.at(1).at(0).toBool(), false);
    }

    void anEmptyNameNeverMatches()
    {
        TypedNameField field(QString(), QStringLiteral("typedNameEdit"));
        QVERIFY(!field.matches());
        QSignalSpy changed(&field, &TypedNameField::matchChanged);
        field.setExpected(QStringLiteral("amber"));
        QVERIFY(!field.matches());
        QCOMPARE(changed.size(), 0);
    }

    void enterDoesNotReachTheDialogsButtons()
    {
        QDialog dialog;
        auto *layout = new QVBoxLayout(&dialog);
        auto *field =
            new TypedNameField(QStringLiteral("amber"), QStringLiteral("typedNameEdit"), &dialog);
        auto *buttons = new ConfirmButtons(QStringLiteral("Demote"), QStringLiteral("demoteButton"),
                                           Emphasis::Danger, &dialog);
        layout->addWidget(field);
        layout->addWidget(buttons);
        QSignalSpy confirmed(buttons, &ConfirmButtons::confirmed);
        QSignalSpy cancelled(buttons, &ConfirmButtons::cancelled);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto *edit = field->findChild<QLineEdit *>(QStringLiteral("typedNameEdit"));
        edit->setFocus();
        QTest::keyClicks(edit, QStringLiteral("amber"));
        QTest::keyClick(edit, Qt::Key_Return);
        QTest::keyClick(edit, Qt::Key_Enter);
        QCOMPARE(confirmed.size(), 0);
        QCOMPARE(cancelled.size(), 0);
        QVERIFY(buttons->cancelButton()->isDefault());
        QVERIFY(!buttons->actionButton()->isDefault());
        QVERIFY(!buttons->actionButton()->autoDefault());
    }

    void aDisabledActionSaysWhy()
    {
        ConfirmButtons buttons(QStringLiteral("&Demote"), QStringLiteral("demoteButton"),
                               Emphasis::Danger);
        buttons.setActionEnabled(false, QStringLiteral("Type the name first."));
        QVERIFY(!buttons.actionButton()->isEnabled());
        QCOMPARE(buttons.actionButton()->toolTip(), QStringLiteral("Type the name first."));
        QCOMPARE(buttons.actionButton()->accessibleDescription(),
                 QStringLiteral("Type the name first."));
        QCOMPARE(buttons.actionButton()->accessibleName(), QStringLiteral("Demote"));
        buttons.setActionEnabled(true);
        QVERIFY(buttons.actionButton()->isEnabled());
        QVERIFY(buttons.actionButton()->toolTip().isEmpty());
    }
};

QTEST_MAIN(TestTypedNameField)
#include "tst_typednamefield.moc"
