// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/peerscard.h"

#include "models/items/peersmodel.h"
#include "models/items/textfilterproxy.h"
#include "models/replication/snapshot.h"
#include "models/store/settings.h"
#include "ui/widgets/card.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/chosenwidths.h"
#include "ui/widgets/tablesetup.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

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

} // namespace

PeersCard::PeersCard(SettingsStore &settings, ReplicationType type, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_type(type)
{
    const bool performance = type == ReplicationType::Performance;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_card = new Card({}, performance ? u"performancePeersCard"_s : u"drPeersCard"_s, this);
    layout->addWidget(m_card);
    m_model = new PeersModel(this);
    buildTable();
    m_card->body()->addWidget(m_table);
    fitHeight();
}

void PeersCard::buildTable()
{
    const bool performance = m_type == ReplicationType::Performance;
    auto *sorted = new TextFilterProxy(this);
    sorted->setSourceModel(m_model);
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
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 8);
    const QString stateName = performance ? u"performancePeersHeader"_s : u"drPeersHeader"_s;
    keepHeaderState(header, m_settings.windowState(stateName),
                    [this, stateName](const QByteArray &state) {
                        m_settings.setWindowState(stateName, state);
                    });
    const QString chosenName = stateName + u"Chosen"_s;
    m_widths = new ChosenWidths(header, !m_settings.windowState(chosenName).isEmpty(),
                                [this, chosenName] { m_settings.setWindowState(chosenName, "1"); });
    for (const auto signal :
         { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved }) {
        connect(sorted, signal, this, [this] {
            fitHeight();
            fitWidths();
        });
    }
    connect(sorted, &QAbstractItemModel::modelReset, this, &PeersCard::fitHeight);
    connect(m_table->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &PeersCard::fitHeight);
    m_table->viewport()->installEventFilter(this);
}

bool PeersCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fitWidths();
    return QWidget::eventFilter(watched, event);
}

// Figures get what they need; identifiers share the rest, so that an address is cut only when there
// is no room for it.
void PeersCard::fitWidths()
{
    if (m_widths->areChosen() || m_widths->isFitting() || m_model->rowCount() == 0)
        return;
    const auto fitting = m_widths->fit();
    const QAbstractItemView *view = m_table;
    const int character = fontMetrics().averageCharWidth();
    int room = m_table->viewport()->width();
    QList<int> flexible;
    int wanted = 0;
    QList<int> widths(PeersModel::ColumnCount, 0);
    for (int column = 0; column < PeersModel::ColumnCount; ++column) {
        if (m_table->isColumnHidden(column))
            continue;
        // A character more, because figures and ages grow.
        const QString title = m_model->headerData(column, Qt::Horizontal).toString();
        const int header =
            fontMetrics().horizontalAdvance(title) + fontMetrics().height() + character;
        widths[column] = qMax(view->sizeHintForColumn(column) + character,
                              qMax(header, m_table->horizontalHeader()->minimumSectionSize()));
        if (isFigure(column) || column == PeersModel::Connection) {
            room -= widths.at(column);
        } else {
            flexible.append(column);
            wanted += widths.at(column);
        }
    }
    const auto least = [&](int column) { return qMin(character * 14, widths.at(column)); };
    int atLeast = 0;
    for (const int column : std::as_const(flexible))
        atLeast += least(column);
    // Where a scroll bar is needed anyway, nothing is cut.
    if (room >= wanted && !flexible.isEmpty()) {
        for (const int column : std::as_const(flexible))
            widths[column] += (room - wanted) / int(flexible.size());
    } else if (room >= atLeast && wanted > atLeast) {
        for (const int column : std::as_const(flexible)) {
            const int cut = widths.at(column) - least(column);
            widths[column] =
                least(column) + int(qint64(cut) * (room - atLeast) / (wanted - atLeast));
        }
    }
    for (int column = 0; column < PeersModel::ColumnCount; ++column) {
        if (!m_table->isColumnHidden(column))
            m_table->setColumnWidth(column, widths.at(column));
    }
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
    if (m_table->isColumnHidden(PeersModel::Id) == primary) {
        m_table->setColumnHidden(PeersModel::Id, !primary);
        fitWidths();
    }
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

#include "moc_peerscard.cpp"
