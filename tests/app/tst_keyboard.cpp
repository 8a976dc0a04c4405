// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real window without a mouse: every flow is gone through with nothing but keys, and each page
// and dialog on the way has to be fit for it.
#include "app/window/console.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/gpgdecryption.h"
#include "models/fleet/operationtokenstock.h"
#include "models/lab/lab.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/store/clusterregistry.h"
#include "models/vault/login.h"
#include "tests/app/keyboard.h"
#include "tests/fleet/gpghome.h"
#include "tests/patience.h"
#include "ui/operations/operationcenter.h"
#include "ui/settings/signindialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>

#include <memory>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

const QString amber = u"amber"_s;
const QString basalt = u"basalt"_s;
const QString cobalt = u"cobalt"_s;

QString buttonFor(OperationId id)
{
    return u"operationButton."_s + operation(id).key;
}

} // namespace

// What a key cannot do is said with the way that was tried.
#define BY_KEY(what) QVERIFY2(m_keys->what, qUtf8Printable(m_keys->trail()))

class TestKeyboard final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Console> m_console;
    std::unique_ptr<test::Keyboard> m_keys;
    QStringList m_flaws;

    void open(const QString &scenario);
    [[nodiscard]] ui::MainWindow &window() const { return m_console->window(); }
    [[nodiscard]] lab::Lab &lab() const { return *m_console->lab(); }
    [[nodiscard]] ClusterId id(const QString &name) const;
    [[nodiscard]] const ClusterSnapshot &snapshot(const QString &name) const
    {
        return *m_console->fleet().snapshot(id(name));
    }
    template <typename T>
    [[nodiscard]] T *shown(const QString &name) const
    {
        const QList<T *> all = m_keys->active()->findChildren<T *>(name);
        for (T *each : all) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] QString text(const QString &label) const
    {
        const auto *found = shown<QLabel>(label);
        return found ? found->text() : QString();
    }
    [[nodiscard]] bool isPossible(const QString &button) const
    {
        const auto *found = shown<QAbstractButton>(button);
        return found && found->isEnabled();
    }
    void look() { m_flaws += m_keys->flaws(); }
    void show(const QString &cluster);
    void registerOne(const lab::Lab &other, const QString &name);
    /// The form of an operation is open: to the end of it, and closed.
    void send(const QString &typedName = {});
    void giveShares(const QString &field, const QString &button, const lab::ClusterInfo &from);

private slots:
    void initTestCase();
    void cleanup();
    void aClusterIsAddedTestedAndPinned();
    void theVaultCommandsSettingsAreTakenOver();
    void everyWayOfSigningIn();
    void aSecondFactorIsGivenAndTheBrowserIsNotWaitedFor();
    void policiesAreCopied();
    void theWindowIsSetUpLockedAndLookedThrough();
    void tablesAreReachedAndCopiedFrom();
    void theLabIsWorked();
    void aTokenIsMadeHandedOverAndTheNodesUnsealed();
    void aPublicKeyGoesOneWayAndTheTokenTheOther();
    void keyHoldersAndPgpMakeATokenThatPromotes();
    void aBatchTokenMadeBeforePromotes();
    void treesAreCheckedReindexedAndRecovered();
    void everyFormIsFitForTheKeyboardAndEscapeSendsNothing();
};

void TestKeyboard::initTestCase()
{
    ui::applyTheme(*qApp, ui::Scheme::Light);
}

void TestKeyboard::cleanup()
{
    m_keys.reset();
    m_console.reset();
    m_flaws.removeDuplicates();
    const QStringList flaws = std::exchange(m_flaws, {});
    QVERIFY2(flaws.isEmpty(), qUtf8Printable(u'\n' + flaws.join(u'\n')));
}

void TestKeyboard::open(const QString &scenario)
{
    CommandLine line;
    line.labScenario = scenario;
    m_console =
        std::make_unique<Console>(line, *static_cast<QApplication *>(QCoreApplication::instance()));
    m_console->setLabTempo(50);
    QVERIFY(m_console->open());
    m_keys = std::make_unique<test::Keyboard>(window());
    QTRY_VERIFY(
        std::ranges::all_of(m_console->fleet().snapshots(), [](const ClusterSnapshot &each) {
            return each.status && (each.signIn == SignInState::SignedIn || each.isDrSecondary());
        }));
}

ClusterId TestKeyboard::id(const QString &name) const
{
    for (const ClusterRecord &record : m_console->registry().clusters()) {
        if (record.identity.name == name)
            return record.identity.id;
    }
    return {};
}

