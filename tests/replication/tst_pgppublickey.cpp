// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pgppublickey.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

/// An old-format packet.
QByteArray packet(int tag, const QByteArray &body)
{
    return QByteArray(1, char(0x80 | tag << 2 | 1)) + char(body.size() >> 8) + char(body.size())
        + body;
}

QByteArray newPacket(int tag, const QByteArray &body)
{
    return QByteArray(1, char(0xc0 | tag)) + char(body.size()) + body;
}

// Version 4, RSA, with numbers of no meaning.
QByteArray keyBody()
{
    return QByteArray::fromHex("04600000000100080ad30005010001");
}

QByteArray wholeKey()
{
    return packet(6, keyBody()) + packet(13, "Bo <bo@example.com>") + packet(2, "signature")
        + packet(14, keyBody());
}

} // namespace

/// Public keys as people give them.
class PgpPublicKeyTest : public QObject
{
    Q_OBJECT

private slots:
    void packetsOfEitherFormatAreRead_data();
    void packetsOfEitherFormatAreRead();
    void armorIsTakenOff_data();
    void armorIsTakenOff();
    void whatIsNoPublicKeyIsRefused_data();
    void whatIsNoPublicKeyIsRefused();
    void noBytesMakeItFall();
};

void PgpPublicKeyTest::packetsOfEitherFormatAreRead_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("old") << wholeKey();
    QTest::newRow("new") << newPacket(6, keyBody()) + newPacket(13, "Bo <bo@example.com>");
    QTest::newRow("base64") << wholeKey().toBase64();
    QTest::newRow("base64 in lines") << wholeKey().toBase64().insert(20, "\r\n ");
    QTest::newRow("base64 without padding") << wholeKey().toBase64(QByteArray::OmitTrailingEquals);
}

void PgpPublicKeyTest::packetsOfEitherFormatAreRead()
{
    QFETCH(QByteArray, input);
    const auto key = pgpPublicKeyFrom(input);
    QVERIFY2(key, qPrintable(key ? QString() : key.error().detail));
    QCOMPARE(key->userId, u"Bo <bo@example.com>"_s);
    // SHA-1 of 99, two bytes of length, and the body.
    QCOMPARE(key->fingerprint, u"f7458fa23d77bd68f51b2ada2f2203d019e2432a"_s);
}

void PgpPublicKeyTest::armorIsTakenOff_data()
{
    QTest::addColumn<QByteArray>("block");
    QTest::addColumn<bool>("good");
    const QByteArray begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";
    const QByteArray end = "-----END PGP PUBLIC KEY BLOCK-----\n";
    const QByteArray text = wholeKey().toBase64() + '\n';
    QTest::newRow("plain") << begin + "\n" + text + end << true;
    QTest::newRow("with headers") << begin + "Version: GnuPG v2\nComment: mine\n\n" + text + end
                                  << true;
    QTest::newRow("with line ends of Windows")
        << QByteArray(begin + "\n" + text + end).replace("\n", "\r\n") << true;
    QTest::newRow("with text around")
        << "Here is my key:\n" + begin + "\n" + text + end + "Bye" << true;
    QTest::newRow("wrong checksum") << begin + "\n" + text + "=AAAA\n" + end << false;
    QTest::newRow("an end in the dashes of the beginning")
        << QByteArray("-----BEGIN PGP PUBLIC KEY BLOCK-------END PGP PUBLIC KEY BLOCK-----\n")
        << false;
    QTest::newRow("no end") << begin + "\n" + text << false;
    QTest::newRow("cut off") << begin + "\n" + text.first(40) + "\n" + end << false;
    QTest::newRow("two blocks") << begin + "\n" + text + end + begin + "\n" + text + end << false;
}

void PgpPublicKeyTest::armorIsTakenOff()
{
    QFETCH(QByteArray, block);
    QFETCH(bool, good);
    const auto key = pgpPublicKeyFrom(block);
    QCOMPARE(key.has_value(), good);
    if (good)
        QCOMPARE(key->packets, wholeKey());
    else
        QVERIFY(!key.error().detail.isEmpty());
}

void PgpPublicKeyTest::whatIsNoPublicKeyIsRefused_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing") << QByteArray(" \n") << u"Give a PGP public key"_s;
    QTest::newRow("text") << QByteArray("a key, of course") << u"neither"_s;
    QTest::newRow("private, armoured")
        << QByteArray("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n") << u"private key"_s;
    QTest::newRow("private, binary") << packet(5, keyBody()) << u"private key"_s;
    QTest::newRow("private, base64") << packet(5, keyBody()).toBase64() << u"private key"_s;
    QTest::newRow("private subkey")
        << packet(6, keyBody()) + packet(5, keyBody()) << u"private key"_s;
    QTest::newRow("a message") << QByteArray(
        "-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----")
                               << u"no PGP public key block"_s;
    QTest::newRow("an SSH key") << QByteArray("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA ada")
                                << u"neither"_s;
    QTest::newRow("keybase") << QByteArray("keybase:ada") << u"Keybase"_s;
    QTest::newRow("a user id first")
        << packet(13, "Bo") + packet(6, keyBody()) << u"no PGP public key"_s;
    QTest::newRow("two keys") << wholeKey() + wholeKey() << u"more than one key"_s;
    QTest::newRow("cut off") << wholeKey().chopped(3) << u"damaged"_s;
    QTest::newRow("length beyond the end") << QByteArray::fromHex("99ffff04") << u"damaged"_s;
    QTest::newRow("huge length") << QByteArray::fromHex("9affffffff04") << u"damaged"_s;
}

void PgpPublicKeyTest::whatIsNoPublicKeyIsRefused()
{
    QFETCH(QByteArray, input);
    QFETCH(QString, says);
    const auto key = pgpPublicKeyFrom(input);
    QVERIFY(!key);
    QCOMPARE(key.error().kind, Error::Kind::InvalidInput);
    QVERIFY2(key.error().detail.contains(says), qPrintable(key.error().detail));
}

void PgpPublicKeyTest::noBytesMakeItFall()
{
    const QByteArray whole = wholeKey();
    for (qsizetype length = 0; length <= whole.size(); ++length)
        (void)pgpPublicKeyFrom(whole.first(length));
    for (qsizetype at = 0; at < whole.size(); ++at) {
        for (const char byte : { '\x00', '\x7f', '\x80', '\xff' }) {
            QByteArray changed = whole;
            changed[at] = byte;
            (void)pgpPublicKeyFrom(changed);
        }
    }
}

QTEST_GUILESS_MAIN(PgpPublicKeyTest)
#include "tst_pgppublickey.moc"
