// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/secretfield.h"

#include "ui/widgets/secretedit.h"

namespace switchover::ui {

using namespace Qt::StringLiterals;

SecretField::SecretField(const Parameter &parameter, const FieldContext &context, QWidget *parent)
    : ParameterField(parameter, context, parent)
{
    m_edit = new SecretEdit(u"parameter."_s + parameter.name, parameter.labelText(), this);
    setInput(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &SecretField::edited);
}

void SecretField::edited()
{
    if (m_edit->hasSecret() && !m_held.isEmpty()) {
        m_held.clear();
        m_edit->setPlaceholderText({});
    }
    secretChanged();
    touchAndTell();
}

SecretString SecretField::secret() const
{
    return m_held.isEmpty() ? m_edit->peekSecret() : m_held.clone();
}

void SecretField::hold(SecretString secret, const QString &whence)
{
    m_edit->wipe();
    m_held = std::move(secret);
    m_edit->setPlaceholderText(whence);
    secretChanged();
    touchAndTell();
}

void SecretField::dropHeld()
{
    if (m_held.isEmpty())
        return;
    m_held.clear();
    m_edit->setPlaceholderText({});
    secretChanged();
    touchAndTell();
}

void SecretField::writeTo(Arguments &arguments) const
{
    if (!isBlank())
        arguments.setSecret(parameter().name, secret());
}

void SecretField::readFrom(const Arguments &arguments)
{
    if (const SecretString *given = arguments.secret(parameter().name); given && !given->isEmpty())
        hold(given->clone(), tr("Taken from memory. Type to use another."));
}

bool SecretField::isBlank() const
{
    return m_held.isEmpty() && !m_edit->hasSecret();
}

} // namespace switchover::ui

#include "moc_secretfield.cpp"
