// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/operations/unsealdialog.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>

using namespace switchover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::amber;
using test::basalt;

namespace {

using Id = OperationId;

} // namespace

/// Enabling a secondary of three nodes by clicking, until all of them are unsealed and it streams.
class TestUnsealFlow : public QObject
{
    Q_OBJECT

private slots:
    void enablingEndsWithAllNodesUnsealedAndStreaming_data();
    void enablingEndsWithAllNodesUnsealedAndStreaming();
    void nodesThatAreNotRegisteredAreFoundAndUnsealed();
    void withoutAListOfNodesNothingIsCalledUnsealedForGood();
    void aWayWithoutTlsIsWarnedOfBeforeAShareIsTyped_data();
    void aWayWithoutTlsIsWarnedOfBeforeAShareIsTyped();

private:
    static bool registerOneAddressOnly(test::LabDesk &desk);
    static void giveShares(test::LabDesk &desk, ui::UnsealDialog *dialog);
    static qsizetype waiting(const ui::UnsealDialog *dialog);
    static QString said(ui::UnsealDialog *dialog);
    static ui::UnsealDialog *enableAndGoOn(test::LabDesk &desk, Id mint, Id enable);
    static QStringList sealedNodes(const test::LabDesk &desk);
};

ui::UnsealDialog *TestUnsealFlow::enableAndGoOn(test::LabDesk &desk, Id mint, Id enable)
{
    if (!desk.perform(amber, mint, { { u"id"_s, basalt } }).isEmpty())
        return nullptr;
    if (!QTest::qWaitFor([&desk] { return desk.tokenDialog() != nullptr; }, test::patience)
        || !test::click(desk.tokenDialog(), u"useOnButton"_s)
        || !test::click(desk.tokenDialog(), u"useOnEnable."_s + basalt))
        return nullptr;
    ui::OperationDialog *form = nullptr;
    for (ui::OperationDialog *each : desk.window.findChildren<ui::OperationDialog *>()) {
        if (each->operationId() == enable)
            form = each;
    }
    if (const QString obstacle = desk.submit(form); !obstacle.isEmpty()) {
        qWarning("%s", qUtf8Printable(obstacle));
        return nullptr;
    }
    if (!QTest::qWaitFor([form] { return !test::outcomeOf(form).isEmpty(); }, test::patience)
        || !test::click(form, u"nextStep.unseal"_s))
        return nullptr;
    return desk.window.findChild<ui::UnsealDialog *>();
}

QStringList TestUnsealFlow::sealedNodes(const test::LabDesk &desk)
{
    QStringList names;
    const QList<lab::NodeInfo> nodes = desk.info(basalt).nodes;
    for (const lab::NodeInfo &node : nodes) {
        if (node.state == lab::NodeState::Sealed)
            names.append(node.name);
    }
    return names;
}

void TestUnsealFlow::enablingEndsWithAllNodesUnsealedAndStreaming_data()
{
    QTest::addColumn<bool>("dr");
    QTest::addColumn<bool>("dark");
    QTest::newRow("performance") << false << false;
    QTest::newRow("dr") << true << true;
}

