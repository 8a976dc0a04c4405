// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// After the desk was locked, the memory of the program, as a core dump would hold it, has none of
// the secrets that were used: tokens, passwords, passcodes, pass phrases, key shares, one-time
// passwords, activation tokens. Runs on the offscreen platform, and by listening_reader.py on X11
// with a screen reader listening.
#include "models/fleet/gpgdecryption.h"
#include "tests/app/memorydesk.h"
#include "tests/fleet/gpghome.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/shell/desklock.h"
#include "ui/shell/mainwindow.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSslKey>
#include <QTabWidget>
#include <QUuid>

#include <atomic>
#include <cstring>
#include <sys/mman.h>
#include <thread>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

QByteArray randomWord()
{
    return QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
}

} // namespace

class TestMemory final : public QObject
{
    Q_OBJECT

private:
    test::MemoryDesk m_desk;

    bool signsIn(const QString &method, const QString &user, const QString &secret);
    bool signsInWithToken();
    bool givesShares(const QString &field, const QString &button);
    bool isUnsealed() const;
    bool startsCeremony();
    void searchAfterLocking();

private slots:
    void initTestCase();
    void theSearchLooksWhereADumpDoes();
    void aSignIn_data();
    void aSignIn();
    void aPasscode();
    void aRefusedPassword();
    void whatWasOnlyTyped_data();
    void whatWasOnlyTyped();
    void thePassPhraseOfAKey();
    void tokensAndSharesOfOperations();
    void sharesGivenToASealedNode();
    void aTokenDecodedWithAOneTimePassword();
    void aTokenDecryptedByGpg();
    void aBatchToken();
    void aReleaseLeavesNoCoreDump();
    void cleanup();
    void cleanupTestCase();
};

void TestMemory::initTestCase()
{
    QVERIFY(m_desk.start());
    const QStringList atFirst = m_desk.search.find();
    QVERIFY2(atFirst.isEmpty(), qPrintable(atFirst.join(u'\n')));
}

/// Each kind of memory that gcore writes, with a word of its own in it.
void TestMemory::theSearchLooksWhereADumpDoes()
{
    constexpr size_t size = 3 * 4096;
    const QByteArray word = randomWord();
    const auto size36 = size_t(word.size());
    test::MemorySearch search;
    const auto places = [&] { return int(search.find().filter(u"second half as UTF-8"_s).size()); };
    search.add(u"word"_s, word);
    const int here = places();
    QVERIFY(here > 0); // in the variable itself

    static char inData[64];
    std::memcpy(inData, word.constData(), size36);
    QCOMPARE(places(), here + 1);
    std::memset(inData, 0, sizeof inData);

    const auto mapped = [](int protection, int flags) {
        return static_cast<char *>(::mmap(nullptr, size, protection, flags | MAP_ANONYMOUS, -1, 0));
    };
    for (const int flags : { MAP_PRIVATE, MAP_SHARED }) {
        char *pages = mapped(PROT_READ | PROT_WRITE, flags);
        QVERIFY(pages != MAP_FAILED);
        // Over the boundary of two pages, the first of which is otherwise empty.
        std::memcpy(pages + 4096 - 3, word.constData(), size36);
        QCOMPARE(places(), here + 1);
        for (const int protection : { PROT_READ, PROT_NONE }) {
            QCOMPARE(::mprotect(pages, size, protection), 0);
            QCOMPARE(places(), here + 1);
        }
        ::munmap(pages, size);
        QCOMPARE(places(), here);
    }

    // The stack and the thread-local storage of another thread that sleeps.
    std::atomic<int> step { 0 };
    std::thread other([&] {
        static thread_local char ofThread[64];
        volatile char onStack[64] = {};
        for (size_t i = 0; i < size36; ++i)
            onStack[i] = word.at(qsizetype(i));
        step = 1;
        step.notify_all();
        step.wait(1);
        for (volatile char &byte : onStack)
            byte = '\0';
        std::memcpy(ofThread, word.constData(), size36);
        step = 3;
        step.notify_all();
        step.wait(3);
    });
    step.wait(0);
    const int onStack = places();
    step = 2;
    step.notify_all();
    step.wait(2);
    const int inThread = places();
    step = 4;
    step.notify_all();
    other.join();
    QCOMPARE(onStack, here + 1);
    QCOMPARE(inThread, here + 1);
}

