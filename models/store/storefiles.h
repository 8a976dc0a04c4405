// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace switchover {

/// The whole file; nullopt if there is none. Error::File if it cannot be read or is larger than
/// 16 MiB, which no file of this program is.
[[nodiscard]] Result<std::optional<QByteArray>> readStoreFile(const QString &path);

/// Replaces the file in one step, flushed to disk, readable by its owner only.
[[nodiscard]] Result<void> writeStoreFile(const QString &path, QByteArrayView content);

/// Renames an unreadable file to "….broken", or "….broken-2" and so on, and returns the new path.
[[nodiscard]] Result<QString> moveStoreFileAside(const QString &path);

} // namespace switchover
