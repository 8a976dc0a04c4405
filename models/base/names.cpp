// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/names.h"

#include "models/base/privatekey.h"
#include "models/base/visibletext.h"

#include <QCoreApplication>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qsizetype longestName = 200; // UTF-16 code units
constexpr char32_t brailleBlank = 0x2800;

struct NamesText
{
    Q_DECLARE_TR_FUNCTIONS(Names)
};

bool isMark(char32_t c)
{
    return U_GET_GC_MASK(UChar32(c)) & U_GC_M_MASK;
}

bool isHiddenInName(char32_t c)
{
    // Fillers and variation selectors are letters and marks, but nobody sees them. What a character
    // for private use looks like depends on the font.
    return isHidden(c) || c == brailleBlank
        || u_hasBinaryProperty(UChar32(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
        || (U_GET_GC_MASK(UChar32(c)) & U_GC_CO_MASK);
}

template <typename Function>
QString throughIcu(const QString &text, Function function)
{
    QString result(text.size() * 4 + 16, Qt::Uninitialized);
    const auto call = [&](UErrorCode &status) {
        return function(reinterpret_cast<const UChar *>(text.utf16()), int32_t(text.size()),
                        reinterpret_cast<UChar *>(result.data()), int32_t(result.size()), status);
    };
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = call(status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        result.resize(length);
        status = U_ZERO_ERROR;
        length = call(status);
    }
    if (U_FAILURE(status))
        return text;
    result.truncate(length);
    return result;
}

QString folded(const QString &text)
{
    UErrorCode opened = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&opened); // ICU owns it
    if (U_FAILURE(opened))
        return text.normalized(QString::NormalizationForm_KC).toCaseFolded();
    return throughIcu(text, [normalizer](auto *from, auto size, auto *to, auto room, auto &status) {
        return unorm2_normalize(normalizer, from, size, to, room, &status);
    });
}

QString skeleton(const QString &text)
{
    UErrorCode opened = U_ZERO_ERROR;
    const std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> checker(uspoof_open(&opened),
                                                                          &uspoof_close);
    if (U_FAILURE(opened))
        return text;
    return throughIcu(text, [&checker](auto *from, auto size, auto *to, auto room, auto &status) {
        return uspoof_getSkeleton(checker.get(), 0, from, size, to, room, &status);
    });
}

// Two keys: folding first makes "I" an "i", and then it no longer looks like "l".
QStringList keysOf(const QString &name)
{
    const QString plain = name.simplified();
    QStringList keys { skeleton(folded(plain)), folded(skeleton(plain)) };
    keys.removeDuplicates();
    return keys;
}

} // namespace

std::optional<NameFlaw> nameFlaw(const QString &name)
{
    if (holdsPrivateKey(name.toUtf8()))
        return NameFlaw::PrivateKey;
    if (name.size() > longestName)
        return NameFlaw::TooLong;
    bool first = true;
    for (const uint codePoint : name.toUcs4()) {
        const char32_t c = codePoint;
        if (c == U' ')
            continue;
        if (U_GET_GC_MASK(UChar32(c)) & U_GC_ZS_MASK)
            return NameFlaw::OddSpace;
        if (isHiddenInName(c))
            return NameFlaw::Hidden;
        if (first && isMark(c))
            return NameFlaw::BeginsMark;
        first = false;
    }
    // QString::toUcs4() replaces what is no character, so lone surrogates are looked for here.
    for (qsizetype at = 0; at < name.size(); ++at) {
        if (!name.at(at).isSurrogate())
            continue;
        if (!name.at(at).isHighSurrogate() || at + 1 == name.size()
            || !name.at(at + 1).isLowSurrogate())
            return NameFlaw::Hidden;
        ++at;
    }
    return std::nullopt;
}

QString nameFlawSentence(NameFlaw flaw)
{
    switch (flaw) {
    case NameFlaw::Hidden:
        return NamesText::tr("The name has a hidden or unknown character. Type the name again.");
    case NameFlaw::OddSpace:
        return NamesText::tr("The name has a space that only looks usual. Type the name again.");
    case NameFlaw::BeginsMark:
        return NamesText::tr("The name begins with a mark that joins the text before it. Begin "
                             "with a letter or digit.");
    case NameFlaw::TooLong:
        return NamesText::tr("The name is too long. Use at most %1 characters.").arg(longestName);
    case NameFlaw::PrivateKey:
        return NamesText::tr("This is a private key. Switchover does not store it. Enter a name.");
    }
    return {};
}

QString nameWithoutFlaw(const QString &name)
{
    const std::optional<NameFlaw> flaw = nameFlaw(name);
    if (!flaw)
        return name;
    if (*flaw == NameFlaw::PrivateKey)
        return {};
    QString spelled;
    for (qsizetype at = 0; at < name.size(); ++at) {
        char32_t c = name.at(at).unicode();
        const bool isPair = name.at(at).isHighSurrogate() && at + 1 < name.size()
            && name.at(at + 1).isLowSurrogate();
        if (isPair) {
            c = QChar::surrogateToUcs4(name.at(at), name.at(at + 1));
            ++at;
        }
        const bool isSpace = U_GET_GC_MASK(UChar32(c)) & U_GC_ZS_MASK;
        if (c != U' ' && (isSpace || isHiddenInName(c) || (spelled.isEmpty() && isMark(c))))
            spelled += u"\\u{%1}"_s.arg(uint(c), 4, 16, QChar(u'0')).toUpper().replace(u'U', u'u');
        else
            spelled += QString::fromUcs4(&c, 1);
    }
    return bounded(spelled, longestName);
}

NameIndex::NameIndex(const QStringList &names)
{
    for (const QString &name : names)
        insert(name);
}

void NameIndex::insert(const QString &name)
{
    for (const QString &key : keysOf(name))
        m_names.insert(key, name);
}

QStringList NameIndex::alike(const QString &name) const
{
    QStringList found;
    for (const QString &key : keysOf(name))
        found += m_names.values(key);
    found.removeAll(name);
    found.removeDuplicates();
    std::ranges::sort(found);
    return found;
}

} // namespace switchover