void TestUnsealFlow::enablingEndsWithAllNodesUnsealedAndStreaming()
{
    QFETCH(bool, dr);
    QFETCH(bool, dark);
    ui::applyTheme(*qApp, dark ? ui::Scheme::Dark : ui::Scheme::Light);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    const ReplicationType type =
        dr ? ReplicationType::DisasterRecovery : ReplicationType::Performance;
    test::LabDesk desk(u"three-node"_s);
    QVERIFY(desk.start());
    desk.center->setSuggestedSecrets(nullptr);
    desk.signIn.reset(); // nobody signs in for the user
    ui::UnsealDialog *dialog =
        enableAndGoOn(desk, dr ? Id::DrMintToken : Id::PerformanceMintToken,
                      dr ? Id::DrEnableSecondary : Id::PerformanceEnableSecondary);
    QVERIFY(dialog && dialog->isVisible());
    dialog->setInterval(50ms);
    QTRY_COMPARE(sealedNodes(desk).size(), 2);
    const QStringList sealed = sealedNodes(desk);

    // Whose keys: the row of this pair is marked, and only it.
    QTRY_VERIFY(test::find<QLabel>(dialog, u"whoseKeys"_s)
                    ->text()
                    .startsWith(u"Needed are unseal key shares of amber."_s));
    QCOMPARE(test::find<QLabel>(dialog, u"sealRowMark.0"_s)->text(), u"This pair"_s);
    for (const QString &other : { u"1"_s, u"2"_s, u"3"_s })
        QVERIFY(test::find<QLabel>(dialog, u"sealRowMark."_s + other)->text().isEmpty());
    QVERIFY(ui::look::namelessInputs(*dialog).isEmpty());

    auto *field = test::find<ui::SecretEdit>(dialog, u"unsealShare"_s);
    auto *all = test::find<QPushButton>(dialog, u"giveToAll"_s);
    QTRY_COMPARE(all->toolTip(), u"A key share is needed."_s);
    QCOMPARE(field->echoMode(), QLineEdit::Password);
    QTRY_COMPARE(waiting(dialog), 2);
    desk.lab.clearRequestLog();
    const lab::ClusterInfo primary = desk.info(amber);
    for (int i = 0; i < primary.threshold; ++i) {
        QTRY_VERIFY(field->isVisible());
        field->setFocus();
        QTest::keyClicks(field, primary.unsealKeys.at(i));
        QTRY_VERIFY2(all->isEnabled(), qUtf8Printable(all->toolTip()));
        if (i == 1) {
            dialog->resize(dialog->width(), 760);
            ui::look::save(*dialog, u"unseal-"_s + tag);
            const QStringList clipped = ui::look::clippedTexts(*dialog);
            QVERIFY2(clipped.isEmpty(), qUtf8Printable(clipped.join(u'\n')));
        }
        if (i % 2 == 0)
            QTest::keyClick(field, Qt::Key_Return); // by keyboard as well as by mouse
        else
            QVERIFY(test::click(dialog, u"giveToAll"_s));
        QVERIFY(!field->hasSecret());
    }
    QTRY_VERIFY(sealedNodes(desk).isEmpty());
    QTRY_VERIFY(test::find<QLabel>(dialog, u"unsealDialogMessagesText"_s)
                    ->text()
                    .startsWith(u"All registered nodes are unsealed."_s));
    // The tokens died with the enabling, but the cluster was asked for its nodes before.
    QVERIFY(test::find<QLabel>(dialog, u"unsealDialogMessagesText"_s)
                ->text()
                .contains(u"The cluster named no other that is sealed."_s));
    QVERIFY(desk.waitForStream(basalt, type));
    QTRY_VERIFY2(
        test::find<QLabel>(dialog, u"unsealReplication"_s)->text().contains(u"stream-wals"_s),
        qUtf8Printable(test::find<QLabel>(dialog, u"unsealReplication"_s)->text()));
    for (const lab::NodeInfo &node : desk.info(basalt).nodes) {
        int shares = 0;
        for (const lab::RequestEntry &entry : desk.lab.requestLog())
            shares += entry.node == node.name && entry.path == "/v1/sys/unseal"_L1;
        QCOMPARE(shares, sealed.contains(node.name) ? primary.threshold : 0);
    }
    for (const QLabel *label : dialog->findChildren<QLabel *>()) {
        for (const QString &share : primary.unsealKeys)
            QVERIFY(!label->text().contains(share));
    }
    // On to signing in, where somebody can.
    auto *again = test::find<QPushButton>(dialog, u"unsealSignIn"_s);
    ui::look::save(*dialog, u"unsealed-"_s + tag);
    QCOMPARE(again->isVisible(), !dr);
    QSignalSpy asked(desk.center.get(), &ui::OperationCenter::signInRequested);
    if (dr)
        QVERIFY(test::find<QLabel>(dialog, u"unsealReplication"_s)
                    ->text()
                    .contains(u"Nobody can sign in"_s));
    else
        QVERIFY(test::click(dialog, u"unsealSignIn"_s));
    QCOMPARE(asked.size(), dr ? 0 : 1);
    ui::applyTheme(*qApp, ui::Scheme::Light);
}

