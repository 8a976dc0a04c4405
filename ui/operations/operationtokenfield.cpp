// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationtokenfield.h"

#include "models/base/clock.h"
#include "models/base/tooltip.h"
#include "models/items/format.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/operations/operationcenter.h"
#include "ui/widgets/formrow.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>

namespace switchover::ui {

using namespace Qt::StringLiterals;

OperationTokenField::OperationTokenField(const Parameter &parameter, const FieldContext &context,
                                         QWidget *parent)
    : SecretField(parameter, context, parent)
    , m_center(context.center)
    , m_clock(context.clock)
    , m_cluster(context.cluster)
    , m_operation(context.operation)
{
    auto *generate = new QPushButton(tr("Generate…"), this);
    generate->setObjectName(u"generateTokenButton"_s);
    generate->setAccessibleName(tr("Generate a DR operation token"));
    generate->setToolTip(plainToolTip(tr("With key shares of the primary")));
    generate->setAutoDefault(false);
    addBeside(generate);
    connect(generate, &QPushButton::clicked, this,
            [this] { m_center.drTokens().openCeremony(m_cluster); });
    m_source = makeHelpLabel({}, this);
    m_source->setObjectName(u"operationTokenSource"_s);
    addBelow(m_source);
    m_keep = new QCheckBox(tr("Keep the token for further operations"), this);
    m_keep->setObjectName(u"keepOperationToken"_s);
    m_keep->setAccessibleName(m_keep->text());
    addBelow(m_keep);
    connect(&m_center.operationTokens(), &OperationTokenStock::changed, this,
            &OperationTokenField::takeFromStock);
    secretChanged();
}

std::optional<OperationTokenStock::Entry> OperationTokenField::entry() const
{
    return m_center.operationTokens().find(m_cluster, secret());
}

bool OperationTokenField::keepsToken() const
{
    return m_keep->isChecked();
}

// A ceremony that ends while the form is open fills it; what was typed stays.
void OperationTokenField::takeFromStock()
{
    // The stock owns it: what is gone there is not sent from here either.
    if (m_number != 0 && !m_center.operationTokens().holds(m_number))
        dropHeld();
    if (isBlank()) {
        if (SecretString token = m_center.drOperationTokenFor(m_cluster, m_operation);
            !token.isEmpty())
            hold(std::move(token), tr("Taken from memory. Type to use another."));
    }
    secretChanged();
}

void OperationTokenField::secretChanged()
{
    if (!m_source || !m_keep)
        return;
    const auto held = entry();
    m_number = held && !this->held().isEmpty() ? held->number : 0;
    const bool generated = held && held->origin == OperationTokenStock::Origin::Generated;
    const bool deletes = m_operation == OperationId::DrDeleteOperationToken;
    // Afterwards there is no DR secondary to be used on.
    const bool isLast =
        m_operation == OperationId::DrPromote || m_operation == OperationId::DrDisableSecondary;
    const QString made = held ? relativeTime(held->since, m_clock.now()) : QString();
    QString text;
    if (generated && isLast)
        text = tr("Generated %1. It is of no use after this operation and is dropped then.",
                  "%1 is 12 s ago")
                   .arg(made);
    else if (generated && !deletes)
        text =
            tr("Generated %1. It is deleted on the cluster after this operation.", "%1 is 12 s ago")
                .arg(made);
    else if (held && held->expires)
        text = tr("Batch token made on %1, expires %2.", "cluster, in 6 h")
                   .arg(held->clusterName, relativeTime(*held->expires, m_clock.now()));
    m_source->setText(text);
    m_source->setVisible(!text.isEmpty());
    m_keep->setVisible(generated && !deletes && !isLast);
    if (!generated)
        m_keep->setChecked(false);
}

} // namespace switchover::ui

#include "moc_operationtokenfield.cpp"
