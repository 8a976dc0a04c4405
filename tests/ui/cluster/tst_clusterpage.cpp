// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/items/format.h"
#include "models/items/peersmodel.h"
#include "models/items/roles.h"
#include "models/items/textfilterproxy.h"
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/statusdot.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

QString pill(QWidget *root, const QString &name)
{
    const auto *found = root->findChild<ui::Pill *>(name);
    return found ? found->word() : u"missing"_s;
}

QString label(QWidget *root, const QString &name)
{
    const auto *found = root->findChild<QLabel *>(name);
    return found && found->isVisible() ? found->text() : QString();
}

QString bar(QWidget *root)
{
    return label(root, u"clusterErrorText"_s);
}

} // namespace

class TestClusterPage : public QObject
{
    Q_OBJECT

private slots:
    void withoutAClusterItSaysWhatToDo();
    void beforeTheFirstAnswerItSaysThatItAsks();
    void showsWhatTheClusterSays();
    void showsThePeersWithoutThrowingAnythingAway();
    void updatesInPlaceAndKeepsFocusAndScroll();
    void oldFiguresCarryTheirAgeAndAreNotShownAsLive();
    void badAnswersEndInAMessage_data();
    void badAnswersEndInAMessage();
    void theProblemsOfTheClusterAreOnTop();
    void oneFactIsSaidOnce_data();
    void oneFactIsSaidOnce();
    void peersAreOrderedByWhatTheirFiguresSay();
    void addressesOfPeersGiveWayBeforeATableScrolls();
    void addressesAreWholeWhereThereIsRoom();
    void asksForSigningInAndEditing();
    void anotherClusterReplacesEverything();
    void anotherClusterBeginsAtTheTop();
    void aLongNameDoesNotMakeThePageWider();
    void theLagOfAPrimaryStaysInItsRow();
    void aCorruptTreeIsToldPerTree();
};

void TestClusterPage::withoutAClusterItSaysWhatToDo()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    QVERIFY(desk.page->findChild<QWidget *>(u"clusterEmpty"_s)->isVisible());
    desk.page->setCluster(ClusterId { u"nobody"_s });
    QVERIFY(desk.page->findChild<QWidget *>(u"clusterEmpty"_s)->isVisible());
    desk.show(u"amber"_s);
    QVERIFY(!desk.page->findChild<QWidget *>(u"clusterEmpty"_s)->isVisible());
    QVERIFY(desk.registry.remove(desk.id(u"amber"_s)).has_value());
    QVERIFY(desk.page->findChild<QWidget *>(u"clusterEmpty"_s)->isVisible());
}

void TestClusterPage::beforeTheFirstAnswerItSaysThatItAsks()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    ClusterRecord record;
    record.identity.name = u"newcomer"_s;
    record.identity.address = desk.info(u"basalt"_s).address;
    QVERIFY(desk.lab.setFault(u"basalt"_s, {}, { .kind = u"hang"_s }).has_value());
    QVERIFY(desk.registry.add(record).has_value());
    desk.show(u"newcomer"_s);
    QVERIFY(desk.page->findChild<QWidget *>(u"clusterLoading"_s)->isVisible());
    QVERIFY(!desk.page->findChild<QWidget *>(u"performanceCard"_s)->isVisible());
}

void TestClusterPage::showsWhatTheClusterSays()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"cobalt"_s);
    // Computed from all clusters, and so a moment later than what one says.
    QTRY_VERIFY(label(desk.page, u"performanceLag"_s).contains(u"WAL"_s));
    const ReplicationBlock &performance = *desk.block(u"cobalt"_s, ReplicationType::Performance);
    QCOMPARE(label(desk.page, u"clusterName"_s), u"cobalt"_s);
    QCOMPARE(desk.page->findChild<ui::CopyLabel *>(u"clusterAddress"_s)->value(),
             desk.snapshot(u"cobalt"_s).identity.address);
    QCOMPARE(label(desk.page, u"clusterVersion"_s), desk.info(u"cobalt"_s).version);
    QCOMPARE(pill(desk.page, u"performanceRole"_s), u"secondary"_s);
    QCOMPARE(pill(desk.page, u"drRole"_s), u"primary"_s);
    QVERIFY(label(desk.page, u"performanceCardHeadline"_s).contains(u"stream-wals"_s));
    QCOMPARE(desk.page->findChild<ui::CopyLabel *>(u"performanceSet"_s)->value(),
             *performance.setId);
    QCOMPARE(desk.page->findChild<ui::CopyLabel *>(u"performanceMerkleRoot"_s)->value(),
             *performance.merkleRoot);
    QCOMPARE(label(desk.page, u"performanceSecondaryId"_s), *performance.secondaryId);
    QVERIFY(label(desk.page, u"clusterSignIn"_s).contains(u"root"_s));
    QTRY_COMPARE((desk.pollAll(), pill(desk.page, u"performanceAge"_s)), QString()); // live
}

