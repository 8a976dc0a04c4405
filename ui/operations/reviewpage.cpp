// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/reviewpage.h"

#include "models/items/format.h"
#include "models/replication/operation.h"
#include "models/replication/problems/problems.h"
#include "ui/operations/acknowledgements.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/requestpanel.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/card.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

QString roleAndState(const ReplicationBlock *block)
{
    const QString state = block ? stateWords(*block) : QString();
    return state.isEmpty() ? roleWord(block)
                           : ReviewPage::tr("%1, %2", "role, state").arg(roleWord(block), state);
}

} // namespace

ReviewPage::ReviewPage(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"reviewPage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Medium, this));

    m_lookAlikes =
        new BulletList(tr("Look-alike names"), Tone::Attention, u"reviewLookAlikes"_s, this);
    layout->addWidget(m_lookAlikes);
    m_dangers = new BulletList(tr("Danger"), Tone::Danger, u"reviewDangers"_s, this);
    layout->addWidget(m_dangers);
    m_acknowledgements = new Acknowledgements(this);
    connect(m_acknowledgements, &Acknowledgements::changed, this,
            &ReviewPage::acknowledgementsChanged);
    layout->addWidget(m_acknowledgements);
    m_readings = new BulletList(tr("Last readings"), Tone::Attention, u"reviewReadings"_s, this);
    layout->addWidget(m_readings);
    m_consequences =
        new BulletList(tr("What will happen"), Tone::Danger, u"reviewConsequences"_s, this);
    layout->addWidget(m_consequences);
    m_card = new Card(tr("On this cluster now"), u"reviewCard"_s, this);
    m_cluster = m_card->addRow(tr("Cluster"), u"reviewCluster"_s);
    m_environment = m_card->addRow(tr("Environment"), u"reviewEnvironment"_s);
    m_address = m_card->addRow(tr("Address"), u"reviewAddress"_s);
    m_version = m_card->addRow(tr("Vault"), u"reviewVersion"_s);
    m_performance = m_card->addRow(tr("Performance"), u"reviewPerformance"_s);
    m_dr = m_card->addRow(tr("Disaster recovery"), u"reviewDr"_s);
    m_set = m_card->addRow(tr("Replication set"), u"reviewSet"_s);
    m_secondaries = m_card->addRow(tr("Known secondaries"), u"reviewSecondaries"_s);
    layout->addWidget(m_card);
    m_problems =
        new BulletList(tr("Wrong with it now"), Tone::Attention, u"reviewProblems"_s, this);
    layout->addWidget(m_problems);
    m_request = new RequestPanel(u"reviewRequest"_s, this);
    layout->addWidget(m_request);
    layout->addStretch();
}

void ReviewPage::showReview(const Operation &operation, const ClusterSnapshot &snapshot,
                            const Arguments &arguments, const OperationBriefing &briefing,
                            const QList<Problem> &problems)
{
    const ClusterIdentity &identity = snapshot.identity;
    const ReplicationBlock *block = operation.type ? snapshot.block(*operation.type) : nullptr;
    const auto row = [this](QLabel *label, const QString &text) {
        label->setText(text);
        m_card->setRowVisible(label, !text.isEmpty());
    };
    row(m_cluster, identity.name);
    row(m_environment, environmentWord(identity.environment));
    row(m_address, identity.address);
    row(m_version, snapshot.health ? snapshot.health->version : QString());
    row(m_performance, roleAndState(snapshot.block(ReplicationType::Performance)));
    row(m_dr, roleAndState(snapshot.block(ReplicationType::DisasterRecovery)));
    row(m_set, block ? block->setId.value_or(QString()) : QString());
    row(m_secondaries,
        block && block->knownSecondaries ? listText(*block->knownSecondaries) : QString());

    m_dangers->setSentences(briefing.dangers + briefing.filterDangers);
    m_acknowledgements->setHazards(briefing.hazards);
    m_readings->setSentences(briefing.readings);
    QStringList consequences = briefing.consequences;
    if (arguments.isOn("force"_L1)) {
        consequences.prepend(
            tr("Forced: Vault does not check whether %1 has caught up. Writes that "
               "have not reached %1 are lost.")
                .arg(identity.name));
    }
    m_consequences->setSentences(consequences);
    QStringList wrong;
    for (const Problem &problem : problems) {
        if (problem.concerns(identity.id) && problem.severity != ProblemSeverity::Info
            && !problem.isConsequence())
            wrong.append(problem.text);
    }
    m_problems->setSentences(wrong);
    m_request->showRequest(operation, snapshot, arguments);
}

void ReviewPage::setLookAlikes(const QString &name, const QStringList &lookAlikes)
{
    QStringList sentences;
    for (const QString &other : lookAlikes)
        sentences.append(tr("“%1” looks like “%2”. Compare the addresses.").arg(name, other));
    m_lookAlikes->setSentences(sentences);
}

void ReviewPage::setReadings(const QStringList &readings)
{
    m_readings->setSentences(readings);
}

bool ReviewPage::isAcknowledged() const
{
    return m_acknowledgements->areAllGiven();
}

} // namespace switchover::ui

#include "moc_reviewpage.cpp"
