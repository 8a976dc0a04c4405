// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/jsonescape.h"

#include "models/base/visibletext.h"

#include <QChar>

#include <array>

namespace switchover {

namespace {

struct Decoded
{
    char32_t codePoint = 0;
    qsizetype bytes = 1;
};

// The code point that begins at `index`. A byte that begins none stands for itself: U+FFFD.
Decoded decodedAt(QByteArrayView utf8, qsizetype index)
{
    const auto at = [utf8](qsizetype i) { return uchar(utf8.at(i)); };
    const uchar first = at(index);
    if (first < 0x80)
        return { first, 1 };
    const qsizetype bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t codePoint = first & (0xFFU >> (bytes + 1));
    if (first < 0xC2 || first > 0xF4 || index + bytes > utf8.size())
        return { QChar::ReplacementCharacter, 1 };
    for (qsizetype i = 1; i < bytes; ++i) {
        if ((at(index + i) & 0xC0) != 0x80)
            return { QChar::ReplacementCharacter, 1 };
        codePoint = codePoint << 6 | (at(index + i) & 0x3F);
    }
    constexpr std::array<char32_t, 5> smallest { 0, 0, 0x80, 0x800, 0x10000 };
    if (codePoint < smallest[std::size_t(bytes)] || codePoint > QChar::LastValidCodePoint
        || QChar::isSurrogate(codePoint))
        return { QChar::ReplacementCharacter, 1 };
    return { codePoint, bytes };
}

char shortEscape(char32_t codePoint)
{
    switch (codePoint) {
    case U'"':
    case U'\\':
        return char(codePoint);
    case U'\b':
        return 'b';
    case U'\f':
        return 'f';
    case U'\n':
        return 'n';
    case U'\r':
        return 'r';
    case U'\t':
        return 't';
    }
    return 0;
}

} // namespace

void escapeForJson(QByteArrayView utf8, const std::function<void(QByteArrayView)> &append)
{
    qsizetype done = 0; // what stands before was handed on
    for (qsizetype index = 0; index < utf8.size();) {
        const auto [codePoint, bytes] = decodedAt(utf8, index);
        const char letter = shortEscape(codePoint);
        if (letter == 0 && !isHidden(codePoint)) {
            index += bytes;
            continue;
        }
        if (index > done)
            append(utf8.sliced(done, index - done));
        index += bytes;
        done = index;
        if (letter != 0) {
            const std::array<char, 2> escape { '\\', letter };
            append({ escape.data(), 2 });
            continue;
        }
        for (const char16_t unit : QChar::fromUcs4(codePoint)) {
            constexpr const char *digits = "0123456789abcdef";
            const std::array<char, 6> escape { '\\',
                                               'u',
                                               digits[unit >> 12],
                                               digits[unit >> 8 & 15],
                                               digits[unit >> 4 & 15],
                                               digits[unit & 15] };
            append({ escape.data(), 6 });
        }
    }
    if (utf8.size() > done)
        append(utf8.sliced(done));
}

} // namespace switchover
