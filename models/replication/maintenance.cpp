// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/maintenance.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct MaintenanceText
{
    Q_DECLARE_TR_FUNCTIONS(Maintenance)
};

bool isPrimary(const ClusterSnapshot &snapshot)
{
    return std::ranges::any_of(allReplicationTypes, [&snapshot](ReplicationType type) {
        const ReplicationBlock *block = snapshot.block(type);
        return block && block->isPrimary();
    });
}

/// Has no trees that anything could be wrong with.
bool isUnreplicated(const ClusterSnapshot &snapshot)
{
    bool isKnown = false;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (block && !block->isDisabled() && block->mode != Mode::Unsupported)
            return false;
        isKnown = isKnown || block;
    }
    return isKnown;
}

bool isSecondary(const ClusterSnapshot &snapshot)
{
    return std::ranges::any_of(allReplicationTypes, [&snapshot](ReplicationType type) {
        const ReplicationBlock *block = snapshot.block(type);
        return block && block->isSecondary();
    });
}

QString nameOf(const ClusterId &id, const QList<ClusterSnapshot> &fleet)
{
    const auto found = std::ranges::find_if(
        fleet, [&id](const ClusterSnapshot &each) { return each.identity.id == id; });
    return found == fleet.end() ? QString() : found->identity.name;
}

/// The names of the registered clusters at the other end of this cluster's links.
QStringList others(const ClusterSnapshot &snapshot, const QList<ClusterSnapshot> &fleet,
                   const Topology &topology, bool followers)
{
    QStringList names;
    for (const ReplicationLink &link : topology.links) {
        const ClusterId &own = followers ? link.primary : link.secondary;
        const QString name = nameOf(followers ? link.secondary : link.primary, fleet);
        if (own == snapshot.identity.id && !name.isEmpty() && !names.contains(name))
            names.append(name);
    }
    return names;
}

/// Epoch 0 and Go's zero time are "never".
bool isMoment(const std::optional<qint64> &epoch)
{
    return epoch && *epoch > 0;
}

QString agoText(qint64 epoch, const QDateTime &now)
{
    const qint64 hours = QDateTime::fromSecsSinceEpoch(epoch, Qt::UTC).secsTo(now) / 3600;
    if (hours < 1)
        return MaintenanceText::tr("within the last hour");
    if (hours < 48)
        return MaintenanceText::tr("%n hour(s) ago", nullptr, int(hours));
    return MaintenanceText::tr("%n day(s) ago", nullptr, int(hours / 24));
}

} // namespace

QList<TreeVerdict> treeVerdicts(const MerkleReport &report)
{
    QList<TreeVerdict> verdicts;
    for (const MerkleReport::Tree &tree : report.trees) {
        TreeVerdict verdict;
        const bool local = tree.type == "local"_L1;
        const bool replicated = tree.type == "replicated"_L1;
        verdict.name = replicated ? MaintenanceText::tr("Replicated tree")
            : local               ? MaintenanceText::tr("Local tree")
                                  : MaintenanceText::tr("Tree %1").arg(tree.key);
        verdict.matters = replicated
            ? MaintenanceText::tr("It holds what performance and DR secondaries get.")
            : local ? MaintenanceText::tr(
                  "It holds what never leaves this cluster but for its DR secondaries.")
                    : QString();
        qsizetype whole = 0;
        qsizetype parts = 0;
        for (const MerkleReport::Page &page : tree.pages) {
            if (page.corrupted && page.subpages.isEmpty())
                ++whole;
            parts += page.subpages.size();
        }
        verdict.isSound = !tree.corruptedRoot && tree.pages.isEmpty();
        if (verdict.isSound)
            verdict.found = MaintenanceText::tr("no corruption found");
        else if (tree.pages.isEmpty())
            verdict.found = MaintenanceText::tr("its root is wrong, although no page is");
        else if (parts > 0 && whole == 0)
            verdict.found = MaintenanceText::tr("%1 of 65,536 subpages damaged, on %n page(s)",
                                                nullptr, int(tree.pages.size()))
                                .arg(parts);
        else
            verdict.found =
                MaintenanceText::tr("%n of 256 pages damaged", nullptr, int(tree.pages.size()));
        verdicts.append(verdict);
    }
    return verdicts;
}

