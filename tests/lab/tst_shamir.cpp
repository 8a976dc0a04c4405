// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/randomness.h"
#include "models/lab/crypto/shamir.h"

#include <QSet>
#include <QTest>

using namespace switchover;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

class TestShamir final : public QObject
{
    Q_OBJECT

private slots:
    void everySubsetThatIsLargeEnoughGivesTheSecret_data()
    {
        QTest::addColumn<int>("shares");
        QTest::addColumn<int>("threshold");
        QTest::newRow("2 of 2") << 2 << 2;
        QTest::newRow("3 of 5") << 5 << 3;
        QTest::newRow("5 of 5") << 5 << 5;
        QTest::newRow("2 of 7") << 7 << 2;
    }
    void everySubsetThatIsLargeEnoughGivesTheSecret()
    {
        QFETCH(int, shares);
        QFETCH(int, threshold);
        const QByteArray secret = randomBytes(32);
        const auto parts = shamir::split(secret, shares, threshold);
        QVERIFY(parts);
        QCOMPARE(parts->size(), shares);
        for (int subset = 0; subset < (1 << shares); ++subset) {
            QList<QByteArray> picked;
            for (int i = 0; i < shares; ++i) {
                if (subset & (1 << i))
                    picked.prepend(parts->at(i)); // the order does not matter
            }
            const auto combined = shamir::combine(picked);
            if (picked.size() < 2) {
                QVERIFY(!combined);
                continue;
            }
            QVERIFY(combined);
            // 32 random bytes meet the secret by chance once in 2^256.
            QCOMPARE(*combined == secret, picked.size() >= threshold);
        }
    }

    void sharesHaveTheirCoordinateLastNeverZeroNeverTwice()
    {
        const auto parts = shamir::split("secret", 255, 2);
        QVERIFY(parts);
        QSet<char> seen;
        for (const QByteArray &part : *parts) {
            QCOMPARE(part.size(), qsizetype(7));
            QVERIFY(part.back() != '\0');
            seen.insert(part.back());
        }
        QCOMPARE(seen.size(), qsizetype(255));
    }

    void combinesSharesCalculatedByHand()
    {
        // The secret byte 0x42 with the polynomial 0x42 + 0x57 x: at x = 0x83 the product is 0xc1,
        // the worked example of FIPS 197; at x = 1 it is 0x57 itself.
        const QByteArray atOne("\x15\x01", 2);
        const QByteArray atExample("\x83\x83", 2);
        QCOMPARE(shamir::combine({ atOne, atExample }), QByteArray("\x42"));
    }

    void twoSplitsOfOneSecretDiffer()
    {
        const auto first = shamir::split("0123456789abcdef", 3, 2);
        const auto second = shamir::split("0123456789abcdef", 3, 2);
        QVERIFY(first && second);
        QVERIFY(*first != *second);
    }

    void refusesSharesThatCannotBeCombined_data()
    {
        QTest::addColumn<QList<QByteArray>>("shares");
        QTest::addColumn<QString>("why");
        QTest::newRow("none") << QList<QByteArray>()
                              << u"less than two parts cannot be used to reconstruct the secret"_s;
        QTest::newRow("one") << QList<QByteArray> { "ab" }
                             << u"less than two parts cannot be used to reconstruct the secret"_s;
        QTest::newRow("coordinate only")
            << QList<QByteArray> { "a", "b" } << u"parts must be at least two bytes"_s;
        QTest::newRow("unequal") << QList<QByteArray> { "ab", "abc" }
                                 << u"all parts must be the same length"_s;
        QTest::newRow("same share twice")
            << QList<QByteArray> { "ab", "ab" } << u"duplicate part detected"_s;
        QTest::newRow("same coordinate")
            << QList<QByteArray> { "ab", "cb" } << u"duplicate part detected"_s;
    }
    void refusesSharesThatCannotBeCombined()
    {
        QFETCH(QList<QByteArray>, shares);
        QFETCH(QString, why);
        const auto combined = shamir::combine(shares);
        QVERIFY(!combined);
        QCOMPARE(combined.error().detail, why);
    }

    void refusesWhatCannotBeSplit_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<int>("shares");
        QTest::addColumn<int>("threshold");
        QTest::newRow("empty") << QByteArray() << 3 << 2;
        QTest::newRow("threshold of one") << QByteArray("s") << 3 << 1;
        QTest::newRow("fewer than the threshold") << QByteArray("s") << 2 << 3;
        QTest::newRow("more than there are coordinates") << QByteArray("s") << 256 << 2;
    }
    void refusesWhatCannotBeSplit()
    {
        QFETCH(QByteArray, secret);
        QFETCH(int, shares);
        QFETCH(int, threshold);
        QVERIFY(!shamir::split(secret, shares, threshold));
    }
};

QTEST_GUILESS_MAIN(TestShamir)
#include "tst_shamir.moc"
