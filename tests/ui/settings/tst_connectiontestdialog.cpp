// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/settings/clusterdialog.h"
#include "ui/settings/connectiontestdialog.h"
#include "ui/settings/teststepview.h"
#include "ui/widgets/messagebar.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

/// A lab with TLS, of one cluster's record.
struct Bench
{
    explicit Bench(const QString &scenario = u"full"_s)
        : lab({ .scenario = scenario, .tls = true, .tempo = 50 })
    {
        if (!lab.start())
            qFatal("the lab did not start");
        record.identity.name = u"amber"_s;
        record.identity.environment = Environment::Lab;
        record.identity.address = lab.clusters().constFirst().address;
        record.caPem = lab.caPem();
    }
    void fault(const QString &kind, const QString &text = {})
    {
        const QString name = lab.clusters().constFirst().name;
        if (!lab.setFault(name, {}, { .kind = kind, .text = text }))
            qFatal("no such fault");
    }
    lab::Lab lab;
    Estate estate;
    ClusterRecord record;
};

ConnectionTestDialog *opened(Bench &bench)
{
    auto *dialog = new ConnectionTestDialog(bench.estate.services, bench.record, {});
    dialog->open();
    return dialog;
}

QString textOf(const QWidget *dialog, const QString &name)
{
    const auto *label = dialog->findChild<QLabel *>(name);
    return label ? label->text() : QString();
}

QPushButton *button(const QWidget *dialog, const QString &name)
{
    return dialog->findChild<QPushButton *>(name);
}

bool isOver(const QWidget *dialog)
{
    return QTest::qWaitFor([dialog] { return button(dialog, u"testCopyButton"_s)->isEnabled(); },
                           test::patience);
}

/// Laid out, with nothing cut off.
bool isSettled(const QWidget *dialog)
{
    const bool fits =
        QTest::qWaitFor([dialog] { return look::clippedTexts(*dialog).isEmpty(); }, test::patience);
    if (!fits)
        qWarning().noquote() << look::clippedTexts(*dialog).join(u'\n');
    return fits;
}

} // namespace

class TestConnectionTestDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void everyStepIsShownAndSpoken()
    {
        Bench bench;
        ConnectionTestDialog *dialog = opened(bench);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QVERIFY(isOver(dialog));
        QVERIFY2(textOf(dialog, u"testVerdict"_s).startsWith(u"The connection works."),
                 qPrintable(textOf(dialog, u"testVerdict"_s)));
        for (int step = 0; step < connectionStepCount; ++step) {
            const auto *view = dialog->findChild<TestStepView *>(u"testStep%1"_s.arg(step));
            QVERIFY(view->accessibleName().startsWith(connectionStepName(ConnectionStep(step))));
            QVERIFY(!textOf(dialog, u"testStep%1Summary"_s.arg(step)).isEmpty());
        }
        auto *tls = dialog->findChild<QLabel *>(u"testStep3Details"_s);
        QVERIFY(!tls->isVisible());
        dialog->findChild<QCheckBox *>(u"testDetailsBox"_s)->click();
        QVERIFY(tls->isVisible());
        QVERIFY(tls->text().contains(u"SHA-256"));
        QVERIFY(isSettled(dialog));
        for (const Scheme scheme : { Scheme::Light, Scheme::Dark }) {
            applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), scheme);
            QTRY_COMPARE(isDark(dialog->palette()), scheme == Scheme::Dark);
            QVERIFY(isSettled(dialog));
            look::save(*dialog,
                       scheme == Scheme::Light ? u"connection-test-good"_s
                                               : u"connection-test-good-dark"_s);
        }
        QVERIFY(isSettled(dialog));
        const QStringList nameless = look::namelessInputs(*dialog);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
        dialog->reject();
    }

    void theRightCauseIsShown_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const QString &fault, ConnectionStep step,
                            const QString &said, const QString &text = {}) {
            QTest::newRow(name) << fault << text << int(step) << said;
        };
        row("refused", u"refuse"_s, ConnectionStep::Reach, u"refused"_s);
        row("timeout", u"hang"_s, ConnectionStep::Health, u"did not answer in time"_s);
        row("plain HTTP", u"plain-http"_s, ConnectionStep::Tls, u"plain HTTP"_s);
        row("unknown CA", u"certificate-unknown-ca"_s, ConnectionStep::Tls, u"not trusted here"_s);
        row("wrong host", u"certificate-wrong-host"_s, ConnectionStep::Tls, u"is not for"_s);
        row("expired", u"certificate-expired"_s, ConnectionStep::Tls, u"expired on"_s);
        row("hidden", u"status-hidden"_s, ConnectionStep::Status, u"hides the replication"_s);
        row("a proxy's page", u"not-json"_s, ConnectionStep::Health, u"not Vault"_s);
        row("bad gateway", u"bad-gateway"_s, ConnectionStep::Health, u"not Vault"_s);
        row("blocked paths", u"proxy-blocks"_s, ConnectionStep::Health, u"not Vault"_s);
        row("redirect", u"redirect-away"_s, ConnectionStep::Health, u"elsewhere"_s);
        row("redirect to plain HTTP", u"redirect-plain"_s, ConnectionStep::Health, u"elsewhere"_s);
        row("clock", u"clock-off"_s, ConnectionStep::Clock, u"1 hour"_s, u"3600"_s);
    }

    void theRightCauseIsShown()
    {
        QFETCH(QString, fault);
        QFETCH(QString, text);
        QFETCH(int, step);
        QFETCH(QString, said);
        Bench bench(u"fresh-pair"_s);
        bench.record.timeoutSeconds = fault == u"hang"_s ? 3 : 20;
        bench.fault(fault, text);
        ConnectionTestDialog *dialog = opened(bench);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QVERIFY(isOver(dialog));
        QString verdict = textOf(dialog, u"testVerdict"_s);
        verdict.replace(u"hour(s)"_s, u"hour"_s);
        QVERIFY2(verdict.contains(said), qPrintable(verdict));
        const auto *advice = dialog->findChild<QLabel *>(u"testStep%1Advice"_s.arg(step));
        QVERIFY(advice->isVisible() && !advice->text().isEmpty());
        QVERIFY(isSettled(dialog));
        look::save(*dialog, u"connection-test-"_s + fault);
        // Gone, and tested again.
        bench.lab.clearFaults();
        const auto works = [dialog] {
            button(dialog, u"testAgainButton"_s)->click();
            return isOver(dialog)
                && textOf(dialog, u"testVerdict"_s).startsWith(u"The connection works."_s);
        };
        // Where the time limit is short a loaded machine needs another try.
        QTRY_VERIFY2(works(), qPrintable(textOf(dialog, u"testVerdict"_s)));
        dialog->reject();
    }

    void httpWhereTlsIsSpoken()
    {
        Bench bench(u"fresh-pair"_s);
        bench.record.identity.address.replace(u"https://"_s, u"http://"_s);
        ConnectionTestDialog *dialog = opened(bench);
        QVERIFY(isOver(dialog));
        QVERIFY(textOf(dialog, u"testVerdict"_s).contains(u"speaks TLS"));
        QVERIFY(textOf(dialog, u"testStep4Advice"_s).contains(u"https://"));
        dialog->reject();
    }

    void aDrSecondaryIsNamed()
    {
        Bench bench(u"dr-pair"_s);
        for (const lab::ClusterInfo &cluster : bench.lab.clusters()) {
            if (cluster.drMode == u"secondary"_s)
                bench.record.identity.address = cluster.address;
        }
        ConnectionTestDialog *dialog = opened(bench);
        QVERIFY(isOver(dialog));
        QVERIFY(textOf(dialog, u"testVerdict"_s).contains(u"DR secondary"));
        dialog->reject();
    }

    void aCertificateIsPinnedOnlyAfterItWasCompared()
    {
        Bench bench(u"fresh-pair"_s);
        bench.fault(u"certificate-unknown-ca"_s);
        auto *cluster = new ClusterDialog(bench.estate.services, {});
        cluster->open();
        cluster->findChild<QLineEdit *>(u"clusterNameEdit"_s)->setText(u"amber"_s);
        cluster->findChild<QLineEdit *>(u"clusterAddressEdit"_s)
            ->setText(bench.record.identity.address);
        button(cluster, u"testConnectionButton"_s)->click();
        auto *dialog = cluster->findChild<ConnectionTestDialog *>();
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        QVERIFY(isOver(dialog));
        auto *pin = button(dialog, u"testPinButton"_s);
        QVERIFY(pin->isVisible() && !pin->isEnabled() && !pin->toolTip().isEmpty());
        QVERIFY(isSettled(dialog));
        look::save(*dialog, u"connection-test-pinning"_s);
        const QStringList nameless = look::namelessInputs(*dialog);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));

        auto *given = dialog->findChild<QLineEdit *>(u"testGivenFingerprintEdit"_s);
        auto *error = dialog->findChild<QLabel *>(u"testGivenFingerprintEditError"_s);
        given->setText(u"12:34"_s);
        QVERIFY(!pin->isEnabled() && error->isVisible());
        given->setText(QString(64, u'a'));
        QVERIFY(!pin->isEnabled() && error->isVisible());
        // Said to be compared, but what was pasted is another one.
        dialog->findChild<QCheckBox *>(u"testComparedBox"_s)->setChecked(true);
        QVERIFY(!pin->isEnabled());
        dialog->findChild<QCheckBox *>(u"testComparedBox"_s)->setChecked(false);
        const QString shown =
            textOf(dialog, u"testFingerprint"_s).remove(u"\u200b"_s).toLower().remove(u':');
        given->setText(shown);
        QVERIFY(pin->isEnabled() && !error->isVisible());
        pin->click();
        QVERIFY(isOver(dialog));
        QVERIFY2(textOf(dialog, u"testVerdict"_s).startsWith(u"The connection works."),
                 qPrintable(textOf(dialog, u"testVerdict"_s)));
        button(dialog, u"testCloseButton"_s)->click();
        button(cluster, u"saveClusterButton"_s)->click();
        QCOMPARE(bench.estate.registry.clusters().constFirst().pinnedCertificates.size(), 1);
        // And it is what the program uses.
        QVERIFY(bench.estate.readAll());
        // Another certificate afterwards is not taken, though the authority is the right one now.
        bench.lab.clearFaults();
        const ClusterId id = bench.estate.id(u"amber"_s);
        QTRY_VERIFY((bench.estate.fleet.refreshAll(),
                     bench.estate.fleet.snapshot(id)->healthError.has_value()));
        QVERIFY(
            bench.estate.fleet.snapshot(id)->healthError->detail.contains(u"another certificate"));
    }

    void nodesThatWereFoundAreAdded()
    {
        Bench bench;
        const lab::ClusterInfo first = bench.lab.clusters().constFirst();
        QString standby;
        for (const lab::NodeInfo &node : first.nodes) {
            if (node.state == lab::NodeState::Standby
                || node.state == lab::NodeState::PerformanceStandby)
                standby = node.address;
        }
        QVERIFY(!standby.isEmpty());
        auto *cluster = new ClusterDialog(bench.estate.services, {});
        cluster->open();
        cluster->findChild<QLineEdit *>(u"clusterNameEdit"_s)->setText(u"amber"_s);
        cluster->findChild<QLineEdit *>(u"clusterAddressEdit"_s)->setText(standby);
        cluster->findChild<QAbstractButton *>(u"clusterCaFileButton"_s)->click();
        cluster->findChild<QLineEdit *>(u"clusterCaFileEdit"_s)->setText(bench.lab.caFile());
        button(cluster, u"testConnectionButton"_s)->click();
        auto *dialog = cluster->findChild<ConnectionTestDialog *>();
        QVERIFY(isOver(dialog));
        auto *add = button(dialog, u"testAddNodesButton"_s);
        QVERIFY(!add->isHidden());
        add->click();
        QCOMPARE(cluster->findChild<QPlainTextEdit *>(u"clusterMoreAddressesEdit"_s)->toPlainText(),
                 first.address);
        QVERIFY(add->isHidden());
        dialog->reject();

        // Registered and signed in, all of them are found.
        button(cluster, u"saveClusterButton"_s)->click();
        bench.estate.fleet.start();
        const ClusterId id = bench.estate.id(u"amber"_s);
        bool signedIn = false;
        bench.estate.fleet.signIn(
            id, SecretString(first.rootToken.toUtf8()), Fleet::Remember::No, this,
            [&](const Result<TokenInfo> &info) { signedIn = info.has_value(); });
        QTRY_VERIFY(signedIn);
        auto *edit = new ClusterDialog(bench.estate.services, id);
        edit->open();
        button(edit, u"testConnectionButton"_s)->click();
        auto *again = edit->findChild<ConnectionTestDialog *>();
        QVERIFY(isOver(again));
        button(again, u"testAddNodesButton"_s)->click();
        QCOMPARE(edit->findChild<QPlainTextEdit *>(u"clusterMoreAddressesEdit"_s)
                     ->toPlainText()
                     .split(u'\n')
                     .size(),
                 first.nodes.size() - 1);
        again->reject();
        edit->reject();
    }

    void theReportIsCopied()
    {
        Bench bench(u"fresh-pair"_s);
        ConnectionTestDialog *dialog = opened(bench);
        QVERIFY(isOver(dialog));
        button(dialog, u"testCopyButton"_s)->click();
        const QString report = QGuiApplication::clipboard()->text();
        QVERIFY(report.contains(bench.record.identity.address));
        QVERIFY(report.contains(connectionStepName(ConnectionStep::Nodes)));
        dialog->reject();
    }

    void itCanBeStoppedAndClosedInTheMiddle()
    {
        Bench bench(u"fresh-pair"_s);
        bench.fault(u"hang"_s);
        ConnectionTestDialog *dialog = opened(bench);
        QTRY_COMPARE(dialog->findChild<TestStepView *>(u"testStep4"_s)
                         ->accessibleName()
                         .contains(u"running"),
                     true);
        QTest::keyClick(button(dialog, u"testAgainButton"_s), Qt::Key_Space);
        QVERIFY(button(dialog, u"testCopyButton"_s)->isEnabled());
        QCOMPARE(button(dialog, u"testAgainButton"_s)->accessibleName(), u"Test again"_s);
        QTest::keyClick(button(dialog, u"testAgainButton"_s), Qt::Key_Space);
        QPointer<ConnectionTestDialog> alive(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!alive);
    }

    void theVaultCommandsSettingsAreImported()
    {
        Bench bench(u"fresh-pair"_s);
        QTemporaryDir home;
        const lab::ClusterInfo cluster = bench.lab.clusters().constFirst();
        const QByteArray oldHome = qgetenv("HOME");
        qputenv("HOME", home.path().toLocal8Bit());
        qputenv("VAULT_ADDR", cluster.address.toUtf8());
        qputenv("VAULT_CACERT", bench.lab.caFile().toUtf8());
        qputenv("VAULT_NAMESPACE", "retail/");
        qputenv("VAULT_SKIP_VERIFY", "true");
        const auto back = qScopeGuard([&oldHome] {
            qputenv("HOME", oldHome);
            for (const char *name :
                 { "VAULT_ADDR", "VAULT_CACERT", "VAULT_NAMESPACE", "VAULT_SKIP_VERIFY" })
                qunsetenv(name);
        });
        const QString helper = home.filePath(u"helper"_s);
        QFile script(helper);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\necho " + cluster.rootToken.toUtf8() + '\n');
        script.setPermissions(QFileDevice::ReadOwner | QFileDevice::ExeOwner);
        script.close();
        QFile configuration(home.filePath(u".vault"_s));
        QVERIFY(configuration.open(QIODevice::WriteOnly));
        configuration.write("token_helper = \"" + helper.toUtf8() + "\"\n");
        configuration.close();

        bench.estate.fleet.start();
        auto *dialog = new ClusterDialog(bench.estate.services, {});
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QTest::keyClick(button(dialog, u"importVaultCliButton"_s), Qt::Key_Space);
        auto *messages = dialog->findChild<MessageBar *>(u"clusterDialogMessages"_s);
        QVERIFY(messages->isVisible());
        QVERIFY(messages->text().contains(u"VAULT_SKIP_VERIFY"));
        QVERIFY(isSettled(dialog));
        look::save(*dialog, u"cluster-dialog-imported"_s);
        auto *useToken = dialog->findChild<QCheckBox *>(u"useFoundTokenBox"_s);
        QVERIFY(useToken->isVisible() && !useToken->isChecked());
        QVERIFY(useToken->toolTip().contains(helper));
        useToken->click();
        dialog->findChild<QLineEdit *>(u"clusterNameEdit"_s)->setText(u"amber"_s);
        QVERIFY(button(dialog, u"saveClusterButton"_s)->isEnabled());
        button(dialog, u"saveClusterButton"_s)->click();
        const ClusterRecord saved = bench.estate.registry.clusters().constFirst();
        QCOMPARE(saved.identity.address, cluster.address);
        QCOMPARE(saved.caFile, bench.lab.caFile());
        QCOMPARE(saved.loginNamespace, u"retail"_s);
        QVERIFY(!saved.rememberToken);
        QTRY_VERIFY(bench.estate.fleet.snapshot(saved.identity.id)->signIn
                    == SignInState::SignedIn);
        QVERIFY(!bench.estate.registry.exported().contains(cluster.rootToken.toUtf8()));
    }
};

QTEST_MAIN(TestConnectionTestDialog)
#include "tst_connectiontestdialog.moc"