// By the sidebar's keys.
void TestKeyboard::show(const QString &cluster)
{
    for (int step = 0; step < 10 && window().currentCluster() != id(cluster); ++step)
        m_keys->press(Qt::Key_PageDown, Qt::ControlModifier);
    for (int step = 0; step < 10 && window().currentCluster() != id(cluster); ++step)
        m_keys->press(Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(window().currentCluster(), id(cluster));
}

void TestKeyboard::registerOne(const lab::Lab &other, const QString &name)
{
    const std::optional<lab::ClusterInfo> info = other.cluster(name);
    QVERIFY(info);
    ClusterRecord record;
    record.identity.name = u"far"_s;
    record.identity.address = info->address;
    record.caPem = other.caPem();
    for (const lab::SignInInfo &each : other.signIns(name)) {
        if (each.method == "cert"_L1 && each.remark.isEmpty()) {
            record.clientCertificateFile = each.certificateFile;
            record.clientKeyFile = each.keyFile;
            break;
        }
    }
    QVERIFY(m_console->registry().add(record));
    QTRY_VERIFY(snapshot(u"far"_s).status.has_value());
}

void TestKeyboard::aClusterIsAddedTestedAndPinned()
{
    lab::Lab other({ .scenario = u"fresh-pair"_s, .tls = true, .tempo = 50 });
    QVERIFY(other.start());
    open(u"fresh-pair"_s);
    m_keys->press(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(m_keys->dialog(u"clusterDialog"_s));
    QCOMPARE(m_keys->focus()->objectName(), u"clusterNameEdit"_s);
    look();
    m_keys->type(u"cedar"_s);
    BY_KEY(enter(u"clusterAddressEdit"_s, other.clusters().constFirst().address));
    BY_KEY(choose(u"clusterEnvironmentBox"_s, u"Staging"_s));
    BY_KEY(enter(u"clusterGroupBox"_s, u"Trees"_s));
    for (int tab = 0; tab < 3; ++tab) {
        BY_KEY(tabTo(u"qt_tabwidget_tabbar"_s));
        m_keys->press(Qt::Key_Right);
        look();
        if (tab > 0)
            continue;
        BY_KEY(tabTo(u"clusterCaSystemButton"_s));
        for (int choice = 0; choice < 3; ++choice) {
            m_keys->press(Qt::Key_Down);
            look();
        }
        BY_KEY(tabTo(u"clusterCaPemButton"_s));
        m_keys->press(Qt::Key_Home);
        for (int choice = 0; choice < 3; ++choice)
            m_keys->press(Qt::Key_Up);
    }
    BY_KEY(operate(u"testConnectionButton"_s));
    QVERIFY(m_keys->dialog(u"connectionTestDialog"_s));
    QTRY_VERIFY(isPossible(u"testCopyButton"_s));
    QVERIFY2(shown<QPushButton>(u"testPinButton"_s), qUtf8Printable(text(u"testVerdict"_s)));
    look();
    const QString fingerprint =
        text(u"testFingerprint"_s).remove(u"\u200b"_s).remove(u':').toLower();
    BY_KEY(enter(u"testGivenFingerprintEdit"_s, fingerprint));
    BY_KEY(operate(u"testPinButton"_s));
    QTRY_VERIFY(text(u"testVerdict"_s).startsWith(u"The connection works."_s));
    look();
    BY_KEY(operate(u"testDetailsBox"_s));
    BY_KEY(operate(u"testCopyButton"_s));
    QVERIFY(QGuiApplication::clipboard()->text().contains(other.clusters().constFirst().address));
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"connectionTestDialog"_s));
    QVERIFY(m_keys->dialog(u"clusterDialog"_s));
    BY_KEY(operate(u"saveClusterButton"_s));
    QVERIFY(m_keys->closes(u"clusterDialog"_s));
    const std::optional<ClusterRecord> saved = m_console->registry().cluster(id(u"cedar"_s));
    QVERIFY(saved);
    QCOMPARE(saved->identity.environment, Environment::Staging);
    QCOMPARE(saved->identity.group, u"Trees"_s);
    QCOMPARE(saved->pinnedCertificates.size(), 1);

    // Changed, with the letters of the labels; and not changed with Escape.
    show(u"cedar"_s);
    m_keys->press(Qt::Key_E, Qt::ControlModifier);
    QVERIFY(m_keys->dialog(u"clusterDialog"_s));
    look();
    BY_KEY(tabTo(u"qt_tabwidget_tabbar"_s));
    m_keys->press(Qt::Key_Right);
    look();
    m_keys->press(Qt::Key_Left);
    m_keys->press(Qt::Key_O, Qt::AltModifier);
    QCOMPARE(m_keys->focus()->objectName(), u"clusterNoteEdit"_s);
    m_keys->type(u"by key"_s);
    m_keys->press(Qt::Key_S, Qt::AltModifier);
    QVERIFY(m_keys->closes(u"clusterDialog"_s));
    QCOMPARE(m_console->registry().cluster(id(u"cedar"_s))->note, u"by key"_s);
    m_keys->press(Qt::Key_E, Qt::ControlModifier);
    QVERIFY(m_keys->dialog(u"clusterDialog"_s));
    BY_KEY(enter(u"clusterNoteEdit"_s, u"otherwise"_s));
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"clusterDialog"_s));
    QCOMPARE(m_console->registry().cluster(id(u"cedar"_s))->note, u"by key"_s);

    // And removed: Enter does not do it.
    BY_KEY(openMenu(Qt::Key_C, Qt::Key_M));
    QVERIFY(m_keys->dialog(u"removeClusterDialog"_s));
    QCOMPARE(m_keys->focus()->objectName(), u"cancelButton"_s);
    look();
    m_keys->press(Qt::Key_Return);
    QVERIFY(m_keys->closes(u"removeClusterDialog"_s));
    QVERIFY(id(u"cedar"_s).isValid());
    BY_KEY(openMenu(Qt::Key_C, Qt::Key_M));
    QVERIFY(m_keys->dialog(u"removeClusterDialog"_s));
    BY_KEY(operate(u"removeClusterButton"_s));
    QTRY_VERIFY(!id(u"cedar"_s).isValid());
}

