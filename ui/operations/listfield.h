// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/parameterfield.h"

class QPlainTextEdit;

namespace switchover::ui {

/// Several values, one a line.
class ListField : public ParameterField
{
    Q_OBJECT

public:
    ListField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    void writeTo(Arguments &arguments) const override;
    void readFrom(const Arguments &arguments) override;
    [[nodiscard]] bool isBlank() const override;

protected:
    [[nodiscard]] QStringList values() const;
    void setValues(const QStringList &values);

private:
    QPlainTextEdit *m_edit = nullptr;
};

} // namespace switchover::ui
