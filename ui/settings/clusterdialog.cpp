// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/clusterdialog.h"

#include "models/base/names.h"
#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/tokenhelper.h"
#include "models/store/vaultcli.h"
#include "ui/services.h"
#include "ui/settings/connectiontestdialog.h"
#include "ui/settings/tlspage.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/privatekeyguard.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcessEnvironment>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

constexpr Environment environments[] { Environment::Unspecified, Environment::Production,
                                       Environment::Staging, Environment::Development,
                                       Environment::Lab };

QWidget *page(QFormLayout *form, QTabWidget *tabs)
{
    auto *widget = new QWidget(tabs);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, space(Space::Medium, widget), 0, 0);
    layout->addLayout(form);
    layout->addStretch();
    return widget;
}

int pageOf(const QString &field)
{
    if (field == u"ca_pem" || field == u"client_certificate_file"
        || field == u"pinned_certificates")
        return 1;
    if (field == u"addresses" || field == u"poll_seconds")
        return 2;
    if (field == u"proxy" || field == u"timeout_seconds")
        return 3;
    return 0;
}

} // namespace

ClusterDialog::ClusterDialog(Services &services, const ClusterId &cluster, QWidget *parent)
    : DialogFrame(cluster.isValid() ? tr("Edit cluster") : tr("Add cluster"), u"clusterDialog"_s,
                  parent)
    , m_services(services)
    , m_original(services.registry.cluster(cluster))
    , m_tabs(new QTabWidget(this))
{
    if (m_original)
        setHeading(tr("Edit %1").arg(m_original->identity.name));
    else
        setHeading(tr("Add a cluster"),
                   tr("Watching a cluster needs no token. Signing in comes after."));
    m_tabs->setObjectName(u"clusterTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Sections"));
    m_tabs->tabBar()->setAccessibleName(tr("Sections"));
    m_tabs->addTab(buildGeneral(), tr("General"));
    m_tls = new TlsPage(m_tabs);
    connect(m_tls, &TlsPage::changed, this, &ClusterDialog::check);
    m_tabs->addTab(m_tls, tr("TLS"));
    m_tabs->addTab(buildMore(), tr("Nodes and polling"));
    m_tabs->addTab(buildNetwork(), tr("Network and sign-in"));
    content()->addWidget(m_tabs);
    m_whyNot = makeHelpLabel({}, this);
    m_whyNot->setObjectName(u"clusterWhyNot"_s);
    m_whyNot->setTextInteractionFlags(
        Qt::NoTextInteraction); // often empty: no stop for the keyboard
    m_whyNot->setAlignment(Qt::AlignRight);
    content()->addWidget(m_whyNot);

    m_buttons = new ConfirmButtons(m_original ? tr("&Save") : tr("A&dd cluster"),
                                   u"saveClusterButton"_s, Emphasis::Primary, this);
    setButtons(m_buttons);
    connect(m_buttons, &ConfirmButtons::confirmed, this, &ClusterDialog::save);
    auto *test = m_buttons->addButton(tr("&Test connection…"), u"testConnectionButton"_s);
    connect(test, &QPushButton::clicked, this, &ClusterDialog::testConnection);
    load(m_original.value_or(ClusterRecord()));
    check();
    guardFromPrivateKeys(this, [this] {
        messages().setClosable(true);
        messages().showMessage(Tone::Danger,
                               tr("You pasted a private key. Switchover cleared the field and "
                                  "stored nothing."));
    });
    // A tab widget asks for less than the wrapped texts of its pages take.
    m_tabs->setMinimumHeight(m_tabs->sizeHint().height());
    growWithContent(this);
    m_name->setFocus();
}

