// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"
#include "ui/widgets/card.h"

namespace switchover::ui {

class CopyLabel;

/// What one way of signing in takes, each value to be copied; passcodes as they are at the moment.
class SignInCard final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInCard(lab::Lab &lab, QWidget *parent = nullptr);

    void setSignIn(const lab::SignInInfo &info);
    void showPasscode(); ///< to be called once a second while it is seen

private:
    CopyLabel *addValue(const QString &label, const QString &objectName);
    void show(CopyLabel *label, const QString &value);

    lab::Lab &m_lab;
    lab::SignInInfo m_info;
    Card *m_card = nullptr;
    CopyLabel *m_user = nullptr;
    CopyLabel *m_role = nullptr;
    CopyLabel *m_nameSpace = nullptr;
    CopyLabel *m_password = nullptr;
    CopyLabel *m_personalToken = nullptr;
    CopyLabel *m_roleId = nullptr;
    CopyLabel *m_secretId = nullptr;
    CopyLabel *m_jwt = nullptr;
    CopyLabel *m_certificate = nullptr;
    CopyLabel *m_key = nullptr;
    CopyLabel *m_provider = nullptr;
    CopyLabel *m_passcode = nullptr;
    CopyLabel *m_seed = nullptr;
    QWidget *m_passcodeRow = nullptr;
    QLabel *m_countdown = nullptr;
    QLabel *m_note = nullptr;
};

} // namespace switchover::ui
