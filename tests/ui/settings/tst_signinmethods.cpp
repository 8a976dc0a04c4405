// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fleet/scriptedbrowser.h"
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/settings/browserwait.h"
#include "ui/settings/factorform.h"
#include "ui/settings/signindialog.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/secretedit.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;
using test::ScriptedBrowser;

/// Each way of signing in by clicking and typing, over HTTPS with the lab's own authority.
class TestSignInMethods : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Estate> m_estate;
    QString m_cluster;
    ClusterId m_id;
    QPointer<SignInDialog> m_dialog;
    QUrl m_opened;

    template <typename Widget>
    Widget *find(const QString &name) const
    {
        return m_dialog->findChild<Widget *>(name);
    }
    MessageBar &messages() const { return *find<MessageBar>(u"signInDialogMessages"_s); }
    /// Nothing once the dialog is gone: a failure's text is made whether or not there is one.
    QString complaint() const { return m_dialog ? messages().text() : QString(); }
    QPushButton &button() const { return *find<QPushButton>(u"signInButton"_s); }

    void open()
    {
        m_dialog = new SignInDialog(m_estate->services, m_id);
        m_dialog->setCallbackPort(0);
        m_dialog->setOpenLink([this](const QUrl &link) {
            m_opened = link;
            return true;
        });
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
    }
    void choose(const QString &method)
    {
        auto *box = find<QComboBox>(u"loginMethodBox"_s);
        box->setCurrentIndex(box->findData(method));
        QCOMPARE(box->currentData().toString(), method);
    }
    void type(const QString &edit, const QString &text)
    {
        auto *field = find<QLineEdit>(edit);
        QVERIFY2(field && field->isVisible(), qPrintable(edit));
        field->clear();
        QTest::keyClicks(field, text);
    }
    void setMount(const QString &mount)
    {
        auto *field = find<QLineEdit>(u"loginMountEdit"_s);
        if (!field->isVisible())
            find<QToolButton>(u"loginPlace"_s)->click();
        type(u"loginMountEdit"_s, mount);
    }
    void looksRight(const QString &picture)
    {
        QTRY_VERIFY2(look::clippedTexts(*m_dialog).isEmpty(),
                     qPrintable(look::clippedTexts(*m_dialog).join(u'\n')));
        QVERIFY2(look::sharedButtonNames(*m_dialog).isEmpty(),
                 qPrintable(look::sharedButtonNames(*m_dialog).join(u'\n')));
        QVERIFY2(look::namelessInputs(*m_dialog).isEmpty(),
                 qPrintable(look::namelessInputs(*m_dialog).join(u'\n')));
        look::save(*m_dialog, picture);
    }
    lab::SignInInfo known(const QString &method, const QString &name,
                          const QString &remark = {}) const
    {
        for (const lab::SignInInfo &info : m_estate->lab->signIns(m_cluster)) {
            if (info.method == method && info.name == name && info.remark == remark
                && info.nameSpace.isEmpty())
                return info;
        }
        return {};
    }
    void fill(const lab::SignInInfo &info, const QString &secret)
    {
        const QString m = info.method;
        choose(m);
        if (m == "userpass"_L1 || m == "ldap"_L1 || m == "okta"_L1 || m == "radius"_L1) {
            type(m + u".usernameEdit"_s, info.name);
            type(m + u".passwordEdit"_s, secret);
        } else if (m == "approle"_L1) {
            type(u"approle.role_idEdit"_s, info.roleId);
            type(u"approle.secret_idEdit"_s, secret);
        } else if (m == "jwt"_L1 || m == "kubernetes"_L1) {
            type(m + u".roleEdit"_s, info.name);
            type(m + u".jwtEdit"_s, secret);
        } else if (m == "github"_L1) {
            type(u"github.tokenEdit"_s, secret);
        }
        if (info.mount != m)
            setMount(info.mount);
    }
    int logins() const
    {
        const QList<lab::RequestEntry> log = m_estate->lab->requestLog();
        return int(std::ranges::count_if(log, [](const lab::RequestEntry &entry) {
            return entry.path.startsWith("/v1/auth/"_L1) && entry.path.contains("/login"_L1);
        }));
    }
    bool isSignedIn() const
    {
        return m_estate->fleet.snapshot(m_id)->signIn == SignInState::SignedIn;
    }
    static QString secretOf(const lab::SignInInfo &info)
    {
        return info.method == "approle"_L1 ? info.secretId
            : info.jwt.isEmpty()           ? info.password
                                           : info.jwt;
    }

