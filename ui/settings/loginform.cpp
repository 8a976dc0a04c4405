// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/loginform.h"

#include "models/base/tooltip.h"
#include "ui/widgets/disclosure.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/theme.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

// "tokenEdit", "userpass.usernameEdit": a field's name alone is not the only one of its kind.
QString objectNameOf(const LoginMethodRow &row, const LoginField &field)
{
    if (row.method == LoginMethod::Token)
        return u"tokenEdit"_s;
    return "%1.%2Edit"_L1.arg(row.key, field.name);
}

/// Marks the first letter that no other control of the dialog takes: "Method", "Remember",
/// "Sign in", "Keep token", "Mount path" and "Namespace".
QString withMnemonic(const QString &label, QString &taken)
{
    for (qsizetype at = 0; at < label.size(); ++at) {
        const QChar letter = label.at(at).toLower();
        if (!letter.isLetter() || taken.contains(letter))
            continue;
        taken += letter;
        return label.left(at) + u'&' + label.mid(at);
    }
    return label;
}

QString certificateText(const ClusterRecord &record)
{
    if (record.clientCertificateFile.isEmpty()) {
        return LoginForm::tr(
            "This cluster’s connection has no client certificate. Set its file and that of its key "
            "in the cluster’s settings (Edit cluster), or take them from VAULT_CLIENT_CERT and "
            "VAULT_CLIENT_KEY by importing.");
    }
    return LoginForm::tr("The certificate in %1 is shown to the server on every connection. It is "
                         "part of the cluster’s settings (Edit cluster).")
        .arg(record.clientCertificateFile);
}

} // namespace

QLineEdit *LoginForm::Field::edit() const
{
    return secret ? secret : plain;
}

bool LoginForm::Field::isEmpty() const
{
    return secret ? !secret->hasSecret() : plain->text().trimmed().isEmpty();
}

LoginForm::LoginForm(const ClusterRecord &record, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(space(Space::Medium, this));
    buildChooser();
    for (const LoginMethodRow &row : loginMethods())
        buildPage(row, record);
    buildPlace();

    const LoginMethodRow *last = loginMethodByKey(record.lastSignIn.method);
    const LoginMethodRow &first = last ? *last : loginMethod(LoginMethod::Token);
    m_nameSpace->setText(record.lastSignIn.nameSpace.isEmpty() ? record.loginNamespace
                                                               : record.lastSignIn.nameSpace);
    m_mount->setText(record.lastSignIn.mount);
    for (const Field &field : m_pages.at(first.method).fields) {
        if (field.plain) {
            field.plain->setText(record.lastSignIn.name);
            break;
        }
    }
    m_place->setOpen(!m_mount->text().isEmpty() || !m_nameSpace->text().isEmpty());
    setMethod(first.method);
    showPage();
    // Not before: who tries another method does not mean this one's path.
    connect(m_method, &QComboBox::currentIndexChanged, this, [this] {
        m_mount->clear();
        showPage();
        emit methodChanged();
        emit changed();
    });
}

void LoginForm::buildChooser()
{
    QFormLayout *form = makeForm(this);
    m_method = new QComboBox(this);
    for (const LoginMethodRow &row : loginMethods())
        m_method->addItem(row.titleText(), QString(row.key));
    m_method->setMaxVisibleItems(int(loginMethods().size()));
    addFormRow(form, tr("&Method"), m_method, u"loginMethodBox"_s);
    m_summary = makeHelpLabel({}, this);
    m_summary->setObjectName(u"loginMethodSummary"_s);
    m_summary->setTextInteractionFlags(Qt::NoTextInteraction);
    form->addRow(QString(), m_summary);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(form);
}

void LoginForm::buildPage(const LoginMethodRow &row, const ClusterRecord &record)
{
    Page page;
    page.widget = new QWidget(this);
    page.widget->setObjectName("loginPage.%1"_L1.arg(row.key));
    auto *column = new QVBoxLayout(page.widget);
    column->setContentsMargins({});
    column->setSpacing(space(Space::Small, this));
    if (row.method == LoginMethod::Certificate) {
        QLabel *where = makeHelpLabel(certificateText(record), page.widget);
        where->setObjectName(u"certificateText"_s);
        where->setTextInteractionFlags(Qt::NoTextInteraction);
        column->addWidget(where);
    }
    QFormLayout *form = makeForm(page.widget);
    QString taken = u"mrstnk"_s;
    for (const LoginField &field : row.fields) {
        Field made { .row = &field };
        const QString name = objectNameOf(row, field);
        const QString label = field.labelText();
        if (field.secret)
            made.secret = new SecretEdit(name, label, page.widget);
        else
            made.plain = new QLineEdit(page.widget);
        addFormRow(form, withMnemonic(label, taken), made.edit(), name, field.helpText());
        connect(made.edit(), &QLineEdit::textChanged, this, &LoginForm::changed);
        page.fields.push_back(made);
    }
    column->addLayout(form);
    page.widget->hide();
    layout()->addWidget(page.widget);
    m_pages.emplace(row.method, std::move(page));
}

