// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/activationtoken.h"
#include "models/replication/operationtoken.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestTokens final : public QObject
{
    Q_OBJECT

private slots:
    void claimsAreReadFromThreeParts_data()
    {
        QTest::addColumn<QByteArray>("padding");
        QTest::newRow("no padding") << QByteArray();
        QTest::newRow("padded") << QByteArray("==");
    }
    void claimsAreReadFromThreeParts()
    {
        QFETCH(QByteArray, padding);
        const QByteArray payload =
            "eyJhY2Nlc3NvciI6IiIsImFkZHIiOiJodHRwczovL3AuZXhhbXBsZTo4MjAwIiwiZXhwIjoxNzc0NjM1NzU4LC"
            "JpYXQiOjE3NzQ2MzM5NTgsImp0aSI6Imh2cy5pbm5lcnNlY3JldGlubmVyc2VjcmV0IiwibmJmIjoxNzc0NjMz"
            "OTUzLCJ0eXBlIjoid3JhcHBpbmcifQ";
        const auto claims = decodeActivationToken(
            SecretString("eyJhbGciOiJFUzUxMiJ9." + payload + padding + ".c2lnbmF0dXJl"));
        QVERIFY(claims);
        QCOMPARE(claims->address, u"https://p.example:8200"_s);
        QCOMPARE(claims->expires, QDateTime::fromSecsSinceEpoch(1774635758, Qt::UTC));
        QCOMPARE(claims->issued, QDateTime::fromSecsSinceEpoch(1774633958, Qt::UTC));
        QCOMPARE(claims->type, u"wrapping"_s);
    }

    void otherTokensHaveNoClaims_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("uuid of 0.7") << QByteArray("cf703c0d-afcc-55b9-2b64-d66cf427f59c");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("two parts") << QByteArray("eyJh.eyJh");
        QTest::newRow("empty parts") << QByteArray("..");
        QTest::newRow("not base64") << QByteArray("a.!!!.c");
        QTest::newRow("not json") << QByteArray("a.aGVsbG8.c");
        QTest::newRow("json, no object") << QByteArray("a.WzFd.c");
        QTest::newRow("bundle") << QByteArray("BHoCopaque/text+with=signs");
    }
    void otherTokensHaveNoClaims()
    {
        QFETCH(QByteArray, token);
        QVERIFY(!decodeActivationToken(SecretString(token)));
    }

    void expiryIsCountedFromTheCreation()
    {
        MintedToken token;
        QCOMPARE(token.expiresAt(), std::nullopt);
        token.ttlSeconds = 1800;
        token.createdAt = QDateTime({ 2026, 3, 1 }, { 12, 0 }, Qt::UTC);
        QCOMPARE(token.expiresAt(), QDateTime({ 2026, 3, 1 }, { 12, 30 }, Qt::UTC));
    }

    void anAttemptIsReadWithoutEnvelope()
    {
        const auto attempt = decodeOperationTokenAttempt(
            R"({"nonce":"n","started":true,"progress":1,"required":3,"complete":false,"encoded_token":"","encoded_root_token":"","pgp_fingerprint":"f","otp":"secretotp","otp_length":28})");
        QVERIFY(attempt);
        QVERIFY(attempt->started && !attempt->complete);
        QCOMPARE(attempt->nonce, u"n"_s);
        QCOMPARE(attempt->progress, 1);
        QCOMPARE(attempt->required, 3);
        QCOMPARE(attempt->otpLength, 28);
        QCOMPARE(attempt->pgpFingerprint, u"f"_s);
        QVERIFY(attempt->otp == SecretString("secretotp"));
        QVERIFY(attempt->encodedToken.isEmpty());
        QVERIFY(!decodeOperationTokenAttempt(R"({"data":{}})"));
    }

    void operationTokensAreDecoded_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::addColumn<QByteArray>("otp");
        QTest::addColumn<int>("length");
        QTest::addColumn<QByteArray>("token"); // empty: refused
        const QByteArray otp = "Ab3Zk9QpL0xYw7RtN5mVc2JhF8dG";
        const QByteArray encoded = "KRRAdDpSZichZEohLUdrODx3WRgAZHIbH1xVDw";
        QTest::newRow("since 0.11")
            << encoded << otp << 28 << QByteArray("hvs.Qk7WmT2xZp9LrB4NcV8sYd1H");
        QTest::newRow("0.11 to 1.9") << QByteArray("GB1iNityAmEgXw5fIiZBHFE6fAB6PV1wJyY")
                                     << QByteArray("k3VbQ9sXw2LmZt7RfY0pJd5HcA") << 26
                                     << QByteArray("s.4TzKq9WmB2xRvN7cLp0Yh8Dg");
        QTest::newRow("1.10 to 2.0") << QByteArray("PEEefztzEzFbeCgnSng3UWklQAsca3o/RhxcNA")
                                     << QByteArray("T7mQx2Vb9KpLs4Zc8RwYh1Nf6JdG") << 28
                                     << QByteArray("hvs.CAESb3Xk9Lm2Qw7RtZ4YpV8s");
        QTest::newRow("0.9 and 0.10")
            << QByteArray("sKDQwPDgEAAwIFBAcGCQsA==") << QByteArray("ERITFBUWFxgZGhscHR4fIA==") << 0
            << QByteArray("a1b2c3d4-e5f6-0718-293a-4b5c6d7e8f90");
        QTest::newRow("Vault's documentation, since 0.11")
            << QByteArray("AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4")
            << QByteArray("qZkG8AAgu4l5KOdypXG1TQS8lz") << 26
            << QByteArray("s.UOqXJFifGL55FibddbLDzoh4");
        QTest::newRow("Vault's documentation, before 0.11")
            << QByteArray("cuplaFGYduDEY6ZVC5IfaA==") << QByteArray("vZpZZf5UI1nvB3A5/7Xq9A==") << 0
            << QByteArray("cf703c0d-afcc-55b9-2b64-d66cf427f59c");
        QTest::newRow("padded by hand")
            << encoded + "==" << otp << 28 << QByteArray("hvs.Qk7WmT2xZp9LrB4NcV8sYd1H");
        QTest::newRow("before 0.11")
            << QByteArray("DhwuOE5cbnCOnK64ztzu4A==") << QByteArray("AQIDBAUGBwgJCgsMDQ4PEA==") << 0
            << QByteArray("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
        QTest::newRow("another OTP")
            << encoded << QByteArray("*b3Zk9QpL0xYw7RtN5mVc2JhF8dG") << 28 << QByteArray();
        QTest::newRow("OTP too short") << encoded << QByteArray("Ab3Z") << 28 << QByteArray();
        QTest::newRow("no base64") << QByteArray("not base64!") << otp << 28 << QByteArray();
        QTest::newRow("nothing") << QByteArray() << otp << 28 << QByteArray();
        QTest::newRow("old form, short")
            << QByteArray("DhwuOA==") << QByteArray("AQIDBA==") << 0 << QByteArray();
        QTest::newRow("old form, OTP no base64")
            << QByteArray("DhwuOE5cbnCOnK64ztzu4A==") << QByteArray("!!") << 0 << QByteArray();
    }
    void operationTokensAreDecoded()
    {
        QFETCH(QByteArray, encoded);
        QFETCH(QByteArray, otp);
        QFETCH(int, length);
        QFETCH(QByteArray, token);
        const auto decoded = decodeOperationToken(SecretString(encoded), SecretString(otp), length);
        QCOMPARE(decoded.has_value(), !token.isEmpty());
        if (decoded) {
            QCOMPARE(decoded->reveal().toByteArray(), token);
        } else {
            QCOMPARE(decoded.error().kind, Error::Kind::InvalidInput);
            QVERIFY(!decoded.error().detail.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestTokens)
#include "tst_tokens.moc"
