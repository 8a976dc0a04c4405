// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/replicationcard.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/clustertext.h"
#include "models/items/format.h"
#include "models/replication/topology.h"
#include "ui/cluster/operationgroup.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/disclosure.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

#include <tuple>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

// Of what a server adds that is not known here. A label that lays out a megabyte holds up the
// window.
constexpr qsizetype mostRawFields = 50;
constexpr qsizetype mostRawText = 400;

QList<OperationId> operationsOf(ReplicationType type)
{
    if (type == ReplicationType::Performance) {
        return { OperationId::PerformanceMintToken,         OperationId::PerformanceEnablePrimary,
                 OperationId::PerformancePromote,           OperationId::PerformanceUpdatePrimary,
                 OperationId::PerformanceGeneratePublicKey, OperationId::PerformanceReadStatus,
                 OperationId::PerformanceEnableSecondary,   OperationId::PerformanceDemote,
                 OperationId::PerformanceRevokeSecondary,   OperationId::PerformanceDisablePrimary,
                 OperationId::PerformanceDisableSecondary };
    }
    return { OperationId::DrMintToken,         OperationId::DrEnablePrimary,
             OperationId::DrPromote,           OperationId::DrUpdatePrimary,
             OperationId::DrGeneratePublicKey, OperationId::DrReadStatus,
             OperationId::DrEnableSecondary,   OperationId::DrDemote,
             OperationId::DrRevokeSecondary,   OperationId::DrDisablePrimary,
             OperationId::DrDisableSecondary };
}

QString namePart(ReplicationType type)
{
    return type == ReplicationType::Performance ? u"performance"_s : u"dr"_s;
}

/// The link whose lag this cluster is judged by: its own as a secondary, its slowest as a primary.
const ReplicationLink *telltaleLink(const Topology &topology, ReplicationType type,
                                    const ClusterId &cluster)
{
    // Nothing is less than a figure: a lag that cannot be told for a moment shows as such, and the
    // rows below stay where they are.
    const auto isLess = [](const Lag &one, const Lag &other) {
        return std::tie(one.wals, one.canaryAge) < std::tie(other.wals, other.canaryAge);
    };
    const ReplicationLink *found = nullptr;
    for (const ReplicationLink &link : topology.links) {
        if (link.type != type)
            continue;
        if (link.secondary == cluster)
            return &link;
        if (link.primary == cluster && (!found || isLess(found->lag, link.lag)))
            found = &link;
    }
    return found;
}

} // namespace

