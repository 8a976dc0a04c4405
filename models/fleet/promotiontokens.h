// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationtokenstock.h"

#include <QList>
#include <QString>

#include <optional>

namespace switchover {

class Fleet;

/// What vouches for the promotion of one DR secondary: before its primary is demoted, this has to
/// be at hand. Afterwards no batch token can be made any more.
struct PromotionToken
{
    ClusterId secondary;
    QString name;
    std::optional<OperationTokenStock::Entry> held; ///< nullopt: none that allows a promotion

    friend bool operator==(const PromotionToken &, const PromotionToken &) = default;
};

/// One for each registered DR secondary of the cluster.
[[nodiscard]] QList<PromotionToken> promotionTokensFor(const Fleet &fleet,
                                                       const QList<ClusterSnapshot> &snapshots,
                                                       const ClusterSnapshot &drPrimary);
[[nodiscard]] QString promotionTokenText(const PromotionToken &token, const QString &primary);

} // namespace switchover