void TestKeyboard::theVaultCommandsSettingsAreTakenOver()
{
    lab::Lab other({ .scenario = u"fresh-pair"_s, .tls = true, .tempo = 50 });
    QVERIFY(other.start());
    open(u"fresh-pair"_s);
    const lab::ClusterInfo cluster = other.clusters().constFirst();
    qputenv("VAULT_ADDR", cluster.address.toUtf8());
    qputenv("VAULT_CACERT", other.caFile().toUtf8());
    qputenv("VAULT_TOKEN", cluster.rootToken.toUtf8());
    m_keys->press(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(m_keys->dialog(u"clusterDialog"_s));
    BY_KEY(operate(u"importVaultCliButton"_s));
    for (const char *name : { "VAULT_ADDR", "VAULT_CACERT", "VAULT_TOKEN" })
        qunsetenv(name);
    look();
    BY_KEY(operate(u"useFoundTokenBox"_s));
    BY_KEY(enter(u"clusterNameEdit"_s, u"cedar"_s));
    m_keys->press(Qt::Key_Return);
    QVERIFY(m_keys->closes(u"clusterDialog"_s));
    QCOMPARE(m_console->registry().cluster(id(u"cedar"_s))->caFile, other.caFile());
    QTRY_VERIFY(snapshot(u"cedar"_s).signIn == SignInState::SignedIn);
}

void TestKeyboard::everyWayOfSigningIn()
{
    lab::Lab other({ .scenario = u"fresh-pair"_s, .tls = true, .tempo = 50 });
    QVERIFY(other.start());
    open(u"fresh-pair"_s);
    registerOne(other, amber);
    show(u"far"_s);
    const QList<lab::SignInInfo> known = other.signIns(amber);
    const auto person = [&known](QLatin1StringView method, const QString &remark) {
        for (const lab::SignInInfo &each : known) {
            if (each.method == method && each.remark == remark && each.nameSpace.isEmpty()
                && each.mount == each.method)
                return each;
        }
        return lab::SignInInfo();
    };
    for (const LoginMethodRow &row : loginMethods()) {
        if (row.method == LoginMethod::Oidc)
            continue; // below
        m_keys->press(Qt::Key_I, Qt::ControlModifier);
        auto *dialog = qobject_cast<ui::SignInDialog *>(m_keys->dialog(u"signInDialog"_s));
        QVERIFY(dialog);
        BY_KEY(choose(u"loginMethodBox"_s, row.titleText()));
        look();
        const lab::SignInInfo info = person(row.key, {});
        for (const LoginField &field : row.fields) {
            const QString edit = row.method == LoginMethod::Token
                ? u"tokenEdit"_s
                : "%1.%2Edit"_L1.arg(row.key, field.name);
            const QMap<QLatin1StringView, QString> values {
                { "token"_L1,
                  row.method == LoginMethod::Token ? other.cluster(amber)->rootToken
                                                   : info.password },
                { "username"_L1, info.name },
                { "password"_L1, info.password },
                { "role_id"_L1, info.roleId },
                { "secret_id"_L1, info.secretId },
                { "role"_L1, info.name },
                { "name"_L1, {} },
                { "jwt"_L1, info.jwt },
            };
            if (const QString value = values.value(field.name); value.size() > 60)
                BY_KEY(paste(edit, value));
            else
                BY_KEY(enter(edit, value));
        }
        m_keys->press(Qt::Key_Return);
        QTRY_VERIFY2(m_keys->active() == &window(),
                     qUtf8Printable(text(u"signInDialogMessagesText"_s)));
        QTRY_COMPARE(snapshot(u"far"_s).signIn, SignInState::SignedIn);
        m_keys->press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(snapshot(u"far"_s).signIn != SignInState::SignedIn);
    }
}

void TestKeyboard::aSecondFactorIsGivenAndTheBrowserIsNotWaitedFor()
{
    lab::Lab other({ .scenario = u"fresh-pair"_s, .tls = true, .tempo = 50 });
    QVERIFY(other.start());
    open(u"fresh-pair"_s);
    registerOne(other, amber);
    show(u"far"_s);
    lab::SignInInfo person;
    for (const lab::SignInInfo &each : other.signIns(amber)) {
        if (each.method == "userpass"_L1 && each.remark == "mfa"_L1 && each.nameSpace.isEmpty())
            person = each;
    }
    m_keys->press(Qt::Key_I, Qt::ControlModifier);
    QVERIFY(m_keys->dialog(u"signInDialog"_s));
    BY_KEY(choose(u"loginMethodBox"_s, loginMethod(LoginMethod::Userpass).titleText()));
    BY_KEY(enter(u"userpass.usernameEdit"_s, person.name));
    BY_KEY(enter(u"userpass.passwordEdit"_s, person.password));
    if (person.mount != person.method) {
        BY_KEY(operate(u"loginPlace"_s));
        BY_KEY(enter(u"loginMountEdit"_s, person.mount));
    }
    m_keys->press(Qt::Key_Return);
    QTRY_VERIFY(shown<QLineEdit>(u"passcodeEdit1"_s));
    QCOMPARE(m_keys->focus()->objectName(), u"passcodeEdit1"_s);
    look();
    m_keys->type(other.totpCode(person.totpSeed));
    m_keys->press(Qt::Key_Return);
    QTRY_VERIFY2(m_keys->active() == &window(),
                 qUtf8Printable(text(u"signInDialogMessagesText"_s)));
    QTRY_COMPARE(snapshot(u"far"_s).signIn, SignInState::SignedIn);

    m_keys->press(Qt::Key_I, Qt::ControlModifier);
    auto *dialog = qobject_cast<ui::SignInDialog *>(m_keys->dialog(u"signInDialog"_s));
    QVERIFY(dialog);
    dialog->setCallbackPort(0);
    dialog->setOpenLink([](const QUrl &) { return true; });
    BY_KEY(choose(u"loginMethodBox"_s, loginMethod(LoginMethod::Oidc).titleText()));
    BY_KEY(tabTo(u"signInButton"_s));
    m_keys->press(Qt::Key_Return);
    QTRY_VERIFY(shown<QPushButton>(u"openBrowserButton"_s));
    look();
    BY_KEY(operate(u"browserLink"_s));
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"http"_s));
    BY_KEY(operate(u"signInDialogMessagesAction"_s));
    QTRY_VERIFY(text(u"signInDialogMessagesText"_s).contains(u"stopped"_s));
    QVERIFY(m_keys->focus());
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"signInDialog"_s));
}