void TestClusterPage::showsThePeersWithoutThrowingAnythingAway()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    const Peer peer =
        desk.block(u"amber"_s, ReplicationType::Performance)->secondaries->constFirst();
    const auto *table = desk.page->findChild<QTableView *>(u"performancePeers"_s);
    QVERIFY(table->isVisible());
    QStringList cells;
    for (int column = 0; column < table->model()->columnCount(); ++column)
        cells.append(table->model()->index(0, column).data().toString());
    QCOMPARE(cells.at(0), *peer.nodeId);
    QCOMPARE(cells.at(1), *peer.apiAddress);
    QCOMPARE(cells.at(2), *peer.clusterAddress);
    QCOMPARE(cells.at(3), u"connected"_s);
    for (int column = 4; column < cells.size();
         ++column) // heartbeat, lag, skew, duration, last seen
        QVERIFY2(!cells.at(column).isEmpty() && cells.at(column) != u"–"_s,
                 qUtf8Printable(cells.join(u'|')));
    QVERIFY(desk.page->findChild<QTableView *>(u"drPeers"_s)->isVisible());
}

void TestClusterPage::updatesInPlaceAndKeepsFocusAndScroll()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    desk.window.resize(900, 420);
    auto *scroll = desk.page->findChild<QScrollArea *>(u"clusterScroll"_s)->verticalScrollBar();
    QTRY_VERIFY(scroll->maximum() > 100);
    QPushButton *button = desk.operationButton(OperationId::DrRevokeSecondary);
    button->setFocus();
    scroll->setValue(90);
    const QList<QWidget *> before = desk.page->findChildren<QWidget *>();
    QVERIFY(desk.lab.writeSecrets(u"amber"_s, 50).has_value());
    const QString wal = label(desk.page, u"performanceLastWal"_s);
    QTRY_VERIFY((desk.pollAll(), label(desk.page, u"performanceLastWal"_s) != wal));
    QCOMPARE(desk.page->findChildren<QWidget *>(), before);
    QCOMPARE(scroll->value(), 90);
    QCOMPARE(desk.window.focusWidget(), button);
}

void TestClusterPage::oldFiguresCarryTheirAgeAndAreNotShownAsLive()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    QTRY_VERIFY((desk.pollAll(),
                 pill(desk.page, u"performanceAge"_s).isEmpty()
                     && !label(desk.page, u"performanceLastWal"_s).contains(u", "_s)));
    QVERIFY(desk.lab.setFault(u"amber"_s, {}, { .kind = u"refuse"_s }).has_value());
    QTRY_VERIFY((desk.pollAll(), desk.snapshot(u"amber"_s).statusError.has_value()));
    QVERIFY(pill(desk.page, u"performanceAge"_s).startsWith(u"as of"_s));
    QVERIFY(label(desk.page, u"performanceLastWal"_s).contains(u", "_s)); // the age
    QCOMPARE(desk.page->findChild<ui::Pill *>(u"performanceRole"_s)->tone(), ui::Tone::Neutral);
    QCOMPARE(pill(desk.page, u"performanceRole"_s), u"primary"_s); // what it was, still to be seen
    const QString error = errorSentence(*desk.snapshot(u"amber"_s).statusError);
    QTRY_VERIFY(bar(desk.page).contains(error) && bar(desk.page).size() > error.size());
    desk.lab.clearFaults();
    QTRY_VERIFY((desk.pollAll(), bar(desk.page).isEmpty()));
    QTRY_COMPARE((desk.pollAll(), pill(desk.page, u"performanceAge"_s)), QString());
}

void TestClusterPage::badAnswersEndInAMessage_data()
{
    QTest::addColumn<QString>("kind");
    for (const QString &kind :
         { u"refuse"_s, u"drop-before"_s, u"error"_s, u"rate-limit"_s, u"truncated"_s,
           u"not-json"_s, u"wrong-types"_s, u"deep-nesting"_s, u"invalid-utf8"_s, u"empty-body"_s,
           u"huge-body"_s, u"redirect-loop"_s, u"redirect-away"_s })
        QTest::newRow(qUtf8Printable(kind)) << kind;
}

