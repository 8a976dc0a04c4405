// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/dialogheader.h"

#include "models/items/format.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/environmentstripe.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

DialogHeader::DialogHeader(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"operationTarget"_s);
    setAccessibleName(tr("Target cluster"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_stripe = new EnvironmentStripe(u"operationStripe"_s, this);
    outer->addWidget(m_stripe);

    auto *layout = new QVBoxLayout;
    const int margin = space(Space::Large, this);
    layout->setContentsMargins(margin, space(Space::Medium, this), margin,
                               space(Space::Small, this));
    layout->setSpacing(space(Space::Small, this));
    m_title = new PlainLabel(this);
    m_title->setObjectName(u"operationTitle"_s);
    m_title->setFont(titleFont(font()));
    layout->addWidget(m_title);

    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    m_name = new ElidedLabel(u"targetName"_s, this); // whole on the stripe and the review page
    m_name->setFont(strongFont(font()));
    row->addWidget(m_name);
    m_address = new CopyLabel(u"targetAddress"_s, tr("Address of the target cluster"), this);
    row->addWidget(m_address);
    m_performance = new Pill(u"targetPerformanceRole"_s, this);
    row->addWidget(m_performance);
    m_dr = new Pill(u"targetDrRole"_s, this);
    row->addWidget(m_dr);
    row->addStretch();
    layout->addLayout(row);
    m_now = makeHelpLabel({}, this);
    m_now->setObjectName(u"targetNow"_s);
    layout->addWidget(m_now);
    outer->addLayout(layout);
}

void DialogHeader::showTarget(const Operation &operation, const ClusterSnapshot &snapshot)
{
    const ClusterIdentity &identity = snapshot.identity;
    m_stripe->setEnvironment(identity.environment);
    m_stripe->setDetail(identity.name);
    m_title->setText(operation.titleText());
    m_name->setText(identity.name);
    m_address->setValue(identity.address, identity.address);
    const ReplicationBlock *performance = snapshot.block(ReplicationType::Performance);
    const ReplicationBlock *dr = snapshot.block(ReplicationType::DisasterRecovery);
    m_performance->setPill(tr("performance %1", "role").arg(roleWord(performance)),
                           roleTone(performance));
    m_dr->setPill(dr ? tr("DR %1", "role").arg(roleWord(dr)) : QString(), roleTone(dr));

    QStringList facts;
    if (snapshot.health && !snapshot.health->version.isEmpty())
        facts.append(tr("Vault %1").arg(snapshot.health->version));
    const ReplicationBlock *block = operation.type ? snapshot.block(*operation.type) : performance;
    if (block) {
        if (block->state && !block->state->text.isEmpty())
            facts.append(tr("state %1").arg(block->state->text));
        if (block->setId && !block->setId->isEmpty())
            facts.append(tr("set %1").arg(shortened(*block->setId)));
        if (block->knownSecondaries && !block->knownSecondaries->isEmpty())
            facts.append(tr("known secondaries: %1").arg(listText(*block->knownSecondaries)));
        if (block->secondaryId && !block->secondaryId->isEmpty())
            facts.append(tr("secondary id %1").arg(*block->secondaryId));
    }
    m_now->setText(facts.join(u" · "_s));
    m_now->setVisible(!facts.isEmpty());
}

} // namespace switchover::ui

#include "moc_dialogheader.cpp"
