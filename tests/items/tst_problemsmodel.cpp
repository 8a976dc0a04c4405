// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/problemsmodel.h"
#include "models/items/textfilterproxy.h"

#include "tests/items/itemsamples.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestProblemsModel final : public QObject
{
    Q_OBJECT

private:
    static Problem problem(const QString &id, ProblemSeverity severity, const QString &cluster,
                           const QString &text)
    {
        return { .id = id,
                 .severity = severity,
                 .cluster = { cluster },
                 .type = ReplicationType::DisasterRecovery,
                 .text = text,
                 .advice = u"Look at it."_s };
    }

private slots:
    void problemsAreMergedByWhatAndWhere()
    {
        ProblemsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QList<ClusterSnapshot> snapshots { sampleSnapshot(u"a"_s, u"main"_s),
                                                 sampleSnapshot(u"b"_s, u"west"_s) };
        model.setNow(sampleTime);
        model.setProblems(
            { problem(u"lag"_s, ProblemSeverity::Attention, u"a"_s, u"Behind by 10."_s),
              problem(u"lag"_s, ProblemSeverity::Attention, u"b"_s, u"Behind by 7."_s) },
            snapshots);
        const QPersistentModelIndex first = model.index(0, 0);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setNow(sampleTime.addSecs(60));
        changed.clear();
        model.setProblems(
            { problem(u"two-primaries"_s, ProblemSeverity::Danger, u"b"_s, u"Two primaries."_s),
              problem(u"lag"_s, ProblemSeverity::Danger, u"a"_s, u"Behind by 9000."_s) },
            snapshots);
        QVERIFY(first.isValid());
        QCOMPARE(columnTexts(model, ProblemsModel::Text),
                 (QStringList { u"Behind by 9000."_s, u"Two primaries."_s }));
        QCOMPARE(columnTexts(model, ProblemsModel::Since),
                 (QStringList { u"1 min ago"_s, u"just now"_s }));
        QCOMPARE(columnTexts(model, ProblemsModel::Severity),
                 (QStringList { u"Danger"_s, u"Danger"_s }));
        QCOMPARE(columnTexts(model, ProblemsModel::ClusterColumn),
                 (QStringList { u"main"_s, u"west"_s }));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.index(0, 0).data(ClusterIdRole).toString(), u"a"_s);
        model.setProblems({}, snapshots);
        QCOMPARE(model.rowCount(), 0);
    }

    void equalProblemsOfSeveralSetsAreAllShown()
    {
        ProblemsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QList<Problem> problems {
            problem(u"two-primaries"_s, ProblemSeverity::Danger, {}, u"In set 1."_s),
            problem(u"two-primaries"_s, ProblemSeverity::Danger, {}, u"In set 2."_s),
            problem(u"two-primaries"_s, ProblemSeverity::Danger, {}, u"In set 2."_s)
        };
        model.setProblems(problems, {});
        QCOMPARE(model.rowCount(), 3);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setProblems(problems, {});
        QCOMPARE(changed.size(), 0);
        QCOMPARE(model.rowCount(), 3);
    }

    void worstFirstThroughTheProxy()
    {
        ProblemsModel model;
        TextFilterProxy proxy;
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester tester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.sort(ProblemsModel::Severity, Qt::DescendingOrder);
        model.setProblems({ problem(u"x"_s, ProblemSeverity::Info, u"a"_s, u"first"_s),
                            problem(u"y"_s, ProblemSeverity::Danger, u"a"_s, u"second"_s),
                            problem(u"z"_s, ProblemSeverity::Attention, u"a"_s, u"third"_s),
                            problem(u"w"_s, ProblemSeverity::Danger, u"a"_s, u"fourth"_s) },
                          {});
        QCOMPARE(columnTexts(proxy, ProblemsModel::Text),
                 (QStringList { u"second"_s, u"fourth"_s, u"third"_s, u"first"_s }));
    }
};

QTEST_GUILESS_MAIN(TestProblemsModel)
#include "tst_problemsmodel.moc"
