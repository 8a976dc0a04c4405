// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMultiHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// Why a name of a cluster or group is refused: a reader can't tell it from another one.
enum class NameFlaw {
    Hidden,     ///< a character that is invisible, steers the text, or has no meaning yet
    OddSpace,   ///< a space that is not U+0020
    BeginsMark, ///< begins with a combining mark, which joins what stands before the name
    TooLong,
    PrivateKey,
};

/// For the name as it was given, before trimming. Spaces U+0020 at its ends are fine.
[[nodiscard]] std::optional<NameFlaw> nameFlaw(const QString &name);
[[nodiscard]] QString nameFlawSentence(NameFlaw flaw);
/// A name without flaw for one that an older version accepted: "am\u{200B}ber", and never longer
/// than a name may be. Empty for a private key.
[[nodiscard]] QString nameWithoutFlaw(const QString &name);

/// Finds names that a reader takes for each other: same skeleton (Unicode TR 39), also after
/// compatibility and case folding (NFKC_Casefold).
class NameIndex
{
public:
    NameIndex() = default;
    explicit NameIndex(const QStringList &names);

    void insert(const QString &name);
    /// Other names that look like this one, in alphabetical order; never the name itself.
    [[nodiscard]] QStringList alike(const QString &name) const;

private:
    QMultiHash<QString, QString> m_names; // by skeleton
};

} // namespace switchover
