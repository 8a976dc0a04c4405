// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/textfilterproxy.h"

#include "models/items/roles.h"

#include "tests/items/itemsamples.h"

#include <QAbstractItemModelTester>
#include <QAbstractTableModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

struct Line
{
    QString name;
    QVariant number;
};

// Two columns, without SearchRole unless asked for.
class Lines final : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_lines.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : 2;
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const Line &line = m_lines.at(index.row());
        if (role == SearchRole)
            return m_withSearch ? QVariant(line.name.toCaseFolded()) : QVariant();
        if (role != Qt::DisplayRole && role != SortRole)
            return {};
        if (index.column() == 0)
            return line.name;
        return role == SortRole ? line.number : QVariant(u"#%1"_s.arg(line.number.toString()));
    }

    void insert(int row, const Line &line)
    {
        beginInsertRows({}, row, row);
        m_lines.insert(row, line);
        endInsertRows();
    }
    void remove(int row)
    {
        beginRemoveRows({}, row, row);
        m_lines.removeAt(row);
        endRemoveRows();
    }
    void change(int row, const Line &line)
    {
        m_lines[row] = line;
        emit dataChanged(index(row, 0), index(row, 1));
    }
    void setWithSearch() { m_withSearch = true; }
    [[nodiscard]] const QList<Line> &lines() const { return m_lines; }

private:
    QList<Line> m_lines;
    bool m_withSearch = false;
};

} // namespace

class TestTextFilterProxy final : public QObject
{
    Q_OBJECT

private slots:
    void allColumnsAreSearched()
    {
        Lines lines;
        TextFilterProxy proxy;
        proxy.setSourceModel(&lines);
        const QAbstractItemModelTester tester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        lines.insert(0, { u"Alpha"_s, 1 });
        lines.insert(1, { u"Beta"_s, 12 });
        lines.insert(2, { u"Alphabet"_s, 2 });
        proxy.setFilterText(u"ALPHA #2"_s);
        QCOMPARE(columnTexts(proxy, 0), QStringList { u"Alphabet"_s });
        proxy.setFilterText(u"#1"_s);
        QCOMPARE(columnTexts(proxy, 0), (QStringList { u"Alpha"_s, u"Beta"_s }));
        proxy.setFilterText(u" "_s);
        QCOMPARE(proxy.rowCount(), 3);
    }

    void aModelsOwnSearchTextCounts()
    {
        Lines lines;
        lines.setWithSearch();
        TextFilterProxy proxy;
        proxy.setSourceModel(&lines);
        lines.insert(0, { u"Alpha"_s, 1 });
        proxy.setFilterText(u"#1"_s);
        QCOMPARE(proxy.rowCount(), 0);
        proxy.setFilterText(u"alp"_s);
        QCOMPARE(proxy.rowCount(), 1);
        QCOMPARE(proxy.filter().words(), QStringList { u"alp"_s });
    }

    void namesSortNaturallyNumbersAsNumbersAndUnknownLast()
    {
        Lines lines;
        TextFilterProxy proxy;
        proxy.setSourceModel(&lines);
        const QAbstractItemModelTester tester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        lines.insert(0, { u"dr-10"_s, QVariant() });
        lines.insert(1, { u"DR-2"_s, qlonglong(100) });
        lines.insert(2, { u"dr-1"_s, qlonglong(9) });
        proxy.sort(0);
        QCOMPARE(columnTexts(proxy, 0), (QStringList { u"dr-1"_s, u"DR-2"_s, u"dr-10"_s }));
        proxy.sort(1);
        QCOMPARE(columnTexts(proxy, 0), (QStringList { u"dr-1"_s, u"DR-2"_s, u"dr-10"_s }));
        proxy.sort(1, Qt::DescendingOrder);
        QCOMPARE(columnTexts(proxy, 0), (QStringList { u"DR-2"_s, u"dr-1"_s, u"dr-10"_s }));
    }

    void equalsStayAsTheSourceHasThem()
    {
        Lines lines;
        TextFilterProxy proxy;
        proxy.setSourceModel(&lines);
        for (int i = 0; i < 6; ++i)
            lines.insert(i, { u"name %1"_s.arg(i), i % 2 });
        for (const auto order : { Qt::AscendingOrder, Qt::DescendingOrder }) {
            proxy.sort(1, order);
            const QStringList even { u"name 0"_s, u"name 2"_s, u"name 4"_s };
            const QStringList odd { u"name 1"_s, u"name 3"_s, u"name 5"_s };
            QCOMPARE(columnTexts(proxy, 0), order == Qt::AscendingOrder ? even + odd : odd + even);
        }
    }

