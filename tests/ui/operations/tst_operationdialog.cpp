// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationtokenstock.h"
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/operations/bulletlist.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

#include <algorithm>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

QPushButton *button(QWidget *root, const QString &name)
{
    return root->findChild<QPushButton *>(name);
}

/// The grave dangers of an operation, as the fleet is now.
QList<Hazard::Kind> kindsNow(const test::LabDesk &desk, const QString &cluster, OperationId id)
{
    QList<Hazard::Kind> kinds;
    const QList<Hazard> all =
        hazardsOf(operation(id), {}, desk.snapshot(cluster), desk.fleet->snapshots(),
                  desk.clock.now(), desk.fleet->memory());
    for (const Hazard &each : all) {
        if (each.isGrave())
            kinds.append(each.kind);
    }
    return kinds;
}

/// A token as Vault writes them: three parts, of which only the middle one matters here.
QString jwt(const QString &address, qint64 expires)
{
    const auto part = [](const QJsonObject &json) {
        return QString::fromLatin1(
            QJsonDocument(json)
                .toJson(QJsonDocument::Compact)
                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    };
    return part({ { u"alg"_s, u"ES512"_s }, { u"typ"_s, u"JWT"_s } }) + u'.'
        + part({ { u"addr"_s, address }, { u"type"_s, u"wrapping"_s }, { u"exp"_s, expires } })
        + u".c2lnbmF0dXJl"_s;
}

} // namespace

/// Forms made from the catalogue, and what must never send anything.
class TestOperationDialog : public QObject
{
    Q_OBJECT

private slots:
    void cleanupTestCase() { m_desk.reset(); }
    void everyParameterHasANamedField_data();
    void everyParameterHasANamedField();
    void destroyingOperationsSendNothingWithoutTheName_data();
    void destroyingOperationsSendNothingWithoutTheName();
    void enterDoesNotSendWhatInterrupts();
    void productionAsksForTheNameToInterrupt();
    void forcedPromotionAsksForTheName();
    void aSecondPrimaryIsNamedAndHasToBeAccepted_data();
    void aSecondPrimaryIsNamedAndHasToBeAccepted();
    void aSilentPrimaryHasToBeFenced();
    void aDangerThatArisesDuringTheReviewTakesTheNameBack();
    void aPrimaryThatASecondaryHearsFromBlocks();
    void aSecondaryThatIsNotLevelIsNamedBeforeADemotion_data();
    void aSecondaryThatIsNotLevelIsNamedBeforeADemotion();
    void aDrDemotionOffersABatchTokenWhileItCan();
    void aHeldTokenThatIsGoneIsNotSent();
    void revokingNamesTheCluster();
    void whoFollowsIsNamedBeforeADemotion();
    void aDeniedDrTokenLeadsBackToTheForm();
    void aChangeDuringTheReviewTakesTheNameBack();
    void whatIsRefusedOnFreshStatusComesBackToTheForm();
    void closingDuringTheRunLetsItGoOn();
    void aTokenWithoutAddressNeedsOne();
    void anExpiredTokenIsRefused();
    void aTokenIsAskedForHoweverOftenTheFleetIsRead();
    void whatTheVersionWouldIgnoreIsRefusedBesideTheField();
    void aNewIdIsOneThatVaultTakes_data();
    void aNewIdIsOneThatVaultTakes();
    void aTokenOfTheOtherTypeIsRefused();
    void theFilterIsSavedBeforeTheTokenIsMinted();
    void noTokenIsMintedIfTheFilterCannotBeSaved();
    void secretsAreNeitherInTheRequestNorInTheTitle();
    void aCeremonyEndsInATokenThatIsFilledIn();

private:
    std::unique_ptr<test::LabDesk> m_desk;
};

void TestOperationDialog::everyParameterHasANamedField_data()
{
    QTest::addColumn<int>("operation");
    for (const Operation &row : operationCatalogue())
        QTest::addRow("%s", QByteArray(row.key.data(), row.key.size()).constData()) << int(row.id);
}

void TestOperationDialog::everyParameterHasANamedField()
{
    if (!m_desk) { // one for all rows: only forms are opened
        m_desk = std::make_unique<test::LabDesk>(u"fresh-pair"_s);
        QVERIFY(m_desk->start());
    }
    test::LabDesk &desk = *m_desk;
    QFETCH(int, operation);
    const Operation &row = switchover::operation(OperationId(operation));
    ui::OperationDialog dialog(*desk.services, *desk.center, desk.snapshot(u"amber"_s), row.id, {},
                               nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    for (const Parameter &parameter : row.parameters) {
        const auto *field = dialog.findChild<QWidget *>(u"parameter."_s + parameter.name);
        QVERIFY2(field, parameter.name.data());
        QVERIFY(field->isVisible());
        QCOMPARE(field->accessibleName(), parameter.labelText());
    }
    const QStringList shared = ui::look::sharedButtonNames(dialog);
    QVERIFY2(shared.isEmpty(), qPrintable(shared.join(u'\n')));
    QVERIFY(button(&dialog, u"cancelButton"_s));
    QVERIFY(dialog.findChild<QLabel *>(u"operationTitle"_s)->text() == row.titleText());
    QVERIFY(button(&dialog, u"cancelButton"_s)->isDefault() || row.severity <= Severity::Changes);
}

void TestOperationDialog::destroyingOperationsSendNothingWithoutTheName_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("cluster");
    QTest::addColumn<OperationId>("operation");
    using enum OperationId;
    QTest::newRow("performance enable secondary")
        << u"fresh-pair"_s << u"basalt"_s << PerformanceEnableSecondary;
    QTest::newRow("dr enable secondary") << u"fresh-pair"_s << u"basalt"_s << DrEnableSecondary;
    QTest::newRow("performance disable primary")
        << u"full"_s << u"amber"_s << PerformanceDisablePrimary;
    QTest::newRow("performance disable secondary")
        << u"full"_s << u"cobalt"_s << PerformanceDisableSecondary;
    QTest::newRow("dr disable primary") << u"full"_s << u"amber"_s << DrDisablePrimary;
    QTest::newRow("dr disable secondary") << u"full"_s << u"basalt"_s << DrDisableSecondary;
}

