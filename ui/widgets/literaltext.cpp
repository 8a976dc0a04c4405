// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/literaltext.h"

#include "models/base/visibletext.h"

using namespace Qt::StringLiterals;

namespace switchover::ui {

QString literalButtonText(const QString &plain)
{
    constexpr qsizetype longest = 200;
    return visibleLine(bounded(plain, longest)).replace(u'&', "&&"_L1);
}

QString literalWindowTitle(const QString &plain)
{
    constexpr qsizetype longest = 200;
    return visibleLine(bounded(plain, longest)).replace("[*]"_L1, "[*][*]"_L1);
}

} // namespace switchover::ui
