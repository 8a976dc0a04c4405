// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/settings/clusterdialog.h"
#include "ui/settings/removeclusterdialog.h"
#include "ui/widgets/messagebar.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

class TestClusterDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void refusesHiddenCharactersAndWarnsOfLookAlikes()
    {
        Estate estate;
        QVERIFY(estate.registry.add(
            { .identity = { .name = u"amber"_s, .address = u"https://a:8200"_s } }));
        auto *dialog = new ClusterDialog(estate.services, {});
        dialog->open();
        auto *button = dialog->findChild<QPushButton *>(u"saveClusterButton"_s);
        auto *alike = dialog->findChild<QLabel *>(u"clusterLookAlikes"_s);
        edit(dialog, u"clusterAddressEdit"_s)->setText(u"https://b:8200"_s);
        edit(dialog, u"clusterNameEdit"_s)->setText(u"bir\u200bch"_s);
        QVERIFY(!button->isEnabled());
        edit(dialog, u"clusterNameEdit"_s)->setText(u"birch\u00a0"_s);
        QVERIFY(!button->isEnabled());
        edit(dialog, u"clusterNameEdit"_s)->setText(u"birch"_s);
        QVERIFY(button->isEnabled());
        QVERIFY(!alike->isVisibleTo(dialog));
        edit(dialog, u"clusterNameEdit"_s)->setText(u"\u0430mber"_s);
        QVERIFY(button->isEnabled());
        QVERIFY(alike->isVisibleTo(dialog));
        dialog->findChild<QComboBox *>(u"clusterGroupBox"_s)->setEditText(u"x\u202ey"_s);
        QVERIFY(!button->isEnabled());
        dialog->close();
    }

    void clearsAPrivateKeyFromEveryField()
    {
        Estate estate;
        auto *dialog = new ClusterDialog(estate.services, {});
        dialog->open();
        const QString key = u"-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n"_s;
        int fields = 0;
        for (QLineEdit *line : dialog->findChildren<QLineEdit *>()) {
            if (line->isReadOnly() || qobject_cast<QSpinBox *>(line->parentWidget()))
                continue;
            line->setText(key);
            QVERIFY2(line->text().isEmpty(), qPrintable(line->objectName()));
            QVERIFY(!line->isUndoAvailable());
            ++fields;
        }
        for (QPlainTextEdit *text : dialog->findChildren<QPlainTextEdit *>()) {
            text->setPlainText(key);
            QVERIFY2(text->toPlainText().isEmpty(), qPrintable(text->objectName()));
            ++fields;
        }
        QVERIFY(fields > 6);
        QCOMPARE(dialog->findChild<MessageBar *>()->tone(), Tone::Danger);
        dialog->close();
    }

    void addsWhatWasTyped()
    {
        Estate estate;
        auto *dialog = new ClusterDialog(estate.services, {});
        QSignalSpy saved(dialog, &ClusterDialog::saved);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto *button = dialog->findChild<QPushButton *>(u"saveClusterButton"_s);
        QVERIFY(!button->isEnabled());
        QVERIFY(!button->toolTip().isEmpty());
        QTest::keyClicks(edit(dialog, u"clusterNameEdit"_s), u"Amber"_s);
        QTest::keyClicks(edit(dialog, u"clusterAddressEdit"_s), u"vault-a.example.com"_s);
        auto *environment = dialog->findChild<QComboBox *>(u"clusterEnvironmentBox"_s);
        environment->setCurrentIndex(environment->findText(u"Production"_s));
        dialog->findChild<QComboBox *>(u"clusterGroupBox"_s)->setEditText(u"Payments"_s);
        QTest::keyClicks(edit(dialog, u"clusterNoteEdit"_s), u"Ask the payments team first"_s);
        auto *tabs = dialog->findChild<QTabWidget *>(u"clusterTabs"_s);
        for (int page = 0; page < tabs->count(); ++page) {
            tabs->setCurrentIndex(page);
            look::save(*dialog, u"cluster-dialog-%1"_s.arg(page));
            const QStringList clipped = look::clippedTexts(*dialog);
            QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
            const QStringList shared = look::sharedButtonNames(*dialog);
            QVERIFY2(shared.isEmpty(), qPrintable(shared.join(u'\n')));
            const QStringList nameless = look::namelessInputs(*dialog);
            QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
        }
        dialog->findChild<QPlainTextEdit *>(u"clusterMoreAddressesEdit"_s)
            ->setPlainText(u"vault-b.example.com\n\n"_s);
        dialog->findChild<QSpinBox *>(u"clusterPollBox"_s)->setValue(30);
        dialog->findChild<QCheckBox *>(u"clusterLookOnlyBox"_s)->setChecked(true);
        QVERIFY(button->isEnabled());
        button->click();
        QCOMPARE(saved.size(), 1);
        const ClusterRecord record = estate.registry.clusters().constFirst();
        QCOMPARE(record.identity.name, u"Amber"_s);
        QCOMPARE(record.identity.address, u"https://vault-a.example.com:8200"_s);
        QCOMPARE(record.identity.environment, Environment::Production);
        QCOMPARE(record.identity.group, u"Payments"_s);
        QCOMPARE(record.note, u"Ask the payments team first"_s);
        QCOMPARE(record.moreAddresses, QStringList { u"https://vault-b.example.com:8200"_s });
        QCOMPARE(record.pollSeconds, 30);
        QVERIFY(record.lookOnly);
    }

    void badInputIsExplainedAndCannotBeSaved_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("complains"); // object name of the field's error
        QTest::newRow("taken name")
            << u"TAKEN"_s << u"https://b:8200"_s << u"clusterNameEditError"_s;
        QTest::newRow("password in the address")
            << u"b"_s << u"https://u:p@b:8200"_s << u"clusterAddressEditError"_s;
        QTest::newRow("other scheme") << u"b"_s << u"ftp://b"_s << u"clusterAddressEditError"_s;
        QTest::newRow("space") << u"b"_s << u"https://b c"_s << u"clusterAddressEditError"_s;
        QTest::newRow("path") << u"b"_s << u"https://b/some/where"_s
                              << u"clusterAddressEditError"_s;
    }

    void badInputIsExplainedAndCannotBeSaved()
    {
        QFETCH(QString, name);
        QFETCH(QString, address);
        QFETCH(QString, complains);
        Estate estate;
        QVERIFY(estate.registry.add(
            { .identity = { .name = u"taken"_s, .address = u"https://a:8200"_s } }));
        auto *dialog = new ClusterDialog(estate.services, {});
        dialog->open();
        QTest::keyClicks(edit(dialog, u"clusterNameEdit"_s), name);
        QTest::keyClicks(edit(dialog, u"clusterAddressEdit"_s), address);
        edit(dialog, u"clusterNoteEdit"_s)->setFocus();
        emit edit(dialog, u"clusterAddressEdit"_s)->editingFinished();
        auto *error = dialog->findChild<QLabel *>(complains);
        QVERIFY(error && !error->isHidden() && !error->text().isEmpty());
        auto *button = dialog->findChild<QPushButton *>(u"saveClusterButton"_s);
        QVERIFY(!button->isEnabled());
        QVERIFY(!button->toolTip().isEmpty());
        QCOMPARE(estate.registry.clusters().size(), 1);
        dialog->reject();
    }

    void plainHttpToAnotherComputerIsWarnedAbout()
    {
        Estate estate;
        auto *dialog = new ClusterDialog(estate.services, {});
        dialog->open();
        auto *messages = dialog->findChild<MessageBar *>(u"clusterDialogMessages"_s);
        edit(dialog, u"clusterAddressEdit"_s)->setText(u"http://vault.example.com:8200"_s);
        QVERIFY(messages->isVisible());
        QCOMPARE(messages->tone(), Tone::Attention);
        edit(dialog, u"clusterAddressEdit"_s)->setText(u"https://vault.example.com:8200"_s);
        QVERIFY(!messages->isVisible());
        edit(dialog, u"clusterAddressEdit"_s)->setText(u"http://127.0.0.1:8200"_s);
        QVERIFY(!messages->isVisible());
        dialog->reject();
    }

    void editingKeepsWhatWasNotChanged()
    {
        Estate estate;
        ClusterRecord record { .identity = { .name = u"amber"_s,
                                             .group = u"a"_s,
                                             .environment = Environment::Staging,
                                             .address = u"https://a:8200"_s },
                               .moreAddresses = { u"https://a2:8200"_s },
                               .caFile = u"/etc/ca.pem"_s,
                               .tlsServerName = u"vault"_s,
                               .pollSeconds = 2 * 60 * 60,
                               .rememberToken = true,
                               .note = u"note"_s };
        const Result<ClusterId> id = estate.registry.add(record);
        QVERIFY(id);
        record = *estate.registry.cluster(*id);
        QTemporaryDir folder;
        const QString ca = folder.filePath(u"ca.pem"_s);
        auto *dialog = new ClusterDialog(estate.services, *id);
        dialog->open();
        QVERIFY(!dialog->findChild<QPushButton *>(u"saveClusterButton"_s)
                     ->isEnabled()); // the CA file is missing
        dialog->findChild<QRadioButton *>(u"clusterCaSystemButton"_s)->setChecked(true);
        edit(dialog, u"clusterNameEdit"_s)->setText(u"birch"_s);
        record.rememberToken = false; // signed out meanwhile
        record.lastSignIn = { .method = u"userpass"_s, .name = u"kim"_s };
        QVERIFY(estate.registry.update(record));
        dialog->findChild<QPushButton *>(u"saveClusterButton"_s)->click();
        record.identity.name = u"birch"_s;
        record.caFile.clear();
        QCOMPARE(*estate.registry.cluster(*id), record);
    }

    void certificatesAreLookedAt()
    {
        lab::Lab tls({ .scenario = u"fresh-pair"_s, .tls = true });
        QVERIFY(tls.start());
        Estate estate;
        auto *dialog = new ClusterDialog(estate.services, {});
        dialog->open();
        edit(dialog, u"clusterNameEdit"_s)->setText(u"amber"_s);
        edit(dialog, u"clusterAddressEdit"_s)->setText(u"https://a:8200"_s);
        auto *button = dialog->findChild<QPushButton *>(u"saveClusterButton"_s);
        QVERIFY(button->isEnabled());
        dialog->findChild<QRadioButton *>(u"clusterCaPemButton"_s)->setChecked(true);
        QVERIFY(!button->isEnabled());
        auto *pem = dialog->findChild<QPlainTextEdit *>(u"clusterCaPemEdit"_s);
        pem->setPlainText(u"-----BEGIN NOTHING-----"_s);
        QVERIFY(!button->isEnabled());
        pem->setPlainText(u"-----BEGIN EC PRIVATE KEY-----"_s);
        QVERIFY(
            dialog->findChild<QPlainTextEdit *>(u"clusterCaPemEdit"_s)->toPlainText().isEmpty());
        pem->setPlainText(QString::fromUtf8(tls.caPem()));
        QVERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
        dialog->findChild<QRadioButton *>(u"clusterCaFileButton"_s)->setChecked(true);
        QVERIFY(!button->isEnabled());
        edit(dialog, u"clusterCaFileEdit"_s)->setText(tls.caFile());
        QVERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
        button->click();
        QCOMPARE(estate.registry.clusters().constFirst().caFile, tls.caFile());
        QVERIFY(estate.registry.clusters().constFirst().caPem.isEmpty());
    }

    void aProtectedKeyAsksForItsPassphrase()
    {
        QTemporaryDir folder;
        const QString certificate = folder.filePath(u"me.pem"_s);
        const QString key = folder.filePath(u"me.key"_s);
        QCOMPARE(QProcess::execute(u"openssl"_s,
                                   { u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s,
                                     u"-passout"_s, u"pass:open sesame"_s, u"-subj"_s, u"/CN=me"_s,
                                     u"-keyout"_s, key, u"-out"_s, certificate }),
                 0);
        Estate estate;
        auto *dialog = new ClusterDialog(estate.services, {});
        dialog->open();
        edit(dialog, u"clusterNameEdit"_s)->setText(u"amber"_s);
        edit(dialog, u"clusterAddressEdit"_s)->setText(u"https://127.0.0.1:1"_s);
        auto *passphrase = edit(dialog, u"clusterKeyPassphraseEdit"_s);
        auto *button = dialog->findChild<QPushButton *>(u"saveClusterButton"_s);
        edit(dialog, u"clusterClientCertificateEdit"_s)->setText(certificate);
        QVERIFY(!button->isEnabled()); // no key in it
        QVERIFY(passphrase->parentWidget()->isHidden());
        edit(dialog, u"clusterClientKeyEdit"_s)->setText(key);
        QVERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
        QVERIFY(!passphrase->parentWidget()->isHidden());
        passphrase->setText(u"open sesame"_s);
        dialog->findChild<QCheckBox *>(u"clusterRememberPassphraseBox"_s)->setChecked(true);
        button->click();
        const ClusterRecord record = estate.registry.clusters().constFirst();
        QCOMPARE(record.clientCertificateFile, certificate);
        QCOMPARE(record.clientKeyFile, key);
        QVERIFY(!estate.registry.exported().contains("sesame"));
        QVERIFY(!estate.fleet.session(record.identity.id)->wantsKeyPassphrase());

        // The next start finds it in the keychain; without it, it is asked for.
        Fleet next(estate.registry, estate.credentials, estate.activity, estate.clock);
        QVERIFY(next.session(record.identity.id)->wantsKeyPassphrase());
        next.start();
        QTRY_VERIFY(!next.session(record.identity.id)->wantsKeyPassphrase());
        // Not while the desk is locked, whatever was asked for before.
        Fleet locked(estate.registry, estate.credentials, estate.activity, estate.clock);
        locked.start();
        locked.lock();
        bool answered = false; // after the answer to that
        estate.credentials.read({ u"another"_s }, this, [&](const auto &) { answered = true; });
        QTRY_VERIFY(answered);
        QVERIFY(locked.session(record.identity.id)->wantsKeyPassphrase());
        locked.unlock();
        QTRY_VERIFY(!locked.session(record.identity.id)->wantsKeyPassphrase());
        MemoryCredentialStore empty;
        Fleet other(estate.registry, empty, estate.activity, estate.clock);
        other.start();
        QTRY_VERIFY(other.snapshot(record.identity.id)->healthError.has_value());
        QVERIFY(other.snapshot(record.identity.id)->healthError->detail.contains(u"pass phrase"));
    }

    void removingSaysThatNothingChangesOnTheCluster()
    {
        Estate estate;
        const Result<ClusterId> id = estate.registry.add(
            { .identity = { .name = u"amber"_s, .address = u"https://a:8200"_s } });
        auto *dialog = new RemoveClusterDialog(estate.services, *id);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        look::save(*dialog, u"remove-cluster"_s);
        QVERIFY(dialog->findChild<QPushButton *>(u"cancelButton"_s)->isDefault());
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(estate.registry.cluster(*id));
        QVERIFY(!dialog->isVisible());
        auto *again = new RemoveClusterDialog(estate.services, *id);
        again->open();
        again->findChild<QPushButton *>(u"removeClusterButton"_s)->click();
        QVERIFY(!estate.registry.cluster(*id));
    }

private:
    static QLineEdit *edit(const QWidget *dialog, const QString &name)
    {
        return dialog->findChild<QLineEdit *>(name);
    }
};

QTEST_MAIN(TestClusterDialog)
#include "tst_clusterdialog.moc"
