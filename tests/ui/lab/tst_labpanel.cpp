// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/lab/labbanner.h"
#include "ui/lab/labpanel.h"
#include "ui/widgets/copylabel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTabWidget>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestLabPanel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsWhatEachClusterHolds();
    void theKeysAreShownInTheOpen();
    void faultsAreSwitches();
    void troubleIsSwitched();
    void nodesAreSealedAndUnsealed();
    void theClockIsAdvanced();
    void requestsAreListed();
    void theBannerOpensThePanel();
    void signingInFollowsANewRootToken();

private:
    std::unique_ptr<test::LabDesk> m_desk;
    std::unique_ptr<ui::LabPanel> m_panel;
};

void TestLabPanel::init()
{
    m_desk = std::make_unique<test::LabDesk>(u"performance-pair"_s);
    QVERIFY(m_desk->start());
    m_panel = std::make_unique<ui::LabPanel>(m_desk->lab);
    m_panel->resize(520, 1400);
    m_panel->show();
}

void TestLabPanel::cleanup()
{
    m_panel.reset();
    m_desk.reset();
}

void TestLabPanel::showsWhatEachClusterHolds()
{
    const auto *table = m_panel->findChild<QTableView *>(u"labClusters"_s);
    QCOMPARE(table->model()->rowCount(), 2);
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"amber"_s);
    QCOMPARE(table->model()->index(0, 1).data().toString(), u"primary"_s);
    QCOMPARE(table->model()->index(1, 1).data().toString(), u"secondary"_s);
    const int before = m_desk->info(u"amber"_s).secretsCount;
    QVERIFY(test::click(m_panel.get(), u"labWriteSecrets"_s));
    QTRY_VERIFY(m_desk->info(u"amber"_s).secretsCount > before);
    QTRY_COMPARE(table->model()->index(0, 3).data().toString(),
                 QLocale().toString(m_desk->info(u"amber"_s).secretsCount));
}

void TestLabPanel::theKeysAreShownInTheOpen()
{
    const lab::ClusterInfo info = m_desk->info(u"amber"_s);
    QCOMPARE(m_panel->findChild<ui::CopyLabel *>(u"labRootToken"_s)->value(), info.rootToken);
    for (int i = 0; i < info.unsealKeys.size(); ++i)
        QCOMPARE(m_panel->findChild<ui::CopyLabel *>(u"labUnsealKey.%1"_s.arg(i + 1))->value(),
                 info.unsealKeys.at(i));
    const auto *table = m_panel->findChild<QTableView *>(u"labClusters"_s);
    const_cast<QTableView *>(table)->selectRow(1);
    QCOMPARE(m_panel->findChild<ui::CopyLabel *>(u"labRootToken"_s)->value(),
             m_desk->info(u"basalt"_s).rootToken);
}

void TestLabPanel::faultsAreSwitches()
{
    m_panel->findChild<QTabWidget *>(u"labTabs"_s)->setCurrentIndex(1);
    for (const QString &choice :
         { u"faultCluster"_s, u"faultNode"_s, u"faultRequests"_s, u"faultTimes"_s }) {
        const auto *box = m_panel->findChild<QComboBox *>(choice);
        QTRY_COMPARE(box->visibleRegion().boundingRect(), box->rect());
    }
    QVERIFY(test::type(m_panel.get(), u"faultCluster"_s, u"basalt"_s));
    const QList<lab::FaultInfo> faults = lab::Lab::availableFaults();
    for (const lab::FaultInfo &fault : faults)
        QVERIFY2(m_panel->findChild<QCheckBox *>(u"fault."_s + fault.id), qUtf8Printable(fault.id));
    QVERIFY(test::click(m_panel.get(), u"fault.refuse"_s));
    QCOMPARE(m_desk->lab.faults().size(), 1);
    QCOMPARE(m_desk->lab.faults().constFirst().cluster, u"basalt"_s);
    QCOMPARE(m_desk->lab.faults().constFirst().spec.kind, u"refuse"_s);
    QVERIFY(test::type(m_panel.get(), u"faultCluster"_s, u"amber"_s));
    QVERIFY(!m_panel->findChild<QCheckBox *>(u"fault.refuse"_s)->isChecked());
    QVERIFY(test::type(m_panel.get(), u"faultCluster"_s, u"basalt"_s));
    QVERIFY(m_panel->findChild<QCheckBox *>(u"fault.refuse"_s)->isChecked());
    QVERIFY(test::click(m_panel.get(), u"fault.refuse"_s));
    QVERIFY(m_desk->lab.faults().isEmpty());
}

void TestLabPanel::troubleIsSwitched()
{
    QVERIFY(test::click(m_panel.get(), u"labCorruptTree"_s));
    QVERIFY(m_desk->info(u"amber"_s).treeCorrupted);
    QVERIFY(test::click(m_panel.get(), u"labPartition.basalt"_s));
    QCOMPARE(m_desk->info(u"amber"_s).partitionedFrom, QStringList { u"basalt"_s });
    QVERIFY(test::click(m_panel.get(), u"labPartition.basalt"_s));
    QVERIFY(m_desk->info(u"amber"_s).partitionedFrom.isEmpty());
}

void TestLabPanel::nodesAreSealedAndUnsealed()
{
    const QString node = m_desk->info(u"amber"_s).nodes.constFirst().name;
    QVERIFY(test::click(m_panel.get(), u"labSeal."_s + node));
    QCOMPARE(m_desk->info(u"amber"_s).nodes.constFirst().state, lab::NodeState::Sealed);
    QVERIFY(test::click(m_panel.get(), u"labUnsealAll"_s));
    QTRY_VERIFY(m_desk->info(u"amber"_s).nodes.constFirst().state != lab::NodeState::Sealed);
}

void TestLabPanel::theClockIsAdvanced()
{
    const QDateTime before = m_desk->lab.now();
    m_panel->findChild<QComboBox *>(u"labClockStep"_s)->setCurrentIndex(2);
    QVERIFY(test::click(m_panel.get(), u"labAdvanceClock"_s));
    QVERIFY(before.secsTo(m_desk->lab.now()) >= 8 * 3600);
}

void TestLabPanel::requestsAreListed()
{
    m_panel->findChild<QTabWidget *>(u"labTabs"_s)->setCurrentIndex(2);
    auto *table = m_panel->findChild<QTableView *>(u"labRequests"_s);
    const QAbstractItemModelTester tester(table->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_desk->pollAll();
    QTRY_VERIFY(table->model()->rowCount() > 0);
    QVERIFY(table->model()->index(0, 3).data().toString().startsWith(u"/v1/sys/"_s));
}

void TestLabPanel::theBannerOpensThePanel()
{
    ui::LabBanner banner(m_desk->lab);
    banner.resize(1000, 40);
    banner.show();
    QSignalSpy open(&banner, &ui::LabBanner::panelRequested);
    QVERIFY(test::click(&banner, u"openLabPanelButton"_s));
    QCOMPARE(open.size(), 1);
}

void TestLabPanel::signingInFollowsANewRootToken()
{
    m_desk->fleet->signOut(m_desk->id(u"amber"_s), ClusterSession::Revoke::No);
    QTRY_VERIFY((m_desk->pollAll(), m_desk->snapshot(u"amber"_s).signIn == SignInState::SignedIn));
}

QTEST_MAIN(TestLabPanel)
#include "tst_labpanel.moc"
