// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems/problem.h"

#include <QLatin1StringView>

#include <span>

namespace switchover {

/// Every rule that finds a problem on a cluster or in a fleet.
enum class DetectorId {
    Unreachable,
    UnusableAnswer,
    StatusHidden,
    StatusUnreadable,
    NotInitialized,
    Sealed,
    NodeRemoved,
    StandbyWithoutActive,
    UnreachableNode,
    CutOffNode,
    SealedNode,
    RemovedNode,
    UninitializedNode,
    LicenseTerminated,
    LicenseExpired,
    LicenseExpiring,
    DuplicateRegistration,
    StorageUnsupported,
    Bootstrapping,
    ModeMissing,
    UnknownWord,
    CorruptedMerkleTree,
    ReindexRunning,
    PrimaryNotRunning,
    Detached,
    NoKnownPrimaries,
    SecondaryIdle,
    CatchingUp,
    ConnectionShutdown,
    TransientFailure,
    StreamingWithoutConnection,
    NeverConnectedSecondary,
    DisconnectedPeer,
    ClockSkew,
    CanaryLate,
    HeartbeatStale,
    RevokedSecondary,
    FollowsFormerPrimary,
    WalBacklog,
    UnregisteredSecondary,
    UnregisteredPrimary,
    LeftoverSecondaryId,
    VersionOrder,
    FormerPrimarySilent,
    TwoPrimaries,
    NoPrimaryInSet,
};

/// What a finding is about, and so which parts its key has.
enum class ProblemScope {
    Cluster, ///< one cluster, or one node of it
    Link,    ///< a cluster and another end of its replication
    Set,     ///< all members of a replication set
};

/// How a finding relates to others, see fold().
enum class ProblemPart {
    Alone,
    ClusterDown, ///< explains the symptoms on every link of the cluster
    SetBroken,   ///< explains the symptoms of all members of the set
    Symptom,     ///< of a link; follows from either of those
};

/// Whether an operation of the operator's own explains the finding for a while.
enum class OwnOperation {
    Explains,
    ExplainsNot,
};

struct Detector
{
    DetectorId id;
    QLatin1StringView name; ///< stable: ProblemKey::detector
    ProblemScope scope;
    ProblemSeverity worst; ///< no finding is worse
    ProblemPart part;
    OwnOperation ownOperation;
    const char *title; ///< what is found, a noun phrase, for translation

    [[nodiscard]] QString displayTitle() const;
};

/// In the order of DetectorId.
[[nodiscard]] std::span<const Detector> detectors();
[[nodiscard]] const Detector &detector(DetectorId id);
/// nullptr for a name that is no detector's: offline explanations have more.
[[nodiscard]] const Detector *detectorNamed(const QString &name);

/// A problem found by this detector.
[[nodiscard]] inline bool isFrom(const Problem &problem, DetectorId id)
{
    return problem.key.detector == detector(id).name;
}

} // namespace switchover