void TestOperationDialog::destroyingOperationsSendNothingWithoutTheName()
{
    QFETCH(QString, scenario);
    QFETCH(QString, cluster);
    QFETCH(OperationId, operation);
    test::LabDesk desk(scenario);
    QVERIFY(desk.start());
    desk.lab.clearRequestLog();
    QPointer<ui::OperationDialog> dialog = desk.openByButton(cluster, operation);
    QVERIFY(dialog);
    const auto reachReview = [&] {
        if (dialog->findChild<QWidget *>(u"parameter.token"_s))
            (void)test::type(dialog, u"parameter.token"_s, u"some-token"_s);
        return test::click(dialog, u"nextButton"_s);
    };
    QVERIFY(!button(dialog, u"sendButton"_s)->isVisible());
    QVERIFY(reachReview());
    QPushButton *send = button(dialog, u"sendButton"_s);
    auto *name = dialog->findChild<QLineEdit *>(u"typedName"_s);
    QVERIFY(name && name->isVisible());
    QVERIFY(button(dialog, u"cancelButton"_s)->isDefault());
    for (const QString &wrong :
         { QString(), u"Amber"_s, cluster.toUpper(), cluster.chopped(1), cluster + u"x"_s }) {
        QVERIFY(test::type(dialog, u"typedName"_s, wrong));
        QVERIFY2(!send->isEnabled(), qUtf8Printable(wrong));
        QVERIFY(!send->toolTip().isEmpty());
        QTest::mouseClick(send, Qt::LeftButton);
    }
    QVERIFY(test::type(dialog, u"typedName"_s, cluster));
    QVERIFY(send->isEnabled());
    QTest::keyClick(name, Qt::Key_Return);
    QTest::keyClick(name, Qt::Key_Enter);
    if (dialog && dialog->isVisible()) {
        send->setFocus();
        QTest::keyClick(send, Qt::Key_Return); // Cancel is the default button
    }
    // Escape and the window's close button.
    for (const bool escape : { true, false }) {
        QTRY_VERIFY(!dialog || !dialog->isVisible());
        dialog = desk.openByButton(cluster, operation);
        QVERIFY(dialog);
        QVERIFY(reachReview());
        QVERIFY(test::type(dialog, u"typedName"_s, cluster));
        if (escape)
            QTest::keyClick(dialog, Qt::Key_Escape);
        else
            dialog->close();
    }
    QTRY_VERIFY(!dialog || !dialog->isVisible());
    QVERIFY(!desk.center->isBusy());
    QCOMPARE(desk.writtenPaths(), QStringList());
}

void TestOperationDialog::enterDoesNotSendWhatInterrupts()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    desk.lab.clearRequestLog();
    const QPointer<ui::OperationDialog> dialog =
        desk.openByButton(u"amber"_s, OperationId::PerformanceDemote);
    QVERIFY(dialog);
    QVERIFY(button(dialog, u"cancelButton"_s)->isDefault());
    button(dialog, u"sendButton"_s)->setFocus();
    QTest::keyClick(button(dialog, u"sendButton"_s), Qt::Key_Return);
    QTRY_VERIFY(!dialog || !dialog->isVisible());
    QCOMPARE(desk.writtenPaths(), QStringList());
}

void TestOperationDialog::productionAsksForTheNameToInterrupt()
{
    test::LabDesk desk(u"full"_s, Environment::Production);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::PerformanceDemote);
    QVERIFY(dialog);
    QVERIFY(!button(dialog, u"sendButton"_s)->isVisible());
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(!button(dialog, u"sendButton"_s)->isEnabled());
    QVERIFY(test::type(dialog, u"typedName"_s, u"amber"_s));
    QVERIFY(button(dialog, u"sendButton"_s)->isEnabled());
    dialog = desk.openByButton(u"amber"_s,
                               OperationId::PerformanceMintToken); // changes, interrupts nothing
    QVERIFY(dialog);
    QVERIFY(button(dialog, u"sendButton"_s)->isVisible());
}

void TestOperationDialog::forcedPromotionAsksForTheName()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    const QString outcome = desk.perform(u"amber"_s, OperationId::PerformanceDemote);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    ui::OperationDialog *dialog = desk.openByButton(u"cobalt"_s, OperationId::PerformancePromote);
    QVERIFY(dialog);
    QVERIFY(button(dialog, u"sendButton"_s)->isVisible()); // nobody else is primary
    QVERIFY(test::type(dialog, u"parameter.force"_s, u"on"_s));
    QVERIFY(!button(dialog, u"sendButton"_s)->isVisible());
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(dialog->findChild<QLineEdit *>(u"typedName"_s)->isVisible());
}

