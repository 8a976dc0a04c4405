// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/operation.h"

#include <QtGlobal>

// The parameters that the rows of the catalogue share. Only catalogue.cpp includes this.

namespace switchover::parameters {

using namespace Qt::StringLiterals;
using Type = Parameter::Type;
using Place = Parameter::Place;

inline constexpr Parameter primaryClusterAddr {
    .name = "primary_cluster_addr"_L1,
    .type = Type::ClusterAddress,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Primary cluster address"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "The address secondaries connect to, usually port 8201, if it is not "
                              "the active node's own. "
                              "A load balancer must pass TLS through untouched and reach the "
                              "active node. Empty: the active node's cluster address."),
};

inline constexpr Parameter secondaryId {
    .name = "id"_L1,
    .type = Type::SecondaryId,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Secondary id"),
    .help = QT_TRANSLATE_NOOP(
        "Catalogue",
        "The name under which the primary knows this secondary. It must be new; choose one that "
        "does not say a role, because roles move."),
};

inline constexpr Parameter revokedId {
    .name = "id"_L1,
    .type = Type::SecondaryId,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Secondary id"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "The id that was given when the token was generated, also of a "
                              "secondary that never connected."),
};

inline constexpr Parameter filterId {
    .name = "id"_L1,
    .type = Type::SecondaryId,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Secondary id"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "The id given when the activation token was generated. Not the "
                              "replication set's cluster id, which all members share."),
    .place = Place::Path,
};

inline constexpr Parameter tokenTtl {
    .name = "ttl"_L1,
    .type = Type::Duration,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Time to live"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "How long the activation token can be used, as in 30m or 2h."),
    .defaultText = "30m",
};

inline constexpr Parameter secondaryPublicKey {
    .name = "secondary_public_key"_L1,
    .type = Type::PublicKey,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Secondary's public key"),
    .help = QT_TRANSLATE_NOOP(
        "Catalogue",
        "From “Generate public key” on the secondary. The token then works on that secondary "
        "only, and the secondary does not call the primary's API port. Since Vault 1.3."),
    .inLegacyApi = false,
};

inline constexpr Parameter activationToken {
    .name = "token"_L1,
    .type = Type::ActivationToken,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Activation token"),
    .help = QT_TRANSLATE_NOOP(
        "Catalogue",
        "Generated on the primary for this replication type. It works once and expires."),
};

inline constexpr Parameter updateToken {
    .name = "token"_L1,
    .type = Type::ActivationToken,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Activation token"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Generated on the new primary of the same replication set. Sent "
                              "empty, the secondary forgets its primary and stops reconnecting."),
    .sendEmpty = true,
};

inline constexpr Parameter updateAddrs {
    .name = "update_primary_addrs"_L1,
    .type = Type::TextList,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Primary cluster addresses"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Cluster addresses of the new primary instead of a token, as "
                              "host:8201; the first that answers is taken. "
                              "Not for a DR cluster that was just demoted. Since Vault 1.13."),
    .inLegacyApi = false,
};

inline constexpr Parameter primaryApiAddr {
    .name = "primary_api_addr"_L1,
    .type = Type::Address,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Primary API address"),
    .help = QT_TRANSLATE_NOOP(
        "Catalogue",
        "Where the secondary's servers reach the primary's API to unwrap the token. Needed if the "
        "token carries no address, or one they cannot reach."),
};

inline constexpr Parameter caFile {
    .name = "ca_file"_L1,
    .type = Type::ServerPath,
    .label = QT_TRANSLATE_NOOP("Catalogue", "CA file"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "PEM file to verify the primary's API certificate with. The path is "
                              "on the secondary's servers, not on this computer, "
                              "and must be on every node that may become active."),
    .disk = Parameter::Disk::ThisClustersServers,
};

inline constexpr Parameter caPath {
    .name = "ca_path"_L1,
    .type = Type::ServerPath,
    .label = QT_TRANSLATE_NOOP("Catalogue", "CA directory"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Directory of PEM files to verify the primary's API certificate "
                              "with. The path is on the secondary's servers, "
                              "not on this computer."),
    .disk = Parameter::Disk::ThisClustersServers,
};

inline constexpr Parameter forcePromote {
    .name = "force"_L1,
    .type = Type::Boolean,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Force"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Promote although not everything has arrived from the primary. What "
                              "is missing here is lost. "
                              "Only when the primary is gone for good. Since Vault 0.11.2."),
    .defaultText = "false",
    .inLegacyApi = false,
};

inline constexpr Parameter drOperationToken {
    .name = "dr_operation_token"_L1,
    .type = Type::DrOperationToken,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "DR operation token"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Vouches for calls to a DR secondary: generated there with the "
                              "primary's key shares, or a batch token prepared on the primary."),
};

inline constexpr Parameter reindexDiff {
    .name = "diff"_L1,
    .type = Type::Boolean,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Compare key by key"),
    .help =
        QT_TRANSLATE_NOOP("Catalogue", "A slow comparison of every key that finds what is wrong."),
    .defaultText = "false",
    .inLegacyApi = false,
};

