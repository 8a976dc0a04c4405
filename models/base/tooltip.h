// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace switchover {

/// The one way to a tooltip: takes plain text, foreign words included, and gives what Qt shows as
/// exactly that. Qt takes a tooltip that looks like HTML for HTML, and then reads the files it
/// names. Hidden characters are spelled out, long lines wrapped, long texts cut. Not to be applied
/// twice, and not for anything but tooltips: text with "<" or "&" comes back as escaped HTML.
[[nodiscard]] QString plainToolTip(QStringView plain);

} // namespace switchover
