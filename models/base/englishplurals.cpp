// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/englishplurals.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace switchover {

QString EnglishPlurals::translate(const char *, const char *sourceText, const char *, int n) const
{
    if (n < 0)
        return {};
    QString text = QString::fromUtf8(sourceText);
    static const QRegularExpression choice(u"\\(([^()|]*)\\|([^()|]*)\\)"_s);
    if (!text.contains("(s)"_L1) && !text.contains(choice))
        return {};
    text.replace(choice, n == 1 ? u"\\1"_s : u"\\2"_s);
    return text.replace("(s)"_L1, n == 1 ? QLatin1StringView() : "s"_L1);
}

} // namespace switchover

#include "moc_englishplurals.cpp"
