// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/labpanel.h"

#include "models/base/tooltip.h"
#include "models/lab/lab.h"
#include "ui/lab/clusterdetail.h"
#include "ui/lab/faultswitches.h"
#include "ui/lab/requestlogmodel.h"
#include "ui/lab/signinspage.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/tablesetup.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMap>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTableView>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum Column { Name, Performance, Dr, Secrets, Nodes, ColumnCount };

QString nodesText(const lab::ClusterInfo &cluster)
{
    QMap<lab::NodeState, int> counts;
    for (const lab::NodeInfo &node : cluster.nodes)
        ++counts[node.state];
    QStringList states;
    for (auto each = counts.cbegin(); each != counts.cend(); ++each) {
        const QString name = lab::nodeStateName(each.key());
        states.append(each.value() == 1
                          ? name
                          : LabPanel::tr("%1 %2", "count, node state").arg(each.value()).arg(name));
    }
    return states.join(u", "_s);
}

ItemHealth nodesHealth(const lab::ClusterInfo &cluster)
{
    ItemHealth health = ItemHealth::Good;
    for (const lab::NodeInfo &node : cluster.nodes) {
        if (node.state == lab::NodeState::Stopped)
            return ItemHealth::Danger;
        if (node.state == lab::NodeState::Sealed)
            health = ItemHealth::Attention;
    }
    return health;
}

QScrollArea *scrolled(QWidget *content, QWidget *parent)
{
    auto *scroll = new QScrollArea(parent);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    return scroll;
}

} // namespace

class LabPanel::Private
{
public:
    Private(LabPanel *panel, lab::Lab &l)
        : q(panel)
        , lab(l)
    {
    }

    QWidget *buildClusters();
    QWidget *buildSignIns();
    QWidget *buildFaults();
    QWidget *buildRequests();
    QLayout *buildClock();
    void refresh();
    void showClock();
    void showChosen();
    void fail(const QString &reason) { bar->showMessage(Tone::Danger, reason); }

    LabPanel *q;
    lab::Lab &lab;
    MessageBar *bar = nullptr;
    QTableView *table = nullptr;
    QStandardItemModel *model = nullptr;
    ClusterDetail *detail = nullptr;
    SignInsPage *signIns = nullptr;
    FaultSwitches *faults = nullptr;
    RequestLogModel *requests = nullptr;
    QLabel *clock = nullptr;
    QTabWidget *tabs = nullptr;
};

LabPanel::LabPanel(lab::Lab &lab, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, lab))
{
    setObjectName(u"labPanel"_s);
    auto *layout = new QVBoxLayout(this);
    const int small = space(Space::Small, this);
    layout->setContentsMargins(small, small, small, small);
    layout->setSpacing(small);
    d->bar = new MessageBar(u"labBar"_s, this);
    layout->addWidget(d->bar);
    d->tabs = new QTabWidget(this);
    d->tabs->setObjectName(u"labTabs"_s);
    d->tabs->setAccessibleName(tr("Lab"));
    d->tabs->setDocumentMode(true);
    d->tabs->addTab(d->buildClusters(), tr("Clusters"));
    d->tabs->addTab(d->buildFaults(), tr("Bad answers"));
    d->tabs->addTab(d->buildRequests(), tr("Requests"));
    d->tabs->addTab(d->buildSignIns(), tr("Sign-ins"));
    layout->addWidget(d->tabs, 1);
    layout->addLayout(d->buildClock());
    connect(&lab, &lab::Lab::changed, this, [this] { d->refresh(); });
    auto *tick = new QTimer(this);
    tick->setInterval(std::chrono::seconds(1));
    connect(tick, &QTimer::timeout, this, [this] {
        if (!isVisible())
            return;
        d->showClock();
        d->signIns->tick();
    });
    tick->start();
    d->refresh();
    if (d->model->rowCount() > 0)
        d->table->selectRow(0);
}

LabPanel::~LabPanel() = default;

QSize LabPanel::sizeHint() const
{
    // Room for the states of three nodes beside the other columns.
    return QWidget::sizeHint().expandedTo(QSize(fontMetrics().averageCharWidth() * 81, 0));
}

QWidget *LabPanel::Private::buildClusters()
{
    auto *page = new QWidget(q);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, space(Space::Small, q), 0, 0);
    layout->setSpacing(space(Space::Small, q));
    model = new QStandardItemModel(0, ColumnCount, q);
    model->setHorizontalHeaderLabels({ LabPanel::tr("Cluster"), LabPanel::tr("Performance"),
                                       LabPanel::tr("DR"), LabPanel::tr("Secrets"),
                                       LabPanel::tr("Nodes") });
    table = new QTableView(page);
    setUpTable(table, u"labClusters"_s, LabPanel::tr("Simulated clusters"));
    table->setModel(model);
    table->setSortingEnabled(false);
    table->setItemDelegateForColumn(Secrets, new NumberDelegate(table));
    table->setItemDelegateForColumn(Nodes, new HealthDelegate(table));
    table->horizontalHeader()->setStretchLastSection(true);
    const int digit = q->fontMetrics().averageCharWidth();
    table->setColumnWidth(Name, digit * 12);
    table->setColumnWidth(Performance, digit * 15);
    table->setColumnWidth(Dr, digit * 13);
    table->setColumnWidth(Secrets, digit * 10);
    const int rows = int(qMin<qsizetype>(lab.clusters().size(), 6));
    table->setFixedHeight(table->horizontalHeader()->sizeHint().height()
                          + rows * table->verticalHeader()->defaultSectionSize()
                          + 2 * table->frameWidth() + 2);
    layout->addWidget(table);
    detail = new ClusterDetail(lab, page);
    layout->addWidget(scrolled(detail, page), 1);
    QObject::connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, q,
                     [this] { showChosen(); });
    QObject::connect(detail, &ClusterDetail::failed, q,
                     [this](const QString &reason) { fail(reason); });
    return page;
}