void TestKeyboard::policiesAreCopied()
{
    open(u"fresh-pair"_s);
    BY_KEY(openMenu(Qt::Key_H, Qt::Key_P));
    QVERIFY(m_keys->dialog(u"policiesDialog"_s));
    look();
    for (const QString &role : { u"operator"_s, u"failover"_s, u"architect"_s }) {
        BY_KEY(tabTo(u"qt_tabwidget_tabbar"_s));
        m_keys->press(Qt::Key_Right);
        BY_KEY(operate(u"copy."_s + role + u"PolicyText"_s));
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 shown<QPlainTextEdit>(role + u"PolicyText"_s)->toPlainText());
    }
    look();
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"policiesDialog"_s));
    for (const Qt::Key entry : { Qt::Key_K, Qt::Key_A }) {
        BY_KEY(openMenu(Qt::Key_H, entry));
        QTRY_VERIFY(m_keys->active() != &window());
        look();
        m_keys->press(Qt::Key_Return);
        QTRY_VERIFY(m_keys->active() == &window());
    }
}

void TestKeyboard::theWindowIsSetUpLockedAndLookedThrough()
{
    open(u"fresh-pair"_s);
    look(); // the page of the fleet
    show(amber);
    look();

    m_keys->press(Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(m_keys->dialog(u"settingsDialog"_s));
    look();
    BY_KEY(operate(u"lookOnlyBox"_s));
    BY_KEY(choose(u"typedNamesBox"_s, u"Everywhere also calls that interrupt"_s));
    BY_KEY(enter(u"lockAfterBox"_s, u"7"_s));
    m_keys->press(Qt::Key_Return);
    QVERIFY(m_keys->closes(u"settingsDialog"_s));
    QTRY_VERIFY(snapshot(amber).lookOnly);
    m_keys->press(Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(m_keys->dialog(u"settingsDialog"_s));
    m_keys->press(Qt::Key_L, Qt::AltModifier);
    m_keys->press(Qt::Key_S, Qt::AltModifier);
    QVERIFY(m_keys->closes(u"settingsDialog"_s));
    QTRY_VERIFY(!snapshot(amber).lookOnly);

    BY_KEY(command(u"basalt"_s));
    QCOMPARE(window().currentCluster(), id(basalt));
    BY_KEY(command(u"Enable performance replication as primary on basalt"_s));
    QVERIFY(m_keys->dialog(u"operationDialog"_s));
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"operationDialog"_s));

    m_keys->press(Qt::Key_L, Qt::ControlModifier);
    QTRY_COMPARE(m_keys->focus() ? m_keys->focus()->objectName() : QString(), u"unlockButton"_s);
    look();
    m_keys->press(Qt::Key_Tab);
    QCOMPARE(m_keys->focus()->objectName(), u"unlockButton"_s);
    m_keys->press(Qt::Key_Return);
    QTRY_VERIFY(!window().findChild<QWidget *>(u"lockView"_s)->isVisible());
    QVERIFY(m_keys->focus() && m_keys->focus()->isVisible() && m_keys->focus()->isEnabled());
    BY_KEY(tabTo(u"sidebarFilter"_s));
}

