// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/useonlist.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

OperationId enableOperation(ReplicationType type)
{
    return type == ReplicationType::Performance ? OperationId::PerformanceEnableSecondary
                                                : OperationId::DrEnableSecondary;
}

OperationId updateOperation(ReplicationType type)
{
    return type == ReplicationType::Performance ? OperationId::PerformanceUpdatePrimary
                                                : OperationId::DrUpdatePrimary;
}

bool isOfAnotherSet(const ReplicationBlock *block, const ReplicationBlock *primary)
{
    return block && block->setId && primary && primary->setId && *block->setId != *primary->setId;
}

Tone environmentTone(Environment environment)
{
    return environment == Environment::Production ? Tone::Danger : Tone::Neutral;
}

} // namespace

UseOnList::UseOnList(Fleet &fleet, ReplicationType type, const ClusterId &primary, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_type(type)
    , m_primary(primary)
{
    setObjectName(u"useOnList"_s);
    setAccessibleName(tr("Clusters to use the token on"));
    m_rows = new QVBoxLayout(this);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(space(Space::Small, this));
    m_rows->setAlignment(Qt::AlignTop);
    m_empty = makeHelpLabel(
        tr("No other cluster is registered. Copy the token, or add the other cluster first."),
        this);
    m_rows->addWidget(m_empty);
    const QList<ClusterSnapshot> snapshots = fleet.snapshots();
    for (const ClusterSnapshot &snapshot : snapshots)
        show(snapshot);
    connect(&fleet, &Fleet::snapshotChanged, this, &UseOnList::show);
    connect(&fleet, &Fleet::clusterRemoved, this, &UseOnList::remove);
}

void UseOnList::add(const ClusterSnapshot &snapshot)
{
    const ClusterIdentity &identity = snapshot.identity;
    Row row;
    row.widget = new QWidget(this);
    row.widget->setObjectName(u"useOnCluster."_s + identity.name);
    row.widget->setAccessibleName(identity.name);
    auto *line = new QHBoxLayout(row.widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space(Space::Small, this));

    auto *words = new QVBoxLayout;
    words->setSpacing(space(Space::Tiny, this) / 2);
    auto *top = new QHBoxLayout;
    top->setSpacing(space(Space::Small, this));
    auto *name = new PlainLabel(identity.name, row.widget);
    name->setFont(strongFont(font()));
    top->addWidget(name);
    top->addWidget(new Pill(environmentWord(identity.environment),
                            environmentTone(identity.environment),
                            u"useOnEnvironment."_s + identity.name, row.widget));
    row.role = new Pill(u"useOnRole."_s + identity.name, row.widget);
    top->addWidget(row.role);
    top->addStretch();
    words->addLayout(top);
    row.reason = makeHelpLabel({}, row.widget);
    row.reason->setObjectName(u"useOnReason."_s + identity.name);
    words->addWidget(row.reason);
    line->addLayout(words, 1);

    row.enable = new QPushButton(tr("Enable as secondary…"), row.widget);
    row.enable->setObjectName(u"useOnEnable."_s + identity.name);
    row.enable->setAccessibleName(tr("Enable %1 as secondary").arg(identity.name));
    setEmphasis(row.enable, Emphasis::Danger);
    row.update = new QPushButton(tr("Update primary…"), row.widget);
    row.update->setObjectName(u"useOnUpdate."_s + identity.name);
    row.update->setAccessibleName(tr("Update the primary of %1").arg(identity.name));
    const ClusterId id = identity.id;
    for (QPushButton *button : { row.enable, row.update }) {
        button->setAutoDefault(false);
        line->addWidget(button);
    }
    connect(row.enable, &QPushButton::clicked, this,
            [this, id] { emit chosen(id, enableOperation(m_type)); });
    connect(row.update, &QPushButton::clicked, this,
            [this, id] { emit chosen(id, updateOperation(m_type)); });
    m_rows->addWidget(row.widget);
    m_byCluster.insert(id, row);
    m_empty->hide();
}

void UseOnList::show(const ClusterSnapshot &snapshot)
{
    const ClusterId id = snapshot.identity.id;
    if (id == m_primary)
        return;
    if (!m_byCluster.contains(id))
        add(snapshot);
    const Row &row = m_byCluster[id];
    const ReplicationBlock *block = snapshot.block(m_type);
    row.role->setPill(
        tr("%1 %2", "replication type and role")
            .arg(m_type == ReplicationType::Performance ? tr("performance") : tr("DR"),
                 roleWord(block)),
        roleTone(block));
    const Permission enable = allowed(operation(enableOperation(m_type)), snapshot);
    const Permission update = allowed(operation(updateOperation(m_type)), snapshot);
    const bool foreign = m_only.isValid() && id != m_only;
    const ClusterSnapshot *primary = m_fleet.snapshot(m_primary);
    const bool otherSet =
        update.allowed && primary && isOfAnotherSet(block, primary->block(m_type));
    row.enable->setVisible(enable.allowed && !foreign);
    row.update->setVisible(update.allowed && !foreign && !otherSet);
    for (QPushButton *button : { row.enable, row.update }) {
        button->setEnabled(m_unusable.isEmpty());
        button->setToolTip(plainToolTip(m_unusable));
        button->setAccessibleDescription(m_unusable);
    }
    QString reason;
    if (foreign)
        reason = tr("It cannot open the token, which was made with another cluster's public key.");
    else if (!m_unusable.isEmpty() && (enable.allowed || (update.allowed && !otherSet)))
        reason = m_unusable;
    else if (enable.allowed)
        reason = tr("Everything stored on it is erased and replaced by the primary's data.");
    else if (otherSet)
        reason = tr("It is of another replication set, and cannot follow without being erased.");
    else if (update.allowed)
        reason = tr("Follows the new primary. Nothing is erased.");
    else
        reason = block && block->isSecondary() ? update.reason : enable.reason;
    row.reason->setText(reason);
}

void UseOnList::setOnly(const ClusterId &cluster)
{
    m_only = cluster;
    setUnusable(m_unusable);
}

void UseOnList::setUnusable(const QString &reason)
{
    m_unusable = reason;
    const QList<ClusterSnapshot> snapshots = m_fleet.snapshots();
    for (const ClusterSnapshot &snapshot : snapshots)
        show(snapshot);
}

void UseOnList::focusFirst()
{
    const QList<QPushButton *> buttons = findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->isVisibleTo(this) && button->isEnabled()) {
            button->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

void UseOnList::remove(const ClusterId &id)
{
    const Row row = m_byCluster.take(id);
    if (row.widget) {
        row.widget->hide();
        row.widget->deleteLater();
    }
    m_empty->setVisible(m_byCluster.isEmpty());
}

} // namespace switchover::ui

#include "moc_useonlist.cpp"
