// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/sealtable.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

/// Whose keys open a secondary's nodes after it was enabled.
class TestSealTable : public QObject
{
    Q_OBJECT

private slots:
    void everyPairHasItsRow();
    void aPairThatIsNotKnownHasNone();
    void theKindIsReadFromTheSealStatus();
    void theSentenceNamesTheHolders();
};

void TestSealTable::everyPairHasItsRow()
{
    const QList<SealRow> rows = sealTable();
    QCOMPARE(rows.size(), 4);
    for (const SealKind primary : { SealKind::Shamir, SealKind::Auto }) {
        for (const SealKind secondary : { SealKind::Shamir, SealKind::Auto }) {
            const std::optional<qsizetype> row = sealRowOf(primary, secondary);
            QVERIFY(row);
            QCOMPARE(rows.at(*row).primary, primary);
            QCOMPARE(rows.at(*row).secondary, secondary);
            // Only nodes without a key service need people.
            QCOMPARE(rows.at(*row).needsShares, secondary == SealKind::Shamir);
        }
    }
    QVERIFY(rows.at(*sealRowOf(SealKind::Auto, SealKind::Shamir))
                .after.contains(u"primary's recovery keys"_s));
    QVERIFY(rows.at(*sealRowOf(SealKind::Shamir, SealKind::Auto))
                .after.contains(u"primary's unseal keys"_s));
}

void TestSealTable::aPairThatIsNotKnownHasNone()
{
    QVERIFY(!sealRowOf(SealKind::Unknown, SealKind::Shamir));
    QVERIFY(!sealRowOf(SealKind::Shamir, SealKind::Unknown));
}

void TestSealTable::theKindIsReadFromTheSealStatus()
{
    QCOMPARE(sealKindOf(std::nullopt), SealKind::Unknown);
    SealStatus seal;
    QCOMPARE(sealKindOf(seal), SealKind::Unknown);
    seal.type = u"shamir"_s;
    QCOMPARE(sealKindOf(seal), SealKind::Shamir);
    seal.type = u"awskms"_s;
    QCOMPARE(sealKindOf(seal), SealKind::Auto);
    seal.recoverySeal = true;
    seal.type = u"shamir"_s; // some versions show the recovery seal's type
    QCOMPARE(sealKindOf(seal), SealKind::Auto);
    seal.recoverySeal = false;
    QCOMPARE(sealKindOf(seal), SealKind::Shamir);
}

void TestSealTable::theSentenceNamesTheHolders()
{
    using enum SealKind;
    QVERIFY(whoseKeys(Shamir, Shamir, u"amber"_s, u"basalt"_s)
                .startsWith(u"Needed are unseal key shares of amber."_s));
    QVERIFY(whoseKeys(Auto, Shamir, u"amber"_s, u"basalt"_s)
                .startsWith(u"Needed are recovery key shares of amber"_s));
    QVERIFY(whoseKeys(Unknown, Shamir, {}, u"basalt"_s).contains(u"the primary"_s));
    QVERIFY(whoseKeys(Shamir, Auto, u"amber"_s, u"basalt"_s).contains(u"no shares are needed"_s));
    QVERIFY(whoseKeys(Shamir, Unknown, u"amber"_s, u"basalt"_s).contains(u"not known"_s));
}

QTEST_GUILESS_MAIN(TestSealTable)
#include "tst_sealtable.moc"