bool TestMemory::signsIn(const QString &method, const QString &user, const QString &secret)
{
    m_desk.window().openSignIn(m_desk.primary());
    if (!m_desk.chooses(u"loginMethodBox"_s, method))
        return false;
    if (method == "token"_L1)
        return m_desk.typesSecret(u"tokenEdit"_s, secret) && m_desk.clicks(u"signInButton"_s);
    if (method == "approle"_L1) {
        return m_desk.types(u"approle.role_idEdit"_s, m_desk.roleId().toUtf8())
            && m_desk.typesSecret(u"approle.secret_idEdit"_s, secret)
            && m_desk.clicks(u"signInButton"_s);
    }
    if (method == "github"_L1)
        return m_desk.typesSecret(u"github.tokenEdit"_s, secret)
            && m_desk.clicks(u"signInButton"_s);
    if (method == "jwt"_L1 || method == "kubernetes"_L1) {
        return m_desk.types(method + u".roleEdit"_s, user.toUtf8())
            && m_desk.pastesSecret(method + u".jwtEdit"_s, secret)
            && m_desk.clicks(u"signInButton"_s);
    }
    return m_desk.types(method + u".usernameEdit"_s, user.toUtf8())
        && m_desk.typesSecret(method + u".passwordEdit"_s, secret)
        && m_desk.clicks(u"signInButton"_s);
}

void TestMemory::searchAfterLocking()
{
    QVERIFY(m_desk.locks());
    const QString left = m_desk.leftInMemory();
    QVERIFY2(left.isEmpty(), qPrintable(left));
    QVERIFY(m_desk.unlocks());
}

void TestMemory::aSignIn_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("secret");
    QTest::newRow("token") << QString() << u"token"_s;
    for (const char *method : { "userpass", "ldap", "okta", "radius" })
        QTest::newRow(method) << u"discreet"_s << QString::fromLatin1(method) + u" secret"_s;
    for (const char *method : { "approle", "jwt", "kubernetes", "github" })
        QTest::newRow(method) << u"operator"_s << QString::fromLatin1(method) + u" secret"_s;
}

void TestMemory::aSignIn()
{
    QFETCH(QString, user);
    QFETCH(QString, secret);
    const QString method = QString::fromLatin1(QTest::currentDataTag());
    QVERIFY(signsIn(method, user, secret));
    QTRY_COMPARE(m_desk.snapshot(m_desk.primary()).signIn, SignInState::SignedIn);
    QVERIFY(m_desk.noteSignedInToken(u"token of "_s + method));
    QVERIFY(!m_desk.search.find().isEmpty()); // it can be found where it is
    searchAfterLocking();
}

void TestMemory::aPasscode()
{
    m_desk.window().openSignIn(m_desk.primary());
    QVERIFY(m_desk.chooses(u"loginMethodBox"_s, u"userpass"_s));
    QVERIFY(m_desk.types(u"userpass.usernameEdit"_s, "totp"));
    QVERIFY(m_desk.types(u"userpass.passwordEdit"_s, "totp")); // as short as no real one
    QVERIFY(m_desk.clicks(u"signInButton"_s));
    QTRY_VERIFY(m_desk.visible<QLineEdit>(u"passcodeEdit1"_s));
    QVERIFY(m_desk.notePasscode(u"passcode"_s));
    QVERIFY(m_desk.typesSecret(u"passcodeEdit1"_s, u"passcode"_s));
    QVERIFY(!m_desk.search.find().isEmpty());
    QVERIFY(m_desk.clicks(u"signInButton"_s));
    QTRY_COMPARE(m_desk.snapshot(m_desk.primary()).signIn, SignInState::SignedIn);
    QVERIFY(m_desk.noteSignedInToken(u"token after a passcode"_s));
    searchAfterLocking();
    m_desk.search.forget(u"passcode"_s);
}

void TestMemory::aRefusedPassword()
{
    m_desk.search.add(u"wrong password"_s, randomWord());
    QVERIFY(signsIn(u"ldap"_s, u"operator"_s, u"wrong password"_s));
    QTRY_VERIFY(m_desk.visible<QPushButton>(u"signInButton"_s)->isEnabled());
    QVERIFY(!m_desk.search.find().isEmpty()); // the form keeps it
    searchAfterLocking();
}

