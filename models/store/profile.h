// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QString>

namespace switchover {

/// Where this program's files are: one folder with mode 0700. Nothing is written outside it but
/// secrets, which go to the system keychain only.
struct Profile
{
    QString folder; ///< "" keeps everything in memory (lab without --profile)

    [[nodiscard]] QString registryFile() const;
    [[nodiscard]] QString settingsFile() const;
    [[nodiscard]] QString activityFile() const;
    [[nodiscard]] QString ledgerFile() const;
    [[nodiscard]] bool isInMemory() const { return folder.isEmpty(); }

    /// The given folder, or the user's own by QStandardPaths; created if missing.
    [[nodiscard]] static Result<Profile> open(const QString &folder);
};

} // namespace switchover
