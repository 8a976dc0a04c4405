// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/naturalorder.h"
#include "models/items/textfilter.h"

#include <QTest>

#include <algorithm>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestTextFilter final : public QObject
{
    Q_OBJECT

private slots:
    void allWordsHaveToOccur_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("matches");
        QTest::newRow("nothing typed") << QString() << true;
        QTest::newRow("blanks typed") << u"  \t "_s << true;
        QTest::newRow("a part") << u"east"_s << true;
        QTest::newRow("another case") << u"DR-EAST"_s << true;
        QTest::newRow("two words") << u"primary east"_s << true;
        QTest::newRow("one of two") << u"east secondary"_s << false;
        QTest::newRow("folded") << u"STRASSE"_s << false;
        QTest::newRow("umlaut") << u"\u00dcBERLINGEN"_s << true;
        QTest::newRow("no wildcard") << u"e*t"_s << false;
    }
    void allWordsHaveToOccur()
    {
        QFETCH(QString, filter);
        QFETCH(bool, matches);
        const QString text = u"DR-East\n\u00dcberlingen\nprimary"_s;
        QCOMPARE(TextFilter(filter).matches(text), matches);
        QCOMPARE(TextFilter(filter).matchesFolded(text.toCaseFolded()), matches);
    }

    void filtersThatMeanTheSameAreEqual()
    {
        QCOMPARE(TextFilter(u" East  primary"_s), TextFilter(u"east PRIMARY "_s));
        QVERIFY(TextFilter(u"east"_s) != TextFilter(u"west"_s));
        QVERIFY(TextFilter(u" "_s).isEmpty());
    }

    void namesAreOrderedAsPeopleDo()
    {
        const QStringList names { QString(),
                                  u"2"_s,
                                  u"10"_s,
                                  u"a"_s,
                                  u"A"_s,
                                  u"DR-2"_s,
                                  u"dr-02"_s,
                                  u"dr-10"_s,
                                  u"dr-10-a"_s,
                                  u"dr-010"_s,
                                  u"vault-18446744073709551616"_s,
                                  u"vault-18446744073709551617"_s,
                                  u"z"_s };
        for (const QString &left : names)
            QCOMPARE(naturalOrder(left, left), 0);
        QVERIFY(naturalOrder(u"dr-2", u"dr-10") < 0);
        QVERIFY(naturalOrder(u"DR-2", u"dr-10") < 0);
        QVERIFY(naturalOrder(u"dr-10", u"DR-2") > 0);
        QVERIFY(naturalOrder(u"dr-2", u"dr-02") < 0);
        QVERIFY(naturalOrder(u"dr-02", u"dr-3") < 0);
        QVERIFY(naturalOrder(u"vault-18446744073709551616", u"vault-18446744073709551617") < 0);
        QVERIFY(naturalOrder(u"a", u"ab") < 0);
        QVERIFY(naturalOrder(u"a1b2", u"a1b10") < 0);
        QVERIFY(naturalOrder(u"", u"a") < 0);
    }

    void theOrderIsAnOrder()
    {
        const QStringList names { u"a"_s,   u"A"_s,    u"a1"_s,   u"a01"_s, u"A1"_s, u"a10"_s,
                                  u"a2"_s,  u"b"_s,    QString(), u"1"_s,   u"01"_s, u"1a"_s,
                                  u"a1a"_s, u"a01a"_s, u"A01B"_s, u"a1B"_s };
        for (const QString &a : names) {
            for (const QString &b : names) {
                QCOMPARE(naturalOrder(a, b) < 0, naturalOrder(b, a) > 0);
                QCOMPARE(naturalOrder(a, b) == 0, a == b);
                for (const QString &c : names) {
                    if (naturalOrder(a, b) < 0 && naturalOrder(b, c) < 0)
                        QVERIFY2(naturalOrder(a, c) < 0, qPrintable(a + u' ' + b + u' ' + c));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTextFilter)
#include "tst_textfilter.moc"
