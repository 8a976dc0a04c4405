// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <optional>

namespace switchover::test {

/// The process id that a script wrote into a file.
[[nodiscard]] inline std::optional<qint64> noteOfProcess(const QString &path)
{
    QFile file(path);
    bool good = false;
    const qint64 process =
        file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong(&good) : 0;
    return good && process > 0 ? std::optional(process) : std::nullopt;
}

/// Not one that ended and that nobody waits for.
[[nodiscard]] inline bool isRunning(qint64 process)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(process));
    if (!stat.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = stat.readAll();
    const char state = line.mid(line.lastIndexOf(')') + 2, 1).front();
    return state != 'Z' && state != 'X';
}

} // namespace switchover::test
