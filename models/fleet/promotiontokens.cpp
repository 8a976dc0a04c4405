// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/promotiontokens.h"

#include "models/fleet/fleet.h"
#include "models/replication/handover.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct PromotionTokenText
{
    Q_DECLARE_TR_FUNCTIONS(PromotionToken)
};

} // namespace

QList<PromotionToken> promotionTokensFor(const Fleet &fleet,
                                         const QList<ClusterSnapshot> &snapshots,
                                         const ClusterSnapshot &drPrimary)
{
    QList<PromotionToken> result;
    const QList<SecondaryStanding> standings =
        standingsOf(drPrimary, ReplicationType::DisasterRecovery, snapshots, fleet.memory(),
                    fleet.clock().now());
    for (const SecondaryStanding &each : standings) {
        const ClusterSnapshot *secondary = fleet.snapshot(each.cluster);
        if (secondary && secondary->isDrSecondary())
            result.append(
                { .secondary = each.cluster,
                  .name = each.shortName,
                  .held = fleet.operationTokens().choose(*secondary, OperationId::DrPromote) });
    }
    return result;
}

QString promotionTokenText(const PromotionToken &token, const QString &primary)
{
    if (!token.held)
        return PromotionTokenText::tr(
                   "Promoting %1 needs a DR operation token, and Switchover holds none. Prepare a "
                   "batch token now: that works only while %2 is primary. Otherwise the holders of "
                   "the key shares of %2 must generate one.")
            .arg(token.name, primary);
    if (token.held->origin == OperationTokenStock::Origin::Generated)
        return PromotionTokenText::tr("Promoting %1 needs a DR operation token. Switchover holds "
                                      "one that was generated there.")
            .arg(token.name);
    return PromotionTokenText::tr(
               "Promoting %1 needs a DR operation token. Switchover holds a batch "
               "token. It expires at %2.",
               "secondary, time")
        .arg(token.name,
             token.held->expires
                 ? QLocale().toString(token.held->expires->toLocalTime(), QLocale::ShortFormat)
                 : QString());
}

} // namespace switchover
