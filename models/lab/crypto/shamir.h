// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QList>

/// Shamir's secret sharing in Vault's form: over GF(2^8) with the polynomial x^8+x^4+x^3+x+1,
/// byte by byte. A share is one y byte for each byte of the secret, then one x byte; the x
/// coordinates are random, distinct and never zero.
namespace switchover::lab::shamir {

/// Needs a non-empty secret and 2 <= threshold <= shares <= 255. A vault with a single key does not
/// share it: its key is the secret itself.
[[nodiscard]] Result<QList<QByteArray>> split(const QByteArray &secret, int shares, int threshold);

/// The secret, if `shares` are at least as many as the threshold was; otherwise other bytes, since
/// a share does not tell how many there should be. Refuses fewer than two shares, unequal lengths
/// and the same x coordinate twice; `detail` of the error is Vault's own text.
[[nodiscard]] Result<QByteArray> combine(const QList<QByteArray> &shares);

} // namespace switchover::lab::shamir
