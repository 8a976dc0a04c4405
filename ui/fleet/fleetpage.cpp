// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/fleetpage.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/fleettablemodel.h"
#include "models/items/format.h"
#include "models/items/textfilterproxy.h"
#include "models/store/settings.h"
#include "ui/fleet/follow.h"
#include "ui/fleet/roledelegate.h"
#include "ui/fleet/stattile.h"
#include "ui/fleet/topologyview.h"
#include "ui/services.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/chosenwidths.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tablesetup.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <numeric>

using namespace Qt::StringLiterals;

namespace switchover::ui {

FleetPage::FleetPage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new FleetTableModel(this))
    , m_proxy(new TextFilterProxy(this))
    , m_messages(new MessageBar(u"fleetMessages"_s, this))
    , m_stack(new QStackedWidget(this))
    , m_split(new QSplitter(Qt::Vertical, m_stack))
    , m_lower(new QStackedWidget(m_split))
    , m_head(new QWidget(this))
{
    setObjectName(u"fleetPage"_s);
    setAccessibleName(tr("Fleet"));
    const int large = space(Space::Large, this);
    const int medium = space(Space::Medium, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(large, medium, large, medium);
    layout->setSpacing(medium);
    follow(m_model, &services.fleet);
    m_proxy->setSourceModel(m_model);
    buildTable();
    buildPicture();
    buildFigures();
    buildEmptyStates();
    layout->addWidget(m_head);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);
    m_messages->setClosable(false);

    connect(&services.fleet, &Fleet::clusterRemoved, this, &FleetPage::updateState);
    connect(&services.fleet, &Fleet::analysed, this, [this] {
        updateFigures();
        fitColumns();
        giveThePictureRoom();
        showUnreachable();
    });
    connect(m_proxy, &QAbstractItemModel::rowsInserted, this, &FleetPage::updateState);
    connect(m_proxy, &QAbstractItemModel::rowsRemoved, this, &FleetPage::updateState);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &FleetPage::updateState);
    updateFigures();
    updateState();
    showUnreachable();
    fitColumns();
}

bool FleetPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_split && event->type() == QEvent::Resize)
        giveThePictureRoom();
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        makeRoom();
    return QWidget::eventFilter(watched, event);
}

void FleetPage::fitColumns()
{
    const QList<ClusterSnapshot> snapshots = m_services.fleet.snapshots();
    // A cluster that does not answer must not keep the others waiting.
    const bool allAsked = std::ranges::all_of(
        snapshots, [](const ClusterSnapshot &snapshot) { return snapshot.revision > 0; });
    if (snapshots.isEmpty() || !allAsked)
        return;
    const auto fitting = m_widths->fit();
    if (!m_needed.isEmpty()) {
        followContent();
        makeRoom();
        return;
    }
    const int character = fontMetrics().averageCharWidth();
    for (int column = 0; column < FleetTableModel::ColumnCount; ++column) {
        const QString title = m_model->headerData(column, Qt::Horizontal).toString();
        const int header = fontMetrics().horizontalAdvance(title) + fontMetrics().height()
            + (column == FleetTableModel::Name ? 3 * character : character);
        m_needed.append(qMax(header, contentWidth(column)));
        // The last one takes what is left, and its width is the least that it takes.
        if (m_widths->areChosen() && column < FleetTableModel::ColumnCount - 1)
            m_needed.last() = qMax(m_needed.constLast(), m_table->columnWidth(column));
        else
            m_table->setColumnWidth(column, m_needed.constLast());
    }
    makeRoom();
}

int FleetPage::contentWidth(int column) const
{
    const QAbstractItemView *table = m_table;
    return qMin(table->sizeHintForColumn(column), fontMetrics().averageCharWidth() * 34);
}

// A lag of thousands is longer than the one the column was fitted to. Columns only grow, and only
// with what is in them, so that they neither jump nor undo what the user chose.
void FleetPage::followContent()
{
    m_table->horizontalHeader()->setResizeContentsPrecision(0); // the rows in sight are enough
    for (int column = 0; column < FleetTableModel::ColumnCount - 1; ++column) {
        const int needed = m_table->isColumnHidden(column) ? 0 : contentWidth(column);
        if (needed <= m_needed.at(column))
            continue;
        m_needed[column] = needed;
        m_table->setColumnWidth(column, qMax(needed, m_table->columnWidth(column)));
    }
}

