// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/signindesk.h"
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/settings/signindialog.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/secretedit.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

/// A keychain that is always open.
class LastingStore final : public CredentialStore
{
public:
    void read(const ClusterId &id, const QObject *context,
              std::function<void(Result<SecretString>)> done) override
    {
        m_memory.read(id, context, std::move(done));
    }
    void write(const ClusterId &id, SecretString token, const QObject *context,
               std::function<void(Result<void>)> done) override
    {
        m_held[id] = token.reveal().toByteArray();
        m_memory.write(id, std::move(token), context, std::move(done));
    }
    void remove(const ClusterId &id, const QObject *context,
                std::function<void(Result<void>)> done) override
    {
        m_held.erase(id);
        m_memory.remove(id, context, std::move(done));
    }
    [[nodiscard]] bool isPersistent() const override { return true; }

    [[nodiscard]] QByteArray held(const ClusterId &id) const
    {
        const auto found = m_held.find(id);
        return found == m_held.end() ? QByteArray() : found->second;
    }

private:
    MemoryCredentialStore m_memory;
    std::map<ClusterId, QByteArray> m_held;
};

} // namespace

class TestSignIn : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void aGoodTokenSignsInAndLeavesTheField()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        const lab::ClusterInfo primary = clusterWith(estate, u"primary"_s);
        const ClusterId id = estate.id(primary.name);
        auto *dialog = new SignInDialog(estate.services, id);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        look::save(*dialog, u"sign-in"_s);
        QVERIFY2(look::clippedTexts(*dialog).isEmpty(),
                 qPrintable(look::clippedTexts(*dialog).join(u'\n')));
        QVERIFY2(look::sharedButtonNames(*dialog).isEmpty(),
                 qPrintable(look::sharedButtonNames(*dialog).join(u'\n')));
        QVERIFY2(look::namelessInputs(*dialog).isEmpty(),
                 qPrintable(look::namelessInputs(*dialog).join(u'\n')));
        auto *edit = dialog->findChild<SecretEdit *>(u"tokenEdit"_s);
        auto *button = dialog->findChild<QPushButton *>(u"signInButton"_s);
        QVERIFY(!button->isEnabled());
        QVERIFY(!button->toolTip().isEmpty());
        const auto *whyNot = dialog->findChild<QLabel *>(u"signInWhyNot"_s);
        QCOMPARE(whyNot->text(), button->toolTip());
        QTest::keyClicks(edit, primary.rootToken);
        QVERIFY(button->isEnabled());
        QSignalSpy finished(dialog, &QDialog::accepted);
        button->click();
        QVERIFY(!button->isEnabled());
        QVERIFY(finished.wait(test::patience));
        QVERIFY(estate.fleet.session(id)->hasToken());
        QTRY_COMPARE(estate.fleet.snapshot(id)->signIn, SignInState::SignedIn);
    }

    void arefusedTokenIsExplainedInVaultsWords()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        const ClusterId id = estate.id(clusterWith(estate, u"primary"_s).name);
        auto *dialog = new SignInDialog(estate.services, id);
        dialog->open();
        auto *edit = dialog->findChild<SecretEdit *>(u"tokenEdit"_s);
        QTest::keyClicks(edit, u"hvs.no-such-token"_s);
        dialog->findChild<QPushButton *>(u"signInButton"_s)->click();
        auto *messages = dialog->findChild<MessageBar *>(u"signInDialogMessages"_s);
        QTRY_COMPARE(messages->tone(), Tone::Danger);
        QVERIFY2(messages->text().contains(u"permission denied"), qPrintable(messages->text()));
        QVERIFY(!messages->text().contains(u"no-such-token"));
        QTRY_VERIFY2(look::clippedTexts(*dialog).isEmpty(),
                     qPrintable(look::clippedTexts(*dialog).join(u'\n')));
        QVERIFY(dialog->isVisible());
        QVERIFY(dialog->findChild<QPushButton *>(u"signInButton"_s)->isEnabled());
        QVERIFY(!estate.fleet.session(id)->hasToken());
        // What was refused is no news about another method.
        auto *method = dialog->findChild<QComboBox *>(u"loginMethodBox"_s);
        method->setCurrentIndex(method->findData(u"ldap"_s));
        QVERIFY(!messages->text().contains(u"permission denied"));
        dialog->reject();
    }

    void onADrSecondaryTheTokenIsKeptUncheckedAndTheDialogSaysSo()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        const lab::ClusterInfo secondary = clusterWith(estate, u"secondary"_s);
        const lab::ClusterInfo primary = clusterWith(estate, u"primary"_s);
        const ClusterId id = estate.id(secondary.name);
        auto *dialog = new SignInDialog(estate.services, id);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        look::save(*dialog, u"sign-in-dr-secondary"_s);
        auto *messages = dialog->findChild<MessageBar *>(u"signInDialogMessages"_s);
        QVERIFY(messages->isVisible());
        QVERIFY(messages->text().contains(u"DR secondary"));
        QTest::keyClicks(dialog->findChild<SecretEdit *>(u"tokenEdit"_s), primary.rootToken);
        QSignalSpy finished(dialog, &QDialog::accepted);
        dialog->findChild<QPushButton *>(u"signInButton"_s)->click();
        QVERIFY(finished.wait(test::patience));
        QVERIFY(estate.fleet.session(id)->hasToken());
        QCOMPARE(estate.fleet.snapshot(id)->signIn, SignInState::Impossible);
    }

    void withoutAKeychainRememberingIsNotOffered()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        SignInDialog dialog(estate.services, estate.registry.clusters().constFirst().identity.id);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        auto *remember = dialog.findChild<QCheckBox *>(u"rememberTokenBox"_s);
        QVERIFY(!estate.credentials.isPersistent());
        QVERIFY(!remember->isEnabled());
        QVERIFY(!remember->isChecked());
        QVERIFY(remember->accessibleDescription().contains(u"no keychain"));
    }

    void withAKeychainTheBoxDecidesWhatIsKept()
    {
        Estate estate(u"dr-pair"_s);
        LastingStore store;
        Fleet fleet(estate.registry, store, estate.activity, estate.clock);
        Services services {
            fleet,           estate.registry,  store,       estate.activity, estate.ledger,
            estate.settings, estate.clipboard, estate.clock
        };
        const lab::ClusterInfo primary = clusterWith(estate, u"primary"_s);
        const ClusterId id = estate.id(primary.name);
        fleet.start();
        QTRY_VERIFY(fleet.snapshot(id)->status.has_value());
        const auto isRemembered = [&] { return estate.registry.cluster(id)->rememberToken; };
        for (const bool keep : { false, true, true, false }) {
            const bool keptBefore = isRemembered();
            auto *dialog = new SignInDialog(services, id);
            dialog->open();
            auto *box = dialog->findChild<QCheckBox *>(u"rememberTokenBox"_s);
            QVERIFY(box->isEnabled());
            QVERIFY(!box->accessibleDescription().contains(u"no keychain"));
            QCOMPARE(box->isChecked(), keptBefore);
            if (box->isChecked() != keep)
                box->click();
            QTest::keyClicks(dialog->findChild<SecretEdit *>(u"tokenEdit"_s), primary.rootToken);
            QSignalSpy finished(dialog, &QDialog::accepted);
            dialog->findChild<QPushButton *>(u"signInButton"_s)->click();
            QVERIFY(finished.wait(test::patience));
            QTRY_COMPARE(isRemembered(), keep);
            const QByteArray expected = keep ? primary.rootToken.toUtf8() : QByteArray();
            QTRY_COMPARE(store.held(SignInDesk::keyOf(*estate.registry.cluster(id))), expected);
        }
    }

    void cancellingSendsNothing()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        estate.fleet.stop();
        const ClusterId id = estate.id(clusterWith(estate, u"primary"_s).name);
        estate.lab->clearRequestLog();
        auto *dialog = new SignInDialog(estate.services, id);
        dialog->open();
        QTest::keyClicks(dialog->findChild<SecretEdit *>(u"tokenEdit"_s), u"hvs.something"_s);
        dialog->findChild<QPushButton *>(u"cancelButton"_s)->click();
        QVERIFY(!dialog->isVisible());
        for (const lab::RequestEntry &request : estate.lab->requestLog())
            QVERIFY(request.token.isEmpty());
        QVERIFY(!estate.fleet.session(id)->hasToken());
    }

private:
    static lab::ClusterInfo clusterWith(const Estate &estate, const QString &drMode)
    {
        for (const lab::ClusterInfo &cluster : estate.lab->clusters()) {
            if (cluster.drMode == drMode)
                return cluster;
        }
        return {};
    }
};

QTEST_MAIN(TestSignIn)
#include "tst_signin.moc"