void TestKeyboard::tablesAreReachedAndCopiedFrom()
{
    open(u"full"_s);
    m_keys->press(Qt::Key_Home, Qt::AltModifier);
    BY_KEY(goToRow(u"fleetTable"_s, cobalt));
    m_keys->press(Qt::Key_C, Qt::ControlModifier);
    const QString address = lab().cluster(cobalt)->address; // which is what one copies of a name
    QCOMPARE(QGuiApplication::clipboard()->text(), address);
    BY_KEY(contextMenu(u"Copy row"_s));
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(address + u'\t'));
    m_keys->press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(m_keys->focus()->objectName(), u"fleetFilter"_s);
    m_keys->type(u"amb"_s);
    m_keys->press(Qt::Key_Down);
    QCOMPARE(m_keys->focus()->objectName(), u"fleetTable"_s);
    m_keys->press(Qt::Key_Return);
    QCOMPARE(window().currentCluster(), id(amber));
    QTRY_VERIFY(shown<QWidget>(u"performancePeers"_s));
    look(); // a primary with both kinds of secondaries

    BY_KEY(tabTo(u"performancePeers"_s));
    m_keys->press(Qt::Key_Home);
    m_keys->press(Qt::Key_Right);
    m_keys->press(Qt::Key_C, Qt::ControlModifier);
    QVERIFY2(QGuiApplication::clipboard()->text().startsWith(u"http"_s),
             qUtf8Printable(QGuiApplication::clipboard()->text()));
    BY_KEY(contextMenu(u"Copy cell"_s));
    BY_KEY(tabTo(u"drPeers"_s));

    QVERIFY(lab().seal(u"cobalt-2"_s)); // a problem
    QTRY_VERIFY(shown<QTabWidget>(u"lowerTabs"_s)->tabText(0) != u"Problems"_s);
    for (const auto &[key, table] : { std::pair { Qt::Key_M, u"problemsTable"_s },
                                      std::pair { Qt::Key_A, u"activityTable"_s } }) {
        m_keys->press(key, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_keys->focus()->objectName(), table);
        QGuiApplication::clipboard()->clear();
        m_keys->press(Qt::Key_Down);
        BY_KEY(contextMenu(u"Copy row"_s));
        QVERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    }
    m_keys->press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_keys->focus()->isVisible()); // the ledger is empty
    BY_KEY(goToRow(u"fleetTree"_s, cobalt));
    QCOMPARE(window().currentCluster(), id(cobalt));
    BY_KEY(contextMenu(u"Edit cluster…"_s));
    QVERIFY(m_keys->dialog(u"clusterDialog"_s));
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"clusterDialog"_s));
}

