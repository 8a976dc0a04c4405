// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drtoken/fieldrow.h"

#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

FieldRow makeFieldRow(const QString &caption, QWidget *input, const QString &help,
                      const QString &buttonText, const QString &buttonName, QWidget *parent)
{
    FieldRow row;
    row.box = new QWidget(parent);
    auto *layout = new QVBoxLayout(row.box);
    layout->setContentsMargins({});
    layout->setSpacing(space(Space::Tiny, parent));
    auto *label = new PlainLabel(caption, row.box);
    label->setFont(strongFont(label->font()));
    label->setBuddy(input);
    layout->addWidget(label);
    auto *line = new QHBoxLayout;
    line->setSpacing(space(Space::Small, parent));
    line->addWidget(input, 1);
    layout->addLayout(line);
    input->setAccessibleName(withoutMnemonic(caption));
    input->setAccessibleDescription(help);
    if (!buttonText.isEmpty()) {
        row.button = new QPushButton(buttonText, row.box);
        row.button->setObjectName(buttonName);
        row.button->setAccessibleName(withoutMnemonic(buttonText));
        row.button->setAutoDefault(false);
        line->addWidget(row.button);
        if (auto *edit = qobject_cast<QLineEdit *>(input)) {
            QObject::connect(edit, &QLineEdit::returnPressed, row.button, [button = row.button] {
                if (button->isEnabled())
                    button->click();
            });
        }
    }
    if (!help.isEmpty())
        layout->addWidget(makeHelpLabel(help, row.box));
    return row;
}

} // namespace switchover::ui
