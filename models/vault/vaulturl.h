// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QList>
#include <QPair>
#include <QString>
#include <QUrl>

namespace switchover {

/// `address`/v1/`path`?`query` with each segment and value percent-encoded. InvalidInput if the
/// address is no plain http or https address, or if a segment is empty, "." or "..": servers
/// clean such paths, and the call would reach another one.
[[nodiscard]] Result<QUrl> vaultUrl(const QUrl &address, const QString &path,
                                    const QList<QPair<QString, QString>> &query = {});

} // namespace switchover
