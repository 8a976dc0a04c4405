// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"

#include "models/replication/catalogueparameters.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Id = OperationId;
using enum Authorization;
using enum HttpMethod;

constexpr auto performance = ReplicationType::Performance;
constexpr auto dr = ReplicationType::DisasterRecovery;

// In the order of OperationId, which operation() relies on.
constexpr Operation table[] {
    // Both types
    {
        .id = Id::ReadStatus,
        .key = "status.read"_L1,
        .method = Get,
        .path = "sys/replication/status"_L1,
        .legacyMethod = Get,
        .legacyPath = "sys/replication/status"_L1,
        .authorization = None,
        .role = RoleNeeded::Any,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read status"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read replication status"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Asks what both replication types are doing on this cluster. No token is needed."),
    },
    {
        .id = Id::Recover,
        .key = "recover"_L1,
        .method = Post,
        .path = "sys/replication/recover"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/recover"_L1,
        .authorization = Token,
        .role = RoleNeeded::Enabled,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Recover"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Recover replication"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Tries to start replication again after an error stopped it."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue", "Replication on this cluster is restarted. Data is not touched."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Watch the state until it streams or runs again. If it stops again, run a Merkle check "
            "before anything else."),
    },
    {
        .id = Id::Reindex,
        .key = "reindex"_L1,
        .method = Post,
        .path = "sys/replication/reindex"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/reindex"_L1,
        .authorization = SudoToken,
        .role = RoleNeeded::Enabled,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::Reindexed,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Reindex"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Reindex the Merkle trees"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Builds the Merkle trees of this cluster anew from its storage, to end a loop of "
            "comparing and syncing."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "It can take very long, and it locks the tree at its end: status and writes may hang "
            "meanwhile.\n"
            "Run a Merkle check first: it tells whether a reindex can help at all.\n"
            "Do not step down or restart the node: a new leader starts from the beginning."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Leave the active node alone until its pages are written, then run the Merkle check "
            "again."),
        .parameters = parameters::reindex,
    },
    {
        .id = Id::MerkleCheck,
        .key = "merkle-check"_L1,
        .method = Post,
        .path = "sys/replication/merkle-check"_L1,
        .authorization = Token,
        .role = RoleNeeded::Enabled,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Check Merkle tree"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Check the Merkle trees for corruption"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Looks for corruption in the Merkle trees of this cluster and "
                                     "reports the pages found."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The check reads the whole tree and may take a while on a large cluster. It changes "
            "nothing.\n"
            "It cannot find every kind of corruption."),
    },
    // Performance, primary side
    {
        .id = Id::PerformanceReadStatus,
        .key = "performance.status.read"_L1,
        .type = performance,
        .method = Get,
        .path = "sys/replication/performance/status"_L1,
        .authorization = None,
        .role = RoleNeeded::Any,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read status"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read performance replication status"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Asks what performance replication is doing on this cluster. No token is needed."),
    },
    {
        .id = Id::PerformanceEnablePrimary,
        .key = "performance.primary.enable"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/primary/enable"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/primary/enable"_L1,
        .authorization = Token,
        .role = RoleNeeded::Disabled,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::ModePrimary,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Enable as primary"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Enable performance replication as primary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Makes this cluster the primary of a new performance replication set."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The cluster does not answer for a few seconds while it restarts its replication.\n"
            "Data, tokens and leases stay as they are.\n"
            "A new replication set begins. Secondaries of an earlier set cannot join it without "
            "being "
            "wiped."),
        .after = QT_TRANSLATE_NOOP("Catalogue", "Generate an activation token for each secondary."),
        .parameters = parameters::enablePrimary,
    },
    {
        .id = Id::PerformanceDemote,
        .key = "performance.primary.demote"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/primary/demote"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/primary/demote"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::CutsOff,
        .doneWhen = DoneWhen::ModeSecondary,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Demote"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Demote performance primary"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Turns this primary into a secondary without a primary. Its "
                                     "data and its replication set "
                                     "id stay."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The demotion stops the stream to the secondaries: what has not arrived by then never "
            "arrives. Stop the writers, and wait until the secondary that takes over has the last "
            "WAL.\n"
            "From then on the replication set has no primary: nobody can write shared data until a "
            "secondary is promoted.\n"
            "The cluster does not answer for a few seconds while it restarts its replication.\n"
            "It can follow a new primary of the same set later without being wiped."),
        .after = QT_TRANSLATE_NOOP("Catalogue",
                                   "Point this cluster to the new primary by update-primary."),
    },
    {
        .id = Id::PerformanceDisablePrimary,
        .key = "performance.primary.disable"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/primary/disable"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/primary/disable"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Destroys,
        .doneWhen = DoneWhen::ModeDisabled,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Disable"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Disable performance replication on the primary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Ends this replication set: the cluster keeps its data and is no longer a primary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The replication set id is gone. Enabling again makes a new one.\n"
            "If another cluster should take over, demote instead.\n"
            "The cluster does not answer for a few seconds while it restarts its replication."),
        .after = QT_TRANSLATE_NOOP("Catalogue", "Disable or re-enable each former secondary."),
    },
    {
        .id = Id::PerformanceMintToken,
        .key = "performance.primary.secondary-token"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/primary/secondary-token"_L1,
        .legacyMethod = Get,
        .legacyPath = "sys/replication/primary/secondary-token"_L1,
        .authorization = SudoToken,
        .role = RoleNeeded::Primary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::SecondaryKnown,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Generate token"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Generate a performance activation token"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Registers a secondary under an id and makes the token that "
                                     "lets one cluster join as it."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Whoever has the token can obtain all data of this primary. Treat it like a root "
            "token.\n"
            "It works once and expires.\n"
            "The id is registered at once, even if the token is never used."),
        .after = QT_TRANSLATE_NOOP("Catalogue",
                                   "Use the token on the secondary before it expires.\n"
                                   "If it is not used, revoke the id."),
        .parameters = parameters::mintToken,
    },
    {
        .id = Id::PerformanceRevokeSecondary,
        .key = "performance.primary.revoke-secondary"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/primary/revoke-secondary"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/primary/revoke-secondary"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::CutsOff,
        .doneWhen = DoneWhen::SecondaryGone,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Revoke"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Revoke a performance secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Removes a secondary from this primary and cuts its connection at once."),
        .before =
            QT_TRANSLATE_NOOP("Catalogue",
                              "The secondary is cut off at once and serves older and older data.\n"
                              "Its unused activation token no longer works.\n"
                              "It comes back only with a new token."),
        .parameters = parameters::revokeSecondary,
    },
    {
        .id = Id::PathsFilterRead,
        .key = "performance.primary.paths-filter.read"_L1,
        .type = performance,
        .method = Get,
        .path = "sys/replication/performance/primary/paths-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read path filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read a path filter"),
        .summary =
            QT_TRANSLATE_NOOP("Catalogue", "Shows which paths are replicated to one secondary."),
        .parameters = parameters::readFilter,
    },
    {
        .id = Id::PathsFilterWrite,
        .key = "performance.primary.paths-filter.write"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/primary/paths-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::FilterStored,
        .filterAction = FilterAction::Stores,
        .observer = Id::PathsFilterRead,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Save path filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Save a path filter"),
        .summary =
            QT_TRANSLATE_NOOP("Catalogue", "Chooses which paths are replicated to one secondary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Data that the filter now excludes is removed from the secondary; data it now admits "
            "is "
            "copied there.\n"
            "allow with no paths sends nothing that can be filtered. deny with no paths sends "
            "everything."),
        .after =
            QT_TRANSLATE_NOOP("Catalogue", "Read the dynamic filter to see what it amounts to."),
        .parameters = parameters::writePathsFilter,
    },
    {
        .id = Id::PathsFilterDelete,
        .key = "performance.primary.paths-filter.delete"_L1,
        .type = performance,
        .method = Delete,
        .path = "sys/replication/performance/primary/paths-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::FilterGone,
        .filterAction = FilterAction::Deletes,
        .observer = Id::PathsFilterRead,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Delete path filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Delete a path filter"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Removes the filter of one secondary, so that everything is replicated to it."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue", "All data that the filter kept away is copied to the secondary at once."),
        .parameters = parameters::readFilter,
    },
    {
        .id = Id::MountFilterRead,
        .key = "performance.primary.mount-filter.read"_L1,
        .type = performance,
        .method = Get,
        .path = "sys/replication/performance/primary/mount-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read mount filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read a mount filter"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Shows which mounts are replicated to one secondary. Vault 0.8 to 1.10."),
        .parameters = parameters::readFilter,
    },
    {
        .id = Id::MountFilterWrite,
        .key = "performance.primary.mount-filter.write"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/primary/mount-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::FilterStored,
        .filterAction = FilterAction::Stores,
        .observer = Id::MountFilterRead,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Save mount filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Save a mount filter"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Chooses which mounts are replicated to one secondary. Vault 0.8 to 1.10; path filters "
            "replace it."),
        .before = QT_TRANSLATE_NOOP("Catalogue",
                                    "Mounts that the filter now excludes are removed from the "
                                    "secondary; mounts it now admits "
                                    "are copied there."),
        .parameters = parameters::writeMountFilter,
    },
    {
        .id = Id::MountFilterDelete,
        .key = "performance.primary.mount-filter.delete"_L1,
        .type = performance,
        .method = Delete,
        .path = "sys/replication/performance/primary/mount-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::FilterGone,
        .filterAction = FilterAction::Deletes,
        .observer = Id::MountFilterRead,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Delete mount filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Delete a mount filter"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Removes the mount filter of one secondary, so that "
                                     "everything is replicated to it. Vault "
                                     "0.8 to 1.10."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "All mounts that the filter kept away are copied to the secondary at once."),
        .parameters = parameters::readFilter,
    },
    {
        .id = Id::DynamicFilterRead,
        .key = "performance.primary.dynamic-filter.read"_L1,
        .type = performance,
        .method = Get,
        .path = "sys/replication/performance/primary/dynamic-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read dynamic filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read a dynamic filter"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Shows the mounts and namespaces that the filter of one "
                                     "secondary keeps away from it at "
                                     "the moment."),
        .parameters = parameters::readFilter,
    },
    // Performance, secondary side
    {
        .id = Id::PerformanceGeneratePublicKey,
        .key = "performance.secondary.generate-public-key"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/secondary/generate-public-key"_L1,
        .authorization = Token,
        .role = RoleNeeded::DisabledOrSecondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Generate public key"),
        .title =
            QT_TRANSLATE_NOOP("Catalogue", "Generate a public key for performance replication"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Makes a key pair on this cluster. With its public half the primary makes a token that "
            "only this cluster can use."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue", "Tokens made for an earlier public key of this cluster stop working."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Give the public key to the primary when it generates the activation token."),
    },
    {
        .id = Id::PerformanceEnableSecondary,
        .key = "performance.secondary.enable"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/secondary/enable"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/secondary/enable"_L1,
        .authorization = Token,
        .role = RoleNeeded::Disabled,
        .severity = Severity::Destroys,
        .doneWhen = DoneWhen::Following,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Enable as secondary"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Enable performance replication as secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Erases this cluster and makes it a copy of the token's primary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Everything stored on this cluster is erased: secrets, policies, auth methods, tokens "
            "and "
            "leases.\n"
            "Unseal or recovery keys become the primary's. This cluster's own keys stop working.\n"
            "This cluster's root token and every login to it stop working."),
        .after =
            QT_TRANSLATE_NOOP("Catalogue",
                              "Unseal the standby nodes with the primary's keys.\n"
                              "Sign in again with a login that the primary knows.\n"
                              "Wait until the state is stream-wals and the Merkle roots agree."),
        .parameters = parameters::enableSecondary,
    },
    {
        .id = Id::PerformancePromote,
        .key = "performance.secondary.promote"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/secondary/promote"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/secondary/promote"_L1,
        .authorization = Token,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::ModePrimary,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Promote"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Promote performance secondary"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Makes this secondary the primary of its replication set."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The cluster does not answer for a few seconds while it restarts its replication."),
        .after = QT_TRANSLATE_NOOP("Catalogue",
                                   "A path filter belongs to an id: save it under the new id."),
        .parameters = parameters::promote,
    },
    {
        .id = Id::PerformanceDisableSecondary,
        .key = "performance.secondary.disable"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/secondary/disable"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/secondary/disable"_L1,
        .authorization = Token,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Destroys,
        .doneWhen = DoneWhen::ModeDisabled,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Disable"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Disable performance replication on the secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Takes this cluster out of its replication set. It keeps a copy of the data that no "
            "longer changes with the primary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "It gives up its place in the set: to follow again it must be wiped.\n"
            "From now on it is a cluster of its own whose data drifts away from the primary.\n"
            "The cluster does not answer for a few seconds while it restarts its replication."),
    },
    {
        .id = Id::PerformanceUpdatePrimary,
        .key = "performance.secondary.update-primary"_L1,
        .type = performance,
        .method = Post,
        .path = "sys/replication/performance/secondary/update-primary"_L1,
        .legacyMethod = Post,
        .legacyPath = "sys/replication/secondary/update-primary"_L1,
        .authorization = Token,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::Following,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Update primary"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Point a performance secondary to another primary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Lets this secondary follow another primary of the same replication set. Nothing is "
            "wiped."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The cluster does not answer for a few seconds while it restarts its replication."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Wait for stream-wals, and check that the known primary addresses are those of the new "
            "primary."),
        .parameters = parameters::updatePrimary,
    },
    {
        .id = Id::SecondaryDynamicFilterRead,
        .key = "performance.secondary.dynamic-filter.read"_L1,
        .type = performance,
        .method = Get,
        .path = "sys/replication/performance/secondary/dynamic-filter/{id}"_L1,
        .authorization = Token,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read dynamic filter"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read a dynamic filter on the secondary"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Shows the mounts and namespaces that are kept away from this "
                                     "secondary at the moment."),
        .parameters = parameters::readFilter,
    },
    // DR, primary side
    {
        .id = Id::DrReadStatus,
        .key = "dr.status.read"_L1,
        .type = dr,
        .method = Get,
        .path = "sys/replication/dr/status"_L1,
        .authorization = None,
        .role = RoleNeeded::Any,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read status"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read DR replication status"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Asks what disaster recovery replication is doing on this "
                                     "cluster. No token is needed."),
    },
    {
        .id = Id::DrEnablePrimary,
        .key = "dr.primary.enable"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/primary/enable"_L1,
        .authorization = Token,
        .role = RoleNeeded::Disabled,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::ModePrimary,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Enable as primary"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Enable DR replication as primary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Makes this cluster the primary of a new disaster recovery replication set."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The cluster does not answer for a few seconds while it restarts its replication.\n"
            "Data, tokens and leases stay as they are.\n"
            "A new replication set begins. DR secondaries of an earlier set cannot join it without "
            "being wiped."),
        .after = QT_TRANSLATE_NOOP("Catalogue",
                                   "Generate an activation token for the DR secondary.\n"
                                   "Prepare a DR operation batch token while this cluster lives."),
        .parameters = parameters::enablePrimary,
    },
    {
        .id = Id::DrDemote,
        .key = "dr.primary.demote"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/primary/demote"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::CutsOff,
        .doneWhen = DoneWhen::ModeSecondary,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Demote"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Demote DR primary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Turns this DR primary into a DR secondary without a primary. Its data and its "
            "replication set id stay."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The demotion stops the stream to the DR secondary: what has not arrived by then never "
            "arrives. Stop the writers, and wait until the DR secondary has the last WAL.\n"
            "Promoting the DR secondary needs a DR operation token. A batch token can be made only "
            "before you demote, while this cluster is primary.\n"
            "The API of this cluster closes: no client can read or write here any more, and nobody "
            "can log in, you included.\n"
            "The cluster does not answer for a few seconds while it restarts its replication.\n"
            "It can follow the new DR primary later without being wiped. That needs a DR operation "
            "token of its own."),
        .after = QT_TRANSLATE_NOOP("Catalogue",
                                   "Send clients to the new primary.\n"
                                   "Point this cluster to the new primary by update-primary."),
    },
    {
        .id = Id::DrDisablePrimary,
        .key = "dr.primary.disable"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/primary/disable"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::Destroys,
        .doneWhen = DoneWhen::ModeDisabled,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Disable"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Disable DR replication on the primary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Ends this DR replication set: the cluster goes on serving, without protection."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "From now on a disaster loses everything on this cluster.\n"
            "If another cluster should take over, demote instead.\n"
            "The cluster does not answer for a few seconds while it restarts its replication."),
        .after = QT_TRANSLATE_NOOP("Catalogue", "Disable or re-enable the former DR secondary."),
    },
    {
        .id = Id::DrMintToken,
        .key = "dr.primary.secondary-token"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/primary/secondary-token"_L1,
        .authorization = SudoToken,
        .role = RoleNeeded::Primary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::SecondaryKnown,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Generate token"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Generate a DR activation token"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Registers a DR secondary under an id and makes the token "
                                     "that lets one cluster join as "
                                     "it."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Whoever has the token can obtain all data of this primary. Treat it like a root "
            "token.\n"
            "It works once and expires.\n"
            "The id is registered at once, even if the token is never used."),
        .after = QT_TRANSLATE_NOOP("Catalogue",
                                   "Use the token on the DR secondary before it expires.\n"
                                   "If it is not used, revoke the id."),
        .parameters = parameters::mintToken,
    },
    {
        .id = Id::DrRevokeSecondary,
        .key = "dr.primary.revoke-secondary"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/primary/revoke-secondary"_L1,
        .authorization = Token,
        .role = RoleNeeded::Primary,
        .severity = Severity::CutsOff,
        .doneWhen = DoneWhen::SecondaryGone,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Revoke"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Revoke a DR secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Removes a DR secondary from this primary and cuts its connection at once."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The DR secondary is cut off at once and can no longer protect this cluster.\n"
            "Its unused activation token no longer works.\n"
            "It comes back only with a new token."),
        .parameters = parameters::revokeSecondary,
    },
    // DR, secondary side
    {
        .id = Id::DrGeneratePublicKey,
        .key = "dr.secondary.generate-public-key"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/generate-public-key"_L1,
        .authorization = OptionalToken,
        .role = RoleNeeded::DisabledOrSecondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Generate public key"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Generate a public key for DR replication"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Makes a key pair on this cluster. With its public half the primary makes a token that "
            "only this cluster can use."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue", "Tokens made for an earlier public key of this cluster stop working."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Give the public key to the primary when it generates the activation token."),
    },
    {
        .id = Id::DrEnableSecondary,
        .key = "dr.secondary.enable"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/enable"_L1,
        .authorization = Token,
        .role = RoleNeeded::Disabled,
        .severity = Severity::Destroys,
        .doneWhen = DoneWhen::Following,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Enable as secondary"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Enable DR replication as secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Erases this cluster and makes it the DR copy of the token's primary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Everything stored on this cluster is erased: secrets, policies, auth methods, tokens "
            "and "
            "leases.\n"
            "Its API closes: as a DR secondary it serves no client and nobody can log in until it "
            "is "
            "promoted.\n"
            "Unseal or recovery keys become the primary's. This cluster's own keys and root token "
            "stop working."),
        .after =
            QT_TRANSLATE_NOOP("Catalogue",
                              "Unseal the standby nodes with the primary's keys.\n"
                              "Wait until the state is stream-wals and the Merkle roots agree.\n"
                              "Prepare a DR operation batch token on the primary, so that a "
                              "promotion does not wait for "
                              "key holders."),
        .parameters = parameters::enableSecondary,
    },
    {
        .id = Id::DrPromote,
        .key = "dr.secondary.promote"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/promote"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::ModePrimary,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Promote"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Promote DR secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Makes this DR secondary the DR primary. It takes over the tokens, leases and the "
            "performance role of the old primary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The cluster does not answer for a few seconds while it restarts its replication."),
        .after = QT_TRANSLATE_NOOP("Catalogue", "Send clients here: their tokens stay valid."),
        .parameters = parameters::drPromote,
    },
    {
        .id = Id::DrDisableSecondary,
        .key = "dr.secondary.disable"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/disable"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Destroys,
        .doneWhen = DoneWhen::ModeDisabled,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Disable"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Disable DR replication on the secondary"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Takes this cluster out of its DR replication set. Its API "
                                     "opens again on a copy of the "
                                     "data that no longer changes with the primary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "It gives up its place in the set: to follow again it must be wiped.\n"
            "It starts to serve an old copy of the data: keep clients away from it.\n"
            "The cluster does not answer for a few seconds while it restarts its replication."),
        .parameters = parameters::drTokenOnly,
    },
    {
        .id = Id::DrUpdatePrimary,
        .key = "dr.secondary.update-primary"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/update-primary"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::Following,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Update primary"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Point a DR secondary to another primary"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Lets this DR secondary follow another DR primary of the same "
                                     "replication set. Nothing is "
                                     "wiped."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The cluster does not answer for a few seconds while it restarts its replication."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Wait for stream-wals, and check that the known primary addresses are those of the new "
            "primary."),
        .parameters = parameters::drUpdatePrimary,
    },
    {
        .id = Id::DrDeleteOperationToken,
        .key = "dr.secondary.operation-token.delete"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/operation-token/delete"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Delete operation token"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Delete a DR operation token"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Makes a DR operation token that was generated on this cluster useless."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue", "A DR operation token never expires, so delete it when the work is done."),
        .parameters = parameters::drTokenOnly,
    },
    {
        .id = Id::DrRecover,
        .key = "dr.secondary.recover"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/recover"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Recover"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Recover replication on the DR secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Tries to start replication again after an error stopped it on this DR secondary."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue", "Replication on this cluster is restarted. Data is not touched."),
        .after = QT_TRANSLATE_NOOP("Catalogue", "Watch the state until it is stream-wals again."),
        .parameters = parameters::drTokenOnly,
    },
    {
        .id = Id::DrReindex,
        .key = "dr.secondary.reindex"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/reindex"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Interrupts,
        .doneWhen = DoneWhen::Reindexed,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Reindex"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Reindex the DR secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Builds the Merkle trees of this DR secondary anew from its storage, to end a loop of "
            "comparing and syncing."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "It can take very long, and it locks the tree at its end: the status may hang "
            "meanwhile.\n"
            "Until it is done this cluster cannot take over.\n"
            "Do not step down or restart the node: a new leader starts from the beginning."),
        .after = QT_TRANSLATE_NOOP("Catalogue", "Run the Merkle check again."),
        .parameters = parameters::drReindex,
    },
    {
        .id = Id::DrMerkleCheck,
        .key = "dr.secondary.merkle-check"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/merkle-check"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Check Merkle tree"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Check the Merkle trees of the DR secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Looks for corruption in the Merkle trees of this DR secondary and reports the pages "
            "found."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The check reads the whole tree and may take a while on a large cluster. It changes "
            "nothing.\n"
            "It cannot find every kind of corruption."),
        .parameters = parameters::drTokenOnly,
    },
    {
        .id = Id::DrReadAttempt,
        .key = "dr.secondary.generate-operation-token.read"_L1,
        .type = dr,
        .method = Get,
        .path = "sys/replication/dr/secondary/generate-operation-token/attempt"_L1,
        .authorization = OptionalToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read attempt"),
        .title =
            QT_TRANSLATE_NOOP("Catalogue", "Read the attempt to generate a DR operation token"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Shows whether an attempt is running and how many key shares it has."),
    },
    {
        .id = Id::DrStartAttempt,
        .key = "dr.secondary.generate-operation-token.start"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/generate-operation-token/attempt"_L1,
        .authorization = OptionalToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::AttemptStarted,
        .observer = Id::DrReadAttempt,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Start attempt"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Start generating a DR operation token"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Opens an attempt to which holders of the primary's key shares give their shares."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Only one attempt can run on a cluster at a time, root token generation included.\n"
            "The one-time password is shown once, in this answer. Without it the token cannot be "
            "read.\n"
            "A change of leader loses the attempt."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue", "Collect key shares of the primary until the required number is reached."),
        .parameters = parameters::startAttempt,
    },
    {
        .id = Id::DrCancelAttempt,
        .key = "dr.secondary.generate-operation-token.cancel"_L1,
        .type = dr,
        .method = Delete,
        .path = "sys/replication/dr/secondary/generate-operation-token/attempt"_L1,
        .authorization = OptionalToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::AttemptGone,
        .observer = Id::DrReadAttempt,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Cancel attempt"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Cancel generating a DR operation token"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue", "Ends the running attempt and forgets the shares given to it."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "The attempt may be somebody else's: the key holders would have to begin again."),
    },
    {
        .id = Id::DrProvideKeyShare,
        .key = "dr.secondary.generate-operation-token.update"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/generate-operation-token/update"_L1,
        .authorization = OptionalToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::AttemptAdvanced,
        .observer = Id::DrReadAttempt,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Provide key share"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Provide a key share for the DR operation token"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Gives one key share of the primary to the running attempt. "
                                     "With the last one needed, the "
                                     "encoded token comes back."),
        .before = QT_TRANSLATE_NOOP("Catalogue",
                                    "After a wrong share the count falls back to zero, and the "
                                    "attempt goes on with the same "
                                    "one-time password."),
        .after = QT_TRANSLATE_NOOP(
            "Catalogue", "Decode the token with the one-time password, use it, then delete it."),
        .parameters = parameters::provideShare,
    },
    {
        .id = Id::DrReadLicense,
        .key = "dr.secondary.license.status"_L1,
        .type = dr,
        .method = Get,
        .path = "sys/replication/dr/secondary/license/status"_L1,
        .authorization = None,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Looks,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Read licence"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Read the licence of the DR secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Shows the licence of this DR secondary: features and expiry. No token is needed."),
    },
    {
        .id = Id::DrWriteLicense,
        .key = "dr.secondary.license.write"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/license"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Store licence"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Store a licence on the DR secondary"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Stores a licence on this DR secondary. Up to Vault 1.10; "
                                     "later versions read it from the "
                                     "server's configuration."),
        .before = QT_TRANSLATE_NOOP("Catalogue", "The stored licence replaces the one in use."),
        .parameters = parameters::writeLicense,
    },
    {
        .id = Id::DrWriteSignedLicense,
        .key = "dr.secondary.license.signed.write"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/license/signed"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Store signed licence"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Store a signed licence on the DR secondary"),
        .summary = QT_TRANSLATE_NOOP("Catalogue",
                                     "Stores a signed licence on this DR secondary. Up to Vault "
                                     "1.10; later versions read it "
                                     "from the server's configuration."),
        .before = QT_TRANSLATE_NOOP("Catalogue", "The stored licence replaces the one in use."),
        .parameters = parameters::writeLicense,
    },
    {
        .id = Id::DrReloadConfig,
        .key = "dr.secondary.config.reload"_L1,
        .type = dr,
        .method = Post,
        .path = "sys/replication/dr/secondary/config/reload/{subsystem}"_L1,
        .authorization = DrOperationToken,
        .role = RoleNeeded::Secondary,
        .severity = Severity::Changes,
        .doneWhen = DoneWhen::Answered,
        .verb = QT_TRANSLATE_NOOP("Catalogue", "Reload configuration"),
        .title = QT_TRANSLATE_NOOP("Catalogue", "Reload configuration on the DR secondary"),
        .summary = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Makes the server read a part of its configuration again, such as a new licence file."),
        .before = QT_TRANSLATE_NOOP(
            "Catalogue",
            "Only the node that answers reads its configuration again. Repeat it on the others."),
        .parameters = parameters::reloadConfig,
    },
};

} // namespace

std::span<const Operation> operationCatalogue()
{
    return table;
}

const Operation &operation(OperationId id)
{
    static_assert(std::ranges::is_sorted(table, {}, &Operation::id));
    static_assert(std::size(table) == size_t(OperationId::DrReloadConfig) + 1);
    return table[size_t(id)];
}

const Operation *operationByKey(QStringView key)
{
    const auto found =
        std::ranges::find_if(table, [key](const Operation &row) { return row.key == key; });
    return found == std::end(table) ? nullptr : found;
}

} // namespace switchover
