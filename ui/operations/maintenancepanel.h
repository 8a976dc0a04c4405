// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace switchover {
struct ClusterSnapshot;
}

namespace switchover::ui {

class BulletList;
class OperationCenter;
struct Services;

/// What leads to the maintenance operations of a cluster: what is known of its trees, what to do
/// first, a reindex that is running, and its sealed nodes.
class MaintenancePanel final : public QWidget
{
    Q_OBJECT

public:
    MaintenancePanel(Services &services, OperationCenter &operations, QWidget *parent = nullptr);

    void show(const ClusterSnapshot &snapshot);

private:
    Services &m_services;
    OperationCenter &m_operations;
    QWidget *m_sealedBox = nullptr;
    QLabel *m_sealed = nullptr;
    QPushButton *m_unseal = nullptr;
    QLabel *m_reindex = nullptr;
    QProgressBar *m_progress = nullptr;
    BulletList *m_lead = nullptr;
};

} // namespace switchover::ui