private slots:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
        // Telephones ring long enough to be looked at.
        m_estate = std::make_unique<Estate>(u"dr-pair"_s, Estate::Wire::Tls, 4);
        QVERIFY(m_estate->readAll());
        for (const lab::ClusterInfo &info : m_estate->lab->clusters()) {
            if (info.drMode == "primary"_L1)
                m_cluster = info.name;
        }
        m_id = m_estate->id(m_cluster);
        m_estate->fleet.stop();
    }
    void init()
    {
        m_estate->fleet.signOut(m_id, ClusterSession::Revoke::No);
        m_estate->lab->clearFaults();
        m_estate->lab->clearRequestLog();
        m_opened.clear();
    }
    void cleanup()
    {
        if (m_dialog)
            m_dialog->reject();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!m_dialog);
    }
    void cleanupTestCase() { m_estate.reset(); }

    void aMethodSignsIn_data();
    void aMethodSignsIn();
    void wrongCredentialsKeepWhatWasTyped_data();
    void wrongCredentialsKeepWhatWasTyped();
    void everyPageLooksRight_data();
    void everyPageLooksRight();
    void theCertificateOfTheConnectionSignsIn();
    void anUnreachableServerIsSaid();
    void aPasscodeIsTyped();
    void aPushIsWaitedForAndCanBeStopped();
    void oneOfSeveralFactorsIsChosen();
    void theBrowserSignsIn();
    void theBrowsersRefusalIsSaid();
    void waitingForTheBrowserCanBeStopped();
    void withoutABrowserTheLinkCanBeCopied();
    void escapeEndsEverything();
    void theKeyboardIsEnough();
    void whatWasUsedLastIsOfferedAgain();
};

void TestSignInMethods::aMethodSignsIn_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("remark");
    for (const char *method :
         { "userpass", "ldap", "okta", "radius", "approle", "jwt", "kubernetes", "github" })
        QTest::newRow(method) << QString::fromLatin1(method) << u"operator"_s << u""_s;
    QTest::newRow("okta with a push") << u"okta"_s << u"push"_s << u"push"_s;
    QTest::newRow("okta with a number") << u"okta"_s << u"number"_s << u"number"_s;
}

void TestSignInMethods::aMethodSignsIn()
{
    QFETCH(QString, method);
    QFETCH(QString, name);
    QFETCH(QString, remark);
    const lab::SignInInfo info = known(method, name, remark);
    QVERIFY(!info.method.isEmpty());
    open();
    fill(info, secretOf(info));
    QVERIFY2(button().isEnabled(), qPrintable(button().toolTip()));
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    QSignalSpy shown(&messages(), &MessageBar::messageShown);
    button().click();
    QVERIFY(!button().isEnabled());
    QCOMPARE(messages().tone(), Tone::Busy);
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QVERIFY(isSignedIn());
    // However short it stood there.
    const bool tapped = std::ranges::any_of(shown, [](const QList<QVariant> &message) {
        return message.constFirst().toString().startsWith("Tap "_L1);
    });
    QCOMPARE(tapped, remark == "number"_L1);
    QCOMPARE(logins(), 1);
}

void TestSignInMethods::wrongCredentialsKeepWhatWasTyped_data()
{
    QTest::addColumn<QString>("method");
    for (const char *method :
         { "userpass", "ldap", "okta", "radius", "approle", "jwt", "kubernetes", "github" })
        QTest::newRow(method) << QString::fromLatin1(method);
}

void TestSignInMethods::wrongCredentialsKeepWhatWasTyped()
{
    QFETCH(QString, method);
    const lab::SignInInfo info = known(method, u"failover"_s);
    open();
    fill(info, u"wrong-secret"_s);
    button().click();
    QTRY_COMPARE(messages().tone(), Tone::Danger);
    QVERIFY2(messages().text().contains("Vault says"_L1), qPrintable(complaint()));
    QVERIFY(!messages().text().contains("wrong-secret"_L1));
    QVERIFY(!isSignedIn());
    QCOMPARE(logins(), 1);
    QVERIFY(m_dialog->isVisible());
    const QList<SecretEdit *> secrets = m_dialog->findChildren<SecretEdit *>();
    int kept = 0;
    for (const SecretEdit *secret : secrets) {
        QVERIFY(!secret->isRevealed());
        kept += secret->hasSecret() ? 1 : 0;
    }
    QCOMPARE(kept, 1);
    looksRight("sign-in-refused-"_L1 + method);
    // Corrected, it works at once.
    fill(info, secretOf(info));
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    button().click();
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QCOMPARE(logins(), 2);
}

