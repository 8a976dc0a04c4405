// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"
#include "ui/operations/parameterfield.h"

namespace switchover::ui {

class SecretEdit;

/// A masked field. A secret that comes from the program's own memory is kept beside the edit field
/// and never becomes its text; typing replaces it.
class SecretField : public ParameterField
{
    Q_OBJECT

public:
    SecretField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    void writeTo(Arguments &arguments) const override;
    void readFrom(const Arguments &arguments) override;
    [[nodiscard]] bool isBlank() const override;

protected:
    [[nodiscard]] SecretString secret() const;
    void hold(SecretString secret, const QString &whence);
    /// What was taken from memory is there no longer, so it is not sent either.
    void dropHeld();
    [[nodiscard]] const SecretString &held() const { return m_held; }
    virtual void secretChanged() { }

private:
    void edited();

    SecretEdit *m_edit = nullptr;
    SecretString m_held;
};

} // namespace switchover::ui
