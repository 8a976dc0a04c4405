// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ids.h"
#include "models/replication/pathfilter.h"
#include "models/vault/sidecall.h"

#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>

namespace switchover {

class Fleet;
class VaultClient;

/// What a cluster holds that a path filter could name, as far as the token shows it.
struct MountTree
{
    QList<FilterPlace> places; ///< sorted by path
    QStringList remarks;       ///< what could not be seen, and why
    bool complete = false;     ///< nothing was denied or left out

    friend bool operator==(const MountTree &, const MountTree &) = default;
};

/// Reads mounts, auth methods and namespaces, namespace by namespace.
///
/// sys/mounts and sys/auth show all of a namespace; where the token may not read them, the list
/// made for Vault's own user interface shows what the token can use. No namespaces is a 404, which
/// is no error.
class MountTreeReader final : public QObject
{
    Q_OBJECT

public:
    static constexpr int namespaceLimit = 200;

    MountTreeReader(Fleet &fleet, const ClusterId &cluster, QObject *parent = nullptr);

    void read();
    [[nodiscard]] bool isReading() const { return m_reading; }
    [[nodiscard]] bool wasRead() const { return m_wasRead; }
    [[nodiscard]] const MountTree &tree() const { return m_tree; }

signals:
    void finished();

private:
    using Answer = std::function<void(const Result<SideAnswer> &)>;
    enum class Part { Secrets, Auth };

    [[nodiscard]] VaultClient *client() const;
    void ask(const QByteArray &verb, const QString &path, Answer done);
    void readNext();
    void readMounts(Part part);
    void readVisible();
    void readNamespaces();
    void answered();
    void end();
    void take(const QByteArrayView &body, Part part, bool visible);
    void takeNamespaces(const QByteArrayView &body);
    void remark(const QString &text);
    [[nodiscard]] QString where() const;

    Fleet &m_fleet;
    ClusterId m_cluster;
    MountTree m_tree;
    QStringList m_waiting; ///< namespaces still to be read
    QString m_current;
    int m_missing = 0;
    int m_seen = 0;
    bool m_visibleAsked = false;
    bool m_reading = false;
    bool m_wasRead = false;
};

} // namespace switchover