void TestOperationDialog::aSecondPrimaryIsNamedAndHasToBeAccepted_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("cluster");
    QTest::addColumn<OperationId>("operation");
    QTest::newRow("performance") << u"full"_s << u"cobalt"_s << OperationId::PerformancePromote;
    QTest::newRow("dr") << u"dr-pair"_s << u"basalt"_s << OperationId::DrPromote;
}

void TestOperationDialog::aSecondPrimaryIsNamedAndHasToBeAccepted()
{
    QFETCH(QString, scenario);
    QFETCH(QString, cluster);
    QFETCH(OperationId, operation);
    test::LabDesk desk(scenario);
    QVERIFY(desk.start());
    desk.lab.clearRequestLog();
    ui::OperationDialog *dialog = desk.openByButton(cluster, operation);
    QVERIFY(dialog);
    if (operation == OperationId::DrPromote)
        QVERIFY(test::type(dialog, u"parameter.dr_operation_token"_s,
                           desk.info(u"amber"_s).drBatchToken));
    const QString named = desk.snapshot(u"amber"_s).identity.address;
    const auto *dangers = dialog->findChild<ui::BulletList *>(u"dangers"_s);
    QVERIFY(dangers->isVisible());
    QVERIFY(dangers->sentences().first().contains(named));
    QVERIFY(!button(dialog, u"sendButton"_s)->isVisible());
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(dialog->findChild<ui::BulletList *>(u"reviewDangers"_s)
                ->sentences()
                .first()
                .contains(named));
    QPushButton *send = button(dialog, u"sendButton"_s);
    QVERIFY(test::type(dialog, u"typedName"_s, cluster));
    QVERIFY2(!send->isEnabled(), "the name alone is not enough");
    auto *words = dialog->findChild<QLineEdit *>(u"confirm1"_s);
    QVERIFY2(words && !words->isEnabled(), "the box comes first");
    QVERIFY(test::type(dialog, u"acknowledge1"_s, u"on"_s));
    QVERIFY2(!send->isEnabled(), "the box alone is not enough");
    QVERIFY(test::type(dialog, u"confirm1"_s, words->placeholderText()));
    QVERIFY(send->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(desk.writes().isEmpty());
    dialog = desk.openByButton(cluster, operation);
    QVERIFY(dialog);
    if (operation == OperationId::DrPromote)
        QVERIFY(test::type(dialog, u"parameter.dr_operation_token"_s,
                           desk.info(u"amber"_s).drBatchToken));
    const QString outcome = desk.perform(dialog); // accepts
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QCOMPARE(desk.writes().size(), 1);
    const QList<ActivityEntry> entries = desk.activity.entries();
    QVERIFY(std::ranges::any_of(entries, [&](const ActivityEntry &entry) {
        return entry.kind == ActivityEntry::Kind::Asked && entry.text.contains(named)
            && entry.text.contains(u"promote %1 beside amber"_s.arg(cluster));
    }));
}

void TestOperationDialog::aSilentPrimaryHasToBeFenced()
{
    test::LabDesk desk(u"performance-pair"_s);
    QVERIFY(desk.start());
    const QList<lab::NodeInfo> nodes = desk.info(u"amber"_s).nodes;
    for (const lab::NodeInfo &node : nodes)
        QVERIFY(desk.lab.stopNode(node.name));
    desk.lab.advanceClock(std::chrono::minutes(2)); // the last heartbeat proves nothing any more
    QTRY_VERIFY((desk.pollAll(),
                 desk.snapshot(u"amber"_s).statusError.has_value()
                     && kindsNow(desk, u"basalt"_s, OperationId::PerformancePromote)
                         == QList { Hazard::Kind::UnknownPrimary }));
    ui::OperationDialog *dialog = desk.openByButton(u"basalt"_s, OperationId::PerformancePromote);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QPushButton *send = button(dialog, u"sendButton"_s);
    QVERIFY(test::type(dialog, u"typedName"_s, u"basalt"_s));
    QVERIFY(!send->isEnabled());
    QVERIFY(test::type(dialog, u"confirm1"_s, u"amber"_s));
    QVERIFY(!send->isEnabled());
    QVERIFY(test::type(dialog, u"confirm1"_s, u"amber is fenced"_s));
    QVERIFY(send->isEnabled());
    // It goes on being silent, which is no news and takes nothing back.
    for (int i = 0; i < 3; ++i) {
        int waiting = 2;
        for (const QString &name : { u"amber"_s, u"basalt"_s })
            desk.fleet->session(desk.id(name))->pollAfresh(this, [&waiting] { --waiting; });
        QTRY_COMPARE(waiting, 0);
        QVERIFY(send->isEnabled());
        QCOMPARE(dialog->findChild<QLineEdit *>(u"confirm1"_s)->text(), u"amber is fenced"_s);
        QCOMPARE(dialog->findChild<QLineEdit *>(u"typedName"_s)->text(), u"basalt"_s);
    }
}

void TestOperationDialog::aDangerThatArisesDuringTheReviewTakesTheNameBack()
{
    test::LabDesk desk(u"performance-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"basalt"_s, OperationId::PerformancePromote);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(test::type(dialog, u"typedName"_s, u"basalt"_s));
    QVERIFY(test::type(dialog, u"acknowledge1"_s, u"on"_s));
    QVERIFY(test::type(dialog, u"confirm1"_s,
                       dialog->findChild<QLineEdit *>(u"confirm1"_s)->placeholderText()));
    QPushButton *send = button(dialog, u"sendButton"_s);
    QVERIFY(send->isEnabled());
    const QList<lab::NodeInfo> nodes = desk.info(u"amber"_s).nodes;
    for (const lab::NodeInfo &node : nodes)
        QVERIFY(desk.lab.stopNode(node.name));
    QTRY_VERIFY((desk.pollAll(), !send->isEnabled()));
    QVERIFY(dialog->findChild<QLineEdit *>(u"typedName"_s)->text().isEmpty());
    QVERIFY(dialog->findChild<QLineEdit *>(u"confirm1"_s));
}

void TestOperationDialog::aPrimaryThatASecondaryHearsFromBlocks()
{
    test::LabDesk desk(u"performance-pair"_s);
    QVERIFY(desk.start());
    const QList<lab::NodeInfo> nodes = desk.info(u"amber"_s).nodes;
    for (const lab::NodeInfo &node : nodes) // silent for this computer, alive for basalt
        QVERIFY(desk.lab.setFault(u"amber"_s, node.name, { .kind = u"drop-before"_s }));
    QTRY_VERIFY((desk.pollAll(),
                 desk.snapshot(u"amber"_s).statusError.has_value()
                     && kindsNow(desk, u"basalt"_s, OperationId::PerformancePromote)
                         == QList { Hazard::Kind::PrimaryAlive }));
    desk.lab.clearRequestLog();
    ui::OperationDialog *dialog = desk.openByButton(u"basalt"_s, OperationId::PerformancePromote);
    QVERIFY(dialog);
    QVERIFY(!button(dialog, u"sendButton"_s)->isVisible());
    QVERIFY(dialog->findChild<ui::BulletList *>(u"dangers"_s)->isVisible());
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(test::type(dialog, u"typedName"_s, u"basalt"_s));
    QPushButton *send = button(dialog, u"sendButton"_s);
    QVERIFY(!send->isEnabled());
    QVERIFY(!dialog->findChild<QLineEdit *>(u"confirm1"_s)->isEnabled());
    QVERIFY(test::type(dialog, u"acknowledge1"_s, u"on"_s));
    QVERIFY(!send->isEnabled());
    QVERIFY(test::type(dialog, u"confirm1"_s, u"amber is fenced"_s));
    QVERIFY(!send->isEnabled());
    QVERIFY(test::type(dialog, u"confirm1"_s, u"promote basalt beside amber"_s));
    QVERIFY(send->isEnabled());
    QCOMPARE(desk.writes().size(), 0);
}

void TestOperationDialog::aSecondaryThatIsNotLevelIsNamedBeforeADemotion_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<OperationId>("demote");
    QTest::addColumn<OperationId>("promote");
    QTest::newRow("performance") << u"performance-pair"_s << OperationId::PerformanceDemote
                                 << OperationId::PerformancePromote;
    QTest::newRow("dr") << u"dr-pair"_s << OperationId::DrDemote << OperationId::DrPromote;
}

void TestOperationDialog::aSecondaryThatIsNotLevelIsNamedBeforeADemotion()
{
    QFETCH(QString, scenario);
    QFETCH(OperationId, demote);
    QFETCH(OperationId, promote);
    test::LabDesk desk(scenario);
    QVERIFY(desk.start());
    QVERIFY(desk.lab.partition(u"amber"_s, u"basalt"_s, lab::Lab::Partition::Cut));
    QVERIFY(desk.lab.writeSecrets(u"amber"_s, 30));
    QTRY_VERIFY(
        (desk.pollAll(), kindsNow(desk, u"amber"_s, demote).contains(Hazard::Kind::NotLevel)));
    desk.lab.clearRequestLog();
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, demote);
    QVERIFY(dialog);
    QVERIFY(!button(dialog, u"sendButton"_s)->isVisible());
    const auto *readings = dialog->findChild<ui::BulletList *>(u"readings"_s);
    QVERIFY(readings->isVisible());
    QVERIFY(readings->sentences().first().contains(u"basalt"_s));
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(dialog->findChild<ui::BulletList *>(u"reviewReadings"_s)->isVisible());
    QVERIFY(test::type(dialog, u"typedName"_s, u"amber"_s));
    QPushButton *send = button(dialog, u"sendButton"_s);
    QVERIFY(!send->isEnabled());
    QVERIFY(test::type(dialog, u"acknowledge1"_s, u"on"_s));
    QVERIFY(send->isEnabled());
    QVERIFY(test::click(dialog, u"sendButton"_s));
    QTRY_VERIFY(button(dialog, u"nextStep.promote.basalt"_s));
    QVERIFY(button(dialog, u"nextStep.promoteAgain"_s));
    QCOMPARE(desk.writes().size(), 1);

    // The promotion compares with what the demoted primary had, and names the way out.
    QVERIFY(test::click(dialog, u"nextStep.promote.basalt"_s));
    const auto promotionOf = [&](const QString &cluster) -> ui::OperationDialog * {
        const auto all = desk.window.findChildren<ui::OperationDialog *>();
        const auto found = std::ranges::find_if(all, [&](const ui::OperationDialog *each) {
            return each->operationId() == promote && each->cluster() == desk.id(cluster);
        });
        return found == all.end() ? nullptr : *found;
    };
    QTRY_VERIFY(promotionOf(u"basalt"_s));
    QPointer<ui::OperationDialog> promotion = promotionOf(u"basalt"_s);
    QTRY_VERIFY((desk.pollAll(),
                 kindsNow(desk, u"basalt"_s, promote) == QList { Hazard::Kind::LosesWrites }));
    QTRY_VERIFY(button(promotion, u"wayOutButton"_s)->isVisible());
    QVERIFY(promotion->findChild<ui::BulletList *>(u"readings"_s)->isVisible());
    QVERIFY(!button(promotion, u"sendButton"_s)->isVisible());
    QVERIFY(test::click(promotion, u"wayOutButton"_s));
    QTRY_VERIFY(promotionOf(u"amber"_s));
    QCOMPARE(desk.writes().size(), 1);
}

