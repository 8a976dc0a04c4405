// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/faultswitches.h"

#include "models/base/tooltip.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
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
    layout->setSpacing(space(Space::Tiny, this));
    auto *box = new QWidget(this);
    addChoices(box);
    layout->addWidget(box);

    std::optional<lab::FaultGroup> group;
    const QList<lab::FaultInfo> faults = lab::Lab::availableFaults();
    for (const lab::FaultInfo &fault : faults) {
        if (group != fault.group) {
            layout->addSpacing(space(Space::Small, this));
            layout->addWidget(makeHeading(lab::faultGroupName(fault.group), this));
            group = fault.group;
        }
        addSwitch(layout, fault);
    }
    layout->addSpacing(space(Space::Small, this));
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

void FaultSwitches::addChoices(QWidget *box)
{
    QFormLayout *form = makeForm(box);
    m_cluster = new QComboBox(box);
    addFormRow(form, tr("C&luster"), m_cluster, u"faultCluster"_s);
    const QList<lab::ClusterInfo> clusters = m_lab.clusters();
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
    addFormRow(form, tr("How oft&en"), m_often, u"faultTimes"_s);
    box->setLayout(form);
}

void FaultSwitches::addSwitch(QVBoxLayout *layout, const lab::FaultInfo &fault)
{
    auto *box = new QCheckBox(fault.label, this);
    box->setObjectName(u"fault."_s + fault.id);
    const bool fits = !fault.needsTls || m_lab.options().tls;
    const QString help = fits ? fault.help : tr("%1 Only in a lab with TLS.").arg(fault.help);
    box->setAccessibleDescription(help);
    box->setToolTip(plainToolTip(help));
    box->setEnabled(fits);
    const Switch which { .kind = fault.id, .box = box, .how = makeHow(fault) };
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    row->addWidget(box);
    if (which.how) {
        row->addWidget(which.how);
        connect(which.how, &QComboBox::currentIndexChanged, this, [this, which] {
            if (!which.box->isChecked())
                return;
            switchOff(which.kind);
            switchOn(which);
        });
    }
    row->addStretch();
    layout->addLayout(row);
    QLabel *words = makeHelpLabel(help, this);
    words->setContentsMargins(space(Space::Large, this), 0, 0, space(Space::Tiny, this));
    layout->addWidget(words);
    connect(box, &QCheckBox::toggled, this, [this, which](bool on) { toggle(which, on); });
    m_switches.append(which);
}

/// What a fault can be told; nullptr for those that have one form only.
QComboBox *FaultSwitches::makeHow(const lab::FaultInfo &fault)
{
    auto *how = new QComboBox(this);
    how->setObjectName(u"faultHow."_s + fault.id);
    if (fault.id == "error"_L1) {
        how->setAccessibleName(tr("Which error"));
        for (const int status : { 500, 400, 403, 404, 501, 503 })
            how->addItem(QString::number(status), status);
    } else if (fault.id == "slow"_L1) {
        how->setAccessibleName(tr("How slowly"));
        for (const int seconds : { 2, 5, 20, 90 })
            how->addItem(tr("after %n s", nullptr, seconds), seconds);
    } else if (fault.id == "clock-off"_L1) {
        how->setAccessibleName(tr("How wrong the clock is"));
        how->addItem(tr("1 hour ahead"), 3600);
        how->addItem(tr("1 hour behind"), -3600);
        how->addItem(tr("2 minutes ahead"), 120);
        how->addItem(tr("2 minutes behind"), -120);
        how->addItem(tr("1 day behind"), -24 * 3600);
    } else {
        delete how;
        return nullptr;
    }
    return how;
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

bool FaultSwitches::isChosen(const lab::ActiveFault &fault, const QString &kind) const
{
    return fault.cluster == m_cluster->currentText() && fault.node == chosenNode()
        && fault.spec.kind == kind;
}

void FaultSwitches::refresh()
{
    const QList<lab::ActiveFault> active = m_lab.faults();
    for (const Switch &each : std::as_const(m_switches)) {
        const bool on = std::ranges::any_of(active, [this, &each](const lab::ActiveFault &fault) {
            return isChosen(fault, each.kind);
        });
        const QSignalBlocker quiet(each.box);
        each.box->setChecked(on);
    }
}

void FaultSwitches::toggle(const Switch &which, bool on)
{
    if (on)
        switchOn(which);
    else
        switchOff(which.kind);
    refresh();
}

void FaultSwitches::switchOff(const QString &kind)
{
    const QList<lab::ActiveFault> active = m_lab.faults();
    for (const lab::ActiveFault &fault : active) {
        if (isChosen(fault, kind))
            m_lab.clearFault(fault.id);
    }
}

void FaultSwitches::switchOn(const Switch &which)
{
    lab::FaultSpec spec { .kind = which.kind };
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
    if (which.how) {
        const int how = which.how->currentData().toInt();
        if (which.kind == "error"_L1)
            spec.status = how;
        else if (which.kind == "slow"_L1)
            spec.delay = std::chrono::seconds(how);
        else
            spec.text = QString::number(how);
    }
    if (const Result<int> set = m_lab.setFault(m_cluster->currentText(), chosenNode(), spec); !set)
        emit failed(errorSentence(set.error()));
}

} // namespace switchover::ui

#include "moc_faultswitches.cpp"
