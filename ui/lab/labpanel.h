// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <memory>

namespace switchover::lab {
class Lab;
}

namespace switchover::ui {

/// The simulated clusters as their operator sees them: what they hold, their keys, and the faults.
/// Content of a dock widget. Its tokens and keys guard nothing and are shown in the open.
class LabPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit LabPanel(lab::Lab &lab, QWidget *parent = nullptr);
    ~LabPanel() override;

    [[nodiscard]] QSize sizeHint() const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover::ui
