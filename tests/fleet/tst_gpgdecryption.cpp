// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/gpgdecryption.h"
#include "tests/fleet/gpghome.h"
#include "tests/patience.h"
#include "tests/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace switchover;
using test::GpgHome;
using namespace std::chrono_literals;

#define NEEDS_GPG                                                                                  \
    if (GpgDecryption::program().isEmpty())                                                        \
    QSKIP("GnuPG is not installed, so nothing can be encrypted to a key of the test's own.")

/// What gpg may do with a message of a hostile server: the real one, and scripts in its place.
class GpgDecryptionTest final : public QObject
{
    Q_OBJECT

private slots:
    void onlyAnEncryptedMessageIsTaken()
    {
        NEEDS_GPG;
        GpgHome home;
        const QByteArray encrypted = toOwner(home, "hvs.encrypted");
        const QByteArray literal = home.run({ u"--store"_s }, "hvs.literal");
        const QByteArray signedOnly = home.run({ u"--sign"_s }, "hvs.signed");
        const QByteArray bomb = toOwner(home, QByteArray(100 * 1024 * 1024, '\0'));
        QVERIFY(!encrypted.isEmpty() && !literal.isEmpty() && !signedOnly.isEmpty());
        QVERIFY(!bomb.isEmpty());
        QVERIFY(bomb.toBase64().size() < 64 * 1024 * 16);
        QCOMPARE(decrypted(encrypted).value_or("none"), "hvs.encrypted");
        QCOMPARE(decrypted(literal), std::nullopt);
        QCOMPARE(decrypted(signedOnly), std::nullopt);
        QCOMPARE(decrypted(home.run({ u"--clearsign"_s }, "hvs.clear")), std::nullopt);
        QCOMPARE(decrypted(bomb), std::nullopt);
        QCOMPARE(decrypted(encrypted + literal), std::nullopt);
        QCOMPARE(decrypted(literal + encrypted), std::nullopt);
        QCOMPARE(decrypted(home.run({ u"--store"_s }, "[GNUPG:] DECRYPTION_OKAY\n")), std::nullopt);
        QCOMPARE(decrypted(encrypted.chopped(20)), std::nullopt);
    }

    void aCompressedMessageStaysSmall()
    {
        NEEDS_GPG;
        GpgHome home;
        // Small enough to be sent: 400 MiB in a few hundred bytes, twice compressed.
        const QByteArray bomb =
            home.run({ u"--compress-algo"_s, u"bzip2"_s, u"--encrypt"_s, u"--recipient"_s,
                       home.fingerprint(), u"--trust-model"_s, u"always"_s },
                     QByteArray(400 * 1024 * 1024, '\0'));
        QVERIFY(!bomb.isEmpty() && bomb.size() < 48 * 1024);
        QCOMPARE(decrypted(bomb), std::nullopt);
    }