// Registered anew, so that nothing of before is known, and signed in.
bool TestUnsealFlow::registerOneAddressOnly(test::LabDesk &desk)
{
    const QList<lab::NodeInfo> nodes = desk.info(basalt).nodes;
    const auto active = std::ranges::find(nodes, lab::NodeState::Active, &lab::NodeInfo::state);
    const QList<ClusterRecord> records = desk.registry.clusters();
    const auto record = std::ranges::find_if(
        records, [](const ClusterRecord &each) { return each.identity.name == basalt; });
    if (active == nodes.end() || record == records.end()
        || !desk.registry.remove(record->identity.id))
        return false;
    ClusterRecord fresh = *record;
    fresh.identity.address = active->address;
    fresh.moreAddresses.clear();
    if (!desk.registry.add(fresh))
        return false;
    desk.pollAll();
    return QTest::qWaitFor(
               [&desk] {
                   desk.pollAll();
                   return desk.snapshot(basalt).isReachable();
               },
               test::patience)
        && (desk.fleet->signIn(desk.id(basalt), SecretString(desk.info(basalt).rootToken.toUtf8()),
                               Fleet::Remember::No, &desk, [](const Result<TokenInfo> &) {}),
            QTest::qWaitFor(
                [&desk] { return desk.snapshot(basalt).signIn == SignInState::SignedIn; },
                test::patience));
}

/// Nodes that are known to wait for a share: one that is given to all goes to these.
qsizetype TestUnsealFlow::waiting(const ui::UnsealDialog *dialog)
{
    return std::ranges::count_if(
        dialog->findChildren<QPushButton *>(), [](const QPushButton *button) {
            return button->isVisible() && button->objectName().startsWith(u"giveTo."_s);
        });
}

void TestUnsealFlow::giveShares(test::LabDesk &desk, ui::UnsealDialog *dialog)
{
    QTRY_COMPARE(waiting(dialog), 2);
    auto *field = test::find<ui::SecretEdit>(dialog, u"unsealShare"_s);
    auto *all = test::find<QPushButton>(dialog, u"giveToAll"_s);
    const lab::ClusterInfo primary = desk.info(amber);
    for (int i = 0; i < primary.threshold; ++i) {
        QTRY_VERIFY(field->isVisible());
        field->setFocus();
        QTest::keyClicks(field, primary.unsealKeys.at(i));
        QTRY_VERIFY2(all->isEnabled(), qUtf8Printable(all->toolTip()));
        QVERIFY(test::click(dialog, u"giveToAll"_s));
    }
}

QString TestUnsealFlow::said(ui::UnsealDialog *dialog)
{
    return test::find<QLabel>(dialog, u"unsealDialogMessagesText"_s)->text();
}

void TestUnsealFlow::nodesThatAreNotRegisteredAreFoundAndUnsealed()
{
    test::LabDesk desk(u"three-node"_s);
    QVERIFY(desk.start());
    QVERIFY(registerOneAddressOnly(desk));
    desk.center->setSuggestedSecrets(nullptr);
    desk.signIn.reset();
    ui::UnsealDialog *dialog =
        enableAndGoOn(desk, Id::PerformanceMintToken, Id::PerformanceEnableSecondary);
    QVERIFY(dialog && dialog->isVisible());
    dialog->setInterval(50ms);
    QTRY_COMPARE(sealedNodes(desk).size(), 2);
    const auto rows = [dialog] {
        QList<QPushButton *> visible;
        for (QPushButton *each : dialog->findChildren<QPushButton *>()) {
            if (each->objectName().startsWith("registerNode."_L1) && each->isVisible())
                visible.append(each);
        }
        return visible;
    };
    QTRY_COMPARE(rows().size(), 2);
    auto *all = test::find<QPushButton>(dialog, u"giveToAll"_s);
    QTRY_COMPARE(all->toolTip(), u"Register the nodes that the cluster named first."_s);
    QTRY_COMPARE(
        std::ranges::count_if(
            dialog->findChildren<QLabel *>(),
            [](const QLabel *label) { return label->text().startsWith(u"No share goes there"_s); }),
        2);
    QVERIFY(!said(dialog).contains(u"unsealed"_s));
    dialog->resize(dialog->width(), 760);
    ui::look::save(*dialog, u"unseal-named-nodes"_s);
    const QStringList clipped = ui::look::clippedTexts(*dialog);
    QVERIFY2(clipped.isEmpty(), qUtf8Printable(clipped.join(u'\n')));
    QVERIFY(ui::look::namelessInputs(*dialog).isEmpty());

    while (!rows().isEmpty()) {
        const qsizetype before = rows().size();
        QVERIFY(test::click(dialog, rows().constFirst()->objectName()));
        QTRY_COMPARE(rows().size(), before - 1);
    }
    giveShares(desk, dialog);
    QTRY_VERIFY(sealedNodes(desk).isEmpty());
    QTRY_VERIFY2(said(dialog).contains(u"The cluster named no other that is sealed."_s),
                 qUtf8Printable(said(dialog)));
}