inline constexpr Parameter reindexForce {
    .name = "force"_L1,
    .type = Type::Boolean,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Rebuild from storage alone"),
    .help = QT_TRANSLATE_NOOP(
        "Catalogue", "Builds the whole tree anew from the storage without looking at the old one."),
    .defaultText = "false",
    .inLegacyApi = false,
};

inline constexpr Parameter reindexSkipFlush {
    .name = "skip_flush"_L1,
    .type = Type::Boolean,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Write the pages later"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Shortens the time the tree is locked. If the node stops before the "
                              "pages are written, the reindex must be repeated. Since Vault 1.3."),
    .defaultText = "false",
    .inLegacyApi = false,
};

inline constexpr Parameter pathsMode {
    .name = "mode"_L1,
    .type = Type::Choice,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Mode"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "allow: only the listed paths are replicated. deny: everything but "
                              "the listed paths is replicated."),
    .defaultText = "allow",
    .choices = "allow,deny",
    .sendEmpty = true,
};

inline constexpr Parameter mountMode {
    .name = "mode"_L1,
    .type = Type::Choice,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Mode"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "whitelist: only the listed mounts are replicated. blacklist: "
                              "everything but the listed mounts is replicated."),
    .defaultText = "whitelist",
    .choices = "whitelist,blacklist",
    .sendEmpty = true,
};

inline constexpr Parameter filterPaths {
    .name = "paths"_L1,
    .type = Type::MountPaths,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Paths"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Mount and namespace paths such as secret/, auth/userpass/, ns1/ or "
                              "ns1/auth/ldap/. An empty "
                              "list allows nothing, or denies nothing."),
    .sendEmpty = true,
};

inline constexpr Parameter pgpKey {
    .name = "pgp_key"_L1,
    .type = Type::PublicKey,
    .label = QT_TRANSLATE_NOOP("Catalogue", "PGP public key"),
    .help = QT_TRANSLATE_NOOP(
        "Catalogue",
        "Base64 of a PGP public key to encrypt the token with, instead of a one-time password."),
};

inline constexpr Parameter oneTimePassword {
    .name = "otp"_L1,
    .type = Type::Secret,
    .label = QT_TRANSLATE_NOOP("Catalogue", "One-time password"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "Leave empty and the server makes one. Before Vault 0.11 it must be "
                              "given, as base64 of 16 bytes, or a PGP key instead."),
};

inline constexpr Parameter keyShare {
    .name = "key"_L1,
    .type = Type::KeyShare,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Key share"),
    .help = QT_TRANSLATE_NOOP("Catalogue",
                              "One unseal or recovery key share of the primary, as hex or base64: "
                              "this cluster's own former shares no longer count."),
};

inline constexpr Parameter attemptNonce {
    .name = "nonce"_L1,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Nonce"),
    .help = QT_TRANSLATE_NOOP(
        "Catalogue", "Names the running attempt, so that no share goes to somebody else's."),
};

inline constexpr Parameter licenseText {
    .name = "text"_L1,
    .type = Type::Secret,
    .required = true,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Licence"),
    .help = QT_TRANSLATE_NOOP("Catalogue", "The text of the licence."),
};

inline constexpr Parameter reloadedSubsystem {
    .name = "subsystem"_L1,
    .type = Type::Choice,
    .label = QT_TRANSLATE_NOOP("Catalogue", "Subsystem"),
    .help = QT_TRANSLATE_NOOP("Catalogue", "What is read again from the server's configuration."),
    .defaultText = "license",
    .choices = "license",
    .place = Place::Path,
};

inline constexpr Parameter enablePrimary[] { primaryClusterAddr };
inline constexpr Parameter mintToken[] { secondaryId, tokenTtl, secondaryPublicKey };
inline constexpr Parameter revokeSecondary[] { revokedId };
inline constexpr Parameter readFilter[] { filterId };
inline constexpr Parameter writePathsFilter[] { filterId, pathsMode, filterPaths };
inline constexpr Parameter writeMountFilter[] { filterId, mountMode, filterPaths };
inline constexpr Parameter enableSecondary[] { activationToken, primaryApiAddr, caFile, caPath };
inline constexpr Parameter promote[] { primaryClusterAddr, forcePromote };
inline constexpr Parameter updatePrimary[] { updateToken, primaryApiAddr, caFile, caPath,
                                             updateAddrs };
inline constexpr Parameter reindex[] { reindexDiff, reindexForce, reindexSkipFlush };
inline constexpr Parameter drTokenOnly[] { drOperationToken };
inline constexpr Parameter drPromote[] { drOperationToken, primaryClusterAddr, forcePromote };
inline constexpr Parameter drUpdatePrimary[] { drOperationToken, updateToken, primaryApiAddr,
                                               caFile,           caPath,      updateAddrs };
inline constexpr Parameter drReindex[] { drOperationToken, reindexDiff, reindexForce,
                                         reindexSkipFlush };
inline constexpr Parameter startAttempt[] { pgpKey, oneTimePassword };
inline constexpr Parameter provideShare[] { keyShare, attemptNonce };
inline constexpr Parameter writeLicense[] { drOperationToken, licenseText };
inline constexpr Parameter reloadConfig[] { reloadedSubsystem, drOperationToken };

} // namespace switchover::parameters