// In a narrow window, columns that say the same of all clusters go first, and then ages. A column
// that tells clusters apart stays, if need be behind a scroll bar.
void FleetPage::makeRoom()
{
    if (m_needed.isEmpty())
        return;
    const auto saysTheSame = [this](int column) {
        for (int row = 1; row < m_model->rowCount(); ++row) {
            if (m_model->index(row, column).data() != m_model->index(0, column).data())
                return false;
        }
        return true;
    };
    using Column = FleetTableModel::Column;
    constexpr std::array leave { Column::Version, Column::EnvironmentColumn, Column::Seal,
                                 Column::Updated, Column::LastHeartbeat };
    int total = std::accumulate(m_needed.cbegin(), m_needed.cend(), 0);
    for (const Column column : leave) {
        const bool isAge = column == Column::Updated || column == Column::LastHeartbeat;
        const bool hide = total > m_table->viewport()->width()
            && m_table->horizontalHeader()->sortIndicatorSection() != column
            && (isAge || saysTheSame(column));
        if (hide)
            total -= m_needed.at(column);
        m_table->setColumnHidden(column, hide);
    }
}

void FleetPage::buildFigures()
{
    auto *column = new QVBoxLayout(m_head);
    column->setContentsMargins({});
    column->setSpacing(space(Space::Medium, this));
    auto *top = new QHBoxLayout;
    auto *title = new PlainLabel(tr("Fleet"), m_head);
    title->setFont(headlineFont(font()));
    top->addWidget(title);
    top->addStretch();
    top->addWidget(m_showPicture);
    m_filter = new FilterField(m_table, this, u"fleetFilter"_s, tr("Filter the table of clusters"));
    m_filter->setMinimumWidth(fontMetrics().averageCharWidth() * 30);
    top->addWidget(m_filter);
    column->addLayout(top);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy->setFilterText(text);
        updateState();
    });

    m_clusters = new StatTile(tr("Clusters"), u"clustersFigure"_s, m_head);
    m_sets = new StatTile(tr("Replication sets"), u"setsFigure"_s, m_head);
    m_problems = new StatTile(tr("Problems"), u"problemsFigure"_s, m_head);
    m_problems->setClickable(true);
    m_problems->setToolTip(plainToolTip(tr("Show the problems")));
    m_lag = new StatTile(tr("Worst lag"), u"lagFigure"_s, m_head);
    auto *tiles = new QHBoxLayout;
    tiles->setSpacing(space(Space::Medium, this));
    for (StatTile *tile : { m_clusters, m_sets, m_problems, m_lag })
        tiles->addWidget(tile, 1);
    column->addLayout(tiles);
    connect(m_problems, &StatTile::clicked, this, &FleetPage::problemsRequested);
    connect(m_lag, &StatTile::clicked, this, [this] {
        if (m_laggard.isValid())
            emit clusterActivated(m_laggard);
    });
}

void FleetPage::buildTable()
{
    m_table = new QTableView(m_lower);
    setUpTable(m_table, u"fleetTable"_s, tr("Clusters"));
    m_table->setModel(m_proxy);
    using Column = FleetTableModel::Column;
    m_table->setItemDelegateForColumn(Column::Name,
                                      new HealthDelegate(m_table, HealthDelegate::Words::Strong));
    m_table->setItemDelegateForColumn(Column::EnvironmentColumn, new EnvironmentDelegate(m_table));
    m_table->setItemDelegateForColumn(Column::Performance, new RoleDelegate(m_table));
    m_table->setItemDelegateForColumn(Column::DisasterRecovery, new RoleDelegate(m_table));
    m_table->setItemDelegateForColumn(Column::StateColumn, new HealthDelegate(m_table));
    const int character = fontMetrics().averageCharWidth();
    const std::pair<Column, int> widths[] {
        { Column::Name, 24 },          { Column::EnvironmentColumn, 17 },
        { Column::Performance, 16 },   { Column::DisasterRecovery, 16 },
        { Column::StateColumn, 18 },   { Column::LagColumn, 19 },
        { Column::LastHeartbeat, 17 }, { Column::Version, 15 },
        { Column::Seal, 13 },          { Column::SignedIn, 18 }
    };
    for (const auto &[column, characters] : widths)
        m_table->setColumnWidth(column, characters * character);
    m_table->sortByColumn(Column::Name, Qt::AscendingOrder);
    const QByteArray saved = m_services.settings.windowState(u"fleetTable"_s);
    const QString chosen = u"fleetTableChosen"_s;
    m_widths = new ChosenWidths(
        m_table->horizontalHeader(), !m_services.settings.windowState(chosen).isEmpty(),
        [this, chosen] { m_services.settings.setWindowState(chosen, "1"); });
    keepHeaderState(m_table->horizontalHeader(), saved, [this](const QByteArray &state) {
        m_services.settings.setWindowState(u"fleetTable"_s, state);
    });
    for (int column = 0; column < FleetTableModel::ColumnCount; ++column)
        m_table->setColumnHidden(column, false); // the window may be wider than it was
    m_table->viewport()->installEventFilter(this);
    m_lower->addWidget(m_table);
    connect(m_table, &QTableView::doubleClicked, this, &FleetPage::activate);
    connect(m_table, &QTableView::activated, this, &FleetPage::activate);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        m_picture->setCurrentCluster(currentCluster());
        emit currentClusterChanged(currentCluster());
    });
}

