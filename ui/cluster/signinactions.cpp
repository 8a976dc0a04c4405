// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/signinactions.h"

#include "models/base/tooltip.h"
#include "models/replication/snapshot.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

void setPossible(QAction *action, const QString &tip, const QString &whyNot)
{
    action->setEnabled(whyNot.isEmpty());
    const QString text = whyNot.isEmpty() ? tip : whyNot;
    action->setToolTip(plainToolTip(text));
    action->setStatusTip(text);
}

} // namespace

SignInActions::SignInActions(QWidget *parent)
    : QPushButton(parent)
{
    setObjectName(u"signInActionsButton"_s);
    setText(tr("Token"));
    setAccessibleName(tr("Token of this sign-in"));
    setAutoDefault(false);
    auto *menu = new QMenu(this);
    menu->setObjectName(u"signInActionsMenu"_s);
    menu->setToolTipsVisible(true);
    m_renew = menu->addAction(tr("&Renew now"));
    m_renew->setObjectName(u"renewTokenAction"_s);
    menu->addSeparator();
    m_signOut = menu->addAction(tr("Sign &out"));
    m_signOut->setObjectName(u"signOutHereAction"_s);
    m_revoke = menu->addAction(tr("Sign out and re&voke the token"));
    m_revoke->setObjectName(u"signOutRevokeAction"_s);
    setMenu(menu);
    connect(m_renew, &QAction::triggered, this, &SignInActions::renewRequested);
    connect(m_signOut, &QAction::triggered, this,
            [this] { emit signOutRequested(ClusterSession::Revoke::No); });
    connect(m_revoke, &QAction::triggered, this,
            [this] { emit signOutRequested(ClusterSession::Revoke::Yes); });
}

void SignInActions::show(const ClusterSnapshot &snapshot)
{
    const bool in = snapshot.signIn == SignInState::SignedIn;
    setVisible(in);
    if (!in)
        return;
    const QString lookOnly = snapshot.lookOnly
        ? tr("This cluster is set to look only, so nothing of the kind is sent.")
        : QString();
    QString noRenewal = lookOnly;
    if (!snapshot.signInExpires)
        noRenewal = tr("The token does not end.");
    else if (!snapshot.signInRenewable)
        noRenewal = tr("The token cannot be renewed.");
    setPossible(m_renew, tr("Asks the server for more time"), noRenewal);
    setPossible(m_signOut,
                tr("Forgets the token here and in the keychain; on the server it lives on until it "
                   "ends"),
                {});
    // Revoking a root token is easily regretted: there may be no other.
    const QString root = snapshot.signedInAs == "root"_L1
        ? tr("This is a root token. Revoke it with the vault command line if you mean to.")
        : QString();
    setPossible(m_revoke, tr("Forgets the token here and ends it on the server too"),
                lookOnly.isEmpty() ? root : lookOnly);
}

} // namespace switchover::ui

#include "moc_signinactions.cpp"
