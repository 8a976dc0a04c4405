// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/listfield.h"

#include "ui/widgets/theme.h"

#include <QPlainTextEdit>
#include <QScrollBar>

namespace switchover::ui {

using namespace Qt::StringLiterals;

ListField::ListField(const Parameter &parameter, const FieldContext &context, QWidget *parent)
    : ParameterField(parameter, context, parent)
{
    m_edit = new QPlainTextEdit(this);
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setFont(monospaceFont(font()));
    m_edit->setPlaceholderText(parameter.type == Parameter::Type::MountPaths
                                   ? tr("one a line, for example\nsecret/\nns1/auth/userpass/")
                                   : tr("one a line"));
    m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * 4 + space(Space::Medium, this));
    setInput(m_edit);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &ListField::touchAndTell);
}

QStringList ListField::values() const
{
    QStringList result;
    const QStringList lines = m_edit->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const QStringList parts = line.split(u',', Qt::SkipEmptyParts);
        for (const QString &part : parts) {
            if (const QString value = part.trimmed(); !value.isEmpty())
                result.append(value);
        }
    }
    return result;
}

void ListField::setValues(const QStringList &values)
{
    if (values == this->values())
        return; // also keeps an empty line that is about to be typed in
    const int line = m_edit->verticalScrollBar()->value();
    m_edit->setPlainText(values.join(u'\n'));
    m_edit->verticalScrollBar()->setValue(line);
}

void ListField::writeTo(Arguments &arguments) const
{
    const QStringList list = values();
    if (!list.isEmpty() || parameter().sendEmpty)
        arguments.set(parameter().name, list);
}

void ListField::readFrom(const Arguments &arguments)
{
    if (arguments.has(parameter().name))
        setValues(arguments.texts(parameter().name));
}

bool ListField::isBlank() const
{
    return values().isEmpty();
}

} // namespace switchover::ui

#include "moc_listfield.cpp"
