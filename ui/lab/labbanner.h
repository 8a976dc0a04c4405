// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace switchover::lab {
class Lab;
}

namespace switchover::ui {

/// Says that what is shown is the built-in lab. Goes on top of the window.
class LabBanner final : public QWidget
{
    Q_OBJECT

public:
    explicit LabBanner(lab::Lab &lab, QWidget *parent = nullptr);

signals:
    void panelRequested(); ///< show the lab panel

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace switchover::ui
