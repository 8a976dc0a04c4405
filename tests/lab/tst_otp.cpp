// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/otp.h"
#include "models/lab/crypto/randomness.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace switchover;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

class TestOtp final : public QObject
{
    Q_OBJECT

private slots:
    void knownVectorsWorkBothWays_data()
    {
        QTest::addColumn<int>("length");
        QTest::addColumn<QString>("otp");
        QTest::addColumn<QString>("encoded");
        QTest::addColumn<QString>("token");
        QTest::newRow("s. token, 26 characters")
            << 26 << u"qZkG8AAgu4l5KOdypXG1TQS8lz"_s << u"AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4"_s
            << u"s.UOqXJFifGL55FibddbLDzoh4"_s;
        QTest::newRow("UUID, 16 bytes")
            << 0 << u"vZpZZf5UI1nvB3A5/7Xq9A=="_s << u"cuplaFGYduDEY6ZVC5IfaA=="_s
            << u"cf703c0d-afcc-55b9-2b64-d66cf427f59c"_s;
    }
    void knownVectorsWorkBothWays()
    {
        QFETCH(int, length);
        QFETCH(QString, otp);
        QFETCH(QString, encoded);
        QFETCH(QString, token);
        QCOMPARE(otp::encode(token, otp, length), encoded);
        QCOMPARE(otp::decode(encoded, otp, length), token);
        QCOMPARE(otp::decode(encoded + u"="_s, otp, length), token);
    }

    void aGeneratedPasswordHidesAToken_data()
    {
        QTest::addColumn<int>("length");
        QTest::addColumn<QString>("token");
        QTest::newRow("uuid") << 0 << randomUuid();
        QTest::newRow("s.") << 26 << u"s."_s + randomBase62(24);
        QTest::newRow("hvs.") << 28 << u"hvs."_s + randomBase62(24);
    }
    void aGeneratedPasswordHidesAToken()
    {
        QFETCH(int, length);
        QFETCH(QString, token);
        const QString password = otp::generate(length);
        QVERIFY(otp::isUsable(password, length));
        QVERIFY(password != otp::generate(length));
        if (length > 0)
            QVERIFY(
                QRegularExpression(u"^[0-9A-Za-z]{%1}$"_s.arg(length)).match(password).hasMatch());
        const auto encoded = otp::encode(token, password, length);
        QVERIFY(encoded);
        QCOMPARE(encoded->contains(u'='), length == 0);
        QCOMPARE(otp::decode(*encoded, password, length), token);
    }

    void refusesAPasswordOfTheWrongLength_data()
    {
        QTest::addColumn<QString>("otp");
        QTest::addColumn<int>("length");
        QTest::newRow("short") << u"abc"_s << 28;
        QTest::newRow("one too long") << QString(29, u'a') << 28;
        QTest::newRow("empty") << QString() << 28;
        QTest::newRow("old, 15 bytes") << QString::fromLatin1(QByteArray(15, 'x').toBase64()) << 0;
        QTest::newRow("old, not base64") << u"!!!!"_s << 0;
    }
    void refusesAPasswordOfTheWrongLength()
    {
        QFETCH(QString, otp);
        QFETCH(int, length);
        QVERIFY(!otp::isUsable(otp, length));
        const auto encoded =
            otp::encode(length ? QString(length, u't') : randomUuid(), otp, length);
        QVERIFY(!encoded);
        QCOMPARE(encoded.error().detail, u"OTP string is wrong length"_s);
    }

    void aForeignPasswordIsNoticedInsteadOfGivingRubbish()
    {
        const QString token = u"hvs."_s + randomBase62(24);
        const auto encoded = otp::encode(token, QString(28, u'a'), 28);
        QVERIFY(encoded);
        QVERIFY(!otp::decode(*encoded, u"\x01\x02\x03\x04"_s + QString(24, QChar(0x7f)), 28));
        QVERIFY(!otp::decode(u"not base64 ?"_s, QString(28, u'a'), 28));
        QVERIFY(!otp::decode(u"YWJj"_s, QString(28, u'a'), 28));
    }

    void sharesAreHexadecimalOrBase64_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("share");
        const QByteArray share = QByteArray::fromHex("00ff10203040506070");
        QTest::newRow("hex") << share.toHex() << share;
        QTest::newRow("upper-case hex") << share.toHex().toUpper() << share;
        QTest::newRow("base64") << share.toBase64() << share;
        QTest::newRow("base64 with a line end") << share.toBase64() + "\n" << share;
        QTest::newRow("hex wins where both would do")
            << QByteArray("abcd") << QByteArray("\xab\xcd");
        QTest::newRow("neither") << QByteArray("not a share!") << QByteArray();
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }
    void sharesAreHexadecimalOrBase64()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, share);
        QCOMPARE(otp::parseShare(text).value_or(QByteArray()), share);
    }

    void identifiersLookLikeVaults()
    {
        QCOMPARE(formatUuid(QByteArray::fromHex("cf703c0dafcc55b92b64d66cf427f59c")),
                 u"cf703c0d-afcc-55b9-2b64-d66cf427f59c"_s);
        QCOMPARE(formatUuid("short"), QString());
        const QRegularExpression form(u"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"_s);
        QSet<QString> seen;
        for (int i = 0; i < 100; ++i) {
            const QString id = randomUuid();
            QVERIFY2(form.match(id).hasMatch(), qPrintable(id));
            seen.insert(id);
        }
        QCOMPARE(seen.size(), qsizetype(100));
        QSet<QChar> letters;
        for (const QChar letter : randomBase62(10000))
            letters.insert(letter);
        QCOMPARE(letters.size(), qsizetype(62));
    }
};

QTEST_GUILESS_MAIN(TestOtp)
#include "tst_otp.moc"
