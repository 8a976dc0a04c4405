// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/replication/catalogue.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/operations/activationchecksview.h"
#include "ui/widgets/theme.h"

#include <QLabel>
#include <QPushButton>

using namespace switchover;
using namespace Qt::StringLiterals;
using test::amber;
using test::basalt;
using test::cobalt;

namespace {

using Id = OperationId;

struct Calls
{
    ReplicationType type {};
    Id generate {};
    Id mint {};
    Id enable {};
    QString path;
};

} // namespace

Q_DECLARE_METATYPE(Calls)

/// What is checked before an activation token is sent, and tokens made with a public key from the
/// key to the stream.
class TestActivation : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::applyTheme(*qApp, ui::Scheme::Light); }
    void aGoodTokenIsAskedForAndNotUsedUp();
    void aSpentTokenIsNotSent();
    void aTokenOfTheOtherTypeIsNotSent();
    void aPublicKeyReachesThePrimaryAndTheTokenComesBack_data();
    void aPublicKeyReachesThePrimaryAndTheTokenComesBack();
    void aTokenForAnOldKeyIsNotSent();

private:
    static QString mint(test::LabDesk &desk, Id mint, const QString &id);
    static QString check(QWidget *dialog, const QString &id);
    static ui::OperationDialog *newest(test::LabDesk &desk, Id operation);
};

/// The token, after its dialog was closed: it might come from anywhere.
QString TestActivation::mint(test::LabDesk &desk, Id mint, const QString &id)
{
    if (!desk.perform(amber, mint, { { u"id"_s, id } }).isEmpty())
        return {};
    if (!QTest::qWaitFor([&desk] { return desk.tokenDialog() != nullptr; }, test::patience))
        return {};
    ui::TokenDialog *dialog = desk.tokenDialog();
    const QString token = QString::fromUtf8(dialog->cloneToken().reveal());
    const QPointer<ui::TokenDialog> gone(dialog);
    dialog->close();
    dialog->close();
    (void)QTest::qWaitFor([&gone] { return gone.isNull(); }, test::patience);
    return token;
}

QString TestActivation::check(QWidget *dialog, const QString &id)
{
    QString text;
    const QList<QLabel *> labels = dialog->findChildren<QLabel *>(u"activationCheck."_s + id);
    for (const QLabel *label : labels) {
        if (label->isVisible())
            text = label->text();
    }
    return text;
}

ui::OperationDialog *TestActivation::newest(test::LabDesk &desk, Id operation)
{
    const QList<ui::OperationDialog *> all = desk.window.findChildren<ui::OperationDialog *>();
    for (auto each = all.crbegin(); each != all.crend(); ++each) {
        if ((*each)->operationId() == operation && (*each)->isVisible())
            return *each;
    }
    return nullptr;
}

void TestActivation::aGoodTokenIsAskedForAndNotUsedUp()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    QVERIFY(!desk.perform(amber, Id::PerformanceEnablePrimary).startsWith(u'!'));
    QVERIFY(desk.waitForMode(amber, ReplicationType::Performance, u"primary"_s));
    const QString token = mint(desk, Id::PerformanceMintToken, u"west"_s);
    QVERIFY(!token.isEmpty());
    desk.lab.clearRequestLog();
    ui::OperationDialog *dialog = desk.openByButton(basalt, Id::PerformanceEnableSecondary);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.token"_s, token));
    QTRY_COMPARE(check(dialog, u"use"_s), u"Good: amber says that it is unused."_s);
    QCOMPARE(check(dialog, u"type"_s), u"Good: It was made for performance replication."_s);
    QVERIFY(check(dialog, u"expiry"_s).startsWith(u"Good"_s));
    QVERIFY(check(dialog, u"self"_s).startsWith(u"Good"_s));
    QVERIFY(check(dialog, u"reach"_s).startsWith(u"Good"_s)); // both on this computer
    int lookups = 0;
    for (const lab::RequestEntry &entry : desk.lab.requestLog()) {
        QVERIFY(entry.path != "/v1/sys/wrapping/unwrap"_L1);
        lookups += entry.path == "/v1/sys/wrapping/lookup"_L1;
        // The token goes to the cluster that issued it, and nowhere else before it is sent.
        QVERIFY(entry.cluster == amber || !entry.body.contains(token.toUtf8()));
    }
    QCOMPARE(lookups, 1);
    QVERIFY(ui::look::namelessInputs(*dialog).isEmpty());
    dialog->resize(dialog->width(), 1100);
    QTest::qWait(0);
    ui::look::save(*dialog, u"activation-checks"_s);
    const QString outcome = desk.perform(dialog);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForStream(basalt, ReplicationType::Performance));
}

