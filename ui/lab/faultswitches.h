// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QVBoxLayout;

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
    struct Switch
    {
        QString kind;
        QCheckBox *box = nullptr;
        QComboBox *how = nullptr; ///< which error, how late, …; mostly nothing
    };
    void addChoices(QWidget *box);
    void addSwitch(QVBoxLayout *layout, const lab::FaultInfo &fault);
    [[nodiscard]] QComboBox *makeHow(const lab::FaultInfo &fault);
    void fillNodes();
    void toggle(const Switch &which, bool on);
    void switchOn(const Switch &which);
    void switchOff(const QString &kind);
    [[nodiscard]] bool isChosen(const lab::ActiveFault &fault, const QString &kind) const;
    [[nodiscard]] QString chosenNode() const;

    lab::Lab &m_lab;
    QComboBox *m_cluster = nullptr;
    QComboBox *m_node = nullptr;
    QComboBox *m_requests = nullptr;
    QComboBox *m_often = nullptr;
    QList<Switch> m_switches;
};

} // namespace switchover::ui
