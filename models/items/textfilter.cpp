// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/textfilter.h"

#include <algorithm>

namespace switchover {

TextFilter::TextFilter(const QString &text)
    : m_words(text.toCaseFolded().simplified().split(u' ', Qt::SkipEmptyParts))
{
}

bool TextFilter::matches(const QString &text) const
{
    return m_words.isEmpty() || matchesFolded(text.toCaseFolded());
}

bool TextFilter::matchesFolded(const QString &folded) const
{
    return std::ranges::all_of(m_words,
                               [&folded](const QString &word) { return folded.contains(word); });
}

} // namespace switchover
