// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/otp.h"

#include "models/lab/crypto/randomness.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab::otp {

namespace {

constexpr qsizetype uuidBytes = 16;

Failure refused(const QString &why)
{
    return Failure(Error { .kind = Error::Kind::InvalidInput, .detail = why });
}

std::optional<QByteArray> fromBase64(QByteArrayView text)
{
    // Padding is optional here; Qt insists on complete padding when it decodes strictly.
    QByteArray padded = text.toByteArray();
    while (padded.endsWith('='))
        padded.chop(1);
    while (padded.size() % 4)
        padded.append('=');
    const auto decoded = QByteArray::fromBase64Encoding(
        padded, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    return *decoded;
}

QByteArray exclusiveOr(QByteArray left, const QByteArray &right)
{
    for (qsizetype i = 0; i < left.size(); ++i)
        left[i] = char(left.at(i) ^ right.at(i));
    return left;
}

std::optional<QByteArray> uuidToBytes(QStringView uuid)
{
    const QByteArray hex = uuid.toLatin1().replace('-', QByteArray());
    const QByteArray bytes = QByteArray::fromHex(hex);
    if (bytes.size() != uuidBytes || formatUuid(bytes) != uuid)
        return std::nullopt;
    return bytes;
}

bool isPrintable(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

QString generate(int length)
{
    if (length == 0)
        return QString::fromLatin1(randomBytes(uuidBytes).toBase64());
    return randomBase62(length);
}

bool isUsable(QStringView otp, int length)
{
    if (length == 0) {
        const auto bytes = fromBase64(otp.toUtf8());
        return bytes && bytes->size() == uuidBytes;
    }
    return otp.toUtf8().size() == length;
}

Result<QString> encode(QStringView token, QStringView otp, int length)
{
    if (!isUsable(otp, length))
        return refused(u"OTP string is wrong length"_s);
    if (length == 0) {
        const auto bytes = uuidToBytes(token);
        if (!bytes)
            return refused(u"the token is not a UUID"_s);
        return QString::fromLatin1(exclusiveOr(*bytes, *fromBase64(otp.toUtf8())).toBase64());
    }
    const QByteArray bytes = token.toUtf8();
    if (bytes.size() != length)
        return refused(u"the token has %1 characters, the OTP %2"_s.arg(bytes.size()).arg(length));
    return QString::fromLatin1(
        exclusiveOr(bytes, otp.toUtf8()).toBase64(QByteArray::OmitTrailingEquals));
}

Result<QString> decode(QStringView encoded, QStringView otp, int length)
{
    const auto bytes = fromBase64(encoded.toUtf8());
    if (!bytes)
        return refused(u"the encoded token is not base64"_s);
    if (!isUsable(otp, length))
        return refused(u"OTP string is wrong length"_s);
    const QByteArray password = length == 0 ? *fromBase64(otp.toUtf8()) : otp.toUtf8();
    if (bytes->size() != password.size())
        return refused(u"the encoded token has %1 bytes, the OTP %2"_s.arg(bytes->size())
                           .arg(password.size()));
    const QByteArray token = exclusiveOr(*bytes, password);
    if (length == 0)
        return formatUuid(token);
    if (!isPrintable(token))
        return refused(u"the OTP does not belong to this encoded token"_s);
    return QString::fromLatin1(token);
}

std::optional<QByteArray> parseShare(QByteArrayView text)
{
    const QByteArray trimmed = text.trimmed().toByteArray();
    if (trimmed.isEmpty())
        return std::nullopt;
    const bool isHex =
        trimmed.size() % 2 == 0 && std::all_of(trimmed.begin(), trimmed.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        });
    if (isHex)
        return QByteArray::fromHex(trimmed);
    return fromBase64(trimmed);
}

} // namespace switchover::lab::otp
