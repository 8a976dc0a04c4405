// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/signindialog.h"

#include "models/fleet/fleet.h"
#include "models/store/clusterregistry.h"
#include "models/store/credentialstore.h"
#include "models/store/importplan.h"
#include "ui/services.h"
#include "ui/settings/browserwait.h"
#include "ui/settings/factorform.h"
#include "ui/settings/linkopener.h"
#include "ui/settings/loginform.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

using Step = LoginFlow::Step;

namespace {

// Several forms stand below each other and shall look like one.
void alignLabels(const QWidget *page)
{
    QList<QLabel *> labels = page->findChildren<QLabel *>();
    labels.removeIf([](const QLabel *label) { return !label->buddy(); });
    int widest = 0;
    for (const QLabel *label : std::as_const(labels))
        widest = std::max(widest, label->sizeHint().width());
    for (QLabel *label : std::as_const(labels))
        label->setMinimumWidth(widest);
}

} // namespace

SignInDialog::SignInDialog(Services &services, const ClusterId &cluster, QWidget *parent)
    : DialogFrame(tr("Sign in"), u"signInDialog"_s, parent)
    , m_services(services)
    , m_cluster(cluster)
    , m_openLink(&openInBrowser)
    , m_callbackPort(LoginFlow::usualCallbackPort)
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
    connect(m_buttons, &ConfirmButtons::confirmed, this, &SignInDialog::act);
    connect(m_form, &LoginForm::changed, this, &SignInDialog::updateButton);
    connect(m_form, &LoginForm::methodChanged, this, &SignInDialog::forgetRefusal);
    connect(m_factors, &FactorForm::changed, this, &SignInDialog::updateButton);
    connect(m_browser, &BrowserWait::openRequested, this, &SignInDialog::openBrowser);
    connect(&messages(), &MessageBar::actionTriggered, this, &SignInDialog::stop);
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
    m_form->focusWhatMatters();
}

SignInDialog::~SignInDialog() = default;

void SignInDialog::buildForm(const ClusterSnapshot &snapshot)
{
    m_formPage = new QWidget(this);
    auto *column = new QVBoxLayout(m_formPage);
    column->setContentsMargins({});
    column->setSpacing(space(Space::Medium, this));
    QFormLayout *top = makeForm(this);
    auto *address = new CopyLabel(u"signInAddress"_s, tr("Address"), this);
    address->setValue(snapshot.identity.address, snapshot.identity.address);
    top->addRow(tr("Address"), address);
    const auto record = m_services.registry.cluster(m_cluster);
    if (record)
        addProxy(top, *record);
    column->addLayout(top);

    m_form = new LoginForm(record.value_or(ClusterRecord {}), this);
    column->addWidget(m_form);

    QFormLayout *form = makeForm(this);
    m_remember = new QCheckBox(tr("&Remember in the system keychain"), this);
    const bool persistent = m_services.credentials.isPersistent();
    m_remember->setChecked(persistent && record && record->rememberToken);
    m_remember->setEnabled(persistent);
    addFormRow(
        form, {}, m_remember, u"rememberTokenBox"_s,
        persistent
            ? tr("Only the token is kept, never a password. If the keychain does not answer, the "
                 "token lasts until this program ends. It is never written to a file.")
            : tr("There is no keychain here, so the token lasts until the window is locked or this "
                 "program ends. It is never written to a file."));
    column->addLayout(form);
    content()->addWidget(m_formPage);
    alignLabels(m_formPage);

    m_factors = new FactorForm(this);
    m_factors->setObjectName(u"factorForm"_s);
    m_factors->hide();
    content()->addWidget(m_factors);
    m_browser = new BrowserWait(this);
    m_browser->setObjectName(u"browserWait"_s);
    m_browser->hide();
    content()->addWidget(m_browser);
    content()->addStretch();
    m_whyNot = makeHelpLabel({}, this);
    m_whyNot->setObjectName(u"signInWhyNot"_s);
    // Often empty: no stop for the keyboard.
    m_whyNot->setTextInteractionFlags(Qt::NoTextInteraction);
    m_whyNot->setAlignment(Qt::AlignRight);
    content()->addWidget(m_whyNot);
}

void SignInDialog::addProxy(QFormLayout *form, const ClusterRecord &record)
{
    if (record.proxy.isEmpty())
        return;
    auto *proxy = new CopyLabel(u"signInProxy"_s, tr("Proxy"), this);
    proxy->setValue(record.proxy, record.proxy);
    form->addRow(tr("Proxy"), proxy);
    const bool readable = tokenExposure(record) == TokenExposure::Proxy;
    QLabel *note = makeHelpLabel(
        readable ? tr("This proxy can read your password and token, because an address of the "
                      "cluster begins with http://. Use https:// to prevent that.")
                 : tr("This proxy can't read your password or token. HTTPS encrypts them all the "
                      "way to Vault."),
        this);
    note->setObjectName(readable ? u"signInProxyReads"_s : u"signInProxyNote"_s);
    form->addRow(QString(), note);
}

