// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/version.h"

namespace switchover::lab {

Version Version::parse(QStringView text)
{
    const qsizetype plus = text.indexOf(u'+');
    const auto parts = text.left(plus < 0 ? text.size() : plus).split(u'.');
    const auto number = [&parts](qsizetype index) {
        return index < parts.size() ? parts.at(index).toInt() : 0;
    };
    return { .major = number(0), .minor = number(1), .patch = number(2) };
}

} // namespace switchover::lab