void TestKeyboard::theLabIsWorked()
{
    open(u"full"_s);
    BY_KEY(operate(u"openLabPanelButton"_s));
    BY_KEY(goToRow(u"labClusters"_s, cobalt));
    look();
    BY_KEY(operate(u"labCorruptTree"_s));
    QVERIFY(lab().cluster(cobalt)->treeCorrupted);
    BY_KEY(operate(u"labRootToken"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), lab().cluster(cobalt)->rootToken);
    for (int tab = 0; tab < 3; ++tab) {
        for (int step = 0; step < 100
             && !(qobject_cast<QTabBar *>(m_keys->focus())
                  && m_keys->focus()->parentWidget()->objectName() == "labTabs"_L1);
             ++step)
            m_keys->press(Qt::Key_Tab);
        m_keys->press(Qt::Key_Right);
        look();
        if (tab == 0) {
            BY_KEY(operate(u"fault.drop-after"_s));
            QCOMPARE(lab().faults().size(), 1);
            BY_KEY(operate(u"clearFaultsButton"_s));
            QVERIFY(lab().faults().isEmpty());
        }
    }
    BY_KEY(choose(u"labClockStep"_s, u"30 minutes"_s));
    const QDateTime before = lab().now();
    BY_KEY(operate(u"labAdvanceClock"_s));
    QVERIFY(before.secsTo(lab().now()) >= 1800);
}

void TestKeyboard::send(const QString &typedName)
{
    QVERIFY(m_keys->dialog(u"operationDialog"_s));
    if (!typedName.isEmpty()) {
        QTRY_VERIFY2(isPossible(u"nextButton"_s), qUtf8Printable(text(u"whyNot"_s)));
        look();
        BY_KEY(operate(u"nextButton"_s));
        QTRY_VERIFY(shown<QLineEdit>(u"typedName"_s));
        look();
        BY_KEY(enter(u"typedName"_s, typedName));
        m_keys->press(Qt::Key_Return); // does not go through
        QVERIFY(shown<QLineEdit>(u"typedName"_s));
    }
    QTRY_VERIFY2(isPossible(u"sendButton"_s), qUtf8Printable(text(u"whyNot"_s)));
    BY_KEY(operate(u"sendButton"_s));
}

void TestKeyboard::giveShares(const QString &field, const QString &button,
                              const lab::ClusterInfo &from)
{
    for (int share = 0; share < from.threshold; ++share) {
        QTRY_VERIFY(shown<QLineEdit>(field) && shown<QLineEdit>(field)->isEnabled());
        QTRY_COMPARE(m_keys->focus() ? m_keys->focus()->objectName() : QString(), field);
        m_keys->type(from.unsealKeys.at(share));
        QTRY_VERIFY(isPossible(button)); // not while the one before is on its way
        m_keys->press(Qt::Key_Return);
    }
}

void TestKeyboard::aTokenIsMadeHandedOverAndTheNodesUnsealed()
{
    open(u"three-node"_s);
    show(amber);
    BY_KEY(operate(buttonFor(OperationId::PerformanceMintToken)));
    QVERIFY(m_keys->dialog(u"operationDialog"_s));
    QCOMPARE(m_keys->focus()->objectName(), u"parameter.id"_s);
    m_keys->type(basalt);
    look();
    m_keys->press(Qt::Key_Return);
    QVERIFY(m_keys->dialog(u"tokenDialog"_s));
    look();
    BY_KEY(operate(u"copyTokenButton"_s));
    QCOMPARE(QGuiApplication::clipboard()->text().count(u'.'), 2);
    BY_KEY(operate(u"clearClipboardButton"_s));
    BY_KEY(operate(u"useOnButton"_s));
    look();
    BY_KEY(operate(u"useOnEnable."_s + basalt));
    send(basalt);
    QTRY_VERIFY(!text(u"outcomeText"_s).isEmpty());
    look();
    BY_KEY(operate(u"nextStep.unseal"_s));
    QVERIFY(m_keys->dialog(u"unsealDialog"_s));
    QTRY_VERIFY(shown<QPushButton>(u"giveToAll"_s)->toolTip().startsWith(u"A key share is needed"_s));
    look();
    const auto waiting = [this] {
        return std::ranges::count_if(
            m_keys->active()->findChildren<QPushButton *>(), [](const QPushButton *button) {
                return button->isVisible() && button->objectName().startsWith("giveTo."_L1);
            });
    };
    QTRY_COMPARE(waiting(), 2); // only they get a share that is given to all
    giveShares(u"unsealShare"_s, u"giveToAll"_s, *lab().cluster(amber));
    QTRY_VERIFY(text(u"unsealDialogMessagesText"_s).startsWith(u"All registered nodes are"_s));
    QTRY_VERIFY(std::ranges::all_of(lab().cluster(basalt)->nodes, [](const lab::NodeInfo &node) {
        return node.state != lab::NodeState::Sealed;
    }));
    QTRY_VERIFY(m_keys->focus() && m_keys->focus()->isVisible());
    look();
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"unsealDialog"_s));

    QVERIFY(m_keys->dialog(u"tokenDialog"_s)); // beside it all the while
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"tokenDialog"_s));

    // The token is in the ledger, and its id can be revoked from there.
    m_keys->press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    BY_KEY(goToRow(u"ledgerTable"_s, basalt));
    look();
    BY_KEY(operate(u"revokeTokenButton"_s));
    QVERIFY(m_keys->dialog(u"operationDialog"_s));
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"operationDialog"_s));
}

