// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/snapshot.h"
#include "ui/widgets/dialogframe.h"

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
QT_END_NAMESPACE

namespace switchover::ui {

class SecretEdit;
struct Services;

/// Signs in to one cluster with a token, which the server is asked about (lookup-self) before it
/// counts. On a DR secondary, where nobody can sign in, the token can be kept unchecked for the
/// calls that take one.
class SignInDialog final : public DialogFrame
{
    Q_OBJECT

public:
    SignInDialog(Services &services, const ClusterId &cluster, QWidget *parent = nullptr);

private:
    void buildForm(const ClusterSnapshot &snapshot);
    void showSituation(const ClusterSnapshot &snapshot);
    void updateButton();
    void signIn();
    void signInEnded(const QString &refusal);

    Services &m_services;
    ClusterId m_cluster;
    bool m_drSecondary = false;
    bool m_asking = false;
    SecretEdit *m_token = nullptr;
    QCheckBox *m_remember = nullptr;
    QLabel *m_whyNot = nullptr;
    ConfirmButtons *m_buttons = nullptr;
};

} // namespace switchover::ui
