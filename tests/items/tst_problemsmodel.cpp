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
        return { .key = { .detector = id,
                          .cluster = { cluster },
                          .type = ReplicationType::DisasterRecovery },
                 .severity = severity,
                 .clusters = { { cluster } },
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
        QList<Problem> problems(
            3, problem(u"two-primaries"_s, ProblemSeverity::Danger, {}, u"In a set."_s));
        problems[0].key.set = u"1"_s;
        problems[1].key.set = problems[2].key.set = u"2"_s;
        model.setProblems(problems, {});
        QCOMPARE(model.rowCount(), 2); // the third is the second, whatever it says
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setProblems(problems, {});
        QCOMPARE(changed.size(), 0);
        QCOMPARE(model.rowCount(), 2);
    }

    void aHundredThousandEqualProblemsAreOneRow()
    {
        ProblemsModel model;
        model.setProblems(
            QList<Problem>(100000, problem(u"lag"_s, ProblemSeverity::Danger, u"a"_s, u"x"_s)), {});
        QCOMPARE(model.rowCount(), 1);
    }

    // Each signal is work for every view, so their number must not follow that of the problems.
    void manyProblemsComeAndGoInFewSteps()
    {
        constexpr int count = 100000;
        QList<Problem> all(count, problem(u"lag"_s, ProblemSeverity::Danger, u"a"_s, u"x"_s));
        QList<Problem> half;
        for (int i = 0; i < count; ++i) {
            all[i].key.peer = QString::number(i);
            if (i % 2)
                half.append(all[i]);
        }
        ProblemsModel model;
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setProblems(all, {});
        QCOMPARE(model.rowCount(), count);
        QCOMPARE(inserted.size(), 1);
        model.setProblems(half, {});
        QCOMPARE(model.rowCount(), count / 2);
        QVERIFY(removed.size() + reset.size() < 100);
        model.setProblems({}, {});
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(removed.size() + reset.size() < 100);
    }

    void consequencesAreCountedInTheRowOfTheirCause()
    {
        ProblemsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Problem cause = problem(u"unreachable"_s, ProblemSeverity::Danger, u"a"_s, u"Silent."_s);
        Problem consequence =
            problem(u"transient-failure"_s, ProblemSeverity::Danger, u"b"_s, u"Fails."_s);
        consequence.cause = cause.key;
        cause.consequences = 1;
        model.setProblems({ cause, consequence }, {});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, 0).data(IdRole).toString(), cause.key.wireForm());
        QVERIFY(model.index(0, ProblemsModel::Text)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(consequence.text));
        model.setConsequences(ProblemsModel::Consequences::Shown);
        QCOMPARE(model.rowCount(), 2);
        model.setConsequences(ProblemsModel::Consequences::Hidden);
        QCOMPARE(model.rowCount(), 1);
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
