// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/linedifference.h"

#include <algorithm>
#include <vector>

namespace switchover {

namespace {

QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) {
        while (line.endsWith(u' ') || line.endsWith(u'\t') || line.endsWith(u'\r'))
            line.chop(1);
    }
    while (!lines.isEmpty() && lines.constLast().isEmpty())
        lines.removeLast();
    while (!lines.isEmpty() && lines.constFirst().isEmpty())
        lines.removeFirst();
    return lines;
}

} // namespace

QList<DifferenceLine> lineDifference(const QString &before, const QString &after)
{
    const QStringList left = linesOf(before);
    const QStringList right = linesOf(after);
    const auto columns = std::size_t(right.size()) + 1;
    // common[i][j]: the longest common subsequence of what is left after i and j lines.
    std::vector<int> common((std::size_t(left.size()) + 1) * columns, 0);
    const auto at = [&common, columns](qsizetype i, qsizetype j) -> int & {
        return common[std::size_t(i) * columns + std::size_t(j)];
    };
    for (qsizetype i = left.size() - 1; i >= 0; --i) {
        for (qsizetype j = right.size() - 1; j >= 0; --j) {
            at(i, j) = left.at(i) == right.at(j) ? at(i + 1, j + 1) + 1
                                                 : std::max(at(i + 1, j), at(i, j + 1));
        }
    }
    QList<DifferenceLine> lines;
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < left.size() || j < right.size()) {
        if (i < left.size() && j < right.size() && left.at(i) == right.at(j)) {
            lines.append({ DifferenceLine::Kind::Same, left.at(i) });
            ++i;
            ++j;
        } else if (j == right.size() || (i < left.size() && at(i + 1, j) >= at(i, j + 1))) {
            lines.append({ DifferenceLine::Kind::Removed, left.at(i++) });
        } else {
            lines.append({ DifferenceLine::Kind::Added, right.at(j++) });
        }
    }
    return lines;
}

bool sameLines(const QString &before, const QString &after)
{
    return linesOf(before) == linesOf(after);
}

} // namespace switchover
