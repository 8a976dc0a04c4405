// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace switchover::ui {

class Card;
class CopyLabel;
class StatusDot;

/// One simulated cluster: its nodes, what it holds, its keys, and what can be done to it.
class ClusterDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit ClusterDetail(lab::Lab &lab, QWidget *parent = nullptr);

    void setCluster(const QString &name);
    void refresh();

signals:
    void failed(const QString &reason);

private:
    struct NodeRow
    {
        QString name;
        StatusDot *state = nullptr;
        QPushButton *seal = nullptr;
        QPushButton *stop = nullptr;
    };
    void buildData();
    void buildNodes();
    void buildKeys();
    void buildSwitches();
    QCheckBox *addSwitch(const QString &text, const QString &help, const QString &objectName,
                         const std::function<Result<void>(bool)> &apply);
    QPushButton *addButton(QLayout *layout, const QString &text, const QString &objectName,
                           const std::function<Result<void>()> &apply);
    void rebuild(const lab::ClusterInfo &info);
    void tell(const Result<void> &result);

    lab::Lab &m_lab;
    QString m_name;
    Card *m_data = nullptr;
    QLabel *m_secrets = nullptr;
    QLabel *m_mark = nullptr;
    QLabel *m_samples = nullptr;
    Card *m_nodes = nullptr;
    QWidget *m_nodeBox = nullptr;
    QList<NodeRow> m_nodeRows;
    Card *m_keys = nullptr;
    CopyLabel *m_root = nullptr;
    CopyLabel *m_batch = nullptr;
    QLabel *m_threshold = nullptr;
    QWidget *m_shares = nullptr;
    QList<CopyLabel *> m_shareLabels;
    Card *m_switches = nullptr;
    QCheckBox *m_slow = nullptr;
    QCheckBox *m_corrupt = nullptr;
    QCheckBox *m_licence = nullptr;
    QWidget *m_partitionBox = nullptr;
    QList<QCheckBox *> m_partitions;
};

} // namespace switchover::ui
