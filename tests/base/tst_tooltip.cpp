// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/tooltip.h"

#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

// The text that a reader of HTML shows, and nothing if there is any element but our own two.
QString shownBy(const QString &tip)
{
    if (!tip.contains(u'<') && !tip.contains(u'&'))
        return tip;
    QXmlStreamReader reader(tip);
    QString text;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement() && reader.name() != "qt"_L1 && reader.name() != "p"_L1)
            return {};
        if (reader.isCharacters())
            text += reader.text();
    }
    return reader.hasError() ? QString() : text;
}

} // namespace

class TestToolTip final : public QObject
{
    Q_OBJECT

private slots:
    void textIsShownAsItIs_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text :
             { u"amber"_s, u"two\nlines"_s, u"<img src=/dev/zero>"_s, u"<b>x</b>&amp;"_s,
               u"a < b"_s, u"first\n<img src='file:///dev/zero'>"_s, u"  \n <table>"_s,
               u"&lt;img&gt;"_s, u"<?xml version='1.0'?><qt>"_s, u"<!DOCTYPE html>"_s,
               u"</p></qt><img src=/dev/zero>"_s, u"\"quoted\" 'too'"_s, u"R&D"_s, u"<"_s,
               u"&#60;img src=/dev/zero&#62;"_s })
            QTest::newRow(qPrintable(text)) << text;
    }
    void textIsShownAsItIs()
    {
        QFETCH(QString, text);
        QCOMPARE(shownBy(plainToolTip(text)), text);
    }

    void wordsWithoutMarkupStayThemselves()
    {
        // A screen reader gets the tooltip as it is where nothing else describes a control.
        QCOMPARE(plainToolTip(u"Sign in to generate a token."), u"Sign in to generate a token."_s);
        QVERIFY(plainToolTip({}).isEmpty());
        QVERIFY(plainToolTip(u"").isEmpty());
    }

    void hiddenCharactersAreSpelledOut()
    {
        QCOMPARE(plainToolTip(u"a\u202eb\x1b\r"), u"a\\u{202E}b\\u{1B}\\r"_s);
    }

    void longTextIsWrappedAndCut()
    {
        const QString words = u"word "_s.repeated(200).trimmed();
        const QString wrapped = plainToolTip(words);
        for (const QString &line : wrapped.split(u'\n'))
            QVERIFY(line.size() <= 100);
        QCOMPARE(QString(wrapped).replace(u'\n', u' '), words);
        const QString sentence = words.first(180);
        QCOMPARE(plainToolTip(sentence), sentence);
        const QString unbroken = plainToolTip(QString(500, u'x'));
        QCOMPARE(QString(unbroken).remove(u'\n'), QString(500, u'x'));
        for (const QString &flood :
             { QString(5'000'000, u'x'), QString(5'000'000, u'\n'), QString(5'000'000, u'<'),
               QString(5'000'000, QChar(0x202E)), u"\U0001F600"_s.repeated(1'000'000) }) {
            const QString tip = plainToolTip(flood);
            QVERIFY2(tip.size() < 200'000, qPrintable(QString::number(tip.size())));
            QVERIFY(shownBy(tip).count(u'\n') < 40);
            for (const QString &line : shownBy(tip).split(u'\n'))
                QVERIFY(line.size() <= 100);
        }
    }
};

QTEST_GUILESS_MAIN(TestToolTip)
#include "tst_tooltip.moc"
