// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/parameterfield.h"

class QCheckBox;

namespace switchover::ui {

class CheckField final : public ParameterField
{
    Q_OBJECT

public:
    CheckField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    void writeTo(Arguments &arguments) const override;
    void readFrom(const Arguments &arguments) override;
    [[nodiscard]] bool isBlank() const override;

private:
    QCheckBox *m_box = nullptr;
};

} // namespace switchover::ui
