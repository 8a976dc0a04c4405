// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace switchover::lab {

/// From the system's cryptographic generator.
[[nodiscard]] QByteArray randomBytes(qsizetype count);

/// `length` characters of 0-9, A-Z, a-z, each equally likely.
[[nodiscard]] QString randomBase62(qsizetype length);

/// 16 bytes as 8-4-4-4-12 lower-case hexadecimal digits. Empty if there are not 16 bytes.
[[nodiscard]] QString formatUuid(const QByteArray &bytes);

/// As Vault prints its ids: 16 random bytes, no version or variant bits set.
[[nodiscard]] QString randomUuid();

} // namespace switchover::lab
