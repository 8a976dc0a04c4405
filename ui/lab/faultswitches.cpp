// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/faultswitches.h"

#include "ui/widgets/formrow.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

enum class Requests { All, Replication, ReplicationWrites, Status };

} // namespace

FaultSwitches::FaultSwitches(lab::Lab &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
{
    setObjectName(u"faultSwitches"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    auto *box = new QWidget(this);
    QFormLayout *form = makeForm(box);
    m_cluster = new QComboBox(box);
    addFormRow(form, tr("&Cluster"), m_cluster, u"faultCluster"_s);
    const QList<lab::ClusterInfo> clusters = lab.clusters();
    for (const lab::ClusterInfo &cluster : clusters)
        m_cluster->addItem(cluster.name);
    m_node = new QComboBox(box);
    addFormRow(form, tr("&Node"), m_node, u"faultNode"_s);
    m_requests = new QComboBox(box);
    m_requests->addItem(tr("All requests"), int(Requests::All));
    m_requests->addItem(tr("Replication calls"), int(Requests::Replication));
    m_requests->addItem(tr("Replication writes"), int(Requests::ReplicationWrites));
    m_requests->addItem(tr("Status reads"), int(Requests::Status));
    addFormRow(form, tr("&Requests"), m_requests, u"faultRequests"_s);
    m_often = new QComboBox(box);
    m_often->addItem(tr("Until switched off"), 0);
    m_often->addItem(tr("Once"), 1);
    for (const int times : { 3, 10 })
        m_often->addItem(tr("%1 times").arg(times), times);
    addFormRow(form, tr("&How often"), m_often, u"faultTimes"_s);
    box->setLayout(form);
    layout->addWidget(box);

    const QList<lab::FaultInfo> faults = lab::Lab::availableFaults();
    for (const lab::FaultInfo &fault : faults) {
        auto *each = new QCheckBox(fault.label, this);
        each->setObjectName(u"fault."_s + fault.id);
        each->setProperty("kind", fault.id);
        each->setAccessibleDescription(fault.help);
        each->setToolTip(fault.help);
        layout->addWidget(each);
        QLabel *help = makeHelpLabel(fault.help, this);
        help->setContentsMargins(space(Space::Large, this), 0, 0, 0);
        layout->addWidget(help);
        connect(each, &QCheckBox::toggled, this,
                [this, kind = fault.id](bool on) { toggle(kind, on); });
        m_switches.append(each);
    }
    auto *clear = new QPushButton(tr("Switch everything off"), this);
    clear->setObjectName(u"clearFaultsButton"_s);
    clear->setAutoDefault(false);
    layout->addWidget(clear, 0, Qt::AlignLeft);
    layout->addStretch();
    connect(clear, &QPushButton::clicked, this, [this] {
        m_lab.clearFaults();
        refresh();
    });
    connect(m_cluster, &QComboBox::currentIndexChanged, this, &FaultSwitches::fillNodes);
    connect(m_node, &QComboBox::currentIndexChanged, this, &FaultSwitches::refresh);
    fillNodes();
}

void FaultSwitches::fillNodes()
{
    {
        const QSignalBlocker quiet(m_node);
        m_node->clear();
        m_node->addItem(tr("All nodes"), QString());
        if (const std::optional<lab::ClusterInfo> cluster =
                m_lab.cluster(m_cluster->currentText())) {
            for (const lab::NodeInfo &node : cluster->nodes)
                m_node->addItem(node.name, node.name);
        }
    }
    refresh();
}

QString FaultSwitches::chosenNode() const
{
    return m_node->currentData().toString();
}

void FaultSwitches::refresh()
{
    const QList<lab::ActiveFault> active = m_lab.faults();
    for (QCheckBox *each : std::as_const(m_switches)) {
        const bool on = std::ranges::any_of(active, [this, each](const lab::ActiveFault &fault) {
            return fault.cluster == m_cluster->currentText() && fault.node == chosenNode()
                && fault.spec.kind == each->property("kind").toString();
        });
        const QSignalBlocker quiet(each);
        each->setChecked(on);
    }
}

void FaultSwitches::toggle(const QString &kind, bool on)
{
    if (!on) {
        const QList<lab::ActiveFault> active = m_lab.faults();
        for (const lab::ActiveFault &fault : active) {
            if (fault.cluster == m_cluster->currentText() && fault.node == chosenNode()
                && fault.spec.kind == kind)
                m_lab.clearFault(fault.id);
        }
        refresh();
        return;
    }
    lab::FaultSpec spec { .kind = kind };
    switch (Requests(m_requests->currentData().toInt())) {
    case Requests::All:
        break;
    case Requests::Replication:
        spec.pathPrefix = u"sys/replication/"_s;
        break;
    case Requests::ReplicationWrites:
        spec.pathPrefix = u"sys/replication/"_s;
        spec.method = u"POST"_s;
        break;
    case Requests::Status:
        spec.pathPrefix = u"sys/replication/status"_s;
        break;
    }
    if (const int times = m_often->currentData().toInt(); times > 0)
        spec.count = times;
    if (const Result<int> set = m_lab.setFault(m_cluster->currentText(), chosenNode(), spec); !set)
        emit failed(errorSentence(set.error()));
    refresh();
}

} // namespace switchover::ui
