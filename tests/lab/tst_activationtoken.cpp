// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/activationtoken.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace switchover;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

namespace {

constexpr auto jwtBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

ActivationClaims someClaims()
{
    const QDateTime issued(QDate(2026, 5, 4), QTime(3, 2, 1), Qt::UTC);
    return {
        .address = u"http://127.0.0.1:8200"_s,
        .expires = issued.addSecs(1800),
        .issued = issued,
        .tokenId = u"hvs.CAESIJlU02LQZq"_s,
        .notBefore = issued.addSecs(-5),
    };
}

QJsonObject part(const QByteArray &token, int index)
{
    return QJsonDocument::fromJson(QByteArray::fromBase64(token.split('.').at(index), jwtBase64))
        .object();
}

} // namespace

class TestActivationToken final : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatVaultsTokensSay()
    {
        const ActivationTokenKey key;
        const QByteArray token = key.sign(someClaims());
        QVERIFY(looksLikeJwt(token));
        for (const char character : { '=', '+', '/', '\n' })
            QVERIFY(!token.contains(character));
        QCOMPARE(part(token, 0), QJsonObject({ { u"alg"_s, u"ES512"_s }, { u"typ"_s, u"JWT"_s } }));
        const QJsonObject claims = part(token, 1);
        QCOMPARE(claims,
                 QJsonObject({ { u"accessor"_s, QString() },
                               { u"addr"_s, u"http://127.0.0.1:8200"_s },
                               { u"exp"_s, 1777865521 },
                               { u"iat"_s, 1777863721 },
                               { u"jti"_s, u"hvs.CAESIJlU02LQZq"_s },
                               { u"nbf"_s, 1777863716 },
                               { u"type"_s, u"wrapping"_s } }));
        QCOMPARE(QByteArray::fromBase64(token.split('.').at(2), jwtBase64).size(), qsizetype(132));
    }

    void theKeyHeaderMayBeEmptyAsInVault12()
    {
        const QByteArray token =
            ActivationTokenKey().sign(someClaims(), ActivationTokenKey::KeyIdHeader::Empty);
        QVERIFY(part(token, 0).contains("kid"_L1));
        QCOMPARE(part(token, 0).value("kid"_L1), QJsonValue(QString()));
    }

    void notBeforeMayBeLeftOut()
    {
        ActivationClaims claims = someClaims();
        claims.notBefore = {};
        const ActivationTokenKey key;
        const QByteArray token = key.sign(claims);
        QVERIFY(!part(token, 1).contains("nbf"_L1));
        QCOMPARE(key.verify(token), claims);
    }

    void acceptsItsOwnTokens()
    {
        const ActivationTokenKey key;
        for (int i = 0; i < 64; ++i) // r and s are now and then shorter than 66 bytes
            QCOMPARE(key.verify(key.sign(someClaims())), someClaims());
    }

    void refusesWhatItDidNotSign_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<int>("kind");
        const QByteArray foreign = ActivationTokenKey().sign(someClaims());
        const QList<QByteArray> parts = foreign.split('.');
        const auto rejoin = [](const QByteArray &a, const QByteArray &b, const QByteArray &c) {
            return a + '.' + b + '.' + c;
        };
        QTest::newRow("another key") << foreign << int(Error::Kind::Denied);
        QTest::newRow("short signature")
            << rejoin(parts[0], parts[1], "AAAA") << int(Error::Kind::Denied);
        QTest::newRow("zero signature")
            << rejoin(parts[0], parts[1], QByteArray(132, '\0').toBase64(jwtBase64))
            << int(Error::Kind::Denied);
        QTest::newRow("no signature")
            << rejoin(parts[0], parts[1], "") << int(Error::Kind::BadAnswer);
        QTest::newRow("alg none") << rejoin(QByteArray(R"({"alg":"none"})").toBase64(jwtBase64),
                                            parts[1], parts[2])
                                  << int(Error::Kind::BadAnswer);
        QTest::newRow("claims no JSON")
            << rejoin(parts[0], "bm9wZQ", parts[2]) << int(Error::Kind::BadAnswer);
        QTest::newRow("claims without jti")
            << rejoin(parts[0], QByteArray(R"({"exp":1})").toBase64(jwtBase64), parts[2])
            << int(Error::Kind::BadAnswer);
        QTest::newRow("plain token") << QByteArray("hvs.abcdef") << int(Error::Kind::BadAnswer);
        QTest::newRow("empty") << QByteArray() << int(Error::Kind::BadAnswer);
    }
    void refusesWhatItDidNotSign()
    {
        QFETCH(QByteArray, token);
        QFETCH(int, kind);
        const auto claims = ActivationTokenKey().verify(token);
        QVERIFY(!claims);
        QCOMPARE(int(claims.error().kind), kind);
        QVERIFY(!claims.error().detail.isEmpty());
    }

    void noticesAChangedClaim()
    {
        const ActivationTokenKey key;
        QList<QByteArray> parts = key.sign(someClaims()).split('.');
        QJsonObject claims = part(parts.join('.'), 1);
        claims.insert(u"addr"_s, u"http://evil.example:8200"_s);
        parts[1] = QJsonDocument(claims).toJson(QJsonDocument::Compact).toBase64(jwtBase64);
        const auto verified = key.verify(parts.join('.'));
        QVERIFY(!verified);
        QCOMPARE(verified.error().kind, Error::Kind::Denied);
        QCOMPARE(readUnverified(parts.join('.'))->address, u"http://evil.example:8200"_s);
    }
};

QTEST_GUILESS_MAIN(TestActivationToken)
#include "tst_activationtoken.moc"
