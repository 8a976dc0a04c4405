// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pgppublickey.h"

#include "models/base/privatekey.h"
#include "models/replication/decoding.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QList>

#include <optional>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct PgpPublicKeyText
{
    Q_DECLARE_TR_FUNCTIONS(PgpPublicKey)
};

// Packet tags of RFC 4880.
constexpr int secretKeyTag = 5;
constexpr int publicKeyTag = 6;
constexpr int userIdTag = 13;

struct Packet
{
    int tag = 0;
    QByteArrayView body;
};

Failure unusable(const QString &detail)
{
    return Failure(
        Error { .kind = Error::Kind::InvalidInput, .where = u"pgp_key"_s, .detail = detail });
}

Failure damaged()
{
    return unusable(
        PgpPublicKeyText::tr("The PGP key is damaged or incomplete. Copy it again, whole, with its "
                             "BEGIN and END lines."));
}

QString privateKeyText()
{
    return PgpPublicKeyText::tr(
        "This is a private key. Switchover does not keep it. Paste the public key that "
        "“gpg --export --armor” prints.");
}

quint32 crc24(QByteArrayView bytes)
{
    quint32 crc = 0xb704ce;
    for (const char byte : bytes) {
        crc ^= quint32(uchar(byte)) << 16;
        for (int bit = 0; bit < 8; ++bit) {
            crc <<= 1;
            if (crc & 0x1000000)
                crc ^= 0x1864cfb;
        }
    }
    return crc & 0xffffff;
}

QByteArray withoutSpace(QByteArrayView text)
{
    QByteArray result;
    result.reserve(text.size());
    for (const char c : text) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            result.append(c);
    }
    return result;
}

Result<QByteArray> withoutArmor(const QByteArray &input)
{
    const QByteArray begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    const qsizetype start = input.indexOf(begin);
    const qsizetype end = input.indexOf("-----END PGP PUBLIC KEY BLOCK-----", start + begin.size());
    if (end < 0)
        return damaged();
    if (input.indexOf(begin, end) >= 0)
        return unusable(PgpPublicKeyText::tr("There is more than one key. Give one."));
    const QList<QByteArray> lines =
        input.sliced(start + begin.size(), end - start - begin.size()).split('\n');
    QByteArray base64;
    QByteArray checksum;
    bool inHeaders = true;
    for (const QByteArray &line : lines) {
        const QByteArray text = line.trimmed();
        if (inHeaders && (text.isEmpty() || text.contains(": ")))
            continue; // "Comment: …" and the empty line after it
        inHeaders = false;
        if (text.startsWith('='))
            checksum = text.sliced(1);
        else
            base64 += text;
    }
    const auto bytes = bytesFromBase64(base64, Base64Alphabet::Standard);
    if (!bytes || bytes->isEmpty())
        return damaged();
    if (!checksum.isEmpty()) {
        const auto sum = bytesFromBase64(checksum, Base64Alphabet::Standard);
        const quint32 crc = crc24(*bytes);
        const QByteArray expected { QByteArray(1, char(crc >> 16)) + char(crc >> 8) + char(crc) };
        if (!sum || *sum != expected)
            return damaged();
    }
    return *bytes;
}

Result<QByteArray> binaryOf(const QByteArray &input)
{
    const QByteArray text = input.trimmed();
    if (text.isEmpty())
        return unusable(PgpPublicKeyText::tr("Give a PGP public key."));
    if (holdsPrivateKey(text))
        return unusable(privateKeyText());
    if (text.contains("-----BEGIN PGP PUBLIC KEY BLOCK-----"))
        return withoutArmor(text);
    if (text.contains("-----BEGIN"))
        return unusable(PgpPublicKeyText::tr("This is no PGP public key block."));
    if (text.startsWith("keybase:"))
        return unusable(
            PgpPublicKeyText::tr("Only the vault command line asks Keybase for keys. Give the key "
                                 "itself."));
    if (uchar(input.front()) & 0x80)
        return input;
    const auto bytes = bytesFromBase64(withoutSpace(text), Base64Alphabet::Standard);
    if (!bytes || bytes->isEmpty() || !(uchar(bytes->front()) & 0x80))
        return unusable(
            PgpPublicKeyText::tr("This is neither a PGP public key block nor base64 of one."));
    return *bytes;
}

/// Takes one packet off the front; nullopt if there is no whole one.
std::optional<Packet> nextPacket(QByteArrayView &rest)
{
    const auto byteAt = [&rest](qsizetype i) { return uchar(rest[i]); };
    if (rest.size() < 2 || !(byteAt(0) & 0x80))
        return std::nullopt;
    Packet packet;
    qsizetype header = 0;
    qsizetype length = 0;
    const auto number = [&](qsizetype from, int bytes) {
        header = from + bytes;
        if (rest.size() < header)
            return false;
        for (qsizetype i = from; i < header; ++i)
            length = length << 8 | byteAt(i);
        return true;
    };
    if (byteAt(0) & 0x40) {
        packet.tag = byteAt(0) & 0x3f;
        const uchar first = byteAt(1);
        if (first < 192) {
            header = 2;
            length = first;
        } else if (first < 224) {
            if (rest.size() < 3)
                return std::nullopt;
            header = 3;
            length = ((first - 192) << 8) + byteAt(2) + 192;
        } else if (first != 255 || !number(2, 4)) {
            return std::nullopt; // keys have no partial lengths
        }
    } else {
        packet.tag = (byteAt(0) >> 2) & 0x0f;
        const int kind = byteAt(0) & 3;
        if (kind == 3 || !number(1, 1 << kind))
            return std::nullopt;
    }
    if (length < 1 || length > rest.size() - header)
        return std::nullopt;
    packet.body = rest.sliced(header, length);
    rest = rest.sliced(header + length);
    return packet;
}

QString fingerprintOf(QByteArrayView body)
{
    QCryptographicHash hash(body[0] == 6 ? QCryptographicHash::Sha256 : QCryptographicHash::Sha1);
    const auto size = quint32(body.size());
    if (body[0] == 4 && size < 0x10000) {
        const char head[] { '\x99', char(size >> 8), char(size) };
        hash.addData(QByteArrayView(head, sizeof head));
    } else if (body[0] == 6) {
        const char head[] { '\x9b', char(size >> 24), char(size >> 16), char(size >> 8),
                            char(size) };
        hash.addData(QByteArrayView(head, sizeof head));
    } else {
        return {};
    }
    hash.addData(body);
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace

Result<PgpPublicKey> pgpPublicKeyFrom(const QByteArray &input)
{
    const Result<QByteArray> binary = binaryOf(input);
    if (!binary)
        return Failure(binary.error());
    PgpPublicKey key { .packets = *binary };
    QByteArrayView rest(key.packets);
    for (bool first = true; !rest.isEmpty(); first = false) {
        const std::optional<Packet> packet = nextPacket(rest);
        if (!packet)
            return damaged();
        if (packet->tag == secretKeyTag)
            return unusable(privateKeyText());
        if (first != (packet->tag == publicKeyTag)) {
            return unusable(first ? PgpPublicKeyText::tr("This is no PGP public key.")
                                  : PgpPublicKeyText::tr("There is more than one key. Give one."));
        }
        if (first)
            key.fingerprint = fingerprintOf(packet->body);
        else if (packet->tag == userIdTag && key.userId.isEmpty())
            key.userId = QString::fromUtf8(packet->body);
    }
    return key;
}

} // namespace switchover
