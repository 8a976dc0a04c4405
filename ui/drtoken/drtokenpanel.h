// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QDateTime>
#include <QWidget>

class QLabel;
class QPushButton;

namespace switchover {
class Fleet;
struct ClusterSnapshot;
} // namespace switchover

namespace switchover::ui {

class StatusDot;

/// On the DR card: which DR operation token is at hand, until when, and how to get one.
class DrTokenPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit DrTokenPanel(Fleet &fleet, QWidget *parent = nullptr);

    /// Hides itself where no DR operation token matters.
    void show(const ClusterSnapshot &snapshot, const QDateTime &now);

signals:
    void ceremonyRequested(const switchover::ClusterId &secondary);
    void batchTokenRequested(const switchover::ClusterId &primary);

private:
    void forget();

    Fleet &m_fleet;
    ClusterId m_cluster;
    StatusDot *m_state = nullptr;
    QLabel *m_more = nullptr;
    QPushButton *m_generate = nullptr;
    QPushButton *m_prepare = nullptr;
    QPushButton *m_forget = nullptr;
};

} // namespace switchover::ui
