// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/naturalorder.h"

#include <QChar>

namespace switchover {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

qsizetype runLength(QStringView text, qsizetype from, bool (*belongs)(QChar))
{
    qsizetype end = from;
    while (end < text.size() && belongs(text[end]))
        ++end;
    return end - from;
}

int sign(qsizetype difference)
{
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

} // namespace

int naturalOrder(QStringView left, QStringView right)
{
    const auto isZero = [](QChar c) { return c == u'0'; };
    int tie = 0; // decides only if nothing else does
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < left.size() && j < right.size()) {
        if (isDigit(left[i]) && isDigit(right[j])) {
            const qsizetype leftZeros = runLength(left, i, isZero);
            const qsizetype rightZeros = runLength(right, j, isZero);
            i += leftZeros;
            j += rightZeros;
            const qsizetype leftDigits = runLength(left, i, isDigit);
            const qsizetype rightDigits = runLength(right, j, isDigit);
            if (leftDigits != rightDigits)
                return sign(leftDigits - rightDigits);
            if (const int order = left.sliced(i, leftDigits).compare(right.sliced(j, rightDigits)))
                return order;
            i += leftDigits;
            j += rightDigits;
            if (tie == 0)
                tie = sign(leftZeros - rightZeros);
            continue;
        }
        const QChar a = left[i++];
        const QChar b = right[j++];
        if (a == b)
            continue;
        const char16_t foldedA = a.toCaseFolded().unicode();
        const char16_t foldedB = b.toCaseFolded().unicode();
        if (foldedA != foldedB)
            return foldedA < foldedB ? -1 : 1;
        if (tie == 0)
            tie = a < b ? -1 : 1;
    }
    if (const int rest = sign((left.size() - i) - (right.size() - j)))
        return rest;
    return tie;
}

} // namespace switchover
