// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/error.h"
#include "models/base/jsonwriter.h"
#include "models/base/secretjson.h"
#include "models/base/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

// Every code point that must never reach a terminal, written without the program's own function.
QList<char32_t> mustBeEscaped()
{
    QList<char32_t> list;
    for (char32_t c = 0; c < 0x20; ++c)
        list.append(c);
    for (char32_t c = 0x7F; c <= 0x9F; ++c)
        list.append(c);
    list.append({ 0xAD,   0x034F, 0x061C, 0x180E,  0x2028,   0x2029,  0xFEFF, 0xFFF9, 0xFFFA,
                  0xFFFB, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0xFDD0,  0x115F, 0x3164, 0xFFA0,
                  0xFE0F, 0xD800, 0xDBFF, 0xDC00,  0xDFFF,   0x1D173, 0x110BD });
    for (char32_t c = 0x200B; c <= 0x200F; ++c)
        list.append(c);
    for (char32_t c = 0x202A; c <= 0x202E; ++c)
        list.append(c);
    for (char32_t c = 0x2060; c <= 0x206F; ++c)
        list.append(c);
    for (char32_t c = 0xE0000; c <= 0xE01EF; ++c)
        list.append(c);
    return list;
}

QString asText(char32_t codePoint)
{
    // QString::fromUcs4() would replace a lone surrogate.
    return codePoint < 0x10000
        ? QString(QChar(char16_t(codePoint)))
        : QString(QChar(QChar::highSurrogate(codePoint))) + QChar(QChar::lowSurrogate(codePoint));
}

} // namespace

class TestVisibleText final : public QObject
{
    Q_OBJECT

private slots:
    void hiddenCodePointsAreSpelledOut()
    {
        for (const char32_t codePoint : mustBeEscaped()) {
            const QString text = u"a"_s + asText(codePoint) + u"b"_s;
            const QString line = visibleLine(text);
            const QByteArray which = QByteArray::number(uint(codePoint), 16);
            QVERIFY2(!line.contains(asText(codePoint)), which.constData());
            QVERIFY2(line.startsWith(u"a\\"_s) && line.endsWith(u'b'), which.constData());
            if (codePoint != '\n')
                QCOMPARE(visibleText(text), line);
        }
        QCOMPARE(visibleLine(u"\u202e"), u"\\u{202E}"_s);
        QCOMPARE(visibleLine(u"\x1b[2J"), u"\\u{1B}[2J"_s);
        QCOMPARE(visibleLine(u"\U000E0041"), u"\\u{E0041}"_s);
        QCOMPARE(visibleLine(QString(QChar(0xD800))), u"\\u{D800}"_s);
        QCOMPARE(visibleLine(u"a\r\n\tb"), u"a\\r\\n\\tb"_s);
        QCOMPARE(visibleText(u"a\r\n\tb"), u"a\\r\n\\tb"_s);
    }

    void whatPeopleReadStays()
    {
        for (const QString &text :
             { u""_s, u"amber"_s, u"Zürich – “Österreich”"_s, u"東京"_s, u"مرحبا"_s,
               u"\U0001F600"_s, u"C:\\path\\u{1}"_s, u"e\u0301"_s, u"a\u00a0b"_s }) {
            QCOMPARE(visibleLine(text), text);
            QCOMPARE(visibleText(text), text);
        }
    }

    void escapingTwiceChangesNothing()
    {
        const QString once = visibleLine(u"\x1b]0;x\x07\u202e\U000E0041\n\\"_s + QChar(0xDC00));
        QCOMPARE(visibleLine(once), once);
        QCOMPARE(visibleText(once), once);
    }

    void boundedCutsBetweenCodePoints()
    {
        QCOMPARE(bounded(u"amber", 5), u"amber"_s);
        QCOMPARE(bounded(u"ambers", 5), u"ambe…"_s);
        QCOMPARE(bounded(u"ab\U0001F600cd", 4), u"ab…"_s);
        QCOMPARE(bounded(u"ab", 0), u"…"_s);
        QCOMPARE(bounded(QString(100'000'000, u'x'), 10).size(), 10);
    }

    void jsonIsVisibleAndEqual()
    {
        QString all;
        for (const char32_t codePoint : mustBeEscaped()) {
            if (!QChar::isSurrogate(codePoint)) // has no UTF-8
                all += asText(codePoint);
        }
        all += u"é東\U0001F600\"\\/"_s;
        for (const auto style : { JsonWriter::Style::Compact, JsonWriter::Style::Indented }) {
            JsonWriter writer(style);
            writer.beginObject().member(all, all);
            writer.member("list"_L1, QStringList { all, u"plain"_s }).endObject();
            const QByteArray json = writer.result();
            const QString text = QString::fromUtf8(json);
            QCOMPARE(visibleText(text), text);
            const QJsonObject object = QJsonDocument::fromJson(json).object();
            QCOMPARE(object.value(all).toString(), all);
            QCOMPARE(object.value("list"_L1).toArray().at(0).toString(), all);
            QVERIFY(json.contains("é東\U0001F600"));
        }
        SecretJson secret;
        secret.member("secret"_L1, SecretString(all.toUtf8())).member("text"_L1, all);
        const QByteArray json = secret.take().reveal().toByteArray();
        QCOMPARE(visibleLine(QString::fromUtf8(json)), QString::fromUtf8(json));
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        QCOMPARE(object.value("secret"_L1).toString(), all);
        QCOMPARE(object.value("text"_L1).toString(), all);
    }

    void secretsThatAreNoUtf8StayAsTheyAre()
    {
        const QByteArray bytes = "a\xff\xe2\x80z\xc0\x80\xed\xa0\x80\xe2";
        SecretJson secret;
        secret.member("s"_L1, SecretString(bytes));
        QCOMPARE(secret.take().reveal().toByteArray(), "{\"s\":\"" + bytes + "\"}");
    }

    void errorSentencesAreOneVisibleLine_data()
    {
        QTest::addColumn<Error>("error");
        const QString hostile = u"x\x1b[2J\r\nswitchover: all is well\u202e\u0085\u2028\u200b"_s;
        QTest::newRow("server message") << Error { .kind = Error::Kind::Rejected,
                                                   .httpStatus = 400,
                                                   .serverMessages = { hostile, hostile } };
        QTest::newRow("where") << Error { .kind = Error::Kind::File, .where = hostile };
        QTest::newRow("detail") << Error { .kind = Error::Kind::BadAnswer, .detail = hostile };
        QTest::newRow("both") << Error { .kind = Error::Kind::Redirected,
                                         .where = hostile,
                                         .detail = hostile };
    }
    void errorSentencesAreOneVisibleLine()
    {
        QFETCH(Error, error);
        const QString sentence = errorSentence(error);
        QCOMPARE(visibleLine(sentence), sentence);
        QVERIFY(sentence.contains(u"all is well"_s));
    }

    void errorSentencesAreBounded()
    {
        const QString flood(10'000'000, u'x');
        const QString sentence =
            errorSentence({ .kind = Error::Kind::Rejected,
                            .serverMessages = QStringList(1000, flood.first(100'000)),
                            .where = flood,
                            .detail = flood });
        QVERIFY2(sentence.size() < 10'000, qPrintable(QString::number(sentence.size())));
    }
};

QTEST_GUILESS_MAIN(TestVisibleText)
#include "tst_visibletext.moc"
