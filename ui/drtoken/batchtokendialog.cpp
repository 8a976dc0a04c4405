// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drtoken/batchtokendialog.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/replication/catalogue.h"
#include "models/store/credentialstore.h"
#include "ui/services.h"
#include "ui/tokens/secretview.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

QString existingText(const QString &what, const QString &name, BatchTokenStrategy::Existing found)
{
    switch (found) {
    case BatchTokenStrategy::Existing::NotKnown:
        return {};
    case BatchTokenStrategy::Existing::None:
        return BatchTokenDialog::tr("%1 “%2” does not exist yet and will be written.")
            .arg(what, name);
    case BatchTokenStrategy::Existing::Same:
        return BatchTokenDialog::tr("%1 “%2” exists as wanted and stays as it is.").arg(what, name);
    case BatchTokenStrategy::Existing::Different:
        return BatchTokenDialog::tr("%1 “%2” exists and is different; it will be changed.")
            .arg(what, name);
    }
    Q_UNREACHABLE();
}

QString differenceText(const QList<DifferenceLine> &lines)
{
    QStringList text;
    for (const DifferenceLine &line : lines) {
        switch (line.kind) {
        case DifferenceLine::Kind::Same:
            text.append(u"  "_s + line.text);
            break;
        case DifferenceLine::Kind::Removed:
            text.append(u"- "_s + line.text);
            break;
        case DifferenceLine::Kind::Added:
            text.append(u"+ "_s + line.text);
            break;
        }
    }
    return text.join(u'\n');
}

} // namespace

BatchTokenDialog::BatchTokenDialog(Services &services, const ClusterId &primary, QWidget *parent)
    : DialogFrame(tr("Prepare a batch DR operation token"), u"batchTokenDialog"_s, parent)
    , m_services(services)
    , m_cluster(primary)
    , m_strategy(services.fleet, services.activity, primary)
{
    if (const ClusterSnapshot *snapshot = services.fleet.snapshot(primary)) {
        setTarget(snapshot->identity);
        setWindowTitle(literalWindowTitle(
            tr("Prepare a batch DR operation token – %1").arg(snapshot->identity.name)));
        setHeading(tr("Prepare a batch DR operation token on %1").arg(snapshot->identity.name),
                   tr("Made on the primary while it is alive, it authorises chosen calls on the DR "
                      "secondaries of this set, also when the primary is gone and no key holder "
                      "can be found. It ends by its time to live and cannot be renewed or "
                      "revoked."));
    }
    buildForm();
    buildFindings();
    buildButtons();
    growWithContent(this);
    connect(&m_strategy, &BatchTokenStrategy::changed, this, &BatchTokenDialog::update);
    connect(&services.fleet, &Fleet::snapshotChanged, this, [this](const ClusterSnapshot &changed) {
        if (changed.identity.id == m_cluster)
            update();
    });
    connect(&services.fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        if (id == m_cluster)
            close();
    });
    update();
    m_ttl->setFocus();
}

