// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "ui/widgets/dialogframe.h"
#include "ui/widgets/windowplacement.h"

#include <QLabel>
#include <QScreen>
#include <QTest>
#include <QVBoxLayout>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

/// A dialog that grows while it is open, as one does that reads what it shows.
class GrowingDialog final : public DialogFrame
{
public:
    explicit GrowingDialog(QWidget *parent)
        : DialogFrame(u"Test"_s, u"growing"_s, parent)
    {
        setMinimumWidth(0);
        content()->addWidget(&m_body);
        m_body.setMinimumSize(200, 100);
    }
    void grow(int height)
    {
        m_body.setMinimumHeight(height);
        layout()->activate();
        adjustSize();
    }

private:
    QWidget m_body;
};

QRect room()
{
    return QGuiApplication::primaryScreen()->availableGeometry();
}

} // namespace

class TestWindowPlacement : public QObject
{
    Q_OBJECT

private slots:
    void fitsFramesIntoTheRoom_data()
    {
        QTest::addColumn<QRect>("frame");
        QTest::addColumn<QRect>("fitted");
        QTest::newRow("inside") << QRect(10, 40, 100, 100) << QRect(10, 40, 100, 100);
        QTest::newRow("below a panel") << QRect(0, 0, 100, 100) << QRect(0, 30, 100, 100);
        QTest::newRow("title bar outside") << QRect(0, -25, 100, 100) << QRect(0, 30, 100, 100);
        QTest::newRow("buttons outside") << QRect(50, 700, 100, 100) << QRect(50, 668, 100, 100);
        QTest::newRow("of a screen that is gone")
            << QRect(3000, 900, 400, 300) << QRect(966, 468, 400, 300);
        QTest::newRow("left of it") << QRect(-2000, 100, 400, 300) << QRect(0, 100, 400, 300);
        QTest::newRow("too high") << QRect(100, -200, 400, 1200) << QRect(100, 30, 400, 738);
        QTest::newRow("too wide") << QRect(-300, 100, 2000, 300) << QRect(0, 100, 1366, 300);
    }

    void fitsFramesIntoTheRoom()
    {
        QFETCH(QRect, frame);
        QFETCH(QRect, fitted);
        QCOMPARE(fittedInto(frame, QRect(0, 30, 1366, 738)), fitted);
    }

    void aWindowOpensOverItsParent()
    {
        WindowPlacement placement(nullptr);
        QWidget parent;
        parent.setGeometry(room().adjusted(150, 150, -150, -150));
        parent.show();
        GrowingDialog dialog(&parent);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QTest::qWait(0);
        QVERIFY(room().contains(dialog.frameGeometry()));
        const QPoint apart = dialog.frameGeometry().center() - parent.frameGeometry().center();
        QVERIFY2(apart.manhattanLength() < 80,
                 qPrintable(QString::number(apart.manhattanLength())));
    }

    void aWindowThatGrowsStaysOnTheScreen()
    {
        WindowPlacement placement(nullptr);
        QWidget parent;
        parent.setGeometry(room().adjusted(0, room().height() / 2, 0, 0));
        parent.show();
        GrowingDialog dialog(&parent);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QTest::qWait(0);
        dialog.grow(room().height() - 150);
        QTRY_VERIFY(dialog.height() > room().height() - 150);
        QTRY_VERIFY(room().contains(dialog.geometry()));
    }

    void aPlaceOnAScreenThatIsGoneIsCorrected()
    {
        WindowPlacement placement(nullptr);
        QWidget window;
        window.resize(300, 200);
        window.move(room().right() + 900, room().bottom() + 900);
        window.show();
        QTRY_VERIFY(room().contains(window.geometry()));
    }
};

QTEST_MAIN(TestWindowPlacement)
#include "tst_windowplacement.moc"
