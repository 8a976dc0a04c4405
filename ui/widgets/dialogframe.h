// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clusteridentity.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QLabel;
class QVBoxLayout;
QT_END_NAMESPACE

namespace switchover::ui {

class ConfirmButtons;
class EnvironmentStripe;
class MessageBar;

/// The common face of the program's dialogs: stripe of the environment, heading, message bar,
/// content, buttons. Deletes itself when closed; opened with open().
class DialogFrame : public QDialog
{
    Q_OBJECT

public:
    DialogFrame(const QString &windowTitle, const QString &objectName, QWidget *parent);

protected:
    void showEvent(QShowEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void setHeading(const QString &heading, const QString &explanation = {});
    void setTarget(const ClusterIdentity &identity); ///< stripe
    [[nodiscard]] QVBoxLayout *content() const { return m_content; }
    [[nodiscard]] MessageBar &messages() const { return *m_messages; }
    /// Cancel rejects the dialog.
    void setButtons(ConfirmButtons *buttons);

private:
    EnvironmentStripe *m_stripe = nullptr;
    QLabel *m_heading = nullptr;
    QLabel *m_explanation = nullptr;
    MessageBar *m_messages = nullptr;
    QVBoxLayout *m_content = nullptr;
    QVBoxLayout *m_column = nullptr;
};

} // namespace switchover::ui
