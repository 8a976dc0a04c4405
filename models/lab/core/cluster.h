// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/replicationstate.h"
#include "models/lab/core/storage.h"
#include "models/lab/core/version.h"
#include "models/lab/crypto/openpgp.h"

#include <QJsonObject>
#include <QMap>
#include <QSet>

#include <optional>
#include <vector>

namespace switchover::lab {

/// What does not change while a cluster lives.
struct ClusterOptions
{
    QString name;
    QString version = QStringLiteral("1.21.0+ent");
    int nodes = 1;
    int shares = 5;
    int threshold = 3;
    QString storageType = QStringLiteral("raft");
    bool enterprise = true;
    QStringList features { QStringLiteral("Performance Replication"),
                           QStringLiteral("DR Replication"), QStringLiteral("Namespaces"),
                           QStringLiteral("Performance Standby"),
                           QStringLiteral("Automated Snapshots") };
    bool hidesReplicationStatus = false; ///< listener option disable_replication_status_endpoints
    bool announcesAddress =
        true; ///< false: no api_addr configured, so activation tokens carry none
    /// From 2.0: enable_unauthenticated_access = ["generate-operation-token"] in the configuration.
    bool openOperationToken = false;
    QString sealType = QStringLiteral("shamir"); ///< else an auto-unseal: "awskms"
    bool initialized = true;                     ///< false: nobody has called sys/init yet
    [[nodiscard]] bool hasAutoSeal() const { return sealType != QLatin1String("shamir"); }
    int writesPerSecond = 0; ///< background load while primary
    int secrets = 12;
    quint64 wals = 60; ///< written before the story begins
    QString dataTheme; ///< first segment of the sample paths
};

struct Node
{
    QString name;
    QString apiAddress;
    QString clusterAddress;
    bool sealed = false;
    bool stopped = false;
    QList<QByteArray> unsealShares;
    QString unsealNonce;
};

/// A running sys/generate-root or generate-operation-token attempt; there is one place for both.
struct TokenAttempt
{
    enum class Purpose { Root, DrOperation };
    Purpose purpose = Purpose::DrOperation;
    QString nonce;
    QString otp;
    std::optional<openpgp::PublicKey> pgpKey; ///< instead of the one-time password
    QList<QByteArray> shares;
};

/// A running sys/rekey.
struct RekeyAttempt
{
    QString nonce;
    int shares = 5;
    int threshold = 3;
    QList<QByteArray> given;
};

/// A login that waits for its second factors.
struct PendingLogin
{
    QString login; ///< key in SharedData::logins
    Token token;   ///< what it will get, not stored yet
    QJsonObject metadata;
    qint64 expiresMs = 0;
};

struct FailedLogins
{
    int count = 0;
    qint64 lastMs = 0;
};

/// What auth_url has prepared and callback will look for.
struct OidcRequest
{
    QString mount;
    QString role;
    QString redirectUri;
    QString nonce;
    QString clientNonce;
    qint64 expiresMs = 0;
};

/// A question on somebody's telephone.
struct PushRequest
{
    enum class Answer { None, Approved, Denied };
    QString login;
    QString method; ///< "duo", "okta", …
    int number = 0; ///< of a number challenge: what the telephone must be told
    QString nonce;  ///< of an Okta login, to ask for the number by
    Answer answer = Answer::None;
    qint64 createdMs = 0;
    qint64 expiresMs = 0;
};

/// A simulated cluster: what its nodes store and know. Rules are in the functions that act on it.
struct Cluster
{
    ClusterOptions options;
    int index = 0;
    Version version;
    QString haClusterId;
    QString haClusterName;
    std::vector<Node> nodes;
    int leader = 0; ///< index of the active node; meaningful while it is up
    qint64 leaderSinceMs = 0;

    Storage storage;
    quint64 lastWal = 0;
    quint64 contentVersion =
        0; ///< counts changes of storage, so that roots need not be computed each time
    mutable QMap<QByteArray, std::pair<quint64, QByteArray>> rootCache;

    Replication performance;
    Replication dr;
    /// What a DR secondary carries of its primary's performance role, and a demoted DR primary of
    /// its own.
    Replication dormantPerformance;

    QString rootToken;    ///< the last root token made here, for people who use the lab
    QString drBatchToken; ///< the batch DR operation token of the set, likewise
    QMap<QString, QString> roleTokens; ///< role → token: observer, operator, failover, architect
    bool initialized = true;
    QSet<QString> drOperationTokens;
    std::optional<TokenAttempt> attempt;
    std::optional<RekeyAttempt> rekey;

    // In the active node's memory, lost with it.
    QMap<QString, PendingLogin> pendingLogins;   ///< by mfa_request_id
    QMap<QString, FailedLogins> failedLogins;    ///< by login
    QMap<QString, OidcRequest> oidcRequests;     ///< by state
    QMap<QString, PushRequest> pushRequests;     ///< by id
    QMap<QString, qint64> usedPasscodes;         ///< "method/login/code" → when it may come again
    QMap<QString, FailedLogins> failedPasscodes; ///< by "method/login"

    qint64 outageFromMs = 0;
    qint64 outageUntilMs = 0; ///< active node away after a change of role
    bool treeCorrupted = false;
    bool slowLink = false;
    bool licenceExpired = false;
    qint64 lastLoadMs = 0;

    [[nodiscard]] Replication &replication(Type type)
    {
        return type == Type::Dr ? dr : performance;
    }
    [[nodiscard]] const Replication &replication(Type type) const
    {
        return type == Type::Dr ? dr : performance;
    }
    [[nodiscard]] bool isDrSecondary() const { return dr.isSecondary(); }
    [[nodiscard]] bool isCommunity() const { return !options.enterprise; }
    [[nodiscard]] bool canReplicate() const
    {
        return options.enterprise
            && (options.storageType == QLatin1String("raft")
                || options.storageType == QLatin1String("consul"));
    }
    /// The active node if it is unsealed and running.
    [[nodiscard]] const Node *activeNode() const;
    [[nodiscard]] Node *activeNode();
    [[nodiscard]] bool isStandby(int node) const { return node != leader; }
    [[nodiscard]] bool hasPerformanceStandbys() const;
    [[nodiscard]] int secretsCount() const;

    /// 40 hexadecimal digits over what this type replicates; equal content gives equal roots.
    [[nodiscard]] QByteArray merkleRoot(Type type) const;
    /// Short word naming the content, for people.
    [[nodiscard]] QString dataMark() const;
    /// To be called after every change of `storage`.
    void contentChanged() { ++contentVersion; }
};

[[nodiscard]] std::unique_ptr<Cluster> makeCluster(const ClusterOptions &options, qint64 nowMs);

/// New tokens of the four roles, after the old ones went with the storage: for scenarios.
void renewRoleTokens(Cluster &cluster, qint64 nowMs);

/// "s.…", "hvs.…" or a UUID, as the version writes service tokens.
[[nodiscard]] QString newTokenId(const Version &version);
[[nodiscard]] int otpLength(const Version &version);

} // namespace switchover::lab
