// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace switchover {
struct ClusterSnapshot;
struct Operation;
} // namespace switchover

namespace switchover::ui {

class CopyLabel;
class ElidedLabel;
class EnvironmentStripe;
class Pill;

/// Top of every operation dialog: whom it will hit, unmistakably, and what is there now.
class DialogHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit DialogHeader(QWidget *parent = nullptr);

    void showTarget(const Operation &operation, const ClusterSnapshot &snapshot);

private:
    EnvironmentStripe *m_stripe = nullptr;
    QLabel *m_title = nullptr;
    ElidedLabel *m_name = nullptr;
    CopyLabel *m_address = nullptr;
    Pill *m_performance = nullptr;
    Pill *m_dr = nullptr;
    QLabel *m_now = nullptr;
};

} // namespace switchover::ui
