// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/importplan.h"
#include "ui/widgets/dialogframe.h"

namespace switchover::ui {

/// Lists what an import adds, before anything is added. Its owner adds on accepted().
class ImportDialog final : public DialogFrame
{
    Q_OBJECT

public:
    explicit ImportDialog(const QList<ImportEntry> &plan, QWidget *parent = nullptr);
};

} // namespace switchover::ui
