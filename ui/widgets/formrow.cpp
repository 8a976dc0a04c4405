// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/formrow.h"

#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QVBoxLayout>

namespace switchover::ui {

QFormLayout *makeForm(QWidget *parent)
{
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(space(Space::Medium, parent));
    form->setVerticalSpacing(space(Space::Small, parent) + space(Space::Tiny, parent));
    form->setLabelAlignment(Qt::AlignLeft);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    return form;
}

FormRow addFormRow(QFormLayout *form, const QString &label, QWidget *field,
                   const QString &objectName, const QString &help)
{
    FormRow row;
    field->setObjectName(objectName);
    if (label.isEmpty()) {
        if (const auto *box = qobject_cast<QCheckBox *>(field))
            field->setAccessibleName(withoutMnemonic(box->text()));
    } else {
        row.label = new PlainLabel(label);
        // A row of several has the focus nowhere but in its field.
        row.label->setBuddy(field->focusPolicy() == Qt::NoFocus && field->focusProxy()
                                ? field->focusProxy()
                                : field);
        row.label->setContentsMargins(0, 0, 2, 0); // the last letter may reach over its advance
        field->setAccessibleName(withoutMnemonic(label));
    }
    field->setAccessibleDescription(help);

    auto *column = new QVBoxLayout;
    column->setSpacing(space(Space::Tiny, field) - 1);
    const bool grows = field->sizePolicy().expandingDirections() & Qt::Horizontal;
    column->addWidget(field, 0, grows ? Qt::Alignment() : Qt::AlignLeft);
    if (!help.isEmpty()) {
        row.help = makeHelpLabel(help);
        column->addWidget(row.help);
    }
    auto *error = new MutedLabel({});
    error->setColor(SemanticColor::Danger);
    error->setFont(smallFont(error->font()));
    error->setWordWrap(true);
    error->setObjectName(objectName + QStringLiteral("Error"));
    error->hide();
    column->addWidget(error);
    column->addStretch();
    row.error = error;
    if (row.label)
        form->addRow(row.label, column);
    else
        form->addRow(QString(), column);
    return row;
}

void setFieldError(const FormRow &row, const QString &error)
{
    row.error->setText(error);
    row.error->setAccessibleName(error);
    row.error->setVisible(!error.isEmpty());
}

QLabel *makeHelpLabel(const QString &text, QWidget *parent)
{
    auto *label = new MutedLabel(text, parent);
    label->setFont(smallFont(label->font()));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel *makeHeading(const QString &text, QWidget *parent)
{
    auto *label = new PlainLabel(text, parent);
    label->setFont(titleFont(label->font()));
    return label;
}

QString withoutMnemonic(QString text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == u'&') {
            if (i + 1 < text.size() && text.at(i + 1) == u'&')
                result += text.at(++i);
            continue;
        }
        result += text.at(i);
    }
    return result;
}

} // namespace switchover::ui
