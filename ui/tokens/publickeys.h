// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/words.h"

#include <QList>
#include <QString>

#include <optional>

namespace switchover::ui {

/// The public keys that clusters made from here, to hand them to a primary and to know which
/// cluster can open a token. No secrets: the private halves never leave the clusters.
class PublicKeys
{
public:
    struct Entry
    {
        ClusterId cluster;
        QString clusterName;
        ReplicationType type = ReplicationType::Performance;
        QString key;
        bool isOld = false; ///< the cluster has made another since, and forgot this one
    };

    void made(const ClusterId &cluster, const QString &clusterName, ReplicationType type,
              const QString &key);
    [[nodiscard]] QList<Entry> current(ReplicationType type) const;
    [[nodiscard]] std::optional<Entry> find(const QString &key) const;

private:
    QList<Entry> m_entries;
};

} // namespace switchover::ui
