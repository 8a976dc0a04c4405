// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/peerscard.h"

#include "models/items/peersmodel.h"
#include "models/items/roles.h"
#include "models/replication/snapshot.h"
#include "models/store/settings.h"
#include "ui/widgets/card.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/tablesetup.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRowsShown = 12; // beyond, the table scrolls

bool isFigure(int column)
{
    return column == PeersModel::Heartbeat || column == PeersModel::LagColumn
        || column == PeersModel::ClockSkew || column == PeersModel::HeartbeatDuration
        || column == PeersModel::LastSeen;
}

/// Sorts, and puts the captions of figures above the figures.
class PeersProxy final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override
    {
        if (role == Qt::TextAlignmentRole && orientation == Qt::Horizontal)
            return int((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        return QSortFilterProxyModel::headerData(section, orientation, role);
    }
};

} // namespace

PeersCard::PeersCard(SettingsStore &settings, ReplicationType type, QWidget *parent)
    : QWidget(parent)
    , m_type(type)
{
    const bool performance = type == ReplicationType::Performance;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_card = new Card({}, performance ? u"performancePeersCard"_s : u"drPeersCard"_s, this);
    layout->addWidget(m_card);
    m_model = new PeersModel(this);
    auto *sorted = new PeersProxy(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(SortRole);
    m_table = new QTableView(this);
    setUpTable(m_table, performance ? u"performancePeers"_s : u"drPeers"_s,
               performance ? tr("Performance peers") : tr("Disaster recovery peers"));
    m_table->setModel(sorted);
    m_table->sortByColumn(PeersModel::Id, Qt::AscendingOrder);
    m_table->setItemDelegateForColumn(PeersModel::Connection, new HealthDelegate(m_table));
    for (const int column : { PeersModel::Id, PeersModel::ApiAddress, PeersModel::ClusterAddress })
        m_table->setItemDelegateForColumn(column, new IdentifierDelegate(m_table));
    for (int column = 0; column < PeersModel::ColumnCount; ++column) {
        if (isFigure(column))
            m_table->setItemDelegateForColumn(column, new NumberDelegate(m_table));
    }
    m_table->setFrameShape(QFrame::NoFrame); // the card is its frame
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    const QString stateName = performance ? u"performancePeersHeader"_s : u"drPeersHeader"_s;
    m_table->horizontalHeader()->setStretchLastSection(false);
    keepHeaderState(m_table->horizontalHeader(), settings.windowState(stateName),
                    [&settings, stateName](const QByteArray &state) {
                        settings.setWindowState(stateName, state);
                    });
    if (settings.windowState(stateName).isEmpty()) {
        const int digit = fontMetrics().averageCharWidth();
        m_table->setColumnWidth(PeersModel::Id, digit * 22);
        m_table->setColumnWidth(PeersModel::Connection, digit * 20);
        for (const int column : { PeersModel::Heartbeat, PeersModel::LagColumn,
                                  PeersModel::ClockSkew, PeersModel::LastSeen })
            m_table->setColumnWidth(column, digit * 15);
        m_table->setColumnWidth(PeersModel::HeartbeatDuration, digit * 19);
    }
    m_table->horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 10);
    for (const int column : { PeersModel::ApiAddress, PeersModel::ClusterAddress })
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    m_card->body()->addWidget(m_table);
    for (const auto signal :
         { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved })
        connect(sorted, signal, this, &PeersCard::fitHeight);
    connect(sorted, &QAbstractItemModel::modelReset, this, &PeersCard::fitHeight);
    connect(m_table->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &PeersCard::fitHeight);
    fitHeight();
}

void PeersCard::setCluster(const ClusterId &cluster)
{
    if (cluster == m_cluster)
        return;
    m_cluster = cluster;
    m_model->setSubject(cluster, m_type);
}

void PeersCard::show(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    m_model->setNow(now);
    m_model->merge(snapshot);
    const ReplicationBlock *block = snapshot.block(m_type);
    const bool primary = block && block->isPrimary();
    if (m_type == ReplicationType::Performance)
        m_card->setTitle(primary ? tr("Performance secondaries")
                                 : tr("Performance primary's nodes"));
    else
        m_card->setTitle(primary ? tr("Disaster recovery secondaries")
                                 : tr("Disaster recovery primary's nodes"));
    m_table->setColumnHidden(PeersModel::Id, !primary);
    setVisible(m_model->rowCount() > 0);
}

void PeersCard::setNow(const QDateTime &now)
{
    m_model->setNow(now);
}

void PeersCard::fitHeight()
{
    const int rows = std::clamp(m_model->rowCount(), 1, mostRowsShown);
    const int row = m_table->verticalHeader()->defaultSectionSize();
    m_table->setVerticalScrollBarPolicy(
        m_model->rowCount() > mostRowsShown ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + rows * row
                            + 2 * m_table->frameWidth()
                            + (m_table->horizontalScrollBar()->maximum() > 0
                                   ? m_table->horizontalScrollBar()->sizeHint().height()
                                   : 2));
}

} // namespace switchover::ui
