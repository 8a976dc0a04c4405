// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/operation.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace switchover {
class Fleet;
struct ClusterSnapshot;
} // namespace switchover

namespace switchover::ui {

class Pill;

/// The registered clusters an activation token could go to, each with what it would do there, or
/// why it cannot.
class UseOnList final : public QWidget
{
    Q_OBJECT

public:
    UseOnList(Fleet &fleet, ReplicationType type, const ClusterId &primary,
              QWidget *parent = nullptr);

    /// Disables what could be done with the token and says why; "" enables it again.
    void setUnusable(const QString &reason);
    /// Only this cluster can use the token: its public key made it.
    void setOnly(const ClusterId &cluster);
    void focusFirst(); ///< the first cluster the token can be used on

signals:
    void chosen(const switchover::ClusterId &cluster, switchover::OperationId operation);

private:
    struct Row
    {
        QWidget *widget = nullptr;
        Pill *role = nullptr;
        QLabel *reason = nullptr;
        QPushButton *enable = nullptr;
        QPushButton *update = nullptr;
    };
    void add(const ClusterSnapshot &snapshot);
    void show(const ClusterSnapshot &snapshot);
    void remove(const ClusterId &id);

    Fleet &m_fleet;
    ReplicationType m_type;
    ClusterId m_primary;
    QVBoxLayout *m_rows = nullptr;
    QString m_unusable;
    ClusterId m_only; ///< invalid: any cluster
    QLabel *m_empty = nullptr;
    QHash<ClusterId, Row> m_byCluster;
};

} // namespace switchover::ui