void FleetPage::buildPicture()
{
    m_picture = new TopologyView(m_services.fleet, m_split);
    m_split->setObjectName(u"fleetSplitter"_s);
    m_split->setChildrenCollapsible(false);
    m_split->insertWidget(0, m_picture);
    m_split->addWidget(m_lower);
    m_split->setStretchFactor(1, 1);
    m_stack->addWidget(m_split);
    m_split->installEventFilter(this);
    connect(m_split, &QSplitter::splitterMoved, this, [this] { m_splitMoved = true; });
    m_showPicture = new QToolButton(m_head);
    m_showPicture->setObjectName(u"showPictureButton"_s);
    m_showPicture->setText(tr("Picture"));
    m_showPicture->setIcon(icon(Icon::Fleet));
    m_showPicture->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_showPicture->setAccessibleName(tr("Show the picture of the replication"));
    m_showPicture->setToolTip(plainToolTip(tr("Show or hide the picture of who follows whom")));
    m_showPicture->setCheckable(true);
    m_showPicture->setAutoRaise(true);
    m_showPicture->setChecked(m_services.settings.windowState(u"fleetPicture"_s) != "hidden");
    m_picture->setVisible(m_showPicture->isChecked());
    connect(m_showPicture, &QToolButton::toggled, this, [this](bool shown) {
        m_picture->setVisible(shown);
        m_services.settings.setWindowState(u"fleetPicture"_s, shown ? "shown" : "hidden");
    });
    connect(m_picture, &TopologyView::clusterSelected, this, &FleetPage::setCurrentCluster);
    connect(m_picture, &TopologyView::clusterActivated, this, &FleetPage::clusterActivated);
    connect(m_picture, &TopologyView::conflictActivated, this, &FleetPage::conflictActivated);
}

// As much as it wants, but no more than half, until the user decides.
void FleetPage::giveThePictureRoom()
{
    if (m_splitMoved)
        return;
    const int total = m_split->height();
    const int wanted = m_picture->sizeHint().height() + space(Space::Small, this);
    const int picture = qMin(wanted, total / 2);
    m_split->setSizes({ picture, total - picture });
}

void FleetPage::buildEmptyStates()
{
    m_noClusters = new EmptyState(Icon::Fleet, tr("No clusters are registered yet."),
                                  u"noClusters"_s, m_stack);
    m_noClusters->setDetail(tr(
        "Add a cluster by its address, or import a fleet file from a colleague. Watching needs no "
        "token."));
    connect(m_noClusters->addButton(tr("Add a cluster…"), u"noClustersAddButton"_s),
            &QPushButton::clicked, this, &FleetPage::addRequested);
    connect(m_noClusters->addButton(tr("Import…"), u"noClustersImportButton"_s),
            &QPushButton::clicked, this, &FleetPage::importRequested);
    m_stack->addWidget(m_noClusters);
    m_noMatch =
        new EmptyState(Icon::Search, tr("No cluster matches the filter."), u"noMatch"_s, m_lower);
    connect(m_noMatch->addButton(tr("Clear the filter"), u"clearFilterButton"_s),
            &QPushButton::clicked, m_filter, &QLineEdit::clear);
    m_lower->addWidget(m_noMatch);
}