QWidget *LabPanel::Private::buildSignIns()
{
    signIns = new SignInsPage(lab, q);
    QObject::connect(signIns, &SignInsPage::failed, q,
                     [this](const QString &reason) { fail(reason); });
    QScrollArea *page = scrolled(signIns, q);
    QObject::connect(signIns, &SignInsPage::waitingChanged, q, [this, page](int telephones) {
        tabs->setTabText(tabs->indexOf(page),
                         telephones > 0
                             ? LabPanel::tr("Sign-ins (%1)", "waiting telephones").arg(telephones)
                             : LabPanel::tr("Sign-ins"));
    });
    return page;
}

QWidget *LabPanel::Private::buildFaults()
{
    faults = new FaultSwitches(lab, q);
    QObject::connect(faults, &FaultSwitches::failed, q,
                     [this](const QString &reason) { fail(reason); });
    return scrolled(faults, q);
}

QWidget *LabPanel::Private::buildRequests()
{
    auto *page = new QWidget(q);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, space(Space::Small, q), 0, 0);
    requests = new RequestLogModel(q);
    auto *view = new QTableView(page);
    setUpTable(view, u"labRequests"_s, LabPanel::tr("Requests to the lab"));
    view->setModel(requests);
    view->setSortingEnabled(false);
    view->setItemDelegateForColumn(RequestLogModel::Status, new HealthDelegate(view));
    view->horizontalHeader()->setSectionResizeMode(RequestLogModel::Path, QHeaderView::Stretch);
    layout->addWidget(view);
    auto *row = new QHBoxLayout;
    auto *follow = new QCheckBox(LabPanel::tr("Follow"), page);
    follow->setObjectName(u"labFollowRequests"_s);
    follow->setChecked(true);
    row->addWidget(follow);
    row->addStretch();
    auto *clear = new QPushButton(LabPanel::tr("Clear"), page);
    clear->setObjectName(u"labClearRequests"_s);
    clear->setAutoDefault(false);
    row->addWidget(clear);
    layout->addLayout(row);
    QObject::connect(clear, &QPushButton::clicked, requests, &RequestLogModel::clear);
    QObject::connect(&lab, &lab::Lab::requestSeen, q,
                     [this, view, follow](const lab::RequestEntry &entry) {
                         requests->add(entry);
                         if (follow->isChecked() && view->isVisible())
                             view->scrollToBottom();
                     });
    return page;
}

QLayout *LabPanel::Private::buildClock()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, q));
    clock = makeHelpLabel({}, q);
    clock->setObjectName(u"labClock"_s);
    clock->setWordWrap(false);
    row->addWidget(clock, 1);
    auto *step = new QComboBox(q);
    step->setObjectName(u"labClockStep"_s);
    step->setAccessibleName(LabPanel::tr("Step of the lab's clock"));
    step->addItem(LabPanel::tr("1 minute"), 1);
    step->addItem(LabPanel::tr("30 minutes"), 30);
    step->addItem(LabPanel::tr("8 hours"), 8 * 60);
    row->addWidget(step);
    auto *advance = new QPushButton(LabPanel::tr("Advance clock"), q);
    advance->setObjectName(u"labAdvanceClock"_s);
    advance->setToolTip(plainToolTip(LabPanel::tr(
        "Lets tokens and leases of the lab expire. This computer's clock is not touched.")));
    advance->setAutoDefault(false);
    row->addWidget(advance);
    QObject::connect(advance, &QPushButton::clicked, q, [this, step] {
        lab.advanceClock(std::chrono::minutes(step->currentData().toInt()));
        refresh();
    });
    return row;
}

void LabPanel::Private::refresh()
{
    const QList<lab::ClusterInfo> clusters = lab.clusters();
    for (int row = 0; row < clusters.size(); ++row) {
        const lab::ClusterInfo &cluster = clusters.at(row);
        if (row >= model->rowCount()) {
            QList<QStandardItem *> items;
            for (int column = 0; column < ColumnCount; ++column) {
                items.append(new QStandardItem);
                items.constLast()->setEditable(false);
            }
            model->appendRow(items);
        }
        const auto set = [this, row](int column, const QString &text) {
            if (model->item(row, column)->text() != text)
                model->item(row, column)->setText(text);
        };
        set(Name, cluster.name);
        set(Performance, cluster.performanceMode);
        set(Dr, cluster.drMode);
        set(Secrets, QLocale().toString(cluster.secretsCount));
        set(Nodes, nodesText(cluster));
        model->item(row, Nodes)->setData(int(nodesHealth(cluster)), HealthRole);
        model->item(row, Name)->setToolTip(
            plainToolTip(LabPanel::tr("%1, Vault %2", "address, version")
                             .arg(cluster.address, cluster.version)));
    }
    showClock();
    detail->refresh();
    signIns->refresh();
    faults->refresh();
}

void LabPanel::Private::showClock()
{
    clock->setText(LabPanel::tr("The lab's clock: %1")
                       .arg(QLocale().toString(lab.now().toLocalTime(), QLocale::ShortFormat)));
}

void LabPanel::Private::showChosen()
{
    const QModelIndex chosen = table->currentIndex();
    if (!chosen.isValid())
        return;
    const QString name = model->item(chosen.row(), Name)->text();
    detail->setCluster(name);
    signIns->setCluster(name);
}

} // namespace switchover::ui

#include "moc_labpanel.cpp"
