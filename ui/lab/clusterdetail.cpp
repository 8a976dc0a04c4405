// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/clusterdetail.h"

#include "models/base/tooltip.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int secretsAtOnce = 25;

Tone toneOf(lab::NodeState state)
{
    switch (state) {
    case lab::NodeState::Active:
        return Tone::Good;
    case lab::NodeState::Standby:
    case lab::NodeState::PerformanceStandby:
        return Tone::Neutral;
    case lab::NodeState::Sealed:
        return Tone::Attention;
    case lab::NodeState::Stopped:
        return Tone::Danger;
    }
    Q_UNREACHABLE();
}

} // namespace

ClusterDetail::ClusterDetail(lab::Lab &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
{
    setObjectName(u"labClusterDetail"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    buildData();
    buildNodes();
    buildKeys();
    buildSwitches();
    layout->addStretch();
}

void ClusterDetail::buildData()
{
    m_data = new Card(tr("Stored data"), u"labData"_s, this);
    m_secrets = m_data->addRow(tr("Secrets"), u"labSecrets"_s);
    m_mark = m_data->addRow(tr("Data set"), u"labDataMark"_s);
    m_mark->setToolTip(
        plainToolTip(tr("The same word on two clusters: they hold the same data set.")));
    m_samples = m_data->addRow(tr("Some entries"), u"labSamples"_s);
    auto *row = new QHBoxLayout;
    addButton(row, tr("Write %1 secrets").arg(secretsAtOnce), u"labWriteSecrets"_s,
              [this] { return m_lab.writeSecrets(m_name, secretsAtOnce); });
    row->addStretch();
    m_data->body()->addLayout(row);
    layout()->addWidget(m_data);
}

void ClusterDetail::buildNodes()
{
    m_nodes = new Card(tr("Nodes"), u"labNodes"_s, this);
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    addButton(row, tr("Unseal all"), u"labUnsealAll"_s, [this] { return m_lab.unsealAll(m_name); });
    addButton(row, tr("Step down"), u"labStepDown"_s, [this] { return m_lab.stepDown(m_name); });
    row->addStretch();
    m_nodes->body()->addLayout(row);
    layout()->addWidget(m_nodes);
}

void ClusterDetail::buildKeys()
{
    m_keys = new Card(tr("Tokens and keys"), u"labKeys"_s, this);
    m_root = new CopyLabel(u"labRootToken"_s, tr("Root token of the lab cluster"), this);
    m_keys->addRow(tr("Root token"), m_root);
    m_batch = new CopyLabel(u"labBatchToken"_s, tr("Batch DR operation token"), this);
    m_keys->addRow(tr("Batch DR operation token"), m_batch);
    m_threshold = m_keys->addRow(tr("Unseal keys"), u"labThreshold"_s);
    layout()->addWidget(m_keys);
}

void ClusterDetail::buildSwitches()
{
    m_switches = new Card(tr("Trouble"), u"labTrouble"_s, this);
    layout()->addWidget(m_switches);
    m_slow = addSwitch(tr("Slow link"), tr("Falls behind its primary by hundreds of WALs."),
                       u"labSlowLink"_s, [this](bool on) {
                           return m_lab.setLink(m_name,
                                                on ? lab::Lab::Link::Slow : lab::Lab::Link::Normal);
                       });
    m_corrupt = addSwitch(
        tr("Corrupt Merkle tree"), tr("The Merkle check reports it; a reindex repairs it."),
        u"labCorruptTree"_s, [this](bool on) {
            return m_lab.corruptTree(m_name, on ? lab::Lab::Tree::Corrupt : lab::Lab::Tree::Sound);
        });
    m_licence =
        addSwitch(tr("Expired licence"), tr("The licence of this cluster has run out."),
                  u"labExpiredLicence"_s, [this](bool on) {
                      return m_lab.setLicence(
                          m_name, on ? lab::Lab::Licence::Expired : lab::Lab::Licence::Valid);
                  });
}

QCheckBox *ClusterDetail::addSwitch(const QString &text, const QString &help,
                                    const QString &objectName,
                                    const std::function<Result<void>(bool)> &apply)
{
    auto *box = new QCheckBox(text, this);
    box->setObjectName(objectName);
    box->setToolTip(plainToolTip(help));
    box->setAccessibleDescription(help);
    m_switches->body()->addWidget(box);
    connect(box, &QCheckBox::toggled, this, [this, apply](bool on) { tell(apply(on)); });
    return box;
}

QPushButton *ClusterDetail::addButton(QLayout *layout, const QString &text,
                                      const QString &objectName,
                                      const std::function<Result<void>()> &apply)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    layout->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, apply] { tell(apply()); });
    return button;
}

void ClusterDetail::tell(const Result<void> &result)
{
    if (!result)
        emit failed(errorSentence(result.error()));
    refresh();
}

void ClusterDetail::setCluster(const QString &name)
{
    if (name == m_name)
        return;
    m_name = name;
    if (const std::optional<lab::ClusterInfo> info = m_lab.cluster(name))
        rebuild(*info);
    refresh();
}

