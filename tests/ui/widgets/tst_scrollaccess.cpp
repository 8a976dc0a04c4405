// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "ui/widgets/consolestyle.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableWidget>
#include <QTest>

using namespace switchover::ui;

/// What a screen reader gets that asks a scroll area for children while scroll bars come and go.
class TestScrollAccess : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setStyle(new ConsoleStyle); }

    void aChildCountedWithAScrollBarMayBeAskedForWithoutIt()
    {
        QScrollArea area;
        auto *content = new QLabel(QStringLiteral("content"));
        content->setFixedSize(2000, 2000);
        area.setWidget(content);
        area.resize(200, 200);
        area.show();
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        QTRY_VERIFY(area.verticalScrollBar()->isVisible());

        QAccessibleInterface *heard = QAccessible::queryAccessibleInterface(&area);
        const int counted = heard->childCount();
        QVERIFY(counted >= 2);

        content->setFixedSize(10, 10);
        QTRY_VERIFY(!area.verticalScrollBar()->isVisible());
        for (int index = 0; index < counted; ++index) {
            QAccessibleInterface *child = heard->child(index);
            QVERIFY(!child || child->isValid());
        }
        QVERIFY(!heard->child(counted + 10));
        QVERIFY(!heard->child(-1));
    }

    void theContentIsHeard()
    {
        QScrollArea area;
        area.setWidget(new QLabel(QStringLiteral("content")));
        QAccessibleInterface *heard = QAccessible::queryAccessibleInterface(&area);
        QAccessibleInterface *viewport = QAccessible::queryAccessibleInterface(area.viewport());
        QVERIFY(heard->indexOfChild(viewport) >= 0);
        QCOMPARE(viewport->child(0)->text(QAccessible::Name), QStringLiteral("content"));
        QCOMPARE(viewport->parent()->object(), &area);
    }

    void tablesStayTables()
    {
        QTableWidget table(2, 2);
        QCOMPARE(QAccessible::queryAccessibleInterface(&table)->role(), QAccessible::Table);
    }
};

QTEST_MAIN(TestScrollAccess)
#include "tst_scrollaccess.moc"
