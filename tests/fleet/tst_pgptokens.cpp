// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/gpgdecryption.h"
#include "tests/fleet/ceremonybench.h"
#include "tests/fleet/gpghome.h"
#include "tests/patience.h"

#include <QDir>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace switchover;
using test::CeremonyBench;
using test::GpgHome;
using Stage = OperationTokenCeremony::Stage;
using Mood = OperationTokenCeremony::Mood;

#define NEEDS_GPG                                                                                  \
    if (GpgDecryption::program().isEmpty())                                                        \
    QSKIP("GnuPG is not installed, so nothing can be encrypted to a key of the test's own.")

/// A token encrypted to a key holder's PGP key, with the real gpg on a home of the test's own.
class PgpTokensTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFormOfAPublicKeyIsTheSameKey();
    void theOwnerDecryptsHere();
    void theOwnerDecryptsElsewhere();
    void withoutThePrivateKeyGpgIsQuoted();
    void withoutGpgTheWayOutIsSaid();
    void aLostStartIsRecognisedByTheFingerprint();
};

void PgpTokensTest::everyFormOfAPublicKeyIsTheSameKey()
{
    NEEDS_GPG;
    GpgHome home;
    const QByteArray binary = home.publicKey();
    const auto fromBinary = pgpPublicKeyFrom(binary);
    QVERIFY2(fromBinary, qPrintable(fromBinary ? QString() : fromBinary.error().detail));
    QCOMPARE(fromBinary->packets, binary);
    QCOMPARE(fromBinary->fingerprint, home.fingerprint());
    QCOMPARE(fromBinary->userId, u"Ada Operator <ada@example.com>"_s);
    QCOMPARE(fromBinary->forServer(), QString::fromLatin1(binary.toBase64()));
    const auto fromArmor = pgpPublicKeyFrom("\n  " + home.armoredKey() + "\n");
    QVERIFY2(fromArmor, qPrintable(fromArmor ? QString() : fromArmor.error().detail));
    QCOMPARE(*fromArmor, *fromBinary);
    const auto fromBase64 = pgpPublicKeyFrom(binary.toBase64());
    QVERIFY(fromBase64);
    QCOMPARE(*fromBase64, *fromBinary);
    const auto secret = pgpPublicKeyFrom(home.armoredPrivateKey());
    QVERIFY(!secret && secret.error().detail.contains("private key"_L1));
}

