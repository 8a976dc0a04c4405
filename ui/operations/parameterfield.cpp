// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/parameterfield.h"

#include "ui/operations/activationtokenfield.h"
#include "ui/operations/checkfield.h"
#include "ui/operations/choicefield.h"
#include "ui/operations/linefield.h"
#include "ui/operations/listfield.h"
#include "ui/operations/mountpathsfield.h"
#include "ui/operations/operationtokenfield.h"
#include "ui/operations/secretfield.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

QString defaultHint(const Parameter &parameter)
{
    const QString text = QString::fromUtf8(parameter.defaultText);
    return text.isEmpty() ? QString() : ParameterField::tr("default %1").arg(text);
}

ParameterField *ParameterField::create(const Parameter &parameter, const FieldContext &context,
                                       QWidget *parent)
{
    switch (parameter.type) {
    case Parameter::Type::Boolean:
        return new CheckField(parameter, context, parent);
    case Parameter::Type::Choice:
        return new ChoiceField(parameter, context, parent);
    case Parameter::Type::TextList:
        return new ListField(parameter, context, parent);
    case Parameter::Type::MountPaths:
        return new MountPathsField(parameter, context, parent);
    case Parameter::Type::Secret:
    case Parameter::Type::KeyShare:
        return new SecretField(parameter, context, parent);
    case Parameter::Type::DrOperationToken:
        return new OperationTokenField(parameter, context, parent);
    case Parameter::Type::ActivationToken:
        return new ActivationTokenField(parameter, context, parent);
    case Parameter::Type::Text:
    case Parameter::Type::Duration:
    case Parameter::Type::Address:
    case Parameter::Type::ClusterAddress:
    case Parameter::Type::ServerPath:
    case Parameter::Type::SecondaryId:
    case Parameter::Type::PublicKey:
        break;
    }
    return new LineField(parameter, context, parent);
}

ParameterField::ParameterField(const Parameter &parameter, const FieldContext &context,
                               QWidget *parent)
    : QWidget(parent)
    , m_parameter(parameter)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Tiny, this));

    auto *labelRow = new QHBoxLayout;
    labelRow->setSpacing(space(Space::Small, this));
    m_label = new PlainLabel(parameter.labelText(), this);
    m_label->setFont(strongFont(font()));
    labelRow->addWidget(m_label);
    m_required = makeHelpLabel(tr("required", "a form field"), this);
    m_required->setWordWrap(false);
    m_required->setVisible(parameter.required);
    labelRow->addWidget(m_required);
    if (parameter.disk == Parameter::Disk::ThisClustersServers) {
        QLabel *disk =
            makeHelpLabel(tr("on the disk of %1's servers").arg(context.clusterName), this);
        disk->setWordWrap(false);
        labelRow->addWidget(disk);
    }
    labelRow->addStretch();
    layout->addLayout(labelRow);

    m_inputRow = new QHBoxLayout;
    m_inputRow->setSpacing(space(Space::Small, this));
    layout->addLayout(m_inputRow);
    m_below = new QWidget(this);
    auto *below = new QVBoxLayout(m_below);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(space(Space::Tiny, this));
    m_below->hide();
    layout->addWidget(m_below);

    const QString help = parameter.helpText();
    m_help = makeHelpLabel(help, this);
    m_help->setVisible(!help.isEmpty());
    layout->addWidget(m_help);

    m_error = new PlainLabel(this);
    m_error->setObjectName(u"parameterError."_s + parameter.name);
    m_error->setWordWrap(true);
    m_error->hide();
    layout->addWidget(m_error);
}

void ParameterField::setInput(QWidget *input)
{
    input->setObjectName(u"parameter."_s + m_parameter.name);
    input->setAccessibleName(m_parameter.labelText());
    input->setAccessibleDescription(m_help->text());
    m_label->setBuddy(input);
    setFocusProxy(input);
    m_inputRow->addWidget(input, 1);
}

void ParameterField::addAbove(QWidget *widget)
{
    qobject_cast<QVBoxLayout *>(layout())->insertWidget(1, widget);
}

void ParameterField::addBeside(QWidget *widget)
{
    m_inputRow->addWidget(widget);
}

void ParameterField::addBelow(QWidget *widget)
{
    m_below->layout()->addWidget(widget);
    m_below->show();
}

void ParameterField::hideLabel()
{
    m_label->hide();
}

void ParameterField::touchAndTell()
{
    m_touched = true;
    emit changed();
}

void ParameterField::setError(const QString &error)
{
    m_error->setText(error);
    if (QWidget *input = focusProxy()) {
        const QString help = m_help->text();
        input->setAccessibleDescription(error.isEmpty()      ? help
                                            : help.isEmpty() ? error
                                                             : error + u' ' + help);
    }
    m_error->setVisible(!error.isEmpty());
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, semanticColor(SemanticColor::Danger, palette()));
    m_error->setPalette(colors);
}

QString ParameterField::error() const
{
    return m_error->text();
}

void ParameterField::setRequired(bool required)
{
    m_required->setVisible(required || m_parameter.required);
}

} // namespace switchover::ui

#include "moc_parameterfield.cpp"
