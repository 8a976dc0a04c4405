// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustersession.h"

#include <QPushButton>

class QAction;

namespace switchover::ui {

/// What can be done with a token that is held: more time for it, or an end to it.
class SignInActions final : public QPushButton
{
    Q_OBJECT

public:
    explicit SignInActions(QWidget *parent = nullptr);

    void show(const ClusterSnapshot &snapshot);

signals:
    void renewRequested();
    void signOutRequested(switchover::ClusterSession::Revoke revoke);

private:
    QAction *m_renew = nullptr;
    QAction *m_signOut = nullptr;
    QAction *m_revoke = nullptr;
};

} // namespace switchover::ui
