// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/store/clusterrecord.h"

#include <QList>
#include <QObject>

#include <optional>

namespace switchover {

/// The registered clusters, saved as JSON in one file (QSaveFile, mode 0600). Members this version
/// does not know survive a save. The same format is exported and imported; it never holds secrets.
///
/// Format: {"format":"switchover-fleet","version":1,"clusters":[{"name":…,"address":…, …}]}; only
/// name and address are required, a missing id is made up on reading. README documents the rest.
class ClusterRegistry final : public QObject
{
    Q_OBJECT

public:
    /// `path` "" keeps everything in memory (lab, --fleet).
    explicit ClusterRegistry(QString path, QObject *parent = nullptr);

    Result<void> load();
    [[nodiscard]] const QList<ClusterRecord> &clusters() const;
    [[nodiscard]] std::optional<ClusterRecord> cluster(const ClusterId &id) const;

    /// InvalidInput (with the field in `where`) for an empty or taken name or an unusable address.
    Result<ClusterId> add(ClusterRecord record);
    Result<void> update(const ClusterRecord &record);
    Result<void> remove(const ClusterId &id);

    [[nodiscard]] QByteArray exported() const;
    /// Decodes an exported file, or a bare array of clusters.
    [[nodiscard]] static Result<QList<ClusterRecord>> decode(const QByteArray &json);
    [[nodiscard]] static Result<QList<ClusterRecord>> readFile(const QString &path);

    /// "https://host:8200" from what a person types (scheme and port may be missing).
    [[nodiscard]] static Result<QString> normalizedAddress(const QString &input);

signals:
    void added(const switchover::ClusterRecord &record);
    void updated(const switchover::ClusterRecord &record);
    void removed(const switchover::ClusterId &id);

private:
    Result<void> save();

    QString m_path;
    QList<ClusterRecord> m_clusters;
    QByteArray m_unknownMembers;
};

} // namespace switchover
