// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/signindialog.h"

#include "models/fleet/fleet.h"
#include "models/store/clusterregistry.h"
#include "models/store/credentialstore.h"
#include "ui/services.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/secretedit.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

SignInDialog::SignInDialog(Services &services, const ClusterId &cluster, QWidget *parent)
    : DialogFrame(tr("Sign in"), u"signInDialog"_s, parent)
    , m_services(services)
    , m_cluster(cluster)
{
    const ClusterSnapshot *snapshot = services.fleet.snapshot(cluster);
    if (!snapshot) {
        setHeading(tr("This cluster is no longer registered."));
        return;
    }
    setTarget(snapshot->identity);
    setHeading(tr("Sign in to %1").arg(snapshot->identity.name));
    buildForm(*snapshot);

    m_buttons = new ConfirmButtons(tr("&Sign in"), u"signInButton"_s, Emphasis::Primary, this);
    setButtons(m_buttons);
    connect(m_buttons, &ConfirmButtons::confirmed, this, &SignInDialog::signIn);
    connect(m_token, &QLineEdit::textChanged, this, &SignInDialog::updateButton);
    connect(&services.fleet, &Fleet::snapshotChanged, this, [this](const ClusterSnapshot &changed) {
        if (changed.identity.id == m_cluster)
            showSituation(changed);
    });
    connect(&services.fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        if (id == m_cluster)
            reject();
    });
    showSituation(*snapshot);
    growWithContent(this);
    m_token->setFocus();
}

void SignInDialog::buildForm(const ClusterSnapshot &snapshot)
{
    QFormLayout *form = makeForm(this);
    auto *address = new CopyLabel(u"signInAddress"_s, tr("Address"), this);
    address->setValue(snapshot.identity.address, snapshot.identity.address);
    form->addRow(tr("Address"), address);

    m_token = new SecretEdit(u"tokenEdit"_s, tr("Token"), this);
    addFormRow(form, tr("&Token"), m_token, u"tokenEdit"_s,
               tr("A Vault token, for example from “vault login” or “vault print token”. The "
                  "server is asked whether it "
                  "is good before it counts."));

    m_remember = new QCheckBox(tr("&Remember in the system keychain"), this);
    const bool persistent = m_services.credentials.isPersistent();
    const auto record = m_services.registry.cluster(m_cluster);
    m_remember->setChecked(persistent && record && record->rememberToken);
    m_remember->setEnabled(persistent);
    addFormRow(
        form, {}, m_remember, u"rememberTokenBox"_s,
        persistent ? tr(
            "If the keychain does not answer, the token lasts until this program ends. It is never "
            "written to a file.")
                   : tr("There is no keychain here, so the token lasts until this program ends. It "
                        "is never written "
                        "to a file."));
    content()->addLayout(form);
    content()->addStretch();
    m_whyNot = makeHelpLabel({}, this);
    m_whyNot->setObjectName(u"signInWhyNot"_s);
    m_whyNot->setTextInteractionFlags(
        Qt::NoTextInteraction); // often empty: no stop for the keyboard
    m_whyNot->setAlignment(Qt::AlignRight);
    content()->addWidget(m_whyNot);
}

void SignInDialog::showSituation(const ClusterSnapshot &snapshot)
{
    const bool drSecondary = snapshot.isDrSecondary();
    const bool changed = drSecondary != m_drSecondary;
    m_drSecondary = drSecondary;
    if (drSecondary) {
        messages().showMessage(
            Tone::Attention,
            tr("%1 is a DR secondary: nobody can sign in there until it is promoted. Its "
               "operations are "
               "vouched for by a DR operation token or by key shares. Since Vault 2.0 starting a "
               "DR "
               "operation token also takes a token, which can be kept here unchecked.")
                .arg(snapshot.identity.name));
        messages().setClosable(false);
    } else if (changed) {
        messages().dismiss();
        messages().setClosable(true);
    }
    if (!drSecondary && ClusterRegistry::isPlainHttp(snapshot.identity.address)
        && messages().text().isEmpty()) {
        messages().showMessage(Tone::Attention,
                               tr("The address begins with http://, so the token travels "
                                  "unencrypted and can be read on "
                                  "its way."));
    }
    m_buttons->actionButton()->setText(drSecondary ? tr("&Keep token unchecked") : tr("&Sign in"));
    m_buttons->actionButton()->setAccessibleName(
        withoutMnemonic(m_buttons->actionButton()->text()));
    updateButton();
}

void SignInDialog::updateButton()
{
    const QString whyNot = m_asking ? tr("The server is being asked about the token.")
        : m_token->hasSecret()      ? QString()
                                    : tr("Enter a token first.");
    m_buttons->setActionEnabled(whyNot.isEmpty(), whyNot);
    m_whyNot->setText(whyNot);
}

void SignInDialog::signIn()
{
    if (m_asking || !m_token->hasSecret())
        return;
    m_asking = true;
    m_token->setReadOnly(true);
    updateButton();
    if (!m_drSecondary)
        messages().showMessage(Tone::Busy, tr("Asking the server about the token…"));
    const auto remember = m_remember->isChecked() ? Fleet::Remember::Yes : Fleet::Remember::No;
    m_services.fleet.signIn(
        m_cluster, m_token->peekSecret(), remember, this, [this](const Result<TokenInfo> &info) {
            const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_cluster);
            const bool keptUnchecked =
                snapshot && snapshot->signIn == SignInState::Impossible && m_drSecondary;
            signInEnded(info || keptUnchecked ? QString() : errorSentence(info.error()));
        });
}

void SignInDialog::signInEnded(const QString &refusal)
{
    m_asking = false;
    m_token->setReadOnly(false);
    if (refusal.isEmpty()) {
        m_token->wipe();
        accept();
        return;
    }
    messages().setClosable(true);
    messages().showMessage(
        Tone::Danger, tr("The token was not accepted, and nothing was changed. %1").arg(refusal));
    m_token->setFocus();
    m_token->selectAll();
    updateButton();
}

} // namespace switchover::ui
