// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>

namespace switchover {
class Clock;
}

/// Simulated Vault Enterprise clusters behind real HTTP(S) on loopback.
///
/// The lab is a second opinion: it shares no code with the client side, so that a mistake made
/// there is not repeated here. Its tokens and keys guard nothing, hence plain QString.
namespace switchover::lab {

struct ScenarioInfo
{
    QString name;
    QString description; ///< one sentence
};

enum class NodeState { Active, Standby, PerformanceStandby, Sealed, Stopped };
[[nodiscard]] QString
nodeStateName(NodeState state); ///< "active", "standby", "perfstandby", "sealed", "stopped"

struct NodeInfo
{
    QString name;           ///< "amber-1"
    QString address;        ///< API address, "http://127.0.0.1:35001"
    QString clusterAddress; ///< "https://127.0.0.1:35002"; nothing listens there
    NodeState state = NodeState::Active;

    friend bool operator==(const NodeInfo &, const NodeInfo &) = default;
};

struct ClusterInfo
{
    QString name;
    QString address; ///< of the active node; of the first node if none is active
    QString version; ///< "1.21.0+ent"
    QString edition; ///< "enterprise" or "community"
    QList<NodeInfo> nodes;
    QString rootToken; ///< the one that works now; empty if none is known to work (after a wipe)
    QStringList unsealKeys; ///< base64; after secondary/enable these are the primary's
    int threshold = 1;
    /// Role → token that works now: "observer", "operator", "failover", "architect". Empty where
    /// nobody can be signed in, and after a wipe.
    QMap<QString, QString> roleTokens = {};
    QString drBatchToken;    ///< batch DR operation token of the set, empty if it never had one
    QString performanceMode; ///< Vault's words: disabled, primary, secondary, bootstrapping
    QString drMode;
    int secretsCount = 0;
    QStringList sampleEntries; ///< some paths of what is stored
    QString
        dataMark; ///< short word that names the data: equal on clusters that hold the same data set
    bool licenceExpired = false;
    bool slowLink = false;
    bool treeCorrupted = false;
    QStringList partitionedFrom; ///< names of clusters this one cannot reach

    friend bool operator==(const ClusterInfo &, const ClusterInfo &) = default;
};

/// One way of signing in to a cluster, with all that it takes.
struct SignInInfo
{
    QString method;          ///< "userpass", "ldap", "approle", "oidc", …
    QString mount;           ///< "userpass", "corp/directory"
    QString nameSpace;       ///< "" or "retail/"
    QString name;            ///< of the user, or of the role
    QString password;        ///< github: the personal access token
    QString roleId;          ///< approle
    QString secretId;        ///< approle
    QString jwt;             ///< jwt, kubernetes
    QString certificateFile; ///< cert; only with TLS
    QString keyFile;         ///< cert; only with TLS
    QString totpSeed;        ///< base32; see Lab::totpCode()
    QString remark;          ///< what is special: "mfa", "locked", "expired", …; mostly empty

    friend bool operator==(const SignInInfo &, const SignInInfo &) = default;
};

/// A telephone that rings.
struct PushInfo
{
    QString id;
    QString cluster;
    QString user;   ///< "userpass/users/push-silent"
    QString method; ///< "duo", "okta"
    int number = 0; ///< of a number challenge
};

enum class FaultGroup { Connection, Refusal, Unreadable, Proxy, Tls };
[[nodiscard]] QString faultGroupName(FaultGroup group); ///< for people

/// One kind of bad answer that can be switched on.
struct FaultInfo
{
    QString id;    ///< "drop-after"
    QString label; ///< for a switch
    QString help;  ///< one sentence
    FaultGroup group = FaultGroup::Connection;
    bool needsTls = false; ///< without TLS it changes nothing
};

/// A bad answer: which, for which requests, how often.
struct FaultSpec
{
    QString kind;             ///< a FaultInfo::id
    QString pathPrefix;       ///< without "/v1/", for example "sys/replication/"; empty: every path
    QString method;           ///< "GET", "POST" (also matches PUT), …; empty: every method
    std::optional<int> count; ///< how many matching requests; nullopt: until cleared
    int status = 500;         ///< for kind "error"
    QString text; ///< for kind "error": Vault's error text; for redirects: the target's base
                  ///< address; for "clock-off": seconds
    std::chrono::milliseconds delay { 2000 }; ///< for kind "slow"

    friend bool operator==(const FaultSpec &, const FaultSpec &) = default;
};

struct ActiveFault
{
    int id = 0;
    QString cluster;
    QString node;   ///< empty: all nodes
    FaultSpec spec; ///< count is what remains