void TestOperationDialog::aDrDemotionOffersABatchTokenWhileItCan()
{
    test::LabDesk desk(u"dr-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::DrDemote);
    QVERIFY(dialog);
    QVERIFY(button(dialog, u"wayOutButton"_s)->isVisible());
    const auto *dangers = dialog->findChild<ui::BulletList *>(u"dangers"_s);
    QVERIFY(dangers->isVisible());
    QVERIFY(dangers->sentences().first().contains(u"basalt"_s));
    QVERIFY(test::click(dialog, u"wayOutButton"_s));
    QVERIFY(desk.window.findChild<QDialog *>(u"batchTokenDialog"_s));
    desk.fleet->operationTokens().putGenerated(desk.snapshot(u"basalt"_s),
                                               SecretString(QByteArray("hvs.held")));
    QTRY_VERIFY((desk.pollAll(), !button(dialog, u"wayOutButton"_s)->isVisible()));
    QVERIFY(!dangers->isVisible());
    QVERIFY(button(dialog, u"sendButton"_s)->isVisible());
}

void TestOperationDialog::aHeldTokenThatIsGoneIsNotSent()
{
    test::LabDesk desk(u"dr-pair"_s);
    QVERIFY(desk.start());
    desk.center->setSuggestedSecrets(nullptr);
    OperationTokenStock &stock = desk.fleet->operationTokens();
    stock.putGenerated(desk.snapshot(u"basalt"_s), SecretString(QByteArray("hvs.held")));
    ui::OperationDialog *dialog = desk.openByButton(u"basalt"_s, OperationId::DrReindex);
    QVERIFY(dialog);
    QPushButton *send = button(dialog, u"sendButton"_s);
    QTRY_VERIFY(send->isEnabled());
    stock.forgetGenerated(desk.id(u"basalt"_s));
    QTRY_VERIFY(!send->isEnabled());
    QVERIFY(!dialog->findChild<QLabel *>(u"operationTokenSource"_s)->isVisible());
}

void TestOperationDialog::revokingNamesTheCluster()
{
    test::LabDesk desk(u"performance-pair"_s);
    QVERIFY(desk.start());
    const QString id = *desk.block(u"basalt"_s, ReplicationType::Performance)->secondaryId;
    ui::OperationDialog *dialog =
        desk.openByButton(u"amber"_s, OperationId::PerformanceRevokeSecondary);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.id"_s, id));
    const auto *consequences = dialog->findChild<ui::BulletList *>(u"consequences"_s);
    QTRY_VERIFY(
        consequences->sentences().first().contains(desk.snapshot(u"basalt"_s).identity.address));
    QVERIFY(test::type(dialog, u"parameter.id"_s, id + u"x"_s));
    QTRY_VERIFY(dialog->findChild<ui::BulletList *>(u"dangers"_s)->isVisible());
    QVERIFY(!button(dialog, u"sendButton"_s)->isVisible());
}

void TestOperationDialog::whoFollowsIsNamedBeforeADemotion()
{
    test::LabDesk desk(u"performance-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::PerformanceDemote);
    QVERIFY(dialog);
    QVERIFY(!dialog->findChild<ui::BulletList *>(u"dangers"_s)->isVisible());
    QVERIFY(dialog->findChild<ui::BulletList *>(u"consequences"_s)
                ->sentences()
                .first()
                .contains(u"basalt ("_s));
    QVERIFY(button(dialog, u"sendButton"_s)->isVisible()); // one confirmation is enough
}

void TestOperationDialog::aDeniedDrTokenLeadsBackToTheForm()
{
    test::LabDesk desk(u"dr-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"basalt"_s, OperationId::DrPromote);
    QVERIFY(dialog);
    QCOMPARE(desk.submit(dialog, { { u"dr_operation_token"_s, u"hvs.wrong"_s } }), QString());
    QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
    const QString outcome = test::outcomeOf(dialog);
    QVERIFY2(outcome.contains(u"permission denied"_s)
                 && outcome.contains(u"DR operation token is not valid"_s),
             qUtf8Printable(outcome));
    QVERIFY2(!outcome.contains(u"sudo"_s), qUtf8Printable(outcome));
    QVERIFY(!dialog->findChild<ui::BulletList *>(u"serverSaid"_s)->isVisible()); // said above
    QVERIFY(!button(dialog, u"nextStep.signIn"_s)); // nobody can sign in to a DR secondary
    QVERIFY(test::click(dialog, u"nextStep.tryAgain"_s));
    QVERIFY(dialog->isAtForm());
}

void TestOperationDialog::aChangeDuringTheReviewTakesTheNameBack()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::DrDisablePrimary);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(test::type(dialog, u"typedName"_s, u"amber"_s));
    QVERIFY(button(dialog, u"sendButton"_s)->isEnabled());
    // Meanwhile a colleague demotes the performance side.
    const QString outcome = desk.perform(u"amber"_s, OperationId::PerformanceDemote);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QTRY_VERIFY((desk.pollAll(), !button(dialog, u"sendButton"_s)->isEnabled()));
    QVERIFY(dialog->findChild<QLineEdit *>(u"typedName"_s)->text().isEmpty());
    QVERIFY(dialog->findChild<QLabel *>(u"operationBarText"_s)
                ->text()
                .contains(u"was primary and is now secondary"_s));
}

void TestOperationDialog::whatIsRefusedOnFreshStatusComesBackToTheForm()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QPointer<ui::OperationDialog> dialog =
        desk.openByButton(u"amber"_s, OperationId::DrDisablePrimary);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(test::type(dialog, u"typedName"_s, u"amber"_s));
    // Somebody else demotes the performance side, and this program has not looked since.
    desk.fleet->stop();
    QNetworkAccessManager network;
    QNetworkRequest request(
        QUrl(desk.info(u"amber"_s).address + u"/v1/sys/replication/performance/primary/demote"_s));
    request.setRawHeader("X-Vault-Token", desk.info(u"amber"_s).rootToken.toUtf8());
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    std::unique_ptr<QNetworkReply> reply(network.post(request, QByteArray("{}")));
    QSignalSpy answered(reply.get(), &QNetworkReply::finished);
    QVERIFY(answered.wait(test::patience));
    QTRY_COMPARE(desk.info(u"amber"_s).performanceMode, u"secondary"_s);
    const auto answersAgain = [&] { // after the short silence that follows a demotion
        std::unique_ptr<QNetworkReply> status(network.get(QNetworkRequest(
            QUrl(desk.info(u"amber"_s).address + u"/v1/sys/replication/status"_s))));
        QSignalSpy read(status.get(), &QNetworkReply::finished);
        return read.wait(test::patience)
            && status->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200;
    };
    QTRY_VERIFY(answersAgain());
    desk.lab.clearRequestLog();
    QVERIFY(button(dialog, u"sendButton"_s)->isEnabled());
    QVERIFY(test::click(dialog, u"sendButton"_s));
    QTRY_VERIFY(dialog->findChild<QLabel *>(u"operationBarText"_s)->isVisible());
    QVERIFY(!desk.center->isBusy());
    QCOMPARE(desk.writtenPaths(), QStringList());
    const QString told = dialog->findChild<QLabel *>(u"operationBarText"_s)->text();
    QVERIFY2(told.contains(u"secondary"_s), qUtf8Printable(told));
    QVERIFY(dialog->findChild<QLineEdit *>(u"typedName"_s)->text().isEmpty());
    QVERIFY(!button(dialog, u"sendButton"_s)->isEnabled());
}