bool SignInDialog::isBusy() const
{
    return m_flow && m_flow->step() != Step::NeedsFactor;
}

void SignInDialog::showSituation(const ClusterSnapshot &snapshot)
{
    const bool drSecondary = snapshot.isDrSecondary();
    const bool changed = drSecondary != m_drSecondary;
    m_drSecondary = drSecondary;
    m_form->setTokenOnly(drSecondary);
    if (m_flow) {
        updateButton();
        return;
    }
    if (drSecondary) {
        messages().showMessage(
            Tone::Attention,
            tr("%1 is a DR secondary: nobody can sign in there until it is promoted. Its "
               "operations are vouched for by a DR operation token or by key shares. Since Vault "
               "2.0 starting a DR operation token also takes a token, which can be kept here "
               "unchecked.")
                .arg(snapshot.identity.name));
        messages().setClosable(false);
    } else if (changed) {
        messages().dismiss();
        messages().setClosable(true);
    }
    if (!drSecondary && ClusterRegistry::isPlainHttp(snapshot.identity.address)
        && messages().text().isEmpty()) {
        messages().showMessage(Tone::Attention,
                               tr("The address begins with http://, so what signs you in travels "
                                  "unencrypted and can be read on its way."));
    }
    updateButton();
}

// What one method was refused with says nothing about the next.
void SignInDialog::forgetRefusal()
{
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_cluster);
    if (m_flow || m_drSecondary || !snapshot)
        return;
    messages().dismiss();
    showSituation(*snapshot);
}

void SignInDialog::updateButton()
{
    QString action = m_drSecondary ? tr("&Keep token unchecked") : tr("&Sign in");
    QString whyNot;
    if (isBusy()) {
        whyNot = tr("Signing in is under way.");
    } else if (m_flow) {
        action = tr("&Continue");
        whyNot = m_factors->whatIsMissing();
    } else if (const std::optional<Error> flaw = m_form->flaw()) {
        whyNot = flaw->detail;
    }
    m_buttons->actionButton()->setText(action);
    m_buttons->actionButton()->setAccessibleName(withoutMnemonic(action));
    m_buttons->setActionEnabled(whyNot.isEmpty(), whyNot);
    m_whyNot->setText(whyNot);
}

void SignInDialog::act()
{
    if (isBusy())
        return;
    if (m_flow)
        sendFactors();
    else
        signIn();
}

void SignInDialog::signIn()
{
    if (m_form->flaw())
        return;
    m_flow = std::make_unique<LoginFlow>(m_services.fleet, m_cluster);
    m_flow->setCallbackPort(m_callbackPort);
    connect(m_flow.get(), &LoginFlow::stepChanged, this, &SignInDialog::showStep);
    connect(m_flow.get(), &LoginFlow::oktaNumberCame, this, &SignInDialog::showStep);
    connect(m_flow.get(), &LoginFlow::browserWanted, this, &SignInDialog::openBrowser);
    connect(m_flow.get(), &LoginFlow::factorRefused, this, &SignInDialog::factorRefused);
    connect(m_flow.get(), &LoginFlow::ended, this, &SignInDialog::ended);
    m_form->setReadOnly(true);
    m_flow->begin(m_form->request(),
                  m_remember->isChecked() ? Fleet::Remember::Yes : Fleet::Remember::No);
    updateButton();
}

void SignInDialog::showStep()
{
    if (!m_flow)
        return;
    QString text;
    switch (m_flow->step()) {
    case Step::Idle:
    case Step::Ended:
        return;
    case Step::LoggingIn:
        text = m_flow->oktaNumber() ? tr("Tap %1 on your device.").arg(*m_flow->oktaNumber())
            : m_form->method() == LoginMethod::Okta
            ? tr("Signing in… Confirm on your device if Okta asks you to.")
            : tr("Signing in…");
        break;
    case Step::WaitingForBrowser:
        text = tr("Waiting for the browser…");
        break;
    case Step::NeedsFactor:
        showFactors();
        return;
    case Step::Validating:
        text = m_factors->waitsForDevice() ? tr("Confirm on your device. Waiting for it…")
                                           : tr("The second factor is being checked…");
        m_factors->setReadOnly(true);
        break;
    case Step::CheckingToken:
        text = tr("Asking the server about the token…");
        break;
    }
    const bool browser = m_flow->step() == Step::WaitingForBrowser;
    const bool factors = m_flow->step() == Step::Validating;
    m_browser->setVisible(browser);
    m_factors->setVisible(factors);
    m_formPage->setVisible(!browser && !factors);
    messages().setClosable(false);
    messages().showMessage(Tone::Busy, text, tr("Stop"));
    updateButton();
}

