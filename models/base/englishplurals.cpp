// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/englishplurals.h"

using namespace Qt::StringLiterals;

namespace switchover {

QString EnglishPlurals::translate(const char *, const char *sourceText, const char *, int n) const
{
    if (n < 0)
        return {};
    QString text = QString::fromUtf8(sourceText);
    if (!text.contains("(s)"_L1))
        return {};
    return text.replace("(s)"_L1, n == 1 ? QLatin1StringView() : "s"_L1);
}

} // namespace switchover

#include "moc_englishplurals.cpp"
