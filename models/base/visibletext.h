// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace switchover {

/// True for code points that steer a terminal or that a reader can't see: controls, line and
/// paragraph separators, bidi and other format characters, zero-width ones, lone surrogates,
/// noncharacters, and what Unicode has not assigned yet (a newer terminal may obey it).
[[nodiscard]] bool isHidden(char32_t codePoint);

/// Foreign text for a terminal, a log, an export or the clipboard. Hidden code points are spelled
/// out, for example "\u{202E}". A text that is visible already comes back unchanged, so escaping
/// twice does no harm.
[[nodiscard]] QString visibleLine(QStringView foreign); ///< no line feed either: "\n", "\r", "\t"
/// For text of several lines that Switchover wrote itself: line feeds stay.
[[nodiscard]] QString visibleText(QStringView text);

/// The text, or its beginning and "…" if it has more than `longest` code units. Never cuts a
/// surrogate pair.
[[nodiscard]] QString bounded(QStringView text, qsizetype longest);

} // namespace switchover