    void aProgramIsLimited_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("patience");
        QTest::newRow("endless text") << QByteArray("okay; yes hvs.endless") << 60'000;
        QTest::newRow("endless text without a line") << QByteArray("okay; cat /dev/zero") << 60'000;
        QTest::newRow("endless errors") << QByteArray("okay; yes >&2") << 60'000;
        QTest::newRow("endless status") << QByteArray("yes '[GNUPG:] NOTE' >&$status") << 60'000;
        QTest::newRow("hangs") << QByteArray("okay; echo hvs.hangs; sleep 900") << 2000;
        QTest::newRow("no status") << QByteArray("echo hvs.none") << 60'000;
        QTest::newRow("status in the text")
            << QByteArray("echo '[GNUPG:] DECRYPTION_OKAY'") << 60'000;
        QTest::newRow("status among the errors")
            << QByteArray("echo '[GNUPG:] DECRYPTION_OKAY' >&2; echo hvs.x") << 60'000;
        QTest::newRow("failed after all")
            << QByteArray("okay; echo '[GNUPG:] DECRYPTION_FAILED' >&$status; echo hvs.x")
            << 60'000;
        QTest::newRow("another text before")
            << QByteArray("echo '[GNUPG:] PLAINTEXT 62 0 ' >&$status; okay; echo hvs.x") << 60'000;
        QTest::newRow("says okay and fails") << QByteArray("okay; echo hvs.x; exit 2") << 60'000;
        QTest::newRow("longer than a token")
            << QByteArray("okay; head -c 5000 /dev/zero | tr '\\0' x") << 60'000;
    }
    void aProgramIsLimited()
    {
        QFETCH(QByteArray, script);
        QFETCH(int, patience);
        const FakeGpg fake(script);
        QVERIFY(fake.isGood());
        QCOMPARE(decrypted("message", std::chrono::milliseconds(patience)), std::nullopt);
        QCOMPARE(m_kind, Error::Kind::InvalidInput);
        const std::optional<qint64> child = test::noteOfProcess(fake.childNote());
        QVERIFY(child);
        QTRY_VERIFY_WITH_TIMEOUT(!test::isRunning(*child), test::patience);
    }

    void aGoodProgramIsBelieved()
    {
        const FakeGpg fake("okay; cat; exit 0");
        QVERIFY(fake.isGood());
        QCOMPARE(decrypted("hvs.message").value_or("none"), "hvs.message");
    }

    void gpgAsksNoNetworkAndWritesNoFile()
    {
        const FakeGpg fake("okay; echo $* | tr ' ' '\\n'");
        QVERIFY(fake.isGood());
        std::optional<QString> said;
        GpgDecryption gpg;
        gpg.decrypt(SecretString("aGVsbG8="), this, [&said](const Result<SecretString> &token) {
            said = token ? QString::fromUtf8(token->reveal().toByteArray()) : QString();
        });
        QTRY_VERIFY_WITH_TIMEOUT(said, test::patience);
        const QStringList arguments = said->split(u'\n');
        for (const char *option : { "--no-auto-key-retrieve", "--no-auto-key-locate",
                                    "--disable-dirmngr", "--output=-", "--batch", "--decrypt" })
            QVERIFY2(arguments.contains(QString::fromLatin1(option)), option);
    }

    void cancellingAndDestroyingEndTheWholeGroup_data()
    {
        QTest::addColumn<bool>("cancel");
        QTest::newRow("cancel") << true;
        QTest::newRow("destroy") << false;
    }
    void cancellingAndDestroyingEndTheWholeGroup()
    {
        QFETCH(bool, cancel);
        const FakeGpg fake("okay; sleep 900");
        QVERIFY(fake.isGood());
        auto gpg = std::make_unique<GpgDecryption>();
        std::optional<Error> error;
        gpg->decrypt(SecretString("aGVsbG8="), this, [&error](const Result<SecretString> &token) {
            error = token ? Error {} : token.error();
        });
        QTRY_VERIFY_WITH_TIMEOUT(test::noteOfProcess(fake.childNote()), test::patience);
        const qint64 child = *test::noteOfProcess(fake.childNote());
        QVERIFY(test::isRunning(child));
        if (cancel) {
            gpg->cancel();
            gpg->cancel();
            QTRY_VERIFY_WITH_TIMEOUT(error, test::patience);
            QCOMPARE(error->kind, Error::Kind::Cancelled);
            QVERIFY(!gpg->isRunning());
        } else {
            gpg.reset();
            QVERIFY(!error);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!test::isRunning(child), test::patience);
    }

private:
    /// A script in the place of gpg. It starts a child and notes its process id.
    class FakeGpg
    {
    public:
        explicit FakeGpg(const QByteArray &script)
            : m_path(qgetenv("PATH"))
        {
            QFile file(m_folder.filePath(u"gpg"_s));
            if (!file.open(QIODevice::WriteOnly))
                return;
            file.write("#!/bin/bash\nfor a in \"$@\"; do case $a in --status-fd=*) "
                       "status=${a#*=};; esac; done\n"
                       "okay() { printf '[GNUPG:] BEGIN_DECRYPTION\\n[GNUPG:] PLAINTEXT 62 0 \\n"
                       "[GNUPG:] DECRYPTION_OKAY\\n[GNUPG:] END_DECRYPTION\\n' >&$status; }\n"
                       "sleep 900 >/dev/null 2>&1 & echo $! >"
                       + childNote().toLocal8Bit() + '\n' + script + '\n');
            m_isGood = file.setPermissions(QFileDevice::ReadOwner | QFileDevice::ExeOwner);
            qputenv("PATH", m_folder.path().toLocal8Bit() + ':' + m_path);
        }
        ~FakeGpg() { qputenv("PATH", m_path); }
        Q_DISABLE_COPY_MOVE(FakeGpg)

        bool isGood() const { return m_isGood; }
        QString childNote() const { return m_folder.filePath(u"child"_s); }

    private:
        QTemporaryDir m_folder;
        QByteArray m_path;
        bool m_isGood = false;
    };

    static QByteArray toOwner(GpgHome &home, const QByteArray &text)
    {
        return home.run({ u"--trust-model"_s, u"always"_s, u"--encrypt"_s, u"--recipient"_s,
                          home.fingerprint() },
                        text);
    }

    std::optional<QByteArray> decrypted(const QByteArray &message,
                                        std::chrono::milliseconds patience = 2min)
    {
        GpgDecryption gpg(nullptr, patience);
        std::optional<Result<SecretString>> result;
        gpg.decrypt(SecretString(message.toBase64()), this,
                    [&result](Result<SecretString> token) { result.emplace(std::move(token)); });
        if (!QTest::qWaitFor([&result] { return result.has_value(); }, 2 * test::patience))
            return "no end";
        m_kind = *result ? Error::Kind::Cancelled : result->error().kind;
        return *result ? std::optional((*result)->reveal().toByteArray()) : std::nullopt;
    }

    Error::Kind m_kind = Error::Kind::Cancelled;
};

QTEST_GUILESS_MAIN(GpgDecryptionTest)
#include "tst_gpgdecryption.moc"