void TestClusterPage::badAnswersEndInAMessage()
{
    QFETCH(QString, kind);
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    const QString address = u"http://127.0.0.1:1"_s; // nothing is there
    QVERIFY(desk.lab
                .setFault(u"amber"_s, {},
                          { .kind = kind,
                            .pathPrefix = u"sys/replication/status"_s,
                            .text = kind == "redirect-away"_L1 ? address : QString() })
                .has_value());
    QTRY_VERIFY((desk.pollAll(), !bar(desk.page).isEmpty()));
    QVERIFY(bar(desk.page).size() > 20);
    QVERIFY(!bar(desk.page).contains(u"%1"_s));
    // Still usable: reading again once the cause is gone brings everything back.
    desk.lab.clearFaults();
    QTRY_VERIFY((desk.pollAll(), bar(desk.page).isEmpty()));
    QCOMPARE(pill(desk.page, u"performanceRole"_s), u"disabled"_s);
}

void TestClusterPage::theProblemsOfTheClusterAreOnTop()
{
    test::LabDesk desk(u"split-brain"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    QTRY_VERIFY(desk.page->findChild<QWidget *>(u"problem.two-primaries"_s));
    QVERIFY(desk.page->findChild<QWidget *>(u"clusterProblems"_s)->isVisible());
}

void TestClusterPage::oneFactIsSaidOnce_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("path");
    QTest::newRow("silent") << u"refuse"_s << QString();
    QTest::newRow("broken answer") << u"not-json"_s << QString();
    QTest::newRow("only the status") << u"error"_s << u"sys/replication/status"_s;
}

void TestClusterPage::oneFactIsSaidOnce()
{
    QFETCH(QString, kind);
    QFETCH(QString, path);
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    QVERIFY(desk.lab.setFault(u"amber"_s, {}, { .kind = kind, .pathPrefix = path }).has_value());
    const auto problem = [&]() -> std::optional<Problem> {
        for (const Problem &one : desk.fleet->problems()) {
            if (one.key.cluster == desk.id(u"amber"_s))
                return one;
        }
        return std::nullopt;
    };
    QTRY_VERIFY((desk.pollAll(), problem().has_value()));
    QTRY_VERIFY(bar(desk.page).contains(problem()->advice));
    QVERIFY(
        bar(desk.page).count(errorSentence(desk.snapshot(u"amber"_s).statusError.value_or(Error())))
        == 1);
    QVERIFY(!desk.page->findChild<QWidget *>(u"clusterProblems"_s)->isVisible());
}

void TestClusterPage::addressesOfPeersGiveWayBeforeATableScrolls()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"cobalt"_s);
    const QList<QTableView *> tables { desk.page->findChild<QTableView *>(u"performancePeers"_s),
                                       desk.page->findChild<QTableView *>(u"drPeers"_s) };
    for (int width = 900; width <= 1100; width += 10) {
        desk.window.resize(width, 880);
        for (const QTableView *table : tables)
            QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
    }
}

void TestClusterPage::peersAreOrderedByWhatTheirFiguresSay()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    for (const auto &name : { u"performancePeers"_s, u"drPeers"_s }) {
        const auto *table = desk.page->findChild<QTableView *>(name);
        QVERIFY(qobject_cast<TextFilterProxy *>(table->model()));
        QCOMPARE(qobject_cast<TextFilterProxy *>(table->model())->sortRole(), int(SortRole));
        QCOMPARE(table->model()
                     ->headerData(PeersModel::LagColumn, Qt::Horizontal, Qt::TextAlignmentRole)
                     .toInt(),
                 int(Qt::AlignRight | Qt::AlignVCenter));
    }
}

void TestClusterPage::addressesAreWholeWhereThereIsRoom()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.window.resize(2400, 900);
    desk.show(u"amber"_s);
    auto *table = desk.page->findChild<QTableView *>(u"performancePeers"_s);
    const QAbstractItemView *view = table;
    for (const int column : { PeersModel::Id, PeersModel::ApiAddress, PeersModel::ClusterAddress })
        QTRY_VERIFY2(table->columnWidth(column) >= view->sizeHintForColumn(column),
                     qPrintable(QString::number(column)));
    QCOMPARE(table->horizontalScrollBar()->maximum(), 0);
    // What the user sets stays, whatever the window's width.
    table->horizontalHeader()->resizeSection(PeersModel::ApiAddress, 91);
    desk.window.resize(1500, 900);
    QTRY_VERIFY(table->width() < 1500);
    QCOMPARE(table->columnWidth(PeersModel::ApiAddress), 91);
}

