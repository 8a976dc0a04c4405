// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace switchover::lab {

enum class Type { Performance, Dr };
[[nodiscard]] QString typeName(Type type); ///< "performance", "dr"

enum class Mode { Disabled, Primary, Bootstrapping, Secondary };
[[nodiscard]] QString modeName(Mode mode);

/// How far a secondary is in following its primary.
enum class LinkState { Idle, Connecting, MerkleDiff, MerkleSync, StreamWals };
[[nodiscard]] QString linkStateName(LinkState state);

/// The other end of a link, as shown in secondaries[] and primaries[].
struct Peer
{
    QString id; ///< secondary's id; empty for a primary
    QString apiAddress;
    QString clusterAddress;
    bool connected = false;
    qint64 lastHeartbeatMs = 0;
    qint64 canaryAgeMs = 0; ///< as reported with the last heartbeat
};

struct PathFilter
{
    QString mode; ///< "allow", "deny"; older: "whitelist", "blacklist"
    QStringList paths;
};

/// One replication type on one cluster.
struct Replication
{
    Mode mode = Mode::Disabled;
    QString setId; ///< replication cluster_id

    // As a primary.
    QString primaryClusterAddr; ///< the override given at enable or promote; on a secondary: from
                                ///< the token
    QStringList knownSecondaries;
    QMap<QString, QString> credentials; ///< secondary's id → what its activation carried
    QMap<QString, Peer> secondaries;
    QMap<QString, PathFilter> filters;
    quint64 lastTypeWal = 0;

    // As a secondary.
    std::optional<int> upstream; ///< index of the cluster it follows
    QString credential;
    QString secondaryId;
    LinkState link = LinkState::Idle;
    QString connectionState;
    quint64 lastRemoteWal = 0;
    quint64 heardWal = 0; ///< the primary's WAL by the last heartbeat
    qint64 lastStartMs = 0;
    qint64 stateSinceMs = 0;
    qint64 lastContactMs = 0;
    qint64 canaryMs = 0; ///< the primary's last time stamp that arrived
    std::optional<QStringList> knownPrimaryAddrs;
    QList<Peer> primaries;
    int syncTotal = 0;
    int syncDone = 0;
    QByteArray filteredRoot; ///< the primary's root, when a path filter keeps part of the data away
    quint64 appliedVersion = 0; ///< the upstream's content version that was copied last
    QString publicKey;          ///< of the pair made by generate-public-key

    // Both.
    qint64 lastReindexS = 0; ///< Unix seconds, 0: never
    bool reindexing = false;
    qint64 reindexSinceMs = 0;
    qint64 reindexUntilMs = 0;
    qint64 treeLockedFromMs = 0; ///< until the end of the reindex; nobody reads the tree then
    QString reindexStage;
    int reindexTotal = 0;
    int reindexDone = 0;
    bool foundCorrupt = false; ///< verdict of the last check
    std::optional<qint64> lastCheckMs;

    [[nodiscard]] bool isPrimary() const { return mode == Mode::Primary; }
    [[nodiscard]] bool isSecondary() const
    {
        return mode == Mode::Secondary || mode == Mode::Bootstrapping;
    }
    [[nodiscard]] bool isAttached() const { return isSecondary() && upstream.has_value(); }
};

} // namespace switchover::lab
