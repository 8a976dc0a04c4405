// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/jwt.h"

#include <QTest>

using namespace switchover;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

class TestJwt final : public QObject
{
    Q_OBJECT

private slots:
    void whatWasSignedIsRead()
    {
        const JwtKey key;
        const QJsonObject claims { { u"sub"_s, u"jo"_s }, { u"exp"_s, 1700000000 } };
        const QByteArray token = key.sign(claims);
        QCOMPARE(token.count('.'), 2);
        QCOMPARE(key.verify(token).value(), claims);
    }

    void anotherKeysTokensAreRefused()
    {
        const JwtKey key;
        const JwtKey other;
        const Result<QJsonObject> read = key.verify(other.sign({ { u"sub"_s, u"jo"_s } }));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::Kind::Denied);
    }

    void changedClaimsAreRefused()
    {
        const JwtKey key;
        const QList<QByteArray> mine = key.sign({ { u"sub"_s, u"jo"_s } }).split('.');
        const QList<QByteArray> root = key.sign({ { u"sub"_s, u"root"_s } }).split('.');
        QVERIFY(!key.verify(mine.at(0) + '.' + root.at(1) + '.' + mine.at(2)));
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("two parts") << QByteArray("a.b");
        QTest::newRow("no base64") << QByteArray("!.!.!");
        QTest::newRow("no object") << QByteArray("e30.W10.AAAA");
        QTest::newRow("short signature") << QByteArray("e30.e30.AAAA");
    }
    void nonsenseIsRefused()
    {
        QFETCH(QByteArray, token);
        const JwtKey key;
        QVERIFY(!key.verify(token));
    }
};

QTEST_GUILESS_MAIN(TestJwt)
#include "tst_jwt.moc"
