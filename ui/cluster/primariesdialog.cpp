// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/primariesdialog.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/format.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/store/activitylog.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/operationcenter.h"
#include "ui/services.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

QLabel *plainLabel(const QString &objectName, QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

constexpr int firstColumn = 1; ///< column 0 holds what the rows are about
constexpr int headRow = 0;

} // namespace

PrimariesDialog::PrimariesDialog(Services &services, OperationCenter &operations,
                                 ReplicationType type, QString setId, QWidget *parent)
    : DialogFrame(tr("Compare primaries"), u"primariesDialog"_s, parent)
    , m_services(services)
    , m_operations(operations)
    , m_type(type)
    , m_setId(std::move(setId))
    , m_table(new QWidget(this))
    , m_grid(new QGridLayout(m_table))
    , m_advice(
          new BulletList(tr("No recommendation"), Tone::Attention, u"primariesNoAdvice"_s, this))
    , m_keep(new BulletList(tr("Recommendation"), Tone::Good, u"primariesAdvice"_s, this))
{
    m_table->setObjectName(u"primariesTable"_s);
    m_table->setAccessibleName(tr("The primaries side by side"));
    m_grid->setContentsMargins({});
    m_grid->setHorizontalSpacing(space(Space::Large, this));
    m_grid->setVerticalSpacing(space(Space::Small, this));
    const QStringList heads { tr("Writes seen"), tr("Connected secondaries"), tr("Primary since"),
                              tr("Promoted by"), tr("Last WAL") };
    for (int row = 0; row < RowCount; ++row) {
        auto *head = plainLabel(u"primariesRow.%1"_s.arg(row), m_table);
        head->setText(heads.at(row));
        m_grid->addWidget(head, headRow + 1 + row, 0);
    }
    content()->addWidget(m_table);
    content()->addWidget(m_keep);
    content()->addWidget(m_advice);
    auto *note = plainLabel(u"primariesWalNote"_s, this);
    note->setText(tr("WAL numbers count each cluster's own log. A higher number does not mean "
                     "more data."));
    content()->addWidget(note);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"primariesCloseButton"_s);
    close->setAccessibleName(tr("Close"));
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(close);
    content()->addLayout(buttons);

    connect(&services.fleet, &Fleet::analysed, this, &PrimariesDialog::refresh);
    auto *seconds = new QTimer(this);
    seconds->setInterval(std::chrono::seconds(1));
    connect(seconds, &QTimer::timeout, this, &PrimariesDialog::refresh);
    seconds->start();
    refresh();
}

PrimariesDialog::~PrimariesDialog() = default;

// A promotion counts once it is settled: that is when the cluster showed the role.
QList<OwnPromotion> PrimariesDialog::ownPromotions() const
{
    QList<OwnPromotion> promotions;
    for (const ActivityEntry &entry : m_services.activity.entries()) {
        if (entry.kind != ActivityEntry::Kind::Settled
            || entry.outcome != ActivityEntry::Outcome::Good)
            continue;
        for (const OperationId id :
             { OperationId::PerformancePromote, OperationId::DrPromote,
               OperationId::PerformanceEnablePrimary, OperationId::DrEnablePrimary }) {
            const Operation &row = operation(id);
            if (row.type && entry.operationKey == row.key)
                promotions.append(
                    { .cluster = entry.cluster, .type = *row.type, .at = entry.time });
        }
    }
    return promotions;
}

void PrimariesDialog::refresh()
{
    const std::optional<PrimaryComparison> before = m_comparison;
    m_comparison =
        comparePrimaries(m_type, m_setId, m_services.fleet.snapshots(), m_services.fleet.topology(),
                         m_services.fleet.memory(), ownPromotions());
    if (m_comparison) {
        setHeading(m_type == ReplicationType::DisasterRecovery
                       ? tr("Several DR primaries in one set")
                       : tr("Several performance primaries in one set"),
                   tr("Their data diverges with every write. Keep one, demote the others, and "
                      "point them to it with update-primary. Writes on a demoted cluster since "
                      "the split are lost."));
        rebuildColumns();
    } else if (const QStringList silent = silentPrimaries(); !silent.isEmpty()) {
        setHeading(tr("Cannot compare now"),
                   tr("No answer from %1, which may still act as primary. Switchover compares "
                      "again when it answers.")
                       .arg(silent.join(", "_L1)));
    } else {
        setHeading(tr("The conflict is over"),
                   tr("At most one registered cluster answers as primary of this set."));
    }
    m_table->setVisible(m_comparison.has_value());
    if (m_comparison) {
        for (const PrimarySide &side : std::as_const(m_comparison->sides))
            fill(side, m_columns.at(side.cluster));
    }
    if (m_comparison != before || !m_comparison)
        showAdvice();
}

// Primaries of this set when they last answered.
QStringList PrimariesDialog::silentPrimaries() const
{
    QStringList names;
    for (const ClusterSnapshot &snapshot : m_services.fleet.snapshots()) {
        const ReplicationBlock *block = snapshot.block(m_type);
        if (snapshot.statusError && block && block->isPrimary() && block->setId == m_setId)
            names.append(snapshot.identity.name);
    }
    return names;
}

