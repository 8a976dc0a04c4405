// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ids.h"
#include "models/base/secretstring.h"
#include "models/replication/health.h"
#include "models/replication/sealtable.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <map>
#include <memory>
#include <optional>

namespace switchover {

class ActivityLog;
class ClusterRegistry;
class ClusterSession;
class Fleet;
class VaultClient;

/// Unsealing the nodes of one cluster with key shares, one share at a time, to one node or to all
/// that are sealed.
///
/// Besides the registered addresses it shows the nodes that the cluster named while somebody was
/// signed in (a new secondary takes no token of before). They are asked for their seal status,
/// without a token; a share goes only to addresses that the user registered, so they have to be
/// registered first. No node gets a share twice: what was given is remembered
/// by its digest until the node restarts. A node is read right before: one that is not sealed,
/// or does not say so, gets none. An answer that was lost is settled by reading the seal status,
/// never by sending again. Shares are kept no longer than until they are sent.
class UnsealGuide final : public QObject
{
    Q_OBJECT

public:
    enum class NodeState {
        Unread,
        Unreachable,
        Uninitialized,
        Removed, ///< from the cluster: unsealing does not help
        Unsealed,
        Sealed,     ///< waits for shares
        SealedAuto, ///< opens itself, or has to be restarted
    };
    enum class Mood { Neutral, Good, Attention, Bad };
    struct Node
    {
        QString address;
        bool isRegistered = true;
        NodeState state = NodeState::Unread;
        int progress = 0;
        int threshold = 0;
        int shares = 0;
        bool isBusy = false; ///< a share is on its way
        Mood mood = Mood::Neutral;
        QString news; ///< what came of the newest share, or why it cannot be reached

        friend bool operator==(const Node &, const Node &) = default;
    };

    UnsealGuide(Fleet &fleet, ClusterRegistry &registry, ActivityLog &activity,
                const ClusterId &cluster, QObject *parent = nullptr);
    ~UnsealGuide() override;

    void start(std::chrono::milliseconds interval = std::chrono::seconds(2));
    void stop();
    void read(); ///< asks all nodes now

    [[nodiscard]] ClusterId cluster() const { return m_cluster; }
    [[nodiscard]] const QList<Node> &nodes() const { return m_nodes; }
    [[nodiscard]] const Node *node(const QString &address) const;
    [[nodiscard]] int sealedCount() const; ///< registered nodes that wait for shares
    /// Every registered node was read and is unsealed, and so is every other node that the cluster
    /// named and that answers.
    [[nodiscard]] bool isAllUnsealed() const;
    /// The cluster named all its nodes. It tells only somebody signed in: if it did not, only the
    /// registered addresses are known and other nodes may be sealed.
    [[nodiscard]] bool knowsOthers() const;
    /// Nodes that the cluster named, are not registered, and wait for shares or are still unread.
    [[nodiscard]] QStringList unconfirmed() const;
    /// Nodes that the cluster named, are not registered, and do not answer.
    [[nodiscard]] QStringList silentOthers() const;
    /// Nodes that wait for shares at an http address that is not this computer's own: whoever
    /// listens on the way reads a share given to them.
    [[nodiscard]] QStringList unencrypted() const;
    [[nodiscard]] bool hasTls() const; ///< some registered address of the cluster is https
    [[nodiscard]] bool isBusy() const;
    /// Why a share could not be given to the node; "" if it could.
    [[nodiscard]] QString whyNot(const Node &node) const;

    /// The primary this cluster follows, if it is registered.
    [[nodiscard]] QString primaryName() const;
    [[nodiscard]] SealKind primarySeal() const;
    [[nodiscard]] SealKind ownSeal() const;

    /// To every sealed node that has not had it. Returns to how many it goes; 0 says why in
    /// refusal().
    int giveToAll(SecretString share);
    bool give(const QString &address, SecretString share);
    [[nodiscard]] const QString &refusal() const { return m_refusal; }
    /// The node forgets the shares it was given.
    void reset(const QString &address);
    /// The user confirmed that a discovered node belongs to the cluster.
    Result<void> registerNode(const QString &address);
    /// The user knows a node that neither is registered nor was named.
    Result<void> addAddress(const QString &address);

signals:
    void changed();

private:
    struct Memory
    {
        QSet<QByteArray> given;
        QString nonce;
        quint64 question = 0;
    };
    [[nodiscard]] ClusterSession *session() const;
    [[nodiscard]] Node *find(const QString &address);
    void follow();
    void readNode(const QString &address);
    [[nodiscard]] VaultClient *clientFor(const QString &address);
    void nameOthers();
    void found(const QString &address);
    void take(const QString &address, const Result<SealStatus> &seal);
    void takeSeal(Node &node, const SealStatus &seal);
    void send(Node &node, const SecretString &share);
    void sendIfSealed(const QString &address, const QByteArray &digest, SecretString share,
                      const Result<SealStatus> &seal);
    void shareAnswered(const QString &address, int before, const QByteArray &digest,
                       const Result<SealStatus> &answer);
    void shareRefused(Node &node, const QByteArray &digest, const Error &error);
    void settleLost(const QString &address, int before);
    void tell(Node &node, Mood mood, const QString &text);
    void note(const QString &text, bool good);

    Fleet &m_fleet;
    ClusterRegistry &m_registry;
    ActivityLog &m_activity;
    ClusterId m_cluster;
    QList<Node> m_nodes;
    QHash<QString, Memory> m_memory;
    std::optional<SealStatus> m_seal; ///< of any of its nodes
    QString m_refusal;
    QTimer m_timer;
    /// For nodes that are not registered; without a token.
    std::map<QString, std::unique_ptr<VaultClient>> m_strangers;
    bool m_othersAsked = false;
};

} // namespace switchover
