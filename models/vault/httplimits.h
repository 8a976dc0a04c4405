// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

/// What Switchover takes from one server, so that none can fill its memory.
namespace switchover::limits {

inline constexpr qsizetype headBytes = 64 * 1024;     ///< status line and headers, 1xx included
inline constexpr int headFields = 256;                ///< header lines of one answer
inline constexpr int interimAnswers = 8;              ///< 1xx answers before the real one
inline constexpr qsizetype framingBytes = 16 * 1024;  ///< one chunk's size line, or all trailers
inline constexpr qint64 errorBodyBytes = 1024 * 1024; ///< body of a 4xx or 5xx
inline constexpr qint64 bodyBytes = 8 * 1024 * 1024;  ///< any other body
inline constexpr qint64 freeBodyBytes = 256 * 1024;   ///< of a body, whatever other requests hold
inline constexpr qint64 sharedBodyBytes = 32 * 1024 * 1024; ///< beyond that, of all bodies together
inline constexpr qint64 socketBufferBytes = 64 * 1024;      ///< read ahead by each socket
inline constexpr qsizetype connectionsPerHost = 6;          ///< of reads that share connections

} // namespace switchover::limits