void TestMemory::whatWasOnlyTyped_data()
{
    QTest::addColumn<bool>("revealed");
    QTest::newRow("masked") << false;
    QTest::newRow("revealed") << true;
}

void TestMemory::whatWasOnlyTyped()
{
    QFETCH(bool, revealed);
    const QString what =
        u"password only typed, %1"_s.arg(QString::fromLatin1(QTest::currentDataTag()));
    m_desk.search.add(what, randomWord());
    m_desk.window().openSignIn(m_desk.primary());
    QVERIFY(m_desk.chooses(u"loginMethodBox"_s, u"userpass"_s));
    QVERIFY(m_desk.typesSecret(u"userpass.passwordEdit"_s, what));
    auto *field = m_desk.visible<QLineEdit>(u"userpass.passwordEdit"_s);
    if (revealed) {
        field->findChild<QAction *>(u"userpass.passwordEditReveal"_s)->trigger();
        QCOMPARE(field->echoMode(), QLineEdit::Normal);
        field->repaint();
        // Edited where it can be read: taken back and typed again.
        const qsizetype size = field->text().size();
        QTest::keyClick(field, Qt::Key_Backspace);
        QTRY_COMPARE(field->text().size(), size - 1);
        QTest::keyClick(field, char(m_desk.search.secret(what).back()));
        QTRY_COMPARE(field->text().size(), size);
    }
    QVERIFY(!m_desk.search.find().isEmpty());
    searchAfterLocking();
}

void TestMemory::thePassPhraseOfAKey()
{
    m_desk.search.add(u"pass phrase"_s, randomWord());
    // The lab's key, protected.
    QFile plain(m_desk.keyFile());
    QVERIFY(plain.open(QIODevice::ReadOnly));
    const QByteArray pem = plain.readAll();
    QSslKey key(pem, QSsl::Ec);
    if (key.isNull())
        key = QSslKey(pem, QSsl::Rsa);
    QVERIFY(!key.isNull());
    QFile locked(m_desk.folder.filePath(u"locked-key.pem"_s));
    QVERIFY(locked.open(QIODevice::WriteOnly));
    QVERIFY(locked.write(key.toPem(m_desk.search.secret(u"pass phrase"_s))) > 0);
    locked.close();

    m_desk.window().openEdit(m_desk.primary());
    auto *tabs = m_desk.visible<QTabWidget>(u"clusterTabs"_s);
    QVERIFY(tabs);
    for (int i = 0; i < tabs->count() && !m_desk.visible<QLineEdit>(u"clusterClientKeyEdit"_s); ++i)
        tabs->setCurrentIndex(i);
    QVERIFY(m_desk.types(u"clusterClientCertificateEdit"_s, m_desk.certificateFile().toUtf8()));
    QVERIFY(m_desk.types(u"clusterClientKeyEdit"_s, locked.fileName().toUtf8()));
    QVERIFY(m_desk.typesSecret(u"clusterKeyPassphraseEdit"_s, u"pass phrase"_s));
    QVERIFY(m_desk.clicks(u"saveClusterButton"_s));
    m_desk.window().openSignIn(m_desk.primary());
    QVERIFY(m_desk.chooses(u"loginMethodBox"_s, u"cert"_s));
    QVERIFY(m_desk.clicks(u"signInButton"_s));
    QTRY_COMPARE(m_desk.snapshot(m_desk.primary()).signIn, SignInState::SignedIn);
    QVERIFY(m_desk.noteSignedInToken(u"token of a certificate"_s));
    searchAfterLocking();
    // The key that it opened is still open.
    m_desk.window().openSignIn(m_desk.primary());
    QVERIFY(m_desk.chooses(u"loginMethodBox"_s, u"cert"_s));
    QVERIFY(m_desk.clicks(u"signInButton"_s));
    QTRY_COMPARE(m_desk.snapshot(m_desk.primary()).signIn, SignInState::SignedIn);
    QVERIFY(m_desk.noteSignedInToken(u"second token of a certificate"_s));
    searchAfterLocking();
}

bool TestMemory::signsInWithToken()
{
    return signsIn(u"token"_s, {}, u"token"_s)
        && QTest::qWaitFor(
               [this] { return m_desk.snapshot(m_desk.primary()).signIn == SignInState::SignedIn; },
               test::patience);
}

