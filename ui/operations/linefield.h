// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/parameterfield.h"

class QLineEdit;

namespace switchover::ui {

/// One line of text: identifiers, addresses, durations, paths, keys.
class LineField final : public ParameterField
{
    Q_OBJECT

public:
    LineField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    void writeTo(Arguments &arguments) const override;
    void readFrom(const Arguments &arguments) override;
    [[nodiscard]] bool isBlank() const override;

private:
    void offerPublicKeys(const FieldContext &context);

    QLineEdit *m_edit = nullptr;
};

} // namespace switchover::ui
