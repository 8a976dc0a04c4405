// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationbriefing.h"

#include "models/fleet/fleet.h"
#include "models/fleet/promotiontokens.h"
#include "models/replication/consequences.h"
#include "models/replication/handover.h"

namespace switchover {

namespace {

void addPromotionTokens(OperationBriefing &briefing, const Fleet &fleet,
                        const OperationScene &scene)
{
    for (const PromotionToken &each : promotionTokensFor(fleet, scene.fleet, scene.target)) {
        const QString text = promotionTokenText(each, scene.target.identity.name);
        // It needs no consent: key holders may be at hand.
        (each.held ? briefing.readings : briefing.dangers).append(text);
        if (!each.held)
            briefing.wayOut = OperationBriefing::WayOut::PrepareBatchToken;
    }
}

void addFormerPrimary(OperationBriefing &briefing, ReplicationType type,
                      const OperationScene &scene)
{
    const PromotionLoss loss = lossOfPromotion(scene.target, type, scene.fleet, scene.memory);
    if (!mayPromoteFormer(loss))
        return;
    briefing.wayOut = OperationBriefing::WayOut::PromoteFormer;
    briefing.former = loss.former;
    briefing.formerName = loss.formerName;
}

} // namespace

OperationBriefing briefingOf(const Operation &operation, const Arguments &arguments,
                             const ClusterSnapshot &target, const Fleet &fleet,
                             const std::optional<FilterChange> &filter)
{
    const QList<ClusterSnapshot> snapshots = fleet.snapshots();
    const OperationScene scene {
        .target = target, .fleet = snapshots, .memory = fleet.memory(), .now = fleet.clock().now()
    };
    OperationBriefing briefing;
    briefing.hazards = hazardsOf(operation, arguments, target, snapshots, scene.now, scene.memory);
    briefing.dangers = graveTexts(briefing.hazards);
    briefing.readings = readingsOf(operation, scene);
    briefing.consequences =
        otherTexts(briefing.hazards) + consequencesOf(operation, arguments, scene);
    briefing.followUps = followUpsOf(operation, arguments, scene);
    if (filter) {
        const QList<Hazard> moved = hazardsOfFilter(*filter);
        briefing.filterDangers = graveTexts(moved);
        briefing.hazards += moved;
    }
    if (operation.id == OperationId::DrDemote)
        addPromotionTokens(briefing, fleet, scene);
    if (operation.id == OperationId::PerformancePromote || operation.id == OperationId::DrPromote)
        addFormerPrimary(briefing, *operation.type, scene);
    return briefing;
}

} // namespace switchover
