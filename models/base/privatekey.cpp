// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/privatekey.h"

#include <QByteArray>

#include <algorithm>
#include <optional>

namespace switchover {

namespace {

constexpr uchar derSequence = 0x30;
constexpr uchar derInteger = 0x02;
constexpr uchar derOctetString = 0x04;
constexpr uchar derObjectId = 0x06;
constexpr int shortestKey = 32; // bytes; shorter text is no key in any of these forms

struct DerValue
{
    uchar tag = 0;
    QByteArrayView body;
};

std::optional<DerValue> takeDer(QByteArrayView &rest)
{
    if (rest.size() < 2)
        return std::nullopt;
    qsizetype header = 2;
    qsizetype length = uchar(rest[1]);
    if (length >= 0x80) {
        const qsizetype bytes = length & 0x7f;
        if (bytes < 1 || bytes > 3 || rest.size() < 2 + bytes)
            return std::nullopt;
        length = 0;
        for (qsizetype at = 2; at < 2 + bytes; ++at)
            length = length << 8 | uchar(rest[at]);
        header += bytes;
    }
    if (length > rest.size() - header)
        return std::nullopt;
    const DerValue value { uchar(rest[0]), rest.sliced(header, length) };
    rest = rest.sliced(header + length);
    return value;
}

// PKCS #1, SEC 1 and PKCS #8 begin with a version; an encrypted PKCS #8 key is an algorithm and
// octets. No certificate and no public key begins like either.
bool isDerKey(QByteArrayView bytes)
{
    const auto outer = takeDer(bytes);
    if (!outer || outer->tag != derSequence)
        return false;
    QByteArrayView inside = outer->body;
    const auto first = takeDer(inside);
    const auto second = takeDer(inside);
    if (!first || !second)
        return false;
    if (first->tag == derInteger && first->body.size() == 1 && uchar(first->body[0]) <= 1)
        return true;
    if (first->tag != derSequence || second->tag != derOctetString || !inside.isEmpty())
        return false;
    QByteArrayView algorithm = first->body;
    const auto id = takeDer(algorithm);
    return id && id->tag == derObjectId;
}

// RFC 4880: packet tags 5 and 7 are a secret key and a secret subkey, in the old and the new
// format. The key's version follows the length.
bool isOpenPgpSecret(QByteArrayView bytes)
{
    if (bytes.size() < shortestKey || !(uchar(bytes[0]) & 0x80))
        return false;
    const uchar head = uchar(bytes[0]);
    const bool isNew = head & 0x40;
    const int tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
    if (tag != 5 && tag != 7)
        return false;
    const uchar length = uchar(bytes[1]);
    const qsizetype at = isNew ? (length < 192 ? 2 : length < 224 ? 3 : 6) : 1 + (1 << (head & 3));
    const uchar version = uchar(bytes[at]);
    return version >= 3 && version <= 6;
}

bool isBinaryKey(QByteArrayView bytes)
{
    return bytes.size() >= shortestKey && (isDerKey(bytes) || isOpenPgpSecret(bytes));
}

// "-----BEGIN RSA PRIVATE KEY-----", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----" and their kin;
// `squeezed` is in capitals without space.
bool hasLabel(const QByteArray &squeezed)
{
    constexpr qsizetype longestLabel = 64;
    for (qsizetype at = squeezed.indexOf("-BEGIN"); at >= 0;
         at = squeezed.indexOf("-BEGIN", at + 1)) {
        const qsizetype from = at + 6;
        const qsizetype end = squeezed.indexOf('-', from);
        const QByteArrayView label = QByteArrayView(squeezed).sliced(
            from, std::min(end < 0 ? squeezed.size() - from : end - from, longestLabel));
        if (label.contains("PRIVATEKEY"))
            return true;
    }
    return false;
}

bool isJsonWebKey(const QByteArray &squeezed)
{
    return squeezed.contains("\"KTY\":")
        && (squeezed.contains("\"D\":\"") || squeezed.contains("\"K\":\""));
}

} // namespace

bool holdsPrivateKey(QByteArrayView text)
{
    if (text.size() < 11)
        return false;
    if (isBinaryKey(text))
        return true;
    QByteArray bare; // without space, as people and tools break lines anywhere
    bare.reserve(text.size());
    for (const char c : text) {
        if (uchar(c) > 0x20)
            bare.append(c);
    }
    QByteArray squeezed = bare.toUpper();
    squeezed.replace("\\N", ""); // a PEM file inside JSON
    if (hasLabel(squeezed) || squeezed.contains("PUTTY-USER-KEY-FILE-")
        || squeezed.contains("AGE-SECRET-KEY-1") || isJsonWebKey(squeezed))
        return true;
    const auto flags = QByteArray::AbortOnBase64DecodingErrors;
    for (const auto alphabet : { QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding }) {
        const auto decoded = QByteArray::fromBase64Encoding(bare, flags | alphabet);
        if (decoded && isBinaryKey(*decoded))
            return true;
    }
    return false;
}

} // namespace switchover
