// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/keychaincredentialstore.h"
#include "tests/patience.h"

#include "tests/store/credentialcontract.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QUuid>

#include <unistd.h>

#include <cstdio>
#include <vector>

using namespace switchover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestKeychain final : public QObject
{
    Q_OBJECT

private:
    const QString m_service =
        u"switchover-test-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);

private slots:
    void tokensAreThereForTheNextProgram()
    {
        {
            KeychainCredentialStore store;
            store.setService(m_service);
            QVERIFY(store.isPersistent());
            CredentialCalls calls(store);
            const auto nothing = calls.read(u"a"_s);
            QVERIFY2(nothing, nothing ? "" : qPrintable(errorSentence(nothing.error())));
            QVERIFY(nothing->isEmpty());
            QVERIFY(calls.write(u"a"_s, "hvs.one"));
            QVERIFY(calls.write(u"b"_s, "hvs.\xC3\xA9 two"));
            QVERIFY(calls.write(u"a"_s, "hvs.three"));
        }
        KeychainCredentialStore store;
        store.setService(m_service);
        CredentialCalls calls(store);
        QCOMPARE(calls.read(u"a"_s).value().reveal().toByteArray(), "hvs.three");
        QCOMPARE(calls.read(u"b"_s).value().reveal().toByteArray(), "hvs.\xC3\xA9 two");
        QVERIFY(calls.remove(u"a"_s));
        QVERIFY(calls.remove(u"a"_s)); // removing what is not there is no failure
        QVERIFY(calls.read(u"a"_s).value().isEmpty());
        QVERIFY(calls.remove(u"b"_s));
    }

    void callsMadeTogetherAreAnsweredInOrder()
    {
        KeychainCredentialStore store;
        store.setService(m_service);
        QObject context;
        QStringList answers;
        const auto remember = [&answers](const QString &what) {
            return [&answers, what](const Result<void> &result) {
                answers.append(result ? what : what + u" failed"_s);
            };
        };
        const auto reading = [&answers](const QString &what) {
            return [&answers, what](const Result<SecretString> &result) {
                answers.append(
                    what
                    + (result ? QString::fromUtf8(result->reveal().toByteArray()) : u" failed"_s));
            };
        };
        store.write({ u"k"_s }, SecretString("1"), &context, remember(u"write 1"_s));
        store.read({ u"k"_s }, &context, reading(u"read "_s));
        store.write({ u"k"_s }, SecretString("2"), &context, remember(u"write 2"_s));
        store.read({ u"k"_s }, &context, [&](const Result<SecretString> &result) {
            reading(u"read "_s)(result);
            // From within an answer, where QtKeychain's own jobs might never start.
            store.remove({ u"k"_s }, &context, remember(u"remove"_s));
        });
        QTRY_COMPARE(answers.size(), 5);
        QCOMPARE(
            answers,
            (QStringList { u"write 1"_s, u"read 1"_s, u"write 2"_s, u"read 2"_s, u"remove"_s }));
    }

    void nobodyIsAnsweredAfterTheirDeathButWritesAreDone()
    {
        KeychainCredentialStore store;
        store.setService(m_service);
        bool answered = false;
        {
            QObject context;
            store.write({ u"orphan"_s }, SecretString("t"), &context,
                        [&answered](const auto &) { answered = true; });
            store.read({ u"orphan"_s }, &context, [&answered](const auto &) { answered = true; });
        }
        CredentialCalls calls(store);
        QCOMPARE(calls.read(u"orphan"_s).value().reveal().toByteArray(), "t");
        QVERIFY(!answered);
        QVERIFY(calls.remove(u"orphan"_s));
    }

    void theStoreMayDieWithCallsUnderWay()
    {
        QObject context;
        bool answered = false;
        {
            KeychainCredentialStore store;
            store.setService(m_service);
            store.write({ u"dying"_s }, SecretString("t"), &context,
                        [&answered](const auto &) { answered = true; });
            store.read({ u"dying"_s }, &context, [&answered](const auto &) { answered = true; });
            QCoreApplication::processEvents(); // the first job is started
        }
        KeychainCredentialStore store;
        store.setService(m_service);
        CredentialCalls calls(store);
        QVERIFY(calls.remove(u"dying"_s));
        QVERIFY(!answered);
    }

    void anImpatientCallEndsWithAnError()
    {
        KeychainCredentialStore store;
        store.setService(m_service);
        store.setTimeout(0ms); // as if the keyring waited for its password
        CredentialCalls calls(store);
        const auto result = calls.read(u"a"_s);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Keychain);
        QVERIFY(!result.error().detail.isEmpty());
        store.setTimeout(10s);
        QVERIFY(calls.read(u"a"_s)); // and the next one is served
    }

    void otherProgramsOfTheUserFindTheEntryByItsService()
    {
        if (QStandardPaths::findExecutable(u"secret-tool"_s).isEmpty())
            QSKIP("secret-tool is not installed");
        KeychainCredentialStore store;
        store.setService(m_service);
        CredentialCalls calls(store);
        QVERIFY(calls.write(u"seen"_s, "hvs.seen"));
        QProcess tool;
        tool.start(u"secret-tool"_s, { u"search"_s, u"server"_s, m_service, u"user"_s, u"seen"_s });
        QVERIFY(tool.waitForFinished(10000));
        QVERIFY2(tool.readAllStandardOutput().contains("secret = "),
                 "the entry is in the real keyring");
        QVERIFY(calls.remove(u"seen"_s));
    }
};

// The test runs itself again under data/keychain-session, which starts a bus and an unlocked
// keyring of its own.
int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsSet("SWITCHOVER_TEST_KEYRING")) {
        QCoreApplication app(argc, argv);
        TestKeychain test;
        return QTest::qExec(&test, argc, argv);
    }
    for (const QString &tool :
         { u"gnome-keyring-daemon"_s, u"dbus-run-session"_s, u"dbus-send"_s }) {
        if (QStandardPaths::findExecutable(tool).isEmpty()) {
            std::fprintf(stderr, "Not tested: %s is not installed.\n", qPrintable(tool));
            return 77;
        }
    }
    QByteArray launcher(SWITCHOVER_TEST_DATA "/keychain-session");
    std::vector<char *> arguments { launcher.data() };
    arguments.insert(arguments.end(), argv, argv + argc + 1);
    ::execv(launcher.constData(), arguments.data());
    std::perror(launcher.constData());
    return 1;
}
#include "tst_keychain.moc"