void PrimariesDialog::rebuildColumns()
{
    for (auto column = m_columns.begin(); column != m_columns.end();) {
        const bool isThere = std::ranges::any_of(m_comparison->sides, [&](const PrimarySide &side) {
            return side.cluster == column->first;
        });
        if (isThere) {
            ++column;
            continue;
        }
        for (QLabel *value : column->second.values)
            value->deleteLater();
        column->second.name->deleteLater();
        column->second.demote->deleteLater();
        column = m_columns.erase(column);
    }
    for (const PrimarySide &side : std::as_const(m_comparison->sides)) {
        if (m_columns.contains(side.cluster))
            continue;
        Column column;
        const int at = firstColumn + int(m_grid->columnCount()) - 1;
        column.name = plainLabel(u"primariesName."_s + side.name, m_table);
        column.name->setFont(strongFont(font()));
        m_grid->addWidget(column.name, headRow, at);
        for (int row = 0; row < RowCount; ++row) {
            auto *value = plainLabel(u"primariesValue.%1.%2"_s.arg(row).arg(side.name), m_table);
            m_grid->addWidget(value, headRow + 1 + row, at);
            column.values.push_back(value);
        }
        column.demote = new QPushButton(m_table);
        column.demote->setObjectName(u"primariesDemote."_s + side.name);
        setEmphasis(column.demote, Emphasis::Danger);
        connect(column.demote, &QPushButton::clicked, this, [this, id = side.cluster] {
            for (const PrimarySide &each :
                 m_comparison ? m_comparison->sides : QList<PrimarySide>()) {
                if (each.cluster == id)
                    m_operations.open(id, each.demote);
            }
        });
        m_grid->addWidget(column.demote, headRow + 1 + RowCount, at, Qt::AlignLeft);
        m_grid->setColumnStretch(at, 1);
        m_columns.emplace(side.cluster, column);
    }
}

void PrimariesDialog::fill(const PrimarySide &side, const Column &column) const
{
    column.name->setText(side.name);
    for (int row = 0; row < RowCount; ++row) {
        const QString text = valueText(side, Row(row));
        column.values[size_t(row)]->setText(text);
    }
    const QString words = tr("Demote %1…").arg(side.name);
    column.demote->setText(literalButtonText(words));
    column.demote->setAccessibleName(words);
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(side.cluster);
    const Permission permission =
        snapshot ? allowed(operation(side.demote), *snapshot) : Permission {};
    const bool enabled = snapshot && permission;
    column.demote->setEnabled(enabled);
    const QString whyNot = enabled ? QString() : permission.reason;
    column.demote->setToolTip(plainToolTip(whyNot));
    column.demote->setAccessibleDescription(whyNot);
}

QString PrimariesDialog::valueText(const PrimarySide &side, Row row) const
{
    const QDateTime now = m_services.fleet.clock().now();
    switch (row) {
    case Writes:
        if (side.lastWrite.isValid())
            return tr("Last one seen %1").arg(relativeTime(side.lastWrite, now));
        if (!side.watchedSince.isValid())
            return tr("Unknown");
        return tr("None seen in %1")
            .arg(durationText(std::chrono::milliseconds(side.watchedSince.msecsTo(now))));
    case Secondaries: {
        const QString count = side.knownCount ? tr("%1 of %2")
                                                    .arg(QLocale().toString(side.connectedCount),
                                                         QLocale().toString(*side.knownCount))
                                              : QLocale().toString(side.connectedCount);
        if (side.connectedSecondaries.isEmpty())
            return count;
        const qsizetype more = side.connectedCount - side.connectedSecondaries.size();
        const QString names = side.connectedSecondaries.join(", "_L1);
        return more > 0 ? tr("%1: %2 and %3 more").arg(count, names, QLocale().toString(more))
                        : tr("%1: %2", "count: names").arg(count, names);
    }
    case Since:
        if (!side.primarySince.isValid())
            return tr("Unknown");
        return (side.sinceIsExact ? tr("%1, seen by Switchover")
                                  : tr("Unknown. Already primary when first read %1"))
            .arg(relativeTime(side.primarySince, now));
    case PromotedBy:
        switch (side.promotedBy) {
        case PrimarySide::PromotedBy::Unknown:
            return tr("Unknown");
        case PrimarySide::PromotedBy::ThisSwitchover:
            return tr("This Switchover");
        case PrimarySide::PromotedBy::SomeoneElse:
            return tr("Someone else, not from this Switchover");
        }
        Q_UNREACHABLE();
    case LastWal:
        return side.lastWal ? countText(*side.lastWal) : tr("Not reported");
    case RowCount:
        break;
    }
    Q_UNREACHABLE();
}

void PrimariesDialog::showAdvice()
{
    QStringList keep;
    QStringList advice;
    if (m_comparison && m_comparison->keep.isValid()) {
        for (const PrimarySide &side : std::as_const(m_comparison->sides)) {
            if (side.cluster != m_comparison->keep)
                continue;
            keep.append(tr("Keep %1.").arg(side.name));
            for (const KeepReason reason : std::as_const(m_comparison->reasons))
                keep.append(keepReasonText(reason, side.name));
            keep.append(
                tr("Before you demote the other one, make sure that no client writes to it."));
        }
    } else if (m_comparison) {
        advice.append(noAdviceText(m_comparison->noAdvice));
    }
    m_keep->setSentences(keep);
    m_advice->setSentences(advice);
}

} // namespace switchover::ui

#include "moc_primariesdialog.cpp"
