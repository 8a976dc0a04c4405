// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/clusterrecord.h"
#include "models/vault/connection.h"

#include <chrono>

namespace switchover {

/// What a saved record means for a connection; the files are not read yet.
[[nodiscard]] TrustSources trustSourcesOf(const ClusterRecord &record);

/// How `address` of the cluster is reached with what was read from the record's files. The record's
/// own timeout wins over `readTimeout`; writes wait as long at least.
[[nodiscard]] Connection connectionOf(const ClusterRecord &record, const QString &address,
                                      const Trust &trust, std::chrono::milliseconds readTimeout,
                                      std::chrono::milliseconds writeTimeout);

/// Do both reach the same servers and trust them for the same reasons?
[[nodiscard]] bool sameWay(const ClusterRecord &left, const ClusterRecord &right);

} // namespace switchover
