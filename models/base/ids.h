// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

namespace switchover {

/// The registry's own identifier of a registered cluster: a UUID made when it was added. Not any
/// of Vault's ids, which change when a cluster is wiped and which two clusters may share.
struct ClusterId
{
    QString value;

    [[nodiscard]] bool isValid() const { return !value.isEmpty(); }
    friend bool operator==(const ClusterId &, const ClusterId &) = default;
    friend bool operator<(const ClusterId &left, const ClusterId &right)
    {
        return left.value < right.value;
    }
    friend size_t qHash(const ClusterId &id, size_t seed = 0) { return ::qHash(id.value, seed); }
};

} // namespace switchover