void BatchTokenDialog::buildForm()
{
    const BatchTokenStrategy::Wish usual = BatchTokenStrategy::usualWish();
    m_form = new QWidget(this);
    auto *column = new QVBoxLayout(m_form);
    column->setContentsMargins({});
    column->setSpacing(space(Space::Small, this));
    m_tokenOnly = new QCheckBox(tr("Policy and role are kept by somebody else: &only make the "
                                   "token"),
                                m_form);
    QFormLayout *first = makeForm(m_form);
    m_ttl = new QLineEdit(usual.ttl, m_form);
    addFormRow(first, tr("&Time to live"), m_ttl, u"batchTtl"_s,
               tr("For example 8h for a shift, or 720h. The server may shorten it."));
    m_role = new QLineEdit(usual.roleName, m_form);
    addFormRow(first, tr("Token &role"), m_role, u"batchRole"_s);
    m_policy = new QLineEdit(usual.policyName, m_form);
    addFormRow(first, tr("&Policy"), m_policy, u"batchPolicy"_s);
    connect(m_tokenOnly, &QCheckBox::toggled, first,
            [first](bool only) { first->setRowVisible(first->rowCount() - 1, !only); });
    column->addLayout(first);
    m_tokenOnly->setObjectName(u"batchTokenOnly"_s);
    m_tokenOnly->setAccessibleName(withoutMnemonic(m_tokenOnly->text()));
    column->addWidget(m_tokenOnly);

    m_writing = new QWidget(m_form);
    auto *writing = new QVBoxLayout(m_writing);
    writing->setContentsMargins({});
    writing->setSpacing(space(Space::Small, this));
    writing->addWidget(makeHelpLabel(tr("The token may be used to:"), m_writing));
    auto *grid = new QGridLayout;
    int at = 0;
    const QList<OperationId> possible = BatchTokenStrategy::possibleOperations();
    for (const OperationId id : possible) {
        auto *box = new QCheckBox(operation(id).titleText(), m_writing);
        box->setObjectName(u"batchOperation."_s + operation(id).key);
        box->setAccessibleName(box->text());
        box->setChecked(usual.operations.contains(id));
        grid->addWidget(box, at / 2, at % 2);
        ++at;
        m_operations.insert(id, box);
        connect(box, &QCheckBox::toggled, this, &BatchTokenDialog::edited);
    }
    m_raft = new QCheckBox(tr("Tend the raft storage (autopilot state, remove peers)"), m_writing);
    m_raft->setObjectName(u"batchRaft"_s);
    m_raft->setAccessibleName(m_raft->text());
    grid->addWidget(m_raft, at / 2, at % 2);
    writing->addLayout(grid);
    column->addWidget(m_writing);

    const bool persistent = m_services.credentials.isPersistent();
    m_keychain = new QCheckBox(tr("&Save the token in the system keychain"), m_form);
    m_keychain->setObjectName(u"batchKeychain"_s);
    m_keychain->setAccessibleName(withoutMnemonic(m_keychain->text()));
    m_keychain->setEnabled(persistent);
    m_keychain->setToolTip(plainToolTip(
        persistent ? QString()
                   : tr("There is no keychain here, so the token lasts until this program ends.")));
    column->addWidget(m_keychain);
    column->addWidget(makeHelpLabel(
        persistent ? tr("Otherwise it lasts until this program ends. It is never written to a "
                        "file.")
                   : tr("There is no keychain here, so the token lasts until this program ends. It "
                        "is never written to a file."),
        m_form));
    content()->addWidget(m_form);
    for (QLineEdit *edit : { m_ttl, m_role, m_policy })
        connect(edit, &QLineEdit::textChanged, this, &BatchTokenDialog::edited);
    for (QCheckBox *box : { m_raft, m_tokenOnly, m_keychain })
        connect(box, &QCheckBox::toggled, this, &BatchTokenDialog::edited);
}

void BatchTokenDialog::buildFindings()
{
    m_findings = new QWidget(this);
    auto *layout = new QVBoxLayout(m_findings);
    layout->setContentsMargins({});
    layout->setSpacing(space(Space::Small, this));
    m_found = new PlainLabel(m_findings);
    m_found->setObjectName(u"batchFound"_s);
    m_found->setWordWrap(true);
    layout->addWidget(m_found);
    m_difference = new CodeBlock(tr("How the policy changes"), u"batchDifference"_s, m_findings);
    layout->addWidget(m_difference);
    m_requests = new CodeBlock(tr("Requests that will be made, in this order"), u"batchRequests"_s,
                               m_findings);
    layout->addWidget(m_requests);
    content()->addWidget(m_findings);
    m_missing = new CodeBlock(tr("Policy lines that would allow it"), u"batchMissing"_s, this);
    content()->addWidget(m_missing);
    m_token = new SecretView(m_services, tr("Batch token"), u"batchToken"_s, this);
    connect(&m_services.fleet.operationTokens(), &OperationTokenStock::changed, m_token,
            &SecretView::refresh);
    content()->addWidget(m_token);
}

void BatchTokenDialog::buildButtons()
{
    content()->addStretch();
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    const auto add = [&](const QString &text, const QString &name) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setAccessibleName(withoutMnemonic(text));
        button->setAutoDefault(false);
        row->addWidget(button);
        return button;
    };
    row->addStretch();
    m_close = add(tr("Close"), u"batchClose"_s);
    m_check = add(tr("&Look what is there"), u"batchCheck"_s);
    m_send = add(tr("&Make the token"), u"batchSend"_s);
    setEmphasis(m_check, Emphasis::Primary);
    setEmphasis(m_send, Emphasis::Primary);
    content()->addLayout(row);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_check, &QPushButton::clicked, this, [this] { m_strategy.look(wish()); });
    connect(m_send, &QPushButton::clicked, this, [this] {
        if (m_strategy.wish() == wish())
            m_strategy.begin();
    });
}