void TestKeyboard::aPublicKeyGoesOneWayAndTheTokenTheOther()
{
    open(u"three-node"_s);
    show(cobalt);
    BY_KEY(operate(buttonFor(OperationId::DrGeneratePublicKey)));
    send();
    QTRY_VERIFY(shown<QPlainTextEdit>(u"publicKey"_s));
    look();
    BY_KEY(operate(u"copy.publicKey"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(),
             shown<QPlainTextEdit>(u"publicKey"_s)->toPlainText());
    BY_KEY(operate(u"nextStep.mintOn."_s + amber));
    QVERIFY(m_keys->dialog(u"operationDialog"_s));
    BY_KEY(enter(u"parameter.id"_s, cobalt));
    QVERIFY(!shown<QLineEdit>(u"parameter.secondary_public_key"_s)->text().isEmpty());
    BY_KEY(tabTo(u"takePublicKey"_s)); // or from the menu beside the field
    BY_KEY(buttonMenu(u"Public key of cobalt"_s));
    look();
    send();
    QVERIFY(m_keys->dialog(u"tokenDialog"_s));
    BY_KEY(operate(u"useOnButton"_s));
    BY_KEY(operate(u"useOnEnable."_s + cobalt));
    send(cobalt);
    QTRY_VERIFY(!text(u"outcomeText"_s).isEmpty());
    QTRY_COMPARE(lab().cluster(cobalt)->drMode, u"secondary"_s);
}

void TestKeyboard::keyHoldersAndPgpMakeATokenThatPromotes()
{
    if (GpgDecryption::program().isEmpty())
        QSKIP("GnuPG is not installed, so nothing can be encrypted to a key of the test's own.");
    test::GpgHome home;
    open(u"dr-pair"_s);
    window().operations().setSuggestedSecrets(nullptr);
    show(basalt);
    BY_KEY(operate(u"generateDrToken"_s));
    QVERIFY(m_keys->dialog(u"ceremonyDialog"_s));
    QTRY_COMPARE(m_keys->focus() ? m_keys->focus()->objectName() : QString(), u"ceremonyStart"_s);
    look();
    BY_KEY(tabTo(u"ceremonyUseOtp"_s));
    m_keys->press(Qt::Key_Down);
    QCOMPARE(m_keys->focus()->objectName(), u"ceremonyUsePgp"_s);
    BY_KEY(paste(u"ceremonyPgpKey"_s, QString::fromUtf8(home.armoredKey())));
    QTRY_VERIFY(text(u"ceremonyPgpInfo"_s).contains(home.fingerprint()));
    look();
    BY_KEY(operate(u"ceremonyStart"_s));
    QTRY_VERIFY(shown<QLineEdit>(u"ceremonyShare"_s));
    QTRY_COMPARE(m_keys->focus() ? m_keys->focus()->objectName() : QString(), u"ceremonyShare"_s);
    look();
    // Cancelling asks first, and keeping is what Escape and Enter lead to.
    BY_KEY(operate(u"ceremonyCancel"_s));
    QCOMPARE(m_keys->focus()->objectName(), u"ceremonyKeep"_s);
    look();
    m_keys->press(Qt::Key_Space);
    BY_KEY(tabTo(u"ceremonyShare"_s));
    giveShares(u"ceremonyShare"_s, u"ceremonyGive"_s, *lab().cluster(basalt));
    QTRY_COMPARE(m_keys->focus() ? m_keys->focus()->objectName() : QString(), u"ceremonyGpg"_s);
    look();
    m_keys->press(Qt::Key_Space);
    QTRY_VERIFY(shown<QPushButton>(u"ceremonyPromote"_s));
    look();
    BY_KEY(operate(u"reveal.ceremonyToken"_s));
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"ceremonyDialog"_s));

    show(amber);
    BY_KEY(operate(buttonFor(OperationId::DrDemote)));
    send();
    QTRY_VERIFY(!text(u"outcomeText"_s).isEmpty());
    m_keys->press(Qt::Key_Escape);
    show(basalt);
    BY_KEY(operate(buttonFor(OperationId::DrPromote)));
    send();
    QTRY_COMPARE(lab().cluster(basalt)->drMode, u"primary"_s);
}

