// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QString>

namespace switchover {

/// VAULT_ADDR, or "" if it is not set.
[[nodiscard]] QString vaultAddress();

/// The CA certificates that the environment asks for, in the vault CLI's order: VAULT_CACERT, then
/// VAULT_CACERT_BYTES, then VAULT_CAPATH; empty: the system's. A given CA replaces the system's.
[[nodiscard]] Result<QByteArray> vaultCaPem();

/// The certificates of one PEM file.
[[nodiscard]] Result<QByteArray> readPemFile(const QString &path);

} // namespace switchover