void TestActivation::aSpentTokenIsNotSent()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    QVERIFY(!desk.perform(amber, Id::PerformanceEnablePrimary).startsWith(u'!'));
    QVERIFY(desk.waitForMode(amber, ReplicationType::Performance, u"primary"_s));
    const QString token = mint(desk, Id::PerformanceMintToken, u"west"_s);
    QVERIFY(!token.isEmpty());
    bool unwrapped = false;
    QObject context;
    desk.fleet->session(desk.id(amber))
        ->client()
        .call({ .verb = "POST",
                .path = u"sys/wrapping/unwrap"_s,
                .body = SecretString(QByteArray("{\"token\":\"" + token.toUtf8() + "\"}")),
                .kind = SideCall::Kind::Writes },
              &context,
              [&unwrapped](const Result<SideAnswer> &answer) { unwrapped = answer.has_value(); });
    QTRY_VERIFY(unwrapped);
    ui::OperationDialog *dialog = desk.openByButton(basalt, Id::PerformanceEnableSecondary);
    QVERIFY(dialog);
    desk.lab.clearRequestLog();
    QVERIFY(test::type(dialog, u"parameter.token"_s, token));
    QTRY_VERIFY2(check(dialog, u"use"_s).startsWith(u"Cannot work: amber no longer knows"_s),
                 qUtf8Printable(check(dialog, u"use"_s)));
    auto *next = test::find<QPushButton>(dialog, u"nextButton"_s);
    QTRY_VERIFY(!next->isEnabled());
    QVERIFY(next->toolTip().contains(u"was used"_s));
    QCOMPARE(desk.writtenPaths(), QStringList());
}

void TestActivation::aTokenOfTheOtherTypeIsNotSent()
{
    test::LabDesk desk(u"fresh-pair"_s);
    QVERIFY(desk.start());
    QVERIFY(!desk.perform(amber, Id::DrEnablePrimary).startsWith(u'!'));
    QVERIFY(desk.waitForMode(amber, ReplicationType::DisasterRecovery, u"primary"_s));
    const QString token = mint(desk, Id::DrMintToken, u"west"_s);
    QVERIFY(!token.isEmpty());
    ui::OperationDialog *dialog = desk.openByButton(basalt, Id::PerformanceEnableSecondary);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.token"_s, token));
    QTRY_VERIFY2(check(dialog, u"type"_s).startsWith(u"Cannot work: The token was made for"_s),
                 qUtf8Printable(check(dialog, u"type"_s)));
    QTRY_VERIFY(!test::find<QPushButton>(dialog, u"nextButton"_s)->isEnabled());
}

void TestActivation::aPublicKeyReachesThePrimaryAndTheTokenComesBack_data()
{
    QTest::addColumn<Calls>("calls");
    QTest::newRow("performance") << Calls {
        ReplicationType::Performance, Id::PerformanceGeneratePublicKey, Id::PerformanceMintToken,
        Id::PerformanceEnableSecondary, u"/v1/sys/replication/performance/"_s
    };
    QTest::newRow("dr") << Calls { ReplicationType::DisasterRecovery, Id::DrGeneratePublicKey,
                                   Id::DrMintToken, Id::DrEnableSecondary,
                                   u"/v1/sys/replication/dr/"_s };
}