QWidget *ClusterDialog::buildGeneral()
{
    QFormLayout *form = makeForm(this);
    m_name = new QLineEdit(this);
    m_nameRow = addFormRow(form, tr("&Name"), m_name, u"clusterNameEdit"_s,
                           tr("Choose a neutral one, such as a place or a letter. Names like "
                              "“primary” or “dr” turn wrong "
                              "when the roles move."));
    m_lookAlikes = makeHelpLabel({}, this);
    m_lookAlikes->setObjectName(u"clusterLookAlikes"_s);
    m_lookAlikes->hide();
    form->addRow(QString(), m_lookAlikes);
    m_address = new QLineEdit(this);
    m_address->setPlaceholderText(u"https://vault.example.com:8200"_s);
    m_addressRow = addFormRow(form, tr("&Address"), m_address, u"clusterAddressEdit"_s,
                              tr("Where its API is, as in VAULT_ADDR."));
    m_asked = m_addressRow.help;
    m_environment = new QComboBox(this);
    for (const Environment environment : environments) {
        const QString word = environmentWord(environment);
        m_environment->addItem(word.isEmpty() ? tr("Not specified") : word, int(environment));
    }
    addFormRow(form, tr("&Environment"), m_environment, u"clusterEnvironmentBox"_s,
               tr("Shown as a word and a colour on everything that touches the cluster."));
    m_group = new QComboBox(this);
    m_group->setEditable(true);
    m_group->setInsertPolicy(QComboBox::NoInsert);
    m_group->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_group->lineEdit()->setPlaceholderText(tr("No group"));
    m_group->lineEdit()->setAccessibleName(tr("Group"));
    QStringList groups { QString() };
    for (const ClusterRecord &record : m_services.registry.clusters())
        groups.append(record.identity.group);
    groups.removeDuplicates();
    std::ranges::sort(groups);
    m_group->addItems(groups);
    m_groupRow = addFormRow(form, tr("&Group"), m_group, u"clusterGroupBox"_s);
    m_note = new QLineEdit(this);
    addFormRow(form, tr("N&ote"), m_note, u"clusterNoteEdit"_s);

    if (!m_original) {
        auto *import = new QPushButton(tr("&Import from the vault command line"), this);
        import->setAutoDefault(false);
        addFormRow(form, {}, import, u"importVaultCliButton"_s,
                   tr("Takes over VAULT_ADDR, VAULT_CACERT and the rest of what the vault command "
                      "of this session uses."));
        import->setAccessibleName(withoutMnemonic(import->text()));
        connect(import, &QPushButton::clicked, this, &ClusterDialog::importFromVaultCli);
        m_useFoundToken = new QCheckBox(this);
        m_useFoundToken->setObjectName(u"useFoundTokenBox"_s);
        m_useFoundToken->hide();
        form->addRow(QString(), m_useFoundToken);
    }

    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameTouched = true; });
    connect(m_address, &QLineEdit::editingFinished, this, [this] {
        m_addressTouched = m_addressTouched || !m_address->text().isEmpty();
        check();
    });
    connect(m_name, &QLineEdit::textChanged, this, &ClusterDialog::check);
    connect(m_address, &QLineEdit::textChanged, this, &ClusterDialog::check);
    connect(m_environment, &QComboBox::currentIndexChanged, this, &ClusterDialog::check);
    connect(m_group, &QComboBox::editTextChanged, this, &ClusterDialog::check);
    return page(form, m_tabs);
}

QWidget *ClusterDialog::buildNetwork()
{
    QFormLayout *form = makeForm(this);
    m_proxy = new QLineEdit(this);
    m_proxy->setPlaceholderText(tr("None"));
    m_proxyRow = addFormRow(form, tr("&Proxy"), m_proxy, u"clusterProxyEdit"_s,
                            tr("Like http://proxy.example.com:3128 or socks5://localhost:1080. "
                               "The desktop's proxy is not used."));
    m_timeout = new QSpinBox(this);
    m_timeout->setRange(0, 600);
    m_timeout->setSpecialValueText(tr("As usual"));
    m_timeout->setSuffix(tr(" s", "seconds"));
    addFormRow(form, tr("&Wait for answers"), m_timeout, u"clusterTimeoutBox"_s,
               tr("Usually 15 s, and 60 s for changes."));
    m_namespace = new QLineEdit(this);
    m_namespace->setPlaceholderText(tr("Root namespace"));
    m_namespaceRow = addFormRow(
        form, tr("Sign in to na&mespace"), m_namespace, u"clusterNamespaceEdit"_s,
        tr("For signing in only. Replication lives in the root namespace, and everything "
           "else is asked there."));
    connect(m_proxy, &QLineEdit::textChanged, this, &ClusterDialog::check);
    connect(m_namespace, &QLineEdit::textChanged, this, &ClusterDialog::check);
    return page(form, m_tabs);
}