void TestMemory::tokensAndSharesOfOperations()
{
    ui::OperationCenter &operations = m_desk.window().operations();
    QVERIFY(signsInWithToken());
    operations.open(m_desk.primary(), OperationId::DrMintToken);
    QVERIFY(m_desk.types(u"parameter.id"_s, "another"));
    QVERIFY(m_desk.clicks(u"sendButton"_s));
    QVERIFY(m_desk.clicks(u"copyTokenButton"_s));
    m_desk.search.add(u"activation token"_s, QApplication::clipboard()->text().toUtf8());

    // A key share that was sent, and one that was only typed.
    ui::OperationDialog *start = operations.open(m_desk.secondary(), OperationId::DrStartAttempt);
    QVERIFY(m_desk.clicks(u"sendButton"_s));
    QTRY_VERIFY(m_desk.visible<QLabel>(u"outcomeText"_s));
    start->close();
    ui::OperationDialog *share =
        operations.open(m_desk.secondary(), OperationId::DrProvideKeyShare);
    QVERIFY(m_desk.typesSecret(u"parameter.key"_s, u"key share 1"_s));
    QVERIFY(m_desk.clicks(u"sendButton"_s));
    QTRY_VERIFY(m_desk.visible<QLabel>(u"outcomeText"_s));
    share->close();
    operations.open(m_desk.secondary(), OperationId::DrPromote);
    QVERIFY(m_desk.typesSecret(u"parameter.dr_operation_token"_s, u"DR operation token"_s));
    operations.open(m_desk.secondary(), OperationId::DrProvideKeyShare);
    QVERIFY(m_desk.typesSecret(u"parameter.key"_s, u"key share 2"_s));
    searchAfterLocking();
    // The next one begins anew.
    ui::OperationDialog *cancel = operations.open(m_desk.secondary(), OperationId::DrCancelAttempt);
    QVERIFY(m_desk.clicks(u"sendButton"_s));
    QTRY_VERIFY(m_desk.visible<QLabel>(u"outcomeText"_s));
    cancel->close();
}

bool TestMemory::givesShares(const QString &field, const QString &button)
{
    for (int i = 1; i <= 3; ++i) {
        const QString what = u"key share %1"_s.arg(i);
        // The second one from another program.
        if (!(i == 2 ? m_desk.pastesSecret(field, what) : m_desk.typesSecret(field, what))
            || !m_desk.clicks(button))
            return false;
    }
    return true;
}

bool TestMemory::isUnsealed() const
{
    const auto *said = m_desk.visible<QLabel>(u"unsealDialogMessagesText"_s);
    return said && said->text().startsWith(u"All registered nodes are unsealed."_s);
}

void TestMemory::sharesGivenToASealedNode()
{
    QVERIFY(m_desk.seal(m_desk.secondary()));
    m_desk.window().operations().openUnseal(m_desk.secondary());
    QVERIFY(givesShares(u"unsealShare"_s, u"giveToAll"_s));
    QTRY_VERIFY(isUnsealed());
    searchAfterLocking();

    // Locked between two shares, with one in the field.
    QVERIFY(m_desk.seal(m_desk.secondary()));
    m_desk.window().operations().openUnseal(m_desk.secondary());
    QVERIFY(m_desk.typesSecret(u"unsealShare"_s, u"key share 1"_s));
    QVERIFY(m_desk.clicks(u"giveToAll"_s));
    QVERIFY(m_desk.typesSecret(u"unsealShare"_s, u"key share 4"_s));
    searchAfterLocking();
    m_desk.window().operations().openUnseal(m_desk.secondary());
    QVERIFY(givesShares(u"unsealShare"_s, u"giveToAll"_s));
    QTRY_VERIFY(isUnsealed());
    searchAfterLocking();
}

bool TestMemory::startsCeremony()
{
    return m_desk.clicks(u"ceremonyStart"_s);
}

