// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/choicefield.h"

#include <QComboBox>

namespace switchover::ui {

ChoiceField::ChoiceField(const Parameter &parameter, const FieldContext &context, QWidget *parent)
    : ParameterField(parameter, context, parent)
{
    m_box = new QComboBox(this);
    m_box->addItems(parameter.choiceList());
    const int preset = m_box->findText(QString::fromUtf8(parameter.defaultText));
    m_box->setCurrentIndex(preset < 0 ? 0 : preset);
    setInput(m_box);
    connect(m_box, &QComboBox::currentIndexChanged, this, &ChoiceField::touchAndTell);
}

void ChoiceField::writeTo(Arguments &arguments) const
{
    arguments.set(parameter().name, m_box->currentText());
}

void ChoiceField::readFrom(const Arguments &arguments)
{
    if (arguments.has(parameter().name))
        m_box->setCurrentText(arguments.text(parameter().name));
}

bool ChoiceField::isBlank() const
{
    return m_box->currentIndex() < 0;
}

} // namespace switchover::ui

#include "moc_choicefield.cpp"