QWidget *ClusterDialog::buildMore()
{
    QFormLayout *form = makeForm(this);
    m_moreAddresses = new QPlainTextEdit(this);
    m_moreAddresses->setTabChangesFocus(true);
    m_moreAddresses->setFixedHeight(m_moreAddresses->fontMetrics().lineSpacing() * 5);
    m_moreAddresses->setPlaceholderText(
        u"https://vault-2.example.com:8200\nhttps://vault-3.example.com:8200"_s);
    m_moreRow = addFormRow(form, tr("&Other nodes"), m_moreAddresses, u"clusterMoreAddressesEdit"_s,
                           tr("One address a line. They are asked when the first does not answer, "
                              "and shown as nodes."));
    m_poll = new QSpinBox(this);
    m_poll->setRange(4, 24 * 60 * 60);
    m_poll->setSpecialValueText(tr("As in the settings"));
    m_poll->setSuffix(tr(" s", "seconds"));
    addFormRow(form, tr("Ask &every"), m_poll, u"clusterPollBox"_s,
               tr("At least 5 s, because reading the status counts against rate limit quotas."));
    m_lookOnly = new QCheckBox(tr("&Look only"), this);
    addFormRow(form, {}, m_lookOnly, u"clusterLookOnlyBox"_s,
               tr("No request that changes anything on this cluster leaves this program."));
    connect(m_moreAddresses, &QPlainTextEdit::textChanged, this, &ClusterDialog::check);
    return page(form, m_tabs);
}

void ClusterDialog::load(const ClusterRecord &record)
{
    m_name->setText(record.identity.name);
    m_address->setText(record.identity.address);
    m_environment->setCurrentIndex(m_environment->findData(int(record.identity.environment)));
    m_group->setEditText(record.identity.group);
    m_note->setText(record.note);
    m_tls->load(record);
    m_proxy->setText(record.proxy);
    m_timeout->setValue(record.timeoutSeconds);
    m_namespace->setText(record.loginNamespace);
    m_moreAddresses->setPlainText(record.moreAddresses.join(u'\n'));
    m_poll->setValue(record.pollSeconds == 0 ? m_poll->minimum() : record.pollSeconds);
    m_lookOnly->setChecked(record.lookOnly);
}

ClusterRecord ClusterDialog::edited() const
{
    ClusterRecord record;
    if (m_original) // what is not in the form may have changed while it was open
        record = m_services.registry.cluster(m_original->identity.id).value_or(*m_original);
    record.identity.name = m_name->text();
    record.identity.address = m_address->text().trimmed();
    record.identity.environment = Environment(m_environment->currentData().toInt());
    record.identity.group = m_group->currentText();
    record.note = m_note->text().trimmed();
    m_tls->apply(record);
    record.proxy = m_proxy->text().trimmed();
    record.timeoutSeconds = m_timeout->value();
    record.loginNamespace = m_namespace->text();
    record.moreAddresses.clear();
    const QStringList lines = m_moreAddresses->toPlainText().split(u'\n');
    for (const QString &line : lines) {
        if (!line.trimmed().isEmpty())
            record.moreAddresses.append(line.trimmed());
    }
    record.pollSeconds = m_poll->value() == m_poll->minimum() ? 0 : m_poll->value();
    record.lookOnly = m_lookOnly->isChecked();
    return record;
}

QString ClusterDialog::nameProblem() const
{
    if (const auto flaw = nameFlaw(m_name->text()))
        return nameFlawSentence(*flaw);
    const QString name = m_name->text().trimmed();
    if (name.isEmpty())
        return tr("Enter a name for the cluster.");
    for (const ClusterRecord &record : m_services.registry.clusters()) {
        const bool same = m_original && record.identity.id == m_original->identity.id;
        if (!same && record.identity.name.compare(name, Qt::CaseInsensitive) == 0)
            return tr("Another cluster already has this name.");
    }
    return {};
}

QString ClusterDialog::groupProblem() const
{
    const auto flaw = nameFlaw(m_group->currentText());
    return flaw ? nameFlawSentence(*flaw) : QString();
}

QString ClusterDialog::namespaceProblem() const
{
    const auto flaw = nameFlaw(m_namespace->text());
    return flaw ? nameFlawSentence(*flaw) : QString();
}