void PgpTokensTest::theOwnerDecryptsHere()
{
    NEEDS_GPG;
    GpgHome home;
    CeremonyBench b;
    QVERIFY(b.start());
    // Of its own: other programs come and go in the system's.
    const QTemporaryDir temporary;
    const QByteArray systems = qgetenv("TMPDIR");
    qputenv("TMPDIR", temporary.path().toLocal8Bit());
    const auto restore = qScopeGuard([&systems] {
        (void)(systems.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", systems));
    });
    b.ceremony->startWithPgpKey(*pgpPublicKeyFrom(home.armoredKey()));
    QVERIFY(b.settle());
    QVERIFY2(b.ceremony->stage() == Stage::Collecting, qPrintable(b.ceremony->news().text));
    QCOMPARE(b.ceremony->attempt().pgpFingerprint, home.fingerprint());
    QCOMPARE(b.ceremony->disguise(), OperationTokenCeremony::Disguise::PgpKey);
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QCOMPARE(b.ceremony->stage(), Stage::Encoded);
    const QByteArray encoded = b.ceremony->encodedToken().reveal().toByteArray();
    b.ceremony->decryptWithGpg();
    QCOMPARE(b.ceremony->work(), OperationTokenCeremony::Work::Decrypting);
    QVERIFY(b.settle());
    QTRY_COMPARE(b.ceremony->stage(), Stage::Made);
    QVERIFY(b.token().reveal().startsWith("hvs."));
    QCOMPARE(QDir::temp().entryList(QDir::AllEntries | QDir::Hidden | QDir::System
                                    | QDir::NoDotAndDotDot),
             QStringList()); // no file was needed
    const QList<lab::RequestEntry> log = b.f.lab.requestLog();
    for (const lab::RequestEntry &entry : log)
        QVERIFY(!entry.body.contains(encoded));
    Arguments arguments;
    arguments.setSecret("dr_operation_token"_L1, b.token());
    const auto checked = b.f.run(OperationId::DrMerkleCheck, b.secondary, std::move(arguments));
    QVERIFY2(checked.outcome.isGood(), qPrintable(checked.outcome.sentence));
}

void PgpTokensTest::theOwnerDecryptsElsewhere()
{
    NEEDS_GPG;
    GpgHome home;
    CeremonyBench b;
    QVERIFY(b.start());
    b.ceremony->startWithPgpKey(*pgpPublicKeyFrom(home.publicKey()));
    QVERIFY(b.settle());
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QCOMPARE(b.ceremony->stage(), Stage::Encoded);
    b.ceremony->takeDecrypted(b.ceremony->encodedToken().clone()); // not decrypted at all
    QCOMPARE(b.ceremony->stage(), Stage::Encoded);
    QCOMPARE(b.ceremony->news().mood, Mood::Bad);
    for (const char *other : { "hvs.short", "hvs.0123456789012345678901234567890" }) {
        b.ceremony->takeDecrypted(SecretString(other)); // not of the length the attempt announced
        QCOMPARE(b.ceremony->stage(), Stage::Encoded);
        QCOMPARE(b.ceremony->news().mood, Mood::Bad);
    }
    const QByteArray elsewhere =
        home.run({ u"--decrypt"_s },
                 QByteArray::fromBase64(b.ceremony->encodedToken().reveal().toByteArray()));
    b.ceremony->takeDecrypted(SecretString(elsewhere));
    QCOMPARE(b.ceremony->stage(), Stage::Made);
    QVERIFY(b.token() == SecretString(elsewhere));
}

void PgpTokensTest::withoutThePrivateKeyGpgIsQuoted()
{
    NEEDS_GPG;
    CeremonyBench b;
    QVERIFY(b.start());
    {
        GpgHome owner;
        b.ceremony->startWithPgpKey(*pgpPublicKeyFrom(owner.publicKey()));
        QVERIFY(b.settle());
    }
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    GpgHome somebodyElse;
    b.ceremony->decryptWithGpg();
    QVERIFY(b.settle());
    QTRY_COMPARE(b.ceremony->news().mood, Mood::Bad);
    QVERIFY2(b.ceremony->news().text.contains("gpg could not decrypt the token. It says: "_L1),
             qPrintable(b.ceremony->news().text));
    QCOMPARE(b.ceremony->stage(), Stage::Encoded);
}

void PgpTokensTest::withoutGpgTheWayOutIsSaid()
{
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nonexistent");
    QCOMPARE(GpgDecryption::program(), QString());
    GpgDecryption gpg;
    QString said;
    gpg.decrypt(SecretString("aGVsbG8="), this, [&said](const Result<SecretString> &token) {
        said = token ? u"decrypted"_s : token.error().detail;
    });
    QVERIFY(said.isEmpty()); // never before the call returned
    QTRY_VERIFY(said.contains("no gpg on this computer"_L1));
    gpg.decrypt(SecretString("not base64!"), this, [&said](const Result<SecretString> &token) {
        said = token ? u"decrypted"_s : token.error().detail;
    });
    QTRY_VERIFY(said.contains("not base64"_L1));
    qputenv("PATH", path);
}

void PgpTokensTest::aLostStartIsRecognisedByTheFingerprint()
{
    NEEDS_GPG;
    GpgHome home;
    CeremonyBench b;
    QVERIFY(b.start());
    QVERIFY(b.fault(u"drop-after"_s, u"generate-operation-token/"_s, u"POST"_s));
    b.ceremony->startWithPgpKey(*pgpPublicKeyFrom(home.publicKey()));
    QVERIFY(b.settle());
    QCOMPARE(b.ceremony->stage(), Stage::Collecting);
    QVERIFY(b.ceremony->isOurs());
    QVERIFY(b.ceremony->news().text.contains("was lost"_L1));
    for (int i = 0; i < 3; ++i)
        QVERIFY(b.given(i));
    QCOMPARE(b.ceremony->stage(), Stage::Encoded);
}

QTEST_GUILESS_MAIN(PgpTokensTest)
#include "tst_pgptokens.moc"