void TestOperationDialog::closingDuringTheRunLetsItGoOn()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    QSignalSpy settled(desk.center.get(), &ui::OperationCenter::settled);
    QPointer<ui::OperationDialog> dialog =
        desk.openByButton(u"amber"_s, OperationId::PerformanceEnablePrimary);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"sendButton"_s));
    QVERIFY(desk.center->isBusy());
    QCOMPARE(desk.center->runningSentences().size(), 1);
    dialog->close();
    QTRY_VERIFY(!dialog);
    QTRY_COMPARE(settled.size(), 1);
    QVERIFY(!desk.center->isBusy());
    QCOMPARE(desk.info(u"amber"_s).performanceMode, u"primary"_s);
}

void TestOperationDialog::aTokenWithoutAddressNeedsOne()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog =
        desk.openByButton(u"basalt"_s, OperationId::PerformanceEnableSecondary);
    QVERIFY(dialog);
    const qint64 later = QDateTime::currentSecsSinceEpoch() + 1000;
    QVERIFY(test::type(dialog, u"parameter.token"_s, jwt({}, later)));
    QVERIFY(!button(dialog, u"nextButton"_s)->isEnabled());
    QVERIFY(dialog->findChild<QLabel *>(u"whyNot"_s)->text().contains(u"address"_s));
    QVERIFY(
        test::type(dialog, u"parameter.primary_api_addr"_s, u"https://vault.example.com:8200"_s));
    QVERIFY(button(dialog, u"nextButton"_s)->isEnabled());
}

