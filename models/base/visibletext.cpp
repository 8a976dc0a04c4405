// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/visibletext.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

enum class LineFeeds { Escape, Keep };

// Unicode's Default_Ignorable_Code_Point beyond category Cf: letters and marks that show nothing.
constexpr std::array<std::pair<char32_t, char32_t>, 11> zeroWidth { {
    { 0x034F, 0x034F },   // combining grapheme joiner
    { 0x115F, 0x1160 },   // Hangul fillers
    { 0x17B4, 0x17B5 },   // Khmer inherent vowels
    { 0x180B, 0x180F },   // Mongolian variation selectors
    { 0x2800, 0x2800 },   // Braille blank: not ignorable, but as invisible
    { 0x3164, 0x3164 },   // Hangul filler
    { 0xFE00, 0xFE0F },   // variation selectors
    { 0xFFA0, 0xFFA0 },   // halfwidth Hangul filler
    { 0xFFF0, 0xFFF8 },   // reserved for format characters
    { 0x1D159, 0x1D159 }, // musical null notehead
    { 0xE0000, 0xE0FFF }, // tags, variation selectors, and their plane's reserve
} };

QString escaped(char32_t codePoint)
{
    switch (codePoint) {
    case U'\n':
        return u"\\n"_s;
    case U'\r':
        return u"\\r"_s;
    case U'\t':
        return u"\\t"_s;
    }
    return u"\\u{%1}"_s.arg(QString::number(uint(codePoint), 16).toUpper());
}

// Not QStringIterator: it would turn a lone surrogate into U+FFFD.
char32_t nextOf(QStringView text, qsizetype &index)
{
    const QChar first = text.at(index++);
    if (first.isHighSurrogate() && index < text.size() && text.at(index).isLowSurrogate())
        return QChar::surrogateToUcs4(first, text.at(index++));
    return first.unicode();
}

QString visible(QStringView text, LineFeeds lineFeeds)
{
    QString result;
    qsizetype copied = 0; // what stands before is in the result
    for (qsizetype index = 0; index < text.size();) {
        const qsizetype start = index;
        const char32_t codePoint = nextOf(text, index);
        if (!isHidden(codePoint) || (codePoint == U'\n' && lineFeeds == LineFeeds::Keep))
            continue;
        result += text.sliced(copied, start - copied);
        result += escaped(codePoint);
        copied = index;
    }
    if (copied == 0)
        return text.toString();
    result += text.sliced(copied);
    return result;
}

} // namespace

bool isHidden(char32_t codePoint)
{
    if (codePoint >= 0x20 && codePoint < 0x7F)
        return false;
    if (QChar::isNonCharacter(codePoint))
        return true;
    switch (QChar::category(codePoint)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        break;
    }
    return std::ranges::any_of(zeroWidth, [codePoint](const auto &range) {
        return codePoint >= range.first && codePoint <= range.second;
    });
}

QString visibleLine(QStringView foreign)
{
    return visible(foreign, LineFeeds::Escape);
}

QString visibleText(QStringView text)
{
    return visible(text, LineFeeds::Keep);
}

QString bounded(QStringView text, qsizetype longest)
{
    if (text.size() <= longest)
        return text.toString();
    qsizetype kept = std::max<qsizetype>(longest - 1, 0);
    if (kept > 0 && text.at(kept - 1).isHighSurrogate())
        --kept;
    return text.first(kept).toString() + u'…';
}

} // namespace switchover
