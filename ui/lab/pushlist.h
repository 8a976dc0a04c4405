// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"

#include <QWidget>

class QGridLayout;

namespace switchover::ui {

class Card;

/// The telephones that ring: sign-ins that wait until somebody approves or denies them. Hidden
/// while none does.
class PushList final : public QWidget
{
    Q_OBJECT

public:
    explicit PushList(lab::Lab &lab, QWidget *parent = nullptr);

    /// Returns how many wait.
    int refresh();

signals:
    void failed(const QString &reason);

private:
    void rebuild(const QList<lab::PushInfo> &pushes);
    void addButton(QGridLayout *grid, int row, const lab::PushInfo &push,
                   lab::Lab::PushAnswer answer);

    lab::Lab &m_lab;
    Card *m_card = nullptr;
    QWidget *m_rows = nullptr;
    QStringList m_shown; ///< ids
};

} // namespace switchover::ui