void FleetPage::updateState()
{
    const bool none = m_model->rowCount() == 0;
    m_head->setVisible(!none);
    m_stack->setCurrentWidget(none ? static_cast<QWidget *>(m_noClusters) : m_split);
    m_lower->setCurrentWidget(m_proxy->rowCount() == 0 ? static_cast<QWidget *>(m_noMatch)
                                                       : m_table);
}

void FleetPage::updateFigures()
{
    const QList<ClusterSnapshot> snapshots = m_services.fleet.snapshots();
    const auto unread = std::ranges::count_if(
        snapshots, [](const ClusterSnapshot &snapshot) { return !snapshot.takenAt.isValid(); });
    m_clusters->setFigure(QLocale().toString(snapshots.size()),
                          unread > 0 ? tr("%n not read yet", nullptr, int(unread)) : QString());

    const Topology &topology = m_services.fleet.topology();
    const auto performance =
        std::ranges::count(topology.sets, ReplicationType::Performance, &ReplicationSet::type);
    const auto dr =
        std::ranges::count(topology.sets, ReplicationType::DisasterRecovery, &ReplicationSet::type);
    m_sets->setFigure(QLocale().toString(topology.sets.size()),
                      tr("%1 performance, %2 DR").arg(performance).arg(dr));

    const QList<Problem> problems = causesAmong(m_services.fleet.problems());
    const auto danger = std::ranges::count(problems, ProblemSeverity::Danger, &Problem::severity);
    const auto attention =
        std::ranges::count(problems, ProblemSeverity::Attention, &Problem::severity);
    const Tone tone = danger > 0 ? Tone::Danger : attention > 0 ? Tone::Attention : Tone::Good;
    QString words = tr("nothing needs attention");
    if (danger > 0)
        words = tr("%n urgent", nullptr, int(danger));
    else if (attention > 0)
        words = tr("%n need attention", nullptr, int(attention));
    m_problems->setFigure(QLocale().toString(danger + attention), words,
                          unread == snapshots.size() ? Tone::Neutral : tone);

    const ReplicationLink *worst = nullptr;
    const auto measure = [](const Lag &lag) {
        return std::pair(lag.wals.value_or(0),
                         lag.canaryAge.value_or(std::chrono::milliseconds(0)));
    };
    for (const ReplicationLink &link : topology.links) {
        const bool known = link.lag.wals || link.lag.canaryAge;
        if (link.secondary.isValid() && known
            && (!worst || measure(link.lag) > measure(worst->lag)))
            worst = &link;
    }
    m_laggard = worst ? worst->secondary : ClusterId();
    const ClusterSnapshot *laggard = m_services.fleet.snapshot(m_laggard);
    m_lag->setClickable(laggard != nullptr);
    const QString leadsTo = laggard ? tr("Show %1").arg(laggard->identity.name) : QString();
    m_lag->setToolTip(plainToolTip(leadsTo));
    m_lag->setAccessibleDescription(leadsTo);
    m_lag->setFigure(worst ? lagText(worst->lag) : noValue(),
                     laggard ? laggard->identity.name : tr("no secondary says"));
}

void FleetPage::showUnreachable()
{
    const QList<ClusterSnapshot> snapshots = m_services.fleet.snapshots();
    const auto read = std::ranges::count_if(
        snapshots, [](const ClusterSnapshot &snapshot) { return snapshot.takenAt.isValid(); });
    const bool any = std::ranges::any_of(snapshots, &ClusterSnapshot::isReachable);
    if (read > 0 && read == snapshots.size() && !any) {
        m_messages->showMessage(
            Tone::Danger,
            tr("No cluster answers. What is shown is the last that was read. Look at this "
               "computer's network, VPN or proxy first."));
    } else {
        m_messages->dismiss();
    }
}

ClusterId FleetPage::currentCluster() const
{
    return m_model->clusterAt(m_proxy->mapToSource(m_table->currentIndex()));
}

void FleetPage::setCurrentCluster(const ClusterId &id)
{
    const QModelIndex index = m_proxy->mapFromSource(m_model->indexOf(id));
    if (index.isValid() && index.row() != m_table->currentIndex().row())
        m_table->setCurrentIndex(index);
}

void FleetPage::activate(const QModelIndex &index)
{
    const ClusterId id = m_model->clusterAt(m_proxy->mapToSource(index));
    if (id.isValid())
        emit clusterActivated(id);
}

} // namespace switchover::ui

#include "moc_fleetpage.cpp"
