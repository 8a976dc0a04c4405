// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/operation.h"

#include <QList>
#include <QWidget>

class QLabel;
class QPushButton;

namespace switchover {
struct ClusterSnapshot;
}

namespace switchover::ui {

/// The buttons of some operations: everyday ones first, dangerous ones on a line of their own,
/// outlined in red. Buttons that do not fit the cluster's role are left out; those that cannot be
/// used now are disabled and say why.
class OperationGroup final : public QWidget
{
    Q_OBJECT

public:
    explicit OperationGroup(const QList<OperationId> &operations, QWidget *parent = nullptr);

    /// Hides itself when no operation of it is relevant.
    void show(const ClusterSnapshot &snapshot);
    [[nodiscard]] bool hasRelevant() const { return m_relevant; }

signals:
    void chosen(switchover::OperationId operation);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Button
    {
        OperationId operation {};
        QPushButton *button = nullptr;
        QString reason;
        bool relevant = false;
    };
    void showReason(const QString &reason);
    [[nodiscard]] QString commonReason() const;

    QList<Button> m_buttons;
    QWidget *m_everyday = nullptr;
    QWidget *m_dangerous = nullptr;
    QLabel *m_reason = nullptr;
    bool m_relevant = false;
};

} // namespace switchover::ui
