// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/englishplurals.h"

#include <QCoreApplication>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestEnglishPlurals final : public QObject
{
    Q_OBJECT

private slots:
    void countsReadAsEnglish()
    {
        EnglishPlurals plurals;
        QVERIFY(QCoreApplication::installTranslator(&plurals));
        const auto counted = [](int n) {
            return QCoreApplication::translate("Test", "%n cluster(s) answer.", nullptr, n);
        };
        QCOMPARE(counted(0), u"0 clusters answer."_s);
        QCOMPARE(counted(1), u"1 cluster answer."_s);
        QCOMPARE(counted(21), u"21 clusters answer."_s);
        const auto verb = [](int n) {
            return QCoreApplication::translate(
                "Test", "%n of its nodes (is|are) sealed and (has|have) no keys.", nullptr, n);
        };
        QCOMPARE(verb(1), u"1 of its nodes is sealed and has no keys."_s);
        QCOMPARE(verb(2), u"2 of its nodes are sealed and have no keys."_s);
        QCOMPARE(QCoreApplication::translate("Test", "Plain (a|b) text"), u"Plain (a|b) text"_s);
        QCOMPARE(QCoreApplication::translate("Test", "Plain (s) text"), u"Plain (s) text"_s);
    }
};

QTEST_GUILESS_MAIN(TestEnglishPlurals)
#include "tst_englishplurals.moc"
