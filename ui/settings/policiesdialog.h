// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/rolepolicy.h"
#include "ui/widgets/dialogframe.h"

namespace switchover::ui {

/// The least policies for the people who work on replication, by role, to copy.
class PoliciesDialog final : public DialogFrame
{
    Q_OBJECT

public:
    explicit PoliciesDialog(QWidget *parent = nullptr);

private:
    [[nodiscard]] QWidget *makePage(OperatorRole role);
};

} // namespace switchover::ui