void TestSignInMethods::everyPageLooksRight_data()
{
    QTest::addColumn<QString>("method");
    for (const LoginMethodRow &row : loginMethods())
        QTest::newRow(row.key.data()) << QString(row.key);
}

void TestSignInMethods::everyPageLooksRight()
{
    QFETCH(QString, method);
    open();
    choose(method);
    looksRight("sign-in-"_L1 + method);
    for (const QLineEdit *edit : m_dialog->findChildren<QLineEdit *>()) {
        if (edit->isVisible())
            QVERIFY2(!edit->accessibleName().isEmpty(), qPrintable(edit->objectName()));
    }
}

void TestSignInMethods::theCertificateOfTheConnectionSignsIn()
{
    open();
    choose(u"cert"_s);
    QVERIFY(find<QLabel>(u"certificateText"_s)->text().contains("no client certificate"_L1));
    button().click();
    QTRY_COMPARE(messages().tone(), Tone::Danger);
    QVERIFY2(messages().text().contains("client certificate must be supplied"_L1),
             qPrintable(complaint()));
    m_dialog->reject();

    const lab::SignInInfo info = known(u"cert"_s, u"operator"_s);
    ClusterRecord record = *m_estate->registry.cluster(m_id);
    const ClusterRecord before = record;
    record.clientCertificateFile = info.certificateFile;
    record.clientKeyFile = info.keyFile;
    QVERIFY(m_estate->registry.update(record));
    open();
    choose(u"cert"_s);
    QVERIFY(find<QLabel>(u"certificateText"_s)->text().contains(info.certificateFile));
    looksRight(u"sign-in-certificate"_s);
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    button().click();
    const bool good = accepted.count() || accepted.wait(test::patience);
    const QString said = m_dialog ? messages().text() : QString();
    const QString who = m_estate->fleet.snapshot(m_id)->signedInAs;
    QVERIFY(m_estate->registry.update(before));
    QVERIFY2(good, qPrintable(said));
    QCOMPARE(who, u"cert-operator"_s);
}

void TestSignInMethods::anUnreachableServerIsSaid()
{
    QVERIFY(m_estate->lab->setFault(
        m_cluster, {},
        { .kind = u"drop-before"_s, .pathPrefix = u"auth/"_s, .method = {}, .text = {} }));
    open();
    fill(known(u"userpass"_s, u"operator"_s), u"operator"_s);
    button().click();
    QTRY_COMPARE(messages().tone(), Tone::Danger);
    QVERIFY2(messages().text().startsWith("Not signed in"_L1), qPrintable(complaint()));
    QVERIFY(button().isEnabled());
    QCOMPARE(logins(), 1);
}

void TestSignInMethods::aPasscodeIsTyped()
{
    const lab::SignInInfo info = known(u"userpass"_s, u"totp"_s, u"mfa"_s);
    open();
    fill(info, info.password);
    button().click();
    QTRY_VERIFY(find<FactorForm>(u"factorForm"_s)->isVisible());
    QCOMPARE(button().text(), u"&Continue"_s);
    QVERIFY(!button().isEnabled());
    auto *passcode = find<SecretEdit>(u"passcodeEdit1"_s);
    QVERIFY(passcode->isVisible());
    looksRight(u"sign-in-passcode"_s);
    QTest::keyClicks(passcode, u"000000"_s);
    button().click();
    QTRY_COMPARE(messages().tone(), Tone::Danger);
    QVERIFY2(messages().text().contains("can be tried again"_L1), qPrintable(complaint()));
    QVERIFY(passcode->isVisible());
    QVERIFY(!passcode->hasSecret());
    QTest::keyClicks(passcode, m_estate->lab->totpCode(info.totpSeed));
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    QTest::keyClick(passcode, Qt::Key_Return);
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QVERIFY(isSignedIn());
    QCOMPARE(logins(), 1);
}

