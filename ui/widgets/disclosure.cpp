// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/disclosure.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/theme.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace switchover::ui {

Disclosure::Disclosure(const QString &title, const QString &objectName, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    m_button = new QToolButton(this);
    m_button->setObjectName(objectName);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setAutoRaise(true);
    m_button->setFont(strongFont(font()));
    m_button->setIcon(icon(Icon::ChevronRight));
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    m_content = new QWidget(this);
    m_body = new QVBoxLayout(m_content);
    m_body->setContentsMargins(space(Space::Large, this), 0, 0, space(Space::Small, this));
    m_body->setSpacing(space(Space::Small, this));
    m_content->hide();
    layout->addWidget(m_content);
    setTitle(title);
    m_button->setAccessibleDescription(tr("folded"));
    connect(m_button, &QToolButton::clicked, this, [this] { setOpen(!m_open); });
}

void Disclosure::setTitle(const QString &title)
{
    m_button->setText(title);
    m_button->setAccessibleName(title);
}

void Disclosure::setOpen(bool open)
{
    if (open == m_open)
        return;
    m_open = open;
    m_button->setIcon(icon(open ? Icon::ChevronDown : Icon::ChevronRight));
    m_button->setAccessibleDescription(open ? tr("unfolded") : tr("folded"));
    m_content->setVisible(open);
    emit toggled(open);
}

} // namespace switchover::ui

#include "moc_disclosure.cpp"
