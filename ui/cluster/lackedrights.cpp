// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/lackedrights.h"

#include "models/replication/capabilities.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/replication/snapshot.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/disclosure.h"
#include "ui/widgets/formrow.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

LackedRights::LackedRights(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"lackedRights"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    m_disclosure =
        new Disclosure(tr("Policy lines that would allow it"), u"lackedRightsDisclosure"_s, this);
    layout->addWidget(m_disclosure);
    m_what = makeHelpLabel({}, this);
    m_what->setObjectName(u"lackedRightsText"_s);
    m_disclosure->body()->addWidget(m_what);
    m_lines = new CodeBlock(tr("Policy lines"), u"lackedRightsLines"_s, this);
    m_disclosure->body()->addWidget(m_lines);
    hide();
}

void LackedRights::show(const ClusterSnapshot &snapshot)
{
    QList<CapabilityNeed> needs;
    QStringList titles;
    // What the state forbids anyway is no question of rights.
    ClusterSnapshot unjudged = snapshot;
    unjudged.capabilities = {};
    for (const Operation &row : operationCatalogue()) {
        const auto lacked = lackedCapability(row, snapshot);
        if (!lacked || !isRelevant(row, snapshot) || !allowed(row, unjudged))
            continue;
        needs.append(*lacked);
        titles.append(row.titleText());
    }
    setVisible(!needs.isEmpty());
    if (needs.isEmpty())
        return;
    m_disclosure->setTitle(
        tr("Policy lines that would allow %n more operation(s) here", nullptr, int(needs.size())));
    m_what->setText(tr("The token signed in with may not: %1. Who administers the policies of this "
                       "cluster can add these lines to one of its policies.")
                        .arg(titles.join(u", "_s)));
    m_lines->setText(policyLines(needs));
}

} // namespace switchover::ui

#include "moc_lackedrights.cpp"
