// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"

#include <QWidget>

class QCheckBox;
class QComboBox;

namespace switchover::ui {

/// The lab's bad answers as switches: for which cluster or node, for which requests, how often.
class FaultSwitches final : public QWidget
{
    Q_OBJECT

public:
    explicit FaultSwitches(lab::Lab &lab, QWidget *parent = nullptr);

    void refresh();

signals:
    void failed(const QString &reason);

private:
    void fillNodes();
    void toggle(const QString &kind, bool on);
    [[nodiscard]] QString chosenNode() const;

    lab::Lab &m_lab;
    QComboBox *m_cluster = nullptr;
    QComboBox *m_node = nullptr;
    QComboBox *m_requests = nullptr;
    QComboBox *m_often = nullptr;
    QList<QCheckBox *> m_switches;
};

} // namespace switchover::ui
