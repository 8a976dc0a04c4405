// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace switchover {

/// What is typed into a filter field: words that all have to occur, in any order, in any case.
class TextFilter
{
public:
    TextFilter() = default;
    explicit TextFilter(const QString &text);

    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    [[nodiscard]] QStringList words() const { return m_words; } ///< case-folded
    [[nodiscard]] bool matches(const QString &text) const;
    /// For text that is case-folded already.
    [[nodiscard]] bool matchesFolded(const QString &folded) const;

    friend bool operator==(const TextFilter &, const TextFilter &) = default;

private:
    QStringList m_words;
};

} // namespace switchover