void ClusterDialog::showLookAlikes()
{
    QStringList others;
    for (const ClusterRecord &record : m_services.registry.clusters()) {
        if (!m_original || record.identity.id != m_original->identity.id)
            others.append(record.identity.name);
    }
    const QStringList alike = NameIndex(others).alike(m_name->text().trimmed());
    m_lookAlikes->setText(alike.isEmpty()
                              ? QString()
                              : tr("Looks like “%1”. You may confuse the two. Choose another name.")
                                    .arg(alike.join(tr("”, “", "between names"))));
    m_lookAlikes->setVisible(!alike.isEmpty());
}

QString ClusterDialog::addressProblem() const
{
    const Result<QString> address = ClusterRegistry::normalizedAddress(m_address->text());
    return address ? QString() : address.error().detail;
}

QString ClusterDialog::moreAddressesProblem() const
{
    const QStringList addresses = edited().moreAddresses;
    for (const QString &address : addresses) {
        if (const Result<QString> normalized = ClusterRegistry::normalizedAddress(address);
            !normalized)
            return tr("“%1”: %2").arg(address, normalized.error().detail);
    }
    return {};
}

QString ClusterDialog::proxyProblem() const
{
    const Result<QString> proxy = ClusterRegistry::normalizedProxy(m_proxy->text());
    return proxy ? QString() : proxy.error().detail;
}

void ClusterDialog::check()
{
    const QString name = nameProblem();
    const QString address = addressProblem();
    const QString certificates = m_tls->problem();
    const QString proxy = proxyProblem();
    const QString more = moreAddressesProblem();
    const QString group = groupProblem();
    const QString nameSpace = namespaceProblem();
    showLookAlikes();
    setFieldError(m_groupRow, group);
    setFieldError(m_namespaceRow, nameSpace);
    setFieldError(m_nameRow, m_nameTouched ? name : QString());
    setFieldError(m_addressRow, m_addressTouched ? address : QString());
    setFieldError(m_moreRow, more);
    setFieldError(m_proxyRow, proxy);

    const Result<QString> normalized = ClusterRegistry::normalizedAddress(m_address->text());
    const bool rewritten = normalized && *normalized != m_address->text().trimmed();
    m_asked->setText(rewritten ? tr("Will be asked at %1").arg(*normalized)
                               : tr("Where its API is, as in VAULT_ADDR."));
    if (normalized && ClusterRegistry::isPlainHttp(*normalized)) {
        messages().showMessage(
            Tone::Attention,
            tr("http:// is not encrypted: tokens sent to this cluster can be read on their "
               "way. Use https:// wherever the cluster offers it."));
        messages().setClosable(false);
        m_warnsOfPlainHttp = true;
    } else if (std::exchange(m_warnsOfPlainHttp, false)) {
        messages().dismiss();
    }
    setTarget(edited().identity);

    const QStringList problems { name, address, group, certificates, more, proxy, nameSpace };
    const auto first =
        std::ranges::find_if(problems, [](const QString &problem) { return !problem.isEmpty(); });
    const QString whyNot = first == problems.end() ? QString() : *first;
    m_buttons->setActionEnabled(whyNot.isEmpty(), whyNot);
    m_whyNot->setText(whyNot);
}

void ClusterDialog::save()
{
    const ClusterRecord record = edited();
    Result<ClusterId> id =
        m_original ? Result<ClusterId>(record.identity.id) : m_services.registry.add(record);
    if (m_original) {
        if (const Result<void> updated = m_services.registry.update(record); !updated)
            id = Failure(updated.error());
    }
    if (!id) {
        const QString &field = id.error().where;
        const QString words = id.error().kind == Error::Kind::InvalidInput
            ? id.error().detail
            : errorSentence(id.error());
        messages().setClosable(true);
        messages().showMessage(Tone::Danger, tr("The cluster was not saved. %1").arg(words));
        m_tabs->setCurrentIndex(pageOf(field));
        return;
    }
    if (SecretString passphrase = m_tls->keyPassphrase(); !passphrase.isEmpty()) {
        m_services.fleet.setKeyPassphrase(*id, std::move(passphrase),
                                          m_tls->rememberPassphrase() ? Fleet::Remember::Yes
                                                                      : Fleet::Remember::No);
    }
    signInWithFoundToken(*id);
    emit saved(*id);
    accept();
}

