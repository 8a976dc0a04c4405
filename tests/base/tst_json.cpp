// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/json.h"
#include "models/base/jsonwriter.h"

#include <QTest>

#include <limits>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestJson final : public QObject
{
    Q_OBJECT

private slots:
    void aByteOrderMarkInANameStays()
    {
        const auto document = JsonDocument::parse("{\"\xef\xbb\xbfname\":\"\xef\xbb\xbfx\"}");
        QVERIFY(document);
        JsonReader reader(*document);
        QVERIFY(!reader.has("name"_L1));
        const QString marked = QChar(QChar::ByteOrderMark) + u"name"_s;
        QCOMPARE(reader.names(), QStringList { marked });
        const QList<RawField> rest = reader.rest();
        QCOMPARE(rest.size(), 1);
        QCOMPARE(rest.constFirst().name, marked);
    }

    void severalByteOrderMarksStayApart()
    {
        const auto document =
            JsonDocument::parse("{\"\xef\xbb\xbf\xef\xbb\xbfx\":1,\"\xef\xbb\xbfx\":2}");
        QVERIFY(document);
        const QString mark(QChar::ByteOrderMark);
        QCOMPARE(JsonReader(*document).names(),
                 QStringList({ mark + mark + u"x"_s, mark + u"x"_s }));
    }

    void whatIsNoFiniteNumberIsNone()
    {
        for (const char *text : { "nan", "inf", "-inf" }) {
            const auto document = JsonDocument::parse("{\"a\":\"" + QByteArray(text) + "\"}");
            QVERIFY(document);
            JsonReader reader(*document);
            QVERIFY(!reader.number("a"_L1));
            QVERIFY(reader.error());
        }
    }

    void escapesAndExponentsThatMeanSomethingStay()
    {
        const auto document = JsonDocument::parse(
            R"({"pair":"\ud83d\ude00","korean":"\ud7ff","e9999999999":"e9999999999","n":1.5e-3})");
        QVERIFY(document);
        JsonReader reader(*document);
        QCOMPARE(reader.text("pair"_L1), QString::fromUtf8("\xf0\x9f\x98\x80"));
        QCOMPARE(reader.text("korean"_L1), QString(QChar(0xd7ff)));
        QCOMPARE(reader.text("e9999999999"_L1), u"e9999999999"_s);
        QCOMPARE(reader.number("n"_L1), 1.5e-3);
        QVERIFY(!reader.error());
    }

    void keepsAll64Bits()
    {
        const auto document = JsonDocument::parse(
            R"({"a":18446744073709551615,"b":"18446744073709551615","c":-9223372036854775808})");
        QVERIFY(document);
        JsonReader reader(*document);
        QCOMPARE(reader.count("a"_L1), std::numeric_limits<quint64>::max());
        QCOMPARE(reader.count("b"_L1), std::numeric_limits<quint64>::max());
        QCOMPARE(reader.integer("c"_L1), std::numeric_limits<qint64>::min());
        QVERIFY(!reader.error());
    }

    void refusesWhatIsNotJson_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("html") << QByteArray("<html>502</html>");
        QTest::newRow("truncated") << QByteArray("{\"data\":{\"mode\":\"prim");
        QTest::newRow("two values") << QByteArray("{} {}");
        QTest::newRow("invalid utf-8") << QByteArray("{\"a\":\"\xff\xfe\"}");
        QTest::newRow("nul byte") << QByteArray("{}\0{", 4);
        QTest::newRow("second half of a pair alone") << QByteArray(R"({"a":"\udc00"})");
        QTest::newRow("in a name") << QByteArray(R"({"x\uDFFFy":1})");
        QTest::newRow("first half of a pair alone") << QByteArray(R"({"a":"\ud800"})");
        QTest::newRow("beyond every number") << QByteArray(R"({"a":99e308})");
        QTest::newRow("an exponent that overflows")
            << QByteArray(R"({"a":1.00000000000000e-2147483639})");
        QTest::newRow("100k deep") << QByteArray(100000, '[');
        QTest::newRow("100k deep, closed") << QByteArray(100000, '[') + QByteArray(100000, ']');
    }
    void refusesWhatIsNotJson()
    {
        QFETCH(QByteArray, body);
        const auto document = JsonDocument::parse(body);
        QVERIFY(!document);
        QCOMPARE(document.error().kind, Error::Kind::BadAnswer);
        QVERIFY(!document.error().detail.isEmpty());
    }

    void bracketsInStringsAreNoNesting()
    {
        QVERIFY(JsonDocument::parse("{\"a\":\"" + QByteArray(1000, '[') + "\\\"{\"}"));
    }

    void namesThePathOfTheFirstWrongType()
    {
        const auto document =
            JsonDocument::parse(R"({"data":{"dr":{"secondaries":[{"x":1},{"x":{"y":2}}]}}})");
        QVERIFY(document);
        JsonReader root(*document);
        root.object("data"_L1, [](JsonReader &data) {
            data.object("dr"_L1, [](JsonReader &dr) {
                dr.objects("secondaries"_L1, [](JsonReader &entry) { (void)entry.count("x"_L1); });
            });
        });
        QVERIFY(root.error());
        QCOMPARE(root.error()->where, u"data.dr.secondaries[1].x"_s);
        QCOMPARE(root.error()->detail, u"expected a whole number, found an object"_s);
    }

    void aNegativeNumberIsCalledSo()
    {
        const auto document = JsonDocument::parse(R"({"wal":-5})");
        QVERIFY(document);
        JsonReader root(*document);
        QVERIFY(!root.count("wal"_L1));
        QVERIFY(root.error());
        QCOMPARE(root.error()->detail, u"expected a whole number, found a negative number"_s);
    }

    void aRootThatIsNoObjectIsAnError()
    {
        const auto document = JsonDocument::parse("[1]");
        QVERIFY(document);
        JsonReader root(*document);
        QVERIFY(root.error());
        QCOMPARE(root.text("a"_L1), std::nullopt);
    }

    void absentAndNullAreNothing()
    {
        const auto document = JsonDocument::parse(R"({"a":null})");
        JsonReader root(*document);
        QVERIFY(root.has("a"_L1));
        QVERIFY(root.isNull("a"_L1));
        QCOMPARE(root.text("a"_L1), std::nullopt);
        QCOMPARE(root.texts("b"_L1), std::nullopt);
        QVERIFY(!root.error());
    }

    void datesMayHaveNanosecondsAndOffsets_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QDateTime>("moment");
        QTest::newRow("offset") << QByteArray("2024-03-04T10:05:56-05:00")
                                << QDateTime({ 2024, 3, 4 }, { 15, 5, 56 }, Qt::UTC);
        QTest::newRow("nanoseconds") << QByteArray("2019-10-04T06:54:00.022804034Z")
                                     << QDateTime({ 2019, 10, 4 }, { 6, 54, 0, 22 }, Qt::UTC);
        QTest::newRow("fraction and offset")
            << QByteArray("2023-09-11T11:25:59.44956-07:00")
            << QDateTime({ 2023, 9, 11 }, { 18, 25, 59, 449 }, Qt::UTC);
    }
    void datesMayHaveNanosecondsAndOffsets()
    {
        QFETCH(QByteArray, text);
        QFETCH(QDateTime, moment);
        const auto document = JsonDocument::parse("{\"t\":\"" + text + "\"}");
        JsonReader root(*document);
        QCOMPARE(root.dateTime("t"_L1), moment);
        QVERIFY(!root.error());
    }

    void anEmptyTextIsNoNumberAndNoError()
    {
        const auto document = JsonDocument::parse(R"({"skew":"","wal":"","bad":"x"})");
        JsonReader root(*document);
        QCOMPARE(root.integer("skew"_L1), std::nullopt);
        QCOMPARE(root.count("wal"_L1), std::nullopt);
        QVERIFY(!root.error());
        QCOMPARE(root.integer("bad"_L1), std::nullopt);
        QVERIFY(root.error());
    }

    void keepsWhatWasNotAskedFor()
    {
        const auto document = JsonDocument::parse(R"({"a":1,"new":{"deep":[1,2]},"b":null})");
        JsonReader root(*document);
        (void)root.count("a"_L1);
        const QList<RawField> expected { { u"new"_s, R"({"deep":[1,2]})" }, { u"b"_s, "null" } };
        QCOMPARE(root.rest(), expected);
    }

    void keepsTheFirstOfRepeatedMembersOnly()
    {
        const auto document = JsonDocument::parse(R"({"x":1,"a":1,"a":2,"x":3,"a":4,"y":5})");
        JsonReader root(*document);
        QCOMPARE(root.count("a"_L1), 1U);
        const QList<RawField> expected { { u"x"_s, "1" }, { u"y"_s, "5" } };
        QCOMPARE(root.rest(), expected);
    }

    void writesInOrderAndInFull()
    {
        JsonWriter writer;
        writer.beginObject()
            .member("z"_L1, std::numeric_limits<quint64>::max())
            .member("a"_L1, u"ü\"\n"_s)
            .member("list"_L1, QStringList { u"x"_s })
            .member("none"_L1, std::optional<qint64>())
            .endObject();
        QCOMPARE(
            writer.result(),
            QByteArray(
                "{\"z\":18446744073709551615,\"a\":\"ü\\\"\\n\",\"list\":[\"x\"],\"none\":null}"));
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
