// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/indexheader.h"

#include <QMessageAuthenticationCode>

#include <algorithm>

namespace switchover::lab {

namespace {

QString setOf(const Cluster &cluster)
{
    return cluster.performance.setId.isEmpty() ? cluster.haClusterId : cluster.performance.setId;
}

/// Of a secondary: what has arrived of its primary's log.
quint64 replicatedWal(const Cluster &cluster)
{
    return cluster.performance.isSecondary() ? cluster.performance.lastRemoteWal : cluster.lastWal;
}

} // namespace

bool tellsIndex(const Cluster &cluster)
{
    return cluster.options.enterprise && cluster.version >= Version { 1, 7, 0 };
}

QByteArray indexOf(const Cluster &cluster)
{
    const QByteArray text = "v1:" + setOf(cluster).toLatin1() + ':'
        + QByteArray::number(cluster.lastWal) + ':' + QByteArray::number(replicatedWal(cluster))
        + ':';
    const QByteArray seal = QMessageAuthenticationCode::hash(
        text, cluster.storage.keyring->batchKey, QCryptographicHash::Sha256);
    return (text + seal.toHex()).toBase64();
}

bool hasIndexes(const Cluster &cluster, const QList<QByteArray> &indexes)
{
    if (!tellsIndex(cluster))
        return true;
    return std::ranges::all_of(indexes, [&cluster](const QByteArray &index) {
        const QList<QByteArray> parts = QByteArray::fromBase64(index).split(':');
        if (parts.value(0) != "v1" || QString::fromLatin1(parts.value(1)) != setOf(cluster))
            return true;
        return parts.value(3).toULongLong() <= replicatedWal(cluster);
    });
}

} // namespace switchover::lab
