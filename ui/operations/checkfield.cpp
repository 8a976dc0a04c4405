// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/checkfield.h"

#include <QCheckBox>

namespace switchover::ui {

CheckField::CheckField(const Parameter &parameter, const FieldContext &context, QWidget *parent)
    : ParameterField(parameter, context, parent)
{
    m_box = new QCheckBox(parameter.labelText(), this);
    hideLabel();
    setInput(m_box);
    connect(m_box, &QCheckBox::toggled, this, &CheckField::touchAndTell);
}

void CheckField::writeTo(Arguments &arguments) const
{
    if (m_box->isChecked())
        arguments.set(parameter().name, true);
}

void CheckField::readFrom(const Arguments &arguments)
{
    if (arguments.has(parameter().name))
        m_box->setChecked(arguments.isOn(parameter().name));
}

bool CheckField::isBlank() const
{
    return !m_box->isChecked();
}

} // namespace switchover::ui

#include "moc_checkfield.cpp"
