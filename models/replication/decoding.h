// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/json.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <optional>

namespace switchover {

// Small helpers shared by the decoders of this folder; not for others.

/// RFC 3339, in UTC. Go's zero time, "" and what is no date give nullopt: a moment that is only
/// shown must not make the whole answer unreadable.
[[nodiscard]] std::optional<QDateTime> momentFrom(const QString &text);

/// A difference of times, in milliseconds. Of the one number that has no opposite it is the
/// neighbour, so that whoever reads it may turn its sign.
[[nodiscard]] std::optional<qint64> differenceFrom(JsonReader &json, QLatin1StringView name);

/// Base64 of either alphabet, with or without padding; nullopt if another character is in it.
enum class Base64Alphabet { Standard, Url };
[[nodiscard]] std::optional<QByteArray> bytesFromBase64(QByteArrayView text,
                                                        Base64Alphabet alphabet);

} // namespace switchover
