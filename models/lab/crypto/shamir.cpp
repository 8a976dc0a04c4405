// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/shamir.h"

#include "models/lab/crypto/randomness.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace switchover::lab::shamir {

namespace {

Failure refused(const QString &why)
{
    return Failure(Error { .kind = Error::Kind::InvalidInput, .detail = why });
}

quint8 multiply(quint8 left, quint8 right)
{
    quint8 product = 0;
    for (int bit = 7; bit >= 0; --bit) {
        const bool carry = product & 0x80;
        product = quint8((product << 1) ^ (carry ? 0x1b : 0));
        if ((right >> bit) & 1)
            product ^= left;
    }
    return product;
}

quint8 inverse(quint8 value)
{
    // value^254, since the multiplicative group has 255 elements.
    quint8 result = 1;
    quint8 power = value;
    for (int exponent = 254; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = multiply(result, power);
        power = multiply(power, power);
    }
    return result;
}

quint8 evaluate(const QByteArray &coefficients, quint8 x)
{
    quint8 value = 0;
    for (qsizetype i = coefficients.size() - 1; i >= 0; --i)
        value = multiply(value, x) ^ quint8(coefficients.at(i));
    return value;
}

/// 1 to 255 in random order (Fisher and Yates).
std::array<quint8, 255> shuffledCoordinates()
{
    std::array<quint8, 255> coordinates;
    for (size_t i = 0; i < coordinates.size(); ++i)
        coordinates[i] = quint8(i + 1);
    for (size_t i = coordinates.size() - 1; i > 0; --i) {
        const QByteArray random = randomBytes(2);
        const size_t pick = (size_t(quint8(random[0])) << 8 | size_t(quint8(random[1]))) % (i + 1);
        std::swap(coordinates[i], coordinates[pick]);
    }
    return coordinates;
}

} // namespace

Result<QList<QByteArray>> split(const QByteArray &secret, int shares, int threshold)
{
    if (shares < threshold)
        return refused(u"parts cannot be less than threshold"_s);
    if (shares > 255)
        return refused(u"parts cannot exceed 255"_s);
    if (threshold < 2)
        return refused(u"threshold must be at least 2"_s);
    if (secret.isEmpty())
        return refused(u"cannot split an empty secret"_s);

    const auto coordinates = shuffledCoordinates();
    QList<QByteArray> result(shares, QByteArray(secret.size() + 1, '\0'));
    for (int i = 0; i < shares; ++i)
        result[i].back() = char(coordinates[size_t(i)]);
    for (qsizetype byte = 0; byte < secret.size(); ++byte) {
        const QByteArray coefficients = secret.mid(byte, 1) + randomBytes(threshold - 1);
        for (int i = 0; i < shares; ++i)
            result[i][byte] = char(evaluate(coefficients, coordinates[size_t(i)]));
    }
    return result;
}

Result<QByteArray> combine(const QList<QByteArray> &shares)
{
    if (shares.size() < 2)
        return refused(u"less than two parts cannot be used to reconstruct the secret"_s);
    const qsizetype length = shares.first().size();
    if (length < 2)
        return refused(u"parts must be at least two bytes"_s);
    std::vector<quint8> xs;
    for (const QByteArray &share : shares) {
        if (share.size() != length)
            return refused(u"all parts must be the same length"_s);
        const quint8 x = quint8(share.back());
        if (std::find(xs.begin(), xs.end(), x) != xs.end())
            return refused(u"duplicate part detected"_s);
        xs.push_back(x);
    }

    // Lagrange's interpolation at zero: addition and subtraction are both XOR.
    QByteArray secret(length - 1, '\0');
    for (size_t i = 0; i < xs.size(); ++i) {
        quint8 basis = 1;
        for (size_t j = 0; j < xs.size(); ++j) {
            if (j != i)
                basis = multiply(basis, multiply(xs[j], inverse(xs[i] ^ xs[j])));
        }
        for (qsizetype byte = 0; byte < secret.size(); ++byte)
            secret[byte] = char(quint8(secret.at(byte))
                                ^ multiply(quint8(shares[qsizetype(i)].at(byte)), basis));
    }
    return secret;
}

} // namespace switchover::lab::shamir