void TestClusterPage::asksForSigningInAndEditing()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    QSignalSpy signIn(desk.page, &ui::ClusterPage::signInRequested);
    QSignalSpy edit(desk.page, &ui::ClusterPage::editRequested);
    QVERIFY(test::click(desk.page, u"signInClusterButton"_s));
    QVERIFY(test::click(desk.page, u"editClusterButton"_s));
    QCOMPARE(signIn.size(), 1);
    QCOMPARE(edit.size(), 1);
    QCOMPARE(edit.constFirst().constFirst().value<ClusterId>(), desk.id(u"amber"_s));
    desk.show(u"basalt"_s); // a DR secondary
    const auto *button = desk.page->findChild<QPushButton *>(u"signInClusterButton"_s);
    QVERIFY(!button->isEnabled());
    QVERIFY(button->toolTip().contains(u"DR secondary"_s));
}

void TestClusterPage::anotherClusterReplacesEverything()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    QVERIFY(desk.page->findChild<QTableView *>(u"performancePeers"_s)->isVisible());
    desk.show(u"dune"_s);
    QCOMPARE(label(desk.page, u"clusterName"_s), u"dune"_s);
    QVERIFY(!desk.page->findChild<QTableView *>(u"performancePeers"_s)->isVisible());
    QCOMPARE(pill(desk.page, u"drRole"_s), u"secondary"_s);
}

void TestClusterPage::anotherClusterBeginsAtTheTop()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.page->resize(desk.page->width(), 300);
    desk.show(u"amber"_s);
    const QScrollBar *bar =
        desk.page->findChild<QScrollArea *>(u"clusterScroll"_s)->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    desk.page->findChild<QScrollArea *>(u"clusterScroll"_s)->verticalScrollBar()->setValue(200);
    QVERIFY(bar->value() > 0);
    desk.show(u"amber"_s);
    QVERIFY(bar->value() > 0); // the same one stays where it is
    desk.show(u"cobalt"_s);
    QCOMPARE(bar->value(), 0);
}

void TestClusterPage::aLongNameDoesNotMakeThePageWider()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    desk.show(u"amber"_s);
    const int least = desk.page->minimumSizeHint().width();
    ClusterRecord record = *desk.registry.cluster(desk.id(u"amber"_s));
    record.identity.name = QString(100, u'm');
    record.identity.group = QString(100, u'g');
    QVERIFY(desk.registry.update(record).has_value());
    QTRY_COMPARE(label(desk.page, u"clusterName"_s), record.identity.name);
    QVERIFY(desk.page->minimumSizeHint().width() < least + 300);
}

void TestClusterPage::theLagOfAPrimaryStaysInItsRow()
{
    test::LabDesk desk(u"dr-pair"_s);
    QVERIFY(desk.start());
    QVERIFY(desk.registry.remove(desk.id(u"basalt"_s)).has_value());
    desk.show(u"amber"_s);
    const auto lagOfAmber = [&]() -> Lag {
        for (const ReplicationLink &link : desk.fleet->topology().links) {
            if (link.type == ReplicationType::DisasterRecovery
                && link.primary == desk.id(u"amber"_s))
                return link.lag;
        }
        return {};
    };
    // Its secondary isn't registered, so WALs can't be compared; the canary's age is there.
    const auto *lag = desk.page->findChild<QLabel *>(u"drLag"_s);
    QTRY_VERIFY(lag->isVisible() && lagOfAmber().canaryAge.has_value()
                && !lagOfAmber().wals.has_value());
    QTRY_VERIFY(lag->text().startsWith(lagText(lagOfAmber())));
}

void TestClusterPage::aCorruptTreeIsToldPerTree()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QVERIFY(desk.lab.corruptTree(u"amber"_s).has_value());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::MerkleCheck);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"sendButton"_s));
    QTRY_VERIFY(test::outcomeOf(dialog).contains(u"found corruption"_s));
    QVERIFY(dialog->findChild<ui::StatusDot *>(u"merkleTree.replicated"_s));
    QVERIFY(dialog->findChild<QPushButton *>(u"nextStep.reindex"_s));
}

QTEST_MAIN(TestClusterPage)
#include "tst_clusterpage.moc"