void TestActivation::aPublicKeyReachesThePrimaryAndTheTokenComesBack()
{
    QFETCH(Calls, calls);
    test::LabDesk desk(u"three-node"_s);
    QVERIFY(desk.start());
    // The primary's API gives nothing away: an ordinary token could not be unwrapped.
    QVERIFY(desk.lab
                .setFault(amber, {},
                          { .kind = u"error"_s, .pathPrefix = u"sys/wrapping/"_s, .status = 500 })
                .has_value());
    desk.lab.clearRequestLog();
    ui::OperationDialog *key = desk.openByButton(basalt, calls.generate);
    QVERIFY(key);
    QCOMPARE(desk.submit(key), QString());
    QTRY_VERIFY(!test::outcomeOf(key).isEmpty());
    QVERIFY(test::click(key, u"nextStep.mintOn."_s + amber));
    ui::OperationDialog *form = newest(desk, calls.mint);
    QVERIFY(form);
    QCOMPARE(form->cluster(), desk.id(amber));
    const QString publicKey =
        test::find<QLineEdit>(form, u"parameter.secondary_public_key"_s)->text();
    QVERIFY(!publicKey.isEmpty());
    QCOMPARE(desk.perform(form, { { u"id"_s, u"west"_s } }), QString());
    QTRY_VERIFY(desk.tokenDialog());
    ui::TokenDialog *token = desk.tokenDialog();
    QVERIFY(token->isPublicKeyBundle());
    QVERIFY(test::find<QLabel>(token, u"claimHint"_s)
                ->text()
                .contains(u"without reaching the primary's API"_s));
    QVERIFY(test::click(token, u"useOnButton"_s));
    // Only the cluster whose key it is can open it.
    QVERIFY(!test::find<QPushButton>(token, u"useOnEnable."_s + cobalt)->isVisible());
    QVERIFY(test::find<QLabel>(token, u"useOnReason."_s + cobalt)
                ->text()
                .contains(u"another cluster's public key"_s));
    ui::look::save(*token, u"public-key-token"_s);
    QVERIFY(test::click(token, u"useOnEnable."_s + basalt));
    ui::OperationDialog *enable = newest(desk, calls.enable);
    QVERIFY(enable);
    QTRY_COMPARE(check(enable, u"key"_s), u"Good: It was made with the public key of basalt."_s);
    QVERIFY(check(enable, u"reach"_s).contains(u"does not have to reach"_s));
    QVERIFY(check(enable, u"use"_s).startsWith(u"Not known"_s));
    const QString outcome = desk.perform(enable);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForStream(basalt, calls.type));
    QCOMPARE(desk.writtenPaths(),
             QStringList({ u"POST "_s + calls.path + u"secondary/generate-public-key"_s,
                           u"POST "_s + calls.path + u"primary/secondary-token"_s,
                           u"POST "_s + calls.path + u"secondary/enable"_s }));
    QVERIFY(desk.writes().at(1).body.contains(publicKey.toUtf8()));
    for (const lab::RequestEntry &entry : desk.lab.requestLog())
        QVERIFY(!entry.path.startsWith(u"/v1/sys/wrapping/"_s));
    QVERIFY(desk.ledger.entries().constLast().publicKeyBundle);
    QCOMPARE(desk.ledger.entries().constLast().usedOn, basalt);
}

void TestActivation::aTokenForAnOldKeyIsNotSent()
{
    test::LabDesk desk(u"three-node"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *key = desk.openByButton(basalt, Id::PerformanceGeneratePublicKey);
    QVERIFY(key);
    QCOMPARE(desk.submit(key), QString());
    QTRY_VERIFY(!test::outcomeOf(key).isEmpty());
    QVERIFY(test::click(key, u"nextStep.mintOn."_s + amber));
    QCOMPARE(desk.perform(newest(desk, Id::PerformanceMintToken), { { u"id"_s, u"west"_s } }),
             QString());
    QTRY_VERIFY(desk.tokenDialog());
    QVERIFY(!desk.perform(basalt, Id::PerformanceGeneratePublicKey).startsWith(u'!'));
    ui::TokenDialog *token = desk.tokenDialog();
    QVERIFY(test::click(token, u"useOnButton"_s));
    QVERIFY(test::click(token, u"useOnEnable."_s + basalt));
    ui::OperationDialog *enable = newest(desk, Id::PerformanceEnableSecondary);
    QVERIFY(enable);
    QTRY_VERIFY2(check(enable, u"key"_s).contains(u"another key pair"_s),
                 qUtf8Printable(check(enable, u"key"_s)));
    QTRY_VERIFY(!test::find<QPushButton>(enable, u"nextButton"_s)->isEnabled());
    // The newer key is offered to the primary's form.
    ui::OperationDialog *form = desk.openByButton(amber, Id::PerformanceMintToken);
    QVERIFY(form);
    QVERIFY(test::find<QWidget>(form, u"takePublicKey"_s)->isVisible());
}

QTEST_MAIN(TestActivation)
#include "tst_activation.moc"
