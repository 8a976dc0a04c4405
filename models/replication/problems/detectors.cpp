// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/detectors.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using enum ProblemSeverity;
using enum OwnOperation;
using Part = ProblemPart;
using Scope = ProblemScope;

constexpr Detector table[] {
    { DetectorId::Unreachable, "unreachable"_L1, Scope::Cluster, Danger, Part::ClusterDown,
      Explains, QT_TRANSLATE_NOOP("Detectors", "No answer") },
    { DetectorId::UnusableAnswer, "unusable-answer"_L1, Scope::Cluster, Danger, Part::ClusterDown,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Answer that is not Vault's") },
    { DetectorId::StatusHidden, "status-hidden"_L1, Scope::Cluster, Attention, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Hidden replication status") },
    { DetectorId::StatusUnreadable, "status-unreadable"_L1, Scope::Cluster, Attention, Part::Alone,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Unreadable replication status") },
    { DetectorId::NotInitialized, "not-initialized"_L1, Scope::Cluster, Attention,
      Part::ClusterDown, ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Vault not initialized") },
    { DetectorId::Sealed, "sealed"_L1, Scope::Cluster, Danger, Part::ClusterDown, ExplainsNot,
      QT_TRANSLATE_NOOP("Detectors", "Sealed cluster") },
    { DetectorId::NodeRemoved, "node-removed"_L1, Scope::Cluster, Danger, Part::ClusterDown,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Node removed from its cluster") },
    { DetectorId::StandbyWithoutActive, "standby-without-active"_L1, Scope::Cluster, Attention,
      Part::Alone, Explains, QT_TRANSLATE_NOOP("Detectors", "Standby without active node") },
    { DetectorId::UnreachableNode, "node-unreachable"_L1, Scope::Cluster, Attention, Part::Alone,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Node without an answer") },
    { DetectorId::CutOffNode, "node-cut-off"_L1, Scope::Cluster, Attention, Part::Alone, Explains,
      QT_TRANSLATE_NOOP("Detectors", "Node cut off from its active node") },
    { DetectorId::SealedNode, "sealed-node"_L1, Scope::Cluster, Attention, Part::Alone, ExplainsNot,
      QT_TRANSLATE_NOOP("Detectors", "Sealed node") },
    { DetectorId::RemovedNode, "removed-node"_L1, Scope::Cluster, Attention, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Node removed from its cluster") },
    { DetectorId::UninitializedNode, "node-uninitialized"_L1, Scope::Cluster, Attention,
      Part::Alone, ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Node not initialized") },
    { DetectorId::LicenseTerminated, "licence-terminated"_L1, Scope::Cluster, Danger, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "License terminated") },
    { DetectorId::LicenseExpired, "licence-expired"_L1, Scope::Cluster, Danger, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "License expired") },
    { DetectorId::LicenseExpiring, "licence-expiring"_L1, Scope::Cluster, Attention, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "License that expires soon") },
    { DetectorId::DuplicateRegistration, "duplicate-registration"_L1, Scope::Cluster, Attention,
      Part::Alone, ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Cluster registered twice") },
    { DetectorId::StorageUnsupported, "storage-unsupported"_L1, Scope::Cluster, Info, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Storage without replication") },
    { DetectorId::Bootstrapping, "bootstrapping"_L1, Scope::Cluster, Info, Part::Alone, ExplainsNot,
      QT_TRANSLATE_NOOP("Detectors", "First copy of the data") },
    { DetectorId::ModeMissing, "mode-missing"_L1, Scope::Cluster, Info, Part::Alone, ExplainsNot,
      QT_TRANSLATE_NOOP("Detectors", "Replication without a mode") },
    { DetectorId::UnknownWord, "unknown-word"_L1, Scope::Cluster, Info, Part::Alone, ExplainsNot,
      QT_TRANSLATE_NOOP("Detectors", "Unknown word in the status") },
    { DetectorId::CorruptedMerkleTree, "corrupted-merkle-tree"_L1, Scope::Cluster, Danger,
      Part::Alone, ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Corrupt Merkle tree") },
    { DetectorId::ReindexRunning, "reindex-running"_L1, Scope::Cluster, Info, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Reindex in progress") },
    { DetectorId::PrimaryNotRunning, "primary-not-running"_L1, Scope::Cluster, Danger,
      Part::ClusterDown, Explains, QT_TRANSLATE_NOOP("Detectors", "Primary not running") },
    { DetectorId::Detached, "detached"_L1, Scope::Cluster, Attention, Part::Symptom, Explains,
      QT_TRANSLATE_NOOP("Detectors", "Secondary without a primary") },
    { DetectorId::NoKnownPrimaries, "no-known-primaries"_L1, Scope::Cluster, Danger, Part::Symptom,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Secondary without an address of its primary") },
    { DetectorId::SecondaryIdle, "secondary-idle"_L1, Scope::Cluster, Danger, Part::Symptom,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Idle secondary") },
    { DetectorId::CatchingUp, "catching-up"_L1, Scope::Cluster, Info, Part::Alone, ExplainsNot,
      QT_TRANSLATE_NOOP("Detectors", "Secondary that catches up") },
    { DetectorId::ConnectionShutdown, "connection-shutdown"_L1, Scope::Cluster, Danger,
      Part::Symptom, Explains, QT_TRANSLATE_NOOP("Detectors", "Connection that was shut down") },
    { DetectorId::TransientFailure, "transient-failure"_L1, Scope::Cluster, Danger, Part::Symptom,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Connection that fails") },
    { DetectorId::StreamingWithoutConnection, "streaming-without-connection"_L1, Scope::Cluster,
      Danger, Part::Symptom, Explains,
      QT_TRANSLATE_NOOP("Detectors", "Streaming without a connection") },
    { DetectorId::NeverConnectedSecondary, "never-connected-secondary"_L1, Scope::Link, Attention,
      Part::Symptom, Explains, QT_TRANSLATE_NOOP("Detectors", "Secondary that never connected") },
    { DetectorId::DisconnectedPeer, "disconnected-peer"_L1, Scope::Link, Danger, Part::Symptom,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Disconnected cluster") },
    { DetectorId::ClockSkew, "clock-skew"_L1, Scope::Link, Danger, Part::Alone, ExplainsNot,
      QT_TRANSLATE_NOOP("Detectors", "Clocks that differ") },
    { DetectorId::CanaryLate, "canary-late"_L1, Scope::Link, Danger, Part::Symptom, Explains,
      QT_TRANSLATE_NOOP("Detectors", "Replication that is behind") },
    { DetectorId::HeartbeatStale, "heartbeat-stale"_L1, Scope::Link, Danger, Part::Symptom,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Old heartbeat") },
    { DetectorId::RevokedSecondary, "revoked-secondary"_L1, Scope::Link, Danger, Part::Symptom,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Revoked secondary") },
    { DetectorId::FollowsFormerPrimary, "follows-former-primary"_L1, Scope::Link, Danger,
      Part::Symptom, Explains, QT_TRANSLATE_NOOP("Detectors", "Secondary of a former primary") },
    { DetectorId::WalBacklog, "wal-backlog"_L1, Scope::Link, Attention, Part::Symptom, Explains,
      QT_TRANSLATE_NOOP("Detectors", "WAL backlog") },
    { DetectorId::UnregisteredSecondary, "unregistered-secondary"_L1, Scope::Link, Info,
      Part::Alone, ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Unregistered secondary") },
    { DetectorId::UnregisteredPrimary, "unregistered-primary"_L1, Scope::Link, Info, Part::Symptom,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Unregistered primary") },
    { DetectorId::LeftoverSecondaryId, "leftover-secondary-id"_L1, Scope::Link, Info, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Leftover secondary id") },
    { DetectorId::VersionOrder, "version-order"_L1, Scope::Link, Attention, Part::Alone,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Vault versions in the wrong order") },
    { DetectorId::FormerPrimarySilent, "former-primary-silent"_L1, Scope::Link, Attention,
      Part::Alone, ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Silent former primary") },
    { DetectorId::TwoPrimaries, "two-primaries"_L1, Scope::Set, Danger, Part::SetBroken,
      ExplainsNot, QT_TRANSLATE_NOOP("Detectors", "Two primaries of one set") },
    { DetectorId::NoPrimaryInSet, "no-primary-in-set"_L1, Scope::Set, Danger, Part::SetBroken,
      Explains, QT_TRANSLATE_NOOP("Detectors", "Set without a primary") },
};

static_assert(std::size(table) == size_t(DetectorId::NoPrimaryInSet) + 1);
static_assert(std::ranges::is_sorted(table, {}, &Detector::id));

} // namespace

QString Detector::displayTitle() const
{
    return QCoreApplication::translate("Detectors", title);
}

std::span<const Detector> detectors()
{
    return table;
}

const Detector &detector(DetectorId id)
{
    return table[size_t(id)];
}

const Detector *detectorNamed(const QString &name)
{
    const auto *found = std::ranges::find(table, name, &Detector::name);
    return found == std::end(table) ? nullptr : found;
}

} // namespace switchover
