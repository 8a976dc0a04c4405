// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/words.h"

#include <QByteArray>
#include <QLatin1StringView>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <span>

namespace switchover {

/// One row of the operation catalogue each. The legacy calls of Vault 0.7 are routes of the
/// performance operations, not operations of their own: the meaning is the same.
enum class OperationId {
    // Both types
    ReadStatus,
    Recover,
    Reindex,
    MerkleCheck,
    // Performance, primary side
    PerformanceReadStatus,
    PerformanceEnablePrimary,
    PerformanceDemote,
    PerformanceDisablePrimary,
    PerformanceMintToken,
    PerformanceRevokeSecondary,
    PathsFilterRead,
    PathsFilterWrite,
    PathsFilterDelete,
    MountFilterRead,
    MountFilterWrite,
    MountFilterDelete,
    DynamicFilterRead,
    // Performance, secondary side
    PerformanceGeneratePublicKey,
    PerformanceEnableSecondary,
    PerformancePromote,
    PerformanceDisableSecondary,
    PerformanceUpdatePrimary,
    SecondaryDynamicFilterRead,
    // DR, primary side
    DrReadStatus,
    DrEnablePrimary,
    DrDemote,
    DrDisablePrimary,
    DrMintToken,
    DrRevokeSecondary,
    // DR, secondary side
    DrGeneratePublicKey,
    DrEnableSecondary,
    DrPromote,
    DrDisableSecondary,
    DrUpdatePrimary,
    DrDeleteOperationToken,
    DrRecover,
    DrReindex,
    DrMerkleCheck,
    DrReadAttempt,
    DrStartAttempt,
    DrCancelAttempt,
    DrProvideKeyShare,
    DrReadLicense,
    DrWriteLicense,
    DrWriteSignedLicense,
    DrReloadConfig,
};

/// What an operation costs if it is the wrong one.
enum class Severity {
    Looks,      ///< reads, or changes nothing that matters
    Changes,    ///< changes a setting; can be changed back
    Interrupts, ///< takes the cluster away for a while
    CutsOff,    ///< ends a role or a connection others depend on
    Destroys,   ///< erases data or gives up the cluster's place in its set
};

enum class HttpMethod { Get, Post, Delete };

/// Who vouches for the call.
enum class Authorization {
    None, ///< no token looked at
    Token,
    SudoToken,        ///< the policy needs `sudo` besides `update`
    DrOperationToken, ///< in the body; the header is not looked at
    OptionalToken,    ///< key shares vouch; since Vault 2.0 a token is needed as well
};

/// The role of the operation's own type that a cluster must have.
enum class RoleNeeded {
    Any,
    Enabled, ///< any role but disabled
    Disabled,
    Primary,
    Secondary, ///< also a demoted one
    DisabledOrSecondary,
};

struct Parameter
{
    enum class Type {
        Text,
        Secret,           ///< masked; a SecretString all the way
        ActivationToken,  ///< Secret with claims to show
        DrOperationToken, ///< Secret
        KeyShare,         ///< Secret
        Duration,         ///< "30m" or seconds
        Boolean,
        TextList,
        Choice,
        Address,        ///< API address as a URL
        ClusterAddress, ///< host:8201 or a URL
        ServerPath,     ///< a path on `disk`'s servers, not on this computer
        SecondaryId,
        MountPaths, ///< list of mount or namespace paths
        PublicKey,
    };
    enum class Place { Body, Query, Path };
    enum class Disk { None, ThisClustersServers };

    QLatin1StringView name; ///< on the wire
    Type type = Type::Text;
    bool required = false;
    const char *label = nullptr; ///< translation source; see label()
    const char *help = nullptr;
    const char *defaultText = ""; ///< what the server takes if it is left out
    Disk disk = Disk::None;
    const char *choices = ""; ///< comma separated
    Place place = Place::Body;
    bool sendEmpty =
        false; ///< sent as it is when set, even empty or default: token "" forgets the primary
    bool inLegacyApi = true; ///< Vault 0.7 knows it too

    [[nodiscard]] QString labelText() const;
    [[nodiscard]] QString helpText() const;
    [[nodiscard]] QStringList choiceList() const;
    [[nodiscard]] bool isSecret() const;
};

/// What has to be seen on the cluster before an operation counts as done. The server's success
/// answer only means "accepted".
enum class DoneWhen {
    Answered,    ///< the answer itself is the result
    ModePrimary, ///< mode primary with an active node
    ModeSecondary,
    ModeDisabled,
    Following,      ///< mode secondary, streaming, connection ready where the server says so
    Detached,       ///< mode secondary without a primary
    SecondaryKnown, ///< the id is in known_secondaries
    SecondaryGone,
    FilterStored,
    FilterGone,
    AttemptStarted,
    AttemptGone,
    AttemptAdvanced,
    Reindexed, ///< reindex running or last_reindex_epoch changed, then not running
    Checked,   ///< last_corruption_check_epoch changed
};

/// What an operation does to the filter of a secondary. Its severity then depends on the data that
/// moves: see filtereffect.h.
enum class FilterAction { None, Stores, Deletes };

struct Operation
{
    OperationId id {};
    QLatin1StringView key; ///< stable name for files and object names: "performance.primary.enable"
    std::optional<ReplicationType> type; ///< nullopt: the whole cluster
    HttpMethod method = HttpMethod::Post;
    QLatin1StringView path;                 ///< without /v1; "{id}" marks a path parameter
    std::optional<HttpMethod> legacyMethod; ///< route on Vault 0.7, nullopt if 0.7 cannot do it
    QLatin1StringView legacyPath;
    Authorization authorization = Authorization::Token;
    RoleNeeded role = RoleNeeded::Any;
    Severity severity = Severity::Looks;
    DoneWhen doneWhen = DoneWhen::Answered;
    FilterAction filterAction = FilterAction::None;
    std::optional<OperationId> observer; ///< the read that shows the effect, if the status does not
    const char *verb = nullptr;          ///< "Demote": for buttons; see verbText()
    const char *title = nullptr;         ///< "Demote performance primary"
    const char *summary = nullptr;       ///< one sentence on what it does
    const char *before = nullptr;        ///< consequences to know before the click, one a line
    const char *after = nullptr;         ///< what remains to be done afterwards, one a line
    std::span<const Parameter> parameters;

    [[nodiscard]] QString verbText() const;
    [[nodiscard]] QString titleText() const;
    [[nodiscard]] QString summaryText() const;
    [[nodiscard]] QStringList consequences() const;
    [[nodiscard]] QStringList followUps() const;
    [[nodiscard]] const Parameter *parameter(QLatin1StringView name) const;
    [[nodiscard]] bool isWrite() const { return method != HttpMethod::Get; }
    /// Needs the review page and the cluster's name typed, whatever the arguments. Certain
    /// arguments ask for it too: see needsTypedName(operation, arguments) in arguments.h.
    [[nodiscard]] bool needsTypedName() const { return severity == Severity::Destroys; }
};

[[nodiscard]] QString severityText(Severity severity);
[[nodiscard]] QByteArray wireName(HttpMethod method);

} // namespace switchover