void TestOperationDialog::anExpiredTokenIsRefused()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog =
        desk.openByButton(u"basalt"_s, OperationId::PerformanceEnableSecondary);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.token"_s, jwt(u"https://a.example.com:8200"_s, 1000)));
    QVERIFY(!button(dialog, u"nextButton"_s)->isEnabled());
    QVERIFY(button(dialog, u"nextButton"_s)->toolTip().contains(u"expired"_s));
}

void TestOperationDialog::aTokenIsAskedForHoweverOftenTheFleetIsRead()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog =
        desk.openByButton(test::basalt, OperationId::PerformanceEnableSecondary);
    QVERIFY(dialog);
    // As with many clusters, each of which is read now and then.
    QTimer busy;
    connect(&busy, &QTimer::timeout, &busy, [&desk] {
        emit desk.fleet->snapshotChanged(*desk.fleet->snapshot(desk.id(test::amber)));
    });
    busy.start(20);
    desk.lab.clearRequestLog();
    const QString address = desk.lab.cluster(test::amber)->address;
    QVERIFY(test::type(dialog, u"parameter.token"_s,
                       jwt(address, QDateTime::currentSecsSinceEpoch() + 1800)));
    const auto isAsked = [&desk] {
        const QList<lab::RequestEntry> log = desk.lab.requestLog();
        return std::ranges::any_of(log, [](const lab::RequestEntry &entry) {
            return entry.path == "/v1/sys/wrapping/lookup"_L1;
        });
    };
    QTRY_VERIFY(isAsked());
    dialog->close();
}

