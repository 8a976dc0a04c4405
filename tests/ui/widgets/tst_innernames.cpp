// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "ui/widgets/innernames.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/tablesetup.h"
#include "ui/widgets/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

QString nameOf(QWidget *widget)
{
    return QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
}

QStringList buttonNames(QWidget *field)
{
    QStringList names;
    const QList<QToolButton *> buttons = field->findChildren<QToolButton *>();
    for (QToolButton *button : buttons)
        names.append(nameOf(button));
    names.sort();
    return names;
}

} // namespace

/// What a screen reader hears of the widgets Qt puts inside fields.
class TestInnerNames : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void aClearButtonIsNamedAfterItsField()
    {
        QLineEdit edit;
        edit.setAccessibleName(u"Filter"_s);
        edit.setClearButtonEnabled(true);
        edit.setText(u"x"_s);
        edit.show();
        QCOMPARE(buttonNames(&edit), QStringList { u"Clear Filter"_s });
    }

    void aFieldWithoutANameLendsItsLabel()
    {
        QWidget page;
        auto *layout = new QVBoxLayout(&page);
        auto *label = new QLabel(u"&Note"_s);
        auto *edit = new QLineEdit(u"x"_s);
        label->setBuddy(edit);
        edit->setClearButtonEnabled(true);
        layout->addWidget(label);
        layout->addWidget(edit);
        page.show();
        QCOMPARE(buttonNames(edit), QStringList { u"Clear Note"_s });
    }

    void noButtonOfAFilterFieldIsNameless()
    {
        QWidget page;
        auto *view = new QTableView(&page);
        auto *filter = new FilterField(view, &page, u"filter"_s, u"Filter the table"_s);
        filter->setParent(&page);
        filter->setText(u"x"_s);
        page.show();
        QCOMPARE(buttonNames(filter),
                 (QStringList { u"Clear Filter the table"_s, u"Go to Filter the table"_s }));
    }

    void aButtonWithATextKeepsIt()
    {
        SecretEdit edit(u"token"_s, u"Token"_s);
        edit.show();
        QCOMPARE(buttonNames(&edit), QStringList { u"Reveal Token"_s });
    }

    void theEditInsideABoxHasTheBoxsName()
    {
        QWidget page;
        auto *layout = new QVBoxLayout(&page);
        auto *spin = new QSpinBox;
        spin->setAccessibleName(u"Ask every"_s);
        auto *combo = new QComboBox;
        combo->setEditable(true);
        combo->setAccessibleName(u"Group"_s);
        layout->addWidget(spin);
        layout->addWidget(combo);
        page.show();
        QCOMPARE(nameOf(spin->findChild<QLineEdit *>()), u"Ask every"_s);
        QCOMPARE(nameOf(combo->lineEdit()), u"Group"_s);
    }

    void aChoiceIsNamedByItsPurposeNotByItsValue()
    {
        QWidget page;
        auto *layout = new QVBoxLayout(&page);
        auto *named = new QComboBox;
        auto *labelled = new QComboBox;
        auto *label = new QLabel(u"&Type"_s);
        label->setBuddy(labelled);
        named->setAccessibleName(u"Mode"_s);
        named->addItems({ u"allow"_s, u"deny"_s });
        labelled->addItem(u"token"_s);
        for (QWidget *widget : { static_cast<QWidget *>(named), static_cast<QWidget *>(label),
                                 static_cast<QWidget *>(labelled) })
            layout->addWidget(widget);
        page.show();
        named->setCurrentIndex(1);
        QCOMPARE(nameOf(named), u"Mode"_s);
        QCOMPARE(nameOf(labelled), u"Type"_s);
        QAccessibleInterface *heard = QAccessible::queryAccessibleInterface(named);
        QCOMPARE(heard->role(), QAccessible::ComboBox);
        QCOMPARE(heard->text(QAccessible::Value), u"deny"_s);
        QCOMPARE(heard->childCount(), 1);
        QCOMPARE(heard->child(0)->object(), named->view());
        QCOMPARE(heard->indexOfChild(heard->child(0)), 0);
        QVERIFY(!heard->child(1));
    }

    // Qt's bridge to AT-SPI passes the value of no box on, and the rows of its list choose nothing.
    void aChoiceIsReadAndMadeThroughTheTextOfTheBox()
    {
        QComboBox box;
        box.setAccessibleName(u"Mode"_s);
        box.addItems({ u"allow"_s, u"deny"_s });
        box.addItem(u"off"_s);
        qobject_cast<QStandardItemModel *>(box.model())->item(2)->setEnabled(false);
        box.show();
        QSignalSpy activated(&box, &QComboBox::activated);
        QAccessibleInterface *heard = QAccessible::queryAccessibleInterface(&box);
        QVERIFY(heard->textInterface());
        QCOMPARE(heard->textInterface()->text(0, heard->textInterface()->characterCount()),
                 u"allow"_s);
        QVERIFY(heard->editableTextInterface());
        heard->editableTextInterface()->replaceText(0, 5, u"deny"_s);
        QCOMPARE(box.currentText(), u"deny"_s);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(heard->textInterface()->text(0, 4), u"deny"_s);
        heard->editableTextInterface()->replaceText(0, 4, u"off"_s);
        heard->editableTextInterface()->replaceText(0, 4, u"neither"_s);
        QCOMPARE(box.currentText(), u"deny"_s);
        box.setEnabled(false);
        heard->editableTextInterface()->replaceText(0, 4, u"allow"_s);
        QCOMPARE(box.currentText(), u"deny"_s);
        box.setEnabled(true);
        box.hide(); // as the form behind a review
        heard->editableTextInterface()->replaceText(0, 4, u"allow"_s);
        QCOMPARE(box.currentText(), u"deny"_s);
        box.setEditable(true);
        QVERIFY(!heard->textInterface());
    }

    void aChoiceMayBeTheEndOfTheBox()
    {
        auto *box = new QComboBox;
        const QPointer<QComboBox> alive(box);
        box->addItems({ u"allow"_s, u"deny"_s });
        box->show();
        connect(box, &QComboBox::activated, this, [box] { delete box; });
        QAccessible::queryAccessibleInterface(box)->editableTextInterface()->insertText(0,
                                                                                        u"deny"_s);
        QVERIFY(!alive);
    }

    void theMenuOfAButtonIsThereForAssistivePrograms()
    {
        QPushButton button(u"&Token"_s);
        auto *menu = new QMenu(&button);
        QAction *revoke = menu->addAction(u"Sign out and re&voke"_s);
        button.setMenu(menu);
        button.show();
        QSignalSpy triggered(revoke, &QAction::triggered);
        QAccessibleInterface *heard = QAccessible::queryAccessibleInterface(&button);
        QCOMPARE(heard->role(), QAccessible::ButtonMenu);
        QCOMPARE(heard->text(QAccessible::Name), u"Token"_s);
        QCOMPARE(heard->childCount(), 1);
        QAccessibleInterface *list = heard->child(0);
        QCOMPARE(list->object(), menu);
        QCOMPARE(heard->indexOfChild(list), 0);
        QVERIFY(!heard->child(1));
        QCOMPARE(list->childCount(), 1);
        QCOMPARE(list->child(0)->text(QAccessible::Name), u"Sign out and revoke"_s);
        heard->actionInterface()->doAction(QAccessibleActionInterface::showMenuAction());
        QVERIFY(!menu->isVisible()); // and not only after it was closed
        bool wasOpen = false;
        connect(menu, &QMenu::aboutToShow, list->object(), [&wasOpen, list, menu] {
            QTimer::singleShot(0, menu, [&wasOpen, list, menu] {
                wasOpen = menu->isVisible();
                list->child(0)->actionInterface()->doAction(
                    QAccessibleActionInterface::pressAction());
            });
        });
        QTRY_COMPARE(triggered.size(), 1);
        QVERIFY(wasOpen);
        QTRY_VERIFY(!menu->isVisible());
    }

    void aChoiceCanBeGivenTheFocus()
    {
        QComboBox box;
        QVERIFY(
            QAccessible::queryAccessibleInterface(&box)->actionInterface()->actionNames().contains(
                QAccessibleActionInterface::setFocusAction()));
    }
};

QTEST_MAIN(TestInnerNames)
#include "tst_innernames.moc"
