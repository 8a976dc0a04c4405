// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/clock.h"
#include "tests/patience.h"
#include "ui/widgets/clipboardguard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace switchover;
using namespace switchover::ui;
using namespace std::chrono_literals;

class TestClipboardGuard : public QObject
{
    Q_OBJECT

private slots:
    void init() { clipboard().setText(QStringLiteral("something of the user")); }

    void marksWhatItCopiesAsSecret()
    {
        FakeClock clock;
        ClipboardGuard guard(clipboard(), clock);
        guard.copySecret(SecretString("eyJ.token"), 45s);
        const QMimeData *data = clipboard().mimeData();
        QCOMPARE(data->text(), QStringLiteral("eyJ.token"));
        QCOMPARE(data->data(QStringLiteral("x-kde-passwordManagerHint")), QByteArray("secret"));
        QCOMPARE(data->data(QStringLiteral(
                     "application/x-qt-windows-mime;value=\"CanIncludeInClipboardHistory\"")),
                 QByteArray(4, '\0'));
        QVERIFY(data->hasFormat(QStringLiteral(
            "application/"
            "x-qt-windows-mime;value=\"ExcludeClipboardContentFromMonitorProcessing\"")));
        QVERIFY(data->hasFormat(QStringLiteral("application/x-nspasteboard-concealed-type")));
        QVERIFY(guard.holdsSecret());
    }

    void clearsAfterTheTimeAndCountsDown()
    {
        FakeClock clock;
        ClipboardGuard guard(clipboard(), clock);
        QSignalSpy countdown(&guard, &ClipboardGuard::countdown);
        QSignalSpy cleared(&guard, &ClipboardGuard::cleared);
        guard.copySecret(SecretString("eyJ.token"), 45s);
        QCOMPARE(guard.remaining(), 45s);
        QCOMPARE(countdown.size(), 1);
        clock.advance(44s);
        QTRY_VERIFY(countdown.size() >= 2);
        QCOMPARE(countdown.at(1).at(0).value<std::chrono::seconds>(), 1s);
        QCOMPARE(clipboard().text(), QStringLiteral("eyJ.token"));
        clock.advance(1s);
        QTRY_COMPARE(cleared.size(), 1);
        QVERIFY(clipboard().text().isEmpty());
        QVERIFY(!guard.holdsSecret());
        QCOMPARE(guard.remaining(), 0s);
    }

    void leavesWhatSomebodyElseCopied()
    {
        FakeClock clock;
        ClipboardGuard guard(clipboard(), clock);
        QSignalSpy cleared(&guard, &ClipboardGuard::cleared);
        QSignalSpy superseded(&guard, &ClipboardGuard::superseded);
        guard.copySecret(SecretString("eyJ.token"), 45s);
        clipboard().setText(QStringLiteral("shopping list"));
        QCOMPARE(superseded.size(), 1);
        QVERIFY(!guard.holdsSecret());
        clock.advance(1h);
        guard.clearNow();
        QCOMPARE(cleared.size(), 0);
        QCOMPARE(clipboard().text(), QStringLiteral("shopping list"));
    }

    void clearsWhenItDies()
    {
        FakeClock clock;
        {
            ClipboardGuard guard(clipboard(), clock);
            guard.copySecret(SecretString("eyJ.token"), 45s);
        }
        QVERIFY(clipboard().text().isEmpty());
    }

    void dyingLeavesTheClipboardOfOthers()
    {
        FakeClock clock;
        {
            ClipboardGuard guard(clipboard(), clock);
            guard.copySecret(SecretString("eyJ.token"), 45s);
            clipboard().setText(QStringLiteral("shopping list"));
        }
        QCOMPARE(clipboard().text(), QStringLiteral("shopping list"));
    }

    void aSecondSecretStartsTheTimeAnew()
    {
        FakeClock clock;
        ClipboardGuard guard(clipboard(), clock);
        QSignalSpy superseded(&guard, &ClipboardGuard::superseded);
        guard.copySecret(SecretString("first"), 45s);
        clock.advance(40s);
        guard.copySecret(SecretString("second"), 45s);
        QCOMPARE(guard.remaining(), 45s);
        QCOMPARE(superseded.size(), 0);
        QCOMPARE(clipboard().text(), QStringLiteral("second"));
        guard.clearNow();
        QVERIFY(clipboard().text().isEmpty());
    }

    void oneCopyIsClearedOnlyWhileItIsThere()
    {
        FakeClock clock;
        ClipboardGuard guard(clipboard(), clock);
        const quint64 first = guard.copySecret(SecretString("first"), 45s);
        const quint64 second = guard.copySecret(SecretString("second"), 45s);
        guard.clearCopy(first);
        QCOMPARE(clipboard().text(), QStringLiteral("second"));
        guard.clearCopy(0);
        QVERIFY(guard.holdsSecret());
        guard.clearCopy(second);
        QVERIFY(clipboard().text().isEmpty());
        guard.copySecret(SecretString("third"), 45s);
        clipboard().setText(QStringLiteral("shopping list"));
        guard.clearCopy(second + 1);
        QCOMPARE(clipboard().text(), QStringLiteral("shopping list"));
    }

private:
    static QClipboard &clipboard() { return *QGuiApplication::clipboard(); }
};

QTEST_MAIN(TestClipboardGuard)
#include "tst_clipboardguard.moc"