void TestMemory::aTokenDecodedWithAOneTimePassword()
{
    m_desk.window().operations().drTokens().openCeremony(m_desk.secondary());
    QVERIFY(startsCeremony());
    QVERIFY(m_desk.reveals(u"ceremonyOtp"_s, u"one-time password"_s));
    QVERIFY(m_desk.clicks(u"copy.ceremonyOtp"_s));
    QVERIFY(givesShares(u"ceremonyShare"_s, u"ceremonyGive"_s));
    QTRY_VERIFY(m_desk.visible<QLabel>(u"ceremonyToken"_s));
    QVERIFY(m_desk.reveals(u"ceremonyToken"_s, u"generated token"_s));
    QVERIFY(m_desk.clicks(u"copy.ceremonyToken"_s));
    searchAfterLocking();

    // Locked on the way, with a share in the field.
    m_desk.window().operations().drTokens().openCeremony(m_desk.secondary());
    QVERIFY(startsCeremony());
    QVERIFY(m_desk.reveals(u"ceremonyOtp"_s, u"second one-time password"_s));
    QVERIFY(m_desk.typesSecret(u"ceremonyShare"_s, u"key share 1"_s));
    QVERIFY(m_desk.clicks(u"ceremonyGive"_s));
    QVERIFY(m_desk.typesSecret(u"ceremonyShare"_s, u"key share 5"_s));
    searchAfterLocking();
    m_desk.window().operations().drTokens().openCeremony(m_desk.secondary());
    QVERIFY(m_desk.clicks(u"ceremonyCancel"_s));
    QVERIFY(m_desk.clicks(u"ceremonyCancelConfirmed"_s));
    QTRY_VERIFY(m_desk.visible<QPushButton>(u"ceremonyStart"_s));
    searchAfterLocking();
}

void TestMemory::aTokenDecryptedByGpg()
{
    if (GpgDecryption::program().isEmpty())
        QSKIP("GnuPG is not installed.");
    test::GpgHome home;
    m_desk.window().operations().drTokens().openCeremony(m_desk.secondary());
    QVERIFY(m_desk.clicks(u"ceremonyUsePgp"_s));
    m_desk.visible<QPlainTextEdit>(u"ceremonyPgpKey"_s)
        ->setPlainText(QString::fromUtf8(home.armoredKey()));
    QVERIFY(startsCeremony());
    QVERIFY(givesShares(u"ceremonyShare"_s, u"ceremonyGive"_s));
    QVERIFY(m_desk.clicks(u"ceremonyGpg"_s));
    QVERIFY(m_desk.reveals(u"ceremonyToken"_s, u"token decrypted by gpg"_s));
    searchAfterLocking();
}

void TestMemory::aBatchToken()
{
    QVERIFY(signsInWithToken());
    m_desk.window().operations().drTokens().openBatchToken(m_desk.primary());
    QVERIFY(m_desk.clicks(u"batchCheck"_s));
    QVERIFY(m_desk.clicks(u"batchSend"_s));
    QTRY_VERIFY(m_desk.visible<QLabel>(u"batchToken"_s));
    QVERIFY(m_desk.reveals(u"batchToken"_s, u"batch token"_s));
    searchAfterLocking();
}

void TestMemory::aReleaseLeavesNoCoreDump()
{
#ifndef NDEBUG
    QSKIP("Debug builds may be examined.");
#endif
    QProcess window;
    window.start(QStringLiteral(SWITCHOVER_PROGRAM), { u"--lab"_s, u"fresh-pair"_s });
    QVERIFY(window.waitForStarted());
    QByteArray limit;
    const auto readLimit = [&] {
        QFile limits(u"/proc/%1/limits"_s.arg(window.processId()));
        if (!limits.open(QIODevice::ReadOnly))
            return false;
        const QByteArray all = limits.readAll();
        const qsizetype at = all.indexOf("Max core file size");
        limit = all.mid(at, all.indexOf('\n', at) - at).simplified();
        return limit == "Max core file size 0 0 bytes";
    };
    const bool none = QTest::qWaitFor(readLimit, test::patience);
    window.terminate();
    QVERIFY(window.waitForFinished());
    QVERIFY2(none, limit.constData());
}

/// A failed test leaves the desk usable for the next one.
void TestMemory::cleanup()
{
    if (!m_desk.isOpen() || !QTest::currentTestFailed())
        return;
    ui::DeskLock &lock = m_desk.window().deskLock();
    lock.lock();
    lock.unlock();
}

void TestMemory::cleanupTestCase()
{
    m_desk.stop();
}

QTEST_MAIN(TestMemory)
#include "tst_memory.moc"
