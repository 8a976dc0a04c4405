// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/snapshot.h"

#include <QAbstractItemModel>
#include <QDateTime>
#include <QString>
#include <QStringList>

namespace switchover {

inline const QDateTime sampleTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

inline ReplicationBlock sampleBlock(Mode mode, const QString &modeText)
{
    ReplicationBlock block;
    block.mode = { mode, modeText };
    return block;
}

inline ReplicationBlock disabledBlock()
{
    return sampleBlock(Mode::Disabled, QStringLiteral("disabled"));
}

inline ReplicationBlock primaryBlock(const QStringList &known = {},
                                     const QList<Peer> &secondaries = {})
{
    ReplicationBlock block = sampleBlock(Mode::Primary, QStringLiteral("primary"));
    block.state = { State::Running, QStringLiteral("running") };
    block.setId = QStringLiteral("set-1");
    block.knownSecondaries = known;
    block.secondaries = secondaries;
    return block;
}

inline ReplicationBlock secondaryBlock(const QStringList &known = {},
                                       const QList<Peer> &primaries = {})
{
    ReplicationBlock block = sampleBlock(Mode::Secondary, QStringLiteral("secondary"));
    block.state = { State::StreamWals, QStringLiteral("stream-wals") };
    block.connectionState = { ConnectionState::Ready, QStringLiteral("ready") };
    block.setId = QStringLiteral("set-1");
    block.knownPrimaryClusterAddresses = known;
    block.primaries = primaries;
    return block;
}

inline Peer samplePeer(const QString &id, ConnectionStatus status = ConnectionStatus::Connected,
                       const QDateTime &heartbeat = sampleTime)
{
    return {
        .nodeId = id,
        .apiAddress = QStringLiteral("https://%1:8200").arg(id),
        .clusterAddress = QStringLiteral("https://%1:8201").arg(id),
        .connectionStatus = { { status,
                                status == ConnectionStatus::Connected
                                    ? QStringLiteral("connected")
                                    : QStringLiteral("disconnected") } },
        .lastHeartbeat = heartbeat,
    };
}

inline ClusterSnapshot sampleSnapshot(const QString &id, const QString &name,
                                      const QString &group = {})
{
    ClusterSnapshot snapshot;
    snapshot.identity = { .id = { id },
                          .name = name,
                          .group = group,
                          .address = QStringLiteral("https://%1:8200").arg(id) };
    snapshot.pollInterval = std::chrono::seconds(10);
    return snapshot;
}

inline ClusterSnapshot readSnapshot(const QString &id, const QString &name,
                                    const ReplicationBlock &performance, const ReplicationBlock &dr,
                                    const QString &group = {})
{
    ClusterSnapshot snapshot = sampleSnapshot(id, name, group);
    snapshot.revision = 1;
    snapshot.takenAt = sampleTime;
    snapshot.statusAt = sampleTime;
    snapshot.healthAt = sampleTime;
    snapshot.status = ReplicationStatus { .performance = performance, .dr = dr };
    snapshot.health = Health { .httpStatus = 200,
                               .initialized = true,
                               .sealed = false,
                               .standby = false,
                               .version = QStringLiteral("1.17.3+ent") };
    return snapshot;
}

/// One column of a flat model as people read it.
inline QStringList columnTexts(const QAbstractItemModel &model, int column,
                               int role = Qt::DisplayRole)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, column).data(role).toString());
    return texts;
}

/// A tree as indented lines.
inline QStringList treeLines(const QAbstractItemModel &model, const QModelIndex &parent = {},
                             const QString &indent = {})
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        lines.append(indent + index.data().toString());
        lines += treeLines(model, index, indent + QStringLiteral("  "));
    }
    return lines;
}

} // namespace switchover
