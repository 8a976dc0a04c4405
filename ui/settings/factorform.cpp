// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/factorform.h"

#include "ui/widgets/formrow.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/theme.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

// Vault's words for its kinds of methods, as their makers write them.
QString kindName(const QString &type)
{
    if (type == "totp"_L1)
        return u"TOTP"_s;
    if (type == "duo"_L1)
        return u"Duo"_s;
    if (type == "okta"_L1)
        return u"Okta"_s;
    if (type == "pingid"_L1)
        return u"PingID"_s;
    return type;
}

QString methodText(const MfaMethod &method)
{
    const QString name = method.name.isEmpty()
        ? kindName(method.type)
        : u"%1 (%2)"_s.arg(kindName(method.type), method.name);
    return method.usesPasscode ? FactorForm::tr("Passcode: %1").arg(name)
                               : FactorForm::tr("Confirm on your device: %1").arg(name);
}

} // namespace

const MfaMethod &FactorForm::Row::method() const
{
    return constraint.any.at(chooser ? std::max(0, chooser->currentIndex()) : 0);
}

FactorForm::FactorForm(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
}

void FactorForm::setRequirement(const MfaRequirement &requirement)
{
    m_rows.clear();
    delete m_body;
    m_body = new QWidget(this);
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins({});
    column->setSpacing(space(Space::Medium, this));
    layout()->addWidget(m_body);
    for (const MfaConstraint &constraint : requirement.constraints) {
        if (!constraint.any.isEmpty())
            addRow(constraint);
    }
    for (const Row &row : m_rows)
        showRow(row);
}

void FactorForm::addRow(const MfaConstraint &constraint)
{
    const auto index = m_rows.size();
    const QString number = QString::number(index + 1);
    Row row;
    row.constraint = constraint;
    auto *box = new QWidget(m_body);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins({});
    column->setSpacing(space(Space::Small, this));
    QLabel *heading = makeHeading(constraint.name, box);
    heading->setObjectName(u"factorHeading"_s + number);
    column->addWidget(heading);

    QFormLayout *form = makeForm(box);
    if (constraint.any.size() > 1) {
        row.chooser = new QComboBox(box);
        for (const MfaMethod &method : constraint.any)
            row.chooser->addItem(methodText(method));
        addFormRow(form, tr("Confirm &by"), row.chooser, u"factorBox"_s + number);
        connect(row.chooser, &QComboBox::currentIndexChanged, this, [this, index] {
            showRow(m_rows.at(index));
            emit changed();
        });
    }
    column->addLayout(form);

    row.passcodeBox = new QWidget(box);
    QFormLayout *passcodeForm = makeForm(row.passcodeBox);
    passcodeForm->setContentsMargins({});
    row.passcodeBox->setLayout(passcodeForm);
    const QString name = u"passcodeEdit"_s + number;
    row.passcode = new SecretEdit(name, tr("Passcode"), row.passcodeBox);
    row.passcode->setInputMethodHints(row.passcode->inputMethodHints() | Qt::ImhPreferNumbers);
    addFormRow(passcodeForm, tr("&Passcode"), row.passcode, name);
    // More than one on a page must be told apart by ear as well.
    row.passcode->setAccessibleName(tr("Passcode for %1").arg(constraint.name));
    connect(row.passcode, &QLineEdit::textChanged, this, &FactorForm::changed);
    column->addWidget(row.passcodeBox);

    row.device = makeHelpLabel(
        tr("You are asked on your device as soon as you continue. Signing in waits until you "
           "confirm there."),
        box);
    row.device->setObjectName(u"factorDevice"_s + number);
    row.device->setTextInteractionFlags(Qt::NoTextInteraction);
    column->addWidget(row.device);
    m_body->layout()->addWidget(box);
    m_rows.push_back(row);
}

void FactorForm::showRow(const Row &row)
{
    const MfaMethod &method = row.method();
    row.passcodeBox->setVisible(method.usesPasscode);
    row.device->setVisible(!method.usesPasscode);
    row.passcode->setAccessibleDescription(methodText(method));
    row.passcode->setPlaceholderText(method.type == "totp"_L1 ? tr("6 digits") : QString());
}

std::vector<MfaChoice> FactorForm::choices() const
{
    std::vector<MfaChoice> choices;
    for (const Row &row : m_rows) {
        const MfaMethod &method = row.method();
        choices.push_back(
            { .methodId = method.id,
              .passcode = method.usesPasscode ? row.passcode->peekSecret() : SecretString() });
    }
    return choices;
}

QString FactorForm::whatIsMissing() const
{
    for (const Row &row : m_rows) {
        if (row.method().usesPasscode && !row.passcode->hasSecret())
            return tr("The passcode for %1 is needed.").arg(row.constraint.name);
    }
    return {};
}

bool FactorForm::waitsForDevice() const
{
    return std::ranges::any_of(m_rows, [](const Row &row) { return !row.method().usesPasscode; });
}

void FactorForm::focusFirst()
{
    for (const Row &row : m_rows) {
        if (row.chooser) {
            row.chooser->setFocus();
            return;
        }
        if (row.method().usesPasscode) {
            row.passcode->setFocus();
            return;
        }
    }
}

void FactorForm::setReadOnly(bool readOnly)
{
    for (const Row &row : m_rows) {
        row.passcode->setReadOnly(readOnly);
        if (row.chooser)
            row.chooser->setEnabled(!readOnly);
    }
}

void FactorForm::wipe()
{
    for (const Row &row : m_rows)
        row.passcode->wipe();
}

} // namespace switchover::ui

#include "moc_factorform.cpp"
