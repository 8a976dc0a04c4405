// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/maintenancepanel.h"

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/replication/maintenance.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/operationcenter.h"
#include "ui/services.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

MaintenancePanel::MaintenancePanel(Services &services, OperationCenter &operations, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_operations(operations)
{
    setObjectName(u"maintenancePanel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    m_sealedBox = new QWidget(this);
    auto *row = new QHBoxLayout(m_sealedBox);
    row->setContentsMargins(0, 0, 0, 0);
    m_sealed = new PlainLabel(m_sealedBox);
    m_sealed->setObjectName(u"sealedNodes"_s);
    m_sealed->setWordWrap(true);
    row->addWidget(m_sealed, 1);
    m_unseal = new QPushButton(tr("Unseal nodes…"), m_sealedBox);
    m_unseal->setObjectName(u"unsealNodesButton"_s);
    row->addWidget(m_unseal, 0, Qt::AlignTop);
    layout->addWidget(m_sealedBox);
    m_reindex = new PlainLabel(this);
    m_reindex->setObjectName(u"maintenanceReindex"_s);
    m_reindex->setWordWrap(true);
    layout->addWidget(m_reindex);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(u"maintenanceReindexProgress"_s);
    m_progress->setAccessibleName(tr("Progress of the reindex"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(space(Space::Tiny, this));
    layout->addWidget(m_progress);
    m_lead = new BulletList(tr("Trees in doubt"), Tone::Neutral, u"maintenanceLead"_s, this);
    layout->addWidget(m_lead);
}

void MaintenancePanel::show(const ClusterSnapshot &snapshot)
{
    const QDateTime now = m_services.clock.now();
    const auto sealed = std::ranges::count_if(snapshot.nodes, [](const NodeSnapshot &node) {
        return node.health && node.health->initialized && node.health->sealed
            && !node.health->isRemoved();
    });
    m_sealedBox->setVisible(sealed > 0);
    m_sealed->setText(tr("%n node(s) of this cluster (is|are) sealed.", nullptr, int(sealed)));
    m_unseal->disconnect(this);
    connect(m_unseal, &QPushButton::clicked, this,
            [this, id = snapshot.identity.id] { m_operations.openUnseal(id); });
    const std::optional<ReindexState> reindex = reindexOf(snapshot, now);
    m_reindex->setVisible(reindex.has_value());
    m_progress->setVisible(reindex && reindex->total.value_or(0) > 0);
    if (reindex) {
        m_reindex->setText(reindexText(*reindex));
        const quint64 total = reindex->total.value_or(0);
        m_progress->setRange(0, 1000);
        m_progress->setValue(
            total > 0
                ? int(1000.0 * double(std::min(reindex->done.value_or(0), total)) / double(total))
                : 0);
    }
    m_lead->setSentences(snapshot.status && !reindex
                             ? maintenanceLead(snapshot, m_services.fleet.snapshots(),
                                               m_services.fleet.topology(), now)
                             : QStringList());
}

} // namespace switchover::ui

#include "moc_maintenancepanel.cpp"
