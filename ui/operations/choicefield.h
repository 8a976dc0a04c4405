// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/parameterfield.h"

class QComboBox;

namespace switchover::ui {

class ChoiceField final : public ParameterField
{
    Q_OBJECT

public:
    ChoiceField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    void writeTo(Arguments &arguments) const override;
    void readFrom(const Arguments &arguments) override;
    [[nodiscard]] bool isBlank() const override;

private:
    QComboBox *m_box = nullptr;
};

} // namespace switchover::ui
