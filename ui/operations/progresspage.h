// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QTimer;

namespace switchover {
class Clock;
struct ClusterSnapshot;
} // namespace switchover

namespace switchover::ui {

class OperationJob;
class StatusDot;

/// An operation under way: which stage, what is awaited, since when, how long it takes normally.
class ProgressPage final : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressPage(const Clock &clock, QWidget *parent = nullptr);

    /// Follows the job until it finishes or another is given.
    void follow(const OperationJob *job);
    /// What the cluster shows meanwhile: the stages and figures of a reindex.
    void showSnapshot(const ClusterSnapshot &snapshot);

private:
    void update();
    void showSince();

    const Clock &m_clock;
    QPointer<const OperationJob> m_job; ///< the centre's; may go before this page does
    StatusDot *m_checking = nullptr;
    StatusDot *m_sending = nullptr;
    StatusDot *m_waiting = nullptr;
    QLabel *m_awaited = nullptr;
    QLabel *m_seen = nullptr;
    QLabel *m_since = nullptr;
    QLabel *m_figures = nullptr;
    QProgressBar *m_bar = nullptr;
    QTimer *m_tick = nullptr;
};

} // namespace switchover::ui