void TestOperationDialog::whatTheVersionWouldIgnoreIsRefusedBesideTheField()
{
    test::LabDesk desk(u"versions"_s); // fjord: Vault 1.10, where addresses would be ignored
    QVERIFY(desk.start());
    ui::OperationDialog *dialog =
        desk.openByButton(u"fjord"_s, OperationId::PerformanceUpdatePrimary);
    QVERIFY(dialog);
    QPushButton *next = button(dialog, u"sendButton"_s)->isVisible()
        ? button(dialog, u"sendButton"_s)
        : button(dialog, u"nextButton"_s);
    QVERIFY(test::type(dialog, u"parameter.update_primary_addrs"_s, u"10.0.0.2:8201"_s));
    const auto *beside = dialog->findChild<QLabel *>(u"parameterError.update_primary_addrs"_s);
    QVERIFY(beside->isVisible());
    QVERIFY2(beside->text().contains(u"since 1.13"_s), qUtf8Printable(beside->text()));
    QVERIFY(dialog->findChild<QWidget *>(u"parameter.update_primary_addrs"_s)
                ->accessibleDescription()
                .contains(u"since 1.13"_s));
    QVERIFY(!next->isEnabled());
    QCOMPARE(next->toolTip(), beside->text());
    QCOMPARE(next->accessibleDescription(), beside->text());
    const auto *whyNot = dialog->findChild<QLabel *>(u"whyNot"_s);
    QVERIFY(whyNot->isVisible());
    QCOMPARE(whyNot->text(), beside->text());
    // The same values on a version that knows them.
    QVERIFY(test::type(dialog, u"parameter.update_primary_addrs"_s, QString()));
    QVERIFY(!beside->isVisible());
    dialog = desk.openByButton(u"larch"_s, OperationId::PerformanceUpdatePrimary);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.update_primary_addrs"_s, u"10.0.0.2:8201"_s));
    QVERIFY(dialog->findChild<QLabel *>(u"whyNot"_s)->text().isEmpty());
}

void TestOperationDialog::aNewIdIsOneThatVaultTakes_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("isGood");
    QTest::addColumn<bool>("isPlain"); // fit for the path of a filter
    QTest::newRow("a word") << u"eu-west_2.b"_s << true << true;
    QTest::newRow("a UUID") << u"4bcd69d6-0127-5d2e-c2c1-6a1e1a1b6c3d"_s << true << true;
    QTest::newRow("one letter") << u"a"_s << true << true;
    QTest::newRow("blank and path") << u"bad id/.."_s << false << false;
    QTest::newRow("slash") << u"eu/west"_s << false << false;
    QTest::newRow("at sign") << u"eu@west"_s << true << false;
    QTest::newRow("dash at the end") << u"eu-"_s << true << false;
}

void TestOperationDialog::aNewIdIsOneThatVaultTakes()
{
    QFETCH(QString, id);
    QFETCH(bool, isGood);
    QFETCH(bool, isPlain);
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    for (const OperationId mint : { OperationId::PerformanceMintToken, OperationId::DrMintToken }) {
        ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, mint);
        QVERIFY(dialog);
        QVERIFY(test::type(dialog, u"parameter.id"_s, id));
        QCOMPARE(button(dialog, u"sendButton"_s)->isEnabled(), isGood);
        const auto *error = dialog->findChild<QLabel *>(u"parameterError.id"_s);
        QCOMPARE(error->isVisible(), !isPlain); // an advice where it hinders nothing
        const QString hindrance = isGood ? QString() : error->text();
        QCOMPARE(button(dialog, u"sendButton"_s)->toolTip(), hindrance);
        QCOMPARE(dialog->findChild<QLabel *>(u"whyNot"_s)->text(), hindrance);
    }
    // What exists already can always be revoked.
    ui::OperationDialog *revoke =
        desk.openByButton(u"amber"_s, OperationId::PerformanceRevokeSecondary);
    QVERIFY(revoke);
    QVERIFY(test::type(revoke, u"parameter.id"_s, id));
    QVERIFY(button(revoke, u"sendButton"_s)->isEnabled()
            || button(revoke, u"nextButton"_s)->isEnabled());
}

