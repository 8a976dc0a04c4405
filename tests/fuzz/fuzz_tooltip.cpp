// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/base/tooltip.h"
#include "models/base/visibletext.h"

#include <QStringList>

using namespace switchover;
using namespace Qt::StringLiterals;

// Any text as a tooltip: no tag but the function's own, and the same text when it is shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(fuzz::bytes(data, size));
    const QString tip = plainToolTip(text);
    fuzz::require(tip.isEmpty() == text.isEmpty(), "only nothing has no tooltip");
    fuzz::require(visibleText(tip) == tip, "nothing hidden is in a tooltip");
    QString shown = tip;
    if (tip.contains(u'<') || tip.contains(u'&')) {
        const QString begin = u"<qt><p style=\"white-space:pre\">"_s;
        const QString end = u"</p></qt>"_s;
        fuzz::require(tip.startsWith(begin) && tip.endsWith(end), "HTML is the function's own");
        shown = tip.sliced(begin.size(), tip.size() - begin.size() - end.size());
        fuzz::require(!shown.contains(u'<') && !shown.contains(u'>') && !shown.contains(u'"'),
                      "no tag gets through");
        shown.replace(u"&lt;"_s, u"<"_s)
            .replace(u"&gt;"_s, u">"_s)
            .replace(u"&quot;"_s, u"\""_s)
            .replace(u"&amp;"_s, u"&"_s);
        fuzz::require(shown.toHtmlEscaped()
                          == tip.sliced(begin.size(), tip.size() - begin.size() - end.size()),
                      "nothing but escapes is in it");
    }
    const QStringList lines = shown.split(u'\n');
    fuzz::require(lines.size() <= 40, "a tooltip is not high");
    for (const QString &line : lines)
        fuzz::require(line.size() <= 180, "a tooltip is not wide");
    if (text.size() <= 100 && !text.contains(u'\n')) {
        const QString visible = visibleText(text);
        if (visible.size() <= 100)
            fuzz::require(shown == visible, "a short text is shown as it is");
    }
    return 0;
}
