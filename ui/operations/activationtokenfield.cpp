// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/activationtokenfield.h"

#include "models/base/tooltip.h"
#include "ui/operations/operationcenter.h"
#include "ui/services.h"
#include "ui/tokens/claimsview.h"
#include "ui/tokens/tokendialog.h"
#include "ui/widgets/literaltext.h"

#include <QCheckBox>
#include <QMenu>
#include <QToolButton>

namespace switchover::ui {

using namespace Qt::StringLiterals;

ActivationTokenField::ActivationTokenField(const Parameter &parameter, const FieldContext &context,
                                           QWidget *parent)
    : SecretField(parameter, context, parent)
    , m_center(context.center)
    , m_type(context.type)
{
    m_claims = new ClaimsView(context.services.clock, this);
    addBelow(m_claims);
    m_take = new QToolButton(this);
    m_take->setObjectName(u"takeTokenButton"_s);
    m_take->setText(tr("From memory"));
    m_take->setAccessibleName(tr("Take a token generated here"));
    m_take->setPopupMode(QToolButton::InstantPopup);
    m_menu = new QMenu(m_take);
    m_take->setMenu(m_menu);
    addBeside(m_take);
    fillMenu();
    connect(&m_center, &OperationCenter::activationTokenUsed, this,
            [this](const SecretString &token) {
                if (held() == token)
                    dropHeld();
            });
    connect(m_menu, &QMenu::aboutToShow, this, &ActivationTokenField::fillMenu);
    connect(m_claims, &ClaimsView::verdictChanged, this, &ActivationTokenField::changed);
    if (!parameter.sendEmpty)
        return;
    m_forget = new QCheckBox(tr("Forget the primary: send an empty token"), this);
    m_forget->setObjectName(u"forgetPrimary"_s);
    addBelow(m_forget);
    connect(m_forget, &QCheckBox::toggled, this, [this](bool forget) {
        focusProxy()->setEnabled(!forget);
        m_take->setEnabled(!forget);
        const QString why = forget ? tr("An empty token is sent instead.") : QString();
        m_take->setToolTip(plainToolTip(why));
        m_take->setAccessibleDescription(why);
        focusProxy()->setToolTip(plainToolTip(why));
        touchAndTell();
    });
}

void ActivationTokenField::writeTo(Arguments &arguments) const
{
    if (m_forget && m_forget->isChecked())
        arguments.setSecret(parameter().name, SecretString());
    else
        SecretField::writeTo(arguments);
}

bool ActivationTokenField::isBlank() const
{
    return (m_forget && m_forget->isChecked()) || SecretField::isBlank();
}

void ActivationTokenField::fillMenu()
{
    m_menu->clear();
    const QList<OperationCenter::HeldToken> tokens =
        m_type ? m_center.heldTokens(*m_type) : QList<OperationCenter::HeldToken>();
    for (const OperationCenter::HeldToken &token : tokens) {
        QAction *take = m_menu->addAction(literalButtonText(token.label));
        take->setToolTip(plainToolTip(token.label));
        connect(take, &QAction::triggered, this, [this, holder = token.holder] {
            if (holder)
                hold(holder->cloneToken(), tr("Taken from memory. Type to use another."));
        });
    }
    m_take->setVisible(!tokens.isEmpty());
}

void ActivationTokenField::secretChanged()
{
    if (m_claims)
        m_claims->setToken(secret());
}

} // namespace switchover::ui

#include "moc_activationtokenfield.cpp"