    void selectionSurvivesFilteringAndPolls()
    {
        Lines lines;
        TextFilterProxy proxy;
        proxy.setSourceModel(&lines);
        for (int i = 0; i < 100; ++i)
            lines.insert(i, { u"row %1"_s.arg(i), i });
        proxy.sort(1, Qt::DescendingOrder);
        const QPersistentModelIndex kept = proxy.mapFromSource(lines.index(42, 0));
        QSignalSpy reset(&proxy, &QAbstractItemModel::modelReset);
        proxy.setFilterText(u"4"_s);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data().toString(), u"row 42"_s);
        lines.change(42, { u"row 42"_s, 1000 });
        QCOMPARE(kept.row(), 0);
        proxy.setFilterText({});
        QCOMPARE(kept.data().toString(), u"row 42"_s);
        QCOMPARE(reset.size(), 0);
    }

    void aLargeTableKeepsItsSelectionToo()
    {
        Lines lines;
        lines.setWithSearch();
        for (int i = 0; i < 5000; ++i)
            lines.insert(i, { u"row %1"_s.arg((i * 7919) % 5000), i });
        TextFilterProxy proxy;
        proxy.setSourceModel(&lines);
        const QAbstractItemModelTester tester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.sort(0);
        const auto rowOf = [&proxy](const QString &name) {
            return proxy.match(proxy.index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly)
                .value(0);
        };
        const QPersistentModelIndex kept = rowOf(u"row 4777"_s);
        const QPersistentModelIndex hidden = rowOf(u"row 4222"_s);
        QSignalSpy reset(&proxy, &QAbstractItemModel::modelReset);
        proxy.setFilterText(u"77"_s);
        QVERIFY(kept.isValid());
        QVERIFY(!hidden.isValid());
        QCOMPARE(kept.data().toString(), u"row 4777"_s);
        const QStringList hits = columnTexts(proxy, 0);
        QStringList expected;
        for (int i = 0; i < 5000; ++i) {
            if (const QString name = u"row %1"_s.arg(i); name.contains(u"77"))
                expected.append(name);
        }
        QCOMPARE(hits, expected);
        lines.change(0, { u"row 77a"_s, 0 });
        QVERIFY(columnTexts(proxy, 0).contains(u"row 77a"_s));
        proxy.setFilterText({});
        QCOMPARE(proxy.rowCount(), 5000);
        QCOMPARE(kept.data().toString(), u"row 4777"_s);
        QStringList all = columnTexts(proxy, 0);
        QCOMPARE(all.first(), u"row 1"_s); // "row 0" was renamed
        QCOMPARE(all.last(), u"row 4999"_s);
        QCOMPARE(reset.size(), 0);
    }

    void anyChangesGiveWhatAFreshProxyShows()
    {
        QRandomGenerator random(11);
        Lines lines;
        TextFilterProxy proxy;
        proxy.setSourceModel(&lines);
        const QAbstractItemModelTester tester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int step = 0; step < 600; ++step) {
            const int size = int(lines.lines().size());
            const Line line { u"n%1"_s.arg(random.bounded(30)),
                              random.bounded(4) == 0 ? QVariant() : QVariant(random.bounded(9)) };
            switch (random.bounded(6)) {
            case 0:
            case 1:
                lines.insert(random.bounded(size + 1), line);
                break;
            case 2:
                if (size > 0)
                    lines.remove(random.bounded(size));
                break;
            case 3:
                if (size > 0)
                    lines.change(random.bounded(size), line);
                break;
            case 4:
                proxy.setFilterText(random.bounded(3) == 0 ? QString()
                                                           : QString::number(random.bounded(10)));
                break;
            case 5:
                proxy.sort(random.bounded(2),
                           random.bounded(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
                break;
            }
            TextFilterProxy fresh;
            fresh.setFilter(proxy.filter());
            fresh.setSourceModel(&lines);
            if (proxy.sortColumn() >= 0)
                fresh.sort(proxy.sortColumn(), proxy.sortOrder());
            QCOMPARE(columnTexts(proxy, 0), columnTexts(fresh, 0));
            QCOMPARE(columnTexts(proxy, 1), columnTexts(fresh, 1));
        }
    }
};

QTEST_GUILESS_MAIN(TestTextFilterProxy)
#include "tst_textfilterproxy.moc"