void ClusterDialog::testConnection()
{
    auto *dialog = new ConnectionTestDialog(m_services, edited(), m_tls->keyPassphrase(), this);
    connect(dialog, &ConnectionTestDialog::pinned, m_tls, &TlsPage::addPin);
    connect(dialog, &ConnectionTestDialog::nodesChosen, this, [this](const QStringList &nodes) {
        QStringList lines = edited().moreAddresses;
        for (const QString &node : nodes) {
            if (!lines.contains(node))
                lines.append(node);
        }
        m_moreAddresses->setPlainText(lines.join(u'\n'));
    });
    dialog->open();
}

void ClusterDialog::importFromVaultCli()
{
    messages().setClosable(true);
    Result<VaultCliSettings> cli =
        readVaultCli(QProcessEnvironment::systemEnvironment(), QDir::homePath());
    if (!cli) {
        messages().showMessage(Tone::Danger,
                               tr("Nothing was imported. %1").arg(cli.error().detail));
        return;
    }
    ClusterRecord record = edited();
    ClusterRecord found = std::move(cli->record);
    found.moreAddresses = record.moreAddresses;
    found.pinnedCertificates = record.pinnedCertificates;
    found.identity.environment = record.identity.environment;
    found.identity.group = record.identity.group;
    found.note = record.note;
    found.pollSeconds = record.pollSeconds;
    found.lookOnly = record.lookOnly;
    if (!record.identity.name.trimmed().isEmpty())
        found.identity.name = record.identity.name;
    load(found);
    m_nameTouched = m_addressTouched = true;
    check();

    m_foundToken = std::move(cli->token);
    m_tokenHelper = cli->tokenHelper;
    using TokenSource = VaultCliSettings::TokenSource;
    QString offer;
    switch (cli->tokenSource) {
    case TokenSource::None:
        break;
    case TokenSource::Environment:
        offer = tr("Then sign in with the token of VAULT_TOKEN");
        break;
    case TokenSource::Helper:
        offer = tr("Then sign in with the token of its token helper");
        break;
    case TokenSource::File:
        offer = tr("Then sign in with the token of ~/.vault-token");
        break;
    }
    m_useFoundToken->setText(offer);
    m_useFoundToken->setAccessibleName(offer);
    const QString runs =
        m_tokenHelper.isEmpty() ? QString() : tr("Runs %1 get.").arg(m_tokenHelper);
    m_useFoundToken->setToolTip(plainToolTip(runs));
    m_useFoundToken->setAccessibleDescription(runs);
    m_useFoundToken->setChecked(false);
    m_useFoundToken->setVisible(!offer.isEmpty());

    QStringList sentences { cli->isDefault
                                ? tr("VAULT_ADDR is not set, so this is the vault command's "
                                     "default address.")
                                : tr("Taken over from the vault command line.") };
    sentences += cli->remarks;
    messages().showMessage(cli->remarks.isEmpty() ? Tone::Neutral : Tone::Attention,
                           sentences.join(u' '));
}

// In memory only: whoever wants it remembered signs in by the dialog for it.
void ClusterDialog::signInWithFoundToken(const ClusterId &id)
{
    if (!m_useFoundToken || m_useFoundToken->isHidden() || !m_useFoundToken->isChecked())
        return;
    Fleet &fleet = m_services.fleet; // outlives this dialog
    if (m_tokenHelper.isEmpty()) {
        fleet.signIn(id, std::move(m_foundToken), Fleet::Remember::No, &fleet, [](const auto &) {});
        return;
    }
    ActivityLog &activity = m_services.activity;
    const ClusterIdentity identity = edited().identity;
    readTokenFromHelper(
        m_tokenHelper, &fleet, [&fleet, &activity, id, identity](Result<SecretString> token) {
            if (token && !token->isEmpty()) {
                fleet.signIn(id, std::move(*token), Fleet::Remember::No, &fleet,
                             [](const auto &) {});
                return;
            }
            activity.append(
                { .outcome = ActivityEntry::Outcome::Attention,
                  .cluster = id,
                  .clusterName = identity.name,
                  .text = token
                      ? tr("The token helper has no token, so nobody was "
                           "signed in.")
                      : tr("Nobody was signed in. %1").arg(errorSentence(token.error())) });
        });
}

} // namespace switchover::ui

#include "moc_clusterdialog.cpp"