ReplicationCard::ReplicationCard(Fleet &fleet, ReplicationType type, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_type(type)
{
    const QString part = namePart(type);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(displayName(type), part + u"Card"_s, this);
    layout->addWidget(m_card);
    m_staleness = new Pill(part + u"Age"_s, this);
    m_card->addHeaderWidget(m_staleness);
    m_role = new Pill(part + u"Role"_s, this);
    m_card->addHeaderWidget(m_role);
    buildRows();
    buildMore();
    m_card->body()->addStretch(1);
    m_operations = new OperationGroup(operationsOf(type), this);
    m_operations->setObjectName(part + u"Operations"_s);
    m_card->body()->addWidget(m_operations);
    m_card->body()->addStretch(0);
    connect(m_operations, &OperationGroup::chosen, this, &ReplicationCard::chosen);
}

void ReplicationCard::addPanel(QWidget *panel)
{
    m_card->body()->insertWidget(m_card->body()->indexOf(m_operations), panel);
}

void ReplicationCard::buildRows()
{
    const QString part = namePart(m_type);
    m_lagBox = new QWidget(this);
    auto *lagLayout = new QHBoxLayout(m_lagBox);
    lagLayout->setContentsMargins(0, 0, 0, 0);
    lagLayout->setSpacing(space(Space::Medium, this));
    m_lag = new PlainLabel(m_lagBox);
    m_lag->setObjectName(part + u"Lag"_s);
    m_lag->setFont(strongFont(font()));
    m_lag->setWordWrap(true);
    lagLayout->addWidget(m_lag, 1, Qt::AlignTop);
    m_sparkline = new Sparkline(part + u"LagHistory"_s,
                                m_type == ReplicationType::Performance
                                    ? tr("Performance lag over time")
                                    : tr("Disaster recovery lag over time"),
                                m_lagBox);
    m_sparkline->setFixedHeight(fontMetrics().height() * 3 / 2);
    lagLayout->addWidget(m_sparkline);
    m_card->addRow(tr("Lag"), m_lagBox);
    m_lastWal = m_card->addRow(tr("Last WAL"), part + u"LastWal"_s);
    m_remoteWal = m_card->addRow(tr("Last remote WAL"), part + u"RemoteWal"_s);
    m_set = new CopyLabel(part + u"Set"_s,
                          m_type == ReplicationType::Performance ? tr("Performance set id")
                                                                 : tr("Disaster recovery set id"),
                          this);
    m_card->addRow(tr("Set"), m_set);
    m_root =
        new CopyLabel(part + u"MerkleRoot"_s,
                      m_type == ReplicationType::Performance ? tr("Performance Merkle root")
                                                             : tr("Disaster recovery Merkle root"),
                      this);
    m_card->addRow(tr("Merkle root"), m_root);
    m_secondaryId = m_card->addRow(tr("Secondary id"), part + u"SecondaryId"_s);
    m_primaryAddress = new CopyLabel(part + u"PrimaryAddress"_s,
                                     m_type == ReplicationType::Performance
                                         ? tr("Performance primary's cluster address")
                                         : tr("Disaster recovery primary's cluster address"),
                                     this);
    m_card->addRow(tr("Primary address"), m_primaryAddress);
    m_primaries = m_card->addRow(tr("Known primaries"), part + u"KnownPrimaries"_s);
    m_known = m_card->addRow(tr("Known secondaries"), part + u"KnownSecondaries"_s);
    m_corruption = m_card->addRow(tr("Merkle check"), part + u"Corruption"_s);
    m_reindex = m_card->addRow(tr("Reindex"), part + u"Reindex"_s);
    m_reindexBar = new QProgressBar(this);
    m_reindexBar->setObjectName(part + u"ReindexProgress"_s);
    m_card->addRow({}, m_reindexBar);
    m_sync = m_card->addRow(tr("Merkle sync"), part + u"Sync"_s);
    m_syncBar = new QProgressBar(this);
    m_syncBar->setObjectName(part + u"SyncProgress"_s);
    m_card->addRow({}, m_syncBar);
    for (QProgressBar *bar : { m_reindexBar, m_syncBar }) {
        bar->setTextVisible(false);
        bar->setFixedHeight(space(Space::Small, this));
    }
    m_reindexBar->setAccessibleName(tr("Reindex progress"));
    m_syncBar->setAccessibleName(tr("Merkle sync progress"));
}

void ReplicationCard::buildMore()
{
    m_more =
        new Disclosure(m_type == ReplicationType::Performance ? tr("More about performance")
                                                              : tr("More about disaster recovery"),
                       namePart(m_type) + u"More"_s, this);
    m_moreText = new PlainLabel(this);
    m_moreText->setObjectName(namePart(m_type) + u"MoreText"_s);
    m_moreText->setFont(monospaceFont(smallFont(font())));
    m_moreText->setWordWrap(true);
    m_moreText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_more->body()->addWidget(m_moreText);
    m_card->body()->addWidget(m_more);
}

void ReplicationCard::show(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    const ReplicationBlock *block = snapshot.block(m_type);
    m_stale = block && snapshot.freshness(now) != Freshness::Live;
    m_age = m_stale ? relativeTime(snapshot.statusAt, now) : QString();
    m_staleness->setPill(m_stale ? tr("as of %1", "12 s ago").arg(m_age) : QString(),
                         Tone::Attention);
    showRole(block, snapshot);
    showFigures(block);
    showLag(snapshot, block);
    showProgress(block, now);
    showMore(block, now);
    m_operations->show(snapshot);
    // The buttons of both cards stand in one line, but not far below a card's only sentence.
    const bool bare = !block || block->isDisabled();
    m_card->body()->setStretch(1, bare ? 0 : 1);
    m_card->body()->setStretch(m_card->body()->count() - 1, bare ? 1 : 0);
}

void ReplicationCard::showRole(const ReplicationBlock *block, const ClusterSnapshot &snapshot)
{
    m_role->setPill(block ? roleWord(block) : tr("not read"),
                    m_stale ? Tone::Neutral : roleTone(block));
    m_role->setAccessibleName(
        tr("%1 role: %2", "replication type, role").arg(displayName(m_type), roleWord(block)));
    const QString state = block ? stateWords(*block) : QString();
    QString meaning;
    const bool dormant = m_type == ReplicationType::Performance && snapshot.isDrSecondary()
        && (!block || block->isDisabled());
    if (dormant) {
        meaning = tr(
            "A DR secondary takes over the performance role of its primary when it is promoted.");
    } else if (block) {
        meaning = stateMeaning(*block);
    } else if (snapshot.revision == 0) {
        meaning = tr("Not read yet.");
    } else {
        meaning = tr("The cluster has not said what it is.");
    }
    const bool isProven =
        provenLinks(m_fleet.topology()).contains({ snapshot.identity.id, m_type });
    const LinkProof proof = isProven ? LinkProof::Elsewhere : LinkProof::None;
    m_card->setHeadline(state, meaning,
                        m_stale || !block ? Tone::Neutral : stateTone(*block, proof));
}

void ReplicationCard::setFigure(QLabel *label, const QString &text)
{
    const QString shown =
        text.isEmpty() || m_age.isEmpty() ? text : tr("%1, %2", "value, age").arg(text, m_age);
    if (label->text() != shown)
        label->setText(shown);
    QPalette colors = palette();
    if (m_stale)
        colors.setColor(QPalette::WindowText, semanticColor(SemanticColor::MutedText, palette()));
    label->setPalette(colors);
    m_card->setRowVisible(label, !text.isEmpty());
}

void ReplicationCard::setCopy(CopyLabel *label, const std::optional<QString> &value)
{
    if (label->value() != value.value_or(QString()))
        label->setValue(value.value_or(QString()));
    m_card->setRowVisible(label, value && !value->isEmpty());
}

void ReplicationCard::showFigures(const ReplicationBlock *block)
{
    const std::optional<QString> none;
    const std::optional<quint64> lastWal = block ? block->lastWalFor(m_type) : std::nullopt;
    setFigure(m_lastWal, lastWal ? countText(*lastWal) : QString());
    setFigure(m_remoteWal,
              block && block->lastRemoteWal ? countText(*block->lastRemoteWal) : QString());
    setCopy(m_set, block ? block->setId : none);
    setCopy(m_root, block ? block->merkleRoot : none);
    setCopy(m_primaryAddress, block ? block->primaryClusterAddress : none);
    setFigure(m_secondaryId, block ? block->secondaryId.value_or(QString()) : QString());
    QString primaries;
    if (block && block->knownPrimaryClusterAddresses) {
        QStringList hosts;
        for (const QString &address : *block->knownPrimaryClusterAddresses)
            hosts.append(shortened(address));
        primaries = hosts.isEmpty() ? tr("none") : listText(hosts);
    }
    setFigure(m_primaries, primaries);
    QString known;
    if (block && block->knownSecondaries)
        known =
            block->knownSecondaries->isEmpty() ? tr("none") : listText(*block->knownSecondaries);
    setFigure(m_known, known);
    const bool corrupt = block && block->corruptedMerkleTree.value_or(false);
    setFigure(m_corruption, corrupt ? tr("corruption was found at the last check") : QString());
}

void ReplicationCard::showLag(const ClusterSnapshot &snapshot, const ReplicationBlock *block)
{
    const ReplicationLink *link = block && (block->isPrimary() || block->isSecondary())
        ? telltaleLink(m_fleet.topology(), m_type, snapshot.identity.id)
        : nullptr;
    m_card->setRowVisible(m_lagBox, link);
    if (!link)
        return;
    m_card->setRowLabel(m_lagBox, block->isPrimary() ? tr("Slowest secondary") : tr("Lag"));
    QString text = lagText(link->lag);
    if (!link->lag.wals && !link->lag.canaryAge && !link->lag.whyNot.isEmpty())
        text = link->lag.whyNot;
    else if (!m_age.isEmpty())
        text = tr("%1, %2", "value, age").arg(text, m_age);
    m_lag->setText(text);
    m_lag->setToolTip(plainToolTip(link->lag.whyNot));
    m_lag->setAccessibleDescription(link->lag.whyNot);
    QPalette colors = palette();
    if (m_stale)
        colors.setColor(QPalette::WindowText, semanticColor(SemanticColor::MutedText, palette()));
    m_lag->setPalette(colors);
    QList<std::optional<double>> values;
    const QList<LagSample> history = m_fleet.lagHistory(link->secondary, m_type);
    for (const LagSample &sample : history)
        values.append(sample.lag.wals ? std::optional(double(*sample.lag.wals)) : std::nullopt);
    m_sparkline->setValues(values);
    m_sparkline->setTone(m_stale ? Tone::Neutral : Tone::Accent);
    m_sparkline->setVisible(values.size() > 1);
}

void ReplicationCard::setBar(QProgressBar *bar, std::optional<quint64> done,
                             std::optional<quint64> total)
{
    const bool both = done && total && *total > 0;
    if (both) {
        bar->setRange(0, 1000); // counts may exceed the bar's int
        bar->setValue(int(double(qMin(*done, *total)) / double(*total) * 1000));
    }
    m_card->setRowVisible(bar, both && !m_stale);
}

void ReplicationCard::showProgress(const ReplicationBlock *block, const QDateTime &now)
{
    const bool reindexing = block && block->reindexInProgress.value_or(false);
    QString reindex;
    if (reindexing) {
        reindex = block->reindexStage.value_or(tr("in progress"));
        if (block->reindexProgress && block->reindexTotal) {
            reindex = tr("%1, %2 of %3 keys", "stage")
                          .arg(reindex, countText(*block->reindexProgress),
                               countText(*block->reindexTotal));
        }
    } else if (block && block->lastReindexEpoch && *block->lastReindexEpoch > 0) {
        const QDateTime last = QDateTime::fromSecsSinceEpoch(*block->lastReindexEpoch, Qt::UTC);
        reindex = tr("last %1", "12 s ago").arg(relativeTime(last, now));
        m_reindex->setToolTip(plainToolTip(exactTime(last)));
    }
    setFigure(m_reindex, reindex);
    setBar(m_reindexBar, reindexing ? block->reindexProgress : std::nullopt,
           reindexing ? block->reindexTotal : std::nullopt);
    const bool syncing = block && (block->syncProgress || block->syncTotalKeys);
    setFigure(m_sync,
              syncing ? tr("%1 of %2 keys")
                            .arg(countText(block->syncProgress.value_or(0)),
                                 countText(block->syncTotalKeys.value_or(0)))
                      : QString());
    setBar(m_syncBar, syncing ? block->syncProgress : std::nullopt,
           syncing ? block->syncTotalKeys : std::nullopt);
}

void ReplicationCard::showMore(const ReplicationBlock *block, const QDateTime &now)
{
    QStringList lines;
    if (block) {
        const auto line = [&lines](const QString &name, const QString &value) {
            if (!value.isEmpty())
                lines.append(u"%1: %2"_s.arg(name, value));
        };
        const auto count = [](const std::optional<quint64> &value) {
            return value ? QString::number(*value) : QString();
        };
        line(u"last_wal"_s, count(block->lastWal));
        line(u"last_dr_wal"_s, count(block->lastDrWal));
        line(u"last_performance_wal"_s, count(block->lastPerformanceWal));
        line(u"ssct_generation_counter"_s, count(block->ssctGenerationCounter));
        if (block->lastStart)
            line(u"last_start"_s, relativeTime(*block->lastStart, now));
        if (block->lastCorruptionCheckEpoch) {
            const qint64 epoch = *block->lastCorruptionCheckEpoch;
            line(u"last_corruption_check_epoch"_s,
                 epoch > 0 ? exactTime(QDateTime::fromSecsSinceEpoch(epoch, Qt::UTC))
                           : tr("never"));
        }
        if (block->knownPrimaryClusterAddresses)
            line(u"known_primary_cluster_addrs"_s, listText(*block->knownPrimaryClusterAddresses));
        qsizetype fields = 0;
        for (const RawField &field : block->unknownFields) {
            if (++fields > mostRawFields)
                break;
            line(field.name.left(mostRawText), QString::fromUtf8(field.json.left(mostRawText)));
        }
        if (fields > mostRawFields)
            lines.append(u"…"_s);
    }
    const QString text = lines.join(u'\n');
    if (m_moreText->text() != text)
        m_moreText->setText(text);
    m_more->setVisible(!lines.isEmpty());
}

} // namespace switchover::ui

#include "moc_replicationcard.cpp"
