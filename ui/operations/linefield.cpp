// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/linefield.h"

#include "models/base/tooltip.h"
#include "ui/operations/operationcenter.h"
#include "ui/tokens/publickeys.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/theme.h"

#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

QString example(Parameter::Type type)
{
    switch (type) {
    case Parameter::Type::Address:
        return u"https://vault.example.com:8200"_s;
    case Parameter::Type::ClusterAddress:
        return u"vault.example.com:8201"_s;
    case Parameter::Type::ServerPath:
        return u"/etc/vault/ca.pem"_s;
    case Parameter::Type::Duration:
        return u"30m"_s;
    case Parameter::Type::Text:
    case Parameter::Type::Secret:
    case Parameter::Type::ActivationToken:
    case Parameter::Type::DrOperationToken:
    case Parameter::Type::KeyShare:
    case Parameter::Type::Boolean:
    case Parameter::Type::TextList:
    case Parameter::Type::Choice:
    case Parameter::Type::SecondaryId:
    case Parameter::Type::MountPaths:
    case Parameter::Type::PublicKey:
        break;
    }
    return {};
}

} // namespace

LineField::LineField(const Parameter &parameter, const FieldContext &context, QWidget *parent)
    : ParameterField(parameter, context, parent)
{
    m_edit = new QLineEdit(this);
    const QString hint = defaultHint(parameter);
    const QString sample =
        parameter.name == "ca_path"_L1 ? u"/etc/vault/ca"_s : example(parameter.type);
    if (!hint.isEmpty())
        m_edit->setPlaceholderText(hint);
    else if (!sample.isEmpty())
        m_edit->setPlaceholderText(tr("for example %1").arg(sample));
    if (parameter.type == Parameter::Type::PublicKey)
        m_edit->setFont(monospaceFont(font()));
    setInput(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &LineField::touchAndTell);
    connect(m_edit, &QLineEdit::textChanged, this, &LineField::changed);

    if (parameter.type == Parameter::Type::PublicKey)
        offerPublicKeys(context);
    if (parameter.type != Parameter::Type::SecondaryId || context.knownSecondaries.isEmpty())
        return;
    auto *choose = new QToolButton(this);
    choose->setObjectName(u"chooseSecondary"_s);
    choose->setText(tr("Known ids"));
    choose->setAccessibleName(tr("Choose a known secondary id"));
    choose->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(choose);
    constexpr qsizetype mostOffered = 50;
    for (const QString &id : context.knownSecondaries.mid(0, mostOffered)) {
        QAction *known = menu->addAction(literalButtonText(id));
        known->setToolTip(plainToolTip(id));
        connect(known, &QAction::triggered, this, [this, id] {
            m_edit->setText(id);
            touchAndTell();
        });
    }
    if (context.knownSecondaries.size() > mostOffered) {
        menu->addAction(tr("And %Ln more. Type the id.", nullptr,
                           int(context.knownSecondaries.size() - mostOffered)))
            ->setEnabled(false);
    }
    choose->setMenu(menu);
    addBeside(choose);
}

void LineField::offerPublicKeys(const FieldContext &context)
{
    const QList<PublicKeys::Entry> keys =
        context.center.publicKeys().current(context.type.value_or(ReplicationType::Performance));
    if (keys.isEmpty())
        return;
    auto *take = new QToolButton(this);
    take->setObjectName(u"takePublicKey"_s);
    take->setText(tr("From memory"));
    take->setAccessibleName(tr("Take a public key made here"));
    take->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(take);
    for (const PublicKeys::Entry &key : keys) {
        const QString label = tr("Public key of %1").arg(key.clusterName);
        QAction *taken = menu->addAction(literalButtonText(label));
        taken->setToolTip(plainToolTip(label));
        connect(taken, &QAction::triggered, this, [this, text = key.key] {
            m_edit->setText(text);
            touchAndTell();
        });
    }
    take->setMenu(menu);
    addBeside(take);
}

void LineField::writeTo(Arguments &arguments) const
{
    if (!isBlank())
        arguments.set(parameter().name, m_edit->text().trimmed());
}

void LineField::readFrom(const Arguments &arguments)
{
    if (arguments.has(parameter().name))
        m_edit->setText(arguments.text(parameter().name));
}

bool LineField::isBlank() const
{
    return m_edit->text().trimmed().isEmpty();
}

} // namespace switchover::ui

#include "moc_linefield.cpp"