void TestKeyboard::aBatchTokenMadeBeforePromotes()
{
    open(u"dr-pair"_s);
    window().operations().setSuggestedSecrets(nullptr);
    show(amber);
    BY_KEY(operate(u"prepareBatchToken"_s));
    QVERIFY(m_keys->dialog(u"batchTokenDialog"_s));
    QCOMPARE(m_keys->focus()->objectName(), u"batchTtl"_s);
    look();
    BY_KEY(operate(u"batchCheck"_s));
    QTRY_VERIFY(isPossible(u"batchSend"_s));
    look();
    BY_KEY(operate(u"batchSend"_s));
    QTRY_VERIFY(
        m_console->fleet().operationTokens().choose(snapshot(basalt), OperationId::DrPromote));
    QTRY_COMPARE(m_keys->focus() ? m_keys->focus()->objectName() : QString(), u"batchClose"_s);
    look();
    m_keys->press(Qt::Key_Space);
    QVERIFY(m_keys->closes(u"batchTokenDialog"_s));
    BY_KEY(operate(buttonFor(OperationId::DrDemote)));
    send();
    QTRY_VERIFY(!text(u"outcomeText"_s).isEmpty());
    m_keys->press(Qt::Key_Escape);
    show(basalt);
    BY_KEY(operate(buttonFor(OperationId::DrPromote)));
    QVERIFY(m_keys->dialog(u"operationDialog"_s));
    look();
    send();
    QTRY_COMPARE(lab().cluster(basalt)->drMode, u"primary"_s);
}

void TestKeyboard::treesAreCheckedReindexedAndRecovered()
{
    open(u"full"_s);
    QVERIFY(lab().corruptTree(cobalt));
    show(cobalt);
    BY_KEY(operate(buttonFor(OperationId::MerkleCheck)));
    send();
    QTRY_VERIFY(text(u"outcomeText"_s).contains(u"found corruption"_s));
    look();
    BY_KEY(operate(u"nextStep."_s + operation(OperationId::Reindex).key));
    QVERIFY(m_keys->dialog(u"operationDialog"_s));
    BY_KEY(operate(u"parameter.diff"_s));
    look();
    send();
    QTRY_VERIFY(!text(u"outcomeText"_s).isEmpty());
    BY_KEY(operate(u"nextStep."_s + operation(OperationId::MerkleCheck).key));
    send();
    QTRY_VERIFY(text(u"outcomeText"_s).contains(u"no corruption"_s));
    m_keys->press(Qt::Key_Escape);
    QVERIFY(m_keys->closes(u"operationDialog"_s));
    BY_KEY(operate(buttonFor(OperationId::Recover)));
    send();
    QTRY_VERIFY(!text(u"outcomeText"_s).isEmpty());
}

void TestKeyboard::everyFormIsFitForTheKeyboardAndEscapeSendsNothing()
{
    open(u"full"_s);
    lab().clearRequestLog();
    QSet<OperationId> seen;
    for (const QString &name : { amber, cobalt, basalt }) {
        for (const Operation &row : operationCatalogue()) {
            const bool startsAtOnce = row.severity == Severity::Looks
                && row.method == HttpMethod::Get && row.parameters.empty();
            if (startsAtOnce || seen.contains(row.id) || !isRelevant(row, snapshot(name)))
                continue;
            seen.insert(row.id);
            QVERIFY(window().operations().open(id(name), row.id));
            QVERIFY2(m_keys->dialog(u"operationDialog"_s), row.key.data());
            const qsizetype before = m_flaws.size();
            look();
            for (qsizetype at = before; at < m_flaws.size(); ++at)
                m_flaws[at].prepend(QString(row.key) + u' ');
            m_keys->press(Qt::Key_Escape);
            QVERIFY2(m_keys->closes(u"operationDialog"_s), row.key.data());
        }
    }
    QVERIFY(seen.size() > 25);
    for (const lab::RequestEntry &request : lab().requestLog())
        QVERIFY2(request.method == "GET" || request.method == "LIST"
                     || request.path.contains(u"capabilities"_s)
                     || request.path.contains(u"/lookup"_s),
                 qUtf8Printable(QString::fromLatin1(request.method) + request.path));
}

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
