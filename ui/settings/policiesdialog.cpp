// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/policiesdialog.h"

#include "models/replication/catalogue.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

// For object names.
QString keyOf(OperatorRole role)
{
    switch (role) {
    case OperatorRole::Observer:
        return u"observer"_s;
    case OperatorRole::Operator:
        return u"operator"_s;
    case OperatorRole::Failover:
        return u"failover"_s;
    case OperatorRole::Architect:
        return u"architect"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

PoliciesDialog::PoliciesDialog(QWidget *parent)
    : DialogFrame(tr("Policies"), u"policiesDialog"_s, parent)
{
    setHeading(tr("Least policies for each role"),
               tr("Written for the root namespace, where replication lives. The roles do not "
                  "contain each other: give a person the policies of all roles they act in. Every "
                  "policy builds on Vault’s default policy."));
    auto *tabs = new QTabWidget(this);
    tabs->setObjectName(u"policyTabs"_s);
    tabs->setAccessibleName(tr("Roles"));
    for (const OperatorRole role : allOperatorRoles)
        tabs->addTab(makePage(role), roleName(role));
    content()->addWidget(tabs, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setObjectName(u"closePoliciesButton"_s);
    content()->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 40);
}

QWidget *PoliciesDialog::makePage(OperatorRole role)
{
    auto *scroll = new ContentScroll(this);
    scroll->setObjectName(keyOf(role) + u"PolicyScroll"_s);
    auto *page = new QWidget(scroll);
    auto *layout = new QVBoxLayout(page);
    const int medium = space(Space::Medium, this);
    layout->setContentsMargins(medium, medium, medium, medium);
    layout->setSpacing(space(Space::Small, this));
    auto *summary = new PlainLabel(roleSummary(role), page);
    summary->setObjectName(keyOf(role) + u"PolicySummary"_s);
    summary->setWordWrap(true);
    layout->addWidget(summary);

    QStringList titles;
    for (const OperationId id : operationsOf(role))
        titles.append(operation(id).titleText());
    if (!titles.isEmpty()) {
        QLabel *what = makeHelpLabel(tr("Enables: %1.").arg(titles.join(u", "_s)), page);
        what->setObjectName(keyOf(role) + u"PolicyOperations"_s);
        layout->addWidget(what);
    }
    auto *block = new CodeBlock(tr("Policy of the role %1").arg(roleName(role)),
                                keyOf(role) + u"PolicyText"_s, page);
    block->setText(rolePolicy(role));
    layout->addWidget(block);
    layout->addStretch();
    scroll->setWidget(page);
    return scroll;
}

} // namespace switchover::ui

#include "moc_policiesdialog.cpp"
