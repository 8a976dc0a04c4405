// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "ui/settings/policiesdialog.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QToolButton>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

class TestPoliciesDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void eachRolesLeastPolicyCanBeCopied()
    {
        auto *dialog = new PoliciesDialog;
        dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto *tabs = dialog->findChild<QTabWidget *>(u"policyTabs"_s);
        QCOMPARE(tabs->count(), int(allOperatorRoles.size()));
        for (int i = 0; i < tabs->count(); ++i) {
            const OperatorRole role = allOperatorRoles.at(std::size_t(i));
            tabs->setCurrentIndex(i);
            QCOMPARE(tabs->tabText(i), roleName(role));
            const auto *text = tabs->currentWidget()->findChild<QPlainTextEdit *>();
            QCOMPARE(text->toPlainText(), rolePolicy(role));
            QGuiApplication::clipboard()->clear();
            auto *copy =
                tabs->currentWidget()->findChild<QToolButton *>("copy."_L1 + text->objectName());
            QVERIFY(copy);
            copy->click();
            QCOMPARE(QGuiApplication::clipboard()->text(), rolePolicy(role));
            QTRY_VERIFY2(look::clippedTexts(*dialog).isEmpty(),
                         qPrintable(look::clippedTexts(*dialog).join(u'\n')));
            QVERIFY2(look::namelessInputs(*dialog).isEmpty(),
                     qPrintable(look::namelessInputs(*dialog).join(u'\n')));
            look::save(*dialog, u"policies-"_s + QString::number(i));
        }
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
    }
};

QTEST_MAIN(TestPoliciesDialog)
#include "tst_policiesdialog.moc"
