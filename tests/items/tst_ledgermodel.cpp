// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/ledgermodel.h"

#include "models/items/format.h"

#include "tests/items/itemsamples.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(LedgerEntry)

class TestLedgerModel final : public QObject
{
    Q_OBJECT

private:
    static LedgerEntry entry(const QString &id = u"1"_s)
    {
        return { .id = id,
                 .primary = { u"p"_s },
                 .primaryName = u"main"_s,
                 .type = u"dr"_s,
                 .secondaryId = u"dr-west"_s,
                 .accessor = u"acc"_s,
                 .mintedAt = sampleTime,
                 .expiresAt = sampleTime.addSecs(1800) };
    }

private slots:
    void everyFateHasItsWords_data()
    {
        QTest::addColumn<LedgerEntry>("token");
        QTest::addColumn<int>("after");
        QTest::addColumn<QString>("words");
        LedgerEntry token = entry();
        QTest::newRow("fresh") << token << 60 << u"Not used yet"_s;
        QTest::newRow("expired") << token << 1800 << u"Expired unused"_s;
        token.copiedAt = sampleTime;
        QTest::newRow("copied") << token << 60 << u"Copied, not seen in use"_s;
        QTest::newRow("copied and expired") << token << 9999 << u"Expired unused"_s;
        token.usedAt = sampleTime;
        QTest::newRow("used") << token << 9999 << u"Used"_s;
        token.usedOn = u"west"_s;
        QTest::newRow("used on") << token << 60 << u"Used on west"_s;
        token.seenConnectedAt = sampleTime;
        QTest::newRow("connected") << token << 9999 << u"Secondary connected, used on west"_s;
        token.revokedAt = sampleTime;
        QTest::newRow("revoked") << token << 60 << u"Revoked"_s;
        LedgerEntry without = entry();
        without.expiresAt.reset();
        QTest::newRow("no expiry told") << without << 999999 << u"Not used yet"_s;
    }
    void everyFateHasItsWords()
    {
        QFETCH(LedgerEntry, token);
        QFETCH(int, after);
        QFETCH(QString, words);
        LedgerModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNow(sampleTime.addSecs(after));
        model.put(token);
        QCOMPARE(model.index(0, LedgerModel::StateColumn).data().toString(), words);
        QCOMPARE(model.index(0, LedgerModel::Expires).data().toString(),
                 token.expiresAt ? relativeTime(*token.expiresAt, sampleTime.addSecs(after))
                                 : noValue());
    }

    void entriesAreMergedById()
    {
        LedgerModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNow(sampleTime.addSecs(60));
        model.setEntries({ entry(u"1"_s), entry(u"2"_s), entry(u"3"_s) });
        const QPersistentModelIndex second = model.index(1, 0);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        LedgerEntry used = entry(u"2"_s);
        used.usedAt = sampleTime;
        model.setEntries({ used, entry(u"3"_s), entry(u"4"_s) });
        QCOMPARE(columnTexts(model, 0, IdRole), (QStringList { u"2"_s, u"3"_s, u"4"_s }));
        QCOMPARE(second.row(), 0);
        QCOMPARE(changed.size(), 1);
        model.forget(u"2"_s);
        model.forget(u"never"_s);
        QVERIFY(!second.isValid());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.index(0, LedgerModel::Minted).data().toString(), u"1 min ago"_s);
        QCOMPARE(model.index(0, LedgerModel::Expires).data().toString(), u"in 29 min"_s);
        QCOMPARE(model.index(0, LedgerModel::Type).data().toString(), u"DR"_s);
        QCOMPARE(model.entryAt(model.index(0, 0))->id, u"3"_s);
    }
};

QTEST_GUILESS_MAIN(TestLedgerModel)
#include "tst_ledgermodel.moc"
