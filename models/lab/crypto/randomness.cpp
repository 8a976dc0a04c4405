// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/randomness.h"

#include <openssl/rand.h>

namespace switchover::lab {

QByteArray randomBytes(qsizetype count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    if (RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), int(count)) != 1)
        qFatal("The system's random generator gave no bytes.");
    return bytes;
}

QString randomBase62(qsizetype length)
{
    static constexpr char alphabet[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr int largestFair = 62 * 4; // higher bytes would make the first characters likelier
    QString text;
    text.reserve(length);
    while (text.size() < length) {
        const QByteArray bytes = randomBytes(length - text.size());
        for (const char byte : bytes) {
            const int value = static_cast<unsigned char>(byte);
            if (value < largestFair)
                text.append(QLatin1Char(alphabet[value % 62]));
        }
    }
    return text;
}

QString formatUuid(const QByteArray &bytes)
{
    if (bytes.size() != 16)
        return {};
    QByteArray text = bytes.toHex();
    for (const int position : { 20, 16, 12, 8 })
        text.insert(position, '-');
    return QString::fromLatin1(text);
}

QString randomUuid()
{
    return formatUuid(randomBytes(16));
}

} // namespace switchover::lab
