// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <compare>

namespace switchover::lab {

/// A Vault release. The simulated clusters shape answers and rules by it.
struct Version
{
    int major = 1;
    int minor = 21;
    int patch = 0;

    /// Reads "1.13.2+ent"; what cannot be read counts as zero.
    [[nodiscard]] static Version parse(QStringView text);

    friend constexpr auto operator<=>(const Version &, const Version &) = default;
};

} // namespace switchover::lab
