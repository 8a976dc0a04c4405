// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/format.h"

#include <QTest>

#include <limits>

using namespace switchover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestFormat final : public QObject
{
    Q_OBJECT

private:
    const QLocale m_english { QLocale::English, QLocale::UnitedStates };
    const QLocale m_german { QLocale::German, QLocale::Germany };

private slots:
    void timesAreToldFromNow_data()
    {
        QTest::addColumn<qint64>("ago");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << qint64(0) << u"just now"_s;
        QTest::newRow("under a second") << qint64(999) << u"just now"_s;
        QTest::newRow("a second") << qint64(1000) << u"1 s ago"_s;
        QTest::newRow("seconds") << qint64(12900) << u"12 s ago"_s;
        QTest::newRow("minutes") << qint64(5 * 60000 + 59000) << u"5 min ago"_s;
        QTest::newRow("hours") << qint64(47 * 3600000) << u"47 h ago"_s;
        QTest::newRow("days") << qint64(48 * 3600000) << u"2 d ago"_s;
        QTest::newRow("years") << qint64(1500) * 24 * 3600000 << u"1,500 d ago"_s;
        QTest::newRow("future seconds") << qint64(-30000) << u"in 30 s"_s;
        QTest::newRow("future minutes") << qint64(-300000) << u"in 5 min"_s;
        QTest::newRow("future hours") << qint64(-7200000) << u"in 2 h"_s;
        QTest::newRow("clock skew") << qint64(-900) << u"just now"_s;
    }
    void timesAreToldFromNow()
    {
        QFETCH(qint64, ago);
        QFETCH(QString, text);
        const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
        QCOMPARE(relativeTime(now.addMSecs(-ago), now, m_english), text);
        QCOMPARE(relativeTime(now.addMSecs(-ago).toOffsetFromUtc(7200), now, m_english), text);
    }

    void unknownTimesAreNotInvented()
    {
        const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
        QCOMPARE(relativeTime({}, now), noValue());
        QCOMPARE(relativeTime(now, {}), noValue());
        QCOMPARE(exactTime({}), noValue());
        QCOMPARE(lagText({}), noValue());
    }

    void durationsHaveOneOrTwoUnits_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << u"0 ms"_s;
        QTest::newRow("milliseconds") << qint64(850) << u"850 ms"_s;
        QTest::newRow("tenths") << qint64(1299) << u"1.2 s"_s;
        QTest::newRow("just under ten") << qint64(9999) << u"9.9 s"_s;
        QTest::newRow("seconds") << qint64(45678) << u"45 s"_s;
        QTest::newRow("just under a minute") << qint64(59999) << u"59 s"_s;
        QTest::newRow("minutes") << qint64(200000) << u"3 min 20 s"_s;
        QTest::newRow("whole minutes") << qint64(180000) << u"3 min"_s;
        QTest::newRow("hours") << qint64(2 * 3600000 + 5 * 60000) << u"2 h 5 min"_s;
        QTest::newRow("whole hours") << qint64(2 * 3600000) << u"2 h"_s;
        QTest::newRow("days") << qint64(4 * 86400000LL + 3 * 3600000) << u"4 d 3 h"_s;
        QTest::newRow("whole days") << qint64(4 * 86400000LL) << u"4 d"_s;
        QTest::newRow("negative") << qint64(-1200) << u"\u22121.2 s"_s;
        QTest::newRow("the least")
            << std::numeric_limits<qint64>::min() << u"\u2212106,751,991,167 d 7 h"_s;
    }
    void durationsHaveOneOrTwoUnits()
    {
        QFETCH(qint64, ms);
        QFETCH(QString, text);
        QCOMPARE(durationText(std::chrono::milliseconds(ms), m_english), text);
    }

    void numbersFollowTheLocale()
    {
        QCOMPARE(countText(1234567, m_english), u"1,234,567"_s);
        QCOMPARE(countText(1234567, m_german), u"1.234.567"_s);
        QCOMPARE(countText(18446744073709551615ULL, m_english), u"18,446,744,073,709,551,615"_s);
        QCOMPARE(durationText(1200ms, m_german), u"1,2 s"_s);
    }

    void skewHasItsSign()
    {
        QCOMPARE(skewText(12ms, m_english), u"+12 ms"_s);
        QCOMPARE(skewText(0ms, m_english), u"0 ms"_s);
        QCOMPARE(skewText(-1200ms, m_english), u"\u22121.2 s"_s);
    }

    void lagTellsWhatIsKnown()
    {
        QCOMPARE(lagText({ .wals = 0 }, m_english), u"0 WALs"_s);
        QCOMPARE(lagText({ .wals = 1 }, m_english), u"1 WAL"_s);
        QCOMPARE(lagText({ .wals = 1204, .canaryAge = 1200ms }, m_english), u"1,204 WALs, 1.2 s"_s);
        QCOMPARE(lagText({ .canaryAge = 900ms }, m_english), u"900 ms"_s);
    }

    void longListsAreCut()
    {
        QCOMPARE(listText({}), QString());
        QCOMPARE(listText({ u"a"_s, u"b"_s }, 2), u"a, b"_s);
        const QString cut = listText(QStringList(20000, u"id"_s), 2);
        QVERIFY(cut.startsWith(u"id, id "_s));
        QVERIFY(cut.size() < 40);
    }

    void onlyUuidsAreShortened()
    {
        QCOMPARE(shortId(u"1a2b3c4d-1111-2222-3333-444455556666"_s), u"1a2b3c4d"_s);
        QCOMPARE(shortId(u"1A2B3C4D-1111-2222-3333-444455556666"_s), u"1A2B3C4D"_s);
        QCOMPARE(shortId(u"dr-secondary-in-frankfurt"_s), u"dr-secondary-in-frankfurt"_s);
        QCOMPARE(shortId({}), QString());
    }

    void anAddressIsKnownByItsHost()
    {
        QCOMPARE(hostOf(u"https://vault-a.example.com:8200"_s), u"vault-a.example.com"_s);
        QCOMPARE(hostOf(u"vault-a.example.com:8201"_s), u"vault-a.example.com"_s);
        QCOMPARE(hostOf(u"https://[2001:db8::7]:8201"_s), u"2001:db8::7"_s);
        QCOMPARE(hostOf(u"10.0.0.7"_s), u"10.0.0.7"_s);
        QCOMPARE(hostOf({}), QString());
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
