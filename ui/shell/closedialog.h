// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/dialogframe.h"

#include <QStringList>

namespace switchover::ui {

/// Asks before the window closes while operations are under way. Accepted means: close.
class CloseDialog final : public DialogFrame
{
    Q_OBJECT

public:
    CloseDialog(const QStringList &running, QWidget *parent);
};

} // namespace switchover::ui
