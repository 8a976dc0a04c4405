// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/signincard.h"

#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/theme.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 passcodeSeconds = 30; // as RFC 6238 has it
constexpr qsizetype mostShown = 26;

bool hasRoles(const QString &method)
{
    return method == "approle"_L1 || method == "jwt"_L1 || method == "kubernetes"_L1
        || method == "oidc"_L1 || method == "cert"_L1;
}

QString abbreviated(const QString &value)
{
    if (value.startsWith(u'/'))
        return QFileInfo(value).fileName();
    return value.size() > mostShown ? QString(value.left(mostShown - 2) + QChar(0x2026)) : value;
}

QString noteOn(const lab::SignInInfo &info)
{
    if (info.method == "oidc"_L1)
        return SignInCard::tr("The browser is led to the identity provider, where you choose who "
                              "you are. Vault refuses mallory.");
    if (info.method == "cert"_L1 && info.certificateFile.isEmpty())
        return SignInCard::tr("Client certificates need a lab that runs with TLS.");
    return {};
}

} // namespace

SignInCard::SignInCard(lab::Lab &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
{
    setObjectName(u"labSignIn"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_card = new Card({}, u"labSignInCard"_s, this);
    layout->addWidget(m_card);
    m_nameSpace = addValue(tr("Namespace"), u"labSignInNamespace"_s);
    m_user = addValue(tr("User"), u"labSignInUser"_s);
    m_role = addValue(tr("Role"), u"labSignInRole"_s);
    m_password = addValue(tr("Password"), u"labSignInPassword"_s);
    m_personalToken = addValue(tr("Personal access token"), u"labSignInPersonalToken"_s);
    m_roleId = addValue(tr("Role ID"), u"labSignInRoleId"_s);
    m_secretId = addValue(tr("Secret ID"), u"labSignInSecretId"_s);
    m_jwt = addValue(tr("JWT"), u"labSignInJwt"_s);
    m_certificate = addValue(tr("Certificate file"), u"labSignInCertificate"_s);
    m_key = addValue(tr("Key file"), u"labSignInKey"_s);
    m_provider = addValue(tr("Identity provider"), u"labSignInProvider"_s);
    m_passcodeRow = new QWidget(m_card);
    auto *row = new QHBoxLayout(m_passcodeRow);
    row->setContentsMargins(0, 0, 0, 0);
    m_passcode = new CopyLabel(u"labSignInPasscode"_s, tr("Passcode"), m_passcodeRow);
    row->addWidget(m_passcode);
    m_countdown = makeHelpLabel({}, m_passcodeRow);
    m_countdown->setObjectName(u"labSignInCountdown"_s);
    m_countdown->setWordWrap(false);
    row->addWidget(m_countdown);
    row->addStretch();
    m_card->addRow(tr("Passcode"), m_passcodeRow);
    m_seed = addValue(tr("TOTP seed"), u"labSignInSeed"_s);
    m_note = makeHelpLabel({}, m_card);
    m_note->setObjectName(u"labSignInNote"_s);
    m_card->body()->addWidget(m_note);
}

CopyLabel *SignInCard::addValue(const QString &label, const QString &objectName)
{
    auto *value = new CopyLabel(objectName, label, m_card);
    m_card->addRow(label, value);
    return value;
}

void SignInCard::show(CopyLabel *label, const QString &value)
{
    label->setValue(value, abbreviated(value));
    m_card->setRowVisible(label, !value.isEmpty());
}

void SignInCard::setSignIn(const lab::SignInInfo &info)
{
    m_info = info;
    m_card->setTitle(info.name);
    const bool isRole = hasRoles(info.method);
    const bool isGitHub = info.method == "github"_L1;
    show(m_nameSpace, info.nameSpace);
    show(m_user, isRole || isGitHub ? QString() : info.name);
    show(m_role, isRole && info.method != "approle"_L1 ? info.name : QString());
    show(m_password, isGitHub ? QString() : info.password);
    show(m_personalToken, isGitHub ? info.password : QString());
    show(m_roleId, info.roleId);
    show(m_secretId, info.secretId);
    show(m_jwt, info.jwt);
    show(m_certificate, info.certificateFile);
    show(m_key, info.keyFile);
    show(m_provider, info.method == "oidc"_L1 ? m_lab.identityProvider().toString() : QString());
    show(m_seed, info.totpSeed);
    m_card->setRowVisible(m_passcodeRow, !info.totpSeed.isEmpty());
    m_note->setText(noteOn(info));
    m_note->setVisible(!m_note->text().isEmpty());
    showPasscode();
}

void SignInCard::showPasscode()
{
    if (m_info.totpSeed.isEmpty())
        return;
    const QString code = m_lab.totpCode(m_info.totpSeed);
    if (m_passcode->value() != code)
        m_passcode->setValue(code, code.left(3) + u' ' + code.mid(3));
    const qint64 left = passcodeSeconds - m_lab.now().toSecsSinceEpoch() % passcodeSeconds;
    m_countdown->setText(tr("for another %n s", nullptr, int(left)));
}

} // namespace switchover::ui

#include "moc_signincard.cpp"
