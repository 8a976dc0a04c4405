// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/activitymodel.h"

#include "tests/items/itemsamples.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestActivityModel final : public QObject
{
    Q_OBJECT

private:
    static ActivityEntry entry(quint64 number)
    {
        return { .number = number,
                 .time = sampleTime.addSecs(qint64(number)),
                 .kind = ActivityEntry::Kind::Sent,
                 .outcome = ActivityEntry::Outcome::Bad,
                 .cluster = { u"c"_s },
                 .clusterName = u"main"_s,
                 .operationKey = u"demote"_s,
                 .run = u"run-1"_s,
                 .text = u"entry %1"_s.arg(number) };
    }

private slots:
    void anEntryIsALine()
    {
        ActivityModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(entry(1));
        QCOMPARE(model.index(0, ActivityModel::Time).data().toString(), u"2026-03-01 12:00:01"_s);
        QCOMPARE(model.index(0, ActivityModel::Kind).data().toString(), u"Sent"_s);
        QCOMPARE(model.index(0, ActivityModel::ClusterColumn).data().toString(), u"main"_s);
        QCOMPARE(model.index(0, ActivityModel::Text).data().toString(), u"entry 1"_s);
        QCOMPARE(model.index(0, 0).data(RunRole).toString(), u"run-1"_s);
        QCOMPARE(model.index(0, 0).data(HealthRole).toInt(), int(ItemHealth::Danger));
        QCOMPARE(model.index(0, 0).data(ClusterIdRole).toString(), u"c"_s);
        QVERIFY(model.index(0, 0).data(SearchRole).toString().contains(u"demote"));
        QCOMPARE(model.index(0, 0).data(CopyRole).toString(),
                 u"2026-03-01T12:00:01.000Z\tSent\tmain\tentry 1"_s);
        QCOMPARE(model.entryAt(model.index(0, 2))->number, 1ULL);
        QCOMPARE(model.entryAt({}), nullptr);
    }

    void theOldestMakeRoom()
    {
        ActivityModel model(nullptr, 20);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        for (quint64 i = 1; i <= 100; ++i)
            model.append(entry(i));
        QVERIFY(model.rowCount() >= 20 && model.rowCount() < 22);
        QCOMPARE(model.index(model.rowCount() - 1, ActivityModel::Text).data().toString(),
                 u"entry 100"_s);
        QCOMPARE(reset.size(), 0);
        QList<ActivityEntry> entries;
        for (quint64 i = 1; i <= 50; ++i)
            entries.append(entry(i));
        model.setEntries(entries);
        QCOMPARE(model.rowCount(), 20);
        QCOMPARE(model.index(0, ActivityModel::Text).data().toString(), u"entry 31"_s);
    }
};

QTEST_GUILESS_MAIN(TestActivityModel)
#include "tst_activitymodel.moc"