BatchTokenStrategy::Wish BatchTokenDialog::wish() const
{
    BatchTokenStrategy::Wish wish;
    wish.policyName = m_policy->text().trimmed();
    wish.roleName = m_role->text().trimmed();
    wish.ttl = m_ttl->text().trimmed();
    const QList<OperationId> possible = BatchTokenStrategy::possibleOperations();
    for (const OperationId id : possible) {
        if (m_operations.value(id)->isChecked())
            wish.operations.append(id);
    }
    wish.raft = m_raft->isChecked() ? BatchTokenStrategy::Wish::Raft::Yes
                                    : BatchTokenStrategy::Wish::Raft::No;
    wish.scope = m_tokenOnly->isChecked() ? BatchTokenStrategy::Scope::TokenOnly
                                          : BatchTokenStrategy::Scope::WriteWhatIsMissing;
    wish.keep = m_keychain->isChecked() ? OperationTokenStock::Keep::InKeychain
                                        : OperationTokenStock::Keep::InMemory;
    return wish;
}

void BatchTokenDialog::edited()
{
    m_writing->setVisible(!m_tokenOnly->isChecked());
    update();
}

void BatchTokenDialog::update()
{
    using Stage = BatchTokenStrategy::Stage;
    const Stage stage = m_strategy.stage();
    const bool busy = stage == Stage::Looking || stage == Stage::Working;
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_cluster);
    QString reason = BatchTokenStrategy::problemOf(wish());
    if (snapshot) {
        if (const Permission permission = BatchTokenStrategy::allowedOn(*snapshot); !permission)
            reason = permission.reason;
    }
    const bool current = stage == Stage::Ready && m_strategy.wish() == wish();
    m_form->setEnabled(!busy && stage != Stage::Made);
    m_check->setVisible(!current && stage != Stage::Made);
    m_send->setVisible(current);
    for (QPushButton *button : { m_check, m_send }) {
        button->setEnabled(!busy && reason.isEmpty());
        button->setToolTip(plainToolTip(reason));
        button->setAccessibleDescription(reason);
    }
    if (busy)
        messages().showMessage(Tone::Busy,
                               stage == Stage::Looking ? tr("Reading what is there…")
                                                       : m_strategy.sentence());
    else if (!m_strategy.sentence().isEmpty())
        messages().showMessage(m_strategy.isBad() ? Tone::Danger : Tone::Good,
                               m_strategy.sentence());
    else if (!reason.isEmpty())
        messages().showMessage(Tone::Attention, reason);
    else
        messages().dismiss();
    messages().setClosable(false);
    m_findings->setVisible(current);
    if (current)
        showFindings();
    m_missing->setVisible(!m_strategy.missingPolicy().isEmpty());
    m_missing->setText(m_strategy.missingPolicy());
    const quint64 token = stage == Stage::Made ? m_strategy.stockNumber() : 0;
    if (token != std::exchange(m_shownToken, token)) {
        m_token->setSource(
            [this, token] { return m_services.fleet.operationTokens().token(token); });
        m_close->setFocus();
    }
}

void BatchTokenDialog::showFindings()
{
    QStringList found;
    if (m_strategy.wish().scope == BatchTokenStrategy::Scope::WriteWhatIsMissing) {
        found.append(
            existingText(tr("The policy"), m_strategy.wish().policyName, m_strategy.policy()));
        found.append(
            existingText(tr("The token role"), m_strategy.wish().roleName, m_strategy.role()));
        found.append(m_strategy.roleDifferences());
    } else {
        found.append(tr("Policy and role are not looked at."));
    }
    found.removeAll(QString());
    m_found->setText(found.join(u'\n'));
    const QString difference = differenceText(m_strategy.policyDifference());
    m_difference->setVisible(!difference.isEmpty());
    m_difference->setText(difference);
    QStringList requests;
    const QList<BatchTokenStrategy::Request> list = m_strategy.requests();
    for (const BatchTokenStrategy::Request &request : list) {
        requests.append(u"%1 /v1/%2\n%3"_s.arg(QString::fromLatin1(request.verb), request.path,
                                               QString::fromUtf8(request.body)));
    }
    m_requests->setText(requests.join(u'\n'));
}

} // namespace switchover::ui

#include "moc_batchtokendialog.cpp"