void ClusterDetail::rebuild(const lab::ClusterInfo &info)
{
    for (QWidget *box : { m_nodeBox, m_shares, m_partitionBox }) {
        if (box) {
            box->hide();
            box->deleteLater();
        }
    }
    m_nodeRows.clear();
    m_nodeBox = new QWidget(m_nodes);
    auto *grid = new QGridLayout(m_nodeBox);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(1, 1);
    int line = 0;
    for (const lab::NodeInfo &node : info.nodes) {
        NodeRow row { .name = node.name };
        auto *label = new PlainLabel(node.name, m_nodeBox);
        label->setToolTip(plainToolTip(node.address));
        grid->addWidget(label, line, 0);
        row.state = new StatusDot(u"labNodeState."_s + node.name, m_nodeBox);
        grid->addWidget(row.state, line, 1);
        const auto small = [this, grid, line](int column, const QString &objectName,
                                              const std::function<Result<void>()> &apply) {
            QPushButton *button = addButton(grid, {}, objectName, apply);
            grid->addWidget(button, line, column);
            return button;
        };
        row.seal = small(2, u"labSeal."_s + node.name,
                         [this, name = node.name] { return m_lab.seal(name); });
        row.seal->setText(tr("Seal"));
        row.seal->setAccessibleName(tr("Seal %1").arg(node.name));
        row.stop = small(3, u"labStop."_s + node.name, [this, name = node.name]() -> Result<void> {
            const std::optional<lab::ClusterInfo> now = m_lab.cluster(m_name);
            for (const lab::NodeInfo &each : now ? now->nodes : QList<lab::NodeInfo>()) {
                if (each.name == name && each.state == lab::NodeState::Stopped)
                    return m_lab.startNode(name);
            }
            return m_lab.stopNode(name);
        });
        m_nodeRows.append(row);
        ++line;
    }
    m_nodes->body()->insertWidget(0, m_nodeBox);

    m_shareLabels.clear();
    m_shares = new QWidget(m_keys);
    auto *shares = new QVBoxLayout(m_shares);
    shares->setContentsMargins(0, 0, 0, 0);
    shares->setSpacing(0);
    for (int i = 0; i < info.unsealKeys.size(); ++i) {
        auto *share = new CopyLabel(u"labUnsealKey.%1"_s.arg(i + 1), tr("Unseal key %1").arg(i + 1),
                                    m_shares);
        shares->addWidget(share, 0, Qt::AlignLeft);
        m_shareLabels.append(share);
    }
    m_keys->body()->addWidget(m_shares);

    m_partitions.clear();
    m_partitionBox = new QWidget(m_switches);
    auto *links = new QVBoxLayout(m_partitionBox);
    links->setContentsMargins(0, 0, 0, 0);
    const QList<lab::ClusterInfo> clusters = m_lab.clusters();
    for (const lab::ClusterInfo &other : clusters) {
        if (other.name == info.name)
            continue;
        auto *box = new QCheckBox(tr("Cut off from %1").arg(other.name), m_partitionBox);
        box->setObjectName(u"labPartition."_s + other.name);
        box->setProperty("cluster", other.name);
        links->addWidget(box);
        connect(box, &QCheckBox::toggled, this, [this, name = other.name](bool cut) {
            tell(m_lab.partition(m_name, name,
                                 cut ? lab::Lab::Partition::Cut : lab::Lab::Partition::Healed));
        });
        m_partitions.append(box);
    }
    m_switches->body()->addWidget(m_partitionBox);
}

void ClusterDetail::refresh()
{
    const std::optional<lab::ClusterInfo> info = m_lab.cluster(m_name);
    setVisible(info.has_value());
    if (!info)
        return;
    if (info->unsealKeys.size() != m_shareLabels.size())
        rebuild(*info);
    m_secrets->setText(QLocale().toString(info->secretsCount));
    m_mark->setText(info->dataMark);
    m_samples->setText(info->sampleEntries.join(u'\n'));
    const auto copy = [](CopyLabel *label, const QString &value) {
        if (label->value() != value)
            label->setValue(value,
                            value.size() > 24 ? QString(value.left(22) + QChar(0x2026)) : value);
    };
    copy(m_root, info->rootToken);
    copy(m_batch, info->drBatchToken);
    m_threshold->setText(
        tr("any %1 of %2", "key shares").arg(info->threshold).arg(info->unsealKeys.size()));
    for (int i = 0; i < m_shareLabels.size(); ++i)
        copy(m_shareLabels.at(i), info->unsealKeys.value(i));
    for (int i = 0; i < m_nodeRows.size() && i < info->nodes.size(); ++i) {
        const lab::NodeState state = info->nodes.at(i).state;
        const NodeRow &row = m_nodeRows.at(i);
        row.state->setStatus(toneOf(state), lab::nodeStateName(state));
        row.seal->setEnabled(state != lab::NodeState::Sealed && state != lab::NodeState::Stopped);
        const bool stopped = state == lab::NodeState::Stopped;
        row.stop->setText(stopped ? tr("Start") : tr("Stop"));
        row.stop->setAccessibleName(stopped ? tr("Start %1").arg(row.name)
                                            : tr("Stop %1").arg(row.name));
    }
    const auto set = [](QCheckBox *box, bool on) {
        const QSignalBlocker quiet(box);
        box->setChecked(on);
    };
    set(m_slow, info->slowLink);
    set(m_corrupt, info->treeCorrupted);
    set(m_licence, info->licenceExpired);
    for (QCheckBox *box : std::as_const(m_partitions))
        set(box, info->partitionedFrom.contains(box->property("cluster").toString()));
}

} // namespace switchover::ui

#include "moc_clusterdetail.cpp"
