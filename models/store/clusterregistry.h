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

    /// A file that is missing is an empty registry. After any other failure nothing is registered
    /// and nothing is saved, so that the file stays as it is for its owner to mend.
    Result<void> load();
    [[nodiscard]] const QList<ClusterRecord> &clusters() const;
    /// Clusters whose saved name or group had hidden characters, which load() spelled out. Somebody
    /// should rename them.
    [[nodiscard]] const QList<ClusterId> &escapedNames() const { return m_escapedNames; }
    [[nodiscard]] std::optional<ClusterRecord> cluster(const ClusterId &id) const;

    /// InvalidInput (with the field in `where`) for an empty or taken name or an unusable address.
    Result<ClusterId> add(ClusterRecord record);
    Result<void> update(const ClusterRecord &record);
    Result<void> remove(const ClusterId &id);

    [[nodiscard]] QByteArray exported() const;
    /// Decodes an exported file, or a bare array of clusters.
    [[nodiscard]] static Result<QList<ClusterRecord>> decode(const QByteArray &json);
    [[nodiscard]] static Result<QList<ClusterRecord>> readFile(const QString &path);

    /// "https://host:8200" from what a person types or copies from VAULT_ADDR or a browser. Without
    /// a scheme it is HTTPS on port 8200; with one, a missing port is the scheme's own, as for
    /// `vault`.
    [[nodiscard]] static Result<QString> normalizedAddress(const QString &input);
    /// "http://host:port" or "socks5://host:port" from what a person types or copies from
    /// VAULT_PROXY_ADDR; "" stays "". Without a scheme it is HTTP; without a port 3128 or 1080.
    [[nodiscard]] static Result<QString> normalizedProxy(const QString &input);
    /// "AB:CD:…", 32 bytes, from the forms in which tools print a SHA-256 fingerprint.
    [[nodiscard]] static Result<QString> normalizedFingerprint(const QString &input);
    /// True if a token sent to this address could be read on its way: http, and not this computer.
    [[nodiscard]] static bool isPlainHttp(const QString &address);

signals:
    void added(const switchover::ClusterRecord &record);
    void updated(const switchover::ClusterRecord &record);
    void removed(const switchover::ClusterId &id);

private:
    Result<void> save(const QList<ClusterRecord> &clusters);
    [[nodiscard]] qsizetype indexOf(const ClusterId &id) const;
    Result<void> checked(ClusterRecord &record) const;
    static Result<void> checkedWay(ClusterRecord &record);

    QString m_path;
    QList<ClusterRecord> m_clusters;
    QList<ClusterId> m_escapedNames;
    QList<RawField> m_unknownMembers; // of the file's outermost object
    std::optional<Error> m_loadError; // while set, nothing is saved
};

} // namespace switchover
