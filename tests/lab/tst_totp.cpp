// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/totp.h"

#include <QTest>

using namespace switchover::lab;
using namespace Qt::StringLiterals;

class TestTotp final : public QObject
{
    Q_OBJECT

private slots:
    void codesAreThoseOfRfc6238_data()
    {
        QTest::addColumn<qint64>("time");
        QTest::addColumn<QString>("code");
        // The document's eight digits, the last six of them.
        QTest::newRow("59") << qint64(59) << u"287082"_s;
        QTest::newRow("1111111109") << qint64(1111111109) << u"081804"_s;
        QTest::newRow("1111111111") << qint64(1111111111) << u"050471"_s;
        QTest::newRow("1234567890") << qint64(1234567890) << u"005924"_s;
        QTest::newRow("2000000000") << qint64(2000000000) << u"279037"_s;
        QTest::newRow("20000000000") << qint64(20000000000) << u"353130"_s;
    }
    void codesAreThoseOfRfc6238()
    {
        QFETCH(qint64, time);
        QFETCH(QString, code);
        QCOMPARE(totp::code("12345678901234567890", time), code);
    }

    void base32IsThatOfRfc4648_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("f") << QByteArray("f") << u"MY"_s;
        QTest::newRow("fo") << QByteArray("fo") << u"MZXQ"_s;
        QTest::newRow("foo") << QByteArray("foo") << u"MZXW6"_s;
        QTest::newRow("foob") << QByteArray("foob") << u"MZXW6YQ"_s;
        QTest::newRow("fooba") << QByteArray("fooba") << u"MZXW6YTB"_s;
        QTest::newRow("foobar") << QByteArray("foobar") << u"MZXW6YTBOI"_s;
    }
    void base32IsThatOfRfc4648()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QCOMPARE(totp::toBase32(bytes), text);
        QCOMPARE(totp::fromBase32(text), bytes);
        QCOMPARE(totp::fromBase32(text.toLower() + u"===="_s), bytes);
    }
};

QTEST_GUILESS_MAIN(TestTotp)
#include "tst_totp.moc"
