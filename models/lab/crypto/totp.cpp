// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/totp.h"

#include <QMessageAuthenticationCode>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace switchover::lab::totp {

namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

} // namespace

QString code(const QByteArray &secret, qint64 unixSeconds)
{
    QByteArray counter(8, '\0');
    qToBigEndian(unixSeconds / periodSeconds, counter.data());
    const QByteArray mac =
        QMessageAuthenticationCode::hash(counter, secret, QCryptographicHash::Sha1);
    const qsizetype offset = mac.back() & 0x0f;
    const quint32 number = qFromBigEndian<quint32>(mac.constData() + offset) & 0x7fffffffU;
    return QString::number(number % 1000000U).rightJustified(6, u'0');
}

QString toBase32(const QByteArray &bytes)
{
    QString text;
    quint32 pending = 0;
    int bits = 0;
    for (const char byte : bytes) {
        pending = pending << 8 | quint8(byte);
        for (bits += 8; bits >= 5; bits -= 5)
            text += QLatin1Char(alphabet[pending >> (bits - 5) & 31U]);
    }
    if (bits > 0)
        text += QLatin1Char(alphabet[pending << (5 - bits) & 31U]);
    return text;
}

QByteArray fromBase32(const QString &text)
{
    QByteArray bytes;
    quint32 pending = 0;
    int bits = 0;
    for (const QChar character : text.toUpper()) {
        const qsizetype value = QByteArrayView(alphabet, 32).indexOf(char(character.toLatin1()));
        if (value < 0)
            continue;
        pending = pending << 5 | quint32(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes += char(pending >> bits & 0xffU);
        }
    }
    return bytes;
}

} // namespace switchover::lab::totp
