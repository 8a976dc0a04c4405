// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/topology.h"

#include <QDateTime>
#include <QLocale>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <chrono>

namespace switchover {

/// What stands where a value is not known.
[[nodiscard]] QString noValue();

/// "12 s ago", "in 5 min"; "just now" within a second. Invalid times give noValue().
[[nodiscard]] QString relativeTime(const QDateTime &then, const QDateTime &now,
                                   const QLocale &locale = {});
/// "850 ms", "1.2 s", "45 s", "3 min 20 s", "2 h 5 min", "4 d 3 h".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration, const QLocale &locale = {});
/// With its sign: "+12 ms", "\u22121.2 s".
[[nodiscard]] QString skewText(std::chrono::milliseconds skew, const QLocale &locale = {});
/// With group separators.
[[nodiscard]] QString countText(quint64 count, const QLocale &locale = {});
/// Date, time to the second and time zone, for tooltips and copies.
[[nodiscard]] QString exactTime(const QDateTime &moment, const QLocale &locale = {});
/// "1,204 WALs, 1.2 s"; noValue() if neither is known.
[[nodiscard]] QString lagText(const Lag &lag, const QLocale &locale = {});

/// "a, b, c and 19,990 more": servers decide how long their lists are.
[[nodiscard]] QString listText(const QStringList &items, qsizetype most = 10);

/// What a column of moments is sorted by; empty for an invalid one.
[[nodiscard]] QVariant timeOrder(const QDateTime &moment);

/// The first 8 characters of a UUID; other ids are names and stay whole.
[[nodiscard]] QString shortId(const QString &id);
/// "vault-a.example.com" of "https://vault-a.example.com:8200" or "vault-a.example.com:8201".
[[nodiscard]] QString hostOf(const QString &address);

} // namespace switchover
