// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/names.h"
#include "models/base/privatekey.h"

#include <QTest>

#include <array>

using namespace switchover;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(std::optional<NameFlaw>)

class TestNames : public QObject
{
    Q_OBJECT

private slots:
    void refusesNamesAReaderCannotTellApart_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<std::optional<NameFlaw>>("flaw");
        const auto row = [](const char *title, const QString &name, std::optional<NameFlaw> flaw) {
            QTest::newRow(title) << name << flaw;
        };
        row("plain", u"amber 1 (Zürich)"_s, std::nullopt);
        row("Japanese", u"東京"_s, std::nullopt);
        row("emoji beyond the BMP", u"amber \U0001F600"_s, std::nullopt);
        row("decomposed", u"Zu\u0308rich"_s, std::nullopt);
        row("spaces around it", u" amber "_s, std::nullopt);
        for (const char32_t c : { 0x00u,   0x07u,   0x09u,   0x0au,   0x1bu,   0x7fu,    0x9bu,
                                  0xadu,   0x61cu,  0x115fu, 0x180eu, 0x200bu, 0x200du,  0x200fu,
                                  0x2028u, 0x2029u, 0x202eu, 0x2060u, 0x2066u, 0x2800u,  0x3164u,
                                  0xe000u, 0xfe0fu, 0xfeffu, 0xfff9u, 0xffffu, 0xe0041u, 0x378u })
            // With a letter before it, as QString takes U+FEFF at the beginning for a mark.
            row(qPrintable(QString::number(c, 16)),
                QString::fromUcs4(std::array { U'm', c }.data(), 2) + u"ber"_s, NameFlaw::Hidden);
        row("lone high surrogate", u"amber"_s + QChar(0xd800), NameFlaw::Hidden);
        row("lone low surrogate", QChar(0xdc00) + u"amber"_s, NameFlaw::Hidden);
        for (const char16_t c : { u'\u00a0', u'\u2003', u'\u202f', u'\u3000' }) {
            row(qPrintable(u"space %1"_s.arg(int(c), 0, 16)), u"am"_s + c + u"ber"_s,
                NameFlaw::OddSpace);
            row(qPrintable(u"ends with %1"_s.arg(int(c), 0, 16)), u"amber"_s + c,
                NameFlaw::OddSpace);
        }
        row("marks alone", u"\u0301\u0302"_s, NameFlaw::BeginsMark);
        row("begins with a mark", u"\u0301amber"_s, NameFlaw::BeginsMark);
        row("long", QString(100'000, u'a'), NameFlaw::TooLong);
        row("private key", u"-----BEGIN PRIVATE KEY-----"_s, NameFlaw::PrivateKey);
    }

    void refusesNamesAReaderCannotTellApart()
    {
        QFETCH(QString, name);
        QFETCH(std::optional<NameFlaw>, flaw);
        QVERIFY(nameFlaw(name) == flaw);
    }

    void findsLookAlikes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("alike");
        QTest::newRow("Cyrillic a") << u"\u0430mber"_s << u"amber"_s << true;
        QTest::newRow("all Cyrillic capitals") << u"\u0421\u041e\u041c"_s << u"COM"_s << true;
        QTest::newRow("Cyrillic capital, Latin small") << u"\u0410mber"_s << u"amber"_s << true;
        QTest::newRow("rn and m") << u"arnber"_s << u"amber"_s << true;
        QTest::newRow("one and l") << u"c1uster"_s << u"cluster"_s << true;
        QTest::newRow("I and l") << u"cIuster"_s << u"cluster"_s << true;
        QTest::newRow("zero and O") << u"PR0D"_s << u"prod"_s << true;
        QTest::newRow("case") << u"AMBER"_s << u"amber"_s << true;
        QTest::newRow("width") << u"\uff41\uff4d\uff42\uff45\uff52"_s << u"amber"_s << true;
        QTest::newRow("composed") << u"Zu\u0308rich"_s << u"Z\u00fcrich"_s << true;
        QTest::newRow("dash") << u"amber\u2010eu"_s << u"amber-eu"_s << true;
        QTest::newRow("two spaces") << u"amber  eu"_s << u"amber eu"_s << true;
        QTest::newRow("bold") << u"\U0001d41amber"_s << u"amber"_s << true;
        QTest::newRow("other word") << u"birch"_s << u"amber"_s << false;
        QTest::newRow("other number") << u"amber 2"_s << u"amber 3"_s << false;
        QTest::newRow("itself") << u"amber"_s << u"amber"_s << false;
    }

    void findsLookAlikes()
    {
        QFETCH(QString, name);
        QFETCH(QString, other);
        QFETCH(bool, alike);
        QCOMPARE(NameIndex({ other }).alike(name), alike ? QStringList { other } : QStringList());
        QCOMPARE(NameIndex({ name }).alike(other), alike ? QStringList { name } : QStringList());
    }

    void recognizesPrivateKeys_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isKey");
        const auto row = [](const char *title, const QByteArray &text, bool isKey) {
            QTest::newRow(title) << text << isKey;
        };
        for (const char *label :
             { "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
               "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "ANY PRIVATE KEY" })
            row(label, QByteArray("text\n-----BEGIN ") + label + "-----\nMIIE", true);
        row("small letters", "-----begin rsa private key-----", true);
        row("line breaks lost", "-----BEGIN\nRSA PRIVATE\nKEY-----", true);
        row("SSH2", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", true);
        row("PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519", true);
        row("age", "AGE-SECRET-KEY-1QQQQQQQQQQQQ", true);
        row("JWK", "{\"kty\":\"EC\",\"crv\":\"P-256\", \"d\": \"abc\"}", true);
        // PKCS #8 of an Ed25519 key with a zero seed
        const QByteArray ed25519 =
            QByteArray::fromHex("302e020100300506032b657004220420") + QByteArray(32, '\0');
        row("DER", ed25519, true);
        row("base64 of DER", ed25519.toBase64(), true);
        row("base64 of DER on lines", ed25519.toBase64().insert(20, "\r\n "), true);
        const QByteArray pgp = QByteArray::fromHex("c558045e0000001609") + QByteArray(80, 'x');
        row("OpenPGP", pgp, true);
        row("base64 of OpenPGP", pgp.toBase64(), true);
        row("certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", false);
        row("public key", "-----BEGIN PUBLIC KEY-----", false);
        row("about one", "This cluster's private key is in the safe.", false);
        row("token", "hvs.CAESIJlU9JMYEhOPYv4igdhm9PnZDrabYTobQ4Ymnlq1qY", false);
        row("empty", "", false);
    }

    void recognizesPrivateKeys()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isKey);
        QCOMPARE(holdsPrivateKey(text), isKey);
    }
};

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