void TestOperationDialog::aTokenOfTheOtherTypeIsRefused()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    QVERIFY(!desk.perform(u"amber"_s, OperationId::DrEnablePrimary).startsWith(u'!'));
    QCOMPARE(desk.perform(u"amber"_s, OperationId::DrMintToken, { { u"id"_s, u"dr-1"_s } }),
             QString());
    QTRY_VERIFY(desk.tokenDialog());
    const SecretString token = desk.tokenDialog()->cloneToken();
    ui::OperationDialog *dialog =
        desk.openByButton(u"basalt"_s, OperationId::PerformanceEnableSecondary);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.token"_s, QString::fromUtf8(token.reveal())));
    QVERIFY(!button(dialog, u"nextButton"_s)->isEnabled());
    QVERIFY(button(dialog, u"nextButton"_s)->toolTip().contains(u"Disaster recovery"_s));
}

void TestOperationDialog::theFilterIsSavedBeforeTheTokenIsMinted()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    desk.lab.clearRequestLog();
    QVERIFY(test::click(dialog, u"limitPaths"_s));
    const QString outcome = desk.perform(
        dialog,
        { { u"id"_s, u"eu-west"_s }, { u"mode"_s, u"deny"_s }, { u"paths"_s, u"secret/"_s } });
    QCOMPARE(outcome, QString());
    QTRY_VERIFY(desk.tokenDialog());
    QCOMPARE(desk.writtenPaths(),
             QStringList({ u"POST /v1/sys/replication/performance/primary/paths-filter/eu-west"_s,
                           u"POST /v1/sys/replication/performance/primary/secondary-token"_s }));
    const QJsonObject filter { { u"mode"_s, u"deny"_s },
                               { u"paths"_s, QJsonArray { u"secret/"_s } } };
    QCOMPARE(QJsonDocument::fromJson(desk.writes().constFirst().body).object(), filter);
}

void TestOperationDialog::noTokenIsMintedIfTheFilterCannotBeSaved()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"amber"_s, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    desk.lab.clearRequestLog();
    QVERIFY(desk.lab
                .setFault(u"amber"_s, {},
                          { .kind = u"error"_s,
                            .pathPrefix = u"sys/replication/performance/primary/paths-filter"_s,
                            .method = u"POST"_s,
                            .status = 400,
                            .text = u"no such path"_s })
                .has_value());
    QVERIFY(test::click(dialog, u"limitPaths"_s));
    const QString outcome =
        desk.perform(dialog, { { u"id"_s, u"eu-west"_s }, { u"paths"_s, u"secret/"_s } });
    QVERIFY2(outcome.contains(u"no token was generated"_s), qUtf8Printable(outcome));
    QVERIFY(!desk.tokenDialog());
    for (const QString &path : desk.writtenPaths())
        QVERIFY2(!path.contains(u"secondary-token"_s), qUtf8Printable(path));
    QVERIFY(desk.ledger.entries().isEmpty());
}

void TestOperationDialog::secretsAreNeitherInTheRequestNorInTheTitle()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(u"basalt"_s, OperationId::DrUpdatePrimary);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.token"_s, u"pasted-token-value"_s));
    const QString batch = desk.info(u"basalt"_s).drBatchToken;
    QVERIFY(!batch.isEmpty());
    QStringList texts { dialog->windowTitle() };
    const QList<QLabel *> labels = dialog->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        texts.append(label->text());
    const QList<QPlainTextEdit *> blocks = dialog->findChildren<QPlainTextEdit *>();
    for (const QPlainTextEdit *block : blocks)
        texts.append(block->toPlainText());
    QVERIFY(texts.join(u'\n').contains(u"<DR operation token>"_s)); // the placeholder is there
    for (const QString &text : std::as_const(texts)) {
        QVERIFY2(!text.contains(batch), qUtf8Printable(text));
        QVERIFY2(!text.contains(u"pasted-token-value"_s), qUtf8Printable(text));
    }
}

void TestOperationDialog::aCeremonyEndsInATokenThatIsFilledIn()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    const QString basalt = u"basalt"_s;
    QString outcome = desk.perform(basalt, OperationId::DrStartAttempt);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    const QString nonce = desk.center->attemptNonce(desk.id(basalt));
    QVERIFY(!nonce.isEmpty());
    const lab::ClusterInfo info = desk.info(basalt);
    for (int i = 0; i < info.threshold; ++i) {
        outcome =
            desk.perform(basalt, OperationId::DrProvideKeyShare); // share and nonce are filled in
        QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    }
    const SecretString token = desk.center->drOperationTokenFor(desk.id(basalt));
    QVERIFY(!(token == SecretString(info.drBatchToken.toUtf8())));
    desk.lab.clearRequestLog();
    outcome = desk.perform(basalt, OperationId::DrMerkleCheck);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.writes().constFirst().body.contains(token.reveal().toByteArray()));
    QCOMPARE(desk.writes().constFirst().status, 200);
}

QTEST_MAIN(TestOperationDialog)
#include "tst_operationdialog.moc"