void TestUnsealFlow::withoutAListOfNodesNothingIsCalledUnsealedForGood()
{
    test::LabDesk desk(u"three-node"_s);
    QVERIFY(desk.start());
    QVERIFY(desk.lab
                .setFault(basalt, {},
                          { .kind = u"error"_s,
                            .pathPrefix = u"sys/ha-status"_s,
                            .method = {},
                            .count = std::nullopt,
                            .status = 403,
                            .text = u"permission denied"_s })
                .has_value());
    QVERIFY(registerOneAddressOnly(desk));
    desk.center->setSuggestedSecrets(nullptr);
    desk.signIn.reset();
    ui::UnsealDialog *dialog =
        enableAndGoOn(desk, Id::PerformanceMintToken, Id::PerformanceEnableSecondary);
    QVERIFY(dialog && dialog->isVisible());
    dialog->setInterval(50ms);
    QTRY_COMPARE(sealedNodes(desk).size(), 2);
    const QString gap =
        u"Only the addresses registered here are known; other nodes may be sealed."_s;
    QVERIFY(test::find<QLabel>(dialog, u"unsealOnlyKnown"_s)->text().startsWith(gap));
    QTRY_VERIFY2(said(dialog).contains(gap), qUtf8Printable(said(dialog)));
    QVERIFY(!said(dialog).contains(u"named no other"_s));

    const QList<lab::NodeInfo> nodes = desk.info(basalt).nodes;
    for (const lab::NodeInfo &node : nodes) {
        if (node.state == lab::NodeState::Sealed) {
            QVERIFY(test::type(dialog, u"unsealAddress"_s, node.address));
            QVERIFY(test::click(dialog, u"unsealAddAddress"_s));
        }
    }
    giveShares(desk, dialog);
    QTRY_VERIFY(sealedNodes(desk).isEmpty());
    QTRY_VERIFY2(said(dialog).contains(gap), qUtf8Printable(said(dialog)));
}

void TestUnsealFlow::aWayWithoutTlsIsWarnedOfBeforeAShareIsTyped_data()
{
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("hasTls");
    QTest::newRow("another node has TLS") << u"https://127.0.0.1:1"_s << true;
    QTest::newRow("no node has TLS") << u"http://127.0.0.1:1"_s << false;
}

void TestUnsealFlow::aWayWithoutTlsIsWarnedOfBeforeAShareIsTyped()
{
    QFETCH(QString, other);
    QFETCH(bool, hasTls);
    test::LabDesk desk(u"performance-pair"_s);
    QVERIFY(desk.start());
    const lab::NodeInfo node = desk.info(basalt).nodes.constFirst();
    QVERIFY(desk.lab.seal(node.name));
    ClusterRecord record;
    record.identity.name = u"mixed"_s;
    record.identity.address = other;
    // Leads to this computer too, and is no loopback address, of which nobody need be warned.
    record.moreAddresses = { QString(node.address).replace(u"127.0.0.1"_s, u"0.0.0.0"_s) };
    const auto id = desk.registry.add(record);
    QVERIFY(id);
    desk.center->openUnseal(*id);
    auto *dialog = desk.window.findChild<ui::UnsealDialog *>();
    QVERIFY(dialog);
    auto *warning = test::find<QLabel>(dialog, u"unsealUnencrypted"_s);
    QVERIFY(!warning->isVisible());
    QTRY_VERIFY(warning->isVisible());
    QVERIFY2(warning->text().contains(record.moreAddresses.constFirst()),
             qPrintable(warning->text()));
    QCOMPARE(warning->text().contains("other nodes of this cluster have it"_L1), hasTls);
    QVERIFY(!dialog->findChild<ui::SecretEdit *>(u"unsealShare"_s)->hasSecret());
    QTRY_VERIFY2(ui::look::clippedTexts(*dialog).isEmpty(),
                 qPrintable(ui::look::clippedTexts(*dialog).join(u'\n')));
}

QTEST_MAIN(TestUnsealFlow)
#include "tst_unsealflow.moc"