    friend bool operator==(const ActiveFault &, const ActiveFault &) = default;
};

struct RequestEntry
{
    quint64 sequence = 0; ///< counts from 1 over the whole lab
    QDateTime time;       ///< by the lab's clock
    QString cluster;
    QString node;
    QByteArray method;
    QString path; ///< decoded, with leading "/v1/"
    QString query;
    QByteArray body;  ///< at most its first 256 KiB
    QByteArray token; ///< as presented in X-Vault-Token or Authorization: Bearer
    QByteArray namespaceHeader;
    bool vaultRequestHeader = false; ///< X-Vault-Request: true was sent
    int status = 0;                  ///< answered; 0: no (complete) answer was given
};

struct Options
{
    QString scenario = QStringLiteral("full");
    bool tls = false;
    quint16 firstPort =
        0; ///< 0: any free ports; else the control address, then one port a node upwards
    double tempo = 1.0; ///< delays are divided by it; tests use 20 or more
    const Clock *clock =
        nullptr; ///< for tests; not owned, must outlive the lab. nullptr: the system's
    // What every cluster is, instead of what the scenario says. Empty: as the scenario says.
    QString version; ///< "1.13.2+ent"
    QString edition; ///< "enterprise" or "community"
    QString storage; ///< "raft"; "file" for storage without transactions, which cannot replicate
    /// Vault 2.0's setting enable_unauthenticated_access, for example {"generate-operation-token"}.
    QStringList unauthenticatedAccess;
    int nodes = 0; ///< of each cluster; 0: as the scenario says
    bool announceAddress =
        true; ///< false: no api_addr is configured, so activation tokens carry none
};

class Lab final : public QObject
{
    Q_OBJECT

public:
    explicit Lab(Options options, QObject *parent = nullptr);
    ~Lab() override;

    [[nodiscard]] static QList<ScenarioInfo> scenarios();

    /// Builds the scenario and listens. InvalidInput for an unknown scenario or a port in use; a
    /// lab that could not start stays unusable.
    [[nodiscard]] Result<void> start();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] const Options &options() const;

    [[nodiscard]] QList<ClusterInfo> clusters() const;
    /// Clusters are named; an unknown name gives nullopt.
    [[nodiscard]] std::optional<ClusterInfo> cluster(const QString &name) const;

    [[nodiscard]] QUrl controlAddress() const; ///< see models/lab/control.h
    [[nodiscard]] QByteArray caPem() const;    ///< empty without TLS
    [[nodiscard]] QString caFile() const; ///< the same in a temporary file, removed with the lab
    // Signing in. An unknown cluster gives an empty list.
    [[nodiscard]] QList<SignInInfo> signIns(const QString &cluster) const;
    [[nodiscard]] QByteArray signInsJson(const QString &cluster) const; ///< the same as JSON array
    [[nodiscard]] QUrl identityProvider() const; ///< where OIDC logins lead to
    /// The passcode of this moment, by the lab's clock.
    [[nodiscard]] QString totpCode(const QString &seed) const;
    [[nodiscard]] QList<PushInfo> pushes() const; ///< telephones that wait for an answer
    enum class PushAnswer { Approve, Deny };
    /// Empty id: all of them.
    Result<void> answerPush(const QString &id, PushAnswer answer);

    [[nodiscard]] QDateTime now() const; ///< by the lab's clock
    /// One JSON object on one line: clusters[]{name, address, version, edition, nodes[],
    /// root_token, unseal_keys[], threshold, dr_batch_token, role_tokens{}, sign_ins[] (up to 20
    /// clusters), …}, control, identity_provider, ca_file, scenario, now.
    [[nodiscard]] QByteArray description() const;

    // Bad answers.
    [[nodiscard]] static QList<FaultInfo> availableFaults();
    /// Returns the fault's id. `node` empty: all nodes. InvalidInput for unknown names.
    Result<int> setFault(const QString &cluster, const QString &node, const FaultSpec &spec);
    void clearFault(int id);
    void clearFaults();
    [[nodiscard]] QList<ActiveFault> faults() const;

    // Bad days. Names that do not exist are InvalidInput.
    void advanceClock(std::chrono::milliseconds by);
    Result<void> seal(const QString &node);
    Result<void> unsealAll(const QString &cluster); ///< every node, with the right shares
    Result<void> stopNode(const QString &node);     ///< refuses connections until started
    Result<void>
    startNode(const QString &node); ///< comes back sealed, as a restarted Shamir server does
    Result<void> stepDown(const QString &cluster);
    enum class Partition { Healed, Cut };
    Result<void> partition(const QString &clusterA, const QString &clusterB, Partition partition);
    enum class Link { Normal, Slow };
    Result<void> setLink(const QString &cluster,
                         Link link); ///< slow: falls behind by hundreds of WALs
    enum class Tree { Sound, Corrupt };
    Result<void> corruptTree(const QString &cluster, Tree tree = Tree::Corrupt);
    enum class Licence { Valid, Expired };
    Result<void> setLicence(const QString &cluster, Licence licence);
    Result<void> writeSecrets(const QString &cluster, int count); ///< as an application would

    // What the clients asked.
    [[nodiscard]] QList<RequestEntry> requestLog() const;
    void clearRequestLog();

signals:
    void changed(); ///< clusters(), faults(); at most ten times a second
    void
    requestSeen(const switchover::lab::RequestEntry &entry); ///< after it was answered or given up

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover::lab