QStringList adviceAfterCheck(const MerkleReport &report, const ClusterSnapshot &checked,
                             const QList<ClusterSnapshot> &fleet, const Topology &topology)
{
    const QString name = checked.identity.name;
    if (report.isClean()) {
        return { MaintenanceText::tr(
                     "A reindex of %1 would change nothing that this check can see.")
                     .arg(name),
                 MaintenanceText::tr(
                     "The check cannot find every corruption. If a secondary still loops "
                     "between merkle-diff and merkle-sync, check its primary too, and then "
                     "reindex with diff, which compares key by key.") };
    }
    const bool localOnly = std::ranges::all_of(report.trees, [](const MerkleReport::Tree &tree) {
        return tree.type == "local"_L1 || (!tree.corruptedRoot && tree.pages.isEmpty());
    });
    QStringList advice;
    const QStringList primaries = others(checked, fleet, topology, false);
    const QString beforeAll =
        MaintenanceText::tr(
            "Check %1 before: if the primary is damaged, a reindex here does not last.")
            .arg(primaries.isEmpty() ? MaintenanceText::tr("the primary", "in place of its name")
                                     : primaries.join(u", "_s));
    if (isPrimary(checked)) {
        const QStringList followers = others(checked, fleet, topology, true);
        if (isSecondary(checked))
            advice.append(beforeAll);
        advice.append(MaintenanceText::tr("Take a storage snapshot of %1.").arg(name));
        if (localOnly)
            advice.append(
                MaintenanceText::tr("Only the local tree is damaged: performance secondaries are "
                                    "not concerned, DR secondaries are."));
        if (!followers.isEmpty())
            advice.append(
                MaintenanceText::tr("Check %1 as well. If a tree there is damaged too, reindex "
                                    "there first.")
                    .arg(followers.join(u", "_s)));
        advice.append(MaintenanceText::tr(
                          "Reindex %1 in a quiet window. Vault may be unusable there until it "
                          "is done: a primary that hands out a damaged tree damages those "
                          "that follow, so it cannot be left.")
                          .arg(name));
        advice.append(
            MaintenanceText::tr("Check again afterwards, and see that all secondaries come back to "
                                "stream-wals."));
        return advice;
    }
    advice.append(beforeAll);
    advice.append(
        MaintenanceText::tr("Reindex %1. Clients of the primary notice nothing of it.").arg(name));
    advice.append(MaintenanceText::tr("Check again afterwards, and wait until it streams."));
    return advice;
}

std::optional<ReindexState> reindexOf(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block || !block->reindexInProgress.value_or(false))
            continue;
        return ReindexState { .stage = block->reindexStage.value_or(QString()),
                              .done = block->reindexProgress,
                              .total = block->reindexTotal,
                              .isSilent = snapshot.statusError.has_value()
                                  || snapshot.freshness(now) == Freshness::Stale };
    }
    return std::nullopt;
}

QString reindexText(const ReindexState &state)
{
    QString text = state.stage.isEmpty()
        ? MaintenanceText::tr("A reindex is running.")
        : MaintenanceText::tr("A reindex is running, stage %1.").arg(state.stage);
    if (state.done && state.total && *state.total > 0)
        text = MaintenanceText::tr("%1 %2 of %3 keys.", "a reindex is running, figures")
                   .arg(text, QString::number(*state.done), QString::number(*state.total));
    const QString word = state.stage.toLower();
    if (word.startsWith("scan"_L1))
        text += u' ' + MaintenanceText::tr("The keys in storage are being counted.");
    else if (word.startsWith("build"_L1))
        text += u' ' + MaintenanceText::tr("The new tree is being built beside the old one.");
    else if (word.startsWith("flush"_L1) || word.startsWith("commit"_L1))
        text += u' '
            + MaintenanceText::tr("The new pages are being written; the tree is locked meanwhile.");
    text += u' '
        + (state.isSilent
               ? MaintenanceText::tr(
                   "The status does not answer at the moment. That is normal while the tree "
                   "is locked; wait, and do not restart or step down the node.")
               : MaintenanceText::tr(
                   "The status may fall silent towards the end. Do not restart or step down "
                   "the node: a new leader begins again."));
    return text;
}

QStringList maintenanceLead(const ClusterSnapshot &snapshot, const QList<ClusterSnapshot> &fleet,
                            const Topology &topology, const QDateTime &now)
{
    if (isUnreplicated(snapshot))
        return {};
    QStringList lines;
    bool corrupt = false;
    std::optional<qint64> checked;
    std::optional<qint64> reindexed;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block)
            continue;
        corrupt = corrupt || block->corruptedMerkleTree.value_or(false);
        if (isMoment(block->lastCorruptionCheckEpoch))
            checked = std::max(checked.value_or(0), *block->lastCorruptionCheckEpoch);
        if (isMoment(block->lastReindexEpoch))
            reindexed = std::max(reindexed.value_or(0), *block->lastReindexEpoch);
    }
    if (corrupt)
        lines.append(MaintenanceText::tr("The last check found the Merkle tree damaged."));
    else if (checked)
        lines.append(MaintenanceText::tr("Last checked %1, no damage found.", "3 hours ago")
                         .arg(agoText(*checked, now)));
    else
        lines.append(
            MaintenanceText::tr("The Merkle trees were not checked since Vault started, or this "
                                "version does not say."));
    if (reindexed)
        lines.append(
            MaintenanceText::tr("Last reindexed %1.", "3 hours ago").arg(agoText(*reindexed, now)));
    lines.append(MaintenanceText::tr(
        "Check first: it changes nothing, and tells whether a reindex can help."));
    const QStringList followers = others(snapshot, fleet, topology, true);
    if (isPrimary(snapshot) && !followers.isEmpty())
        lines.append(MaintenanceText::tr(
                         "Reindex a secondary first (%1): on a primary Vault may be unusable "
                         "until it is done. Only if the check finds this cluster damaged, "
                         "reindex it, in a quiet window.")
                         .arg(followers.join(u", "_s)));
    else if (isPrimary(snapshot))
        lines.append(MaintenanceText::tr(
            "Reindex secondaries first: on a primary Vault may be unusable until "
            "it is done."));
    else if (isSecondary(snapshot))
        lines.append(
            MaintenanceText::tr("This is a secondary: it is reindexed before its primary."));
    lines.append(
        MaintenanceText::tr("Recover is for replication that an error has stopped; it touches no "
                            "data."));
    return lines;
}

} // namespace switchover
