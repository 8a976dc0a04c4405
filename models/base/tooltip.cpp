// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/tooltip.h"

#include "models/base/visibletext.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qsizetype longestText = 3000;
constexpr qsizetype widestLine = 180;  // still fits a small screen
constexpr qsizetype wrappedLine = 100; // of what does not
constexpr qsizetype mostLines = 40;

// Qt wraps nothing but HTML.
void appendWrapped(QStringView line, QStringList &lines)
{
    const qsizetype longest = line.size() > widestLine ? wrappedLine : widestLine;
    while (line.size() > longest) {
        const qsizetype space = line.first(longest + 1).lastIndexOf(u' ');
        qsizetype end = space > longest / 3 ? space : longest;
        if (line.at(end - 1).isHighSurrogate() && line.at(end).isLowSurrogate())
            --end;
        lines.append(line.first(end).toString());
        line = line.sliced(line.at(end) == u' ' ? end + 1 : end);
    }
    lines.append(line.toString());
}

} // namespace

QString plainToolTip(QStringView plain)
{
    if (plain.isEmpty())
        return {};
    const QString visible = visibleText(bounded(plain, longestText));
    QStringList lines;
    for (const QStringView line : QStringView(visible).split(u'\n'))
        appendWrapped(line, lines);
    if (lines.size() > mostLines) {
        lines.resize(mostLines - 1);
        lines.append(u"…"_s);
    }
    const QString text = lines.join(u'\n');
    // Without these two nothing is ever taken for HTML, and a screen reader, which gets the tooltip
    // as it is where there is no description, reads the very words.
    if (!text.contains(u'<') && !text.contains(u'&'))
        return text;
    return u"<qt><p style=\"white-space:pre\">"_s + text.toHtmlEscaped() + u"</p></qt>"_s;
}

} // namespace switchover