void TestSignInMethods::aPushIsWaitedForAndCanBeStopped()
{
    const lab::SignInInfo info = known(u"userpass"_s, u"push-silent"_s, u"mfa"_s);
    open();
    fill(info, info.password);
    button().click();
    QTRY_VERIFY(find<FactorForm>(u"factorForm"_s)->isVisible());
    QVERIFY(!find<SecretEdit>(u"passcodeEdit1"_s)->isVisible());
    QVERIFY(button().isEnabled());
    looksRight(u"sign-in-push"_s);
    button().click();
    QTRY_COMPARE(m_estate->lab->pushes().size(), 1);
    QVERIFY2(messages().text().contains("Confirm on your device"_L1), qPrintable(complaint()));
    looksRight(u"sign-in-push-waiting"_s);
    auto *stop = messages().findChild<QPushButton *>();
    QVERIFY(stop && stop->isVisible());
    stop->click();
    QTRY_VERIFY(find<QComboBox>(u"loginMethodBox"_s)->isVisible());
    QVERIFY2(messages().text().contains("stopped"_L1), qPrintable(complaint()));
    QVERIFY(m_estate->lab->answerPush({}, lab::Lab::PushAnswer::Approve));
    QVERIFY(!isSignedIn());

    const lab::SignInInfo push = known(u"userpass"_s, u"push"_s, u"mfa"_s);
    fill(push, push.password);
    button().click();
    QTRY_VERIFY(find<FactorForm>(u"factorForm"_s)->isVisible());
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    button().click();
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QVERIFY(isSignedIn());
}

void TestSignInMethods::oneOfSeveralFactorsIsChosen()
{
    const lab::SignInInfo info = known(u"userpass"_s, u"either"_s, u"mfa"_s);
    open();
    fill(info, info.password);
    button().click();
    QTRY_VERIFY(find<FactorForm>(u"factorForm"_s)->isVisible());
    auto *chooser = find<QComboBox>(u"factorBox1"_s);
    QCOMPARE(chooser->count(), 2);
    auto *passcode = find<SecretEdit>(u"passcodeEdit1"_s);
    looksRight(u"sign-in-either"_s);
    const int first = chooser->currentIndex();
    const bool firstWasPasscode = passcode->isVisible();
    chooser->setCurrentIndex(1 - first);
    QCOMPARE(passcode->isVisible(), !firstWasPasscode);
    if (!passcode->isVisible())
        chooser->setCurrentIndex(first);
    QVERIFY(!button().isEnabled());
    QTest::keyClicks(passcode, m_estate->lab->totpCode(info.totpSeed));
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    button().click();
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QVERIFY(isSignedIn());
}

void TestSignInMethods::theBrowserSignsIn()
{
    open();
    choose(u"oidc"_s);
    type(u"oidc.roleEdit"_s, u"operator"_s);
    button().click();
    QTRY_VERIFY(m_opened.isValid());
    QVERIFY(find<BrowserWait>(u"browserWait"_s)->isVisible());
    QCOMPARE(find<CopyLabel>(u"browserLink"_s)->value(), QString::fromLatin1(m_opened.toEncoded()));
    QVERIFY(find<QLabel>(u"browserTimeLeft"_s)
                ->text()
                .contains(QRegularExpression(u"[45]:\\d\\d left"_s)));
    looksRight(u"sign-in-browser"_s);
    ScriptedBrowser browser;
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    browser.visit(m_opened, u"alice"_s);
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QVERIFY(isSignedIn());
    QCOMPARE(m_estate->fleet.snapshot(m_id)->signedInAs, u"oidc-alice"_s);
    QTRY_VERIFY(browser.page().contains("close this page"));
}

void TestSignInMethods::theBrowsersRefusalIsSaid()
{
    open();
    choose(u"oidc"_s);
    button().click();
    QTRY_VERIFY(m_opened.isValid());
    ScriptedBrowser browser;
    browser.visit(m_opened, {});
    QTRY_COMPARE(messages().tone(), Tone::Danger);
    QVERIFY2(messages().text().contains("identity provider refused"_L1), qPrintable(complaint()));
    QVERIFY(!messages().text().contains("nothing was sent"_L1));
    QVERIFY(find<QComboBox>(u"loginMethodBox"_s)->isVisible());
    QVERIFY(button().isEnabled());
}

