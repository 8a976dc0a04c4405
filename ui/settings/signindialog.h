// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ids.h"
#include "models/fleet/loginflow.h"
#include "models/replication/snapshot.h"
#include "ui/widgets/dialogframe.h"

#include <QUrl>

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QFormLayout;
class QLabel;
QT_END_NAMESPACE

namespace switchover {
struct ClusterRecord;
}

namespace switchover::ui {

class BrowserWait;
class FactorForm;
class LoginForm;
struct Services;

/// Signs in to one cluster by any of Vault's usual methods, with a second factor where Vault wants
/// one. On a DR secondary, where nobody can sign in, a token can be kept unchecked for the calls
/// that take one. What was typed stays after a refusal; secrets are never shown.
class SignInDialog final : public DialogFrame
{
    Q_OBJECT

public:
    SignInDialog(Services &services, const ClusterId &cluster, QWidget *parent = nullptr);
    ~SignInDialog() override;

    [[nodiscard]] const ClusterId &cluster() const { return m_cluster; }

    /// Instead of the desktop's way to open a link; false if none could be opened.
    using OpenLink = std::function<bool(const QUrl &)>;
    void setOpenLink(OpenLink open) { m_openLink = std::move(open); }
    /// See LoginFlow.
    void setCallbackPort(quint16 port) { m_callbackPort = port; }

    void done(int result) override;

private:
    void buildForm(const ClusterSnapshot &snapshot);
    void addProxy(QFormLayout *form, const ClusterRecord &record);
    void showSituation(const ClusterSnapshot &snapshot);
    void forgetRefusal();
    void updateButton();
    void act();
    void signIn();
    void sendFactors();
    void showStep();
    void showFactors();
    void factorRefused(const Error &error);
    void openBrowser(const QUrl &link);
    void stop();
    void ended(const Result<TokenInfo> &info);
    void dropFlow();
    void rememberHabit();
    [[nodiscard]] QString refusalText(const Error &error) const;
    [[nodiscard]] bool isBusy() const;

    Services &m_services;
    ClusterId m_cluster;
    bool m_drSecondary = false;
    std::unique_ptr<LoginFlow> m_flow; ///< while an attempt is under way
    OpenLink m_openLink;
    quint16 m_callbackPort;
    QWidget *m_formPage = nullptr;
    LoginForm *m_form = nullptr;
    FactorForm *m_factors = nullptr;
    BrowserWait *m_browser = nullptr;
    QCheckBox *m_remember = nullptr;
    QLabel *m_whyNot = nullptr;
    ConfirmButtons *m_buttons = nullptr;
};

} // namespace switchover::ui
