// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/openpgp.h"
#include "tests/lab/estatebench.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover::lab;

/// Tokens for the owner of a PGP key, judged by GnuPG.
class TestOpenPgp : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNoKeyIsRefused_data();
    void whatIsNoKeyIsRefused();
    void theOwnerReadsTheTokenAndNobodyNeedsAPassword_data();
    void theOwnerReadsTheTokenAndNobodyNeedsAPassword();

private:
    QByteArray gpg(const QStringList &arguments, const QByteArray &input = {});

    QTemporaryDir m_home; ///< must be short: GnuPG makes sockets in it
};

QByteArray TestOpenPgp::gpg(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(u"gpg"_s,
                  QStringList { u"--homedir"_s, m_home.path(), u"--batch"_s, u"--quiet"_s,
                                u"--pinentry-mode"_s, u"loopback"_s, u"--passphrase"_s, QString() }
                      + arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished();
    return process.readAllStandardOutput();
}

void TestOpenPgp::whatIsNoKeyIsRefused_data()
{
    QTest::addColumn<QByteArray>("packets");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("not a key");
    QTest::newRow("no key first") << QByteArray::fromHex("b40454657374");
    QTest::newRow("cut off") << QByteArray::fromHex("99010d0460");
}

void TestOpenPgp::whatIsNoKeyIsRefused()
{
    QFETCH(const QByteArray, packets);
    const auto key = openpgp::readPublicKey(packets);
    QVERIFY(!key);
    QVERIFY(key.error().detail.startsWith("openpgp: "_L1));
}

void TestOpenPgp::theOwnerReadsTheTokenAndNobodyNeedsAPassword_data()
{
    QTest::addColumn<QString>("person");
    QTest::addColumn<QString>("signs");
    QTest::addColumn<QString>("encrypts");
    QTest::newRow("RSA") << u"operator"_s << u"rsa2048"_s << u"rsa2048"_s;
    QTest::newRow("Curve25519") << u"architect"_s << u"ed25519"_s << u"cv25519"_s;
}

void TestOpenPgp::theOwnerReadsTheTokenAndNobodyNeedsAPassword()
{
    QFETCH(const QString, person);
    QFETCH(const QString, signs);
    QFETCH(const QString, encrypts);
    if (QStandardPaths::findExecutable(u"gpg"_s).isEmpty())
        QSKIP("GnuPG is not installed");
    gpg({ u"--quick-generate-key"_s, person, signs, u"default"_s, u"never"_s });
    gpg({ u"--quick-add-key"_s,
          QString::fromLatin1(gpg({ u"--list-keys"_s, u"--with-colons"_s, person }))
              .section(u"fpr:::::::::"_s, 1)
              .section(u':', 0, 0),
          encrypts, u"encrypt"_s, u"never"_s });
    const QByteArray exported = gpg({ u"--export"_s, person });
    QVERIFY(!exported.isEmpty());

    EstateBench bench(u"dr-pair"_s);
    const QString base = u"sys/replication/dr/secondary/generate-operation-token"_s;
    QCOMPARE(bench.send(u"basalt"_s, "POST", base + "/attempt"_L1, { { u"pgp_key"_s, u"AAAA"_s } })
                 .status,
             400);
    const auto started = bench.send(u"basalt"_s, "POST", base + "/attempt"_L1,
                                    { { u"pgp_key"_s, QString::fromLatin1(exported.toBase64()) } });
    QCOMPARE(started.status, 200);
    QCOMPARE(started.json["otp"_L1], QString());
    const QString fingerprint = started.json["pgp_fingerprint"_L1].toString();
    QVERIFY(
        gpg({ u"--list-keys"_s, u"--with-colons"_s }).toLower().contains(fingerprint.toLatin1()));
    EstateBench::Reply last;
    for (const QByteArray &share : bench.cluster(u"amber"_s).storage.keyring->shares.first(3)) {
        last = bench.send(u"basalt"_s, "POST", base + "/update"_L1,
                          { { u"key"_s, QString::fromLatin1(share.toBase64()) },
                            { u"nonce"_s, started.json["nonce"_L1] } });
    }
    QVERIFY(last.json["complete"_L1].toBool());
    const QByteArray message =
        QByteArray::fromBase64(last.json["encoded_token"_L1].toString().toLatin1());
    const QByteArray token = gpg({ u"--decrypt"_s }, message);
    QVERIFY2(token.startsWith("hvs."), token.constData());
    QCOMPARE(bench
                 .send(u"basalt"_s, "POST", u"sys/replication/dr/secondary/merkle-check"_s,
                       { { u"dr_operation_token"_s, QString::fromLatin1(token) } })
                 .status,
             200);
    QProcess::execute(u"gpgconf"_s, { u"--homedir"_s, m_home.path(), u"--kill"_s, u"all"_s });
}

QTEST_GUILESS_MAIN(TestOpenPgp)
#include "tst_openpgp.moc"