void SignInDialog::showFactors()
{
    // After a refusal the rows stay as they were chosen.
    if (!m_factors->isVisibleTo(this))
        m_factors->setRequirement(*m_flow->factors());
    m_factors->setReadOnly(false);
    m_formPage->hide();
    m_browser->hide();
    m_factors->show();
    messages().setClosable(false);
    messages().showMessage(Tone::Accent,
                           tr("Vault asks for a second factor. The sign-in waits five minutes for "
                              "it."),
                           tr("Stop"));
    updateButton();
    m_factors->focusFirst();
    if (m_factors->whatIsMissing().isEmpty())
        m_buttons->actionButton()->setFocus();
}

void SignInDialog::sendFactors()
{
    if (!m_factors->whatIsMissing().isEmpty())
        return;
    m_flow->answerFactors(m_factors->choices());
    m_factors->wipe();
    updateButton();
}

void SignInDialog::factorRefused(const Error &error)
{
    messages().showMessage(
        Tone::Danger,
        tr("The second factor was not accepted; it can be tried again. %1").arg(refusalText(error)),
        tr("Stop"));
    updateButton();
    m_factors->focusFirst();
}

void SignInDialog::openBrowser(const QUrl &link)
{
    if (!m_flow || m_flow->step() != Step::WaitingForBrowser)
        return;
    m_browser->begin(link, [flow = m_flow.get()] { return flow->remaining(); });
    if (!m_openLink(link)) {
        messages().showMessage(Tone::Attention,
                               tr("No browser could be opened. Copy the link and open it "
                                  "yourself; the answer is waited for."),
                               tr("Stop"));
    }
}

void SignInDialog::stop()
{
    if (m_flow)
        m_flow->cancel();
}

void SignInDialog::dropFlow()
{
    m_browser->end();
    if (!m_flow)
        return;
    m_flow->disconnect(this);
    m_flow.release()->deleteLater(); // maybe inside its own signal
}

void SignInDialog::ended(const Result<TokenInfo> &info)
{
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_cluster);
    const bool keptUnchecked =
        m_drSecondary && snapshot && snapshot->signIn == SignInState::Impossible;
    dropFlow();
    if (info || keptUnchecked) {
        if (info)
            rememberHabit();
        accept();
        return;
    }
    m_factors->wipe();
    m_factors->hide();
    m_browser->hide();
    m_formPage->show();
    m_form->setReadOnly(false);
    m_form->setTokenOnly(m_drSecondary);
    messages().setClosable(true);
    if (info.error().kind == Error::Kind::Cancelled) {
        messages().showMessage(Tone::Neutral,
                               tr("Signing in was stopped, and nothing was changed."));
    } else {
        messages().showMessage(
            Tone::Danger,
            tr("Not signed in, and nothing was changed. %1").arg(refusalText(info.error())));
    }
    updateButton();
    m_form->focusWhatMatters();
}

QString SignInDialog::refusalText(const Error &error) const
{
    using Kind = Error::Kind;
    if (error.kind == Kind::NotAllowed || error.kind == Kind::InvalidInput) {
        if (!error.detail.isEmpty())
            return error.detail;
    }
    const QString sentence = errorSentence(error);
    const LoginMethod method = m_form->method();
    if (method == LoginMethod::Token || m_factors->isVisibleTo(this))
        return sentence;
    if (error.kind == Kind::NotFound)
        return tr("%1 Perhaps the auth method is mounted at another path: see Mount path.")
            .arg(sentence);
    if (error.kind == Kind::Denied)
        return tr("%1 Vault also says so if the auth method is mounted at another path or in "
                  "another namespace, and for 15 minutes after five wrong passwords.")
            .arg(sentence);
    return sentence;
}

void SignInDialog::rememberHabit()
{
    std::optional<ClusterRecord> record = m_services.registry.cluster(m_cluster);
    if (!record)
        return;
    const SignInHabit habit = m_form->habit();
    if (record->lastSignIn == habit)
        return;
    record->lastSignIn = habit;
    // A registry that cannot be saved is said where it is changed on purpose.
    static_cast<void>(m_services.registry.update(*record));
}

void SignInDialog::done(int result)
{
    if (m_flow) {
        LoginFlow &flow = *m_flow;
        flow.disconnect(this);
        flow.cancel();
        dropFlow();
    }
    if (m_form) {
        m_form->wipe();
        m_factors->wipe();
    }
    DialogFrame::done(result);
}

} // namespace switchover::ui

#include "moc_signindialog.cpp"
