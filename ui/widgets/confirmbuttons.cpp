// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confirmbuttons.h"

#include "models/base/tooltip.h"
#include "ui/widgets/consolestyle.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace switchover::ui {

void setEmphasis(QPushButton *button, Emphasis emphasis)
{
    button->setProperty(emphasisProperty,
                        emphasis == Emphasis::Primary ? QStringLiteral("primary")
                                                      : QStringLiteral("danger"));
    if (emphasis == Emphasis::Danger) {
        button->setAutoDefault(false);
        button->setDefault(false);
    }
    button->update();
}

ConfirmButtons::ConfirmButtons(const QString &actionText, const QString &actionName,
                               Emphasis emphasis, QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_action(new QPushButton(actionText, this))
{
    m_cancel->setObjectName(QStringLiteral("cancelButton"));
    m_cancel->setAccessibleName(tr("Cancel"));
    m_action->setObjectName(actionName);
    m_action->setAccessibleName(withoutMnemonic(actionText));
    setEmphasis(m_action, emphasis);
    m_layout->setContentsMargins({});
    m_layout->setSpacing(space(Space::Small, this));
    m_layout->addStretch();
    m_layout->addWidget(m_cancel);
    if (emphasis == Emphasis::Danger) {
        m_layout->addSpacing(space(Space::Large, this));
        m_cancel->setDefault(true);
    } else {
        m_cancel->setAutoDefault(false);
        m_action->setDefault(true);
    }
    m_layout->addWidget(m_action);
    connect(m_cancel, &QPushButton::clicked, this, &ConfirmButtons::cancelled);
    connect(m_action, &QPushButton::clicked, this, &ConfirmButtons::confirmed);
}

void ConfirmButtons::setActionEnabled(bool enabled, const QString &whyNot)
{
    m_action->setEnabled(enabled);
    m_action->setToolTip(plainToolTip(enabled ? QString() : whyNot));
    m_action->setAccessibleDescription(enabled ? QString() : whyNot);
}

QPushButton *ConfirmButtons::addButton(const QString &text, const QString &objectName)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setAccessibleName(withoutMnemonic(text));
    button->setAutoDefault(false);
    int position = 0;
    while (position < m_layout->count() && m_layout->itemAt(position)->widget())
        ++position;
    m_layout->insertWidget(position, button);
    return button;
}

} // namespace switchover::ui

#include "moc_confirmbuttons.cpp"
