// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace switchover {

struct DifferenceLine
{
    enum class Kind { Same, Removed, Added } kind = Kind::Same;
    QString text;

    friend bool operator==(const DifferenceLine &, const DifferenceLine &) = default;
};

/// The shortest way from one short text to the other, line by line. Trailing white space and empty
/// lines at the ends do not count.
[[nodiscard]] QList<DifferenceLine> lineDifference(const QString &before, const QString &after);

/// True if nothing but such white space differs.
[[nodiscard]] bool sameLines(const QString &before, const QString &after);

} // namespace switchover