void LoginForm::buildPlace()
{
    m_place = new Disclosure(tr("Mount path and namespace"), u"loginPlace"_s, this);
    QFormLayout *form = makeForm(m_place);
    m_mount = new QLineEdit(m_place);
    addFormRow(form, tr("Moun&t path"), m_mount, u"loginMountEdit"_s,
               tr("Where the auth method is mounted below auth/, if not under its own name."));
    m_nameSpace = new QLineEdit(m_place);
    addFormRow(form, tr("&Namespace"), m_nameSpace, u"loginNamespaceEdit"_s,
               tr("Of the auth method. Replication lives in the root namespace, and a token of "
                  "another namespace can usually only look."));
    m_place->body()->addLayout(form);
    layout()->addWidget(m_place);
    connect(m_mount, &QLineEdit::textChanged, this, &LoginForm::changed);
    connect(m_nameSpace, &QLineEdit::textChanged, this, &LoginForm::changed);
}

LoginMethod LoginForm::method() const
{
    return loginMethodByKey(m_method->currentData().toString())->method;
}

void LoginForm::setMethod(LoginMethod method)
{
    m_method->setCurrentIndex(m_method->findData(QString(loginMethod(method).key)));
}

void LoginForm::setTokenOnly(bool tokenOnly)
{
    if (m_tokenOnly == tokenOnly)
        return;
    m_tokenOnly = tokenOnly;
    if (tokenOnly)
        setMethod(LoginMethod::Token);
    m_method->setEnabled(!tokenOnly);
    const QString why = tokenOnly
        ? tr("Every login is closed on a DR secondary; only a token can be kept.")
        : QString();
    m_method->setToolTip(plainToolTip(why));
    m_method->setAccessibleDescription(why);
}

void LoginForm::showPage()
{
    const LoginMethodRow &row = loginMethod(method());
    for (const auto &[each, page] : m_pages)
        page.widget->setVisible(each == row.method);
    m_summary->setText(row.summaryText());
    m_summary->setVisible(!m_summary->text().isEmpty());
    m_place->setVisible(row.method != LoginMethod::Token);
    m_mount->setPlaceholderText(row.defaultMount());
}

LoginRequest LoginForm::request() const
{
    LoginRequest request;
    request.method = method();
    if (request.method != LoginMethod::Token) {
        request.mount = m_mount->text().trimmed();
        request.nameSpace = m_nameSpace->text().trimmed();
    }
    for (const Field &field : page().fields) {
        if (field.secret)
            request.secrets.emplace(field.row->name, field.secret->peekSecret());
        else
            request.texts.emplace(field.row->name, field.plain->text());
    }
    return request;
}

SignInHabit LoginForm::habit() const
{
    SignInHabit habit { .method = loginMethod(method()).key };
    if (method() == LoginMethod::Token)
        return habit;
    habit.mount = m_mount->text().trimmed();
    habit.nameSpace = m_nameSpace->text().trimmed();
    for (const Field &field : page().fields) {
        if (field.plain) {
            habit.name = field.plain->text().trimmed();
            break;
        }
    }
    return habit;
}

std::optional<Error> LoginForm::flaw() const
{
    return loginFlaw(request());
}

void LoginForm::focusWhatMatters()
{
    const std::vector<Field> &fields = page().fields;
    auto wanted = std::ranges::find_if(
        fields, [](const Field &field) { return field.row->required && field.isEmpty(); });
    if (wanted == fields.end())
        wanted = std::ranges::find_if(fields, [](const Field &field) { return field.secret; });
    if (wanted == fields.end()) {
        m_method->setFocus();
        return;
    }
    wanted->edit()->setFocus();
    wanted->edit()->selectAll();
}

void LoginForm::setReadOnly(bool readOnly)
{
    m_method->setEnabled(!readOnly && !m_tokenOnly);
    m_mount->setReadOnly(readOnly);
    m_nameSpace->setReadOnly(readOnly);
    for (const auto &[method, page] : m_pages) {
        for (const Field &field : page.fields)
            field.edit()->setReadOnly(readOnly);
    }
}

void LoginForm::wipe()
{
    for (const auto &[method, page] : m_pages) {
        for (const Field &field : page.fields) {
            if (field.secret)
                field.secret->wipe();
        }
    }
}

} // namespace switchover::ui

#include "moc_loginform.cpp"