void TestSignInMethods::waitingForTheBrowserCanBeStopped()
{
    open();
    choose(u"oidc"_s);
    button().click();
    QTRY_VERIFY(m_opened.isValid());
    const QUrl first = std::exchange(m_opened, {});
    find<QPushButton>(u"openBrowserButton"_s)->click();
    QCOMPARE(m_opened, first);
    messages().findChild<QPushButton *>()->click();
    QTRY_VERIFY(!find<BrowserWait>(u"browserWait"_s)->isVisible());
    ScriptedBrowser late;
    late.visit(first, u"alice"_s);
    QTRY_VERIFY(late.foundNobody());
    QVERIFY(!isSignedIn());
}

void TestSignInMethods::withoutABrowserTheLinkCanBeCopied()
{
    open();
    m_dialog->setOpenLink([](const QUrl &) { return false; });
    choose(u"oidc"_s);
    button().click();
    QTRY_VERIFY2(messages().text().contains("No browser could be opened"_L1),
                 qPrintable(complaint()));
    QVERIFY(find<CopyLabel>(u"browserLink"_s)->isVisible());
}

void TestSignInMethods::escapeEndsEverything()
{
    const lab::SignInInfo info = known(u"userpass"_s, u"totp"_s, u"mfa"_s);
    open();
    fill(info, info.password);
    button().click();
    QTRY_VERIFY(find<FactorForm>(u"factorForm"_s)->isVisible());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QVERIFY(!m_dialog || !m_dialog->isVisible());
    if (m_dialog) {
        for (const SecretEdit *secret : m_dialog->findChildren<SecretEdit *>())
            QVERIFY(!secret->hasSecret());
    }
    QVERIFY(!isSignedIn());
}

void TestSignInMethods::theKeyboardIsEnough()
{
    open();
    QApplication::setActiveWindow(m_dialog);
    auto *box = find<QComboBox>(u"loginMethodBox"_s);
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Home);
    while (box->currentData().toString() != "userpass"_L1)
        QTest::keyClick(box, Qt::Key_Down);
    const auto tabTo = [this](const QString &name) {
        for (int i = 0; i < 20; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            if (QApplication::focusWidget()->objectName() == name)
                return true;
        }
        return false;
    };
    QVERIFY(tabTo(u"userpass.usernameEdit"_s));
    QTest::keyClicks(QApplication::focusWidget(), u"observer"_s);
    QVERIFY(tabTo(u"userpass.passwordEdit"_s));
    QTest::keyClicks(QApplication::focusWidget(), u"observer"_s);
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QVERIFY(isSignedIn());
}

void TestSignInMethods::whatWasUsedLastIsOfferedAgain()
{
    lab::SignInInfo info;
    for (const lab::SignInInfo &each : m_estate->lab->signIns(m_cluster)) {
        if (each.mount == "corp/directory"_L1 && each.name == "operator"_L1)
            info = each;
    }
    open();
    fill(info, info.password);
    QSignalSpy accepted(m_dialog, &QDialog::accepted);
    button().click();
    QVERIFY2(accepted.count() || accepted.wait(test::patience), qPrintable(complaint()));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    const SignInHabit habit = m_estate->registry.cluster(m_id)->lastSignIn;
    QCOMPARE(habit.method, u"ldap"_s);
    QCOMPARE(habit.mount, u"corp/directory"_s);
    QCOMPARE(habit.name, u"operator"_s);
    open();
    QCOMPARE(find<QComboBox>(u"loginMethodBox"_s)->currentData().toString(), u"ldap"_s);
    QCOMPARE(find<QLineEdit>(u"ldap.usernameEdit"_s)->text(), u"operator"_s);
    QVERIFY(!find<SecretEdit>(u"ldap.passwordEdit"_s)->hasSecret());
    QVERIFY(find<QLineEdit>(u"loginMountEdit"_s)->isVisible());
    QCOMPARE(find<QLineEdit>(u"loginMountEdit"_s)->text(), u"corp/directory"_s);
    QTRY_COMPARE(QApplication::focusWidget(), find<QWidget>(u"ldap.passwordEdit"_s));
}

QTEST_MAIN(TestSignInMethods)
#include "tst_signinmethods.moc"
