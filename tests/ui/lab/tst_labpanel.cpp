// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "tests/patience.h"
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
    void aFaultIsToldHow();
    void faultsOfCertificatesNeedTls();
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

void TestLabPanel::aFaultIsToldHow()
{
    m_panel->findChild<QTabWidget *>(u"labTabs"_s)->setCurrentIndex(1);
    const auto spec = [this] {
        const QList<lab::ActiveFault> faults = m_desk->lab.faults();
        return faults.size() == 1 ? faults.constFirst().spec : lab::FaultSpec();
    };
    auto *how = m_panel->findChild<QComboBox *>(u"faultHow.clock-off"_s);
    QVERIFY(test::type(m_panel.get(), how->objectName(), u"1 hour behind"_s));
    QVERIFY(test::click(m_panel.get(), u"fault.clock-off"_s));
    QCOMPARE(spec().kind, u"clock-off"_s);
    QCOMPARE(spec().text, u"-3600"_s);
    // Told otherwise while it is on.
    QVERIFY(test::type(m_panel.get(), how->objectName(), u"2 minutes ahead"_s));
    QCOMPARE(spec().text, u"120"_s);
    QVERIFY(test::click(m_panel.get(), u"clearFaultsButton"_s));
    QVERIFY(m_desk->lab.faults().isEmpty());
    QVERIFY(!m_panel->findChild<QCheckBox *>(u"fault.clock-off"_s)->isChecked());

    QVERIFY(test::type(m_panel.get(), u"faultHow.error"_s, u"503"_s));
    QVERIFY(test::click(m_panel.get(), u"fault.error"_s));
    QCOMPARE(spec().status, 503);
    QVERIFY(test::click(m_panel.get(), u"fault.error"_s));
    QVERIFY(test::type(m_panel.get(), u"faultHow.slow"_s, u"after 5 s"_s));
    QVERIFY(test::click(m_panel.get(), u"fault.slow"_s));
    QCOMPARE(spec().delay, std::chrono::milliseconds(5000));
    QVERIFY(test::click(m_panel.get(), u"fault.slow"_s));
    QVERIFY(test::click(m_panel.get(), u"fault.status-hidden"_s));
    QCOMPARE(spec().kind, u"status-hidden"_s);
}

void TestLabPanel::faultsOfCertificatesNeedTls()
{
    const auto *plain = m_panel->findChild<QCheckBox *>(u"fault.certificate-expired"_s);
    QVERIFY(!plain->isEnabled());
    QVERIFY(plain->toolTip().contains(u"TLS"_s));

    lab::Lab encrypted(lab::Options { .scenario = u"fresh-pair"_s, .tls = true, .tempo = 20 });
    QVERIFY(encrypted.start());
    ui::LabPanel panel(encrypted);
    panel.resize(520, 1800);
    panel.show();
    panel.findChild<QTabWidget *>(u"labTabs"_s)->setCurrentIndex(1);
    for (const QString &kind : { u"certificate-expired"_s, u"certificate-wrong-host"_s,
                                 u"certificate-unknown-ca"_s, u"plain-http"_s }) {
        QVERIFY(test::click(&panel, u"fault."_s + kind));
        QCOMPARE(encrypted.faults().constLast().spec.kind, kind);
    }
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
