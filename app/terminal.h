// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace switchover {

/// Exit statuses of the headless commands.
enum ExitCode {
    ExitGood = 0,
    ExitSomeFailed = 1,
    ExitUsage = 2,
    ExitProblems = 3, ///< status --fail-on found a problem
};

// Everything the headless commands print passes here, and nothing leaves that steers a terminal:
// hidden characters are spelled out (see visibletext.h). Line feeds of the text stay, so foreign
// text in it has to be one visibleLine() already.
void printOut(const QString &text); ///< to standard output, flushed
void printOut(const QByteArray &utf8);
/// "switchover: …" to standard error, one line.
void printError(const QString &sentence);
/// From here on Qt's log messages, ours included, are one visible line each.
void guardLog();

} // namespace switchover
