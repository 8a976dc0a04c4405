// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/health.h"

#include <QList>
#include <QString>

#include <optional>

namespace switchover {

enum class SealKind {
    Shamir, ///< opened with unseal key shares
    Auto,   ///< opened by an HSM or a cloud's key service; people hold recovery keys
    Unknown,
};
[[nodiscard]] SealKind sealKindOf(const std::optional<SealStatus> &seal);
[[nodiscard]] QString sealKindText(SealKind kind); ///< "Shamir", "auto-unseal", "not known"

/// What opens the nodes of a secondary after it was enabled. Vault's own table.
struct SealRow
{
    SealKind primary {};
    SealKind secondary {};
    QString after;            ///< what holds from then on
    bool needsShares = false; ///< people have to unseal the nodes that sealed themselves

    friend bool operator==(const SealRow &, const SealRow &) = default;
};
[[nodiscard]] QList<SealRow> sealTable();
/// Which row is this pair's; nullopt while either seal is not known.
[[nodiscard]] std::optional<qsizetype> sealRowOf(SealKind primary, SealKind secondary);

/// Whose shares open the secondary's nodes, in a sentence. `primaryName` may be "".
[[nodiscard]] QString whoseKeys(SealKind primary, SealKind secondary, const QString &primaryName,
                                const QString &secondaryName);

} // namespace switchover
