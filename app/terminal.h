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

void printOut(const QString &text); ///< to standard output, flushed
void printOut(const QByteArray &utf8);
/// "switchover: …" to standard error, one line.
void printError(const QString &sentence);

} // namespace switchover
