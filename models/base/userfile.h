// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace switchover {

/// Reads a file whose path comes from outside: a person, a fleet file or the environment. Only a
/// regular file, or a link to one, of at most `mostBytes`: a pipe or a device would block or never
/// end, and the files of /proc and /sys are the kernel's. What was opened is what is judged, so
/// nothing can be put in its place. Error::File names the path. A file on a file server that hangs
/// still blocks.
[[nodiscard]] Result<QByteArray> readUserFile(const QString &path, qint64 mostBytes);

/// The paths in such a folder that are regular files or links to them, by name; not those in
/// folders within. Error::File if it is no folder, is the kernel's or has more than `mostEntries`.
[[nodiscard]] Result<QStringList> filesOfUserFolder(const QString &path, qsizetype mostEntries);

} // namespace switchover
